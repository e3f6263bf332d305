import type { Weighing } from '../../events/dispensing.ts'
import type { LotId } from '../../events/identifiers.ts'
import type { Consume } from '../../events/order.ts'
import type { Violation } from '../../events/refusals.ts'
import {
  type Accepted,
  type Change,
  type Circumstances,
  type Decision,
  type Pointer,
  reasons,
  refuse,
  violation,
} from './decision.ts'
import { anyBar, drawn, objectionsToDraw } from './draw.ts'
import {
  enter,
  type Finding,
  type Floor,
  finding,
  isAboutSignature,
  notRunning,
  settle,
  withoutOverrides,
  workedOn,
} from './gate.ts'
import type { Lot, Sublot } from './lot.ts'
import { boundsOf, type IssuedOrder, type RunningStep, save } from './order.ts'
import { asCompensated, isWeighed } from './potency.ts'
import { add, convert, isMore, isTellable, spell, subtract } from './quantity.ts'

/** A consumption that was weighed: what stands against the weighing, and what it leaves besides. */
export interface Weighed {
  readonly violations: readonly Violation[]
  readonly findings: readonly (Finding | undefined)[]
  /** What the quantity counts for on its line, in its unit, where that is not the quantity itself. */
  readonly equivalent?: string | undefined
  readonly told?: Weighing | undefined
  readonly progress: (running: RunningStep) => RunningStep
  readonly changes: readonly Change[]
  readonly pointers?: readonly Pointer[]
  readonly once?: Pick<Accepted, 'spent' | 'spentBefore'> | undefined
}

export function consume(
  floor: Floor & { lot: Lot | undefined; sublot: Sublot | undefined },
  body: Consume,
  circumstances: Circumstances,
  weighed?: Weighed,
): Decision {
  const { violations, order, step, progress } = enter(floor, body.stepId, circumstances)
  const running = progress?.status === 'running' ? progress : undefined
  const written = step?.materials.find((it) => it.lineId === body.lineId && it.use === 'consumed')
  const line = written && step && asCompensated(written, step, running)
  const counted = weighed?.equivalent ?? body.quantity.value
  const added = line && convert(counted, body.quantity.unit, line.quantity.unit)
  const total = line && added !== undefined ? add(running?.consumed[line.lineId] ?? '0', added) : undefined
  const beyond = line && total !== undefined && isMore(total, boundsOf(line).most)
  const settled =
    order && step
      ? settle(
          [
            beyond
              ? finding(
                  line,
                  'line-over-tolerance',
                  `Line ${line.lineId} would come to ${total} ${line.quantity.unit}; its tolerance ends at ${boundsOf(line).most}.`,
                  `over:${line.lineId}`,
                )
              : undefined,
            ...(weighed?.findings ?? []),
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
    line &&
      isWeighed(line) &&
      !weighed &&
      violation('line-weighed', `Line ${line.lineId} is weighed; record it as a weighing on a scale.`, 'lineId'),
    settled?.violations,
    weighed?.violations,
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
  const worked = weighed
    ? weighed.progress(workedOn(running, circumstances.caller))
    : workedOn(running, circumstances.caller)
  const steps = {
    ...order.steps,
    [body.stepId]: { ...worked, consumed: { ...worked.consumed, [line.lineId]: total } },
  }
  const warnings = settled?.warnings ?? []
  const isOver = (ref: string) =>
    isAboutSignature(ref) || ['line', 'over', 'weighing'].some((kind) => ref === `${kind}:${line.lineId}`)
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.material.consumed.v1',
      data: {
        ...body,
        orderId: order.orderId,
        materialId: line.materialId,
        ...(weighed?.told && { weighing: weighed.told }),
        ...(warnings.length > 0 && { warnings: [...warnings] }),
      },
      about: { type: 'lot', id: body.lotId },
    },
    changes: [
      save({ ...took(order, lotId, drawing.value, floor.lot), ...withoutOverrides(order, body.stepId, isOver), steps }),
      drawn(wanted, drawing.value, 'consumed', circumstances.at),
      ...(weighed?.changes ?? []),
    ],
    ...(weighed?.pointers && { pointers: weighed.pointers }),
    ...weighed?.once,
  }
}

/** The order after a draw: what it has of the lot, and what is still set aside for it there. */
function took(order: IssuedOrder, lotId: LotId, value: string, { unit }: Pick<Lot, 'unit'>): IssuedOrder {
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
