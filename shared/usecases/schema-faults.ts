import type * as z from 'zod'
import { faultIn } from '../../events/fault.ts'
import type { Violation } from '../../events/refusals.ts'
import { violation, violationNamed } from '../domain/refusal.ts'

type Issue = z.core.$ZodIssue

/** The position of a fault: the field for people, its JSON pointer, and its value. */
interface Spot {
  readonly field: string
  readonly ref: string
  readonly value: unknown
}

/** The place of a value, by the names on the way to it. */
export function spotOf(path: readonly PropertyKey[], at: string, whole: unknown): Spot {
  const ref = `${at}#${path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')}`
  const value = path.reduce<unknown>((of, part) => (isObject(of) ? Reflect.get(of, part) : undefined), whole)
  return { field: path.map(String).join('.') || at, ref, value }
}
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** The faults of a schema as violations with pointers to their fields. Faults of zod itself get sentences of the catalogue too. */
export function faultsOf(issue: Issue, at: string, whole: unknown): Violation[] {
  const { field, ref, value } = spotOf(issue.path, at, whole)
  if (value === undefined && issue.code !== 'custom' && issue.code !== 'unrecognized_keys')
    return [violation('invalid-request/missing', { field }, ref)]
  const own = faultIn(issue.message)
  if (own) return [violationNamed(`invalid-request/${own.variant}`, { field, ...own.params }, ref)]
  const within = (issues: readonly Issue[]) =>
    issues.flatMap((it) => faultsOf({ ...it, path: [...issue.path, ...it.path] }, at, whole))
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => {
        const unknown = spotOf([...issue.path, key], at, whole)
        return violation('invalid-request/unknown-field', { field: unknown.field }, unknown.ref)
      })
    case 'invalid_type':
      return [violation('invalid-request/kind', { field, kind: issue.expected }, ref)]
    case 'invalid_value':
      return [violation('invalid-request/not-one-of', { field, of: issue.values.map(String) }, ref)]
    case 'too_small':
      return [tooLittle(issue.origin, field, Number(issue.minimum), ref)]
    case 'too_big':
      return [tooMuch(issue.origin, field, Number(issue.maximum), ref)]
    case 'invalid_union':
      return issue.errors.length > 0
        ? within(nearest(issue.errors))
        : [violation('invalid-request/not-one-of', { field, of: optionsOf(issue) }, ref)]
    case 'invalid_key':
      // The key itself is wrong; it is the last part of the path.
      return issue.issues.flatMap((it) => faultsOf({ ...it, path: issue.path }, at, whole))
    case 'invalid_element':
      return within(issue.issues)
    default:
      return [violation('invalid-request/format', { field }, ref)]
  }
}

const optionsOf = (issue: Issue): string[] =>
  'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : []

/** Of several allowed forms, the one with the fewest faults, because it was most likely meant. A form of another kind is never nearer. */
const nearest = (forms: readonly Issue[][]): readonly Issue[] =>
  forms.reduce((best, form) => (distance(form) < distance(best) ? form : best))

const distance = (form: readonly Issue[]): number =>
  form.some(({ code, path }) => code === 'invalid_type' && path.length === 0) ? Number.POSITIVE_INFINITY : form.length

function tooLittle(origin: string, field: string, least: number, ref: string): Violation {
  if (origin === 'string') return violation('invalid-request/too-short', { field, least }, ref)
  if (origin === 'array') return violation('invalid-request/too-few', { field, least }, ref)
  return violation('invalid-request/too-low', { field, least }, ref)
}

function tooMuch(origin: string, field: string, most: number, ref: string): Violation {
  if (origin === 'string') return violation('invalid-request/too-long', { field, most }, ref)
  if (origin === 'array') return violation('invalid-request/too-many', { field, most }, ref)
  return violation('invalid-request/too-high', { field, most }, ref)
}
