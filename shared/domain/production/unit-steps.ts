import type { Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { BoundOrder, Snapshot } from '../orders/order.ts'
import { namingBefore } from '../recipes/per.ts'
import { violation } from '../refusal.ts'
import type { Serial, UnitStep } from '../stock/serial.ts'
import { unitRef } from './unit.ts'

/** The steps before a step that a unit still has to leave; a step that was skipped keeps nobody. */
export const stepsAhead = (
  order: BoundOrder,
  snapshot: Snapshot,
  step: Step,
  { serial, materialId, steps = {} }: Serial,
): Violation[] =>
  namingBefore(snapshot, step)
    .filter(({ stepId }) => order.steps[stepId]?.status !== 'skipped' && steps[stepId]?.left !== 'finished')
    .map((before) =>
      violation(
        'unit-unfit/step-before',
        { serial, before: before.stepId, stepId: step.stepId },
        unitRef({ materialId, serial }),
      ),
    )

/** The unit with news of one of its steps. */
export const withStep = (unit: Serial, stepId: string, news: Partial<UnitStep>): Serial => ({
  ...unit,
  steps: { ...unit.steps, [stepId]: { results: {}, ...unit.steps?.[stepId], ...news } },
})
