import type * as z from 'zod'
import { identifier } from '../../events/identifiers.ts'
import type { Violation } from '../../events/refusals.ts'
import { violation } from '../domain/refusal.ts'
import { Problem } from './problem.ts'

/** The parsed value, or a 400 that names every fault with its JSON pointer. */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown, at: 'body' | 'query'): z.infer<Schema> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw new Problem(
    'invalid-request',
    result.error.issues.flatMap((issue) => faultsOf(issue, at)),
  )
}

function faultsOf(issue: z.core.$ZodIssue, at: string): Violation[] {
  const pointer = (path: readonly PropertyKey[]) =>
    `${at}#${path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')}`
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) =>
      violation('invalid-request', `${key} is not known here; leave it out.`, pointer([...issue.path, key])),
    )
  }
  const name = issue.path.length > 0 ? issue.path.map(String).join('.') : at
  const detail = issue.message.startsWith('must') ? `${name} ${issue.message}.` : `${name}: ${issue.message}.`
  return [violation('invalid-request', detail, pointer(issue.path))]
}

/** Every part of a path is an id; one with a separator in it could name something else. */
export function parsePath(path: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const faults: Violation[] = []
  const parsed: Record<string, string> = {}
  for (const [name, value = ''] of Object.entries(path)) {
    const result = identifier.safeParse(value)
    if (result.success) parsed[name] = result.data
    else faults.push(violation('invalid-request', `${name} ${result.error.issues[0]?.message}.`, `path#/${name}`))
  }
  if (faults.length > 0) throw new Problem('invalid-request', faults)
  return parsed
}
