import type { Caller, PrintedNames } from '../../domain/caller.ts'
import type { Person } from '../../domain/master-data.ts'
import { asDefined, definedName } from '../../domain/people/printed-name.ts'
import type { PresentedSignature } from '../../domain/signature.ts'
import { type Basis, type Reading, type Ref, type Refs, ref } from './store.ts'

/** Who gives a command, and who signs it. */
interface Authors {
  readonly caller: Caller
  readonly signature: PresentedSignature | undefined
}

/** No plan names a ref like this. */
const prefix = 'definition of '

/** The people whose names a command prints: its caller and those who sign. */
function peopleOf({ caller, signature }: Authors): string[] {
  const signers = [signature?.signer, signature?.verifier].flatMap((it) => (it?.valid ? it.personId : []))
  return caller.kind === 'person' ? [caller.id, ...signers] : signers
}

/**
 * Loads what the plan needs and, in the same round trip, the definitions of the people whose names the command prints. The caller comes back under the
 * defined name.
 */
export async function loadWithPeople<Wanted extends Refs>(
  store: Reading,
  authors: Authors,
  wanted: Wanted,
): Promise<{ readonly basis: Basis<Wanted>; readonly caller: Caller; readonly printedNames: PrintedNames }> {
  const people = peopleOf(authors)
  const definitions = Object.fromEntries(people.map((id): [string, Ref<'person'>] => [prefix + id, ref.person(id)]))
  const loaded = await store.load({ ...wanted, ...definitions })
  const personIn = (id: string) => loaded[prefix + id]?.value as Person | undefined
  const names = people.flatMap((id): [string, string][] => {
    const name = definedName(personIn(id))
    return name === undefined ? [] : [[id, name]]
  })
  const basis = Object.fromEntries(Object.entries(loaded).filter(([name]) => !name.startsWith(prefix)))
  const caller = asDefined(authors.caller, personIn(authors.caller.id))
  return { basis: basis as Basis<Wanted>, caller, printedNames: new Map(names) }
}
