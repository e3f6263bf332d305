import type { Produce } from '../../events/order.ts'
import { type Circumstances, type Decision, reasons, refuse, violation } from './decision.ts'
import { enter, type Floor, notRunning, workedOn } from './gate.ts'
import { daysAfter, type Lot } from './lot.ts'
import { save } from './order.ts'
import { add, convert, isTellable, sameDimension, spell } from './quantity.ts'

/** A produced lot is under quarantine until its batch is released, and belongs to one order for good. */
export function produce(
  floor: Floor & { lot: Lot | undefined },
  body: Produce,
  circumstances: Circumstances,
): Decision {
  const { violations, order, step, progress } = enter(floor, body.stepId, circumstances)
  const { snapshot, lot } = floor
  const running = progress?.status === 'running' ? progress : undefined
  const before = order?.produced[body.lotId]
  const unit = lot?.unit ?? body.quantity.unit
  const made = convert(body.quantity.value, body.quantity.unit, unit)
  const found = reasons(
    violations,
    step && !running && notRunning(step.stepId),
    snapshot &&
      !sameDimension(snapshot.productUnit, body.quantity.unit) &&
      violation(
        'unit-mismatch',
        `${snapshot.product} is made in ${snapshot.productUnit}; ${body.quantity.unit} measures something else.`,
        'quantity/unit',
      ),
    made !== undefined &&
      !isTellable(add(lot?.quantity ?? '0', made)) &&
      violation('unit-mismatch', `Lot ${body.lotId} is kept in ${unit}, which cannot tell so much.`, 'quantity'),
    made !== undefined &&
      !isTellable(made) &&
      violation('unit-mismatch', `${spell(body.quantity)} cannot be told in ${unit}.`, 'quantity'),
    lot &&
      order &&
      lot.orderId === order.orderId &&
      lot.status !== 'quarantine' &&
      violation(
        'lot-wrong-status',
        `Lot ${lot.lotId} is ${lot.status} already; what is made from now on needs a lot of its own.`,
        `lot:${lot.lotId}`,
      ),
    lot &&
      order &&
      lot.orderId !== order.orderId &&
      violation(
        'lot-of-another-order',
        `Lot ${lot.lotId} exists and was not made by order ${order.orderId}; give the product a lot of its own.`,
        `lot:${lot.lotId}`,
      ),
    lot &&
      lot.holds.length > 0 &&
      violation('lot-on-hold', `Lot ${lot.lotId} is on hold (${lot.holds.join(', ')}).`, `lot:${lot.lotId}`),
  )
  if (found.length > 0 || !order || !step || !running || !snapshot || made === undefined) return refuse(found)
  const { at } = circumstances
  const worked = { ...order, steps: { ...order.steps, [step.stepId]: workedOn(running, circumstances.caller) } }
  const data = {
    orderId: order.orderId,
    stepId: step.stepId,
    lotId: body.lotId,
    materialId: snapshot.product,
    quantity: body.quantity,
    use: body.use,
  }
  const fact = { type: 'andon.material.produced.v1', data, about: { type: 'lot', id: body.lotId } } as const
  // Scrap is on the record and never becomes stock.
  if (body.use === 'scrap') return { outcome: 'accepted', fact, changes: [save(worked)] }
  const fresh: Lot = {
    lotId: body.lotId,
    materialId: snapshot.product,
    unit,
    quantity: body.quantity.value,
    remaining: body.quantity.value,
    status: 'quarantine',
    holds: [],
    receivedAt: at,
    orderId: order.orderId,
    ...(snapshot.shelfLifeDays !== undefined && { expiresAt: daysAfter(at, snapshot.shelfLifeDays) }),
  }
  const produced = { value: before ? add(before.value, made) : made, unit }
  return {
    outcome: 'accepted',
    fact,
    changes: [
      save({ ...worked, produced: { ...order.produced, [body.lotId]: produced } }),
      lot ? { change: 'fill', lotId: lot.lotId, value: made, unlessHeld: true } : { change: 'create-lot', lot: fresh },
    ],
  }
}
