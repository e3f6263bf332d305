import type { Caller, PrintedNames } from '../../domain/caller.ts'
import type { Person } from '../../domain/master-data.ts'
import type { Command } from './command.ts'
import { type Basis, type Ref, type Refs, ref, type Store } from './store.ts'

/** No plan names a ref like this. */
const prefix = 'definition of '

/** The people whose names a command prints: its caller and those who sign. */
function peopleOf({ caller, signature }: Command): string[] {
  const signers = [signature?.signer, signature?.verifier].flatMap((it) => (it?.valid ? it.personId : []))
  return caller.kind === 'person' ? [caller.id, ...signers] : signers
}

/** Loads what the plan needs and, in the same round trip, the definitions of the people whose names the command prints. */
export async function loadWithPeople<Wanted extends Refs>(
  store: Store,
  command: Command,
  wanted: Wanted,
): Promise<{ readonly basis: Basis<Wanted>; readonly printedNames: PrintedNames }> {
  const people = peopleOf(command)
  const definitions = Object.fromEntries(people.map((id): [string, Ref<'person'>] => [prefix + id, ref.person(id)]))
  const loaded = await store.load({ ...wanted, ...definitions })
  const names = people.flatMap((id): [string, string][] => {
    const person = loaded[prefix + id]?.value as Person | undefined
    return person && person.isDefined !== false ? [[id, person.name]] : []
  })
  const basis = Object.fromEntries(Object.entries(loaded).filter(([name]) => !name.startsWith(prefix)))
  return { basis: basis as Basis<Wanted>, printedNames: new Map(names) }
}

/** Facts name a person as the plant has defined that person; somebody without a definition is named as the token says. */
export const asDefined = (caller: Caller, printedNames: PrintedNames): Caller =>
  caller.kind === 'person' ? { ...caller, name: printedNames.get(caller.id) ?? caller.name } : caller
