import { beforeAll, describe, expect, test } from 'vitest'
import { until } from '../../local/demo/client.ts'
import { accepted, approvedRecipe, type Crew, codesOf, crewOf, kg, releasedLot, runningOrder } from '../support/crew.ts'
import { useSharedPlant } from '../support/plant.ts'

const plant = useSharedPlant()
let crew: Crew

const read = async (path: string) => accepted(await crew.vera.get(path)).body
const lot = (lotId: string) => read(`/v1/lots/${lotId}`)
const draw = (orderId: string, lotId: string, value: string, more: object = {}) =>
  crew.ada.post(`/v1/orders/${orderId}/consumptions`, {
    stepId: 'boil',
    lineId: 'sugar',
    lotId,
    quantity: kg(value),
    ...more,
  })
const line = { lineId: 'sugar', materialId: 'RAW-SUGAR', quantity: kg('10'), early: 'off', picking: 'block' }

beforeAll(async () => {
  crew = await crewOf(plant().url)
  const material = { name: 'Sugar', unit: 'kg', expiryPolicy: 'warn' }
  for (const [lotId, expiresAt] of [
    ['LATER', '2099-02-01T00:00:00.000Z'],
    ['SOONER', '2099-01-01T00:00:00.000Z'],
    ['PAST', '2098-01-01T00:00:00.000Z'],
  ]) {
    accepted(await crew.erik.put('/v1/materials/RAW-SUGAR', material))
    accepted(await crew.ada.post('/v1/lots', { lotId, materialId: 'RAW-SUGAR', quantity: kg('20'), expiresAt }))
    accepted(await crew.quinn.post(`/v1/lots/${lotId}/release`, await crew.sign('quinn', 'released')))
  }
  const soon = new Date(Date.now() + 3000).toISOString()
  accepted(
    await crew.quinn.post('/v1/lots/PAST/retest', { expiresAt: soon, ...(await crew.sign('quinn', 'verified')) }),
  )
  await until(
    () => lot('PAST'),
    ({ status }) => status === 'expired',
    'The expiry of the lot',
  )
  await releasedLot(crew, 'ROCK-1', 'ROCK-SUGAR', kg('50'))
  await approvedRecipe(crew, 'SWEETS', [
    { stepId: 'boil', materials: [{ ...line, alternates: [{ materialId: 'ROCK-SUGAR', factor: '2' }] }] },
  ])
})

describe('the material of an order, from the plan to its end', () => {
  test('is proposed, set aside, drawn ahead, given back and drawn again, and what is left of it is free at the end', async () => {
    await runningOrder(crew, 'SWEET-1', 'SWEETS')
    const order = '/v1/orders/SWEET-1'
    const [pick] = (await read(`${order}/picks`)).items
    expect(pick).toMatchObject({ needed: kg('10'), lots: [{ lotId: 'SOONER', quantity: kg('10'), reserved: false }] })
    accepted(await crew.paula.post(`${order}/reservations`, { lotId: 'SOONER', quantity: kg('15') }))
    expect(await lot('SOONER')).toMatchObject({ reserved: kg('15'), free: kg('5') })

    await runningOrder(crew, 'SWEET-2', 'SWEETS', [{ stepId: 'boil' }])
    expect(codesOf(await draw('SWEET-2', 'SOONER', '6'))).toEqual(['lot-reserved'])
    expect(codesOf(await draw('SWEET-1', 'LATER', '1'))).toEqual(['lot-not-next'])

    const drawn = accepted(await draw('SWEET-1', 'SOONER', '4')).body
    expect(drawn.data).toMatchObject({ preIssued: true, fromReservation: kg('4') })
    const [step] = (await read(`${order}/steps`)).items
    expect(step).toMatchObject({ status: 'waiting', materials: [{ consumed: '4' }] })
    const reversal = { consumptionId: drawn.factId, quantity: kg('1'), reason: 'A lump fell in' }
    expect(accepted(await crew.ada.post(`${order}/reversals`, reversal)).body).toMatchObject({
      type: 'andon.material.returned.v1',
      about: { type: 'lot', id: 'SOONER' },
    })
    expect(codesOf(await crew.ada.post(`${order}/reversals`, { ...reversal, quantity: kg('4') }))).toEqual([
      'return-exceeded',
    ])
    expect(await lot('SOONER')).toMatchObject({ remaining: kg('17'), reserved: kg('12'), left: { consumed: kg('3') } })

    accepted(await crew.ada.post(`${order}/steps/boil/start`))
    accepted(await draw('SWEET-1', 'SOONER', '7'))
    accepted(await crew.ada.post(`${order}/reservations/release`, { lotId: 'SOONER', quantity: kg('1') }))
    accepted(await crew.ada.post(`${order}/productions`, { stepId: 'boil', lotId: 'SWEET-A', quantity: kg('100') }))
    accepted(await crew.ada.post(`${order}/steps/boil/complete`))
    const done = accepted(await crew.ada.post(`${order}/complete`)).body
    expect(done.data.unreserved).toEqual([{ lotId: 'SOONER', quantity: kg('4') }])
    expect(await lot('SOONER')).toMatchObject({ remaining: kg('10'), reserved: kg('0'), free: kg('10') })
    expect(codesOf(await crew.ada.post(`${order}/reversals`, reversal))).toEqual([
      'order-wrong-status',
      'step-not-running',
    ])
    expect(await read('/v1/audit/verify?subject=order:SWEET-1')).toMatchObject({ intact: true })
  })

  test('is told to the ERP as what the order kept', async () => {
    const { text } = await crew.sap.get('/v1/erp/performance/SWEET-1')
    expect(
      [...text.matchAll(/"MaterialUse":"Consumed","Quantity":\[\{"QuantityString":"(.+?)"/g)].map(([, it]) => it),
    ).toEqual(['3', '7'])
  })

  test('may be past its date where its material says so, with a reason, and may be an approved alternate', async () => {
    expect(codesOf(await draw('SWEET-2', 'PAST', '1'))).toContain('reason-missing')
    expect(accepted(await draw('SWEET-2', 'SOONER', '5')).body.data.warnings).toBeUndefined()
    expect(codesOf(await draw('SWEET-2', 'ROCK-1', '10'))).toEqual(['lot-not-next'])
    for (const lotId of ['SOONER', 'LATER'])
      accepted(await crew.olga.post(`/v1/lots/${lotId}/scrap`, { reason: 'The bags were wet' }))
    const { body } = accepted(await draw('SWEET-2', 'ROCK-1', '10'))
    expect(body.data).toMatchObject({
      materialId: 'ROCK-SUGAR',
      replaces: { materialId: 'RAW-SUGAR', quantity: kg('5') },
    })
    expect((await read('/v1/orders/SWEET-2/picks')).items).toEqual([])
  })
})
