import { beforeAll, describe, expect, test } from 'vitest'
import { accepted, approvedVersion, type Crew, codesOf, crewOf, read } from '../support/crew.ts'
import { litres } from '../support/given.ts'
import { useSharedPlant } from '../support/plant.ts'

const plant = useSharedPlant()
let crew: Crew

beforeAll(async () => {
  crew = await crewOf(plant().url)
})

const phs = ['ph-1', 'ph-2', 'ph-3'].map((parameterId) => ({
  parameterId,
  unit: '[pH]' as const,
  low: '4.8',
  high: '5.2',
  source: 'operator' as const,
}))
const phMean = {
  calculationId: 'ph-mean',
  expression: 'mean(ph-1, ph-2, ph-3)',
  unit: '[pH]',
  decimals: 2,
  low: '4.9',
  high: '5.1',
} as const
const steps = [
  { stepId: 'ph', parameters: phs, calculations: [phMean] },
  { stepId: 'brix', parameters: [{ parameterId: 'brix', unit: '%' as const, source: 'operator' as const }] },
  {
    stepId: 'fill',
    after: ['ph', 'brix'],
    parameters: [{ parameterId: 'filled', unit: 'L' as const, source: 'operator' as const }],
    calculations: [
      {
        calculationId: 'assay-corrected',
        expression: "filled * brix.brix / 66 '%'",
        unit: 'L' as const,
        decimals: 1,
        low: '970',
        high: '1010',
        scaled: true,
        policy: 'block-unless-signed' as const,
      },
    ],
  },
]
const batchSize = { min: litres('500'), nominal: litres('1000'), max: litres('2000') }

async function startedBatch(orderId: string, recipeId: string, value: string) {
  accepted(await crew.paula.createOrder({ orderId, recipeId, product: recipeId, quantity: litres(value) }))
  accepted(await crew.paula.releaseOrder({ orderId }))
  accepted(await crew.ada.startOrder({ orderId }))
  accepted(await crew.ada.startStep({ orderId, stepId: 'ph' }))
}

const recordAll = async (orderId: string, stepId: string, values: Readonly<Record<string, string>>) => {
  for (const [parameterId, value] of Object.entries(values))
    accepted(await crew.ada.recordResult({ orderId }, { stepId, parameterId, value }))
}

const computedIn = async (orderId: string, stepId: string) => {
  const { items } = await read(crew.ada.listSteps({ orderId }))
  return items.find((it) => it.stepId === stepId)?.calculated
}

describe('a batch of syrup with computed values', () => {
  beforeAll(() => approvedVersion(crew, 'CALC-SYR', '1', steps, { batchSize }))

  test('shows formula, inputs and value, and judges the yield for its own quantity', async () => {
    await startedBatch('CALC-1', 'CALC-SYR', '1500')
    await recordAll('CALC-1', 'ph', { 'ph-1': '5.0', 'ph-2': '5.1' })
    expect(await computedIn('CALC-1', 'ph')).toMatchObject([{ calculationId: 'ph-mean', missing: ['ph-3'] }])
    await recordAll('CALC-1', 'ph', { 'ph-3': '5.0' })
    expect(await computedIn('CALC-1', 'ph')).toMatchObject([{ value: '5.03', exact: '151/30', inSpec: true }])
    accepted(await crew.ada.completeStep({ orderId: 'CALC-1', stepId: 'ph' }))
    accepted(await crew.ada.startStep({ orderId: 'CALC-1', stepId: 'brix' }))
    await recordAll('CALC-1', 'brix', { brix: '66.2' })
    accepted(await crew.ada.completeStep({ orderId: 'CALC-1', stepId: 'brix' }))

    accepted(await crew.ada.startStep({ orderId: 'CALC-1', stepId: 'fill' }))
    await recordAll('CALC-1', 'fill', { filled: '1400' })
    expect(await computedIn('CALC-1', 'fill')).toMatchObject([
      {
        calculationId: 'assay-corrected',
        expression: "filled * brix.brix / 66 '%'",
        inputs: [
          { name: 'filled', value: '1400', unit: 'L' },
          { name: 'brix.brix', value: '66.2', unit: '%' },
        ],
        value: '1404.2',
        low: '1455',
        high: '1515',
        inSpec: false,
      },
    ])
    const refused = await crew.ada.completeStep({ orderId: 'CALC-1', stepId: 'fill' })
    expect(refused.ok ? [] : refused.problem?.violations).toMatchObject([
      {
        code: 'parameter-out-of-limits',
        ref: 'parameter:assay-corrected',
        detail: expect.stringContaining("assay-corrected = filled * brix.brix / 66 '%' is 1404.2 L"),
      },
    ])
    await recordAll('CALC-1', 'fill', { filled: '1490' })
    accepted(await crew.ada.completeStep({ orderId: 'CALC-1', stepId: 'fill' }))
  })

  test('is held when the mean leaves its limits, and the deviation says from which results', async () => {
    await startedBatch('CALC-2', 'CALC-SYR', '1000')
    await recordAll('CALC-2', 'ph', { 'ph-1': '5.2', 'ph-2': '5.2', 'ph-3': '5.1' })
    expect(await read(crew.ada.getOrder({ orderId: 'CALC-2' }))).toMatchObject({ status: 'held' })
    const { items } = await read(crew.quinn.listDeviations({ status: 'open' }))
    const found = items.find(({ subject }) => subject.id === 'CALC-2')
    expect(await read(crew.quinn.getDeviation({ deviationId: found?.deviationId ?? '' }))).toMatchObject({
      breach: {
        parameterId: 'ph-mean',
        value: '5.17',
        calculated: [{ expression: 'mean(ph-1, ph-2, ph-3)', inputs: [{}, {}, { value: '5.1' }] }],
      },
    })
  })
})

test('a formula that nobody can compute is not submitted, and the fault has its place', async () => {
  const version = { recipeId: 'CALC-BAD', version: '1' }
  const fill = { ...steps[2], stepId: 'fill', name: 'fill', after: [] }
  accepted(await crew.erik.draftRecipe(version, { product: 'CALC-BAD', batchSize, steps: [fill] }))
  const refused = await crew.erik.submitRecipe(version)
  expect(codesOf(refused)).toEqual(['recipe-invalid'])
  expect(refused.ok ? '' : refused.problem?.violations?.[0]?.detail).toMatch(/names brix\.brix at position 10/)
})
