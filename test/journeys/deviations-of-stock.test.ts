import { beforeAll, describe, expect, test } from 'vitest'
import { until } from '../../local/demo/client.ts'
import { accepted, approvedVersion, type Crew, codesOf, crewOf, kg, read } from '../support/crew.ts'
import { useSharedPlant } from '../support/plant.ts'
import { each } from '../support/units.ts'

const plant = useSharedPlant()
let crew: Crew

beforeAll(async () => {
  crew = await crewOf(plant().url)
})

/** A person sees something wrong, and quality calls it minor. */
async function reported(type: 'lot' | 'unit', id: string): Promise<string> {
  const seen = { subject: { type, id }, title: 'A scratch', description: 'It was seen on the round.' } as const
  const { data } = accepted(await crew.ada.openDeviation(seen)).body
  const deviationId = String((data as { deviationId: string }).deviationId)
  accepted(await crew.quinn.classifyDeviation({ deviationId }, { severity: 'minor', reason: 'It is small' }))
  return deviationId
}
type Decided = Parameters<Crew['quinn']['dispositionDeviation']>[1]
const decide = async (deviationId: string, disposition: Decided['disposition'], more: Pick<Decided, 'rework'> = {}) =>
  crew.quinn.dispositionDeviation(
    { deviationId },
    { disposition, reason: 'As judged', capaRequired: false, ...more, ...(await crew.sign('quinn', 'dispositioned')) },
  )
const closed = (deviationId: string) =>
  until(
    () => read(crew.quinn.getDeviation({ deviationId })),
    ({ status }) => status === 'closed',
    'The end of the deviation',
  )
const exceptionsOf = async (orderId: string) =>
  (await read(crew.quinn.listExceptions({ orderId }))).items.map(({ exceptionId, status }) => [exceptionId, status])

describe('a deviation of a lot that an order has made', () => {
  const [orderId, lotId] = ['STOCK-1', 'STOCK-LOT-1']

  test('is not reworked as it is, and is reviewed before its batch is released', async () => {
    await approvedVersion(crew, 'STOCK-PASTE', '1', [{ stepId: 'cook' }])
    const wanted = { orderId, recipeId: 'STOCK-PASTE', product: 'STOCK-PASTE', quantity: kg('100') }
    accepted(await crew.paula.createOrder(wanted))
    accepted(await crew.paula.releaseOrder({ orderId }))
    accepted(await crew.ada.startOrder({ orderId }))
    accepted(await crew.ada.startStep({ orderId, stepId: 'cook' }))
    accepted(await crew.ada.produce({ orderId }, { stepId: 'cook', lotId, quantity: kg('100') }))
    accepted(await crew.ada.completeStep({ orderId, stepId: 'cook' }))
    const deviationId = await reported('lot', lotId)
    accepted(await crew.ada.completeOrder({ orderId }))
    expect(await exceptionsOf(orderId)).toEqual([[deviationId, 'open']])

    expect(codesOf(await decide(deviationId, 'rework'))).toEqual(['disposition-unfit'])
    accepted(await decide(deviationId, 'use-as-is'))
    await closed(deviationId)

    const release = async () => crew.quinn.releaseBatch({ orderId }, await crew.sign('quinn', 'released'))
    expect(codesOf(await release())).toEqual(['exception-not-reviewed'])
    const exception = { orderId, exceptionId: deviationId }
    const reviewed = { comment: 'It does no harm', ...(await crew.sign('quinn', 'reviewed')) }
    accepted(await crew.quinn.reviewException(exception, reviewed))
    accepted(await release())
    expect((await read(crew.quinn.getBatchRecord({ orderId }))).exceptions).toContainEqual(
      expect.objectContaining({ exceptionId: deviationId, kind: 'deviation', title: 'A scratch', status: 'reviewed' }),
    )
  })
})

describe('a deviation that a person reports of one unit', () => {
  const orderId = 'STOCK-2'
  const product = 'STOCK-VALVE'

  test('sends the unit through the steps again that quality names', async () => {
    accepted(await crew.erik.defineMaterial({ materialId: product }, { name: 'Valve', unit: '{each}' }))
    const checks = [{ checkId: 'tight', question: 'Is it tight?' }]
    const batchSize = { min: each('1'), nominal: each('2'), max: each('10') }
    await approvedVersion(crew, product, '1', [{ stepId: 'build', flow: 'units', checks }], { batchSize })
    accepted(await crew.paula.createOrder({ orderId, recipeId: product, product, quantity: each('2') }))
    accepted(await crew.paula.releaseOrder({ orderId }))
    accepted(await crew.ada.startOrder({ orderId }))
    accepted(await crew.ada.announceUnits({ orderId }, { lotId: 'STOCK-LOT-2', serials: ['V1', 'V2'] }))
    const build = { orderId, stepId: 'build' }
    accepted(await crew.ada.startStep(build))
    const pass = async (serial: string) =>
      accepted(await crew.ada.recordResult({ orderId }, { stepId: 'build', checkId: 'tight', value: 'pass', serial }))
    await pass('V1')
    accepted(await crew.ada.completeStep(build, { serials: ['V1'] }))

    const deviationId = await reported('unit', `${product}@V1`)
    expect(codesOf(await decide(deviationId, 'rework'))).toEqual(['disposition-unfit'])
    accepted(await decide(deviationId, 'rework', { rework: { stepIds: ['build'] } }))
    await closed(deviationId)
    expect(codesOf(await crew.ada.completeStep(build, { serials: ['V1'] }))).toEqual(['parameter-missing'])
    await pass('V1')
    accepted(await crew.ada.completeStep(build, { serials: ['V1'] }))
    expect(await exceptionsOf(orderId)).toContainEqual([deviationId, 'to-review'])
  })

  test('rejects a unit that is not made, which can then be scrapped and nothing else', async () => {
    const deviationId = await reported('unit', `${product}@V2`)
    accepted(await decide(deviationId, 'scrap'))
    await closed(deviationId)
    expect(await read(crew.vera.getUnit({ materialId: product, serial: 'V2' }))).toMatchObject({
      status: 'rejected',
      where: { at: 'announced' },
    })
    const build = { orderId, stepId: 'build' }
    const one = { stepId: 'build', lotId: 'STOCK-LOT-2', quantity: each('1'), serials: ['V2'] }
    expect(codesOf(await crew.ada.produce({ orderId }, one))).toEqual(['unit-unfit'])
    expect(codesOf(await crew.ada.completeStep(build, { serials: ['V2'] }))).toContain('unit-unfit')
    accepted(await crew.ada.produce({ orderId }, { ...one, serials: ['V1'] }))
    accepted(await crew.ada.completeStep(build, { scrappedSerials: ['V2'] }))
    expect(await read(crew.vera.getUnit({ materialId: product, serial: 'V2' }))).toMatchObject({
      status: 'scrapped',
      where: { at: 'scrapped' },
    })
  })
})
