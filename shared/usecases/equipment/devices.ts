import type { DeviceMessage } from '../../../events/device.ts'
import type { EquipmentId, Instant } from '../../../events/identifiers.ts'
import type { Parameter } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Caller } from '../../domain/caller.ts'
import { canonical } from '../../domain/canonical.ts'
import type { Decision } from '../../domain/decision.ts'
import { hear, isFuture, type Machine, type Occupancy, occupanciesAt } from '../../domain/equipment/machine.ts'
import { breachKey, isOldNews } from '../../domain/execution/result.ts'
import type { BoundOrder, Order, Snapshot } from '../../domain/orders/order.ts'
import { convert, isWithin } from '../../domain/quantity.ts'
import { violation } from '../../domain/refusal.ts'
import { digest } from '../commit/chain.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { ownId } from '../commit/own-id.ts'
import { type Ref, ref, type Store, type Stored } from '../commit/store.ts'
import { recordSample } from '../execution/results.ts'
import { saidOf } from '../telling.ts'

export interface Heard {
  readonly site: string
  readonly equipmentId: EquipmentId
  readonly message: DeviceMessage
  readonly at: Instant
}

/** The result for a message: processed, or unusable for ever. */
export type Taken = { readonly taken: true } | { readonly taken: false; readonly reason: string }

const caller = (equipmentId: EquipmentId): Caller => ({ kind: 'device', id: equipmentId, name: equipmentId, roles: [] })

/** Too many conflicts: devices do not resend, so the queue delivers the message again. */
export class NotNow extends Error {}

/** Processes one message of a device, in any order and with any repetition. */
export async function processDeviceMessage(store: Store, heard: Heard): Promise<Taken> {
  const { equipmentId, message } = heard
  switch (message.name) {
    case 'state':
    case 'alarm':
      return recordNews(store, heard, message)
    case 'count':
      return (await keepNewest(store, heard)) ? { taken: true } : undefinedEquipment(equipmentId)
    case 'sample': {
      const machine = await keepNewest(store, heard)
      if (!machine) return undefinedEquipment(equipmentId)
      return judgeSamples(store, heard, message, machine)
    }
  }
}

const undefinedEquipment = (equipmentId: string): Promise<Taken> =>
  notTaken(violation('equipment-unknown', { equipmentId }))

const notTaken = async (...why: readonly Violation[]): Promise<Taken> => ({ taken: false, reason: await saidOf(why) })

/** Changes of state and alarms are facts, even late ones; only the newest changes the present state. */
async function recordNews(
  store: Store,
  heard: Heard,
  message: Extract<DeviceMessage, { name: 'state' | 'alarm' }>,
): Promise<Taken> {
  const { equipmentId, at } = heard
  const { name, ...told } = message
  const outcome = await run(store, messageCommand(heard, name, message.occurredAt, message), {
    subject: { type: 'equipment', id: equipmentId },
    of: 'machine',
    load: { machine: ref.machine(equipmentId) },
    decide: ({ machine }): Decision | 'unknown' => {
      if (!machine) return 'unknown'
      if (message.name === 'alarm') {
        const { name: _name, ...alarm } = message
        return {
          outcome: 'accepted',
          fact: { type: 'andon.equipment.alarm-raised.v1', data: { ...alarm, equipmentId } },
          changes: [],
        }
      }
      const after = hear(machine.value, message)
      const late = after === machine.value
      const flags = { ...(late && { late }), ...(isFuture(message.occurredAt, at) && { future: true }) }
      return {
        outcome: 'accepted',
        fact: {
          type: 'andon.equipment.state-changed.v1',
          data: { ...(told as Omit<typeof message, 'name'>), equipmentId, ...flags },
        },
        changes: late ? [] : [{ change: 'save', kind: 'machine', id: equipmentId, value: after }],
      }
    },
  })
  return takenBy(outcome, equipmentId)
}

/** Attempts of a telemetry write before the message goes back to its queue. */
const turns = 10

async function keepNewest(store: Store, { equipmentId, message }: Heard): Promise<Machine | undefined> {
  for (let turn = 0; turn < turns; turn += 1) {
    const { machine } = await store.load({ machine: ref.machine(equipmentId) })
    if (!machine) return undefined
    const after = hear(machine.value, message)
    if (after === machine.value) return machine.value
    if (
      (await store.keep({
        change: { change: 'save', kind: 'machine', id: equipmentId, value: after },
        read: machine,
      })) === 'done'
    )
      return after
  }
  throw new NotNow(`${equipmentId} is written to by too many at once.`)
}

type Samples = Extract<DeviceMessage, { name: 'sample' }>['samples']
type Sample = Samples[number]

/** The readings of one parameter for one step in one message, in order of time. */
interface Readings extends Occupied {
  readonly readings: Reading[]
}

type Occupied = Pick<Occupancy, 'orderId' | 'stepId'>
interface Reading {
  readonly sample: Sample
  readonly good: boolean
}

/**
 * Judges samples by the steps during which they were measured. One read selects the few that matter, so a thousand samples cost only those commands.
 */
async function judgeSamples(
  store: Store,
  heard: Heard,
  { samples }: { samples: Samples },
  machine: Machine,
): Promise<Taken> {
  const { equipmentId } = heard
  const measured = samples
    .flatMap((sample) => occupanciesAt(machine, sample.occurredAt).map((occupancy) => ({ sample, occupancy })))
    .sort((one, other) => (one.sample.occurredAt < other.sample.occurredAt ? -1 : 1))
  const orderIds = [...new Set(measured.map(({ occupancy }) => occupancy.orderId))]
  const refs: Record<string, Ref<'order'> | Ref<'snapshot'>> = Object.fromEntries(
    orderIds.flatMap((id) => [
      [`order:${id}`, ref.order(id)],
      [`snapshot:${id}`, ref.snapshot(id)],
    ]),
  )
  const basis = orderIds.length > 0 ? await store.load(refs) : {}
  const faults: string[] = []
  const found = new Map<string, Readings & { readonly order: BoundOrder; readonly parameter: Parameter }>()
  for (const { sample, occupancy } of measured) {
    const { orderId, stepId } = occupancy
    const order = (basis[`order:${orderId}`] as Stored<Order> | undefined)?.value
    const snapshot = basis[`snapshot:${orderId}`] as Stored<Snapshot> | undefined
    const parameter = snapshot?.value.steps
      .find((step) => step.stepId === stepId)
      ?.parameters.find((it) => it.parameterId === sample.parameterId && it.source === 'device')
    if (!order || order.status === 'created' || !parameter) continue
    const value = convert(sample.value, sample.unit ?? parameter.unit, parameter.unit)
    if (value === undefined) {
      faults.push(`${sample.parameterId} is measured in ${parameter.unit}; ${sample.unit} measures something else.`)
      continue
    }
    const key = `${orderId}/${stepId}/${sample.parameterId}`
    const known = found.get(key) ?? { orderId, stepId, order, parameter, readings: [] }
    known.readings.push({ sample, good: isWithin(value, parameter.low, parameter.high) })
    found.set(key, known)
  }
  for (const { orderId, stepId, order, parameter, readings } of found.values())
    for (const reading of thatMatter(readings, order, stepId, parameter)) {
      const isOld = isSuperseded(machine, reading, { orderId, stepId }, parameter)
      const outcome = await recordSample(store, sampleCommand(heard, reading.sample), { orderId, stepId }, isOld)
      const taken = await takenBy(outcome, equipmentId)
      if (!taken.taken) faults.push(taken.reason)
    }
  return faults.length > 0 ? { taken: false, reason: faults.join(' ') } : { taken: true }
}

/** Whether the machine has measured the opposite since, during the same step; messages arrive in any order. */
function isSuperseded(machine: Machine, { sample, good }: Reading, step: Occupied, parameter: Parameter): boolean {
  const newest = machine.values[parameter.parameterId]
  if (!newest || newest.occurredAt <= sample.occurredAt) return false
  const isSame = (it: Occupied) => it.orderId === step.orderId && it.stepId === step.stepId
  const unit = (newest.unit as Sample['unit']) ?? parameter.unit
  const value = convert(newest.value, unit, parameter.unit)
  const isGood = value !== undefined && isWithin(value, parameter.low, parameter.high)
  return isGood !== good && occupanciesAt(machine, newest.occurredAt).some(isSame)
}

/** The first reading outside the limits, which is the excursion, and the last one if it differs from what is known. */
function thatMatter(
  readings: readonly Reading[],
  order: BoundOrder,
  stepId: string,
  { parameterId, policy }: Parameter,
): Reading[] {
  const progress = order.steps[stepId]
  const running = progress?.status === 'running' ? progress : undefined
  const before = running?.results[parameterId]
  const bad = readings.find(({ good }) => !good)
  const isOpen = order.breaches[breachKey(stepId, parameterId)] !== undefined
  const tellsBad = bad !== undefined && !isOpen && (policy === 'block' || before !== false)
  const last = readings.at(-1)
  // The last reading counts if it is good and the record is not, or if it is bad again after a good one.
  const endsGood = last?.good && (bad !== undefined || before !== true)
  const isLate = bad !== undefined && isOldNews(running, parameterId, bad.sample.occurredAt)
  const endsBad = last && !last.good && last !== bad && (isLate || readings.some(({ good }) => good))
  const end = endsGood || endsBad ? last : undefined
  return [tellsBad ? bad : undefined, running ? end : undefined].flatMap((it) => it ?? [])
}

const sampleCommand = (heard: Heard, sample: Sample) => {
  const { parameterId, value, unit, occurredAt } = sample
  const body = { parameterId, value, unit, equipmentId: heard.equipmentId, measuredAt: occurredAt }
  return messageCommand(heard, `sample/${parameterId}`, occurredAt, body)
}

/**
 * The id of the command follows from the message, so that a repeated message is one command. It contains the time, because a device restarts its
 * counter.
 */
const messageCommand = <Body>(
  { site, equipmentId, message, at }: Heard,
  name: string,
  occurredAt: string,
  body: Body,
): Command<Body> => ({
  id: ownId(caller(equipmentId), `${name}/${occurredAt}/${message.sequence}`),
  operation: `device ${message.name}`,
  site,
  caller: caller(equipmentId),
  clock: () => at,
  occurredAt,
  body,
  requestHash: digest(canonical(body)),
  signature: undefined,
})

async function takenBy(outcome: Outcome, equipmentId: string): Promise<Taken> {
  switch (outcome.outcome) {
    case 'done':
    case 'nothing':
      return { taken: true }
    case 'unknown':
      return undefinedEquipment(equipmentId)
    case 'key-reused':
      return notTaken(violation('idempotency-key-reused/device', {}))
    case 'refused':
      return notTaken(...outcome.violations)
    case 'busy':
      throw new NotNow(`${equipmentId} is written to by too many at once.`)
  }
}
