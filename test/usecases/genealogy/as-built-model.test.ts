import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ShipmentId, SublotId } from '../../../events/identifiers.ts'
import type { Caller } from '../../../shared/domain/caller.ts'
import type { BoundOrder } from '../../../shared/domain/orders/order.ts'
import { add, isMore } from '../../../shared/domain/quantity.ts'
import type { Component } from '../../../shared/domain/stock/component.ts'
import { isBalanced, type Lot, type Sublot } from '../../../shared/domain/stock/lot.ts'
import { type Serial, serialKey } from '../../../shared/domain/stock/serial.ts'
import type { Outcome } from '../../../shared/usecases/commit/command.ts'
import { affectedUnits } from '../../../shared/usecases/genealogy/affected-units.ts'
import * as lots from '../../../shared/usecases/stock/lots.ts'
import * as shipping from '../../../shared/usecases/stock/shipping.ts'
import * as usageDecision from '../../../shared/usecases/stock/usage-decision.ts'
import { command, stock, taken } from '../../support/commands.ts'
import { ada, dec, noon, olga } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'
import { patience, portion, seeded, surely } from '../../support/seeded.ts'
import { announce, building, each, install, make, motors, pumpPlant, remove } from '../../support/units.ts'

/** Two orders build two pumps each, a third puts pumps onto two skids. */
const orders = [
  { orderId: 'O-1', product: 'PUMP', lotId: 'PUMP-1', serials: ['P-1', 'P-2'] },
  { orderId: 'O-2', product: 'PUMP', lotId: 'PUMP-2', serials: ['P-3', 'P-4'] },
  { orderId: 'O-3', product: 'SKID', lotId: 'SKID-1', serials: ['K-1', 'K-2'] },
] as const
const pumpOrders = orders.slice(0, 2)
const motorIds = ['M-1', 'M-2', 'M-3', 'M-4'] as const
const sealLots = ['SEAL-1', 'SEAL-2'] as const
const batch: Caller = { kind: 'workflow', id: 'release', name: 'Batch release', roles: [] }

async function plant(): Promise<MemoryStore> {
  const store = memoryStore()
  await pumpPlant(store)
  await motors(store, 'MOT-1', motorIds.slice(0, 2))
  await motors(store, 'MOT-2', motorIds.slice(2))
  for (const lotId of sealLots) await stock(store, lotId, 'SEAL', '7', noon, '{each}')
  for (const { orderId, product, lotId, serials } of orders) {
    await building(store, orderId, product)
    taken(await announce(store, orderId, lotId, serials))
  }
  return store
}

const pump = fc.constantFrom(
  ...pumpOrders.flatMap(({ orderId, lotId, serials }) => serials.map((serial) => ({ orderId, lotId, serial }))),
)
const unit = fc.constantFrom(
  ...orders.flatMap(({ orderId, product, lotId, serials }) =>
    serials.map((serial) => ({ orderId, product, lotId, serial })),
  ),
)
/** Of four draws, one is given back at once. */
const back = fc.nat(3).map((number) => number === 0)
const skid = fc.constantFrom('K-1', 'K-2')
const motor = fc.nat(3).map((index) => ({ lotId: index < 2 ? 'MOT-1' : 'MOT-2', sublotId: motorIds[index] ?? 'M-1' }))
const act = fc.oneof(
  { arbitrary: fc.record({ act: fc.constant('motor' as const), pump, motor, back }), weight: 6 },
  {
    arbitrary: fc.record({
      act: fc.constant('seals' as const),
      pump,
      lotId: fc.constantFrom(...sealLots),
      value: fc.constantFrom('1', '2', '2', '3'),
      back,
    }),
    weight: 8,
  },
  { arbitrary: fc.record({ act: fc.constant('pump' as const), pump, skid, back }), weight: 6 },
  {
    arbitrary: fc.record({
      act: fc.constant('remove' as const),
      orderId: fc.constantFrom(...orders.map((it) => it.orderId)),
      which: fc.nat(6),
      value: fc.option(fc.constant('1'), { nil: undefined }),
    }),
    weight: 5,
  },
  { arbitrary: fc.record({ act: fc.constant('make' as const), unit }), weight: 8 },
  /** A pump with all that it has, made in one go, so that skids have something to be built of. */
  {
    arbitrary: fc.record({ act: fc.constant('build' as const), pump, motor, lotId: fc.constantFrom(...sealLots) }),
    weight: 6,
  },
  {
    arbitrary: fc.record({ act: fc.constant('release' as const), lotId: fc.constantFrom('PUMP-1', 'PUMP-2') }),
    weight: 2,
  },
  fc.record({ act: fc.constant('scrap' as const), unit }),
  fc.record({ act: fc.constant('count' as const), motor, value: fc.constantFrom('0', '1') }),
  fc.record({ act: fc.constant('leave' as const), unit }),
)
type Act = typeof act extends fc.Arbitrary<infer Value> ? Value : never

const pumpNamed = (serial: 'P-1' | 'P-2' | 'P-3') =>
  serial === 'P-3'
    ? ({ orderId: 'O-2', lotId: 'PUMP-2', serial } as const)
    : ({ orderId: 'O-1', lotId: 'PUMP-1', serial } as const)
const motorNamed = (sublotId: 'M-1' | 'M-2' | 'M-3') =>
  ({ lotId: sublotId === 'M-3' ? 'MOT-2' : 'MOT-1', sublotId }) as const

/** Each act once as it is taken and once as it is refused. */
function eachAct(): Act[] {
  const back = false
  const [one, two] = [pumpNamed('P-1'), pumpNamed('P-2')]
  const unitOf = (it: typeof one | typeof two) => ({ ...it, product: 'PUMP' as const })
  const skidUnit = { orderId: 'O-3', product: 'SKID', lotId: 'SKID-1', serial: 'K-2' } as const
  const seals = (serial: 'P-1' | 'P-3', value: '2' | '3'): Act => ({
    act: 'seals',
    pump: pumpNamed(serial),
    lotId: 'SEAL-1',
    value,
    back,
  })
  const whole: Act = { act: 'build', pump: two, motor: motorNamed('M-2'), lotId: 'SEAL-1' }
  return [
    { act: 'motor', pump: one, motor: motorNamed('M-1'), back },
    { act: 'motor', pump: two, motor: motorNamed('M-1'), back },
    seals('P-1', '2'),
    seals('P-1', '3'),
    { act: 'make', unit: unitOf(one) },
    { act: 'make', unit: unitOf(one) },
    whole,
    whole,
    { act: 'release', lotId: 'PUMP-1' },
    { act: 'pump', pump: one, skid: 'K-1', back },
    { act: 'pump', pump: one, skid: 'K-2', back },
    { act: 'remove', orderId: 'O-1', which: 0, value: undefined },
    seals('P-3', '2'),
    { act: 'remove', orderId: 'O-2', which: 0, value: undefined },
    { act: 'scrap', unit: skidUnit },
    { act: 'scrap', unit: skidUnit },
    { act: 'count', motor: motorNamed('M-3'), value: '0' },
    { act: 'count', motor: motorNamed('M-1'), value: '1' },
    { act: 'leave', unit: unitOf(two) },
    { act: 'leave', unit: unitOf(two) },
  ]
}

const statesOf = <Value>(store: MemoryStore, kind: string): Value[] =>
  Object.entries(store.state()).flatMap(([key, value]) => (key.startsWith(`${kind} `) ? [value as Value] : []))
const unitsIn = (store: MemoryStore) => statesOf<Serial>(store, 'serial')
const sublotsIn = (store: MemoryStore) => statesOf<Sublot>(store, 'sublot')
const consumptionsOf = (store: MemoryStore, id: string) =>
  store.factsOf({ type: 'order', id }).filter(({ type }) => type === 'andon.material.consumed.v1')

async function perform(store: MemoryStore, it: Act): Promise<Outcome | undefined> {
  switch (it.act) {
    case 'motor':
      return thereAndBack(store, it.pump.orderId, it.back, () =>
        install(store, it.pump.orderId, { lineId: '0010', ...it.motor, into: it.pump.serial }),
      )
    case 'seals':
      return thereAndBack(store, it.pump.orderId, it.back, () =>
        install(store, it.pump.orderId, { lineId: '0020', lotId: it.lotId, value: it.value, into: it.pump.serial }),
      )
    case 'pump': {
      const { lotId, serial: sublotId } = it.pump
      return thereAndBack(store, 'O-3', it.back, () =>
        install(store, 'O-3', { lineId: '0010', lotId, sublotId, into: it.skid }),
      )
    }
    case 'remove': {
      const fact = consumptionsOf(store, it.orderId)[it.which]
      return fact && remove(store, it.orderId, fact.factId, it.value && { quantity: each(it.value) })
    }
    case 'build': {
      const { orderId, serial: into, lotId } = it.pump
      await install(store, orderId, { lineId: '0010', ...it.motor, into })
      await install(store, orderId, { lineId: '0020', lotId: it.lotId, value: '2', into })
      return make(store, orderId, lotId, [into])
    }
    case 'make':
      return make(store, it.unit.orderId, it.unit.lotId, [it.unit.serial])
    case 'scrap':
      return make(store, it.unit.orderId, it.unit.lotId, [it.unit.serial], { use: 'scrap' })
    case 'release':
      return usageDecision.followBatch(store, command(batch, { orderId: 'O-1' }), { lotId: it.lotId }, 'released')
    case 'count': {
      const body = { counted: each(it.value), sublotId: it.motor.sublotId as SublotId, reason: 'Inventory' }
      return lots.adjustLot(store, command(olga, body), { lotId: it.motor.lotId })
    }
    case 'leave': {
      const to = { type: 'site', id: 'cork' } as const
      const body = { shipmentId: 'SH-1' as ShipmentId, to, sublotId: it.unit.serial as SublotId }
      return shipping.shipLot(store, command(ada, body), { lotId: it.unit.lotId })
    }
  }
}

/** Builds in, and where it is to come back, takes out again and looks whether anything is other than before. */
async function thereAndBack(store: MemoryStore, orderId: string, back: boolean, draw: () => Promise<Outcome>) {
  if (!back) return draw()
  const before = balancesOf(store)
  const outcome = await draw()
  if (outcome.outcome !== 'done') return outcome
  taken(await remove(store, orderId, outcome.fact.factId, { disposition: 'stock' }))
  expect(balancesOf(store)).toEqual(before)
  return outcome
}

interface Trace {
  workers?: unknown
  lastAt?: unknown
}

/** All that is so of stock, units and orders but who has worked on a step and when last, what was given back and where a lot has gone for a while. */
function balancesOf(store: MemoryStore) {
  const state = structuredClone(store.state()) as Record<string, Record<string, unknown>>
  for (const { orderId } of orders) {
    const order = state[`order ${orderId}`] as { returned?: unknown; steps: Record<string, Trace> }
    delete order.returned
    delete order.steps.build?.workers
    delete order.steps.build?.lastAt
  }
  for (const [key, value] of Object.entries(state)) {
    if (key.startsWith('lot ')) for (const trace of ['goesTo', 'inUnits']) delete value[trace]
    if (key.startsWith('serial ') && (value.components as unknown[] | undefined)?.length === 0) delete value.components
  }
  return state
}

const sum = (components: readonly Component[]) =>
  components.reduce((total, { quantity }) => add(dec(total), quantity.value), '0')

function expectAsBuilt(store: MemoryStore): void {
  const units = unitsIn(store)
  const all = units.flatMap((it) =>
    (it.components ?? []).map((component) => ({ ...component, in: serialKey(it.materialId, it.serial) })),
  )
  // A serialised component is in the one unit that it says itself, and in no other.
  for (const sublot of sublotsIn(store)) {
    const within = all.filter((it) => it.lotId === sublot.lotId && it.sublotId === sublot.sublotId).map((it) => it.in)
    expect(within, `${sublot.lotId}/${sublot.sublotId}`).toEqual(
      sublot.builtInto === undefined ? [] : [sublot.builtInto],
    )
    if (sublot.builtInto !== undefined) expect(sublot.remaining).toBe('0')
  }
  const everyLot = statesOf<Lot>(store, 'lot')
  // What the units of an order hold of a lot is what the order has drawn of it: here every draw says into which unit.
  for (const order of statesOf<BoundOrder>(store, 'order')) {
    const own = units.filter((it) => it.orderId === order.orderId).flatMap((it) => it.components ?? [])
    const held = everyLot.map(({ lotId }) => [lotId, sum(own.filter((it) => it.lotId === lotId))])
    const drawn = everyLot.map(({ lotId }) => [lotId, order.inputs?.[lotId]?.value ?? '0'])
    expect(held, order.orderId).toEqual(drawn)
    const begun = units.filter(
      (it) => it.orderId === order.orderId && it.status === 'announced' && (it.components ?? []).length > 0,
    )
    expect([...(order.begun ?? [])].sort(), order.orderId).toEqual(begun.map(({ sublotId }) => sublotId).sort())
  }
  expect(everyLot.filter((lot) => !isBalanced(lot))).toEqual([])
  for (const { lotId, sublotId, lacks, left, containerId } of sublotsIn(store))
    if (lacks)
      expect([containerId, left?.shipped, left?.consumed], `${lotId}/${sublotId}`).toEqual([
        undefined,
        undefined,
        undefined,
      ])
  // A unit that is stock and lacks nothing by its own word has the whole of its lines.
  for (const made of units.filter((it) => it.status === undefined && it.orderId !== undefined)) {
    const stockOf = sublotsIn(store).find((it) => it.lotId === made.lotId && it.sublotId === made.sublotId)
    const needs = made.materialId === 'PUMP' ? { '0010': '1', '0020': '2' } : { '0010': '2' }
    for (const [lineId, value] of Object.entries(needs)) {
      const has = sum((made.components ?? []).filter((it) => it.lineId === lineId))
      expect(isMore(value, dec(has)), `${made.serial} ${lineId}`).toBe(stockOf?.lacks?.includes(lineId) ?? false)
      expect(isMore(dec(has), value)).toBe(false)
    }
  }
}

/** Backward from a unit: the lots of its components, and those of the units among them. */
function lotsWithin(store: MemoryStore, { components = [] }: Serial): string[] {
  return components.flatMap((it) => {
    const inner = unitsIn(store).find((one) => one.materialId === it.materialId && one.serial === it.serial)
    return [it.lotId, ...(inner ? lotsWithin(store, inner) : [])]
  })
}

/** Forward from a lot and backward from the units tell the same. */
async function expectInverse(store: MemoryStore): Promise<void> {
  for (const lotId of ['MOT-1', 'MOT-2', ...sealLots]) {
    const { units, whole, pending } = await affectedUnits({ store, genealogy: store.genealogy }, lotId)
    const backward = unitsIn(store).filter((it) => lotsWithin(store, it).includes(lotId))
    expect(
      units.map(({ unit: it }) => serialKey(it.materialId, it.serial)),
      lotId,
    ).toEqual(backward.map((it) => serialKey(it.materialId, it.serial)).sort())
    expect([[...whole], pending]).toEqual([[lotId], []])
  }
}

describe('units of several orders, whatever is built into them and taken out again', () => {
  test(
    'hold each component once, no more than was drawn, and are found from each lot as each lot is found from them',
    async () => {
      const outcomes = new Map<string, number>()
      let nested = 0
      await fc.assert(
        fc.asyncProperty(fc.array(act, { minLength: 10, maxLength: 40, size: 'max' }), async (acts) => {
          const store = await plant()
          for (const it of acts) {
            const outcome = await perform(store, it)
            const key = `${it.act} ${outcome?.outcome ?? 'idle'}`
            outcomes.set(key, (outcomes.get(key) ?? 0) + 1)
            expectAsBuilt(store)
          }
          await expectInverse(store)
          if (unitsIn(store).some((it) => it.materialId === 'SKID' && (it.components ?? []).length > 0)) nested += 1
        }),
        { ...seeded('units as they are built', 400, 200), examples: surely(eachAct(), 5) },
      )
      // The sequences reach what they are to prove: each act was taken and refused, many times.
      for (const name of ['motor', 'seals', 'pump', 'remove', 'make', 'build', 'scrap', 'leave', 'count']) {
        expect(outcomes.get(`${name} done`), name).toBeGreaterThan(portion(5))
        expect(outcomes.get(`${name} refused`), name).toBeGreaterThan(portion(5))
      }
      expect(nested).toBeGreaterThan(portion(5))
    },
    patience,
  )
})
