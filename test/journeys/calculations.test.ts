import { beforeAll, describe, expect, test } from 'vitest'
import { accepted, approvedVersion, type Crew, codesOf, crewOf, read } from '../support/crew.ts'
import { kg, litres } from '../support/given.ts'
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

describe('a mistake that calculations have as an input', () => {
  const limits = { low: '0.5', high: '1.5' } as const
  const operator = (parameterId: string, unit: 'kg' | 'L') => ({ parameterId, unit, source: 'operator' as const })
  const between = (calculationId: string, expression: string, policy: 'block' | 'block-unless-signed') => ({
    calculationId,
    expression,
    unit: 'kg/L' as const,
    ...limits,
    policy,
  })
  const made = { calculationId: 'made', expression: 'produced / quantity', unit: '%' as const, low: '80', high: '100' }
  const stepsWith = (policy: 'block' | 'block-unless-signed') => [
    {
      stepId: 'a',
      parameters: [operator('m', 'kg'), operator('v', 'L')],
      calculations: [between('q', 'm / v', policy), { ...made, policy: 'block-unless-signed' as const }],
    },
    { stepId: 'b', after: ['a'], calculations: [between('y', 'a.m / a.v', policy)] },
  ]
  const batchSize = { min: kg('1'), nominal: kg('100'), max: kg('1000') }
  const exceptionsOf = async (orderId: string) => (await read(crew.quinn.listExceptions({ orderId }))).items

  /** The first step is over, the second one runs. */
  async function secondStep(orderId: string, recipeId: string) {
    accepted(await crew.paula.createOrder({ orderId, recipeId, product: recipeId, quantity: kg('100') }))
    accepted(await crew.paula.releaseOrder({ orderId }))
    accepted(await crew.ada.startOrder({ orderId }))
    accepted(await crew.ada.startStep({ orderId, stepId: 'a' }))
    const m = accepted(await crew.ada.recordResult({ orderId }, { stepId: 'a', parameterId: 'm', value: '80' }))
    await recordAll(orderId, 'a', { v: '100' })
    const output = { stepId: 'a', lotId: `${orderId}-L`, quantity: kg('98') }
    const production = accepted(await crew.ada.produce({ orderId }, output))
    accepted(await crew.ada.completeStep({ orderId, stepId: 'a' }))
    accepted(await crew.ada.startStep({ orderId, stepId: 'b' }))
    return { resultId: m.body.factId, productionId: production.body.factId }
  }

  test('is computed with in every step, and its exception names what leaves its limits', async () => {
    await approvedVersion(crew, 'CALC-FIX', '1', stepsWith('block-unless-signed'), { batchSize })
    const orderId = 'CALC-3'
    const { resultId, productionId } = await secondStep(orderId, 'CALC-FIX')
    accepted(await crew.quinn.correctResult({ orderId, resultId }, { value: '8', reason: 'Misread' }))
    expect(await computedIn(orderId, 'a')).toMatchObject([{ value: '0.08', inSpec: false }, { value: '98' }])
    expect(await computedIn(orderId, 'b')).toMatchObject([{ value: '0.08', inSpec: false }])
    expect(await exceptionsOf(orderId)).toMatchObject([
      {
        kind: 'correction',
        status: 'to-review',
        title: expect.stringMatching(
          /^.* corrected m in step a from 80 to 8 kg: Misread.*q = m \/ v of step a becomes 0\.08 kg\/L.*y = /,
        ),
      },
    ])
    expect(codesOf(await crew.ada.completeStep({ orderId, stepId: 'b' }))).toEqual(['parameter-out-of-limits'])
    accepted(await crew.quinn.correctResult({ orderId, resultId }, { value: '90', reason: 'Misread again' }))

    const back = { productionId, quantity: kg('30'), reason: 'Counted twice' }
    accepted(await crew.quinn.reverse({ orderId }, back))
    expect((await exceptionsOf(orderId)).map(({ title }) => title)).toContainEqual(
      expect.stringMatching(/made = produced \/ quantity of step a becomes 68 %/),
    )
    accepted(await crew.ada.completeStep({ orderId, stepId: 'b' }))
  })

  test('holds the order, where the calculation would have held it', async () => {
    await approvedVersion(crew, 'CALC-STOP', '1', stepsWith('block'), { batchSize })
    const orderId = 'CALC-4'
    const { resultId } = await secondStep(orderId, 'CALC-STOP')
    accepted(await crew.quinn.correctResult({ orderId, resultId }, { value: '8', reason: 'Misread' }))
    expect(await read(crew.ada.getOrder({ orderId }))).toMatchObject({ status: 'held' })
    expect(await exceptionsOf(orderId)).toMatchObject([
      { kind: 'deviation', title: expect.stringMatching(/^q 0\.08 kg\/L in step a .*; y 0\.08 kg\/L in step b/) },
    ])
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
