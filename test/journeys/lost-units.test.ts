import { beforeAll, describe, expect, test } from 'vitest'
import { accepted, approvedVersion, type Crew, codesOf, crewOf, read } from '../support/crew.ts'
import { useSharedPlant } from '../support/plant.ts'
import { each } from '../support/units.ts'

const plant = useSharedPlant()
const [orderId, lotId, materialId] = ['LOST-1', 'LOT-LOST', 'VALVE-L']
const order = { orderId }
const inspect = { orderId, stepId: 'inspect' }
let crew: Crew

beforeAll(async () => {
  crew = await crewOf(plant().url)
  accepted(await crew.erik.defineMaterial({ materialId }, { name: 'Valve', unit: '{each}' }))
  const steps = [
    { stepId: 'build', flow: 'units' },
    {
      stepId: 'inspect',
      flow: 'units',
      after: ['build'],
      checks: [{ checkId: 'scratch', question: 'Is there no scratch?' }],
    },
  ] as const
  const batchSize = { min: each('1'), nominal: each('5'), max: each('100') }
  await approvedVersion(crew, materialId, '1', steps, { batchSize })
  accepted(await crew.paula.createOrder({ orderId, recipeId: materialId, product: materialId, quantity: each('5') }))
  accepted(await crew.paula.releaseOrder(order))
  accepted(await crew.ada.startOrder(order))
  accepted(await crew.ada.startStep({ orderId, stepId: 'build' }))
  const serials = [{ from: 'V1', to: 'V5' }]
  accepted(await crew.ada.produce(order, { stepId: 'build', lotId, quantity: each('5'), serials }))
  accepted(await crew.ada.completeStep({ orderId, stepId: 'build' }, { quantity: each('5') }))
  accepted(await crew.ada.startStep(inspect))
})

const lose = (use: 'sample' | 'scrap', serial: string) =>
  crew.ada.produce(order, { stepId: 'inspect', lotId, quantity: each('1'), use, serials: [serial] })
const whereIs = async (serial: string) => (await read(crew.vera.getUnit({ materialId, serial }))).where?.at

describe('units in stock that are sampled or scrapped by their numbers', () => {
  test('leave their lot, come back by a reversal, and agree with the counts of the steps', async () => {
    accepted(await lose('sample', 'V1'))
    const scrapped = accepted(await lose('scrap', 'V2')).body
    expect(scrapped).toMatchObject({ data: { fromStock: true } })
    expect([await whereIs('V1'), await whereIs('V2')]).toEqual(['sampled', 'scrapped'])
    expect(codesOf(await lose('scrap', 'V1'))).toEqual(['unit-unfit'])

    const back = { productionId: String(scrapped.factId), reason: 'It was another one' }
    accepted(await crew.ada.reverse(order, back))
    expect(await whereIs('V2')).toBe('stock')
    accepted(await lose('scrap', 'V3'))

    for (const serial of ['V2', 'V4'])
      accepted(await crew.ada.recordResult(order, { stepId: 'inspect', checkId: 'scratch', value: 'pass', serial }))
    // The fifth is scrapped by the completion itself, and the sampled one is counted there.
    accepted(await crew.ada.completeStep(inspect, { serials: ['V2', 'V4'], scrappedSerials: ['V1', 'V5'] }))
    expect(await whereIs('V5')).toBe('scrapped')
    expect(await read(crew.vera.getLot({ lotId }))).toMatchObject({
      remaining: each('2'),
      left: { sampled: each('1'), scrapped: each('2') },
    })
    expect(await read(crew.vera.getLotBalance({ lotId }))).toMatchObject({ balanced: true, differences: [] })
    expect(await read(crew.vera.getOrder(order))).toMatchObject({
      produced: { [lotId]: each('5') },
      scrapped: { [materialId]: each('2') },
      sampled: { [lotId]: each('1') },
    })
    const { outputs, samples } = await read(crew.vera.getOrderBalance(order))
    expect(outputs.map(({ use, quantity: { value } }) => [use, value])).toEqual([
      ['produced', '3'],
      ['scrap', '2'],
    ])
    expect(samples).toHaveLength(1)
    accepted(await crew.ada.completeOrder(order))
  })
})
