import type { Role } from '../../events/identifiers.ts'
import type { Caller } from '../domain/caller.ts'
import { violation } from '../domain/refusal.ts'
import { Problem } from './problem.ts'
import type { Route } from './route.ts'

/**
 * Who reads the time and the audit of other people: supervisors correct it, quality reviews it, an integration brings it to payroll, an admin answers
 * what a person may ask about their data (GDPR, article 15). Everybody else reads their own.
 */
export const readersOfTime = ['supervisor', 'quality', 'integration', 'admin'] as const satisfies readonly Role[]

/** The same, and the engineers, who define people with their qualifications. */
export const readersOfPeople = [...readersOfTime, 'engineer'] as const satisfies readonly Role[]

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
export function demandReaderOf(route: Route, caller: Caller, personId: string | undefined): void {
  if (personId !== caller.id) demandRole(route, caller, readersOfTime.some(has(caller)), readersOfTime)
}

const has =
  ({ roles }: Caller) =>
  (role: Role): boolean =>
    roles.includes(role)

function demandRole({ operationId }: Route, { name }: Caller, isAllowed: boolean, needed: readonly Role[]): void {
  if (!isAllowed)
    throw new Problem('forbidden', [violation('forbidden', { person: name, operation: operationId, roles: needed })])
}
