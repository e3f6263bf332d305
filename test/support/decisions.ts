import type { Documents } from '../../shared/domain/change.ts'
import type { Decision } from '../../shared/domain/decision.ts'

/** The documents of a kind that a decision saves, in the order in which it does. */
export const allSaved = <Kind extends keyof Documents>(decision: Decision, kind: Kind): Documents[Kind][] =>
  (decision.outcome === 'accepted' ? decision.changes : []).flatMap((it) =>
    it.change === 'save' && it.kind === kind ? [it.value as Documents[Kind]] : [],
  )

/** The first of them. @throws when the decision saves none. */
export function saved<Kind extends keyof Documents>(decision: Decision, kind: Kind): Documents[Kind] {
  const [found] = allSaved(decision, kind)
  if (found === undefined) throw new Error(`No ${kind} is saved by ${JSON.stringify(decision)}.`)
  return found
}
