import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LotId, MaterialId, RecipeId, ShipmentId } from '../../../events/identifiers.ts'
import { receiveLot as lotBody } from '../../../events/material.ts'
import { consume as consumeBody, createOrder, produce as produceBody } from '../../../events/order.ts'
import type { Decimal, Quantity } from '../../../events/quantity.ts'
import { materialDefinition, recipeDraft } from '../../../events/recipe.ts'
import { loopsAcrossSites } from '../../../shared/domain/genealogy/movement.ts'
import type { BoundOrder } from '../../../shared/domain/orders/order.ts'
import { add, inBaseUnit, zero } from '../../../shared/domain/quantity.ts'
import { named } from '../../../shared/domain/stock/destination.ts'
import type { Lot } from '../../../shared/domain/stock/lot.ts'
import { walkAcrossSites } from '../../../shared/usecases/enterprise/trace-across-sites.ts'
import * as definitions from '../../../shared/usecases/equipment/definitions.ts'
import { applyDecision } from '../../../shared/usecases/execution/batch-release.ts'
import * as batches from '../../../shared/usecases/execution/batches.ts'
import * as execution from '../../../shared/usecases/execution/steps.ts'
import { picture, trace } from '../../../shared/usecases/genealogy/trace.ts'
import type { Direction } from '../../../shared/usecases/genealogy/walk.ts'
import * as orders from '../../../shared/usecases/orders/orders.ts'
import * as consumption from '../../../shared/usecases/production/consumption.ts'
import * as output from '../../../shared/usecases/production/output.ts'
import * as reversal from '../../../shared/usecases/production/reversal.ts'
import * as lots from '../../../shared/usecases/stock/lots.ts'
import * as receiving from '../../../shared/usecases/stock/receiving.ts'
import * as shipping from '../../../shared/usecases/stock/shipping.ts'
import * as usageDecision from '../../../shared/usecases/stock/usage-decision.ts'
import { approvedVersion, command, kg, startStep, taken } from '../../support/commands.ts'
import { crossing, hear } from '../../support/crossing.ts'
import { ada, dec, erik, noon, paula, quinn, signedBy } from '../../support/given.ts'
import { memoryMovements } from '../../support/memory-movements.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'
import { patience, portion, seeded } from '../../support/seeded.ts'

const material = 'SUGAR' as MaterialId
const orderIds = ['O-0', 'O-1', 'O-2'] as const
const bulk = kg('100000')

/** A site whose orders make sugar of sugar, so that what one makes the next can take. */
async function site(): Promise<MemoryStore> {
  const store = memoryStore()
  const sugar = materialDefinition.parse({ name: 'Sugar', unit: 'kg', merging: 'allowed' })
  taken(await definitions.defineMaterial(store, command(erik, sugar), { materialId: material }))
  const tolerance = { minusPercent: '100', plusPercent: '0' }
  const line = { lineId: '10', materialId: material, quantity: bulk, tolerance }
  const steps = [{ stepId: 'make', name: 'Make', materials: [line] }]
  const recipe = recipeDraft.parse({ product: material, batchSize: { min: bulk, nominal: bulk, max: bulk }, steps })
  await approvedVersion(store, '1', recipe, undefined, 'RECIPE' as RecipeId)
  for (const orderId of orderIds) {
    const order = createOrder.parse({ orderId, recipeId: 'RECIPE', product: material, quantity: bulk })
    taken(await orders.createOrder(store, command(paula, order)))
    taken(await orders.releaseOrder(store, command(paula, {}), { orderId }))
    taken(await orders.startOrder(store, command(ada, {}), { orderId }))
    taken(await startStep(store, orderId, 'make'))
  }
  return store
}

const any = fc.nat({ max: 30 })
/** In units of which each tells the other exactly: a site rounds to twelve decimals where one does not, and the enterprise adds up. */
const quantity = fc
  .tuple(fc.integer({ min: 1, max: 3000 }), fc.constantFrom('kg', 'g'))
  .map(([value, unit]): Quantity => ({ value: dec(`${value}`), unit: unit as Quantity['unit'] }))
const acts = ['receive', 'consume', 'give-back', 'produce', 'split', 'merge', 'ship', 'finish'] as const
const act = fc.record({
  does: fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(...acts) },
    { weight: 1, arbitrary: fc.constantFrom('receive', 'consume', 'consume', 'produce') },
  ),
  one: any,
  other: any,
  quantity,
})
type Act = typeof act extends fc.Arbitrary<infer It> ? It : never

const lotsIn = (store: MemoryStore): Lot[] =>
  Object.entries(store.state()).flatMap(([key, value]) => (key.startsWith('lot ') ? [value as Lot] : []))

/** What a site may be told of where a lot comes from. Each receipt is of a shipment of its own: of two from one, either lot sees only its part. */
const sendersOf = (number: number) => [
  {},
  { supplierId: 'SUGAR-CO' },
  { origin: { site: 'cork', lotId: 'C-1' } },
  { origin: { site: 'cork', lotId: 'C-1', shipmentId: `IN-${number}` } },
  { origin: { site: 'cork', lotId: 'C-2', shipmentId: `IN-${number}` } },
]
const consignees = [
  { type: 'customer', id: 'ACME' },
  { type: 'site', id: 'cork' },
  { type: 'supplier', id: 'SUGAR-CO' },
] as const

async function perform(
  store: MemoryStore,
  { does, one, other, quantity: some }: Act,
  number: number,
): Promise<unknown> {
  const all = lotsIn(store)
  const lotId = all[one % Math.max(1, all.length)]?.lotId ?? ('NONE' as LotId)
  const orderId = orderIds[other % orderIds.length] ?? 'O-0'
  const next = `L-${number}` as LotId
  switch (does) {
    case 'receive': {
      const unit = one % 4 === 0 ? 'g' : 'kg'
      const senders = sendersOf(number)
      const from = senders[other % senders.length]
      const body = lotBody.parse({ lotId: next, materialId: material, quantity: { value: '50000', unit }, ...from })
      await receiving.receiveLot(store, command(ada, body))
      const signature = signedBy(quinn, 'released')
      return usageDecision.releaseLot(store, command(quinn, {}, { signature }), { lotId: next })
    }
    case 'consume': {
      const body = consumeBody.parse({ stepId: 'make', lineId: '10', lotId, quantity: some })
      return consumption.consume(store, command(ada, body), { orderId })
    }
    case 'give-back': {
      const drawn = store.factsOf({ type: 'order', id: orderId }).filter(({ type }) => type.includes('consumed'))
      const { factId: consumptionId = 'none' } = drawn[one % Math.max(1, drawn.length)] ?? {}
      const body = { consumptionId, reason: 'Not needed', ...(one % 2 === 0 && { quantity: some }) }
      return reversal.reverseConsumption(store, command(ada, body), { orderId })
    }
    case 'produce': {
      const [known] = Object.keys((store.state()[`order ${orderId}`] as BoundOrder).produced)
      const body = produceBody.parse({
        stepId: 'make',
        lotId: one % 2 === 0 ? (known ?? next) : next,
        quantity: some,
      })
      return output.produce(store, command(ada, body), { orderId })
    }
    case 'split': {
      const body = { parts: [{ lotId: next, quantity: some }] }
      return lots.splitLot(store, command(ada, body), { lotId })
    }
    case 'merge': {
      const from = [lotId, all[other % Math.max(1, all.length)]?.lotId ?? lotId].map((id) => ({
        lotId: id,
        quantity: some,
      }))
      return lots.mergeLots(store, command(ada, { from }), { lotId: next })
    }
    case 'ship': {
      const which = other % consignees.length
      const to = consignees[which] ?? consignees[0]
      return shipping.shipLot(store, command(ada, { shipmentId: `SH-${which}` as ShipmentId, to, quantity: some }), {
        lotId,
      })
    }
    case 'finish': {
      await execution.completeStep(store, command(ada, {}), { orderId, stepId: 'make' })
      await orders.completeOrder(store, command(ada, {}), { orderId })
      const signature = signedBy(quinn, 'released')
      const outcome = await batches.releaseBatch(store, command(quinn, {}, { signature }), { orderId })
      return outcome.outcome === 'done' && applyDecision({ store, site: 'lyon', now: () => noon }, orderId)
    }
  }
}

/** How the enterprise names what the site names for itself. */
function abroad(name: string): string {
  const [type, id = ''] = name.split(':')
  return ['lot', 'order', 'shipment'].includes(String(type)) && !id.includes('/') ? `${type}:lyon/${id}` : name
}

/** The amounts that go from one thing to another, by their names, in the base unit. */
function flows(edges: readonly { from: string; to: string; quantity: Quantity }[]): Record<string, Decimal> {
  const sums: Record<string, Decimal> = {}
  for (const edge of edges) {
    const way = `${edge.from} -> ${edge.to}`
    sums[way] = add(sums[way] ?? zero, inBaseUnit(edge.quantity))
  }
  return sums
}

test(
  'the enterprise traces a lot of one site as the site itself does, in whatever order and however often it is told',
  async () => {
    const seen = new Map<string, number>()
    await fc.assert(
      fc.asyncProperty(
        fc.array(act, { minLength: 10, maxLength: 40, size: 'max' }),
        fc.array(fc.tuple(fc.double({ noNaN: true }), fc.integer({ min: 1, max: 3 })), { minLength: 7, maxLength: 20 }),
        async (history, arrivals) => {
          const store = await site()
          for (const [number, it] of history.entries()) await perform(store, it, number)
          const arriving = crossing(store.allFacts())
            .map((fact, index) => ({ fact, index, arrival: arrivals[index % arrivals.length] ?? ([0, 1] as const) }))
            .toSorted((one, other) => one.arrival[0] - other.arrival[0] || other.index - one.index)
            .flatMap(({ fact, arrival: [, times] }) => Array.from({ length: times }, () => fact))
          for (const { type } of arriving) seen.set(type, (seen.get(type) ?? 0) + 1)
          const movements = memoryMovements()
          await hear(movements, arriving)

          for (const { lotId } of lotsIn(store))
            for (const direction of ['forward', 'backward'] as const satisfies readonly Direction[]) {
              const own = await trace({ store, genealogy: store.genealogy }, { type: 'lot', id: lotId }, direction)
              const root = { type: 'lot', id: lotId, site: 'lyon' } as const
              const whole = await picture(walkAcrossSites(movements, root, direction), root, {})
              const ownEdges = own.edges.map((edge) => ({
                ...edge,
                from: abroad(edge.from),
                to: abroad(edge.to),
              }))
              expect(flows(whole.edges as Parameters<typeof flows>[0])).toEqual(
                flows(ownEdges as Parameters<typeof flows>[0]),
              )
              const ends = new Set([`lot:lyon/${lotId}`, ...ownEdges.flatMap(({ from, to }) => [from, to])])
              const names = whole.visits.flatMap(({ point, again }) => (again ? [] : named(point)))
              expect(names.toSorted()).toEqual([...ends].sort())
              expect(loopsAcrossSites(whole.root, whole.edges, direction).length > 0).toBe(own.loops.length > 0)
            }
        },
      ),
      seeded('traces of the enterprise', 600),
    )
    for (const type of ['received', 'split', 'merged', 'shipped', 'consumed', 'returned', 'produced']) {
      const times = [...seen].filter(([it]) => it.includes(type)).reduce((sum, [, count]) => sum + count, 0)
      expect(times, type).toBeGreaterThan(portion(20))
    }
  },
  patience,
)
