import { beforeAll, describe, expect, test } from 'vitest'
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
