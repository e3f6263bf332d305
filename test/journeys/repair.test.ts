import { beforeAll, describe, expect, test } from 'vitest'
import { until } from '../../local/demo/client.ts'
import { accepted, approvedVersion, type Crew, codesOf, crewOf, read } from '../support/crew.ts'
import { useSharedPlant } from '../support/plant.ts'
import { each } from '../support/units.ts'

const plant = useSharedPlant()
const [product, impeller] = ['RP-PUMP', 'RP-IMPELLER']
const [first, second] = [{ orderId: 'RP-1' }, { orderId: 'RP-2' }]
const unit = { materialId: product, serial: 'R-1' }
const acme = { type: 'customer', id: 'RP-ACME' } as const
let crew: Crew

const line = (quantity: string) => ({
  lineId: '10',
  materialId: impeller,
  quantity: each(quantity),
  tolerance: { minusPercent: '100', plusPercent: '0' },
  perUnit: { quantity: each('1') },
})
const decay = { parameterId: 'decay', unit: 'mbar', high: '5', source: 'operator' } as const

/** A lot of impellers with numbers, released. */
async function impellers(lotId: string, ...serials: string[]) {
  accepted(await crew.ada.receiveLot({ lotId, materialId: impeller, quantity: each(String(serials.length)), serials }))
  accepted(await crew.quinn.releaseLot({ lotId }, await crew.sign('quinn', 'released')))
}

async function started({ orderId }: { orderId: string }, recipeId: string, quantity: string) {
  accepted(await crew.paula.createOrder({ orderId, recipeId, product, quantity: each(quantity) }))
  accepted(await crew.paula.releaseOrder({ orderId }))
  accepted(await crew.ada.startOrder({ orderId }))
}

/** The pumps are tested, made in the lot, and the batch is released. */
async function finished(order: { orderId: string }, lotId: string, ...serials: string[]) {
  const test = { ...order, stepId: 'test' }
  accepted(await crew.ada.startStep(test))
  for (const serial of serials)
    accepted(await crew.ada.recordResult(order, { stepId: 'test', parameterId: 'decay', value: '2', serial }))
  accepted(await crew.ada.completeStep(test, { serials }))
  accepted(await crew.ada.startStep({ ...order, stepId: 'pack' }))
  accepted(await crew.ada.produce(order, { stepId: 'pack', lotId, quantity: each(String(serials.length)), serials }))
  accepted(await crew.ada.completeStep({ ...order, stepId: 'pack' }, { serials }))
  accepted(await crew.ada.completeOrder(order))
  accepted(await crew.quinn.releaseBatch(order, await crew.sign('quinn', 'released')))
  await until(
    async () => (await read(crew.vera.getLot({ lotId }))).status,
    (status) => status === 'released',
    `The release of ${lotId}`,
  )
}

const pump = () => read(crew.vera.getUnit(unit))
const affected = async (lotId: string) =>
  (await read(crew.vera.listAffectedUnits({ lotId }))).items.map(({ serial }) => serial)
const impellerOf = async () => (await pump()).components.find(({ lineId }) => lineId === '10')

beforeAll(async () => {
  crew = await crewOf(plant().url)
  for (const materialId of [product, impeller])
    accepted(await crew.erik.defineMaterial({ materialId }, { name: materialId, unit: '{each}' }))
  const batchSize = { min: each('1'), nominal: each('2'), max: each('50') }
  const steps = (stepId: string) => [
    {
      stepId,
      flow: 'units',
      materials: [line('2')],
      checks: [{ checkId: 'clean', question: 'Is it clean?' }],
    } as const,
    { stepId: 'test', flow: 'units', after: [stepId], parameters: [decay] } as const,
    { stepId: 'pack', flow: 'units', after: ['test'] } as const,
  ]
  await approvedVersion(crew, product, '1', steps('build'), { batchSize })
  await approvedVersion(crew, 'RP-REPAIR', '1', steps('strip'), { batchSize, product })
  await impellers('RP-IMP-1', 'I-1', 'I-2')
  await impellers('RP-IMP-2', 'I-3')
})

describe('a pump that a customer sends back', () => {
  test('was made, tested, released and shipped', async () => {
    await started(first, product, '2')
    accepted(await crew.ada.announceUnits(first, { lotId: 'RP-LOT-1', serials: ['R-1', 'R-2'] }))
    accepted(await crew.ada.startStep({ ...first, stepId: 'build' }))
    for (const [into, sublotId] of [
      ['R-1', 'I-1'],
      ['R-2', 'I-2'],
    ] as const) {
      const part = { stepId: 'build', lineId: '10', lotId: 'RP-IMP-1', sublotId, quantity: each('1'), into }
      accepted(await crew.ada.consume(first, part))
      accepted(await crew.ada.recordResult(first, { stepId: 'build', checkId: 'clean', value: 'pass', serial: into }))
    }
    accepted(await crew.ada.completeStep({ ...first, stepId: 'build' }, { serials: ['R-1', 'R-2'] }))
    await finished(first, 'RP-LOT-1', 'R-1', 'R-2')
    accepted(await crew.ada.shipLot({ lotId: 'RP-LOT-1' }, { shipmentId: 'RP-SH-1', to: acme, sublotId: 'R-1' }))
    expect((await pump()).where).toMatchObject({ at: 'shipped', shipmentId: 'RP-SH-1', to: acme })
    expect(await affected('RP-IMP-1')).toEqual(['R-1', 'R-2'])
  })

  test('comes back into quarantine, and is taken out of it by the order that repairs it', async () => {
    const origin = { site: 'lyon', lotId: 'RP-LOT-1', shipmentId: 'RP-SH-1' }
    accepted(
      await crew.ada.receiveLot({
        lotId: 'RP-RET-1',
        materialId: product,
        quantity: each('1'),
        serials: ['R-1'],
        origin,
      }),
    )
    await started(second, 'RP-REPAIR', '1')
    // Its number is not free for a new pump.
    expect(codesOf(await crew.ada.announceUnits(second, { lotId: 'RP-LOT-2', serials: ['R-1'] }))).toEqual([
      'serial-duplicated',
    ])
    const asked = { lotId: 'RP-LOT-2', serials: ['R-1', 'R-2', 'P-7'], reason: 'It is noisy' }
    const mistaken = await read(crew.ada.repairUnits(second, asked))
    expect(mistaken.units).toMatchObject([
      { serial: 'R-1', status: 'in-repair', lotId: 'RP-LOT-2' },
      { serial: 'R-2', status: 'in-repair' },
      { serial: 'P-7', status: 'refused', violations: [{ code: 'unit-unknown' }] },
    ])
    // R-2 is a good one of the store: it goes back there.
    const [, wrong] = mistaken.units
    const factId = wrong && 'factId' in wrong ? wrong.factId : ''
    accepted(await crew.ada.reverse(second, { consumptionId: factId, reason: 'R-2 is fine' }))
    expect(await read(crew.vera.getUnit({ ...unit, serial: 'R-2' }))).toMatchObject({
      status: 'released',
      orderId: 'RP-1',
      where: { at: 'stock', lotId: 'RP-LOT-1' },
    })
    const taken = await pump()
    expect(taken).toMatchObject({
      status: 'in-repair',
      orderId: 'RP-2',
      where: { at: 'in-repair', lotId: 'RP-LOT-2', orderId: 'RP-2' },
      before: [
        { lotId: 'RP-LOT-1', orderId: 'RP-1', shipmentId: 'RP-SH-1' },
        { lotId: 'RP-RET-1', orderId: 'RP-1', takenBy: 'RP-2', steps: { test: { left: 'finished' } } },
      ],
    })
    expect(taken.steps).toBeUndefined()
    expect(codesOf(await crew.ada.completeOrder(second))).toContain('units-unfinished')
  })

  test('gets a new impeller, and the old one goes to quarantine under its number', async () => {
    const strip = { ...second, stepId: 'strip' }
    accepted(await crew.ada.startStep(strip))
    const consumptionId = (await impellerOf())?.consumptionId ?? ''
    const out = { consumptionId, outOf: 'R-1', stepId: 'strip', reason: 'The blades are worn' }
    expect((await crew.ada.reverse(second, { ...out, stepId: undefined })).status).toBe(400)
    expect(accepted(await crew.ada.reverse(second, out)).body.data).toMatchObject({
      issuedBy: 'RP-1',
      disposition: 'quarantine',
    })
    expect(await read(crew.vera.getSublot({ lotId: 'RP-IMP-1', sublotId: 'I-1' }))).toMatchObject({
      status: 'quarantine',
      remaining: each('1'),
    })
    expect(await read(crew.vera.getLotBalance({ lotId: 'RP-IMP-1' }))).toMatchObject({ balanced: true })
    const part = { stepId: 'strip', lineId: '10', lotId: 'RP-IMP-2', sublotId: 'I-3', quantity: each('1'), into: 'R-1' }
    accepted(await crew.ada.consume(second, part))
    accepted(await crew.ada.recordResult(second, { stepId: 'strip', checkId: 'clean', value: 'pass', serial: 'R-1' }))
    accepted(await crew.ada.completeStep(strip, { serials: ['R-1'] }))
  })

  test('is tested, released and shipped again, with its whole history', async () => {
    await finished(second, 'RP-LOT-2', 'R-1')
    const to = { type: 'customer', id: 'RP-BETA' } as const
    accepted(await crew.ada.shipLot({ lotId: 'RP-LOT-2' }, { shipmentId: 'RP-SH-2', to, sublotId: 'R-1' }))
    const shipped = await pump()
    expect(shipped).toMatchObject({
      lotId: 'RP-LOT-2',
      where: { at: 'shipped', shipmentId: 'RP-SH-2', to },
      components: [{ unit: { serial: 'I-3' }, orderId: 'RP-2' }],
      removed: [{ unit: { serial: 'I-1' }, orderId: 'RP-1', outBy: 'RP-2' }],
    })
    expect(shipped.before?.map(({ lotId }) => lotId)).toEqual(['RP-LOT-1', 'RP-RET-1'])
  })

  test('is found by a recall of the impeller that it has, and not of the one that it had', async () => {
    await until(
      () => affected('RP-IMP-2'),
      (units) => units.length > 0,
      'The index',
    )
    expect([await affected('RP-IMP-1'), await affected('RP-IMP-2')]).toEqual([['R-2'], ['R-1']])
    const back = await read(crew.vera.traceLot({ lotId: 'RP-LOT-2' }, { direction: 'backward' }))
    expect(back.nodes.map(({ type, id }) => `${type} ${id}`)).toEqual(
      expect.arrayContaining(['order RP-2', 'lot RP-RET-1', 'lot RP-LOT-1', 'order RP-1', 'lot RP-IMP-1']),
    )
    const recall = await read(crew.vera.mockRecall({ lotId: 'RP-LOT-1' }))
    expect(recall.affectedUnits?.map(({ serial, where }) => [serial, where.at])).toEqual([['R-1', 'shipped']])
  })

  test('is in the list of both orders, each with its own steps', async () => {
    const listed = async (orderId: string) =>
      (await read(crew.vera.listUnits({ orderId }))).items.map(({ serial, orderId: of, steps }) => [
        serial,
        of,
        ...steps.map(({ stepId, status }) => `${stepId} ${status}`),
      ])
    expect(await listed('RP-1')).toEqual([
      ['R-1', 'RP-2', 'build finished', 'test finished', 'pack finished'],
      ['R-2', 'RP-1', 'build finished', 'test finished', 'pack finished'],
    ])
    expect(await listed('RP-2')).toEqual([['R-1', 'RP-2', 'strip finished', 'test finished', 'pack finished']])
  })
})
