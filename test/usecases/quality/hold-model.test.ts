import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { HoldId, LotId, OrderId, ShipmentId } from '../../../events/identifiers.ts'
import { consume as consumeBody, produce as produceBody } from '../../../events/order.ts'
import { underWay } from '../../../shared/domain/orders/order.ts'
import type { Outcome } from '../../../shared/usecases/commit/command.ts'
import { ref } from '../../../shared/usecases/commit/store.ts'
import { applyDecision } from '../../../shared/usecases/execution/batch-release.ts'
import * as batches from '../../../shared/usecases/execution/batches.ts'
import * as execution from '../../../shared/usecases/execution/steps.ts'
import * as orders from '../../../shared/usecases/orders/orders.ts'
import * as consumption from '../../../shared/usecases/production/consumption.ts'
import * as output from '../../../shared/usecases/production/output.ts'
import { atStart, carryOn, type Progress } from '../../../shared/usecases/quality/hold-spread.ts'
import * as holding from '../../../shared/usecases/quality/holding.ts'
import * as lots from '../../../shared/usecases/stock/lots.ts'
import * as shipping from '../../../shared/usecases/stock/shipping.ts'
import * as usageDecision from '../../../shared/usecases/stock/usage-decision.ts'
import { busyPlant, things } from '../../support/busy-plant.ts'
import { command, kg, taken } from '../../support/commands.ts'
import { ada, noon, olga, quinn, signedBy } from '../../support/given.ts'
import type { MemoryStore } from '../../support/memory-store.ts'
import { patience, portion, seeded } from '../../support/seeded.ts'
import { expectInverse } from '../../support/trace-inverse.ts'
import { reach, stepsOf, stopsOver } from '../../support/under-hold.ts'

const orderIds = ['O-0', 'O-1', 'O-2', 'O-3', 'O-4', 'O-5'] as OrderId[]

const any = fc.nat({ max: 40 })
const uses = ['consume', 'produce', 'split', 'merge', 'ship', 'move', 'scrap', 'sample', 'release', 'finish'] as const
const act = fc.oneof(
  { weight: 4, arbitrary: fc.record({ does: fc.constantFrom('consume', 'produce'), one: any, other: any }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constantFrom(...uses), one: any, other: any }) },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constantFrom('hold', 'hold', 'hold-order', 'end'), one: any, other: any }),
  },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('walk' as const), one: any, other: any }) },
)
type Act = typeof act extends fc.Arbitrary<infer It> ? It : never

interface Walk {
  readonly holdId: string
  progress: Progress
}

test(
  'nothing that a hold reaches is used while it spreads, and at its end it rests on exactly what was made of its subject',
  async () => {
    const reached = { refused: 0, done: 0, inherited: 0, traced: 0 }
    await fc.assert(
      fc.asyncProperty(
        fc.array(act, { minLength: 30, maxLength: 120 }),
        fc.array(fc.boolean(), { minLength: 20, maxLength: 40 }),
        fc.integer({ min: 1, max: 4 }),
        async (acts, chances, atMost) => {
          const store = await busyPlant('lyon', orderIds)
          const walks: Walk[] = []
          const waiting = [...acts]
          let number = 0
          let asked = 0
          const happens = () => chances[asked++ % chances.length] ?? false
          // A walk commits side by side: what comes between two of its commits must not overlap, since each act is judged by what is before it.
          let last: Promise<unknown> = Promise.resolve()
          const oneAfterTheOther = (work: () => Promise<unknown>) => {
            const done = last.then(work)
            last = done.catch(() => undefined)
            return done
          }
          const next = (prefix: string) => `${prefix}-${number++}`

          const lotAt = (index: number): string => {
            const ids = [...things(store).lots.keys()]
            return ids[index % ids.length] ?? 'RAW-0'
          }
          const orderAt = (index: number) => orderIds[index % orderIds.length] ?? ('O-0' as OrderId)

          /** A use of material: refused if a hold reaches it. */
          const use = async (names: readonly string[], send: () => Promise<Outcome>) => {
            const isHeld = stopsOver(store, names).length > 0
            const outcome = await send()
            if (isHeld) {
              expect(outcome.outcome, `${names} are under a hold`).toBe('refused')
              reached.refused += 1
            } else if (outcome.outcome === 'done') reached.done += 1
            return outcome
          }

          const carryOut = async ({ does, one, other }: Act): Promise<void> => {
            const lotId = lotAt(one)
            const orderId = orderAt(other)
            switch (does) {
              case 'consume': {
                const body = consumeBody.parse({ stepId: 'make', lineId: '1', lotId, quantity: kg('1') })
                await use([`lot:${lotId}`], () => consumption.consume(store, command(ada, body), { orderId }))
                return
              }
              case 'produce': {
                const known = Object.keys(things(store).orders.get(orderId)?.produced ?? {})
                const made = known.length > 0 && one % 2 === 0 ? known[0] : next(`P-${orderId}`)
                const body = produceBody.parse({ stepId: 'make', lotId: made, quantity: kg('5') })
                await use([`order:${orderId}`], () => output.produce(store, command(ada, body), { orderId }))
                return
              }
              case 'split': {
                const body = { parts: [{ lotId: next('S') as LotId, quantity: kg('1') }] }
                await use([`lot:${lotId}`], () => lots.splitLot(store, command(ada, body), { lotId }))
                return
              }
              case 'merge': {
                const from = [lotId, lotAt(other)].map((id) => ({ lotId: id as LotId, quantity: kg('1') }))
                const path = { lotId: next('M') as LotId }
                await use(
                  from.map((it) => `lot:${it.lotId}`),
                  () => lots.mergeLots(store, command(ada, { from }), path),
                )
                return
              }
              case 'ship': {
                const to = { type: 'customer', id: 'ACME' } as const
                const body = { shipmentId: `SH-${other % 3}` as ShipmentId, to, quantity: kg('1') }
                await use([`lot:${lotId}`], () => shipping.shipLot(store, command(ada, body), { lotId }))
                return
              }
              case 'move': {
                const body = { to: 'RACK' as Parameters<typeof lots.moveLot>[1]['body']['to'] }
                await use([`lot:${lotId}`], () => lots.moveLot(store, command(ada, body), { lotId }))
                return
              }
              case 'scrap': {
                const body = { quantity: kg('1'), reason: 'Spilled' }
                await use([`lot:${lotId}`], () => lots.scrapLot(store, command(olga, body), { lotId }))
                return
              }
              case 'sample':
                await use([`lot:${lotId}`], () => lots.sampleLot(store, command(ada, { quantity: kg('1') }), { lotId }))
                return
              case 'release': {
                const signature = signedBy(quinn, 'released')
                await use([`lot:${lotId}`], () =>
                  usageDecision.releaseLot(store, command(quinn, {}, { signature }), { lotId }),
                )
                return
              }
              case 'finish':
                return finish(orderId)
              case 'hold':
              case 'hold-order': {
                const subject =
                  does === 'hold' ? { type: 'lot' as const, id: lotId } : { type: 'order' as const, id: orderId }
                const holdId = next('H') as HoldId
                taken(await holding.placeHold(store, command(quinn, { holdId, subject, reason: 'In doubt' })))
                walks.push({ holdId, progress: atStart })
                return
              }
              case 'end': {
                const active = [...things(store).holds.values()].filter(({ status }) => status === 'active')
                const hold = active[one % Math.max(1, active.length)]
                if (hold) await release(hold.holdId)
                return
              }
              case 'walk':
                return walk(walks[one % Math.max(1, walks.length)])
            }
          }

          /** The rest of an order, which lets others use what it made. */
          const finish = async (orderId: OrderId) => {
            await execution.completeStep(store, command(ada, {}), { orderId, stepId: 'make' })
            await orders.completeOrder(store, command(ada, {}), { orderId })
            const signature = signedBy(quinn, 'released')
            const made = Object.keys(things(store).orders.get(orderId)?.produced ?? {}).map((id) => `lot:${id}`)
            const outcome = await use([`order:${orderId}`, ...made], () =>
              batches.releaseBatch(store, command(quinn, {}, { signature }), { orderId }),
            )
            // The workflow may find a hold that was placed after the signature.
            if (outcome.outcome === 'done')
              await applyDecision({ store, site: 'lyon', now: () => noon }, orderId).catch(() => undefined)
          }

          const release = async (holdId: string) => {
            const signature = signedBy(quinn, 'released')
            taken(
              await holding.releaseHold(store, command(quinn, { reason: 'All is well' }, { signature }), { holdId }),
            )
            walks.push({ holdId, progress: atStart })
          }

          /** One task of the workflow; whatever happens at the plant happens between any two of its round trips. */
          const walk = async (it: Walk | undefined, isDisturbed = true): Promise<void> => {
            if (!it) return
            const comeBetween = async () => {
              const other = waiting.shift()
              // Another execution may come in between too, and go all the way.
              if (other?.does !== 'walk') return other && carryOut(other)
              const another = walks.findLast((walking) => walking !== it)
              while (another && walks.includes(another)) await walk(another, false)
            }
            const disturb = async () => {
              if (isDisturbed && happens()) await oneAfterTheOther(comeBetween)
            }
            const disturbed = {
              ...store,
              load: async (wanted: Parameters<typeof store.load>[0]) => {
                await disturb()
                return store.load(wanted)
              },
              commit: async (wanted: Parameters<typeof store.commit>[0]) => {
                await disturb()
                return store.commit(wanted)
              },
            } as MemoryStore
            const isLate = isDisturbed && happens()
            const lagging: typeof store.genealogy = {
              departuresOf: async (ids) => {
                const told = await store.genealogy.departuresOf(ids)
                return isLate ? new Map(ids.map((id) => [id, []])) : told
              },
            }
            const { heirs } = store
            const deps = {
              store: disturbed,
              genealogy: lagging,
              heirs,
              site: 'lyon',
              now: () => noon,
              pause: async () => undefined,
            }
            const {
              next: then,
              waitSeconds: _seconds,
              ...progress
            } = await carryOn(deps, it.holdId, it.progress, atMost)
            it.progress = { ...progress, waits: 0 }
            if (then === 'done' && walks.includes(it)) walks.splice(walks.indexOf(it), 1)
          }
          const settle = async () => {
            for (let it = walks[0]; it; it = walks[0]) await walk(it, false)
          }

          for (let it = waiting.shift(); it; it = waiting.shift()) await carryOut(it)
          await settle()

          const { alerts } = await store.load({ alerts: ref.alerts() })
          expect(alerts?.value.spreading ?? {}).toEqual({})
          const after = things(store)
          for (const { holdId, subject, status } of after.holds.values()) {
            const made = status === 'active' ? reach(stepsOf(store), `${subject.type}:${subject.id}`) : new Set()
            for (const [id, { holds }] of after.lots)
              expect(holds.includes(holdId), `${holdId} on ${id}`).toBe(made.has(`lot:${id}`))
            for (const [id, order] of after.orders) {
              if (order.holds.includes(holdId)) expect(made.has(`order:${id}`), `${holdId} on ${id}`).toBe(true)
              else expect(underWay(order) && made.has(`order:${id}`), `${holdId} on ${id}`).toBe(false)
            }
            reached.inherited += Math.max(0, made.size - 1)
          }

          for (const { holdId, status } of after.holds.values()) if (status === 'active') await release(holdId)
          await settle()
          const free = things(store)
          for (const { holds } of [...free.lots.values(), ...free.orders.values()]) expect(holds).toEqual([])
          reached.traced += await expectInverse(store)
        },
      ),
      seeded('holds that spread', 2000),
    )
    // The model is worth something if all of it happens.
    for (const [what, times] of Object.entries(reached)) expect(times, what).toBeGreaterThan(portion(200))
  },
  patience,
)
