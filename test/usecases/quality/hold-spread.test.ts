import { describe, expect, test } from 'vitest'
import type { DeviationId, EquipmentId, HoldId, LotId, OrderId, ParameterId } from '../../../events/identifiers.ts'
import { lotBalance } from '../../../shared/domain/production/lot-balance.ts'
import { noAlerts } from '../../../shared/domain/quality/alerts.ts'
import { lotNamed, orderNamed } from '../../../shared/domain/stock/destination.ts'
import { lookUp } from '../../../shared/usecases/codes/scan.ts'
import { ref } from '../../../shared/usecases/commit/store.ts'
import { defineEquipment } from '../../../shared/usecases/equipment/definitions.ts'
import { processDeviceMessage } from '../../../shared/usecases/equipment/devices.ts'
import * as results from '../../../shared/usecases/execution/results.ts'
import { walk } from '../../../shared/usecases/genealogy/walk.ts'
import * as consumptionCases from '../../../shared/usecases/production/consumption.ts'
import * as output from '../../../shared/usecases/production/output.ts'
import * as reversal from '../../../shared/usecases/production/reversal.ts'
import * as workflow from '../../../shared/usecases/quality/deviation-hold.ts'
import * as deviations from '../../../shared/usecases/quality/deviations.ts'
import { atStart, carryOn, type Deps, type Step } from '../../../shared/usecases/quality/hold-spread.ts'
import * as holding from '../../../shared/usecases/quality/holding.ts'
import { alertsOf, asHeld, holdsAboveEach } from '../../../shared/usecases/quality/holds-above.ts'
import * as lots from '../../../shared/usecases/stock/lots.ts'
import {
  command,
  consumption,
  furnish,
  kg,
  measured,
  mixingOrder,
  production,
  refusal,
  startedOrder,
  startStep,
  stock,
  taken,
} from '../../support/commands.ts'
import { ada, dec, erik, later, mixer, noon, quinn, signedBy } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'

const holdId = 'H-1' as HoldId
const depsOf = (store: MemoryStore, more: Partial<Deps> = {}): Deps => ({
  store,
  genealogy: store.genealogy,
  heirs: store.heirs,
  site: 'lyon',
  now: () => noon,
  pause: async () => undefined,
  ...more,
})

async function toTheEnd(deps: Deps, begun: Partial<Step> = {}, atMost?: number): Promise<Step[]> {
  const steps: Step[] = []
  for (let next: Step = { ...atStart, next: 'go-on', waitSeconds: 0, ...begun }; next.next !== 'done'; steps.push(next))
    next = await carryOn(deps, holdId, next, atMost)
  return steps
}

const make = (store: MemoryStore, orderId: OrderId, lotId: string) =>
  output.produce(store, command(ada, production(lotId, '10')), { orderId })
const release = async (store: MemoryStore) => {
  const signature = signedBy(quinn, 'released')
  return taken(await holding.releaseHold(store, command(quinn, { reason: 'It was ice' }, { signature }), { holdId }))
}
const holdsOf = async (store: MemoryStore, lotId: string) =>
  (await store.load({ lot: ref.lot(lotId) })).lot?.value.holds
const spreading = async (store: MemoryStore) => (await store.load({ it: ref.alerts() })).it?.value.spreading

/** SUC-1 went into O-1, which runs and has made SYR-1; then SUC-1 is held. */
async function held(): Promise<{ store: MemoryStore; orderId: OrderId }> {
  const store = memoryStore()
  await furnish(store)
  const orderId = await mixingOrder(store, 'O-1')
  taken(await make(store, orderId, 'SYR-1'))
  const subject = { type: 'lot', id: 'SUC-1' } as const
  taken(await holding.placeHold(store, command(quinn, { holdId, subject, reason: 'Glass' })))
  return { store, orderId }
}

/** The store, at which something happens once, right before that commit. */
function rightBefore(store: MemoryStore, type: string, happens: () => Promise<unknown>): MemoryStore {
  let hasHappened = false
  return {
    ...store,
    async commit(wanted) {
      if (wanted.fact.type === type && !hasHappened) {
        hasHappened = true
        await happens()
      }
      return store.commit(wanted)
    },
  }
}

test('a hold goes on from a lot to which a consumption came back in parts that its unit tells only rounded', async () => {
  const store = memoryStore()
  await furnish(store)
  await stock(store, 'LB', 'SUCROSE', '100', noon, '[lb_av]')
  const orderId = await startedOrder(store, 'O-1')
  taken(await startStep(store, orderId, 'weigh'))
  const drawn = taken(await consumptionCases.consume(store, command(ada, consumption('0010', 'LB', '10')), { orderId }))
  for (const value of ['3', '7']) {
    const body = { consumptionId: drawn.fact.factId, quantity: kg(value), reason: 'Too much' }
    taken(await reversal.reverseConsumption(store, command(ada, body as never), { orderId }))
  }
  for (let part = 0; part < 13; part += 1) {
    const parts = [{ lotId: `P-${part}` as LotId, quantity: { value: dec('1'), unit: '[lb_av]' as const } }]
    taken(await lots.splitLot(store, command(ada, { parts }), { lotId: 'LB' }))
  }
  const lot = (await store.load({ lot: ref.lot('LB') })).lot?.value
  if (!lot) throw new Error('There is no lot LB.')
  const facts = store.allFacts().filter(({ subject, about }) => subject.id === 'LB' || about?.id === 'LB')
  expect(lotBalance(lot, facts)).toMatchObject({ balanced: true, differences: [] })
  const subject = { type: 'lot', id: 'LB' } as const
  taken(await holding.placeHold(store, command(quinn, { holdId, subject, reason: 'Glass' })))
  await toTheEnd(depsOf(store))
  expect(await holdsOf(store, 'P-12')).toEqual([holdId])
})

describe('a hold that comes with a broken limit', () => {
  const says = (store: MemoryStore, equipmentId: string, value: string) =>
    processDeviceMessage(store, {
      site: 'lyon',
      equipmentId: equipmentId as EquipmentId,
      message: {
        name: 'sample',
        sequence: 1,
        samples: [{ parameterId: 'temperature' as ParameterId, value: dec(value), occurredAt: later(1) }],
      },
      clock: () => later(1),
    })
  const use = (store: MemoryStore, lotId: string) =>
    lots.sampleLot(store, command(ada, { quantity: kg('1') }), { lotId })
  const mixers = ['MIXER-1', 'MIXER-2', 'MIXER-3', 'MIXER-4'] as EquipmentId[]

  /** Each mixer runs an order that has made a lot. */
  async function mixing(): Promise<MemoryStore> {
    const store = memoryStore()
    await furnish(store)
    for (const [index, equipmentId] of mixers.entries()) {
      const { equipmentId: _its, ...body } = mixer()
      taken(await defineEquipment(store, command(erik, body), { equipmentId }))
      taken(await make(store, await mixingOrder(store, `O-${index}`, equipmentId), `SYR-${index}`))
    }
    return store
  }

  test('holds what its order has made from the very commit on, before any workflow has begun', async () => {
    const { store } = await held()
    await release(store)
    expect(await says(store, 'MIXER-1', '99')).toEqual({ taken: true })
    expect(Object.values((await spreading(store)) ?? {})).toEqual([{ type: 'order', id: 'O-1' }])
    expect(refusal(await use(store, 'SYR-1'))).toEqual(['lot-on-hold'])
  })

  test('typed by a person does so, too', async () => {
    const { store, orderId } = await held()
    await release(store)
    const tooThin = measured({ parameterId: 'density', value: '1.1' })
    taken(await results.recordResult(store, command(ada, tooThin), { orderId }))
    expect(refusal(await use(store, 'SYR-1'))).toEqual(['lot-on-hold'])
  })

  test('leaves the alerts of the site alone where its order has made nothing yet', async () => {
    const store = memoryStore()
    await furnish(store)
    await mixingOrder(store, 'O-1')
    expect(await says(store, 'MIXER-1', '99')).toEqual({ taken: true })
    expect((await store.load({ it: ref.order('O-1') })).it?.value.holds).toHaveLength(1)
    expect(await spreading(store)).toBeUndefined()
  })

  test('is lost by none of many machines that leave their limits at the same moment', async () => {
    const store = await mixing()
    const heard = await Promise.all(mixers.map((id) => says(store, id, '99')))
    expect(heard).toEqual(mixers.map(() => ({ taken: true })))
    for (const index of mixers.keys()) expect(refusal(await use(store, `SYR-${index}`))).toEqual(['lot-on-hold'])
  })
})

describe('a hold that is still on its way', () => {
  const lotOf = async (store: MemoryStore, id: string) => {
    const { matches } = await lookUp(store, { id } as Parameters<typeof lookUp>[1])
    return matches.flatMap((it) => (it.type === 'lot' ? it.lot.holds : []))
  }
  const metFrom = async (store: MemoryStore, id: string) => {
    const alerts = alertsOf((await store.load({ it: ref.alerts() })).it)
    const aboveEach = holdsAboveEach(store, alerts)
    const found: Record<string, readonly string[]> = {}
    for await (const level of walk({ store, genealogy: store.genealogy }, [lotNamed(id)], 'forward'))
      for (const { point, lot, order } of await asHeld(aboveEach, alerts, level))
        found[point.id] = (lot ?? order)?.holds ?? []
    return found
  }

  test('is shown to who scans what it comes to, and to who recalls it or what it was made with', async () => {
    const { store } = await held()
    expect((await store.load({ it: ref.lot('SYR-1') })).it?.value.holds).toEqual([])
    expect(await lotOf(store, 'SYR-1')).toEqual([holdId])
    expect(await lotOf(store, 'ACT-1')).toEqual([])
    expect(await metFrom(store, 'SUC-1')).toEqual({ 'SUC-1': [holdId], 'O-1': [holdId], 'SYR-1': [holdId] })
    // What is held came in beside what is recalled here.
    expect(await metFrom(store, 'ACT-1')).toEqual({ 'ACT-1': [], 'O-1': [holdId], 'SYR-1': [holdId] })
    await toTheEnd(depsOf(store))
    await release(store)
    await toTheEnd(depsOf(store))
    expect(await metFrom(store, 'ACT-1')).toEqual({ 'ACT-1': [], 'O-1': [], 'SYR-1': [] })
  })

  test('is looked for once for all that is asked, and not at all while none is on its way', async () => {
    const { store } = await held()
    let trips = 0
    const load: MemoryStore['load'] = (wanted) => {
      trips += 1
      return store.load(wanted)
    }
    const counting = { load }
    const aboveEach = holdsAboveEach(counting, alertsOf((await store.load({ it: ref.alerts() })).it))
    const things = [lotNamed('SYR-1'), orderNamed('O-1'), lotNamed('ACT-1')]
    const above = await aboveEach(things)
    expect(things.map(above)).toEqual([[holdId], [holdId], []])
    expect(trips).toBe(2)
    await aboveEach(things)
    expect(trips).toBe(2)
    await holdsAboveEach(counting, noAlerts)(things)
    expect(trips).toBe(2)
  })
})

describe('a hold that spreads', () => {
  test('comes to the orders under way and the lots, each with a fact of its own, and goes with the release', async () => {
    const { store } = await held()
    expect(await spreading(store)).toEqual({ 'H-1': { type: 'lot', id: 'SUC-1' } })
    expect((await toTheEnd(depsOf(store))).map(({ next, level }) => [next, level])).toEqual([
      ['go-on', 1],
      ['go-on', 2],
      ['done', 2],
    ])
    expect(await spreading(store)).toEqual({})
    const [fact] = store
      .factsOf({ type: 'lot', id: 'SYR-1' })
      .filter(({ type }) => type === 'andon.lot.hold-inherited.v1')
    expect(fact?.data).toEqual({ lotId: 'SYR-1', holdId, from: { type: 'order', id: 'O-1' } })
    expect((await store.heirs.heirsOf(holdId, { limit: 9 })).items).toMatchObject([
      { type: 'lot', id: 'SYR-1', level: 1 },
      { type: 'order', id: 'O-1', level: 1 },
    ])
    await release(store)
    await toTheEnd(depsOf(store))
    expect([await holdsOf(store, 'SUC-1'), await holdsOf(store, 'SYR-1')]).toEqual([[], []])
    expect((await store.load({ it: ref.order('O-1') })).it?.value.holds).toEqual([])
  })

  test('meets what an order makes after it was read and before it is held', async () => {
    const { store, orderId } = await held()
    // As if the look back had been before the hold: the order itself knows nothing of it yet.
    const blind: MemoryStore = {
      ...store,
      load: async (wanted) => ({ ...(await store.load(wanted)), ...('alerts' in wanted && { alerts: undefined }) }),
    }
    const late = rightBefore(store, 'andon.order.hold-inherited.v1', async () =>
      taken(await make(blind, orderId, 'SYR-2')),
    )
    await toTheEnd(depsOf(late))
    expect([await holdsOf(store, 'SYR-1'), await holdsOf(store, 'SYR-2')]).toEqual([[holdId], [holdId]])
    expect(refusal(await make(blind, orderId, 'SYR-3'))).toContain('order-on-hold')
  })

  test('is not inherited any more when it was released and taken back in between', async () => {
    const { store } = await held()
    const late = rightBefore(store, 'andon.lot.hold-inherited.v1', async () => {
      await release(store)
      await toTheEnd(depsOf(store))
    })
    await toTheEnd(depsOf(late))
    expect(await holdsOf(store, 'SYR-1')).toEqual([])
    expect(store.factsOf({ type: 'lot', id: 'SYR-1' }).map(({ type }) => type)).not.toContain(
      'andon.lot.hold-inherited.v1',
    )
  })

  test('does a bounded piece in each task, and the same in all of them together', async () => {
    const { store } = await held()
    const parts = ['A', 'B', 'C', 'D'].map((lotId) => ({ lotId: lotId as LotId, quantity: kg('1') }))
    const other = memoryStore()
    await furnish(other)
    taken(await lots.splitLot(other, command(ada, { parts }), { lotId: 'SUC-1' }))
    const subject = { type: 'lot', id: 'SUC-1' } as const
    taken(await holding.placeHold(other, command(quinn, { holdId, subject, reason: 'Glass' })))
    const steps = await toTheEnd(depsOf(other), {}, 1)
    expect(steps.map(({ level }) => level)).toEqual([0, 0, 0, 1, 2, 2])
    for (const { lotId } of parts) expect(await holdsOf(other, lotId)).toEqual([holdId])
    // Begun anew, it passes over what is done.
    const facts = other.allFacts().length
    await toTheEnd(depsOf(other))
    expect(other.allFacts()).toHaveLength(facts)
    expect(await spreading(store)).toBeDefined()
  })

  test('waits until the index accounts for a lot that went to more than it names, and calls somebody in the end', async () => {
    const store = memoryStore()
    await furnish(store)
    const parts = Array.from({ length: 13 }, (_, index) => ({ lotId: `P-${index}` as LotId, quantity: kg('1') }))
    taken(await lots.splitLot(store, command(ada, { parts }), { lotId: 'SUC-1' }))
    const subject = { type: 'lot', id: 'SUC-1' } as const
    taken(await holding.placeHold(store, command(quinn, { holdId, subject, reason: 'Glass' })))
    const deaf = depsOf(store, { genealogy: { departuresOf: async () => new Map() } })
    const waiting: Step[] = []
    for (let step: Step = { ...atStart, next: 'go-on', waitSeconds: 0 }; waiting.length < 8; waiting.push(step))
      step = await carryOn(deaf, holdId, step)
    expect(waiting.map(({ next, waitSeconds }) => [next, waitSeconds])).toEqual(
      [1, 2, 4, 8, 16, 32, 60, 60].map((seconds) => ['wait', seconds]),
    )
    await expect(carryOn(deaf, holdId, { ...atStart, waits: 20 })).rejects.toThrow('what left these lots: lot:SUC-1')
    expect(refusal(await lots.sampleLot(store, command(ada, { quantity: kg('1') }), { lotId: 'P-7' }))).toEqual([
      'lot-on-hold',
    ])
    await toTheEnd(depsOf(store), waiting.at(-1))
    for (const { lotId } of parts) expect(await holdsOf(store, lotId)).toEqual([holdId])
  })

  test('has nothing to work on without a hold', async () => {
    const { store } = await held()
    await expect(carryOn(depsOf(store), 'H-9', atStart)).rejects.toThrow('There is no hold H-9')
  })
})

test('an order that has scrapped material in it stays held when the deviation of the lot is closed', async () => {
  const store = memoryStore()
  await furnish(store)
  const orderId = await mixingOrder(store, 'O-9')
  const deps = depsOf(store)
  const deviationId = 'dev-glass' as DeviationId
  const subject = { type: 'lot', id: 'SUC-1' } as const
  const seen = { deviationId, subject, title: 'Glass', description: 'A splinter in a bag', severity: 'major' } as const
  taken(await deviations.openDeviation(store, command(ada, seen)))
  taken(
    await deviations.classifyDeviation(store, command(quinn, { severity: 'major', reason: 'Glass' }), { deviationId }),
  )
  const scrap = { disposition: 'scrap', reason: 'Not to be used', capaRequired: false } as const
  const signature = signedBy(quinn, 'dispositioned')
  taken(await deviations.dispositionDeviation(store, command(quinn, scrap, { signature }), { deviationId }))
  await workflow.applyDisposition(deps, deviationId)
  await workflow.applyDisposition(deps, deviationId)
  expect((await store.load({ lot: ref.lot('SUC-1') })).lot?.value.status).toBe('rejected')
  expect((await store.load({ order: ref.order(orderId) })).order?.value.holds).toHaveLength(1)
  const made = command(ada, production('TAINTED', '99.5'))
  expect(refusal(await output.produce(store, made, { orderId }))).toEqual(['order-on-hold'])
})
