import type { EquipmentId, Instant } from '../../events/identifiers.ts'
import type { Step } from '../../events/recipe.ts'
import type { Violation } from '../../events/refusals.ts'
import { type Change, type Circumstances, type Decision, reasons, refuse, violation } from './decision.ts'
import { enter, type Floor, notRunning, type Running } from './gate.ts'
import { type Machine, occupant, occupy, vacate } from './machine.ts'
import type { Equipment } from './master-data.ts'
import { boundsOf, type IssuedOrder, type StepProgress, save } from './order.ts'
import { isMore, spell } from './quantity.ts'

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
