import type { Weighing } from '../../../events/dispensing.ts'
import type { Instant } from '../../../events/identifiers.ts'
import type { Consume } from '../../../events/order.ts'
import type { Quantity } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import type { Change } from '../change.ts'
import { saveOrder } from '../change.ts'
import type { Accepted, Decision, Pointer } from '../decision.ts'
import {
  enter,
  type Finding,
  joinedBy,
  notRunning,
  type StepContext,
  settle,
  withoutOverrides,
  workedOn,
} from '../orders/gate.ts'
import { type PreIssue, type ReleasedOrder, type RunningStep, withPreIssue } from '../orders/order.ts'
import { add, isRepresentable, isZero, subtract } from '../quantity.ts'
import { countedAs, isWeighed, type Line, materialsOf } from '../recipes/line.ts'
import { reasons, refuse, violation } from '../refusal.ts'
import type { Component } from '../stock/component.ts'
import { issued, objectionsToIssue, ofReserve } from '../stock/issue.ts'
import type { Lot } from '../stock/lot.ts'
import { reservedIn, reserving } from '../stock/reserved.ts'
import { serialKey } from '../stock/serial.ts'
import { type Dated, early, isSpentBy, notNext, overTolerance, preconditionsOf, staleStock } from './issue-rules.ts'
import type { Candidate } from './picking.ts'
import { asCompensated } from './potency.ts'
import {
  installed,
  judgeInstallation,
  nameOfUnit,
  notSaidWhich,
  objectionsToUnit,
  type Target,
  withUnits,
} from './unit.ts'

/** The stock that a draw takes from, and what only some draws are judged against. */
export interface IssueContext extends StepContext, Dated {
  /** The lot to use next, where the line has a rule for picking. */
  readonly next?: Candidate | undefined
  /** The unit that the draw is built into, and the id under which it will be known there. */
  readonly into?: (Target & { readonly consumptionId: string }) | undefined
}

/** A consumption that was weighed: what is wrong with the weighing, and what it records besides. */
export interface Weighed {
  readonly violations: readonly Violation[]
  readonly findings: readonly (Finding | undefined)[]
  /** What the quantity counts for on its line, in its unit; absent where that is the quantity itself. */
  readonly equivalent?: string | undefined
  readonly told?: Weighing | undefined
  readonly progress: (running: RunningStep) => RunningStep
  readonly changes: readonly Change[]
  readonly pointers?: readonly Pointer[]
  readonly once?: Pick<Accepted, 'spent' | 'spentBefore'> | undefined
}

/**
 * Draws material from a lot into a line of a step. The line counts in its own unit and material; what is set aside for the order is used
 * first. Before the step starts the line has to allow it, and it is the step's from its start; nothing is weighed before.
 */
export function consume(floor: IssueContext, body: Consume, circumstances: Circumstances, weighed?: Weighed): Decision {
  const { at, caller } = circumstances
  const { lot, sublot } = floor
  const { into: _serial, ...said } = body
  const { lotId, sublotId, quantity } = said
  const { violations, order, step, progress } = enter(floor, body.stepId, circumstances)
  const running = progress?.status === 'running' ? progress : undefined
  const before = running ?? (progress || weighed ? undefined : (order?.preIssued?.[body.stepId] ?? nothingYet))
  const written = step?.materials.find((it) => it.lineId === body.lineId && it.use === 'consumed')
  const line = written && step && asCompensated(written, step, running)
  const worth = { ...quantity, value: weighed?.equivalent ?? quantity.value }
  const counted = line && countedAs(line, lot?.materialId, worth)
  const total = line && counted !== undefined ? add(before?.consumed[line.lineId] ?? '0', counted) : undefined
  const building = order && floor.snapshot && floor.into && { order, snapshot: floor.snapshot, target: floor.into }
  const component =
    building && line && lot && counted !== undefined && componentOf(floor, body, { line, counted }, circumstances)
  const installation =
    building && line && component
      ? judgeInstallation(order, building.target, { line, snapshot: building.snapshot, component })
      : undefined
  const findings = line
    ? [
        before && !running ? early(line, body.stepId) : undefined,
        total === undefined ? undefined : overTolerance(line, total),
        installation?.finding,
        lot && order && notNext(line, order, lot, floor.next),
        ...staleStock(floor, at),
        ...(weighed?.findings ?? []),
      ]
    : []
  const settled = order && settle(findings, order, body.stepId, caller, body.reason)
  const wanted = {
    lotId,
    sublotId,
    quantity,
    materials: line && materialsOf(line),
    unless: preconditionsOf(floor, at),
    reserved: order && reservedIn(order, lotId),
    to: [`order:${floor.order.orderId}`],
    into: floor.into?.unit && serialKey(floor.into.unit.materialId, floor.into.serial),
  }
  const drawing = objectionsToIssue(lot, sublot, wanted, at)
  const found = reasons(
    violations,
    step && !running && !(before && line) && notRunning(step.stepId),
    step && !line && violation('line-unknown', { stepId: step.stepId, lineId: body.lineId }, 'lineId'),
    line && notRepresentable(line, counted, quantity),
    // A weighing names its scale.
    !weighed &&
      body.equipmentId !== undefined &&
      running?.equipmentId !== undefined &&
      running.equipmentId !== body.equipmentId &&
      violation(
        'equipment-wrong/consumption',
        { stepId: body.stepId, running: running.equipmentId, equipmentId: body.equipmentId },
        'equipmentId',
      ),
    line && isWeighed(line) && !weighed && violation('line-weighed', { lineId: line.lineId }, 'lineId'),
    line && floor.snapshot && !floor.into && notSaidWhich(line, floor.snapshot),
    installation?.violations ?? (building && objectionsToUnit(order, building.target)),
    settled?.violations,
    weighed?.violations,
    drawing.violations,
  )
  const { value } = drawing
  if (found.length > 0 || !order || !before || !line || !lot) return refuse(found)
  if (value === undefined || total === undefined || counted === undefined) return refuse(found)
  const fromReservation = ofReserve(value, wanted.reserved)
  const warnings = settled?.warnings ?? []
  const unit = building && component ? building.target.unit : undefined
  const unitChanges = unit && building && component ? installed(unit, component, building.snapshot) : []
  const begun =
    weighed && running ? { ...order, steps: { ...order.steps, [body.stepId]: weighed.progress(running) } } : order
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.material.consumed.v1',
      data: {
        ...said,
        orderId: order.orderId,
        materialId: lot.materialId,
        ...(lot.materialId !== line.materialId && {
          replaces: { materialId: line.materialId, quantity: { value: counted, unit: line.quantity.unit } },
        }),
        ...(!isZero(fromReservation) && { fromReservation: { value: fromReservation, unit: lot.unit } }),
        ...(unit && { into: nameOfUnit(unit) }),
        ...(!running && { preIssued: true }),
        ...(weighed?.told && { weighing: weighed.told }),
        ...(warnings.length > 0 && { warnings: [...warnings] }),
      },
      about: { type: 'lot', id: lotId },
    },
    changes: [
      saveOrder(
        withUnits(
          {
            ...withLine(took(begun, lot, value, fromReservation, at), body.stepId, line.lineId, total, circumstances),
            ...withoutOverrides(order, body.stepId, isSpentBy(line, lotId)),
          },
          [unit],
          unitChanges,
        ),
      ),
      issued(wanted, value, 'consumed', at, sublot),
      ...unitChanges,
      ...(weighed?.changes ?? []),
    ],
    ...(weighed?.pointers && { pointers: weighed.pointers }),
    ...weighed?.once,
  }
}

const nothingYet: PreIssue = { consumed: {}, workers: [] }

/** What a draw becomes in the unit that it is built into. */
function componentOf(
  { lot, sublot, into }: IssueContext,
  { stepId, lotId, sublotId, quantity }: Consume,
  { line, counted }: { readonly line: Line; readonly counted: string },
  { at, caller: { id, name } }: Circumstances,
): Component | undefined {
  if (!lot || !into) return undefined
  return {
    consumptionId: into.consumptionId,
    stepId,
    lineId: line.lineId,
    materialId: lot.materialId,
    lotId,
    ...(sublotId !== undefined && { sublotId }),
    ...(sublot?.serial !== undefined && { serial: sublot.serial }),
    quantity,
    counted: { value: counted, unit: line.quantity.unit },
    at,
    by: { id, name },
  }
}

/** Why an amount has no value in the unit of a line: it measures something else, or has too many digits there. */
export function notRepresentable(
  { lineId, quantity: { unit: lineUnit } }: Line,
  counted: string | undefined,
  quantity: Quantity,
) {
  if (counted === undefined)
    return violation('unit-mismatch/line', { lineId, lineUnit, unit: quantity.unit }, 'quantity/unit')
  if (isRepresentable(counted)) return undefined
  return violation('unit-mismatch/line-precision', { quantity, lineId, lineUnit }, 'quantity')
}

/** The order after a draw: what it has of the lot, since when, and what is still reserved for it there. */
export function took(
  order: ReleasedOrder,
  { lotId, unit }: Lot,
  value: string,
  fromReservation: string,
  at: Instant,
): ReleasedOrder {
  const before = order.inputs?.[lotId]
  const inputs = { ...order.inputs, [lotId]: { at, ...before, value: add(before?.value ?? '0', value), unit } }
  return reserving({ ...order, inputs }, lotId, { value: subtract('0', fromReservation), unit })
}

/** The order with another total in a line of a step that runs, or that material is drawn ahead for. */
export function withLine(
  order: ReleasedOrder,
  stepId: string,
  lineId: string,
  total: string,
  { caller }: Pick<Circumstances, 'caller'>,
): ReleasedOrder {
  const progress = order.steps[stepId]
  const totals = ({ consumed: { [lineId]: _before, ...others } }: PreIssue) =>
    isZero(total) ? others : { ...others, [lineId]: total }
  if (progress?.status === 'running') {
    const worked = workedOn(progress, caller)
    return { ...order, steps: { ...order.steps, [stepId]: { ...worked, consumed: totals(worked) } } }
  }
  const before = order.preIssued?.[stepId] ?? nothingYet
  const consumed = totals(before)
  const isEmpty = Object.keys(consumed).length === 0
  return withPreIssue(order, stepId, isEmpty ? undefined : { consumed, workers: joinedBy(before.workers, caller) })
}
