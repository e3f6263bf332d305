import type { ReverseConsumption } from '../../../events/consumption.ts'
import type { SublotId } from '../../../events/identifiers.ts'
import type { Decimal } from '../../../events/quantity.ts'
import type { Circumstances } from '../caller.ts'
import { saveOrder } from '../change.ts'
import { all, type Check, clear, decide, given, known, present, upon } from '../check.ts'
import type { Decision } from '../decision.ts'
import { entered, runningAt, type StepContext, withoutOverrides, workedOn } from '../orders/gate.ts'
import { isAboutSignature } from '../orders/rule.ts'
import { convert, isMore, isRepresentable, isZero, one, subtract } from '../quantity.ts'
import { reasons, violation } from '../refusal.ts'
import type { Component } from '../stock/component.ts'
import type { Lot, Sublot } from '../stock/lot.ts'
import type { Serial } from '../stock/serial.ts'
import { notOfOrder, objectionsToUnit, removed, type Target } from './installation.ts'
import { inProportion, objectionsToStock, stockChanges } from './reversal.ts'
import { asTold, takenAnew, withoutSigned } from './taken-anew.ts'
import { nameOfUnit, unitRef } from './unit.ts'

/** A component that a unit of the order has from an earlier order, with the stock that it came from. */
export interface RemovalContext extends StepContext {
  readonly outOf: Target
  readonly lot: Lot | undefined
  readonly sublot: Sublot | undefined
  /** The id of a new sublot, if one is needed. */
  readonly newSublotId: SublotId
}

/** The component of this consumption that an earlier order built into the unit. */
export const builtEarlier = (
  unit: Serial | undefined,
  { orderId, consumptionId }: { readonly orderId: string; readonly consumptionId: string },
): Component | undefined =>
  unit?.components?.find(
    (it) => it.consumptionId === consumptionId && it.orderId !== undefined && it.orderId !== orderId,
  )

/**
 * Takes a component out of a unit in repair that an earlier order built in, in a running step of the repair. That order is over, and its record and its
 * inputs stay as they are. The unit keeps a record of what it had.
 *
 * Where the material goes is the `disposition`, as for a component of this order: quarantine by default.
 */
export function removeEarlier(
  floor: RemovalContext,
  { consumptionId, quantity, stepId, disposition = 'quarantine', reason }: ReverseConsumption,
  circumstances: Circumstances,
): Decision {
  const { outOf, lot, sublot } = floor
  const { orderId, product } = floor.order
  const { serial } = outOf
  const place = entered(floor, stepId ?? '', circumstances)
  const own = outOf.unit?.orderId === orderId ? outOf.unit : undefined
  const unit = present(own, () => notOfOrder({ orderId, product, serial }, outOf.unit))
  const part = upon(unit, (it) => partOf(it, floor, { consumptionId, quantity }))
  const checks = {
    place,
    running: runningAt(place),
    unit,
    part,
    may: upon(place, ({ order }) => clear(objectionsToUnit(order, outOf))),
    stock: clear(
      known(part) &&
        objectionsToStock(
          { lot, sublot },
          known(part)?.component.lotId ?? '',
          known(part)?.component.sublotId,
          disposition,
        ),
    ),
  }
  return decide(
    checks,
    ({ place: { order, snapshot, step }, running, unit, part: { component, value, counted, toLot, lot } }) => {
      const { lotId, sublotId, materialId, lineId, orderId: issuedBy } = component
      const stock = stockChanges(
        disposition,
        { ...floor, lotId, ...(sublotId !== undefined && { sublotId }), lot },
        toLot,
      )
      const taken = {
        ...component,
        quantity: { ...component.quantity, value },
        counted: { ...component.counted, value: counted },
      }
      const anew = takenAnew(order, snapshot, unit, circumstances.at)
      const opened = {
        ...anew.unit,
        removed: [...(unit.removed ?? []), { ...taken, outBy: orderId, outAt: circumstances.at }],
      }
      return {
        outcome: 'accepted',
        fact: {
          type: 'andon.material.returned.v1',
          data: {
            orderId,
            consumptionId,
            ...(issuedBy !== undefined && { issuedBy }),
            stepId: component.stepId,
            lineId,
            lotId,
            ...(sublotId !== undefined && { sublotId }),
            materialId,
            quantity: { value, unit: component.quantity.unit },
            outOf: nameOfUnit(unit),
            inStep: step.stepId,
            disposition,
            ...(stock.toSublotId !== undefined && { toSublotId: stock.toSublotId }),
            reason,
            ...(anew.asked.length > 0 && { asksAgain: asTold(anew.asked) }),
          },
          about: { type: 'lot', id: lotId },
        },
        changes: [
          saveOrder(
            withoutSigned(
              {
                ...order,
                ...withoutOverrides(order, step.stepId, isAboutSignature),
                steps: { ...order.steps, [step.stepId]: workedOn(running, circumstances.caller) },
              },
              unit,
              anew.asked,
            ),
          ),
          ...stock.changes,
          ...removed(opened, consumptionId, { value, counted }, snapshot),
        ],
      }
    },
  )
}

interface Part {
  readonly component: Component
  /** In the unit of measure of its issue. */
  readonly value: Decimal
  readonly counted: Decimal
  readonly toLot: Decimal
  readonly lot: Lot
}

/** The part of the component that is taken out, and what that is in its line and in its lot. */
function partOf(
  unit: Serial,
  { lot, sublot, order: { orderId } }: RemovalContext,
  { consumptionId, quantity }: Pick<ReverseConsumption, 'consumptionId' | 'quantity'>,
): Check<Part> {
  const { serial } = unit
  const component = present(builtEarlier(unit, { orderId, consumptionId }), () =>
    violation('consumption-unknown/in-unit', { serial, consumptionId }, unitRef(unit)),
  )
  return upon(component, (it) => {
    const { lotId, quantity: has, counted } = it
    const asked = present(quantity ? convert(quantity.value, quantity.unit, has.unit) : has.value, () =>
      violation('unit-mismatch/return', { taken: has.unit, unit: quantity?.unit ?? '' }, 'quantity/unit'),
    )
    const there = present(lot, () => violation('lot-unknown', { lotId }, `lot:${lotId}`))
    return upon(all({ asked, lot: there }), ({ asked: value, lot }) => {
      const inLot = (amount: Decimal) => convert(amount, has.unit, lot.unit) ?? amount
      const keeps = subtract(has.value, value)
      const toLot = subtract(inLot(has.value), inLot(keeps))
      const part = { component: it, value, counted: inProportion(counted.value, value, has.value), toLot, lot }
      return given(
        part,
        reasons(
          isMore(value, has.value) && violation('return-exceeded', { consumptionId, left: has }, 'quantity'),
          ![value, toLot, part.counted].every(isRepresentable) &&
            violation(
              'unit-mismatch/return-precision',
              { quantity: quantity ?? has, keptIn: [...new Set([lot.unit, counted.unit])] },
              'quantity',
            ),
          sublot?.serial !== undefined &&
            !isZero(subtract(toLot, one)) &&
            violation('unit-mismatch/return-piece', { serial: sublot.serial }, 'quantity'),
        ),
      )
    })
  })
}
