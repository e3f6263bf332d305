import { violation } from '../../shared/domain/refusal.ts'
import { Problem } from '../../shared/http/problem.ts'
import type { Window } from '../../shared/usecases/genealogy/trace.ts'

/** The cursor of a page is the name of the last point of the page before. */
export const windowOf = ({ limit, cursor }: { limit?: number; cursor?: string }): Window => ({
  limit,
  after: cursor && Buffer.from(cursor, 'base64url').toString('utf8'),
})

export const cursorAfter = (last: string | undefined) =>
  last !== undefined && { nextCursor: Buffer.from(last).toString('base64url') }

/** Refuses a cursor whose point no longer exists: an empty page would mean that nothing more is affected. */
export const lostPage = (): Problem =>
  new Problem('invalid-request', [violation('invalid-request/page-lost', {}, 'query#/cursor')])
