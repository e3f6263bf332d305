import type { Fact } from '../../../events/envelope.ts'
import type { ToldViolation } from '../../../events/refusals.ts'
import { warningKey } from '../orders/warning-review.ts'

/** Acts that are judged by policies. Quality has nothing to review of facts that this version does not know. */
const judged = [
  'andon.step.started.v1',
  'andon.step.progressed.v1',
  'andon.step.repeated.v1',
  'andon.step.completed.v1',
  'andon.step.skipped.v1',
  'andon.unit.built.v1',
  'andon.material.consumed.v1',
  'andon.dispensing.charged.v1',
  'andon.material.produced.v1',
  'andon.result.recorded.v1',
  'andon.result.corrected.v1',
] as const satisfies readonly Fact['type'][]

/** A warning as a fact has it, with its reason and who passed it. */
export interface Warned {
  readonly stepId: string
  readonly warning: ToldViolation
  readonly reason: string
  readonly person: string
  readonly fact: Fact
  /** Quality reviews it with the batch. */
  readonly isReviewed: boolean
}

/** The warnings of a fact; those of the result that makes a step repeat are inside it. */
export function warningsIn(fact: Fact): Warned[] {
  const { warnings = [], reason = '', stepId = '' } = tellingOf(fact)
  const isJudged = judged.some((type) => type === fact.type)
  return warnings.map((warning) => ({
    stepId,
    warning,
    reason,
    person: fact.actor.name,
    fact,
    isReviewed: isJudged && warning.review === true,
  }))
}

interface Telling {
  readonly warnings?: readonly ToldViolation[] | undefined
  readonly reason?: string | undefined
  readonly stepId?: string | undefined
}

function tellingOf(fact: Fact): Telling {
  if (fact.type === 'andon.step.repeated.v1') return fact.data.because
  return 'warnings' in fact.data ? fact.data : {}
}

/** What quality reviews, by the id of the exception. */
export function warnedTogether(facts: readonly Fact[]): Map<string, [Warned, ...Warned[]]> {
  const found = new Map<string, [Warned, ...Warned[]]>()
  for (const it of facts.flatMap(warningsIn)) {
    if (!it.isReviewed) continue
    const key = warningKey(it.stepId, it.warning)
    const before = found.get(key)
    if (before) before.push(it)
    else found.set(key, [it])
  }
  return found
}
