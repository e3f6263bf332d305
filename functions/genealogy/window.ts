import { violation } from '../../shared/domain/refusal.ts'
import { Problem } from '../../shared/http/problem.ts'
import type { Window } from '../../shared/usecases/genealogy/trace.ts'

/** A page begins after the last point of the page before, by its name. */
export const windowOf = ({ limit, cursor }: { limit?: number; cursor?: string }): Window => ({
  limit,
  after: cursor,
})

export const pageAfter = (last: string | undefined) => last !== undefined && { nextCursor: last }

/** Refuses a cursor whose point no longer exists: an empty page would mean that nothing more is affected. */
export const lostPage = (): Problem =>
  new Problem('invalid-request', [violation('invalid-request/page-lost', {}, 'query#/cursor')])
