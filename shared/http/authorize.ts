import type { Fact } from '../../events/envelope.ts'
import type { Role } from '../../events/identifiers.ts'
import type { Caller } from '../domain/caller.ts'
import { violation } from '../domain/refusal.ts'
import { Problem } from './problem.ts'
import { readersOfTime } from './readers.ts'
import type { Route } from './route.ts'

/** @throws Problem (401, 403) unless the caller may call this route, with these parts of its path and query */
export function authorize(route: Route, caller: Caller, asked: Readonly<Record<string, string | undefined>>): void {
  const { roles, ownPersonId } = route
  if (roles === 'public') return
  if (caller.id === '') throw new Problem('unauthorized', [violation('unauthorized', {})])
  const isOwn = ownPersonId === true && asked.personId === caller.id
  if (roles === 'anyone' || isOwn) demandRole(route, caller, caller.roles.length > 0, [])
  else demandRole(route, caller, roles.some(has(caller)), roles)
}

/**
 * For a route that anyone may call as long as it does not ask about other people.
 * @throws Problem (403)
 */
export function demandReaderOf(
  route: Route,
  caller: Caller,
  personId: string | undefined,
  readers: readonly Role[] = readersOfTime,
): void {
  if (personId !== caller.id) demandRole(route, caller, readers.some(has(caller)), readers)
}

/** Whether the caller may read a fact, wherever it is shown: what people did and when they were at work is for its readers, and for each person. */
export const mayRead = (caller: Caller, { subject: { type, id } }: Pick<Fact, 'subject'>): boolean =>
  type !== 'person' || id === caller.id || readersOfTime.some(has(caller))

const has =
  ({ roles }: Caller) =>
  (role: Role): boolean =>
    roles.includes(role)

function demandRole({ operationId }: Route, { name }: Caller, isAllowed: boolean, needed: readonly Role[]): void {
  if (!isAllowed)
    throw new Problem('forbidden', [violation('forbidden', { person: name, operation: operationId, roles: needed })])
}
