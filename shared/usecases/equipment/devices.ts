import type { DeviceMessage } from '../../../events/device.ts'
import type { Change } from '../../domain/change.ts'
import type { Decision } from '../../domain/decision.ts'
import { isFuture } from '../../domain/equipment/clock.ts'
import { hearArrived, type Machine } from '../../domain/equipment/machine.ts'
import { minuteOf } from '../../domain/performance/shift-log.ts'
import { minute } from '../../domain/wall-clock.ts'
import { carriedOn } from '../commit/carried-on.ts'
import { run } from '../commit/command.ts'
import { ref, type Store } from '../commit/store.ts'
import { bookCounts } from './counts.ts'
import { arrivalOf, type Heard, messageCommand, NotNow, type Taken, takenBy, undefinedEquipment } from './heard.ts'
import { keepLogs, type LogsNow, saidIn, shiftTimes } from './logs.ts'
import { judgeSamples } from './samples.ts'
import { type Kept, keepTrends, readOrdersDuring } from './trends.ts'

/**
 * Processes one message of a device, in any order and with any repetition. Each sample that tells something new is a command of its own; they follow
 * one another without reading again what is known of their order and its units.
 * @param before what {@link keepTelemetry} has already kept of the message, for a count or a sample
 */
export async function processDeviceMessage(site: Store, heard: Heard, before?: Kept): Promise<Taken> {
  const { equipmentId, message } = heard
  if (message.name === 'state' || message.name === 'alarm') {
    const taken = await recordNews(site, heard, message)
    if (taken.taken) await logAndBook(site, [heard])
    return taken
  }
  const store = carriedOn(site)
  const kept = before ?? (await keepTelemetry(store, [heard]))
  if (!kept) return undefinedEquipment(equipmentId)
  return message.name === 'count' ? { taken: true } : judgeSamples(store, heard, message, kept)
}

export const isTelemetry = ({ message }: Heard): boolean => message.name === 'count' || message.name === 'sample'

/** Changes of state and alarms are facts, even late ones; only the newest changes the present state. */
async function recordNews(
  store: Store,
  heard: Heard,
  message: Extract<DeviceMessage, { name: 'state' | 'alarm' }>,
): Promise<Taken> {
  const { equipmentId } = heard
  const arrival = arrivalOf(heard)
  const { name, ...told } = message
  const outcome = await run(store, messageCommand(heard, name, message.occurredAt, message), {
    subject: { type: 'equipment', id: equipmentId },
    of: 'machine',
    load: { machine: ref.machine(equipmentId) },
    decide: ({ machine }): Decision | 'unknown' => {
      if (!machine) return 'unknown'
      const after = withHeard(hearArrived(machine.value, message, arrival), [heard])
      const changes: Change[] =
        after === machine.value ? [] : [{ change: 'save', kind: 'machine', id: equipmentId, value: after }]
      const future = isFuture(message.occurredAt, arrival)
      if (message.name === 'alarm') {
        const { name: _name, ...alarm } = message
        const data = { ...alarm, equipmentId, ...(future && { future }) }
        return { outcome: 'accepted', fact: { type: 'andon.equipment.alarm-raised.v1', data }, changes }
      }
      const isNewest = after.stateSince === message.occurredAt && after.stateSequence === message.sequence
      const flags = future ? { future } : isNewest ? {} : { late: true }
      return {
        outcome: 'accepted',
        fact: {
          type: 'andon.equipment.state-changed.v1',
          data: { ...(told as Omit<typeof message, 'name'>), equipmentId, ...flags },
        },
        changes,
      }
    },
  })
  return takenBy(outcome, equipmentId)
}

/** Attempts of a telemetry write before the message goes back to its queue. */
const turns = 10

/**
 * Keeps counts and samples of one device: what is newest of them, and what they come to in the steps that used it.
 * @param store remembers what it has read, so that orders are read while the machine is written
 * @returns nothing if the machine is not defined
 */
export async function keepTelemetry(store: Store, heard: readonly Heard[]): Promise<Kept | undefined> {
  await logAndBook(store, heard)
  const machine = await keepNewest(store, heard)
  return machine && { machine, trends: await keepTrends(store, heard, machine), heard }
}

/**
 * The log comes before the machine, which says in which minute it was heard last: more samples of that minute add nothing to the log. An alarm is on the
 * machine first, because it is a fact.
 */
async function keepInLog(store: Store, heard: readonly Heard[]): Promise<LogsNow | undefined> {
  const [first] = heard
  const said = saidIn(heard)
  if (!first || said.length === 0) return undefined
  const { equipmentId, clock } = first
  if (heard.every(({ message }) => message.name === 'sample')) {
    const { machine } = await store.load({ machine: ref.machine(equipmentId) })
    const heardAt = machine?.value.heardAt
    if (heardAt !== undefined && said.every(({ at }) => minuteOf(at) === minuteOf(Date.parse(heardAt))))
      return undefined
  }
  return keepLogs(store, equipmentId, said, shiftTimes(first), clock())
}

async function logAndBook(store: Store, heard: readonly Heard[]): Promise<void> {
  const logs = await keepInLog(store, heard)
  const teller = heard.findLast(({ message }) => message.name === 'count' || message.name === 'state')
  if (logs && teller) await bookCounts(store, teller, logs)
}

/**
 * Keeps what is newest in messages of one device, in one write.
 * @returns the machine after them; nothing if it is not defined
 */
async function keepNewest(store: Store, heard: readonly Heard[]): Promise<Machine | undefined> {
  const equipmentId = heard[0]?.equipmentId
  if (equipmentId === undefined) return undefined
  for (let turn = 0; turn < turns; turn += 1) {
    const { machine } = await store.load({ machine: ref.machine(equipmentId) })
    if (!machine) return undefined
    const newest = heard.reduce((it, one) => hearArrived(it, one.message, arrivalOf(one)), machine.value)
    const after = withHeard(newest, heard)
    if (after === machine.value) return machine.value
    const change = { change: 'save', kind: 'machine', id: equipmentId, value: after } as const
    const [kept] = await Promise.all([store.keep({ change, read: machine }), readOrdersDuring(store, heard, after)])
    if (kept === 'done') return after
  }
  throw new NotNow(`${equipmentId} is written to by too many at once.`)
}

/** The machine with the minute in which it was heard last. */
function withHeard(machine: Machine, heard: readonly Heard[]): Machine {
  const newest = Math.max(...saidIn(heard).map(({ at }) => minuteOf(at)))
  if (!Number.isFinite(newest)) return machine
  const heardAt = new Date(newest * minute).toISOString()
  return machine.heardAt !== undefined && machine.heardAt >= heardAt ? machine : { ...machine, heardAt }
}
