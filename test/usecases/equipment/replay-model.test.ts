import fc from 'fast-check'
import { expect, test } from 'vitest'
import { timeSpan } from '../../../events/calendar.ts'
import type { DeviceMessage, MachineState } from '../../../events/device.ts'
import type { EquipmentId, ParameterId } from '../../../events/identifiers.ts'
import { ref, type Store } from '../../../shared/usecases/commit/store.ts'
import * as definitions from '../../../shared/usecases/equipment/definitions.ts'
import { processDeviceMessage } from '../../../shared/usecases/equipment/devices.ts'
import { command, furnish, mixingOrder, taken } from '../../support/commands.ts'
import { dec, erik, later, mixer } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'
import { patience, seeded } from '../../support/seeded.ts'
import { lyonTimes } from '../../support/shifts.ts'

const equipmentId = 'MIXER-1' as EquipmentId
const hours = 20
const end = later(hours * 3600)

/** What a mixer says in a day: two shifts and a part of a third, with a counter of 10 bits that is reset now and then. */
const day = fc
  .array(
    fc.record({
      minutes: fc.integer({ min: 1, max: 40 }),
      says: fc.constantFrom('state', 'count', 'count', 'sample', 'alarm'),
      state: fc.constantFrom<MachineState>('execute', 'stopped', 'held', 'idle', 'aborted'),
      pieces: fc.nat({ max: 300 }),
      isReset: fc.boolean(),
      value: fc.integer({ min: 36, max: 44 }),
    }),
    { minLength: 5, maxLength: 40 },
  )
  .map((spoken) => {
    let [minutes, good] = [0, 0]
    return spoken.flatMap(({ minutes: more, says, state, pieces, isReset, value }, index): DeviceMessage[] => {
      minutes += more
      const occurredAt = later(minutes * 60)
      if (minutes >= hours * 60) return []
      const sequence = index + 1
      if (says === 'state') return [{ name: 'state', sequence, occurredAt, state }]
      if (says === 'alarm') return [{ name: 'alarm', sequence, occurredAt, code: 'E-7' }]
      if (says === 'sample') {
        const sample = { parameterId: 'temperature' as ParameterId, value: `${value}`, occurredAt }
        return [{ name: 'sample', sequence, samples: [sample] }]
      }
      good = isReset && pieces % 7 === 0 ? pieces % 5 : (good + pieces) % 1024
      return [{ name: 'count', sequence, occurredAt, good: dec(`${good}`), reject: dec('0') }]
    })
  })

/** Every message comes once to five times, in any order; now and then the worker dies before or after a write, and the queue delivers again. */
const replayed = day.chain((said) =>
  fc.record({
    said: fc.constant(said),
    sent: fc
      .array(fc.integer({ min: 1, max: 5 }), { minLength: said.length, maxLength: said.length })
      .chain((times) => {
        const all = said.flatMap((it, index) => Array.from({ length: times[index] ?? 1 }, () => it))
        return fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })
      }),
    deaths: fc.array(fc.record({ write: fc.nat({ max: 120 }), isAfter: fc.boolean() }), { maxLength: 6 }),
  }),
)

async function plant(): Promise<MemoryStore> {
  const store = memoryStore()
  await furnish(store)
  const { equipmentId: _id, ...definition } = mixer()
  const heartbeat = timeSpan.parse({ value: '30', unit: 'min' })
  const counter = { rollsOverAt: 1024, mostPerMinute: 100, books: false }
  const defined = command(erik, { ...definition, heartbeat, counter })
  taken(await definitions.defineEquipment(store, defined, { equipmentId }))
  await mixingOrder(store, 'O-1')
  return store
}

async function hear(store: Store, messages: readonly DeviceMessage[]): Promise<void> {
  for (const message of messages)
    for (let attempt = 0; ; attempt += 1)
      try {
        const heard = { site: 'lyon', ...lyonTimes, equipmentId, message, clock: () => end }
        expect(await processDeviceMessage(store, heard)).toEqual({ taken: true })
        break
      } catch (error) {
        if (!(error instanceof Death) || attempt > 20) throw error
      }
}

class Death extends Error {}

function mortal(store: MemoryStore, deaths: readonly { readonly write: number; readonly isAfter: boolean }[]): Store {
  let writes = 0
  const writing = async <Result>(write: () => Promise<Result>): Promise<Result> => {
    writes += 1
    const death = deaths.find((it) => it.write === writes)
    if (death && !death.isAfter) throw new Death()
    const result = await write()
    if (death) throw new Death()
    return result
  }
  return {
    ...store,
    keep: (change) => writing(() => store.keep(change)),
    commit: (commit) => writing(() => store.commit(commit)),
  }
}

/** What the day came to: the machine without what depends on the order of arrival, and the logs of its shifts. */
async function outcome(store: MemoryStore) {
  const { machine } = await store.load({ machine: ref.machine(equipmentId) })
  const { clock: _clock, ...known } = machine?.value ?? {}
  const logs = Object.entries(store.state())
    .filter(([key]) => key.startsWith('log '))
    .sort(([one], [other]) => (one < other ? -1 : 1))
  const facts = store
    .factsOf({ type: 'equipment', id: equipmentId })
    .filter(({ type }) => type === 'andon.equipment.state-changed.v1' || type === 'andon.equipment.alarm-raised.v1')
    .map(({ factId }) => factId)
    .sort()
  return { known, logs, facts }
}

test(
  'whatever a machine says comes to the same state, time line, counts and record, in any order, five times over, and with workers that die between any two writes',
  async () => {
    await fc.assert(
      fc.asyncProperty(replayed, async ({ said, sent, deaths }) => {
        const [clean, torn] = [await plant(), await plant()]
        await hear(clean, said)
        await hear(mortal(torn, deaths), sent)
        expect(await outcome(torn)).toEqual(await outcome(clean))
      }),
      seeded('messages of a day, replayed', 200),
    )
  },
  patience,
)
