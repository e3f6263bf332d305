import type { Instant } from '../../events/identifiers.ts'
import type { Consume, Produce } from '../../events/order.ts'
import { type Circumstances, type Decision, reasons, refuse, violation } from './decision.ts'
import { enter, type Floor, finding, isAboutSignature, notRunning, settle, withoutOverrides, workedOn } from './gate.ts'
import { type Lot, objectionsToDraw, type Sublot } from './lot.ts'
import { boundsOf, save } from './order.ts'
import { add, convert, isMore, isTellable, sameDimension, spell } from './quantity.ts'

export function consume(
  floor: Floor & { lot: Lot | undefined; sublot: Sublot | undefined },
  body: Consume,
  circumstances: Circumstances,
): Decision {
  const { violations, order, step, progress } = enter(floor, body.stepId, circumstances)
  const running = progress?.status === 'running' ? progress : undefined
  const line = step?.materials.find((it) => it.lineId === body.lineId && it.use === 'consumed')
  const added = line && convert(body.quantity.value, body.quantity.unit, line.quantity.unit)
  const total = line && added !== undefined ? add(running?.consumed[line.lineId] ?? '0', added) : undefined
  const beyond = line && total !== undefined && isMore(total, boundsOf(line).most)
  const settled =
    beyond && order && step
      ? settle(
          [
            finding(
              line,
              'line-over-tolerance',
              `Line ${line.lineId} would come to ${total} ${line.quantity.unit}; its tolerance ends at ${boundsOf(line).most}.`,
              `over:${line.lineId}`,
            ),
          ],
          order,
          step.stepId,
          circumstances.caller,
          body.reason,
        )
      : undefined
  const found = reasons(
    violations,
    step && !running && notRunning(step.stepId),
    step && !line && violation('line-unknown', `Step ${step.stepId} has no material line ${body.lineId}.`, 'lineId'),
    line &&
      added !== undefined &&
      !isTellable(added) &&
      violation(
        'unit-mismatch',
        `${spell(body.quantity)} cannot be told in ${line.quantity.unit}, in which line ${line.lineId} is kept.`,
        'quantity',
      ),
    line &&
      added === undefined &&
      violation(
        'unit-mismatch',
        `Line ${line.lineId} is in ${line.quantity.unit}; ${body.quantity.unit} measures something else.`,
        'quantity/unit',
      ),
    settled?.violations,
    objectionsToDraw(floor.lot, floor.sublot, { ...body, materialId: line?.materialId }, circumstances.at),
  )
  if (found.length > 0 || !order || !running || !line || !floor.lot || total === undefined) return refuse(found)
  const drawn = convert(body.quantity.value, body.quantity.unit, floor.lot.unit) ?? body.quantity.value
  const worked = workedOn(running, circumstances.caller)
  const steps = {
    ...order.steps,
    [body.stepId]: { ...worked, consumed: { ...worked.consumed, [line.lineId]: total } },
  }
  const warnings = settled?.warnings ?? []
  const isOver = (ref: string) =>
    isAboutSignature(ref) || ref === `line:${line.lineId}` || ref === `over:${line.lineId}`
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.material.consumed.v1',
      data: {
        ...body,
        orderId: order.orderId,
        materialId: line.materialId,
        ...(warnings.length > 0 && { warnings: [...warnings] }),
      },
      about: { type: 'lot', id: body.lotId },
    },
    changes: [
      save({ ...order, ...withoutOverrides(order, body.stepId, isOver), steps }),
      {
        change: 'draw',
        lotId: body.lotId,
        ...(body.sublotId && { sublotId: body.sublotId }),
        value: drawn,
        at: circumstances.at,
      },
    ],
  }
}

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

const daysAfter = (at: Instant, days: number): Instant => new Date(Date.parse(at) + days * 86_400_000).toISOString()
