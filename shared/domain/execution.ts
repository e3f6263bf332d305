import type { DeviationId, EquipmentId, HoldId, Instant } from '../../events/identifiers.ts'
import type { Consume, Produce, RecordResult } from '../../events/order.ts'
import type { Parameter, Step } from '../../events/recipe.ts'
import type { Violation } from '../../events/refusals.ts'
import { type Change, type Circumstances, type Decision, reasons, refuse, violation } from './decision.ts'
import type { Deviation, Hold } from './deviation.ts'
import { type Lot, objectionsToDraw, type Sublot } from './lot.ts'
import { type Machine, occupant, occupy, vacate } from './machine.ts'
import type { Equipment, Person } from './master-data.ts'
import {
  boundsOf,
  type IssuedOrder,
  type Order,
  orderOnHold,
  type Snapshot,
  type StepProgress,
  save,
  wrongStatus,
} from './order.ts'
import { add, convert, isMore, isWithin, sameDimension, spell } from './quantity.ts'

type Running = Extract<StepProgress, { status: 'running' }>

/** What every act on a step is judged against. */
export interface Floor {
  readonly order: Order
  readonly snapshot: Snapshot | undefined
  readonly person: Person | undefined
}

interface Place {
  readonly violations: readonly Violation[]
  readonly order?: IssuedOrder
  readonly step?: Step
  readonly progress?: StepProgress
}

/** The gate that all acts on a step share: the order runs, nothing holds it, the step exists, the person is qualified for it. */
function enter({ order, snapshot, person }: Floor, stepId: string, { at, caller }: Circumstances): Place {
  if (order.status === 'created' || !snapshot)
    return { violations: [wrongStatus(order, 'running', 'release and start it first')] }
  const step = snapshot.steps.find((it) => it.stepId === stepId)
  const violations = reasons(
    order.status !== 'running' &&
      wrongStatus(order, 'running', order.status === 'released' ? 'start it first' : 'no work on it is possible now'),
    order.holds.length > 0 && orderOnHold(order),
    !step && violation('step-unknown', `The recipe of order ${order.orderId} has no step ${stepId}.`, 'stepId'),
    step && caller.kind === 'person' && missingQualifications(step, person, caller.name, at),
  )
  const progress = order.steps[stepId]
  return { violations, order, ...(step && { step }), ...(progress && { progress }) }
}

function missingQualifications(step: Step, person: Person | undefined, name: string, at: Instant): Violation[] {
  return step.qualifications.flatMap((needed) => {
    const held = person?.qualifications.find((it) => it.qualificationId === needed)
    const ref = `step:${step.stepId}`
    if (!held)
      return [
        violation(
          'person-not-qualified',
          `${name} does not have the qualification ${needed} that step ${step.stepId} asks for.`,
          ref,
        ),
      ]
    if (held.validUntil === undefined || held.validUntil > at) return []
    return [
      violation(
        'qualification-expired',
        `The qualification ${needed} of ${name} expired on ${held.validUntil}; it has to be renewed.`,
        ref,
      ),
    ]
  })
}

const notRunning = (stepId: string): Violation =>
  violation('step-not-running', `Step ${stepId} is not running; start it first.`, `step:${stepId}`)

export function startStep(
  floor: Floor & { equipment: Equipment | undefined; machine: Machine | undefined },
  stepId: string,
  equipmentId: EquipmentId | undefined,
  circumstances: Circumstances,
): Decision {
  const { violations, order, step, progress } = enter(floor, stepId, circumstances)
  const found = reasons(
    violations,
    progress && violation('step-already-started', `Step ${stepId} is ${progress.status} already.`, `step:${stepId}`),
    order && step && waitingFor(order, step),
    step && objectionsToEquipment(step, equipmentId, floor, circumstances.at),
  )
  if (found.length > 0 || !order || !step) return refuse(found)
  const { at } = circumstances
  const begun: Running = {
    status: 'running',
    startedAt: at,
    ...(equipmentId && { equipmentId }),
    consumed: {},
    results: {},
  }
  const changes: Change[] = [save({ ...order, steps: { ...order.steps, [stepId]: begun } })]
  if (equipmentId && floor.machine) {
    changes.push({
      change: 'save',
      kind: 'machine',
      id: equipmentId,
      value: occupy(floor.machine, order.orderId, stepId, at),
    })
  }
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.step.started.v1',
      data: { orderId: order.orderId, stepId: step.stepId, ...(equipmentId && { equipmentId }) },
      ...(equipmentId && { about: { type: 'equipment', id: equipmentId } }),
    },
    changes,
  }
}

const waitingFor = (order: IssuedOrder, step: Step): Violation[] =>
  step.after
    .filter((id) => order.steps[id]?.status !== 'completed')
    .map((id) =>
      violation(
        'predecessor-incomplete',
        `Step ${step.stepId} comes after ${id}, which is not complete.`,
        `step:${id}`,
      ),
    )

function objectionsToEquipment(
  step: Step,
  equipmentId: EquipmentId | undefined,
  { equipment, machine }: { equipment: Equipment | undefined; machine: Machine | undefined },
  at: Instant,
): Violation[] {
  const place = step.workCenter ?? step.equipmentClass
  if (!equipmentId)
    return place
      ? [violation('equipment-missing', `Step ${step.stepId} runs on ${place}; name the equipment.`, 'equipmentId')]
      : []
  const ref = `equipment:${equipmentId}`
  if (!equipment) return [violation('equipment-unknown', `There is no equipment ${equipmentId} at this site.`, ref)]
  const user = machine && occupant(machine)
  return reasons(
    step.workCenter !== undefined &&
      equipmentId !== step.workCenter &&
      equipment.parentId !== step.workCenter &&
      violation('equipment-wrong', `Step ${step.stepId} runs on ${step.workCenter}, not on ${equipmentId}.`, ref),
    step.equipmentClass !== undefined &&
      equipment.equipmentClass !== step.equipmentClass &&
      violation('equipment-wrong', `Step ${step.stepId} needs a ${step.equipmentClass}; ${equipmentId} is none.`, ref),
    user &&
      violation('equipment-occupied', `${equipmentId} is in use by order ${user.orderId}, step ${user.stepId}.`, ref),
    machine &&
      machine.holds.length > 0 &&
      violation('equipment-on-hold', `${equipmentId} is on hold (${machine.holds.join(', ')}).`, ref),
    equipment.calibrationDueAt !== undefined &&
      equipment.calibrationDueAt <= at &&
      violation(
        'equipment-calibration-due',
        `The calibration of ${equipmentId} was due on ${equipment.calibrationDueAt}.`,
        ref,
      ),
    equipment.cleanUntil !== undefined &&
      equipment.cleanUntil <= at &&
      violation(
        'equipment-not-clean',
        `${equipmentId} was clean until ${equipment.cleanUntil}; clean it and record that.`,
        ref,
      ),
  )
}

export function completeStep(
  floor: Floor,
  machine: Machine | undefined,
  stepId: string,
  circumstances: Circumstances,
): Decision {
  const { violations, order, step, progress } = enter(floor, stepId, circumstances)
  const running = progress?.status === 'running' ? progress : undefined
  const found = reasons(
    violations,
    step && !running && notRunning(stepId),
    step && running && missingFrom(step, running),
  )
  if (found.length > 0 || !order || !step || !running) return refuse(found)
  const { equipmentId } = running
  const changes: Change[] = [save({ ...order, steps: { ...order.steps, [stepId]: { status: 'completed' } } })]
  if (equipmentId && machine) {
    changes.push({
      change: 'save',
      kind: 'machine',
      id: equipmentId,
      value: vacate(machine, order.orderId, circumstances.at, stepId),
    })
  }
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.step.completed.v1',
      data: { orderId: order.orderId, stepId: step.stepId, ...(equipmentId && { equipmentId }) },
      ...(equipmentId && { about: { type: 'equipment', id: equipmentId } }),
    },
    changes,
  }
}

/** What the step still lacks: lines short of their tolerance, parameters and checks without a result or with a bad one. */
function missingFrom(step: Step, running: Running): Violation[] {
  const short = step.materials
    .filter(({ use }) => use === 'consumed')
    .filter((line) => isMore(boundsOf(line).least, running.consumed[line.lineId] ?? '0'))
    .map((line) =>
      violation(
        'line-incomplete',
        `Line ${line.lineId} needs at least ${spell({ value: boundsOf(line).least, unit: line.quantity.unit })} of ${line.materialId}; ${spell({ value: running.consumed[line.lineId] ?? '0', unit: line.quantity.unit })} are consumed.`,
        `line:${line.lineId}`,
      ),
    )
  const wanted = [
    ...step.parameters.map((it) => ({ id: it.parameterId, policy: it.policy })),
    ...step.checks.map((it) => ({ id: it.checkId, policy: it.policy })),
  ]
  const unmet = wanted
    .filter(({ policy }) => policy === 'block' || policy === 'block-unless-signed')
    .flatMap(({ id }) => {
      const inSpec = running.results[id]
      if (inSpec === undefined)
        return [violation('parameter-missing', `${id} of step ${step.stepId} has no result yet.`, `parameter:${id}`)]
      return inSpec
        ? []
        : [violation('parameter-out-of-limits', `The last result of ${id} is outside its limits.`, `parameter:${id}`)]
    })
  return [...short, ...unmet]
}

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
  const found = reasons(
    violations,
    step && !running && notRunning(step.stepId),
    step && !line && violation('line-unknown', `Step ${step.stepId} has no material line ${body.lineId}.`, 'lineId'),
    line &&
      added === undefined &&
      violation(
        'unit-mismatch',
        `Line ${line.lineId} is in ${line.quantity.unit}; ${body.quantity.unit} measures something else.`,
        'quantity/unit',
      ),
    line &&
      total !== undefined &&
      isMore(total, boundsOf(line).most) &&
      violation(
        'line-over-tolerance',
        `Line ${line.lineId} would come to ${total} ${line.quantity.unit}; its tolerance ends at ${boundsOf(line).most}.`,
        `line:${line.lineId}`,
      ),
    objectionsToDraw(floor.lot, floor.sublot, { ...body, materialId: line?.materialId }, circumstances.at),
  )
  if (found.length > 0 || !order || !running || !line || !floor.lot || total === undefined) return refuse(found)
  const drawn = convert(body.quantity.value, body.quantity.unit, floor.lot.unit) ?? body.quantity.value
  const steps = {
    ...order.steps,
    [body.stepId]: { ...running, consumed: { ...running.consumed, [line.lineId]: total } },
  }
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.material.consumed.v1',
      data: { ...body, orderId: order.orderId, materialId: line.materialId },
      about: { type: 'lot', id: body.lotId },
    },
    changes: [
      save({ ...order, steps }),
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
  if (found.length > 0 || !order || !step || !snapshot || made === undefined) return refuse(found)
  const { at } = circumstances
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
  if (body.use === 'scrap') return { outcome: 'accepted', fact, changes: [save(order)] }
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
      save({ ...order, produced: { ...order.produced, [body.lotId]: produced } }),
      lot ? { change: 'fill', lotId: lot.lotId, value: made, unlessHeld: true } : { change: 'create-lot', lot: fresh },
    ],
  }
}

const daysAfter = (at: Instant, days: number): Instant => new Date(Date.parse(at) + days * 86_400_000).toISOString()

/** A result as it was measured; where it came from decides who may record it. */
export interface Measured extends Omit<RecordResult, 'stepId'> {
  readonly stepId: string
  readonly equipmentId?: EquipmentId
  readonly measuredAt: Instant
}

/** Ids for what a broken limit opens, given from outside. */
export interface BreachIds {
  readonly deviationId: DeviationId
  readonly holdId: HoldId
}

/** An operator's result. A device's goes the same way through {@link judgeResult}, without the gate: the machine has measured it. */
export function recordResult(floor: Floor, body: RecordResult, ids: BreachIds, circumstances: Circumstances): Decision {
  const { violations, order, step, progress } = enter(floor, body.stepId, circumstances)
  const found = reasons(violations, step && progress?.status !== 'running' && notRunning(step.stepId))
  const judged =
    order && step ? judgeResult(order, step, { ...body, measuredAt: circumstances.at }, ids, circumstances) : undefined
  if (found.length > 0 || !judged) return refuse(reasons(found, judged?.outcome === 'refused' && judged.violations))
  return judged
}

/**
 * Judges a result against the snapshot. Within its limits it is recorded. Outside them it opens a deviation and holds the order
 * in the same commit, unless the recipe's policy for it says that a warning with a reason is enough.
 */
export function judgeResult(
  order: IssuedOrder,
  step: Step,
  measured: Measured,
  ids: BreachIds,
  { at, caller }: Circumstances,
): Decision {
  const id = measured.parameterId ?? measured.checkId ?? ''
  const parameter = step.parameters.find((it) => it.parameterId === measured.parameterId)
  const check = step.checks.find((it) => it.checkId === measured.checkId)
  const item = parameter ?? check
  if (!item)
    return refuse([
      violation('parameter-unknown', `Step ${step.stepId} has no parameter or check ${id}.`, `parameter:${id}`),
    ])
  const reading = parameter ? readingOf(parameter, measured) : readingOfCheck(measured)
  if ('fault' in reading) return refuse([reading.fault])
  const { value, inSpec } = reading
  if (!inSpec && item.policy === 'warn' && measured.reason === undefined) {
    return refuse([
      violation('reason-missing', `${id} is outside its limits; the recipe accepts that with a reason.`, 'reason'),
    ])
  }
  const limits = {
    ...(parameter?.low !== undefined && { low: parameter.low }),
    ...(parameter?.high !== undefined && { high: parameter.high }),
  }
  const base = {
    orderId: order.orderId,
    stepId: step.stepId,
    value,
    ...limits,
    ...(measured.equipmentId && { equipmentId: measured.equipmentId }),
  }
  const progress = order.steps[step.stepId]
  const steps: IssuedOrder['steps'] =
    progress?.status === 'running'
      ? { ...order.steps, [step.stepId]: { ...progress, results: { ...progress.results, [id]: inSpec } } }
      : order.steps
  if (inSpec || item.policy === 'warn' || item.policy === 'off') {
    return {
      outcome: 'accepted',
      fact: {
        type: 'andon.result.recorded.v1',
        data: {
          ...base,
          ...(parameter ? { parameterId: parameter.parameterId, unit: parameter.unit } : { checkId: id }),
          inSpec,
          ...(measured.reason !== undefined && { reason: measured.reason }),
        },
      },
      changes: [save({ ...order, steps })],
    }
  }
  const what = parameter ? `${id} ${spell({ value, unit: parameter.unit })}` : `${id} ${value}`
  const allowed = parameter ? `${parameter.low ?? 'any'} to ${parameter.high ?? 'any'} ${parameter.unit}` : 'pass'
  const title = `${what} in step ${step.stepId} of order ${order.orderId}`
  const description = `Measured at ${measured.measuredAt}${measured.equipmentId ? ` on ${measured.equipmentId}` : ''}: ${what}; allowed is ${allowed}.`
  const { deviationId, holdId } = ids
  const subject = { type: 'order', id: order.orderId } as const
  const breach = { ...base, parameterId: id as Parameter['parameterId'], ...(parameter && { unit: parameter.unit }) }
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
  const hold: Hold = {
    holdId,
    subject,
    reason: title,
    deviationId,
    status: 'active',
    placedAt: at,
    placedBy: caller.id,
  }
  const held: IssuedOrder = {
    ...order,
    steps,
    holds: [...order.holds, holdId],
    deviations: { ...order.deviations, [deviationId]: 'open' },
    breaches: { ...order.breaches, [breachKey(step.stepId, id)]: deviationId },
  }
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.deviation.opened.v1',
      data: { deviationId, subject, title, description, orderId: order.orderId, breach, holdId },
      about: { type: 'deviation', id: deviationId },
    },
    changes: [
      { change: 'save', kind: 'deviation', id: deviationId, value: deviation },
      { change: 'save', kind: 'hold', id: holdId, value: hold },
      save(held),
    ],
  }
}

export const breachKey = (stepId: string, parameterId: string): string => `${stepId}/${parameterId}`

type Reading = { value: string; inSpec: boolean } | { fault: Violation }

function readingOf(parameter: Parameter, measured: Measured): Reading {
  const { parameterId, low, high, unit } = parameter
  if (!/^-?(0|[1-9]\d{0,14})(\.\d{1,12})?$/.test(measured.value)) {
    return { fault: violation('invalid-request', `${parameterId} is a number; "${measured.value}" is none.`, 'value') }
  }
  const value = convert(measured.value, measured.unit ?? unit, unit)
  if (value === undefined)
    return {
      fault: violation(
        'unit-mismatch',
        `${parameterId} is measured in ${unit}; ${measured.unit} measures something else.`,
        'unit',
      ),
    }
  return { value, inSpec: isWithin(value, low, high) }
}

const readingOfCheck = ({ value }: Measured): Reading =>
  value === 'pass' || value === 'fail'
    ? { value, inSpec: value === 'pass' }
    : { fault: violation('invalid-request', 'A check is answered with pass or fail.', 'value') }

/** For each step, whether it could start now and every reason why not: the same gate that the command passes. */
export function forecast(
  floor: Floor,
  circumstances: Circumstances,
): { step: Step; progress?: StepProgress; violations: Violation[] }[] {
  return (floor.snapshot?.steps ?? []).map((step) => {
    const { violations, order, progress } = enter(floor, step.stepId, circumstances)
    const found = reasons(
      violations,
      progress &&
        violation('step-already-started', `Step ${step.stepId} is ${progress.status} already.`, `step:${step.stepId}`),
      order && waitingFor(order, step),
    )
    return { step, ...(progress && { progress }), violations: found }
  })
}
