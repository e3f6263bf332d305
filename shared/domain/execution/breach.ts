import type { FactData } from '../../../events/catalog.ts'
import type { DeviationId, HoldId } from '../../../events/identifiers.ts'
import type { Breach } from '../../../events/quality.ts'
import type { Circumstances } from '../caller.ts'
import { saveOrder } from '../change.ts'
import type { Accepted } from '../decision.ts'
import type { BoundOrder } from '../orders/order.ts'
import type { Alerts } from '../quality/alerts.ts'
import type { Deviation } from '../quality/deviation.ts'
import { holdOf, putInForce, startOf } from '../quality/holding.ts'
import { serialKey } from '../stock/serial.ts'
import { type FoundUnit, heldUnit, type MeasuredUnit } from './unit-result.ts'

/** Ids of what a broken limit opens. */
export interface BreachIds {
  readonly deviationId: DeviationId
  readonly holdId: HoldId
}

/** What a broken limit opens, the site's alerts, to which its hold is added, and the unit that was measured. */
export interface Opening extends BreachIds {
  readonly alerts: Alerts
  readonly measuredUnit?: MeasuredUnit | undefined
  /** The place that the fact will have in the chain of the order, by which the newest result of an item is known. */
  readonly sequence?: number
}

export interface Broken {
  readonly title: string
  readonly description: string
  readonly breach: Breach
  /** By which the order remembers the open deviation. */
  readonly key: string
  /** The unit that broke the limit, with its result; without it, the whole order did. */
  readonly ofUnit?: FoundUnit | undefined
  /** The result that was recorded before, if its correction broke the limit. */
  readonly corrects?: FactData<'andon.deviation.opened.v1'>['corrects']
}

/** Opens a deviation and holds the order and its lots in the same commit, or the unit alone. */
export function openBreach(
  order: BoundOrder,
  { title, description, breach, key, ofUnit, corrects }: Broken,
  { deviationId, holdId, alerts }: Opening,
  { at, caller }: Circumstances,
): Accepted {
  const subject = ofUnit
    ? ({ type: 'unit', id: serialKey(ofUnit.unit.materialId, ofUnit.unit.serial) } as const)
    : ({ type: 'order', id: order.orderId } as const)
  const deviation: Deviation = {
    deviationId,
    subject,
    orderId: order.orderId,
    title,
    description,
    status: 'open',
    openedAt: at,
    holds: [holdId],
    breach,
  }
  const stopped: BoundOrder = {
    ...order,
    deviations: { ...order.deviations, [deviationId]: 'open' },
    breaches: { ...order.breaches, [key]: deviationId },
  }
  const hold = holdOf(deviation, holdId, caller)
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.deviation.opened.v1',
      data: {
        deviationId,
        subject,
        title,
        description,
        orderId: order.orderId,
        breach,
        holdId,
        ...(corrects && { corrects }),
      },
      about: { type: 'deviation', id: deviationId },
    },
    changes: [
      { change: 'save', kind: 'deviation', id: deviationId, value: deviation },
      ...(ofUnit
        ? [saveOrder(stopped), ...heldUnit(hold, ofUnit, alerts)]
        : putInForce(hold, { type: 'order', value: stopped }, alerts)),
    ],
    pointers: [startOf(holdId)],
  }
}
