import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { EquipmentId, LotId, MaintenanceId, OrderId, StepId } from '../../../events/identifiers.ts'
import type { Machine } from '../../../shared/domain/equipment/machine.ts'
import type { WorkOrder } from '../../../shared/domain/maintenance/work-order.ts'
import type { Command, Outcome } from '../../../shared/usecases/commit/command.ts'
import { ref } from '../../../shared/usecases/commit/store.ts'
import * as definitions from '../../../shared/usecases/equipment/definitions.ts'
import * as care from '../../../shared/usecases/equipment/maintenance.ts'
import * as execution from '../../../shared/usecases/execution/steps.ts'
import { command, furnish, kg, startedOrder, taken } from '../../support/commands.ts'
import { ada, mixer as aMixer, erik, later, olga, signedBy } from '../../support/given.ts'
import { aPlan } from '../../support/maintenance.ts'
import { memoryStore } from '../../support/memory-store.ts'
import { patience, portion, seeded } from '../../support/seeded.ts'

/** A line with a mixer below it, and another mixer beside. */
const line = 'LINE-1' as EquipmentId
const mixers = ['MIXER-1', 'MIXER-2'] as EquipmentId[]
const places = [line, ...mixers]
const plan = aPlan({ firstDueAt: later(86_400), leaves: ['dirty'], policy: 'off' })

const act = fc.record({
  does: fc.constantFrom('open', 'open', 'start', 'start', 'both', 'part', 'complete', 'cancel', 'work', 'replay'),
  place: fc.constantFrom(...places),
  isPlanned: fc.boolean(),
  one: fc.nat({ max: 30 }),
  seconds: fc.integer({ min: -20, max: 120 }),
})

test(
  'whatever is opened, started, ended and repeated, a machine is locked by the one work order that took it, and no step starts on it',
  async () => {
    const happened = { open: 0, start: 0, part: 0, complete: 0, cancel: 0, work: 0, refused: 0, replayed: 0 }
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 20, maxLength: 50 }), async (acts) => {
        const store = memoryStore()
        await furnish(store)
        for (const equipmentId of places) {
          const level = equipmentId === line ? 'work-center' : 'work-unit'
          const { equipmentId: _, ...more } = aMixer({ level, ...(equipmentId === 'MIXER-1' && { parentId: line }) })
          const definition = { ...more, plans: [plan] }
          const whole = { replacesAny: true } as const
          taken(await definitions.defineEquipment(store, command(erik, definition, whole), { equipmentId }))
        }
        const opened: MaintenanceId[] = []
        const orders: OrderId[] = []
        const sent: { again: () => Promise<Outcome>; first: Outcome }[] = []
        let seconds = 0
        const send = async (make: (said: Partial<Command>) => Promise<Outcome>) => {
          const said = { id: crypto.randomUUID() }
          const first = await make(said)
          sent.push({ again: () => make(said), first })
          if (first.outcome === 'refused') happened.refused += 1
          return first.outcome === 'done'
        }
        for (const { does, place, isPlanned, one, seconds: more } of acts) {
          seconds += more
          const at = later(Math.max(0, seconds))
          const maintenanceId = opened[one % Math.max(1, opened.length)] ?? ('NONE' as MaintenanceId)
          const path = { maintenanceId }
          const said = <Body>(body: Body, its: Partial<Command>) => command(erik, body, { at, ...(its as object) })
          const start = () => send((its) => care.startMaintenance(store, said({}, its), path))
          const count = (name: keyof typeof happened, isDone: boolean) => {
            if (isDone) happened[name] += 1
          }
          switch (does) {
            case 'open': {
              const id = `M-${opened.length}` as MaintenanceId
              const body = { maintenanceId: id, equipmentId: place, ...(isPlanned && { planId: plan.planId }) }
              if (await send((its) => care.openMaintenance(store, said(body, its)))) {
                opened.push(id)
                happened.open += 1
              }
              break
            }
            case 'start':
              count('start', await start())
              break
            case 'both':
              expect((await Promise.all([start(), start()])).filter(Boolean).length).toBeLessThanOrEqual(1)
              break
            case 'part': {
              const part = { lotId: 'SUC-1' as LotId, quantity: kg('0.001'), reason: 'It lies nearest' }
              count('part', await send((its) => care.usePart(store, said(part, its), path)))
              break
            }
            case 'complete': {
              const signature = signedBy(erik, 'performed', at)
              const done = (its: Partial<Command>) => said({ comment: 'Done' }, { ...its, signature })
              count('complete', await send((its) => care.completeMaintenance(store, done(its), path)))
              break
            }
            case 'cancel': {
              const why = (its: Partial<Command>) => command(olga, { reason: 'Not now' }, { at, ...(its as object) })
              count('cancel', await send((its) => care.cancelMaintenance(store, why(its), path)))
              break
            }
            case 'work': {
              const orderId = (await startedOrder(store, `W-${orders.length}`)) as OrderId
              orders.push(orderId)
              const { machine } = await store.load({ machine: ref.machine(place) })
              const body = { equipmentId: place, reason: 'It has to go on' }
              const step = { orderId, stepId: 'mix' as StepId }
              const outcome = await execution.startStep(store, command(ada, body, { at }), step)
              const isLocked = machine?.value.lockedOut !== undefined
              if (isLocked) {
                expect('violations' in outcome && outcome.violations.map(({ code }) => code)).toContain(
                  'equipment-locked-out',
                )
                happened.work += 1
              }
              break
            }
            case 'replay': {
              const known = sent[one % Math.max(1, sent.length)]
              if (!known || known.first.outcome === 'unknown') break
              expect(await known.again()).toEqual({ ...known.first, replayed: true })
              happened.replayed += 1
            }
          }
          await expectSound()
        }

        async function expectSound() {
          const found = await store.load(Object.fromEntries(opened.map((id) => [id, ref.maintenance(id)])))
          const works = Object.values(found).flatMap((it) => (it ? [it.value as WorkOrder] : []))
          expect(works).toHaveLength(opened.length)
          for (const equipmentId of places) {
            const { machine } = await store.load({ machine: ref.machine(equipmentId) })
            const { lockedOut, works: named = [] }: Partial<Machine> = machine?.value ?? {}
            const taking = works.filter((it) => it.status === 'running' && it.takes.includes(equipmentId))
            expect(taking.map((it) => it.maintenanceId)).toEqual(lockedOut ? [lockedOut.maintenanceId] : [])
            const here = works.filter((it) => it.equipmentId === equipmentId && /open|running/.test(it.status))
            expect(named.map((it) => it.maintenanceId).sort()).toEqual(here.map((it) => it.maintenanceId).sort())
            expect(here.filter((it) => it.plan).length).toBeLessThanOrEqual(1)
          }
          for (const it of works) {
            const times = [
              it.openedAt,
              'startedAt' in it ? it.startedAt : undefined,
              'endedAt' in it ? it.endedAt : undefined,
            ]
            const told = times.filter((at) => at !== undefined)
            expect(told).toEqual([...told].sort())
          }
        }
      }),
      seeded('maintenance', 120),
    )
    for (const [name, times] of Object.entries(happened)) expect([name, times > portion(20)]).toEqual([name, true])
  },
  patience,
)
