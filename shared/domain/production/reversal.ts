import type { FactData } from '../../../events/catalog.ts'
import type { ReturnDisposition, ReverseConsumption } from '../../../events/consumption.ts'
import type { Fact } from '../../../events/envelope.ts'
import { type Fraction, fractionOf, inverse, minus, nought, times } from '../../../events/fraction.ts'
import type { LineId, StepId, SublotId } from '../../../events/identifiers.ts'
import type { Decimal } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import { type Change, saveOrder } from '../change.ts'
import { all, type Check, clear, decide, given, known, present, upon } from '../check.ts'
import type { Decision } from '../decision.ts'
import { exactlyIn, takenBackIn } from '../density.ts'
import { withBooked, withoutBooked } from '../measured.ts'
import { orderOnHold } from '../on-hold.ts'
import { amendable, withException } from '../orders/amendment.ts'
import { type Entered, entered, notRunning, type StepContext, withoutOverrides, workedOn } from '../orders/gate.ts'
import { totalOf, withMore, withTotal } from '../orders/line-totals.ts'
import { type BoundOrder, hasStepsLeft, type PreIssue, type Returned, type StepProgress } from '../orders/order.ts'
import { isAboutSignature, type Rule } from '../orders/rule.ts'
import { add, convert, isMore, isRepresentable, isZero, nearest, one, subtract, zero } from '../quantity.ts'
import { countedAs, countedExactly, densityOn, type Line } from '../recipes/line.ts'
import { reasons, refuse, violation } from '../refusal.ts'
import { packed } from '../stock/issue.ts'
import type { Lot, Sublot } from '../stock/lot.ts'
import { reserving } from '../stock/reserved.ts'
import { serialKey } from '../stock/serial.ts'
import { withLine } from './input.ts'
import { objectionsToUnit, removed, type Target, withUnits } from './installation.ts'
import { nothingComputed, type Recompute } from './output-reversal.ts'
import { reservedAgain } from './reservation.ts'
import { asTold, takenAnew, withoutSigned } from './taken-anew.ts'
import { isMade } from './unit.ts'
import { findingsAfter } from './yield-and-balance.ts'

type Consumption = FactData<'andon.material.consumed.v1'>

/** The consumption with this id: a fact of its own, a component of a unit that was built in one act, or what a completion booked. */
export function consumptionIn(fact: Fact | undefined, consumptionId = fact?.factId): Consumption | undefined {
  if (fact?.type === 'andon.material.consumed.v1') return fact.data
  if (!isOfSeveral(fact)) return undefined
  const { orderId, stepId, consumed = [] } = fact.data
  const part = consumed.find((it) => it.consumptionId === consumptionId)
  if (!part) return undefined
  const { consumptionId: _id, ...issued } = part
  if (fact.type !== 'andon.unit.built.v1') return { orderId, stepId, ...issued }
  const { into, preIssued } = fact.data
  return { orderId, stepId, ...issued, into, ...(preIssued && { preIssued }) }
}

/** A fact that tells several consumptions, each with an id of its own. */
export const isOfSeveral = (fact: Fact | undefined): fact is Extract<Fact, { type: (typeof ofSeveral)[number] }> =>
  ofSeveral.some((type) => type === fact?.type)
const ofSeveral = ['andon.unit.built.v1', 'andon.step.progressed.v1', 'andon.step.completed.v1'] as const

/**
 * Reverses an issue: back to lot and sublot, off the line, off the order's inputs, and back to its reservation. Both facts stay. An amount is the
 * difference of the reversed totals before and after, so that parts add up to the whole exactly.
 *
 * Material weighed into a container is not reversed: opened and poured, it is no longer what quality has released.
 *
 * A component can be taken out of its unit also in a later running step, because a test may find the fault after the first step is over. The record
 * of that first step stays as it was signed.
 *
 * Where the material goes is its `disposition`. What was built into a unit goes to quarantine by default, because the reason to take it out may be a
 * fault of it. A unit with a number waits there under its number; other material waits in a sublot of its own, so that the rest of its stock stays
 * free. Scrap leaves the stock of its lot, and stays an input of the order.
 *
 * After its step, or out of a unit that was not made when its order ended, a supervisor or quality takes it back, and quality reviews that. The step keeps its record; what is computed with the amount is computed
 * anew, and named if it leaves its limits.
 *
 * A held order gives nothing back, because its material is as doubtful as the order. A held or rejected lot takes its own material back, because the
 * same hold or decision covers it there.
 */
export function reverseConsumption(
  floor: StepContext & {
    readonly lot: Lot | undefined
    readonly sublot: Sublot | undefined
    /** The unit that it was built into. */
    readonly outOf?: Target | undefined
    /** The id of a new sublot, if one is needed. */
    readonly newSublotId: SublotId
    readonly exceptionId: string
    readonly recompute?: Recompute | undefined
  },
  fact: Fact | undefined,
  { consumptionId, quantity, stepId: inStep, outOf, disposition: asked, reason }: ReverseConsumption,
  circumstances: Circumstances,
): Decision {
  const taken = consumptionIn(fact, consumptionId)
  if (!taken)
    return refuse([violation('consumption-unknown', { orderId: floor.order.orderId, consumptionId }, 'consumptionId')])
  const { stepId, lineId, lotId, sublotId, materialId, into } = taken
  const disposition = asked ?? (into ? 'quarantine' : 'stock')
  const order = floor.order.status === 'created' ? undefined : floor.order
  const progress = order?.steps[stepId]
  const drawnInto = stockOf(progress, order?.preIssued?.[stepId])
  const later = into && inStep !== stepId ? inStep : undefined
  const before = order?.returned?.find((it) => it.consumptionId === consumptionId)?.value ?? zero
  const left = subtract(taken.quantity.value, before)
  const isLate = order !== undefined && (!into || isLeftOnBench(order, floor)) && isCorrected(order, progress)
  const place: Check<Entered> = isLate
    ? upon(amendable(floor, stepId, circumstances), (it) => given(it, orderOnHold(it.order)))
    : entered(floor, inStep ?? stepId, circumstances)
  const line = upon(place, ({ snapshot }) => {
    const written = snapshot.steps.find((it) => it.stepId === stepId)?.materials.find((it) => it.lineId === lineId)
    return present(written, () => violation('line-unknown', { stepId, lineId }, 'consumptionId'))
  })
  const counts = known(line)
  const density = counts && densityOn(counts, materialId)
  const value = present(quantity ? takenBackIn(density, quantity, taken.quantity.unit, left) : left, () =>
    violation('unit-mismatch/return', { taken: taken.quantity.unit, unit: quantity?.unit ?? '' }, 'quantity/unit'),
  )
  const lot = present(floor.lot, () => notThere(lotId))
  const back = upon(all({ line, lot, value }), (it) =>
    given(cameBack(taken, it.line, it.lot, before, add(before, it.value))),
  )
  const checks = {
    place,
    may: clear(
      outOf !== undefined &&
        into?.serial !== outOf &&
        violation('consumption-unknown/in-unit', { serial: outOf, consumptionId }, 'outOf'),
      taken.weighing &&
        violation(
          'line-weighed/return',
          { containerId: taken.weighing.containerId },
          `dispensed:${taken.weighing.containerId}`,
        ),
      later !== undefined && order && order.steps[later]?.status !== 'running' && notRunning(later),
      inStep !== undefined && inStep !== stepId && !into && violation('unit-unfit/not-built-in', { stepId }, 'stepId'),
      progress && !drawnInto && !isLate && later === undefined && stepIsOver(stepId, progress, into?.serial),
    ),
    line,
    value: upon(value, (it) =>
      given(
        it,
        isZero(left) && violation('return-exceeded/all', { consumptionId }, 'quantity'),
        !isZero(left) &&
          isMore(it, left) &&
          violation('return-exceeded', { consumptionId, left: { value: left, unit: taken.quantity.unit } }, 'quantity'),
      ),
    ),
    back: upon(all({ back, line, lot }), (it) =>
      given(
        it.back,
        !isZero(left) &&
          ![known(value) ?? zero, it.back.toLot, it.back.offLine].every(isRepresentable) &&
          violation(
            'unit-mismatch/return-precision',
            { quantity: quantity ?? taken.quantity, keptIn: [...new Set([it.lot.unit, it.line.quantity.unit])] },
            'quantity',
          ),
        !isZero(left) &&
          floor.sublot?.serial !== undefined &&
          !isZero(subtract(it.back.toLot, one)) &&
          violation('unit-mismatch/return-piece', { serial: floor.sublot.serial }, 'quantity'),
      ),
    ),
    stock: clear(objectionsToStock(floor, lotId, sublotId, disposition)),
    lot,
    unit: clear(order && floor.outOf && objectionsToUnit(order, floor.outOf)),
  }
  return decide(checks, ({ place: { order, snapshot }, lot, value, back }) => {
    const isScrap = disposition === 'scrap'
    const reserved = disposition === 'stock' && !hasEnded(order) ? reservedAgain(order, lotId, back.toReserve) : zero
    const kept = withWork(gaveBack(order, lotId, back.toLot, back.exact.ofLot), later, circumstances)
    const off = drawnInto
      ? withLine(kept, stepId, lineId, minus(totalOf(drawnInto, 'consumed', lineId), back.exact.ofLine), {
          caller: circumstances.caller,
        })
      : withLessTaken(kept, stepId, lineId, back.exact.ofLine)
    const worked = isScrap ? withScrapped(off, { stepId, lineId, lot }, back) : off
    const { changes, toSublotId } = stockChanges(disposition, { ...taken, ...floor, lot }, back.toLot, reserved)
    const unit = floor.outOf?.unit
    const anew = unit && takenAnew(order, snapshot, unit, circumstances.at)
    const unitChanges = anew ? removed(anew.unit, consumptionId, { value, counted: back.offLine }, snapshot) : []
    const isSpent = (it: Rule) => isAboutSignature(it) || (it.rule === 'line' && it.of === lineId)
    const booked: BoundOrder = {
      ...reserving(worked, lotId, { value: reserved, unit: lot.unit }),
      ...withoutOverrides(order, later ?? stepId, isSpent),
      returned: withReturn(order.returned, { consumptionId, value: add(before, value) }),
    }
    const after = withUnits(anew ? withoutSigned(booked, anew.unit, anew.asked) : booked, [unit], unitChanges)
    const { recompute = nothingComputed, exceptionId } = floor
    const computed = isLate ? recompute(order, after, snapshot.steps) : nothingComputed(order, after, [])
    const warnings = isLate ? [...findingsAfter(after, snapshot), ...computed.left] : []
    return {
      outcome: 'accepted',
      fact: {
        type: 'andon.material.returned.v1',
        data: {
          orderId: order.orderId,
          consumptionId,
          stepId,
          lineId,
          lotId,
          ...(sublotId !== undefined && { sublotId }),
          materialId,
          quantity: { value, unit: taken.quantity.unit },
          ...(into && { outOf: into }),
          ...(later !== undefined && { inStep: later }),
          disposition,
          ...(toSublotId !== undefined && { toSublotId }),
          reason,
          ...(anew && anew.asked.length > 0 && { asksAgain: asTold(anew.asked) }),
          ...(isLate && { exceptionId }),
          ...(warnings.length > 0 && { warnings }),
        },
        about: { type: 'lot', id: lotId },
      },
      changes: [
        saveOrder(isLate ? withException(computed.order, exceptionId, circumstances.caller) : after),
        ...changes,
        ...unitChanges,
      ],
    }
  })
}

/** What the stock of the lot gets, by the disposition. A unit with a number that was built in is taken out of its unit. */
export function stockChanges(
  disposition: ReturnDisposition,
  {
    lotId,
    sublotId,
    lot,
    sublot,
    outOf,
    newSublotId,
  }: Pick<Consumption, 'lotId' | 'sublotId'> & {
    readonly lot: Lot
    readonly sublot: Sublot | undefined
    readonly outOf?: Target | undefined
    readonly newSublotId: SublotId
  },
  value: Decimal,
  reserved: Decimal = zero,
): { readonly changes: readonly Change[]; readonly toSublotId?: SublotId } {
  const unit = outOf?.unit
  const isUnit = sublot?.serial !== undefined
  const there = {
    lotId,
    ...(sublotId !== undefined && { sublotId }),
    value,
    from: 'consumed',
    ...(unit && isUnit && { outOf: serialKey(unit.materialId, unit.serial) }),
  } as const
  if (disposition === 'scrap') return { changes: [{ change: 'rebook', ...there, into: 'scrapped' }] }
  const back = { change: 'reverse-issue', ...there, ...(!isZero(reserved) && { reserved }) } as const
  if (disposition === 'stock') return { changes: [back] }
  const status = sublot?.status === 'rejected' ? 'rejected' : 'quarantine'
  if (isUnit) return { changes: [{ ...back, status }] }
  const { expiresAt, retestAt, location } = sublot ?? {}
  const apart: Sublot = {
    lotId,
    sublotId: newSublotId,
    unit: lot.unit,
    quantity: value,
    remaining: value,
    status,
    ...(expiresAt !== undefined && { expiresAt }),
    ...(retestAt !== undefined && { retestAt }),
    ...(location !== undefined && { location }),
  }
  return {
    changes: [
      { ...back, apart: true },
      { change: 'create-sublot', sublot: apart },
    ],
    toSublotId: newSublotId,
  }
}

/** The order with material that was issued and then scrapped. It counts as input and as output. */
function withScrapped(
  order: BoundOrder,
  {
    stepId,
    lineId,
    lot: { lotId, unit, materialId },
  }: { readonly stepId: StepId; readonly lineId: LineId; readonly lot: Lot },
  { toLot, exact }: ReturnType<typeof cameBack>,
): BoundOrder {
  const step = order.steps[stepId]
  const rejected = {
    ...order.rejected,
    [lotId]: { ...withBooked(order.rejected?.[lotId], { value: toLot, exact: exact.ofLot }, unit), materialId },
  }
  if (step?.status !== 'running') return { ...order, rejected }
  return { ...order, rejected, steps: { ...order.steps, [stepId]: withMore(step, 'rejected', lineId, exact.ofLine) } }
}

function withWork(order: BoundOrder, stepId: StepId | undefined, { caller }: Circumstances): BoundOrder {
  const running = stepId === undefined ? undefined : order.steps[stepId]
  if (stepId === undefined || running?.status !== 'running') return order
  return { ...order, steps: { ...order.steps, [stepId]: workedOn(running, caller) } }
}

/** Whether its step or its whole order is over, so that taking back is a correction of the record. */
const isCorrected = (order: BoundOrder, progress: StepProgress | undefined): boolean =>
  hasEnded(order) ? progress !== undefined : progress?.status === 'completed' || progress?.status === 'ended'

/** A unit that no step of its order will make any more: its parts are good for others, and its number is free when none is left in it. */
const isLeftOnBench = (
  order: BoundOrder,
  { snapshot, outOf }: Pick<StepContext, 'snapshot'> & { readonly outOf?: Target | undefined },
): boolean => !hasStepsLeft(order, snapshot) && outOf?.unit !== undefined && !isMade(outOf.unit)

const hasEnded = ({ status }: BoundOrder): boolean =>
  status === 'completed' || status === 'closed' || status === 'aborted'

/** The order with less in what a step that is over keeps of its lines. */
function withLessTaken(order: BoundOrder, stepId: StepId, lineId: LineId, less: Fraction): BoundOrder {
  const over = order.steps[stepId]
  if (over?.status !== 'completed') return order
  const { took, amounts, exact, ...rest } = over
  const lessIn = (consumed: Readonly<Record<string, Decimal>>) => {
    const totals = { consumed, ...(exact && { exact }) }
    return consumed[lineId] === undefined
      ? totals
      : withTotal(totals, 'consumed', lineId, minus(totalOf(totals, 'consumed', lineId), less))
  }
  const [ofTook, ofAmounts] = [took && lessIn(took), amounts && lessIn(amounts.consumed)]
  const left = ofTook?.exact ?? ofAmounts?.exact
  const kept = {
    ...rest,
    ...(ofTook && { took: ofTook.consumed }),
    ...(amounts && ofAmounts && { amounts: { ...amounts, consumed: ofAmounts.consumed } }),
    ...(left && { exact: left }),
  }
  return { ...order, steps: { ...order.steps, [stepId]: kept } }
}

/** The issues that a step can reverse: while it runs, or before it starts. */
const stockOf = (progress: StepProgress | undefined, preIssued: PreIssue | undefined): PreIssue | undefined =>
  progress === undefined ? preIssued : progress.status === 'running' ? progress : undefined

/** The quantity between two reversed totals. Reserved stock was used first and comes back last. */
function cameBack(taken: Consumption, line: Line, { unit }: Lot, before: Decimal, after: Decimal) {
  const ofLot = (value: Decimal): Decimal => convert(value, taken.quantity.unit, unit) ?? zero
  const { entered = taken.quantity } = taken
  const ofLine = (value: Decimal): Decimal =>
    countedAs(line, taken.materialId, {
      ...entered,
      value: inProportion(entered.value, value, taken.quantity.value),
    }) ?? zero
  const free = subtract(ofLot(taken.quantity.value), taken.fromReservation?.value ?? zero)
  const ofReserve = (value: Decimal): Decimal => (isMore(ofLot(value), free) ? subtract(ofLot(value), free) : zero)
  const between = (of: (value: Decimal) => Decimal): Decimal => subtract(of(after), of(before))
  const share = times(fractionOf(subtract(after, before)), inverse(fractionOf(taken.quantity.value)))
  const exact = {
    ofLot: times(exactlyIn(densityOn(line, taken.materialId), entered, unit) ?? nought, share),
    ofLine: times(countedExactly(line, taken.materialId, entered) ?? nought, share),
  }
  return { toLot: between(ofLot), offLine: between(ofLine), toReserve: between(ofReserve), exact }
}

/** The line counts what was said, so a part of what was booked is that part of what was said. */
export const inProportion = (said: Decimal, part: Decimal, booked: Decimal): Decimal =>
  said === booked ? part : nearest(times(fractionOf(said), times(fractionOf(part), inverse(fractionOf(booked)))))

/** A step that was left out has nothing to give back. A component of a unit can be taken out in another step that runs. */
function stepIsOver(stepId: string, { status }: StepProgress, serial: string | undefined): Violation {
  const ref = `step:${stepId}`
  return serial === undefined
    ? violation('step-not-running/to-return', { stepId, status }, ref)
    : violation('step-not-running/to-remove', { stepId, status, serial }, ref)
}

const notThere = (lotId: string): Violation => violation('lot-unknown', { lotId }, `lot:${lotId}`)

export function objectionsToStock(
  { lot, sublot }: { readonly lot: Lot | undefined; readonly sublot: Sublot | undefined },
  lotId: string,
  sublotId: string | undefined,
  disposition: ReturnDisposition,
): Violation[] {
  const ref = `lot:${lotId}`
  const comesBack = disposition !== 'scrap'
  return reasons(
    !lot && notThere(lotId),
    comesBack && lot?.status === 'shipped' && violation('lot-wrong-status/to-return', { lotId }, ref),
    sublotId !== undefined &&
      !sublot &&
      violation('sublot-unknown/to-return', { lotId, sublotId }, `${ref}/${sublotId}`),
    comesBack && (disposition === 'stock' || sublot?.serial !== undefined) && sublot && packed(sublot),
  )
}

/** The order's inputs less a quantity of a lot. */
export function gaveBack(
  { inputs = {}, ...order }: BoundOrder,
  lotId: string,
  value: Decimal,
  exact: Fraction = fractionOf(value),
): BoundOrder {
  const { [lotId]: had, ...others } = inputs
  const keeps = had && withoutBooked(had, { value, exact })
  const left = keeps ? { ...others, [lotId]: keeps } : others
  return Object.keys(left).length > 0 ? { ...order, inputs: left } : order
}

const withReturn = (returned: readonly Returned[] = [], now: Returned): Returned[] => [
  ...returned.filter(({ consumptionId }) => consumptionId !== now.consumptionId),
  now,
]
