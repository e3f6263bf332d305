import type { Violation } from '../../events/refusals.ts'
import { violation } from '../domain/refusal.ts'
import { spotOf } from './schema-faults.ts'

/**
 * The characters that no record can hold and show: XML 1.0, and so B2MML, excludes them. Scanned codes have separators that XML excludes too (GS1:
 * GS; ISO/IEC 15434: EOT, RS, GS), and those may come.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the very characters to be refused.
const unwritable = /[\u0000-\u0003\u0005-\u0008\u000B\u000C\u000E-\u001B\uFFFE\uFFFF]/

/** A value with its place in the whole. A chain of places, because a list of names per value would grow with the square of the depth. */
interface Place {
  readonly value: unknown
  readonly name?: string
  readonly of?: Place
}

/** Enough for a person to see what is wrong; a body may have a hundred thousand. */
const mostFaults = 20

/** The texts in a value that cannot be stored as they are, among them the names of fields. Without recursion, because a caller chooses the depth. */
export function textFaults(whole: unknown, at: string): Violation[] {
  const faults: Violation[] = []
  const open: Place[] = [{ value: whole }]
  for (let place = open.pop(); place && faults.length < mostFaults; place = open.pop()) {
    const { value } = place
    if (typeof value === 'string') faults.push(...faultsOf(value, place, at, whole))
    if (typeof value !== 'object' || value === null) continue
    for (const [name, it] of Object.entries(value)) {
      const named = faultsOf(name, place, at, whole)
      faults.push(...named)
      if (named.length === 0) open.push({ value: it, name, of: place })
    }
  }
  return faults
}

function faultsOf(text: string, place: Place, at: string, whole: unknown): Violation[] {
  const fault = textFault(text, () => spotOf(namesOf(place), at, whole))
  return fault ? [fault] : []
}

/** Why one text cannot be stored as it is, for a body that is not JSON. */
export function textFault(
  text: string,
  spot: () => { readonly field: string; readonly ref: string },
): Violation | undefined {
  const character = text.isWellFormed() ? unwritable.exec(text)?.[0] : /\p{Surrogate}/u.exec(text)?.[0]
  if (character === undefined) return undefined
  const { field, ref } = spot()
  const code = `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
  const key = text.isWellFormed() ? 'invalid-request/control-character' : 'invalid-request/half-character'
  return violation(key, { field, character: code }, ref)
}

function namesOf(place: Place): string[] {
  const names: string[] = []
  for (let it: Place | undefined = place; it; it = it.of) if (it.name !== undefined) names.push(it.name)
  return names.reverse()
}
