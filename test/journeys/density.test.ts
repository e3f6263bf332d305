import { beforeAll, describe, expect, test } from 'vitest'
import type { Said } from '../../local/demo/client.ts'
import { accepted, approvedVersion, type Crew, codesOf, crewOf, kg, read } from '../support/crew.ts'
import { dec, litres } from '../support/given.ts'
import { useSharedPlant } from '../support/plant.ts'

const plant = useSharedPlant()
let crew: Crew

const tolerance = { minusPercent: '2', plusPercent: '2' }
const balance = { tolerancePercent: '1.5', policy: 'block' } as const
const steps = [
  {
    stepId: 'dissolve',
    materials: [
      { lineId: '10', materialId: 'DN-SUGAR', quantity: kg('801.64'), tolerance },
      { lineId: '40', materialId: 'DN-WATER', quantity: litres('410'), tolerance },
    ],
  },
]
const batchSize = { min: litres('500'), nominal: litres('1000'), max: litres('2000') }
const by = (value: string) => ({ value: dec(value), unit: 'kg/L', at: { value: '20', unit: 'Cel' } }) as const

async function stock(materialId: string, quantity: ReturnType<typeof kg> | ReturnType<typeof litres>) {
  const lotId = `${materialId}-1`
  accepted(await crew.ada.receiveLot({ lotId, materialId, quantity }))
  accepted(await crew.quinn.releaseLot({ lotId }, await crew.sign('quinn', 'released')))
}

beforeAll(async () => {
  crew = await crewOf(plant().url)
  accepted(await crew.erik.defineMaterial({ materialId: 'DN-SUGAR' }, { name: 'Sugars', unit: 'kg' }))
  // The water of this site is bought by weight.
  accepted(await crew.erik.defineMaterial({ materialId: 'DN-WATER' }, { name: 'Water', unit: 'kg' }))
  accepted(await crew.erik.defineMaterial({ materialId: 'DN-SYRUP' }, { name: 'Syrup', unit: 'L' }))
  await stock('DN-SUGAR', kg('2000'))
  await stock('DN-WATER', kg('2000'))
})

describe('a syrup in litres from sugar and water in kilograms', () => {
  const order = { orderId: 'DN-1' }

  test('needs densities before its recipe can be submitted', async () => {
    const version = { recipeId: 'DN-SYRUP', version: '0' }
    const named = steps.map((step) => ({ name: step.stepId, ...step }))
    accepted(await crew.erik.draftRecipe(version, { product: 'DN-SYRUP', batchSize, steps: named, balance }))
    const refused = await crew.erik.submitRecipe(version)
    expect(codesOf(refused)).toEqual(['recipe-invalid'])
    const said = JSON.stringify(refused)
    expect(said).toContain('DN-WATER is measured in kg and has no density')
    expect(said).toContain('compares kilograms with litres of DN-SYRUP and DN-WATER, which have no density')
    const wrong = { name: 'Water', unit: 'kg', density: { value: '1', unit: 'kg' } } as const
    expect((await crew.erik.defineMaterial({ materialId: 'DN-NOTHING' }, wrong)).status).toBe(400)
    const define = (materialId: string, unit: 'kg' | 'L', density: string) =>
      crew.erik.defineMaterial({ materialId }, { name: materialId, unit, density: by(density) }, { ifMatch: '*' })
    accepted(await define('DN-WATER', 'kg', '0.998'))
    accepted(await define('DN-SYRUP', 'L', '1.21'))
    await approvedVersion(crew, 'DN-SYRUP', '1', steps, { batchSize, balance })
  })

  test('is ordered in kilograms and made in litres', async () => {
    accepted(
      await crew.paula.createOrder({ ...order, recipeId: 'DN-SYRUP', product: 'DN-SYRUP', quantity: kg('1815') }),
    )
    const released = accepted(await crew.paula.releaseOrder(order)).body
    expect(released.data).toMatchObject({ quantity: litres('1500'), ordered: kg('1815') })
    expect(await read(crew.vera.getOrder(order))).toMatchObject({ quantity: litres('1500'), ordered: kg('1815') })
  })

  test('takes litres of a line from a lot in kilograms, and its output from a scale', async () => {
    accepted(await crew.ada.startOrder(order))
    accepted(await crew.ada.startStep({ ...order, stepId: 'dissolve' }))
    const take = (lineId: string, lotId: string, quantity: object) =>
      crew.ada.consume(order, { stepId: 'dissolve', lineId, lotId, quantity: quantity as ReturnType<typeof kg> })
    accepted(await take('10', 'DN-SUGAR-1', kg('1202.46')))
    const water = accepted(await take('40', 'DN-WATER-1', litres('615'))).body
    expect(water.data).toMatchObject({ quantity: kg('613.77'), entered: litres('615') })
    const made = (value: string) =>
      crew.ada.produce(order, { stepId: 'dissolve', lotId: 'DN-LOT-1', quantity: kg(value) })
    accepted(await made('1749.66'))
    expect(codesOf(await crew.ada.completeStep({ ...order, stepId: 'dissolve' }))).toEqual(['balance-open'])
    accepted(await made('60.5'))
    expect(await read(crew.vera.getLot({ lotId: 'DN-LOT-1' }))).toMatchObject({ quantity: litres('1496') })
    accepted(await crew.ada.completeStep({ ...order, stepId: 'dissolve' }))
  })

  test('is balanced in kilograms, with the densities that it was counted by', async () => {
    const { balances } = await read(crew.vera.getOrderBalance(order))
    expect(balances).toEqual([
      {
        dimension: 'mass',
        unit: 'kg',
        in: '1816.23',
        out: '1810.16',
        difference: '6.07',
        percent: '0.3342',
        densities: [{ materialId: 'DN-SYRUP', ...by('1.21') }],
      },
    ])
  })
})

describe('stock of a material in litres', () => {
  const materialId = 'DN-CREAM'
  const own = { lotId: 'DN-CREAM-1' }
  const order = { orderId: 'DN-2' }
  const drum = (number: number, value: string) => ({ sublotId: `D-${number}`, quantity: kg(value) })

  test('is received by weight, drum by drum, once its material has a density', async () => {
    const cream = { name: 'Cream', unit: 'L', merging: 'allowed' } as const
    accepted(await crew.erik.defineMaterial({ materialId }, cream))
    const delivery = { ...own, materialId, quantity: kg('1000'), sublots: [drum(1, '333.3'), drum(2, '333.3')] }
    const refused = await crew.ada.receiveLot(delivery)
    expect(codesOf(refused)).toEqual(['unit-mismatch'])
    expect(JSON.stringify(refused)).toContain('DN-CREAM is kept in L, and no density says what it is in kg')
    accepted(await crew.erik.defineMaterial({ materialId }, { ...cream, density: by('1.21') }))
    const { data } = accepted(await crew.ada.receiveLot(delivery)).body
    expect(data).toMatchObject({ quantity: litres('826.446280991736'), entered: kg('1000') })
    expect(data.sublots?.[1]).toEqual({
      sublotId: 'D-2',
      quantity: litres('275.454545454546'),
      entered: kg('333.3'),
    })
    accepted(await crew.ada.divideLot(own, { sublots: [drum(3, '333.4')] }))
    accepted(await crew.quinn.releaseLot(own, await crew.sign('quinn', 'released')))
  })

  test('is taken, counted and sent away by weight, to the last drop', async () => {
    const scrap = { sublotId: 'D-1', quantity: kg('12.1'), reason: 'It was spilled' }
    expect(accepted(await crew.olga.scrapLot(own, scrap)).body.data).toMatchObject({
      quantity: litres('10'),
      entered: kg('12.1'),
    })
    const sample = { sublotId: 'D-1', quantity: kg('1.21') }
    expect(accepted(await crew.ada.sampleLot(own, sample)).body.data).toMatchObject({ quantity: litres('1') })
    const count = { sublotId: 'D-1', counted: kg('242'), reason: 'The drum was weighed' }
    expect(accepted(await crew.olga.adjustLot(own, count)).body.data).toMatchObject({
      is: litres('200'),
      entered: kg('242'),
    })
    const to = { type: 'customer', id: 'ACME' } as const
    for (const [sublotId, value] of [
      ['D-1', '242'],
      ['D-2', '333.3'],
      ['D-3', '333.4'],
    ] as const)
      accepted(await crew.ada.shipLot(own, { shipmentId: 'DN-SH-1', sublotId, quantity: kg(value), to }))
    expect(await read(crew.vera.getLot(own))).toMatchObject({ remaining: litres('0'), status: 'shipped' })
    expect(await read(crew.vera.getLotBalance(own))).toMatchObject({ balanced: true, differences: [] })
    const origin = { site: 'lyon', lotId: own.lotId, shipmentId: 'DN-SH-1' }
    const back = { lotId: 'DN-CREAM-BACK', materialId, quantity: kg('12.1'), origin }
    expect(accepted(await crew.ada.receiveLot(back)).body.data).toMatchObject({ quantity: litres('10') })
  })

  test('is reserved, split and merged by weight', async () => {
    const lotId = 'DN-CREAM-2'
    accepted(await crew.ada.receiveLot({ lotId, materialId, quantity: kg('1210') }))
    accepted(
      await crew.paula.createOrder({ ...order, recipeId: 'DN-SYRUP', product: 'DN-SYRUP', quantity: litres('1000') }),
    )
    expect(accepted(await crew.paula.reserveLot(order, { lotId, quantity: kg('121') })).body.data).toMatchObject({
      quantity: litres('100'),
      entered: kg('121'),
    })
    accepted(await crew.paula.unreserveLot(order, { lotId, quantity: kg('60.5') }))
    expect(await read(crew.vera.getLot({ lotId }))).toMatchObject({ reserved: litres('50') })
    accepted(await crew.paula.unreserveLot(order, { lotId, quantity: kg('60.5') }))
    const parts = [{ lotId: 'DN-CREAM-3', quantity: kg('605') }]
    expect(accepted(await crew.ada.splitLot({ lotId }, { parts, keeps: kg('605') })).body.data).toMatchObject({
      parts: [{ lotId: 'DN-CREAM-3', quantity: litres('500'), entered: kg('605') }],
      keeps: litres('500'),
    })
    const from = [{ lotId, quantity: kg('121') }, { lotId: 'DN-CREAM-3' }]
    expect(accepted(await crew.ada.mergeLots({ lotId: 'DN-CREAM-4' }, { from })).body.data).toMatchObject({
      quantity: litres('600'),
      from: [{ quantity: litres('100'), entered: kg('121') }, { quantity: litres('500') }],
    })
    for (const id of [lotId, 'DN-CREAM-3', 'DN-CREAM-4'])
      expect(await read(crew.vera.getLotBalance({ lotId: id }))).toMatchObject({ balanced: true })
  })

  test('keeps its unit or its density, as long as there is any', async () => {
    const change = (more: object) =>
      crew.erik.defineMaterial({ materialId }, { name: 'Cream', ...more } as Said<'defineMaterial'>, { ifMatch: '*' })
    const refused = await change({ unit: 'kg', merging: 'allowed' })
    expect(codesOf(refused)).toEqual(['unit-mismatch'])
    expect(JSON.stringify(refused)).toContain('Define DN-CREAM with its density, or use the stock up first.')
    accepted(await change({ unit: 'kg', merging: 'allowed', density: by('1.21') }))
  })
})
