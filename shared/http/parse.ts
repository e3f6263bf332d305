import type * as z from 'zod'
import { idFromPath } from '../../events/id-rule.ts'
import {
  containerId,
  equipmentId,
  exceptionId,
  factId,
  identifier,
  lotId,
  recipeId,
  stateId,
} from '../../events/identifiers.ts'
import type { Violation } from '../../events/refusals.ts'
import { faultsOf } from '../usecases/schema-faults.ts'
import { textFaults } from '../usecases/text-faults.ts'
import { Problem } from './problem.ts'

/**
 * The parsed value.
 * @throws Problem (400) that names every fault with its JSON pointer
 */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown, at: 'body' | 'query'): z.infer<Schema> {
  const texts = textFaults(value, at)
  if (texts.length > 0) throw new Problem('invalid-request', texts)
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw new Problem(
    'invalid-request',
    result.error.issues.flatMap((issue) => faultsOf(issue, at, value)),
  )
}

const kinds: Readonly<Record<string, z.ZodType<string>>> = {
  containerId,
  equipmentId,
  exceptionId,
  lotId,
  recipeId,
  resultId: factId,
  stateId,
}

/** The parts of a path as ids. A separator inside a part is refused, because the part could then name another thing. */
export function parsePath(path: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const faults: Violation[] = []
  const parsed: Record<string, string> = {}
  for (const [name, value = ''] of Object.entries(path)) {
    const result = (kinds[name] ?? identifier).safeParse(idFromPath(value))
    if (result.success) parsed[name] = result.data
    else faults.push(...result.error.issues.flatMap((issue) => faultsOf({ ...issue, path: [name] }, 'path', path)))
  }
  if (faults.length > 0) throw new Problem('invalid-request', faults)
  return parsed
}
