import type { Check as Asked, Parameter, Step } from '../../../events/recipe.ts'
import type { Caller } from '../caller.ts'
import type { Change } from '../change.ts'
import { type Check, given, none } from '../check.ts'
import type { BoundOrder } from '../orders/order.ts'
import { notOfOrder, objectionsToUnit, type Target } from '../production/installation.ts'
import { unitRef } from '../production/unit.ts'
import type { Alerts } from '../quality/alerts.ts'
import type { Hold } from '../quality/deviation.ts'
import { putInForce, type UnitFound } from '../quality/holding.ts'
import { perOf } from '../recipes/per.ts'
import { reasons, violation } from '../refusal.ts'
import type { Serial } from '../stock/serial.ts'

/** The unit that a result names, with the units that it is built into, which its hold stops as well. */
export interface MeasuredUnit extends Target {
  readonly around?: readonly UnitFound[]
}

export type FoundUnit = MeasuredUnit & { readonly unit: Serial }

/**
 * The unit whose result this is, or every reason against it; undefined if the recipe asks for no result of each unit. A person measures a unit that can
 * still be worked on. A device has measured already, so its result counts for a unit that is on hold or gone, and one of a unit that cannot be told
 * counts for the order.
 */
export function unitOfResult(
  order: BoundOrder,
  step: Step,
  { id, item }: { readonly id: string; readonly item: Parameter | Asked },
  { serial, ofUnknownUnit }: { readonly serial?: string | undefined; readonly ofUnknownUnit?: boolean | undefined },
  target: MeasuredUnit | undefined,
  { kind }: Caller,
): Check<FoundUnit | undefined> {
  const { stepId } = step
  if (perOf(step, item) !== 'unit')
    return given(undefined, serial !== undefined && violation('unit-unfit/not-asked', { item: id, stepId }, 'serial'))
  if (ofUnknownUnit) return given(undefined)
  if (serial === undefined) return none(violation('unit-missing/result', { item: id, stepId }, 'serial'))
  const { unit } = target ?? {}
  if (!target || unit?.orderId !== order.orderId)
    return none(notOfOrder({ orderId: order.orderId, product: order.product, serial }, unit))
  return given(
    { ...target, unit },
    kind === 'device'
      ? reasons(unit.status === 'scrapped' && violation('unit-unfit/scrapped', { serial }, unitRef(unit)))
      : reasons(
          objectionsToUnit(order, target),
          unit.steps?.[stepId]?.left === 'finished' &&
            violation('unit-unfit/step-left', { serial, stepId }, unitRef(unit)),
        ),
  )
}

/** The changes by which the hold of a broken limit is in force: on the unit, with its result, and on the units around it. */
export const heldUnit = (hold: Hold, { unit, sublot, around = [] }: FoundUnit, alerts: Alerts): Change[] =>
  putInForce(hold, { type: 'unit', value: { unit, sublot }, around }, alerts)
