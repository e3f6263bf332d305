import type { DeviceMessage } from '../../../events/device.ts'
import type { Change } from '../../domain/change.ts'
import type { Decision } from '../../domain/decision.ts'
import { isFuture } from '../../domain/equipment/clock.ts'
import { hearArrived, type Machine } from '../../domain/equipment/machine.ts'
import { run } from '../commit/command.ts'
import { ref, type Store } from '../commit/store.ts'
import { arrivalOf, type Heard, messageCommand, NotNow, type Taken, takenBy, undefinedEquipment } from './heard.ts'
import { judgeSamples } from './samples.ts'

/**
 * Processes one message of a device, in any order and with any repetition.
 * @param kept the machine in which {@link keepNewest} has already kept the message, for a count or a sample
 */
export async function processDeviceMessage(store: Store, heard: Heard, kept?: Machine): Promise<Taken> {
  const { equipmentId, message } = heard
  if (message.name === 'state' || message.name === 'alarm') return recordNews(store, heard, message)
  const machine = kept ?? (await keepNewest(store, [heard]))
  if (!machine) return undefinedEquipment(equipmentId)
  return message.name === 'count' ? { taken: true } : judgeSamples(store, heard, message, machine)
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
      const after = hearArrived(machine.value, message, arrival)
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
 * Keeps what is newest in messages of one device, in one write.
 * @returns the machine after them; nothing if it is not defined
 */
export async function keepNewest(store: Store, heard: readonly Heard[]): Promise<Machine | undefined> {
  const equipmentId = heard[0]?.equipmentId
  if (equipmentId === undefined) return undefined
  for (let turn = 0; turn < turns; turn += 1) {
    const { machine } = await store.load({ machine: ref.machine(equipmentId) })
    if (!machine) return undefined
    const after = heard.reduce((it, one) => hearArrived(it, one.message, arrivalOf(one)), machine.value)
    if (after === machine.value) return machine.value
    const change = { change: 'save', kind: 'machine', id: equipmentId, value: after } as const
    if ((await store.keep({ change, read: machine })) === 'done') return after
  }
  throw new NotNow(`${equipmentId} is written to by too many at once.`)
}
