import type { Caller } from '../caller.ts'
import type { Person } from '../master-data.ts'

/** The name that the plant has defined for a person; undefined for somebody who is at most listed. */
export const definedName = (person: Person | undefined): string | undefined =>
  person && person.isDefined !== false ? person.name : undefined

/** The caller under the name of the person's definition. Somebody without one keeps the name that the token says. */
export const asDefined = (caller: Caller, person: Person | undefined): Caller =>
  caller.kind === 'person' ? { ...caller, name: definedName(person) ?? caller.name } : caller
