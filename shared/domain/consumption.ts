import type { LotId } from '../../events/identifiers.ts'
import type { Consume } from '../../events/order.ts'
import { type Circumstances, type Decision, reasons, refuse, violation } from './decision.ts'
import { anyBar, drawn, objectionsToDraw } from './draw.ts'
import { enter, type Floor, finding, isAboutSignature, notRunning, settle, withoutOverrides, workedOn } from './gate.ts'
import type { Lot, Sublot } from './lot.ts'
import { boundsOf, type IssuedOrder, save } from './order.ts'
import { add, convert, isMore, isTellable, spell, subtract } from './quantity.ts'

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
  const { lotId, sublotId, quantity } = body
  const reserved = order?.reserved?.[lotId]
  const wanted = {
    lotId,
    sublotId,
    quantity,
    materials: line && [line.materialId],
    unless: anyBar,
    reserved,
    to: [`order:${floor.order.orderId}`],
  }
  const drawing = objectionsToDraw(floor.lot, floor.sublot, wanted, circumstances.at)
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
    drawing.violations,
  )
  if (
    found.length > 0 ||
    !order ||
    !running ||
    !line ||
    !floor.lot ||
    drawing.value === undefined ||
    total === undefined
  )
    return refuse(found)
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
      save({ ...took(order, lotId, drawing.value, floor.lot), ...withoutOverrides(order, body.stepId, isOver), steps }),
      drawn(wanted, drawing.value, 'consumed', circumstances.at),
    ],
  }
}

/** The order after a draw: what it has of the lot, and what is still set aside for it there. */
export function took(order: IssuedOrder, lotId: LotId, value: string, { unit }: Pick<Lot, 'unit'>): IssuedOrder {
  const before = order.inputs?.[lotId]?.value ?? '0'
  const inputs = { ...order.inputs, [lotId]: { value: add(before, value), unit } }
  const { [lotId]: setAside, ...others } = order.reserved ?? {}
  if (setAside === undefined) return { ...order, inputs }
  return {
    ...order,
    inputs,
    reserved: isMore(setAside, value) ? { ...others, [lotId]: subtract(setAside, value) } : others,
  }
}
