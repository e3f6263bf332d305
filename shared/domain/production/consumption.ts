import type { Weighing } from '../../../events/dispensing.ts'
import { type Fraction, plus } from '../../../events/fraction.ts'
import type { Instant } from '../../../events/identifiers.ts'
import type { Consume } from '../../../events/order.ts'
import type { Decimal, Quantity } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import { type Change, saveOrder } from '../change.ts'
import { all, type Check, clear, decide, given, known, present, upon } from '../check.ts'
import type { Accepted, Decision, Pointer } from '../decision.ts'
import { type Booking, booking, enteredAs, wholly } from '../density.ts'
import { openWeighings, withWeighings } from '../orders/charges.ts'
import {
  applyPolicies,
  type Entered,
  entered,
  type Finding,
  notRunning,
  type StepContext,
  withoutOverrides,
} from '../orders/gate.ts'
import { totalOf } from '../orders/line-totals.ts'
import type { PreIssue, RunningStep } from '../orders/order.ts'
import { withWarnings } from '../orders/warning-review.ts'
import { isZero, least, nearest } from '../quantity.ts'
import { countedExactly, densityOn, isWeighed, type Line, materialsOf } from '../recipes/line.ts'
import { reasons, violation } from '../refusal.ts'
import { named, orderNamed } from '../stock/destination.ts'
import { issuable, issued, mostFor, ofReserve, type Wanted } from '../stock/issue.ts'
import { looseIn } from '../stock/lot.ts'
import { reservedIn } from '../stock/reserved.ts'
import { serialKey } from '../stock/serial.ts'
import { datedThen, objectionsToThen } from '../stock/stock-then.ts'
import { afterDraw, nothingYet, notRepresentable, withLine } from './input.ts'
import { type Built, builtInto, type Installing, installed, notSaidWhich, withUnits } from './installation.ts'
import { type Dated, early, isSpentBy, notNext, overTolerance, preconditionsOf, staleStock } from './issue-rules.ts'
import type { Candidate } from './picking.ts'
import { asCompensated } from './potency.ts'
import { nameOfUnit } from './unit.ts'

/** The stock to issue, and what applies only to some issues. */
export interface IssueContext extends StepContext, Dated, Installing {
  /** The lot to use next, if the line has a picking rule. */
  readonly next?: Candidate | undefined
}

/** The weighing of a weighed issue: its violations and what it records. */
export interface Weighed {
  readonly violations: readonly Violation[]
  readonly findings: readonly (Finding | undefined)[]
  /** The quantity that counts on the line, in its unit; absent if it is the issued quantity. */
  readonly equivalent?: Decimal | undefined
  readonly told?: Weighing | undefined
  readonly progress: (running: RunningStep) => RunningStep
  /** @param booked the quantity in the unit of the lot, if that has rounded what was weighed */
  readonly changes: (booked: Quantity | undefined) => readonly Change[]
  readonly pointers?: readonly Pointer[]
  readonly once?: Pick<Accepted, 'spent' | 'spentBefore'> | undefined
}

/**
 * Issues material from a lot to a line of a step. The line counts in its own unit and material. Stock reserved for the order is used first. A
 * pre-issue needs a line that allows it, and belongs to the step from its start. Nothing is weighed before the start.
 */
export function consume(
  stored: IssueContext,
  body: Consume,
  circumstances: Circumstances,
  weighed?: Weighed,
): Decision {
  const { at } = circumstances
  const context: IssueContext = {
    ...stored,
    lot: stored.lot && datedThen(stored.lot, circumstances),
    sublot: stored.sublot && datedThen(stored.sublot, circumstances),
  }
  const place = entered(context, body.stepId, circumstances)
  const line = upon(place, (it) => lineOf(it, body, weighed))
  const counted = upon(line, (it) => countedOn(it, context, body, weighed))
  const taken = bookedFrom(context, known(line)?.line, body)
  const quantity = taken?.quantity ?? body.quantity
  const booked = { ...body, quantity }
  const built = upon(place, (it) => builtInto(it, context, booked, known(line), known(counted), circumstances))
  const wanted = wantedOf(context, booked, known(line)?.line, preconditionsOf(context, at, stored))
  const checks = {
    place,
    line,
    counted,
    said: clear(objectionsToSaid(context, body, known(place), known(line)?.line, weighed)),
    built,
    settled: upon(all({ place, line }), (it) => {
      const found = findings(context, it.place, it.line, known(counted), known(built), at)
      const every = [...found, ...(weighed?.findings ?? [])]
      return applyPolicies(every, it.place.order, body.stepId, circumstances.caller, body.reason)
    }),
    weighed: clear(weighed?.violations),
    received: clear(context.lot && objectionsToThen(context.lot, circumstances, context.sublot)),
    stock: issuable(context.lot, context.sublot, wanted, at),
  }
  return decide(
    checks,
    ({ place: { order, step, progress }, line: { line, running }, counted, built, settled, stock }) => {
      const { into: _serial, ...said } = booked
      const { lot, value } = stock
      const fromReservation = ofReserve(value, wanted.reserved)
      const unit = built?.unit
      const unitChanges = built?.unit ? installed(built.unit, built.component, built.snapshot) : []
      const begun =
        weighed && running
          ? { ...order, steps: { ...order.steps, [step.stepId]: withWeighings(progress, weighed.progress(running)) } }
          : order
      const took = afterDraw(begun, lot, value, fromReservation, at, taken?.exact)
      return {
        outcome: 'accepted',
        fact: {
          type: 'andon.material.consumed.v1',
          data: {
            ...said,
            orderId: order.orderId,
            materialId: lot.materialId,
            ...(lot.materialId !== line.materialId && {
              replaces: { materialId: line.materialId, quantity: { value: counted.value, unit: line.quantity.unit } },
            }),
            ...enteredAs(body.quantity, quantity),
            ...(!isZero(fromReservation) && { fromReservation: { value: fromReservation, unit: lot.unit } }),
            ...(unit && { into: nameOfUnit(unit) }),
            ...(!running && { preIssued: true }),
            ...(weighed?.told && { weighing: weighed.told }),
            ...(settled.length > 0 && { warnings: [...settled] }),
          },
          about: { type: 'lot', id: lot.lotId },
        },
        changes: [
          saveOrder(
            withWarnings(
              withUnits(
                {
                  ...withLine(took, step.stepId, line.lineId, counted.exactTotal, circumstances),
                  ...withoutOverrides(order, step.stepId, isSpentBy(line, lot.lotId, context.into?.serial)),
                },
                [unit],
                unitChanges,
              ),
              step.stepId,
              settled,
              circumstances.caller,
            ),
          ),
          issued(wanted, value, 'consumed', at, context.sublot),
          ...unitChanges,
          ...(weighed?.changes(enteredAs(body.quantity, quantity).entered && quantity) ?? []),
        ],
        ...(weighed?.pointers && { pointers: weighed.pointers }),
        ...weighed?.once,
      }
    },
  )
}

/** What the issue takes of the lot: in its unit, if that measures mass and the person said a volume, or the other way round, or if it rounds. */
function bookedFrom(
  context: IssueContext,
  line: Line | undefined,
  { lotId, quantity: said }: Consume,
): Booking | undefined {
  const { lot, order } = context
  const left = leftFor(context, lotId)
  if (!lot || !line || left === undefined) return undefined
  const before = order.status === 'created' ? undefined : order.inputs?.[lotId]
  const booked = booking(densityOn(line, lot.materialId), said, lot.unit, before)
  return booked && wholly(booked, said, left)
}

/** The most that the order may take of a lot, or of its sublot, in the unit of the lot: of the loose stock, what nobody else has reserved. */
export const leftFor = (context: IssueContext, lotId: string): Decimal | undefined =>
  context.lot &&
  (context.sublot?.remaining ?? least(looseIn(context.lot), mostFor(context.lot, reservedFor(context, lotId))))

const reservedFor = ({ order }: IssueContext, lotId: string): Decimal | undefined =>
  order.status === 'created' ? undefined : reservedIn(order, lotId)

/** The line of an issue, and the issues of its step so far, with pre-issues. */
interface Drawn {
  readonly line: Line
  readonly running: RunningStep | undefined
  readonly isPreIssue: boolean
  readonly before: PreIssue
}

function lineOf(place: Entered, body: Consume, weighed: Weighed | undefined): Check<Drawn> {
  const { order, step, progress } = place
  const running = weighed
    ? known(openWeighings(given(place), body.lineId))
    : progress?.status === 'running'
      ? progress
      : undefined
  const written = step.materials.find((it) => it.lineId === body.lineId && it.use === 'consumed')
  // A step that has not begun may get a pre-issue, but no weighing.
  const isPreIssue = !running && !progress && !weighed
  return all({
    running: given(running, !running && !(isPreIssue && written) && notRunning(step.stepId)),
    isPreIssue: given(isPreIssue),
    before: given(running ?? (isPreIssue ? order.preIssued?.[step.stepId] : undefined) ?? nothingYet),
    line: present(written && asCompensated(written, step, running), () =>
      violation('line-unknown', { stepId: step.stepId, lineId: body.lineId }, 'lineId'),
    ),
  })
}

/** The counted quantity of the issue and the new total of the line, in the unit of the line. */
interface Counted {
  readonly value: Decimal
  readonly total: Decimal
  readonly exactTotal: Fraction
}

function countedOn({ line, before }: Drawn, { lot }: IssueContext, { quantity }: Consume, weighed?: Weighed) {
  const worth = { ...quantity, value: weighed?.equivalent ?? quantity.value }
  const counted = countable(line, lot?.materialId, worth, quantity)
  return upon(counted, (exact) => {
    const exactTotal = plus(totalOf(before, 'consumed', line.lineId), exact)
    return given({ value: nearest(exact), total: nearest(exactTotal), exactTotal })
  })
}

/** The quantity that counts on the line. Refuses another dimension or too many digits. */
function countable(line: Line, materialId: string | undefined, worth: Quantity, said: Quantity): Check<Fraction> {
  const about = { lineId: line.lineId, lineUnit: line.quantity.unit }
  const counted = present(countedExactly(line, materialId, worth), () =>
    violation('unit-mismatch/line', { ...about, unit: said.unit }, 'quantity/unit'),
  )
  return upon(counted, (exact) => given(exact, notRepresentable(line, nearest(exact), said)))
}

function objectionsToSaid(
  { snapshot, into }: IssueContext,
  { stepId, equipmentId }: Consume,
  place: Entered | undefined,
  line: Line | undefined,
  weighed: Weighed | undefined,
): Violation[] {
  const runsOn = place?.progress?.status === 'running' ? place.progress.equipmentId : undefined
  return reasons(
    // A weighing names its own scale.
    !weighed &&
      equipmentId !== undefined &&
      runsOn !== undefined &&
      runsOn !== equipmentId &&
      violation('equipment-wrong/consumption', { stepId, running: runsOn, equipmentId }, 'equipmentId'),
    line && isWeighed(line) && !weighed && violation('line-weighed', { lineId: line.lineId }, 'lineId'),
    line && snapshot && !into && notSaidWhich(line, snapshot),
  )
}

const findings = (
  context: IssueContext,
  { order, step }: Entered,
  { line, isPreIssue }: Drawn,
  counted: Counted | undefined,
  built: Built | undefined,
  at: Instant,
): (Finding | undefined)[] => [
  isPreIssue ? early(line, step.stepId) : undefined,
  counted && overTolerance(line, counted.total),
  built?.finding,
  context.lot && notNext(line, order, context.lot, context.next),
  ...staleStock(context, at),
]

const wantedOf = (context: IssueContext, body: Consume, line: Line | undefined, unless: Wanted['unless']): Wanted => ({
  lotId: body.lotId,
  sublotId: body.sublotId,
  quantity: body.quantity,
  materials: line && materialsOf(line),
  unless,
  countsByOrder: true,
  reserved: reservedFor(context, body.lotId),
  to: [named(orderNamed(context.order.orderId))],
  gone: { orderId: context.order.orderId },
  into: context.into?.unit && serialKey(context.into.unit.materialId, context.into.serial),
})
