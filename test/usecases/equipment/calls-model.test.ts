import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FactOf } from '../../../events/envelope.ts'
import type { EquipmentId } from '../../../events/identifiers.ts'
import { callKinds } from '../../../events/names.ts'
import type { Call } from '../../../shared/domain/equipment/call-state.ts'
import type { Command, Outcome } from '../../../shared/usecases/commit/command.ts'
import { ref } from '../../../shared/usecases/commit/store.ts'
import * as calls from '../../../shared/usecases/equipment/calls.ts'
import * as definitions from '../../../shared/usecases/equipment/definitions.ts'
import { command, taken } from '../../support/commands.ts'
import { ada, mixer as aMixer, erik, later, olga } from '../../support/given.ts'
import { memoryStore } from '../../support/memory-store.ts'
import { patience, portion, seeded } from '../../support/seeded.ts'

const equipmentIds = ['MIXER-1', 'MIXER-2'] as EquipmentId[]
const people = [ada, olga, erik]

const act = fc.record({
  does: fc.constantFrom('place', 'place', 'answer', 'end', 'replay', 'together'),
  who: fc.constantFrom(...people),
  equipmentId: fc.constantFrom(...equipmentIds),
  kind: fc.constantFrom(...callKinds.slice(0, 3)),
  one: fc.nat({ max: 30 }),
  /** The clocks of two servers differ: the time of an act may lie before that of the one before. */
  seconds: fc.integer({ min: -20, max: 120 }),
})

test(
  'whatever is called, answered, ended and repeated, an equipment has at most one open call of a kind, and no time runs backwards',
  async () => {
    const happened = { placed: 0, refused: 0, answered: 0, ended: 0, replayed: 0 }
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 20, maxLength: 60 }), async (acts) => {
        const store = memoryStore()
        for (const equipmentId of equipmentIds) {
          const { equipmentId: _, ...definition } = aMixer()
          taken(await definitions.defineEquipment(store, command(erik, definition), { equipmentId }))
        }
        const placed: { equipmentId: EquipmentId; callId: string }[] = []
        const sent: { again: () => Promise<Outcome>; first: Outcome }[] = []
        const send = async (make: (id: string) => Promise<Outcome>) => {
          const id = crypto.randomUUID()
          const first = await make(id)
          sent.push({ again: () => make(id), first })
          if (first.outcome === 'refused') happened.refused += 1
          return first
        }
        let seconds = 0
        for (const { does, who, equipmentId, kind, one, seconds: more } of acts) {
          seconds += more
          const at = later(seconds)
          const said = <Body>(body: Body, id: string): Command<Body> => command(who, body, { at, id })
          const call = placed[one % Math.max(1, placed.length)]
          const place = () => send((id) => calls.placeCall(store, said({ kind }, id), { equipmentId }))
          if (does === 'place' || does === 'together') {
            for (const it of await Promise.all(does === 'place' ? [place()] : [place(), place()]))
              if (it.outcome === 'done') {
                const { callId } = (it.fact as FactOf<'andon.call.placed.v1'>).data
                placed.push({ equipmentId, callId })
                happened.placed += 1
              }
          } else if (does === 'answer' && call) {
            const it = await send((id) => calls.answerCall(store, said({}, id), call))
            if (it.outcome === 'done') happened.answered += 1
          } else if (does === 'end' && call) {
            const it = await send((id) => calls.endCall(store, said({}, id), call))
            if (it.outcome === 'done') happened.ended += 1
          } else if (does === 'replay' && sent.length > 0) {
            const known = sent[one % sent.length]
            const again = await known?.again()
            expect(again).toEqual({ ...known?.first, replayed: true })
            happened.replayed += 1
          }
          await expectSound()
        }

        async function expectSound() {
          const found = await store.load({
            ...Object.fromEntries(placed.map((it) => [it.callId, ref.call(it.equipmentId, it.callId)])),
          })
          const known = Object.values(found).flatMap((it) => (it ? [it.value as Call] : []))
          expect(known).toHaveLength(placed.length)
          const open = known.filter(({ status }) => status !== 'ended')
          expect(new Set(open.map((it) => `${it.equipmentId} ${it.kind}`)).size).toBe(open.length)
          for (const equipmentId of equipmentIds) {
            const { machine } = await store.load({ machine: ref.machine(equipmentId) })
            const here = open.filter((it) => it.equipmentId === equipmentId)
            expect(machine?.value.calls?.map(({ callId }) => callId) ?? []).toEqual(here.map(({ callId }) => callId))
          }
          for (const it of known) {
            const times = [
              it.calledAt,
              'answeredAt' in it ? it.answeredAt : undefined,
              it.status === 'ended' ? it.endedAt : undefined,
            ].flatMap((at) => at ?? [])
            expect(times).toEqual([...times].sort())
            if (it.status === 'ended') expect(it.secondsToEnd).toBeGreaterThanOrEqual(it.secondsToAnswer ?? 0)
          }
        }
      }),
      seeded('calls for help', 200),
    )
    for (const times of Object.values(happened)) expect(times).toBeGreaterThan(portion(100))
  },
  patience,
)
