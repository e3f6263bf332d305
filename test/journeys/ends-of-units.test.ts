import { beforeAll, describe, expect, test } from 'vitest'
import { until } from '../../local/demo/client.ts'
import { accepted, approvedVersion, type Crew, codesOf, crewOf, read } from '../support/crew.ts'
import { useSharedPlant } from '../support/plant.ts'
import { each } from '../support/units.ts'

const plant = useSharedPlant()
const product = 'END-VALVE'
const batchSize = { min: each('1'), nominal: each('5'), max: each('100') }
let crew: Crew

beforeAll(async () => {
  crew = await crewOf(plant().url)
  accepted(await crew.erik.defineMaterial({ materialId: product }, { name: 'Valve', unit: '{each}' }))
  const checks = [{ checkId: 'scratch', question: 'Is there no scratch?' }]
  const steps = [
    { stepId: 'build', flow: 'units', checks },
    { stepId: 'inspect', flow: 'units', after: ['build'], checks },
  ] as const
  await approvedVersion(crew, product, '1', steps, { batchSize })
})

/** An order of so many valves, announced as `${orderId}-1` and on, whose first step runs. */
async function building(orderId: string, count: number): Promise<string[]> {
  const quantity = each(String(count))
  accepted(await crew.paula.createOrder({ orderId, recipeId: product, product, quantity }))
  accepted(await crew.paula.releaseOrder({ orderId }))
  accepted(await crew.ada.startOrder({ orderId }))
  accepted(await crew.ada.startStep({ orderId, stepId: 'build' }))
  const serials = Array.from({ length: count }, (_, index) => `${orderId}-${index + 1}`)
  accepted(await crew.ada.announceUnits({ orderId }, { lotId: `${orderId}-LOT`, serials }))
  return serials
}
const passed = async (orderId: string, stepId: string, serials: readonly string[]) => {
  for (const serial of serials)
    accepted(await crew.ada.recordResult({ orderId }, { stepId, checkId: 'scratch', value: 'pass', serial }))
}
const make = async (orderId: string, serials: readonly string[], stepId = 'build') => {
  const quantity = each(String(serials.length))
  return crew.ada.produce({ orderId }, { stepId, lotId: `${orderId}-LOT`, quantity, serials: [...serials] })
}
const whereIs = async (serial: string) => (await read(crew.vera.getUnit({ materialId: product, serial }))).where?.at

/** Quality takes a unit out of use. */
async function rejectUnit(serial: string): Promise<void> {
  const subject = { type: 'unit', id: `${product}@${serial}` } as const
  const seen = { subject, title: 'A crack', description: 'It was seen on the round.' }
  const { deviationId } = accepted(await crew.ada.openDeviation(seen)).body.data as { deviationId: string }
  accepted(await crew.quinn.classifyDeviation({ deviationId }, { severity: 'minor', reason: 'It is one piece' }))
  const decision = { disposition: 'scrap', reason: 'It leaks', capaRequired: false } as const
  accepted(
    await crew.quinn.dispositionDeviation(
      { deviationId },
      { ...decision, ...(await crew.sign('quinn', 'dispositioned')) },
    ),
  )
  await until(
    () => read(crew.quinn.getDeviation({ deviationId })),
    ({ status }) => status === 'closed',
    'The end of the deviation',
  )
}

describe('a rejected unit that its order has left unmade', () => {
  const orderId = 'END-1'
  const order = { orderId }
  const scrap = (serial: string, more: object = {}) =>
    ({
      stepId: 'build',
      lotId: `${orderId}-LOT`,
      quantity: each('1'),
      use: 'scrap',
      serials: [serial],
      reason: 'It is cracked',
      ...more,
    }) as const

  test('is scrapped by quality after the end of the order, which quality reviews', async () => {
    const [first = '', second = '', third = ''] = await building(orderId, 3)
    for (const serial of [second, third]) await rejectUnit(serial)
    await passed(orderId, 'build', [first])
    accepted(await make(orderId, [first]))
    expect(codesOf(await crew.quinn.produce(order, { ...scrap(first), use: 'produced' }))).toContain('forbidden')
    accepted(await crew.olga.closeShort(order, { reason: 'Two of three are cracked' }))

    expect(codesOf(await crew.ada.produce(order, scrap(second)))).toEqual(['forbidden'])
    expect(codesOf(await crew.quinn.produce(order, scrap(first)))).toEqual(['unit-unfit'])
    const scrapped = accepted(await crew.quinn.produce(order, scrap(second))).body
    expect(await whereIs(second)).toBe('scrapped')
    expect(await read(crew.vera.getOrder(order))).toMatchObject({ scrapped: { [product]: each('1') } })
    const { items } = await read(crew.olga.listExceptions(order))
    expect(items.filter(({ kind }) => kind === 'correction')).toMatchObject([
      {
        exceptionId: 'exceptionId' in scrapped.data ? scrapped.data.exceptionId : '',
        status: 'to-review',
        title: expect.stringContaining(
          `scrapped ${second} of ${product}, announced for lot ${orderId}-LOT, after the last step: It is cracked.`,
        ),
      },
    ])

    // Another one was meant: it is there again, rejected still, and is scrapped once more.
    accepted(await crew.olga.reverse(order, { productionId: String(scrapped.factId), reason: 'Another was meant' }))
    expect(await whereIs(second)).toBe('announced')
    accepted(await crew.olga.produce(order, scrap(second)))
  })

  test('is scrapped after the decision on its batch, too', async () => {
    accepted(
      await crew.quinn.rejectBatch(order, { reason: 'Two are cracked', ...(await crew.sign('quinn', 'rejected')) }),
    )
    accepted(await crew.quinn.produce(order, scrap(`${orderId}-3`)))
    expect(await whereIs(`${orderId}-3`)).toBe('scrapped')
    expect(codesOf(await crew.quinn.produce(order, scrap(`${orderId}-3`)))).toEqual(['unit-unfit'])
  })
})

describe('a unit that is made and that quality rejects', () => {
  test('passes no later step, and is scrapped there or released by a new decision', async () => {
    const orderId = 'END-2'
    const serials = await building(orderId, 3)
    const [first = '', second = '', third = ''] = serials
    await passed(orderId, 'build', serials)
    accepted(await make(orderId, serials))
    accepted(await crew.ada.completeStep({ orderId, stepId: 'build' }, { serials }))
    accepted(await crew.ada.startStep({ orderId, stepId: 'inspect' }))
    await passed(orderId, 'inspect', [first, second])
    const lot = { lotId: `${orderId}-LOT` }
    for (const sublotId of [second, third]) {
      const signed = await crew.sign('quinn', 'rejected')
      accepted(await crew.quinn.rejectLot(lot, { sublotId, reason: 'It is cracked', ...signed }))
    }
    const inspect = { orderId, stepId: 'inspect' }
    const result = { stepId: 'inspect', checkId: 'scratch', value: 'pass', serial: third } as const
    expect(codesOf(await crew.ada.recordResult({ orderId }, result))).toEqual(['unit-unfit'])
    const passing = await crew.ada.completeStep(inspect, { serials: [first, second] })
    expect(codesOf(passing)).toEqual(['unit-unfit'])
    expect(passing.text).toContain(`Quality has rejected unit ${second} of lot ${orderId}-LOT`)
    accepted(await crew.ada.completeStep(inspect, { serials: [first], scrappedSerials: [second, third] }))
    expect([await whereIs(second), await whereIs(third)]).toEqual(['scrapped', 'scrapped'])
  })
})

describe('a part that is taken out of a unit in a running step', () => {
  test('takes the results of that unit with it, which are measured again', async () => {
    const [orderId, pump] = ['END-3', 'END-PUMP']
    const order = { orderId }
    for (const materialId of [pump, 'END-SEAL'])
      accepted(await crew.erik.defineMaterial({ materialId }, { name: materialId, unit: '{each}' }))
    const seals = { lotId: 'END-SEALS', materialId: 'END-SEAL', quantity: each('10') }
    accepted(await crew.ada.receiveLot(seals))
    accepted(await crew.quinn.releaseLot({ lotId: seals.lotId }, await crew.sign('quinn', 'released')))
    const line = {
      lineId: '10',
      materialId: 'END-SEAL',
      quantity: each('5'),
      tolerance: { minusPercent: '100', plusPercent: '0' },
      perUnit: { quantity: each('1') },
    }
    const checks = [{ checkId: 'tight', question: 'Is it tight?' }]
    const steps = [{ stepId: 'build', flow: 'units', checks, materials: [line] }] as const
    await approvedVersion(crew, pump, '1', steps, { batchSize })
    accepted(await crew.paula.createOrder({ orderId, recipeId: pump, product: pump, quantity: each('1') }))
    accepted(await crew.paula.releaseOrder(order))
    accepted(await crew.ada.startOrder(order))
    accepted(await crew.ada.announceUnits(order, { lotId: 'END-PUMPS', serials: ['E1'] }))
    accepted(await crew.ada.startStep({ orderId, stepId: 'build' }))
    const seal = () =>
      crew.ada.consume(order, { stepId: 'build', lineId: '10', lotId: 'END-SEALS', quantity: each('1'), into: 'E1' })
    const tight = { stepId: 'build', checkId: 'tight', value: 'pass', serial: 'E1' } as const
    const built = accepted(await seal()).body
    accepted(await crew.ada.recordResult(order, tight))
    const back = { consumptionId: String(built.factId), reason: 'It leaks' }
    expect(accepted(await crew.ada.reverse(order, back)).body.data).toMatchObject({
      asksAgain: [{ stepId: 'build', items: ['tight'] }],
    })
    accepted(await seal())
    const leave = () => crew.ada.completeStep({ orderId, stepId: 'build' }, { serials: ['E1'] })
    accepted(
      await crew.ada.produce(order, { stepId: 'build', lotId: 'END-PUMPS', quantity: each('1'), serials: ['E1'] }),
    )
    expect(codesOf(await leave())).toEqual(['parameter-missing'])
    accepted(await crew.ada.recordResult(order, tight))
    accepted(await leave())
  })
})
