import { beforeAll, describe, expect, test } from 'vitest'
import type { Said } from '../../local/demo/client.ts'
import { accepted, approvedVersion, type Crew, codesOf, crewOf, read } from '../support/crew.ts'
import { epcisFaultsOf } from '../support/epcis.ts'
import { useSharedPlant } from '../support/plant.ts'

const plant = useSharedPlant()
let crew: Crew
const each = (value: string) => ({ value, unit: '{each}' }) as const
const tolerance = { minusPercent: '100', plusPercent: '0' }
const gtin = '9521234543213'

beforeAll(async () => {
  crew = await crewOf(plant().url)
  for (const [materialId, more] of [
    ['PUMP', { gtin }],
    ['MOTOR', {}],
    ['SEAL', {}],
  ] as const)
    accepted(await crew.erik.defineMaterial({ materialId }, { name: materialId, unit: '{each}', ...more }))
  const part = (lineId: string, materialId: string, one: string) => ({
    lineId,
    materialId,
    quantity: each('110'),
    tolerance,
    perUnit: { quantity: each(one) },
  })
  const steps = [
    { stepId: 'build', materials: [part('0010', 'MOTOR', '1'), part('0020', 'SEAL', '2')] },
    { stepId: 'test', after: ['build'] },
  ]
  const batchSize = { min: each('1'), nominal: each('2'), max: each('100') }
  await approvedVersion(crew, 'PUMP', '1', steps, { batchSize })
})

async function released(lotId: string, materialId: string, value: string, serials: readonly string[] = []) {
  accepted(await crew.ada.receiveLot({ lotId, materialId, quantity: each(value) }))
  accepted(await crew.quinn.releaseLot({ lotId }, await crew.sign('quinn', 'released')))
  if (serials.length > 0) accepted(await crew.ada.makeUnits({ lotId }, { serials }))
}
async function building(orderId: string, pumps = '2') {
  const order = { orderId, recipeId: 'PUMP', product: 'PUMP', quantity: each(pumps) }
  accepted(await crew.paula.createOrder(order))
  accepted(await crew.paula.releaseOrder({ orderId }))
  accepted(await crew.ada.startOrder({ orderId }))
  accepted(await crew.ada.startStep({ orderId, stepId: 'build' }))
}
const install = (
  orderId: string,
  into: string,
  lineId: string,
  stock: Pick<Said<'consume'>, 'lotId' | 'sublotId'>,
  value = '1',
) =>
  crew.ada.consume(
    { orderId },
    {
      stepId: 'build',
      lineId,
      ...stock,
      quantity: each(value),
      into,
    },
  )
const make = (orderId: string, lotId: string, ...serials: string[]) =>
  crew.ada.produce(
    { orderId },
    {
      stepId: 'build',
      lotId,
      quantity: each(String(serials.length)),
      serials,
    },
  )

describe('two pumps, built of two lots of seals', () => {
  test('are known by what is in them, and a recall of one lot names one pump', async () => {
    await released('MOT-1', 'MOTOR', '3', ['M-1', 'M-2', 'M-3'])
    await released('SEAL-1', 'SEAL', '10')
    await released('SEAL-2', 'SEAL', '10')
    await building('PO-1')
    accepted(await crew.ada.announceUnits({ orderId: 'PO-1' }, { lotId: 'PUMP-1', serials: ['P-1', 'P-2'] }))
    expect(await read(crew.vera.getUnit({ materialId: 'PUMP', serial: 'P-1' }))).toMatchObject({
      status: 'announced',
      components: [],
      lacking: [
        { lineId: '0010', materialId: 'MOTOR', missing: each('1') },
        { lineId: '0020', materialId: 'SEAL', missing: each('2') },
      ],
    })

    // The bare number is of the pump, as far as it goes, and the bare GTIN of its material.
    expect((await read(crew.vera.scan({ code: 'P-1' }))).matches).toMatchObject([
      { type: 'unit', status: 'announced', href: '/v1/units/PUMP/P-1' },
    ])
    for (const code of [gtin, `0${gtin}`, `]E0${gtin}`])
      expect((await read(crew.vera.scan({ code }))).matches).toMatchObject([{ type: 'material', materialId: 'PUMP' }])
    const scanned = await read(crew.vera.scan({ code: `(01)0${gtin}(21)P-1` }))
    expect(scanned.matches).toMatchObject([{ type: 'unit', status: 'announced', href: '/v1/units/PUMP/P-1' }])
    const unsaid = await crew.ada.consume(
      { orderId: 'PO-1' },
      {
        stepId: 'build',
        lineId: '0020',
        lotId: 'SEAL-1',
        quantity: each('2'),
      },
    )
    expect([unsaid.status, codesOf(unsaid)]).toEqual([409, ['unit-missing']])
    accepted(await install('PO-1', 'P-1', '0010', { lotId: 'MOT-1', sublotId: 'M-1' }))
    accepted(await install('PO-1', 'P-1', '0020', { lotId: 'SEAL-1' }, '2'))
    accepted(await install('PO-1', 'P-2', '0020', { lotId: 'SEAL-2' }, '2'))
    const early = await make('PO-1', 'PUMP-1', 'P-1', 'P-2')
    expect([early.status, codesOf(early)]).toEqual([409, ['unit-incomplete']])
    expect(early.text).toContain('MOTOR of line 0010: unit P-2 lacks 1.')

    // The motor of the second pump is found wrong at once and another takes its place; both facts are kept.
    const wrong = accepted(await install('PO-1', 'P-2', '0010', { lotId: 'MOT-1', sublotId: 'M-2' })).body
    const twice = await install('PO-1', 'P-1', '0010', { lotId: 'MOT-1', sublotId: 'M-2' })
    expect(twice.status).toBe(409)
    const back = { consumptionId: wrong.factId, reason: 'It hums' }
    accepted(await crew.ada.reverse({ orderId: 'PO-1' }, back))
    // The motor that hums waits for quality, and is in no other pump before.
    const hums = await install('PO-1', 'P-2', '0010', { lotId: 'MOT-1', sublotId: 'M-2' })
    expect([hums.status, codesOf(hums)]).toEqual([409, ['sublot-not-released']])
    expect(await read(crew.vera.getUnit({ materialId: 'MOTOR', serial: 'M-2' }))).toMatchObject({
      status: 'quarantine',
      where: { at: 'stock', lotId: 'MOT-1' },
    })
    accepted(await install('PO-1', 'P-2', '0010', { lotId: 'MOT-1', sublotId: 'M-3' }))
    accepted(await make('PO-1', 'PUMP-1', 'P-1', 'P-2'))

    const pump = await read(crew.vera.getUnit({ materialId: 'PUMP', serial: 'P-2' }))
    expect(pump).toMatchObject({ lotId: 'PUMP-1', orderId: 'PO-1', status: 'quarantine', lacking: [] })
    expect(pump.components).toMatchObject([
      { lineId: '0020', materialId: 'SEAL', lotId: 'SEAL-2', quantity: each('2'), stepId: 'build', by: { id: 'ada' } },
      {
        lineId: '0010',
        lotId: 'MOT-1',
        sublotId: 'M-3',
        unit: { materialId: 'MOTOR', serial: 'M-3', href: '/v1/units/MOTOR/M-3' },
      },
    ])
    expect(await read(crew.vera.getUnit({ materialId: 'MOTOR', serial: 'M-3' }))).toMatchObject({
      builtInto: { href: '/v1/units/PUMP/P-2' },
    })
    expect(await read(crew.vera.getSublot({ lotId: 'PUMP-1', sublotId: 'P-2' }))).toMatchObject({
      serial: 'P-2',
      asBuilt: '/v1/units/PUMP/P-2',
    })
    expect((await crew.vera.getUnit({ materialId: 'PUMP', serial: 'P-9' })).status).toBe(404)

    const recall = await read(crew.vera.mockRecall({ lotId: 'SEAL-2' }))
    expect(recall).toMatchObject({ complete: true, counts: { units: 1, lots: 2 } })
    expect(recall.affectedUnits).toMatchObject([
      { materialId: 'PUMP', serial: 'P-2', lotId: 'PUMP-1', orderId: 'PO-1', status: 'quarantine' },
    ])
    expect(recall.lots).toMatchObject([
      { lotId: 'SEAL-2', affected: 'whole' },
      { lotId: 'PUMP-1', affected: 'units' },
    ])
    const forward = await read(crew.vera.traceLot({ lotId: 'MOT-1' }, { direction: 'forward' }))
    expect(forward.affectedUnits?.map((it) => it.serial)).toEqual(['P-1', 'P-2'])
    const first = await read(crew.vera.mockRecall({ lotId: 'SEAL-2' }, { limit: '1' }))
    expect(first.affectedUnits).toHaveLength(1)
    expect(
      (await read(crew.vera.mockRecall({ lotId: 'SEAL-2' }, { limit: '1', cursor: first.nextCursor }))).affectedUnits,
    ).toEqual([])
  })

  test('that are affected are listed in pages, each as long as it is asked for', async () => {
    const one = await read(crew.vera.listAffectedUnits({ lotId: 'MOT-1' }, { limit: '1' }))
    expect(one).toMatchObject({ items: [{ serial: 'P-1', href: '/v1/units/PUMP/P-1' }], pending: [], complete: true })
    const two = await read(crew.vera.listAffectedUnits({ lotId: 'MOT-1' }, { limit: '1', cursor: one.nextCursor }))
    expect(two.items).toMatchObject([{ serial: 'P-2' }])
    expect(two.nextCursor).toBeUndefined()
    expect((await crew.vera.listAffectedUnits({ lotId: 'MOT-9' })).status).toBe(404)
  })

  test('that are too many for the first page of a recall or a trace stand behind its link', async () => {
    const serials = Array.from({ length: 51 }, (_, index) => `X-${100 + index}`)
    await released('SEAL-X', 'SEAL', '104')
    await building('PO-X', '60')
    const announce = (from: string, to: string) =>
      crew.ada.announceUnits({ orderId: 'PO-X' }, { lotId: 'PUMP-X', serials: [{ from, to }] })
    accepted(await announce('X-100', 'X-150'))
    accepted(await announce('Y-001', 'Y-090'))
    expect((await announce('Z-001', 'Z-091')).status).toBe(400)
    const seals = { lineId: '0020', lotId: 'SEAL-X' }
    const build = (units: readonly string[], key?: string) =>
      crew.ada.buildUnits(
        { orderId: 'PO-X' },
        { stepId: 'build', units: units.map((serial) => ({ serial, components: [seals] })) },
        key ? { key } : {},
      )
    expect((await build(serials)).status).toBe(400)
    const many = await read(build(serials.slice(0, 50)))
    expect(many.units.map(({ status }) => status)).toEqual(serials.slice(0, 50).map(() => 'built'))
    // A unit that is not announced is refused alone.
    const few = await read(build(['X-150', 'X-151'], 'two-pumps-1'))
    expect(few.units).toMatchObject([
      { serial: 'X-150', status: 'built', components: [seals] },
      { serial: 'X-151', status: 'refused', violations: [{ code: 'unit-unknown' }] },
    ])
    expect(await read(build(['X-150', 'X-151'], 'two-pumps-1'))).toEqual(few)
    expect((await build(['X-150'], 'two-pumps-1')).status).toBe(422)
    const lot = { lotId: 'SEAL-X' }
    for (const { affectedUnits, moreUnits = '' } of [
      await read(crew.vera.mockRecall(lot)),
      await read(crew.vera.mockRecall(lot, { limit: '1' })),
      await read(crew.vera.traceLot(lot, { direction: 'forward' })),
    ]) {
      expect(affectedUnits).toHaveLength(50)
      // A link is followed as it is.
      const rest = await crew.vera.get(moreUnits)
      expect(rest.body.items).toMatchObject([{ serial: 'X-150' }])
    }
    expect(await read(crew.vera.mockRecall({ lotId: 'SEAL-X' }))).toMatchObject({ counts: { units: 51 } })
  })

  test('are EPCIS associations of their components, the same whenever they are asked for', async () => {
    const told = async (lotId: string) => {
      const response = await plant().request('vera', 'GET', `/v1/lots/${lotId}/recall?format=epcis`)
      const document = (await response.json()) as { epcisBody: { eventList: Record<string, unknown>[] } }
      expect(epcisFaultsOf(document)).toEqual([])
      return document.epcisBody.eventList.filter(({ type }) => type === 'AssociationEvent')
    }
    const events = await told('MOT-1')
    const pumpNumber = (serial: string) => `https://id.gs1.org/01/0${gtin}/21/${serial}`
    expect(events.map(({ action, bizStep, parentID, childEPCs }) => [action, bizStep, parentID, childEPCs])).toEqual([
      ['ADD', 'installing', pumpNumber('P-1'), [expect.stringMatching(/\/obj\/MOT-1:M-1$/)]],
      ['ADD', 'installing', pumpNumber('P-2'), [expect.stringMatching(/\/obj\/MOT-1:M-2$/)]],
      ['DELETE', 'removing', pumpNumber('P-2'), [expect.stringMatching(/\/obj\/MOT-1:M-2$/)]],
      ['ADD', 'installing', pumpNumber('P-2'), [expect.stringMatching(/\/obj\/MOT-1:M-3$/)]],
    ])
    expect(await told('MOT-1')).toEqual(events)
    expect(await told('SEAL-1')).toMatchObject([
      {
        parentID: pumpNumber('P-1'),
        childQuantityList: [{ quantity: 2 }],
        bizTransactionList: [{ type: 'prodorder' }],
      },
    ])
  })

  test('are opened in the test, and stay in the house until they are whole again', async () => {
    const motor = (await read(crew.vera.getUnit({ materialId: 'PUMP', serial: 'P-1' }))).components[0]
    accepted(await crew.ada.completeStep({ orderId: 'PO-1', stepId: 'build' }))
    const back = { consumptionId: motor?.consumptionId ?? '', reason: 'It leaks' }
    const late = await crew.ada.reverse({ orderId: 'PO-1' }, back)
    expect([late.status, codesOf(late)]).toEqual([409, ['step-not-running']])
    accepted(await crew.ada.startStep({ orderId: 'PO-1', stepId: 'test' }))
    accepted(await crew.ada.reverse({ orderId: 'PO-1' }, { ...back, stepId: 'test' }))
    expect(await read(crew.vera.getSublot({ lotId: 'PUMP-1', sublotId: 'P-1' }))).toMatchObject({ lacks: ['0010'] })
    expect(await read(crew.vera.getSublot({ lotId: 'MOT-1', sublotId: 'M-1' }))).toMatchObject({
      remaining: each('1'),
      status: 'quarantine',
    })
    // A seal has no number: it goes apart from the others of its lot, which stay free; another is scrapped at once.
    const seals = (await read(crew.vera.getUnit({ materialId: 'PUMP', serial: 'P-1' }))).components[0]
    const seal = {
      consumptionId: seals?.consumptionId ?? '',
      stepId: 'test',
      quantity: each('1'),
      reason: 'It is worn',
    }
    const apart = accepted(await crew.ada.reverse({ orderId: 'PO-1' }, seal)).body
    expect(apart).toMatchObject({ data: { disposition: 'quarantine', toSublotId: expect.any(String) } })
    const toSublotId = String((apart as { data: { toSublotId?: string } }).data.toSublotId)
    expect(await read(crew.vera.getSublot({ lotId: 'SEAL-1', sublotId: toSublotId }))).toMatchObject({
      remaining: each('1'),
      status: 'quarantine',
    })
    accepted(await crew.ada.reverse({ orderId: 'PO-1' }, { ...seal, disposition: 'scrap' }))
    expect(await read(crew.vera.getLot({ lotId: 'SEAL-1' }))).toMatchObject({
      remaining: each('9'),
      left: { scrapped: each('1') },
    })
    expect(await read(crew.vera.getOrderBalance({ orderId: 'PO-1' }))).toMatchObject({
      outputs: expect.arrayContaining([{ lotId: 'SEAL-1', materialId: 'SEAL', quantity: each('1'), use: 'scrap' }]),
    })
    accepted(
      await crew.quinn.releaseLot(
        { lotId: 'SEAL-1' },
        { sublotId: toSublotId, ...(await crew.sign('quinn', 'released')) },
      ),
    )
    accepted(await crew.ada.makeContainer({ containerId: 'BOX-P', kind: 'case' }))
    const units = { units: [{ lotId: 'PUMP-1', sublotId: 'P-1' }] }
    const refused = await crew.ada.packContainer({ containerId: 'BOX-P' }, units)
    expect([refused.status, codesOf(refused)]).toEqual([409, ['unit-incomplete']])
    expect(await read(crew.vera.getLotBalance({ lotId: 'SEAL-1' }))).toMatchObject({ balanced: true })
    expect(await read(crew.vera.getLotBalance({ lotId: 'MOT-1' }))).toMatchObject({ balanced: true })
  })
})
