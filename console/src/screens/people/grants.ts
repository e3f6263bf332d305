import type { Fact } from '../../live/facts.ts'
import type { Qualification } from './standing.tsx'

/** Who has put a qualification on record as it is now, and when. */
export interface Grant {
  readonly by: string
  readonly at: string
}

const keyOf = ({ qualificationId, level, validFrom, validUntil, retrainingDueAt }: Qualification): string =>
  [qualificationId, level, validFrom, validUntil, retrainingDueAt].join(' ')

/** Since which definition of the person each qualification is as it is now. @param facts newest first */
export function grantOf(held: Qualification, facts: readonly Fact[]): Grant | undefined {
  let found: Grant | undefined
  for (const { type, data, actor, recordedAt } of facts) {
    if (type !== 'andon.person.defined.v1' || !('qualifications' in data)) continue
    const then = data.qualifications as readonly Qualification[]
    if (!then.some((it) => keyOf(it) === keyOf(held))) break
    found = { by: actor.name, at: recordedAt }
  }
  return found
}
