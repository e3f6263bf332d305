import { beforeAll, describe, expect, test } from 'vitest'
import { until } from '../../local/demo/client.ts'
import { accepted, approvedRecipe, type Crew, codesOf, crewOf, kg, read, releasedLot } from '../support/crew.ts'
import { useSharedPlant } from '../support/plant.ts'

const plant = useSharedPlant()
let crew: Crew
const tolerance = { minusPercent: '5', plusPercent: '5' }

beforeAll(async () => {
  crew = await crewOf(plant().url)
  await approvedRecipe(crew, 'MISTAKEN', [
    {
      stepId: 'mix',
      materials: [{ lineId: '10', materialId: 'M-SUGAR', quantity: kg('10'), tolerance }],
      parameters: [{ parameterId: 'ph', unit: '[pH]', low: '4', high: '6', source: 'operator' }],
    },
    { stepId: 'fill', after: ['mix'] },
  ])
  await releasedLot(crew, 'M-SUGAR-1', 'M-SUGAR', kg('900'))
})

async function released(orderId: string, value = '100') {
  accepted(await crew.paula.createOrder({ orderId, recipeId: 'MISTAKEN', product: 'MISTAKEN', quantity: kg(value) }))
  const { lines } = accepted(await crew.paula.releaseOrder({ orderId })).body.data
  return lines.map(({ quantity }) => quantity.value)
}

async function begun(orderId: string) {
  const [line = ''] = await released(orderId)
  accepted(await crew.ada.startOrder({ orderId }))
  accepted(await crew.ada.startStep({ orderId, stepId: 'mix' }))
  const sugar = { stepId: 'mix', lineId: '10', lotId: 'M-SUGAR-1', quantity: kg(line) }
  accepted(await crew.ada.consume({ orderId }, sugar))
}

describe('what a completion booked', () => {
  const line = (lineId: string, backflush: 'standard' | 'actual') => ({
    lineId,
    materialId: 'M-SUGAR',
    quantity: kg('10'),
    tolerance: { minusPercent: '100', plusPercent: '100' },
    backflush,
  })

  test('is taken back by its own id, also after the step, and quality hears of that', async () => {
    await approvedRecipe(crew, 'MISBOOKED', [
      { stepId: 'mix', flow: 'units', materials: [line('10', 'standard'), line('20', 'actual')] },
      { stepId: 'fill', after: ['mix'] },
    ])
    await releasedLot(crew, 'M-SUGAR-BOOKED', 'M-SUGAR', kg('900'))
    const path = { orderId: 'M-BOOKED' }
    const remaining = async () => (await read(crew.vera.getLot({ lotId: 'M-SUGAR-BOOKED' }))).remaining.value
    accepted(
      await crew.paula.createOrder({ ...path, recipeId: 'MISBOOKED', product: 'MISBOOKED', quantity: kg('100') }),
    )
    accepted(await crew.paula.releaseOrder(path))
    accepted(await crew.ada.startOrder(path))
    accepted(await crew.paula.reserveLot(path, { lotId: 'M-SUGAR-BOOKED', quantity: kg('50') }))
    const step = { ...path, stepId: 'mix' }
    accepted(await crew.ada.startStep(step))
    const backflush = [{ lineId: '20', lotId: 'M-SUGAR-BOOKED', quantity: kg('9') }]
    const part = accepted(await crew.ada.completeStep(step, { quantity: kg('50'), backflush })).body
    const [standard, actual] = 'consumed' in part.data ? (part.data.consumed ?? []) : []
    expect(standard).toMatchObject({ lineId: '10', quantity: kg('5') })
    expect(await remaining()).toBe('886')
    const back = { consumptionId: actual?.consumptionId ?? '', quantity: kg('8'), reason: 'The scale showed 1' }
    accepted(await crew.ada.reverse(path, back))
    expect(await remaining()).toBe('894')

    const all = accepted(await crew.ada.completeStep(step, { backflush })).body
    expect(all.type).toBe('andon.step.completed.v1')
    const [, last] = 'consumed' in all.data ? (all.data.consumed ?? []) : []
    const later = { consumptionId: last?.consumptionId ?? '', reason: 'It was never added' }
    expect(codesOf(await crew.ada.reverse(path, later))).toEqual(['forbidden'])
    accepted(await crew.olga.reverse(path, later))
    expect(codesOf(await crew.olga.reverse(path, later))).toEqual(['return-exceeded'])
    expect(await remaining()).toBe('889')
    expect((await read(crew.vera.getOrderBalance(path))).inputs).toMatchObject([{ quantity: kg('11') }])
    const corrections = (await read(crew.quinn.listExceptions(path))).items.filter(({ kind }) => kind === 'correction')
    expect(corrections.map(({ status, title }) => [status, title])).toEqual([
      ['to-review', expect.stringMatching(/took 9 kg .* off step mix: It was never added\.$/)],
    ])
  })
})

describe('a typing error', () => {
  const orderId = 'M-1'
  const path = { orderId }

  test('in an output is taken back, and both facts stay', async () => {
    await begun(orderId)
    const output = { stepId: 'mix', lotId: 'M-LOT-1' }
    const typed = accepted(await crew.ada.produce(path, { ...output, quantity: kg('980') })).body
    const reversal = { productionId: typed.factId, reason: '98.0 was meant' }
    accepted(await crew.ada.reverse(path, reversal))
    expect((await read(crew.vera.getLot({ lotId: 'M-LOT-1' }))).remaining.value).toBe('0')
    accepted(await crew.ada.produce(path, { ...output, quantity: kg('98') }))
    expect((await read(crew.vera.getLot({ lotId: 'M-LOT-1' }))).remaining.value).toBe('98')
    const types = (await read(crew.vera.getAudit({ subject: `order:${orderId}` }))).items.map(({ type }) => type)
    expect(types.filter((type) => type.includes('produc'))).toEqual([
      'andon.material.produced.v1',
      'andon.production.reversed.v1',
      'andon.material.produced.v1',
    ])
    // Nothing of it is left to take back.
    expect(codesOf(await crew.ada.reverse(path, reversal))).not.toEqual([])
  })

  test('in a result is corrected: at once by who typed it, after the step by a supervisor', async () => {
    const typed = accepted(await crew.ada.recordResult(path, { stepId: 'mix', parameterId: 'ph', value: '5.9' })).body
    const resultId = typed.factId
    const fix = { value: '5.0', reason: 'The digits were swapped' }
    const corrected = accepted(await crew.ada.correctResult({ orderId, resultId }, fix)).body
    expect(corrected.data).toMatchObject({ value: '5.0', corrects: { resultId, was: '5.9' } })
    accepted(await crew.ada.completeStep({ orderId, stepId: 'mix' }))
    expect((await crew.ada.correctResult({ orderId, resultId }, fix)).status).toBe(403)
    accepted(await crew.olga.correctResult({ orderId, resultId }, { value: '5.1', reason: 'The chart says so' }))
    const { items } = await read(crew.quinn.listExceptions({ orderId }))
    const corrections = items.filter(({ kind }) => kind === 'correction').map(({ status }) => status)
    // What was corrected while the step ran is on the record; after it, quality looks at it.
    expect(corrections).toEqual(['for-information', 'for-information', 'to-review'])
  })
})

describe('a quantity', () => {
  test('is changed while nothing of it is begun, and the lines follow', async () => {
    expect(await released('M-2')).toEqual([await lineOf('M-2')])
    accepted(await crew.paula.changeQuantity({ orderId: 'M-2' }, { quantity: kg('50'), reason: 'Half is enough' }))
    const [whole, half] = [await lineOf('M-1'), await lineOf('M-2')]
    expect(Number(half) * 2).toBe(Number(whole))
  })

  test('is split, and both parts add up', async () => {
    await released('M-3')
    const part = { orderId: 'M-3-B', quantity: kg('40'), reason: 'Two kettles are free' }
    accepted(await crew.paula.splitOrder({ orderId: 'M-3' }, part))
    const quantities = await Promise.all(
      ['M-3', 'M-3-B'].map(async (orderId) => (await read(crew.vera.getOrder({ orderId }))).quantity.value),
    )
    expect(quantities).toEqual(['60', '40'])
  })

  test('that is not made is closed short in one act, which quality looks at before it releases what is good', async () => {
    const [orderId, lotId] = ['M-4', 'M-LOT-4']
    await begun(orderId)
    accepted(await crew.ada.produce({ orderId }, { stepId: 'mix', lotId, quantity: kg('60') }))
    accepted(await crew.olga.closeShort({ orderId }, { reason: 'The customer takes 60' }))
    const { status, steps } = (await read(crew.vera.getOrder({ orderId }))) as {
      status: string
      steps: Record<string, { status: string }>
    }
    expect([status, steps.mix?.status, steps.fill?.status]).toEqual(['completed', 'ended', 'not-done'])
    const release = async () => crew.quinn.releaseBatch({ orderId }, await crew.sign('quinn', 'released'))
    expect(codesOf(await release())).toEqual(['exception-not-reviewed'])
    const { items } = await read(crew.quinn.listExceptions({ orderId }))
    for (const { exceptionId } of items.filter((it) => it.status === 'to-review'))
      accepted(
        await crew.quinn.reviewException(
          { orderId, exceptionId },
          { comment: 'Seen', ...(await crew.sign('quinn', 'reviewed')) },
        ),
      )
    accepted(await release())
    await until(
      async () => (await read(crew.vera.getLot({ lotId }))).status,
      (found) => found === 'released',
      'The release of the lot',
    )
  })
})

async function lineOf(orderId: string): Promise<string> {
  const { items } = await read(crew.vera.listSteps({ orderId }))
  return items[0]?.materials[0]?.quantity.value ?? ''
}

describe('an aborted order', () => {
  const orderId = 'M-ABORTED'

  test('leaves a good lot, which quality releases by itself', async () => {
    await begun(orderId)
    const lot = { lotId: 'M-GOOD' } as const
    accepted(await crew.ada.produce({ orderId }, { stepId: 'mix', ...lot, quantity: kg('98') }))
    accepted(await crew.olga.abortOrder({ orderId }, { reason: 'The mixer leaks' }))
    const { signature } = await crew.sign('quinn', 'released')
    accepted(await crew.quinn.releaseLot(lot, { signature }))
    expect((await read(crew.vera.getLot(lot))).status).toBe('released')
  })
})
