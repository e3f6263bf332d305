import type { Step } from '../../../events/recipe.ts'
import type { Circumstances } from '../caller.ts'
import { saveOrder } from '../change.ts'
import { clear, decide, upon } from '../check.ts'
import type { Decision } from '../decision.ts'
import {
  applyPolicies,
  entered,
  type Finding,
  finding,
  type StepContext,
  spokenOf,
  withoutOverrides,
} from '../orders/gate.ts'
import { beforePredecessors } from '../orders/late-booking.ts'
import { withWarnings } from '../orders/warning-review.ts'
import { yieldAndBalanceWithout } from '../production/yield-and-balance.ts'
import { violation } from '../refusal.ts'
import { notCharged } from '../weighing/charging.ts'
import { waitingFor } from './step-start.ts'

/** Skips a step, if the recipe allows it. */
export function skipStep(
  floor: StepContext,
  stepId: string,
  reason: string | undefined,
  circumstances: Circumstances,
): Decision {
  const place = entered(floor, stepId, circumstances)
  const warnings = upon(place, ({ order, snapshot, step }) => {
    const findings = [
      notOptional(step),
      ...notCharged({ order, step }),
      ...yieldAndBalanceWithout(order, snapshot, step),
    ]
    return applyPolicies(findings, order, stepId, circumstances.caller, reason)
  })
  const untouched = upon(place, ({ order, snapshot, step, progress }) =>
    clear(
      progress && violation('step-already-started', { stepId, status: progress.status }, `step:${stepId}`),
      order.preIssued?.[stepId] && violation('drawn-ahead/skip', { stepId }, `step:${stepId}`),
      waitingFor(order, snapshot, { ...step, flow: 'batch' }),
      beforePredecessors(order, step, circumstances),
    ),
  )
  return decide({ place, untouched, warnings }, ({ place: { order, step }, warnings }) => ({
    outcome: 'accepted',
    fact: {
      type: 'andon.step.skipped.v1',
      data: { orderId: order.orderId, stepId: step.stepId, ...spokenOf(warnings, reason) },
    },
    changes: [
      saveOrder(
        withWarnings(
          {
            ...order,
            ...withoutOverrides(order, stepId),
            steps: { ...order.steps, [stepId]: { status: 'skipped' } },
          },
          stepId,
          warnings,
          circumstances.caller,
        ),
      ),
    ],
  }))
}

/** The finding that a step is skipped, with its policy. A recipe without `skip` blocks it. */
export const notOptional = ({ stepId, skip }: Step): Finding | undefined =>
  finding(
    skip ?? { policy: 'block' },
    skip ? 'step-not-optional/left-out' : 'step-not-optional/required',
    { stepId },
    `step:${stepId}`,
  )
