import { beforeAll, describe, expect, test } from 'vitest'
import { type Said, until } from '../../local/demo/client.ts'
import {
  accepted,
  approvedRecipe,
  type Crew,
  codesOf,
  crewOf,
  kg,
  read,
  releasedLot,
  runningOrder,
} from '../support/crew.ts'
import { useSharedPlant } from '../support/plant.ts'

const plant = useSharedPlant()
let crew: Crew

const lot = (lotId: string) => read(crew.vera.getLot({ lotId }))
const draw = (orderId: string, lotId: string, value: string, more: Partial<Said<'consume'>> = {}) =>
  crew.ada.consume(
    { orderId },
    {
      stepId: 'boil',
      lineId: 'sugar',
      lotId,
      quantity: kg(value),
      ...more,
    },
  )
const line = { lineId: 'sugar', materialId: 'RAW-SUGAR', quantity: kg('10'), early: 'off', picking: 'block' } as const

beforeAll(async () => {
  crew = await crewOf(plant().url)
  const material = { name: 'Sugar', unit: 'kg', expiryPolicy: 'warn' } as const
  for (const [lotId, expiresAt] of [
    ['LATER', '2099-02-01T00:00:00.000Z'],
    ['SOONER', '2099-01-01T00:00:00.000Z'],
    ['PAST', '2098-01-01T00:00:00.000Z'],
  ] as const) {
    accepted(await crew.erik.defineMaterial({ materialId: 'RAW-SUGAR' }, material))
    accepted(await crew.ada.receiveLot({ lotId, materialId: 'RAW-SUGAR', quantity: kg('20'), expiresAt }))
    accepted(await crew.quinn.releaseLot({ lotId }, await crew.sign('quinn', 'released')))
  }
  const soon = new Date(Date.now() + 3000).toISOString()
  accepted(
    await crew.quinn.retestLot({ lotId: 'PAST' }, { expiresAt: soon, ...(await crew.sign('quinn', 'verified')) }),
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
    const order = { orderId: 'SWEET-1' }
    const [pick] = (await read(crew.vera.listPicks(order))).items
    expect(pick).toMatchObject({ needed: kg('10'), lots: [{ lotId: 'SOONER', quantity: kg('10'), reserved: false }] })
    accepted(await crew.paula.reserveLot(order, { lotId: 'SOONER', quantity: kg('15') }))
    expect(await lot('SOONER')).toMatchObject({ reserved: kg('15'), free: kg('5') })

    await runningOrder(crew, 'SWEET-2', 'SWEETS', [{ stepId: 'boil' }])
    expect(codesOf(await draw('SWEET-2', 'SOONER', '6'))).toEqual(['lot-reserved'])
    expect(codesOf(await draw('SWEET-1', 'LATER', '1'))).toEqual(['lot-not-next'])

    const drawn = accepted(await draw('SWEET-1', 'SOONER', '4')).body
    expect(drawn.data).toMatchObject({ preIssued: true, fromReservation: kg('4') })
    const [step] = (await read(crew.vera.listSteps(order))).items
    expect(step).toMatchObject({ status: 'waiting', materials: [{ consumed: '4' }] })
    const reversal = { consumptionId: drawn.factId, quantity: kg('1'), reason: 'A lump fell in' }
    expect(accepted(await crew.ada.reverse(order, reversal)).body).toMatchObject({
      type: 'andon.material.returned.v1',
      about: { type: 'lot', id: 'SOONER' },
    })
    expect(codesOf(await crew.ada.reverse(order, { ...reversal, quantity: kg('4') }))).toEqual(['return-exceeded'])
    expect(await lot('SOONER')).toMatchObject({ remaining: kg('17'), reserved: kg('12'), left: { consumed: kg('3') } })

    accepted(await crew.ada.startStep({ orderId: 'SWEET-1', stepId: 'boil' }))
    accepted(await draw('SWEET-1', 'SOONER', '7'))
    accepted(await crew.ada.unreserveLot(order, { lotId: 'SOONER', quantity: kg('1') }))
    accepted(await crew.ada.produce(order, { stepId: 'boil', lotId: 'SWEET-A', quantity: kg('100') }))
    accepted(await crew.ada.completeStep({ orderId: 'SWEET-1', stepId: 'boil' }))
    const done = accepted(await crew.ada.completeOrder(order)).body
    expect(done.data.unreserved).toEqual([{ lotId: 'SOONER', quantity: kg('4') }])
    expect(await lot('SOONER')).toMatchObject({ remaining: kg('10'), reserved: kg('0'), free: kg('10') })
    // What has ended is corrected by a supervisor or quality.
    expect(codesOf(await crew.ada.reverse(order, reversal))).toEqual(['forbidden'])
    expect(await read(crew.vera.verifyAudit({ subject: 'order:SWEET-1' }))).toMatchObject({ intact: true })
  })

  test('is told to the ERP as what the order kept', async () => {
    const { text } = await crew.sap.getPerformance({ orderId: 'SWEET-1' })
    expect(
      [...text.matchAll(/"MaterialUse":"Consumed","Quantity":\[\{"QuantityString":"(.+?)"/g)].map(([, it]) => it),
    ).toEqual(['3', '7'])
  })

  test('may be past its date where its material says so, with a reason, and may be an approved alternate', async () => {
    expect(codesOf(await draw('SWEET-2', 'PAST', '1'))).toContain('reason-missing')
    expect(accepted(await draw('SWEET-2', 'SOONER', '5')).body.data.warnings).toBeUndefined()
    expect(codesOf(await draw('SWEET-2', 'ROCK-1', '10'))).toEqual(['lot-not-next'])
    for (const lotId of ['SOONER', 'LATER'])
      accepted(await crew.olga.scrapLot({ lotId }, { reason: 'The bags were wet' }))
    const { body } = accepted(await draw('SWEET-2', 'ROCK-1', '10'))
    expect(body.data).toMatchObject({
      materialId: 'ROCK-SUGAR',
      replaces: { materialId: 'RAW-SUGAR', quantity: kg('5') },
    })
    expect((await read(crew.vera.listPicks({ orderId: 'SWEET-2' }))).items).toEqual([])
  })
})
