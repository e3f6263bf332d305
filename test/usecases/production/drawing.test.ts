import { beforeEach, describe, expect, test } from 'vitest'
import type { Fact } from '../../../events/envelope.ts'
import type {
  ContainerId,
  EquipmentId,
  HoldId,
  LotId,
  MaterialId,
  RecipeId,
  ShipmentId,
  SublotId,
} from '../../../events/identifiers.ts'
import { receiveLot as lotBody } from '../../../events/material.ts'
import { consume as consumeBody, createOrder, produce as produceBody } from '../../../events/order.ts'
import { equipmentDefinition, materialDefinition, recipeDraft } from '../../../events/recipe.ts'
import type { BoundOrder } from '../../../shared/domain/orders/order.ts'
import { ref } from '../../../shared/usecases/commit/store.ts'
import * as definitions from '../../../shared/usecases/equipment/definitions.ts'
import * as execution from '../../../shared/usecases/execution/steps.ts'
import { trace } from '../../../shared/usecases/genealogy/trace.ts'
import { cancelOrder, synchronizeOrder } from '../../../shared/usecases/orders/erp-orders.ts'
import * as orders from '../../../shared/usecases/orders/orders.ts'
import * as consumptionCases from '../../../shared/usecases/production/consumption.ts'
import * as output from '../../../shared/usecases/production/output.ts'
import * as pickingCases from '../../../shared/usecases/production/picking.ts'
import * as reservationCases from '../../../shared/usecases/production/reservation.ts'
import * as reversalCases from '../../../shared/usecases/production/reversal.ts'
import * as holding from '../../../shared/usecases/quality/holding.ts'
import {
  makeContainer,
  packContainer,
  shipContainer,
  unpackContainer,
} from '../../../shared/usecases/stock/containers.ts'
import { synchronizeLot, synchronizeSublot } from '../../../shared/usecases/stock/erp-stock.ts'
import * as lots from '../../../shared/usecases/stock/lots.ts'
import * as receiving from '../../../shared/usecases/stock/receiving.ts'
import * as shippingCases from '../../../shared/usecases/stock/shipping.ts'
import * as sublotsCases from '../../../shared/usecases/stock/sublots.ts'
import * as usageDecision from '../../../shared/usecases/stock/usage-decision.ts'
import { approvedVersion, command, completeStep, kg, refusal, startStep, taken } from '../../support/commands.ts'
import { dataOf } from '../../support/facts.ts'
import { ada, erik, later, noon, olga, paula, quinn, signedBy } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'

const path = { orderId: 'O-1' }
const tolerance = { minusPercent: '0', plusPercent: '10' }
const line = { lineId: '10', materialId: 'SUGAR', quantity: kg('10'), tolerance }
const sap = { kind: 'integration', id: 'sap', name: 'ERP interface', roles: ['integration'] } as const

let store: MemoryStore
beforeEach(() => {
  store = memoryStore()
})

/** A plant that boils: one step with one line, or whatever is told of them, and an order of it that runs. */
async function plant(ofLine: object = {}, ofSugar: object = {}, ofStep: object = {}): Promise<void> {
  for (const materialId of ['SUGAR', 'SYRUP', 'CANDY'] as MaterialId[]) {
    const body = materialDefinition.parse({ name: materialId, unit: 'kg', ...(materialId === 'SUGAR' && ofSugar) })
    taken(await definitions.defineMaterial(store, command(erik, body), { materialId }))
  }
  const batchSize = { min: kg('1'), nominal: kg('10'), max: kg('100') }
  const steps = [{ stepId: 'boil', name: 'Boil', materials: [{ ...line, ...ofLine }], ...ofStep }]
  await approvedVersion(store, '1', recipeDraft.parse({ product: 'CANDY', batchSize, steps }), noon, candy)
  await anOrder('O-1')
}
const candy = 'CANDY' as RecipeId
const orderOf = (orderId: string, more: object = {}) =>
  createOrder.parse({ orderId, recipeId: 'CANDY', product: 'CANDY', quantity: kg('10'), ...more })

async function anOrder(orderId: string): Promise<void> {
  taken(await orders.createOrder(store, command(paula, orderOf(orderId))))
  taken(await orders.releaseOrder(store, command(paula, {}), { orderId }))
  taken(await orders.startOrder(store, command(ada, {}), { orderId }))
}
async function aLot(lotId: string, more: object = {}, isReleased = true): Promise<void> {
  const body = lotBody.parse({ lotId, materialId: 'SUGAR', quantity: kg('100'), ...more })
  // What has expired since was received and released before that.
  const before = later(-60)
  taken(await receiving.receiveLot(store, command(ada, body, { at: before })))
  const signature = signedBy(quinn, 'released', before)
  if (isReleased) taken(await usageDecision.releaseLot(store, command(quinn, {}, { signature, at: before }), { lotId }))
}
const draw = (value: string, more: object = {}, at = noon, orderId = 'O-1') => {
  const body = { stepId: 'boil', lineId: '10', lotId: 'A', quantity: kg(value), ...more }
  return consumptionCases.consume(store, command(ada, consumeBody.parse(body), { at }), { orderId })
}
const giveBack = (fact: Fact, more: object = {}) =>
  reversalCases.reverseConsumption(
    store,
    command(ada, { consumptionId: fact.factId, reason: 'It was too much', ...more }),
    path,
  )
const reserve = (lotId: string, value: string, orderId = 'O-1') =>
  reservationCases.reserveLot(store, command(paula, { lotId: lotId as LotId, quantity: kg(value) }), { orderId })
const override = (reference: string, at = noon) =>
  execution.overrideStep(
    store,
    command(
      olga,
      { ref: reference, reason: 'The laboratory agrees' },
      { at, signature: signedBy(olga, 'approved', at) },
    ),
    { ...path, stepId: 'boil' },
  )
const hold = (type: 'order' | 'lot' | 'sublot', id: string) =>
  holding.placeHold(store, command(quinn, { holdId: 'H-1' as HoldId, subject: { type, id }, reason: 'A smell' }))
const theOrder = async (id = 'O-1') => (await store.load({ order: ref.order(id) })).order?.value as BoundOrder
const theLot = async (id = 'A') => (await store.load({ lot: ref.lot(id) })).lot?.value
const finish = async () => {
  taken(
    await output.produce(
      store,
      command(ada, produceBody.parse({ stepId: 'boil', lotId: 'C', quantity: kg('10') })),
      path,
    ),
  )
  taken(await completeStep(store, 'O-1', 'boil'))
  return orders.completeOrder(store, command(ada, {}), path)
}

describe('a reversal', () => {
  beforeEach(async () => {
    await plant()
    await aLot('A')
    taken(await startStep(store, 'O-1', 'boil'))
  })

  test('gives back what was drawn, part by part and never more, and both facts stay', async () => {
    const { fact } = taken(await draw('3'))
    const back = taken(await giveBack(fact, { quantity: { value: '1000', unit: 'g' } }))
    expect(back.fact).toMatchObject({
      type: 'andon.material.returned.v1',
      about: { type: 'lot', id: 'A' },
      data: { consumptionId: fact.factId, materialId: 'SUGAR', quantity: { value: '1', unit: 'kg' } },
    })
    expect(await theLot()).toMatchObject({ remaining: '98', left: { consumed: '2' } })
    expect(await theOrder()).toMatchObject({
      inputs: { A: { value: '2' } },
      steps: { boil: { consumed: { '10': '2' } } },
      returned: [{ consumptionId: fact.factId, value: '1' }],
    })
    expect(refusal(await giveBack(fact, { quantity: kg('2.000000000001') }))).toEqual(['return-exceeded'])
    taken(await giveBack(fact))
    expect((await theLot())?.left).toBeUndefined()
    expect((await theOrder()).inputs).toBeUndefined()
    expect(refusal(await giveBack(fact))).toEqual(['return-exceeded'])
    expect(store.factsOf({ type: 'order', id: 'O-1' }).map(({ type }) => type)).toContain('andon.material.consumed.v1')
  })

  test('leaves to the trace the time of the first draw, until nothing of it is left', async () => {
    const edges = async (root: 'A' | 'C', direction: 'forward' | 'backward') => {
      const found = await trace({ store, genealogy: store.genealogy }, { type: 'lot', id: root }, direction)
      return found.edges.filter(({ to }) => to === 'order:O-1')
    }
    const first = taken(await draw('3', {}, later(60)))
    const second = taken(await draw('2', {}, later(120)))
    taken(
      await output.produce(
        store,
        command(ada, produceBody.parse({ stepId: 'boil', lotId: 'C', quantity: kg('1') })),
        path,
      ),
    )
    const edge = { from: 'lot:A', to: 'order:O-1', quantity: kg('5'), orderId: 'O-1', at: later(60) }
    for (const [root, direction] of [
      ['A', 'forward'],
      ['C', 'backward'],
    ] as const)
      expect(await edges(root, direction)).toEqual([edge])
    taken(await giveBack(second.fact))
    expect(await edges('A', 'forward')).toEqual([{ ...edge, quantity: kg('3') }])
    taken(await giveBack(first.fact))
    taken(await draw('1', {}, later(180)))
    expect(await edges('A', 'forward')).toEqual([{ ...edge, quantity: kg('1'), at: later(180) }])
  })

  test('comes to the whole exactly, in whatever parts and units', async () => {
    await aLot('B', { quantity: { value: '100', unit: '[lb_av]' } })
    const { fact } = taken(await draw('1', { lotId: 'B' }))
    for (const value of ['0.333333333333', '0.3', '0.1']) taken(await giveBack(fact, { quantity: kg(value) }))
    taken(await giveBack(fact))
    expect(await theLot('B')).toMatchObject({ remaining: '100' })
    expect((await theOrder()).steps.boil).toMatchObject({ consumed: {} })
  })

  test('gives its reservation back, which the draw had used first', async () => {
    taken(await reserve('A', '2'))
    const { fact } = taken(await draw('3'))
    expect(dataOf(fact).fromReservation).toEqual(kg('2'))
    expect((await theLot())?.reserved).toBeUndefined()
    taken(await giveBack(fact, { quantity: kg('1') }))
    expect((await theLot())?.reserved).toBeUndefined()
    taken(await giveBack(fact))
    expect(await theLot()).toMatchObject({ remaining: '100', reserved: '2' })
    expect((await theOrder()).reserved).toEqual({ A: kg('2') })
  })

  test('is a correction after the step: by a supervisor, for quality to review, and the lot is as before', async () => {
    const { fact } = taken(await draw('10'))
    taken(await completeStep(store, 'O-1', 'boil'))
    expect(refusal(await giveBack(fact))).toEqual(['forbidden'])
    const back = reversalCases.reverseConsumption(
      store,
      command(olga, { consumptionId: fact.factId, reason: 'It was never added' }),
      path,
    )
    const { exceptionId } = dataOf(taken(await back).fact)
    expect(exceptionId).toEqual(expect.stringMatching(/^exception-/))
    expect(store.state()['order O-1']).toMatchObject({
      exceptions: [exceptionId],
      signers: { [`${exceptionId}`]: 'olga' },
    })
    expect(await theLot()).toMatchObject({ remaining: '100' })
  })

  test('gives nothing back out of a held order, nor out of one to which a hold is on its way from the lot', async () => {
    const { fact } = taken(await draw('3'))
    const ofOrder = { holdId: 'H-2' as HoldId, subject: { type: 'order', id: 'O-1' }, reason: 'A smell' } as const
    taken(await holding.placeHold(store, command(quinn, ofOrder)))
    expect(refusal(await giveBack(fact))).toEqual(['order-on-hold'])
    const signature = signedBy(quinn, 'released')
    taken(await holding.releaseHold(store, command(quinn, { reason: 'Gone' }, { signature }), { holdId: 'H-2' }))
    taken(await giveBack(fact, { quantity: kg('1') }))
    expect(await theLot()).toMatchObject({ remaining: '98' })
    taken(await hold('lot', 'A'))
    expect(refusal(await giveBack(fact))).toEqual(['order-on-hold'])
  })

  test('is of a consumption of this order and of nothing else', async () => {
    const fact = { factId: 'constructor' } as Fact
    expect(refusal(await giveBack(fact))).toEqual(['consumption-unknown'])
    const [, started] = store.factsOf({ type: 'order', id: 'O-1' })
    expect(refusal(await giveBack(started as Fact))).toEqual(['consumption-unknown'])
    const { fact: drawn } = taken(await draw('3'))
    await anOrder('O-2')
    const elsewhere = command(ada, { consumptionId: drawn.factId, reason: 'It was too much' })
    expect(refusal(await reversalCases.reverseConsumption(store, elsewhere, { orderId: 'O-2' }))).toEqual([
      'consumption-unknown',
    ])
  })

  test('is answered the same again when it is sent again', async () => {
    const { fact } = taken(await draw('3'))
    const again = command(ada, { consumptionId: fact.factId, reason: 'It was too much' })
    taken(await reversalCases.reverseConsumption(store, again, path))
    expect(await reversalCases.reverseConsumption(store, again, path)).toMatchObject({
      outcome: 'done',
      replayed: true,
    })
    expect(await theLot()).toMatchObject({ remaining: '100' })
  })

  test('asks for a signature anew that was given for more', async () => {
    const { fact } = taken(await draw('10'))
    const order = await theOrder()
    const signed = { ...order, steps: { boil: { ...order.steps.boil, signed: { verified: 'olga' } } } } as BoundOrder
    const read = (await store.load({ order: ref.order('O-1') })).order
    if (!read) throw new Error('The order is there.')
    await store.keep({ change: { change: 'save', kind: 'order', id: 'O-1', value: signed }, read })
    taken(await giveBack(fact, { quantity: kg('1') }))
    expect((await theOrder()).steps.boil).not.toHaveProperty('signed')
  })
})

describe('what came out of a bag that was packed since', () => {
  const [lotId, sublotId, containerId] = ['A' as LotId, 'BAG' as SublotId, 'CASE-1' as ContainerId]
  const units = [{ lotId, sublotId }]
  const unpack = () => unpackContainer(store, command(ada, { units: [], containers: [] }), { containerId })

  /** Part of the bag is drawn, and the bag with the rest of it packed. */
  async function packedBag(): Promise<Fact> {
    await plant()
    await aLot(lotId, { sublots: [{ sublotId, quantity: kg('100') }] })
    taken(await startStep(store, 'O-1', 'boil'))
    const { fact } = taken(await draw('4', { sublotId }))
    taken(await makeContainer(store, command(ada, { containerId, kind: 'case' })))
    taken(await packContainer(store, command(ada, { units, containers: [] }), { containerId }))
    return fact
  }

  test('goes back into it when it has been unpacked, as it says', async () => {
    const fact = await packedBag()
    expect(await giveBack(fact)).toMatchObject({
      violations: [{ code: 'sublot-packed', detail: expect.stringContaining('unpack it first') }],
    })
    taken(await unpack())
    taken(await giveBack(fact))
    const { bag } = await store.load({ bag: ref.sublot(lotId, sublotId) })
    expect([bag?.value.remaining, (await theLot())?.remaining]).toEqual(['100', '100'])
  })

  test('goes back into no bag that has left the house, and is received as it says', async () => {
    const fact = await packedBag()
    const to = { type: 'customer', id: 'ACME' } as const
    const shipping = command(ada, { shipmentId: 'SH-1' as ShipmentId, to })
    taken(await shipContainer(store, shipping, { containerId }))
    expect(await giveBack(fact)).toMatchObject({
      violations: [{ code: 'sublot-packed', detail: expect.stringContaining('receive what comes back of it') }],
    })
    expect(refusal(await unpack())).toEqual(['container-closed'])
    await aLot('BACK', { quantity: kg('4') })
  })
})

describe('a draw before its step starts', () => {
  test('is refused unless the line allows it', async () => {
    await plant()
    await aLot('A')
    expect(refusal(await draw('3'))).toEqual(['step-not-running'])
  })

  test('counts when the step starts, with who has drawn it', async () => {
    await plant({ early: 'off' })
    await aLot('A')
    expect(taken(await draw('3')).fact.data).toMatchObject({ preIssued: true })
    expect(await theOrder()).toMatchObject({
      preIssued: { boil: { consumed: { '10': '3' }, workers: ['ada'] } },
      steps: {},
    })
    taken(await startStep(store, 'O-1', 'boil'))
    expect((await theOrder()).preIssued).toBeUndefined()
    expect((await theOrder()).steps.boil).toMatchObject({ consumed: { '10': '3' }, workers: ['ada'] })
    taken(await draw('7'))
    expect(taken(await finish()).fact.type).toBe('andon.order.completed.v1')
  })

  test('meets the policy of the line: a reason, or the signature of another person', async () => {
    await plant({ early: 'warn' })
    await aLot('A')
    expect(refusal(await draw('3'))).toEqual(['reason-missing'])
    const { fact } = taken(await draw('3', { reason: 'The kettle is heating up' }))
    expect(dataOf(fact).warnings).toMatchObject([{ code: 'step-not-running', ref: 'early:10' }])
    store = memoryStore()
    await plant({ early: 'block-unless-signed' })
    await aLot('A')
    expect(refusal(await draw('3'))).toEqual(['step-not-running'])
    taken(await override('early:10'))
    taken(await draw('3'))
    expect(refusal(await draw('3'))).toEqual(['step-not-running'])
  })

  test('stays within the tolerance, and can be given back, after which the step may be left out', async () => {
    await plant({ early: 'off' }, {}, { skip: { policy: 'off' } })
    await aLot('A')
    expect(refusal(await draw('11.1'))).toEqual(['line-over-tolerance'])
    const { fact } = taken(await draw('3'))
    const skip = () => execution.skipStep(store, command(ada, {}), { ...path, stepId: 'boil' })
    expect(refusal(await skip())).toEqual(['drawn-ahead'])
    taken(await giveBack(fact))
    expect((await theOrder()).preIssued).toBeUndefined()
    expect(refusal(await giveBack(fact))).toEqual(['return-exceeded'])
    taken(await skip())
  })

  test('goes beyond the tolerance where somebody has signed for it, and comes back from there', async () => {
    await plant({ early: 'off', policy: 'block-unless-signed' })
    await aLot('A')
    taken(await override('over:10'))
    const { fact } = taken(await draw('20'))
    taken(await startStep(store, 'O-1', 'boil'))
    taken(await giveBack(fact, { quantity: kg('10') }))
    taken(await completeStep(store, 'O-1', 'boil'))
  })
})

describe('a draw of something else than the line asks for', () => {
  const alternates = [{ materialId: 'SYRUP', factor: '2' }]

  test('counts what it replaces, and the record names what was really used', async () => {
    await plant({ alternates })
    await aLot('A', { materialId: 'SYRUP' })
    taken(await startStep(store, 'O-1', 'boil'))
    const { fact } = taken(await draw('20'))
    expect(fact.data).toMatchObject({
      materialId: 'SYRUP',
      quantity: kg('20'),
      replaces: { materialId: 'SUGAR', quantity: kg('10') },
    })
    expect(refusal(await draw('2.1'))).toEqual(['line-over-tolerance'])
    taken(await giveBack(fact, { quantity: kg('5') }))
    expect((await theOrder()).steps.boil).toMatchObject({ consumed: { '10': '7.5' } })
  })

  test('is refused where it is no approved alternate, or measures something else', async () => {
    await plant({ alternates })
    await aLot('A', { materialId: 'CANDY' })
    taken(await startStep(store, 'O-1', 'boil'))
    expect(refusal(await draw('2'))).toEqual(['lot-wrong-material'])
  })
})

describe('a draw on another equipment than that of its step', () => {
  test('is refused', async () => {
    await plant({}, {}, { workCenter: 'KETTLE-1' })
    await aLot('A')
    const kettle = equipmentDefinition.parse({ name: 'Kettle', level: 'work-center' })
    taken(await definitions.defineEquipment(store, command(erik, kettle), { equipmentId: 'KETTLE-1' as EquipmentId }))
    taken(await startStep(store, 'O-1', 'boil', 'KETTLE-1'))
    expect(refusal(await draw('3', { equipmentId: 'KETTLE-2' }))).toEqual(['equipment-wrong'])
    taken(await draw('3', { equipmentId: 'KETTLE-1' }))
  })
})

describe('stock past its date', () => {
  const past = later(60)
  const dated = { expiresAt: past, retestAt: past }
  const open = async (expiryPolicy: string) => {
    await plant({}, { expiryPolicy })
    await aLot('A', dated)
    taken(await startStep(store, 'O-1', 'boil'))
  }

  test('is drawn until its date without a question, and after it not, where its material blocks', async () => {
    await open('block')
    taken(await draw('1'))
    expect(refusal(await draw('1', {}, past))).toEqual(['lot-expired', 'lot-retest-due'])
  })

  test('is drawn with a reason where its material warns', async () => {
    await open('warn')
    expect(refusal(await draw('1', {}, past))).toEqual(['reason-missing', 'reason-missing'])
    const { fact } = taken(await draw('1', { reason: 'It looks and tastes right' }, past))
    expect(dataOf(fact).warnings).toMatchObject([
      { code: 'lot-expired', ref: 'expiry:A' },
      { code: 'lot-retest-due', ref: 'retest:A' },
    ])
  })

  test('is drawn once for each signature of another person about each date, and each is a deviation', async () => {
    await open('block-unless-signed')
    expect(refusal(await override('expiry:A'))).toEqual(['override-unfit'])
    expect(refusal(await draw('1', {}, past))).toEqual(['lot-expired', 'lot-retest-due'])
    expect(taken(await override('expiry:A', past)).fact.type).toBe('andon.deviation.opened.v1')
    expect(refusal(await draw('1', {}, past))).toEqual(['lot-retest-due'])
    expect(taken(await override('retest:A', past)).fact.type).toBe('andon.deviation.opened.v1')
    taken(await draw('1', {}, past))
    expect(refusal(await draw('1', {}, past))).toEqual(['lot-expired', 'lot-retest-due'])
    expect(refusal(await override('expiry:NOWHERE', past))).toEqual(['override-unfit'])
  })

  test('is not shipped to a customer, whatever its material lets an order do', async () => {
    await open('warn')
    const to = { type: 'customer', id: 'C-1' } as const
    const body = { shipmentId: 'S-1' as ShipmentId, to, quantity: kg('1') }
    expect(refusal(await shippingCases.shipLot(store, command(ada, body, { at: past }), { lotId: 'A' }))).toContain(
      'lot-expired',
    )
  })
})

describe('a reservation', () => {
  test('keeps stock from every other order, from shipments and from splits, and not from its own', async () => {
    await plant()
    await anOrder('O-2')
    await aLot('A')
    taken(await reserve('A', '95'))
    expect(await theLot()).toMatchObject({ remaining: '100', reserved: '95' })
    taken(await startStep(store, 'O-1', 'boil'))
    taken(await startStep(store, 'O-2', 'boil'))
    expect(refusal(await draw('10', {}, noon, 'O-2'))).toEqual(['lot-reserved'])
    expect(refusal(await reserve('A', '6', 'O-2'))).toEqual(['lot-reserved'])
    const to = { type: 'customer', id: 'C-1' } as const
    const shipping = command(ada, { shipmentId: 'S-1' as ShipmentId, to, quantity: kg('6') })
    expect(refusal(await shippingCases.shipLot(store, shipping, { lotId: 'A' }))).toEqual(['lot-reserved'])
    const parts = [{ lotId: 'A-1' as LotId, quantity: kg('6') }]
    expect(refusal(await lots.splitLot(store, command(ada, { parts }), { lotId: 'A' }))).toEqual(['lot-reserved'])
    taken(await draw('10'))
    expect((await theOrder()).reserved).toEqual({ A: kg('85') })
  })

  test('is of stock in quarantine too, but not of what is held, rejected or past its date', async () => {
    await plant()
    await aLot('A', {}, false)
    await aLot('B', { expiresAt: later(-1) })
    taken(await reserve('A', '1'))
    expect(refusal(await reserve('B', '1'))).toEqual(['lot-expired'])
    await aLot('D')
    taken(await hold('lot', 'D'))
    expect(refusal(await reserve('D', '1'))).toEqual(['lot-on-hold'])
    await aLot('E', {}, false)
    const rejected = command(quinn, { reason: 'It is damp' }, { signature: signedBy(quinn, 'rejected') })
    taken(await usageDecision.rejectLot(store, rejected, { lotId: 'E' }))
    expect(refusal(await reserve('E', '1'))).toEqual(['lot-wrong-status'])
  })

  test('is of an amount of a lot, in whichever of its sublots it lies, and comes back to the one that it was drawn from', async () => {
    await plant({}, { expiryPolicy: 'warn' })
    const news = { lotId: 'A' as LotId, materialId: 'SUGAR' as MaterialId, status: 'released' } as const
    taken(await synchronizeLot(store, command(sap, news)))
    const bag = { ...news, sublotId: 'BAG' as SublotId, quantity: kg('20'), expiresAt: later(60) }
    taken(await synchronizeSublot(store, command(sap, bag)))
    taken(await reserve('A', '12'))
    taken(await startStep(store, 'O-1', 'boil'))
    expect(refusal(await draw('3'))).toEqual(['sublot-missing'])
    const { fact } = taken(await draw('3', { sublotId: 'BAG', reason: 'It is still dry' }, later(60)))
    expect(fact.data).toMatchObject({
      fromReservation: kg('3'),
      warnings: [{ code: 'lot-expired', ref: 'expiry:A/BAG' }],
    })
    taken(await giveBack(fact))
    const { bag: found } = await store.load({ bag: ref.sublot('A', 'BAG') })
    expect(found?.value).toMatchObject({ remaining: '20' })
    expect(await theLot()).toMatchObject({ remaining: '20', reserved: '12' })
  })

  test('is of what the order will need', async () => {
    await plant()
    await aLot('A', { materialId: 'SYRUP' })
    expect(refusal(await reserve('A', '1'))).toEqual(['lot-wrong-material'])
  })

  test('is released on demand, as far as there is one', async () => {
    await plant()
    await aLot('A')
    taken(await reserve('A', '10'))
    const release = (more: object = {}) =>
      reservationCases.unreserveLot(store, command(paula, { lotId: 'A' as LotId, ...more }), path)
    expect(refusal(await release({ quantity: kg('10.1') }))).toEqual(['not-reserved'])
    expect(refusal(await release({ quantity: { value: '1', unit: 'L' } }))).toEqual(['unit-mismatch'])
    taken(await release({ quantity: { value: '4000', unit: 'g' } }))
    expect(await theLot()).toMatchObject({ reserved: '6' })
    expect(dataOf(taken(await release()).fact).quantity).toEqual(kg('6'))
    expect(refusal(await release())).toEqual(['not-reserved'])
  })

  test.each(['completes', 'is aborted'] as const)('ends in the very commit in which the order %s', async (how) => {
    await plant()
    await aLot('A')
    taken(await reserve('A', '40'))
    taken(await startStep(store, 'O-1', 'boil'))
    taken(await draw('10'))
    const { fact } = taken(
      how === 'completes'
        ? await finish()
        : await orders.abortOrder(store, command(olga, { reason: 'No demand' }), path),
    )
    expect(dataOf(fact).unreserved).toEqual([{ lotId: 'A', quantity: kg('30') }])
    expect((await theLot())?.reserved).toBeUndefined()
    expect((await theOrder()).reserved).toBeUndefined()
    expect(refusal(await reserve('A', '1'))).toEqual(['order-wrong-status'])
  })

  test('may be made before the release of the order, stays when the ERP changes it, and ends when it is cancelled', async () => {
    await plant()
    await aLot('A')
    taken(await synchronizeOrder(store, command(sap, orderOf('O-9'))))
    taken(await reserve('A', '5', 'O-9'))
    taken(await synchronizeOrder(store, command(sap, orderOf('O-9', { priority: 3 }))))
    expect((await theOrder('O-9')).reserved).toEqual({ A: kg('5') })
    taken(await cancelOrder(store, command(sap, { reason: 'No demand' }), { orderId: 'O-9' }))
    expect((await theLot())?.reserved).toBeUndefined()
  })

  test('of stock that a count does not find stops nobody who has one: who comes first takes, and the end frees the rest', async () => {
    await plant()
    await anOrder('O-2')
    await aLot('A')
    taken(await reserve('A', '60'))
    taken(await reserve('A', '40', 'O-2'))
    taken(await lots.adjustLot(store, command(olga, { counted: kg('8'), reason: 'Inventory' }), { lotId: 'A' }))
    taken(await startStep(store, 'O-1', 'boil'))
    taken(await startStep(store, 'O-2', 'boil'))
    expect(refusal(await draw('10'))).toEqual(['lot-insufficient'])
    taken(await draw('5'))
    taken(await draw('3', {}, noon, 'O-2'))
    for (const orderId of ['O-1', 'O-2'])
      taken(await orders.abortOrder(store, command(olga, { reason: 'Nothing is left' }), { orderId }))
    expect(await theLot()).toMatchObject({ remaining: '0' })
    expect((await theLot())?.reserved).toBeUndefined()
  })
})

describe('what is proposed for an order', () => {
  const picks = () => pickingCases.picksFor(store, 'O-1', noon)
  const lotsOf = async () => (await picks())?.map(({ lots: found }) => found.map((it) => [it.lotId, it.quantity.value]))

  test('is what expires first, and where that is not enough the next, and what nobody has is named', async () => {
    await plant()
    await aLot('NEVER', { quantity: kg('2') })
    await aLot('LATE', { quantity: kg('3'), expiresAt: later(200) })
    await aLot('SOON', { quantity: kg('4'), expiresAt: later(100) })
    expect(await picks()).toMatchObject([
      {
        stepId: 'boil',
        lineId: '10',
        needed: kg('10'),
        lots: [
          { lotId: 'SOON', quantity: kg('4') },
          { lotId: 'LATE', quantity: kg('3') },
          { lotId: 'NEVER', quantity: kg('2') },
        ],
        short: kg('1'),
      },
    ])
  })

  test('is what came first, where the material says so', async () => {
    await plant({}, { issueRule: 'fifo' })
    const received = (lotId: string, at: string, expiresAt: string) =>
      receiving.receiveLot(
        store,
        command(ada, lotBody.parse({ lotId, materialId: 'SUGAR', quantity: kg('8'), expiresAt }), { at }),
      )
    taken(await received('NEW', noon, later(100)))
    taken(await received('OLD', later(-1000), later(200)))
    for (const lotId of ['NEW', 'OLD'])
      taken(
        await usageDecision.releaseLot(store, command(quinn, {}, { signature: signedBy(quinn, 'released') }), {
          lotId,
        }),
      )
    expect(await lotsOf()).toEqual([
      [
        ['OLD', '8'],
        ['NEW', '2'],
      ],
    ])
  })

  test('leaves out what is held, not released, past its date or reserved for others, and takes its own first', async () => {
    await plant()
    await anOrder('O-2')
    for (const [lotId, seconds] of [
      ['HELD', 10],
      ['OTHERS', 20],
      ['FREE', 30],
      ['OWN', 40],
    ] as const)
      await aLot(lotId, { quantity: kg('6'), expiresAt: later(seconds) })
    await aLot('QUARANTINE', { quantity: kg('6'), expiresAt: later(5) }, false)
    await aLot('EXPIRED', { quantity: kg('6'), expiresAt: noon })
    taken(await hold('lot', 'HELD'))
    taken(await reserve('OTHERS', '5', 'O-2'))
    taken(await reserve('OWN', '4'))
    expect(await lotsOf()).toEqual([
      [
        ['OWN', '4'],
        ['OTHERS', '1'],
        ['FREE', '5'],
      ],
    ])
  })

  test('is what may stand in where the material itself does not suffice, in its own amount', async () => {
    await plant({ alternates: [{ materialId: 'SYRUP', factor: '2' }] })
    await aLot('A', { quantity: kg('7') })
    await aLot('S', { materialId: 'SYRUP', expiresAt: later(1) })
    expect(await lotsOf()).toEqual([
      [
        ['A', '7'],
        ['S', '6'],
      ],
    ])
  })

  test('is what is still lacking, of steps that are not over', async () => {
    await plant()
    await aLot('A')
    taken(await startStep(store, 'O-1', 'boil'))
    taken(await draw('4'))
    expect(await lotsOf()).toEqual([[['A', '6']]])
    taken(await draw('6'))
    expect(await picks()).toEqual([])
    expect(await pickingCases.picksFor(store, 'NOWHERE', noon)).toBeUndefined()
    await anOrder('O-2')
    taken(await orders.abortOrder(store, command(olga, { reason: 'No demand' }), { orderId: 'O-2' }))
    expect(await pickingCases.picksFor(store, 'O-2', noon)).toEqual([])
  })

  test('reaches behind a whole delivery that is held', async () => {
    await plant()
    for (let number = 0; number < 60; number += 1)
      await aLot(`L-${number}`, { quantity: kg('1'), expiresAt: later(10) }, false)
    await aLot('A', { expiresAt: later(20) })
    expect(await lotsOf()).toEqual([[['A', '10']]])
  })
})

describe('a draw from another lot than the next one', () => {
  const open = async (picking: string) => {
    await plant({ picking, alternates: [{ materialId: 'SYRUP' }] })
    await aLot('A', { expiresAt: later(200) })
    await aLot('B', { expiresAt: later(100) })
    taken(await startStep(store, 'O-1', 'boil'))
  }

  test('is no matter unless the line asks for it', async () => {
    await open('off')
    taken(await draw('1'))
  })

  test('is refused, and names the one to be used', async () => {
    await open('block')
    const refused = await draw('1')
    expect(refusal(refused)).toEqual(['lot-not-next'])
    expect(refused).toMatchObject({ violations: [{ detail: expect.stringContaining('Lot B of SUGAR') }] })
    taken(await draw('1', { lotId: 'B' }))
  })

  test('takes a reason, or a signature for one draw', async () => {
    await open('warn')
    expect(refusal(await draw('1'))).toEqual(['reason-missing'])
    taken(await draw('1', { reason: 'B stands behind A' }))
    store = memoryStore()
    await open('block-unless-signed')
    expect(refusal(await draw('1'))).toEqual(['lot-not-next'])
    taken(await override('picking:10'))
    taken(await draw('1'))
    expect(refusal(await draw('1'))).toEqual(['lot-not-next'])
  })

  test('is none where the other one cannot be used, or this one is reserved for the order', async () => {
    await open('block')
    taken(await reserve('A', '1'))
    taken(await draw('1'))
    expect(refusal(await draw('1'))).toEqual(['lot-not-next'])
    taken(await hold('lot', 'B'))
    taken(await draw('1'))
  })

  test('is none where a hold is on its way to the other one', async () => {
    await open('block')
    await aLot('ROOT', { expiresAt: later(50) })
    const parts = [{ lotId: 'PART' as LotId, quantity: kg('100') }]
    taken(await lots.splitLot(store, command(ada, { parts }), { lotId: 'ROOT' }))
    expect(refusal(await draw('1', { lotId: 'B' }))).toEqual(['lot-not-next'])
    taken(await hold('lot', 'ROOT'))
    taken(await draw('1', { lotId: 'B' }))
    const [pick] = (await pickingCases.picksFor(store, 'O-1', noon)) ?? []
    expect(pick?.lots.map(({ lotId }) => lotId)).not.toContain('PART')
  })

  test.each(['rejected', 'held', 'packed'])('is none where all that is left of the other one is %s', async (how) => {
    await open('block')
    const sublotId = 'BAG' as SublotId
    const lotId = 'B' as LotId
    taken(
      await sublotsCases.divideLot(store, command(ada, { sublots: [{ sublotId, quantity: kg('100') }] }), { lotId }),
    )
    expect(refusal(await draw('1'))).toEqual(['lot-not-next'])
    const proposed = async () =>
      (await pickingCases.picksFor(store, 'O-1', noon))?.flatMap((it) => it.lots.map((lot) => lot.lotId))
    expect(await proposed()).toEqual(['B'])
    if (how === 'held') taken(await hold('sublot', `${lotId}@${sublotId}`))
    if (how === 'rejected')
      taken(
        await usageDecision.rejectLot(store, command(quinn, { sublotId }, { signature: signedBy(quinn, 'rejected') }), {
          lotId,
        }),
      )
    if (how === 'packed') {
      const containerId = 'CASE-1' as ContainerId
      taken(await makeContainer(store, command(ada, { containerId, kind: 'case' })))
      taken(await packContainer(store, command(ada, { units: [{ lotId, sublotId }], containers: [] }), { containerId }))
    }
    taken(await draw('1'))
    expect(await proposed()).toEqual(['A'])
  })

  test('is one where the material itself is in stock and an alternate is drawn', async () => {
    await open('block')
    await aLot('S', { materialId: 'SYRUP', expiresAt: later(1) })
    expect(refusal(await draw('1', { lotId: 'S' }))).toEqual(['lot-not-next'])
  })
})
