import { beforeAll, describe, expect, test } from 'vitest'
import type { Said } from '../../local/demo/client.ts'
import {
  accepted,
  approvedVersion,
  type Crew,
  codesOf,
  crewOf,
  kg,
  type RecipeLine,
  releasedLot,
  runningOrder,
} from '../support/crew.ts'
import { useSharedPlant } from '../support/plant.ts'

const plant = useSharedPlant()
let crew: Crew

const order = { orderId: 'CANDY-1' }
const boil = { ...order, stepId: 'boil' }
const make = (body: Omit<Said<'produce'>, 'stepId'>) => crew.ada.produce(order, { stepId: 'boil', ...body })
const balanceOf = async (lotId: string) => accepted(await crew.vera.getLotBalance({ lotId })).body
const line = (lineId: string, materialId: string, value: string, more: Partial<RecipeLine> = {}): RecipeLine => ({
  lineId,
  materialId,
  quantity: kg(value),
  ...more,
})

beforeAll(async () => {
  crew = await crewOf(plant().url)
  await releasedLot(crew, 'SUGAR-1', 'SUGAR', kg('200'))
  await releasedLot(crew, 'WATER-1', 'WATER', kg('100'))
  accepted(
    await crew.erik.defineMaterial({ materialId: 'MOLASSES' }, { name: 'Molasses', unit: 'kg', shelfLifeDays: 30 }),
  )
  accepted(await crew.erik.defineMaterial({ materialId: 'CANDY' }, { name: 'Candy', unit: 'kg' }))
  const steps = [
    {
      stepId: 'boil',
      materials: [
        line('10', 'SUGAR', '90', { backflush: 'standard' }),
        line('20', 'WATER', '18', { backflush: 'actual', tolerance: { minusPercent: '10', plusPercent: '10' } }),
        line('30', 'MOLASSES', '10', { use: 'by-product' }),
      ],
      scrapCodes: ['SPILLED', 'BURNT'],
      balance: { tolerancePercent: '1' },
    },
  ]
  const range = {
    lowPercent: '95',
    highPercent: '102',
    policy: 'block-unless-signed',
    deviationOnOverride: false,
  } as const
  await approvedVersion(crew, 'CANDY', '1', steps, { yield: range })
  await runningOrder(crew, 'CANDY-1', 'CANDY', [{ stepId: 'boil' }])
})

describe('an order that makes candy, with molasses beside it', () => {
  test('makes lots of both, loses some for a reason, and has a sample taken', async () => {
    accepted(await make({ lotId: 'CANDY-L1', quantity: kg('80') }))
    accepted(await make({ lotId: 'MOL-L1', quantity: kg('8'), use: 'by-product' }))
    expect(codesOf(await make({ lotId: 'CANDY-L1', quantity: kg('4'), use: 'scrap' }))).toEqual(['reason-missing'])
    const scrap = { lotId: 'CANDY-L1', quantity: kg('4'), use: 'scrap' } as const
    expect(codesOf(await make({ ...scrap, reasonCode: 'LOST' }))).toEqual(['reason-code-unknown'])
    accepted(await make({ ...scrap, reasonCode: 'BURNT' }))
    accepted(await make({ lotId: 'CANDY-L1', quantity: { value: '250', unit: 'g' }, use: 'sample' }))
    const molasses = accepted(await crew.vera.getLot({ lotId: 'MOL-L1' })).body
    expect(molasses).toMatchObject({ materialId: 'MOLASSES', status: 'quarantine', orderId: 'CANDY-1' })
    expect(molasses.expiresAt).toBeDefined()
    expect(accepted(await crew.vera.getOrder(order)).body).toMatchObject({
      produced: { 'CANDY-L1': kg('80'), 'MOL-L1': { ...kg('8'), materialId: 'MOLASSES' } },
      scrapped: { CANDY: kg('4') },
      sampled: { 'CANDY-L1': kg('0.25') },
    })
  })

  test('is told what its last step lacks: stock, and a yield', async () => {
    const tried = await crew.ada.completeStep(boil)
    expect(tried.status).toBe(409)
    expect(codesOf(tried)).toEqual(['backflush-missing', 'line-incomplete', 'yield-out-of-range'])
    const { items } = accepted(await crew.ada.listSteps(order)).body
    expect(items[0]).toMatchObject({ canComplete: false, lacking: tried.problem?.violations })
  })

  test('books sugar by standard and water as it was, in one commit with the completion', async () => {
    const booking = (water: string) => ({
      backflush: [
        { lineId: '10', lotId: 'SUGAR-1' },
        { lineId: '20', lotId: 'WATER-1', quantity: kg(water) },
      ],
    })
    // 84 kg of 100 were made or lost, for which the standard is 75.6 kg of sugar.
    const open = await crew.ada.completeStep(boil, booking('19'))
    expect(open.problem?.violations).toEqual([
      expect.objectContaining({ code: 'yield-out-of-range', ref: 'yield:order' }),
      expect.objectContaining({
        code: 'balance-open',
        detail: expect.stringContaining('94.6 kg went in and 92 kg came out, 2.7484 % apart'),
      }),
    ])
    expect((await balanceOf('SUGAR-1')).movements).toHaveLength(1)
    accepted(await make({ lotId: 'CANDY-L2', quantity: kg('4') }))
    const body = { ref: 'yield:order', reason: 'The kettle was half full', ...(await crew.sign('olga', 'approved')) }
    accepted(await crew.ada.overrideStep(boil, body))
    accepted(await crew.ada.completeStep(boil, booking('17')))
    accepted(await crew.ada.completeOrder(order))
  })

  test('shows what went in and what came out, and lots that agree with their facts', async () => {
    expect(accepted(await crew.vera.getOrderBalance(order)).body).toEqual({
      orderId: 'CANDY-1',
      inputs: [
        { lotId: 'SUGAR-1', materialId: 'SUGAR', quantity: kg('79.2') },
        { lotId: 'WATER-1', materialId: 'WATER', quantity: kg('17') },
      ],
      outputs: [
        { lotId: 'CANDY-L1', materialId: 'CANDY', use: 'produced', quantity: kg('80') },
        { lotId: 'MOL-L1', materialId: 'MOLASSES', use: 'by-product', quantity: kg('8') },
        { lotId: 'CANDY-L1', materialId: 'CANDY', use: 'scrap', reasonCode: 'BURNT', quantity: kg('4') },
        { lotId: 'CANDY-L2', materialId: 'CANDY', use: 'produced', quantity: kg('4') },
      ],
      samples: [{ lotId: 'CANDY-L1', materialId: 'CANDY', use: 'sample', quantity: { value: '250', unit: 'g' } }],
      balances: [{ dimension: 'mass', unit: 'kg', in: '96.2', out: '96', difference: '0.2', percent: '0.2079' }],
      yield: { made: '84', asked: '100', percent: '84' },
      steps: [expect.objectContaining({ stepId: 'boil' })],
    })
    for (const lotId of ['SUGAR-1', 'WATER-1', 'CANDY-L1', 'CANDY-L2', 'MOL-L1'])
      expect(await balanceOf(lotId)).toMatchObject({ lotId, balanced: true, differences: [] })
    expect(await balanceOf('CANDY-L1')).toMatchObject({
      received: kg('80'),
      remaining: kg('79.75'),
      left: { sampled: kg('0.25') },
    })
    expect((await crew.vera.getLotBalance({ lotId: 'NONE' })).status).toBe(404)
    expect((await crew.vera.getOrderBalance({ orderId: 'NONE' })).status).toBe(404)
  })

  test('is traced from the sugar that was booked to the candy, and its performance tells the ERP of it', async () => {
    const forward = accepted(await crew.vera.traceLot({ lotId: 'SUGAR-1' }, { direction: 'forward' })).body
    const facts = accepted(await crew.vera.getAudit({ subject: 'order:CANDY-1' })).body.items
    const at = facts.find(({ type }) => type === 'andon.step.completed.v1')?.recordedAt
    const edge = { from: 'lot:SUGAR-1', to: 'order:CANDY-1', quantity: kg('79.2'), orderId: 'CANDY-1', at }
    expect(forward.edges).toContainEqual(edge)
    const csv = await crew.vera.traceLot({ lotId: 'SUGAR-1' }, { direction: 'forward', format: 'csv' })
    expect(csv.text).toContain(`edge,,,,lot:SUGAR-1,order:CANDY-1,79.2,kg,CANDY-1,${at}`)
    const picture = await crew.vera.traceLot({ lotId: 'SUGAR-1' }, { direction: 'forward', format: 'svg' })
    expect(picture.text).toContain(`lot:SUGAR-1 to order:CANDY-1: 79.2 kg on ${at}`)
    expect(forward.nodes.map(({ id }) => id).sort()).toEqual(['CANDY-1', 'CANDY-L1', 'CANDY-L2', 'MOL-L1', 'SUGAR-1'])
    const told = await crew.sap.getPerformance(order)
    expect(told.text).toContain('SUGAR-1')
    expect(told.text).toContain('MOL-L1')
  })

  test('releases what is beside the product with its batch', async () => {
    const { items } = accepted(await crew.quinn.listExceptions(order)).body
    const open = items.filter(({ status }) => status === 'to-review')
    expect(open).toHaveLength(1)
    for (const { exceptionId } of open)
      accepted(
        await crew.quinn.reviewException(
          { orderId: 'CANDY-1', exceptionId },
          {
            comment: 'Plausible',
            ...(await crew.sign('quinn', 'reviewed')),
          },
        ),
      )
    accepted(await crew.quinn.releaseBatch(order, await crew.sign('quinn', 'released')))
    await expect
      .poll(async () => accepted(await crew.vera.getLot({ lotId: 'MOL-L1' })).body.status, { timeout: 20_000 })
      .toBe('released')
  })
})
