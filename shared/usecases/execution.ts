import type { CompleteStep, Consume, Produce, RecordResult, StartStep } from '../../events/order.ts'
import { consume as consumed } from '../domain/consumption.ts'
import type { Floor } from '../domain/gate.ts'
import { unheardOf } from '../domain/machine.ts'
import type { Equipment, Person } from '../domain/master-data.ts'
import type { Order, Snapshot } from '../domain/order.ts'
import { produce as produced } from '../domain/production.ts'
import * as result from '../domain/result.ts'
import * as signOff from '../domain/sign-off.ts'
import * as steps from '../domain/step.ts'
import { digest } from './chain.ts'
import { type Command, type Outcome, run } from './command.ts'
import { stockIn, stockRefs } from './lots.ts'
import { ref, type Store, type Stored } from './store.ts'

type Path = { orderId: string }
type StepPath = Path & { stepId: string }
const subject = (id: string) => ({ type: 'order', id }) as const

/** What every act on a step reads, in one round trip with whatever else it needs. */
export const floor = ({ caller }: Pick<Command, 'caller'>, orderId: string) => ({
  order: ref.order(orderId),
  snapshot: ref.snapshot(orderId),
  person: ref.person(caller.id),
})

/** The same as it was read. */
export const standing = (
  order: Stored<Order>,
  snapshot: Stored<Snapshot> | undefined,
  person: Stored<Person> | undefined,
): Floor => ({ order: order.value, snapshot: snapshot?.value, person: person?.value })

/**
 * The ids of what a command may have to open follow from its own, so that a replay opens nothing twice. A command's id is its own on
 * its order only, so that the order's is part of them.
 */
export const exceptionIds = (orderId: string, commandId: string): result.BreachIds & signOff.OverrideIds => {
  const suffix = digest(`${orderId}/${commandId}`).slice(0, 16)
  return {
    deviationId: `dev-${suffix}` as result.BreachIds['deviationId'],
    holdId: `hold-${suffix}` as result.BreachIds['holdId'],
    exceptionId: `override-${suffix}`,
  }
}

/**
 * What an equipment is part of, the nearest first: a round trip for each level, which only the one below names. Their maintenance keeps
 * it out of service, and where an equipment stands alone it costs nothing.
 */
export async function ancestorsOf(store: Store, equipment: Equipment | undefined): Promise<Equipment[]> {
  const found: Equipment[] = []
  for (let parentId = equipment?.parentId; parentId !== undefined; ) {
    const { parent } = await store.load({ parent: ref.equipment(parentId) })
    if (!parent) break
    found.push(parent.value)
    parentId = parent.value.parentId
  }
  return found
}

export const startStep = (
  store: Store,
  command: Command<StartStep>,
  { orderId, stepId }: StepPath,
): Promise<Outcome> => {
  const { equipmentId } = command.body
  return run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: {
      ...floor(command, orderId),
      equipment: equipmentId && ref.equipment(equipmentId),
      machine: equipmentId && ref.machine(equipmentId),
    },
    find: ({ equipment }) => ancestorsOf(store, equipment?.value),
    decide: ({ order, snapshot, person, equipment, machine }, circumstances, _, above = []) => {
      if (!order) return 'unknown'
      const spot = {
        equipment: equipment?.value,
        machine: machine?.value ?? (equipmentId && unheardOf(equipmentId)),
        above,
      }
      return steps.startStep({ ...standing(order, snapshot, person), ...spot }, stepId, command.body, circumstances)
    },
  })
}

/** A third round trip where the step runs on an equipment, which only the order names, to set it free. */
export const completeStep = (
  store: Store,
  command: Command<CompleteStep>,
  { orderId, stepId }: StepPath,
): Promise<Outcome> =>
  run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: floor(command, orderId),
    loadMore: ({ order }) => {
      const progress = order?.value.status !== 'created' ? order?.value.steps[stepId] : undefined
      return progress?.status === 'running' && progress.equipmentId
        ? { machine: ref.machine(progress.equipmentId) }
        : undefined
    },
    decide: ({ order, snapshot, person }, circumstances, { machine }) =>
      order
        ? steps.completeStep(standing(order, snapshot, person), machine?.value, stepId, command.body, circumstances)
        : 'unknown',
  })

export const skipStep = (
  store: Store,
  command: Command<{ reason?: string }>,
  { orderId, stepId }: StepPath,
): Promise<Outcome> =>
  run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: floor(command, orderId),
    decide: ({ order, snapshot, person }, circumstances) =>
      order ? steps.skipStep(standing(order, snapshot, person), stepId, command.body.reason, circumstances) : 'unknown',
  })

/** Those who sign do not do the step: what they are qualified for is their role. */
const decided = (orderId: string) => ({ order: ref.order(orderId), snapshot: ref.snapshot(orderId) })

export const signStep = (store: Store, command: Command, { orderId, stepId }: StepPath): Promise<Outcome> =>
  run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: decided(orderId),
    decide: ({ order, snapshot }, circumstances) =>
      order
        ? signOff.signStep({ order: order.value, snapshot: snapshot?.value }, stepId, command.signature, circumstances)
        : 'unknown',
  })

export const overrideStep = (
  store: Store,
  command: Command<{ ref: string; reason: string }>,
  { orderId, stepId }: StepPath,
): Promise<Outcome> =>
  run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: decided(orderId),
    decide: ({ order, snapshot }, circumstances) =>
      order
        ? signOff.overrideStep(
            { order: order.value, snapshot: snapshot?.value },
            stepId,
            command.body,
            command.signature,
            exceptionIds(orderId, command.id),
            circumstances,
          )
        : 'unknown',
  })

export const consume = (store: Store, command: Command<Consume>, { orderId }: Path): Promise<Outcome> => {
  const { lotId, sublotId } = command.body
  return run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: { ...floor(command, orderId), ...stockRefs(lotId, sublotId) },
    decide: ({ order, snapshot, person, lot, ...others }, circumstances) =>
      order
        ? consumed(
            {
              ...standing(order, snapshot, person),
              lot: undefined,
              sublot: undefined,
              ...(lot && stockIn(lot, others)),
            },
            command.body,
            circumstances,
          )
        : 'unknown',
  })
}

export const produce = (store: Store, command: Command<Produce>, { orderId }: Path): Promise<Outcome> =>
  run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: { ...floor(command, orderId), lot: ref.lot(command.body.lotId) },
    decide: ({ order, snapshot, person, lot }, circumstances) =>
      order
        ? produced({ ...standing(order, snapshot, person), lot: lot?.value }, command.body, circumstances)
        : 'unknown',
  })

export const recordResult = (store: Store, command: Command<RecordResult>, { orderId }: Path): Promise<Outcome> =>
  run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: floor(command, orderId),
    decide: ({ order, snapshot, person }, circumstances) =>
      order
        ? result.recordResult(
            standing(order, snapshot, person),
            command.body,
            exceptionIds(orderId, command.id),
            circumstances,
          )
        : 'unknown',
  })

/**
 * What a machine measured during a step. A value within the limits is the evidence that the step asks for, at first and after an
 * excursion; further good ones add nothing to the record, and an excursion that has its open deviation is not opened again.
 */
export const recordSample = (
  store: Store,
  command: Command<result.Measured>,
  { orderId, stepId }: StepPath,
  isOld = false,
): Promise<Outcome> =>
  run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: { order: ref.order(orderId), snapshot: ref.snapshot(orderId) },
    decide: ({ order, snapshot }, circumstances) => {
      const { parameterId } = command.body
      const step = snapshot?.value.steps.find((it) => it.stepId === stepId)
      const watched = step?.parameters.some((it) => it.parameterId === parameterId && it.source === 'device')
      if (!order || order.value.status === 'created' || !step || !watched || parameterId === undefined) return 'nothing'
      const decision = result.judgeResult(
        order.value,
        step,
        { ...command.body, isOld },
        exceptionIds(orderId, command.id),
        circumstances,
      )
      if (decision.outcome === 'refused') return decision
      const progress = order.value.steps[stepId]
      const running = progress?.status === 'running' ? progress : undefined
      if (decision.fact.type !== 'andon.result.recorded.v1')
        return order.value.breaches[result.breachKey(stepId, parameterId)] === undefined ? decision : 'nothing'
      const { inSpec } = decision.fact.data
      // A value that comes too late for its step, or after a newer one, is told only if it was outside its limits.
      if (!running || isOld || result.isOldNews(running, parameterId, command.body.measuredAt))
        return inSpec ? 'nothing' : decision
      // A machine says the same many times; the record keeps when it came into its limits and when it left them.
      return running.results[parameterId] === inSpec ? 'nothing' : decision
    },
  })
