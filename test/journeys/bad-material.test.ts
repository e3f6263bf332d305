import { beforeAll, describe, expect, test } from 'vitest'
import {
  accepted,
  approvedRecipe,
  type Crew,
  codesOf,
  crewOf,
  kg,
  read,
  releasedLot,
  runningOrder,
} from '../support/crew.ts'
import { useSharedPlant } from '../support/plant.ts'

const plant = useSharedPlant()
let crew: Crew
const lot = '/v1/lots/GOOD'
const receipt = { lotId: 'NEW', materialId: 'SOUR', quantity: kg('1') }
const customer = { type: 'customer', id: 'ACME' } as const
const each = (value: string) => ({ value, unit: '{each}' }) as const
const draw = (quantity: unknown, lotId = 'GOOD') => ({ stepId: 'boil', lineId: '10', lotId, quantity })
const consume = '/v1/orders/BAD-1/consumptions'

beforeAll(async () => {
  crew = await crewOf(plant().url)
  const line = {
    lineId: '10',
    materialId: 'SOUR',
    quantity: kg('50'),
    tolerance: { minusPercent: '100', plusPercent: '0' },
  }
  await approvedRecipe(crew, 'DROPS', [{ stepId: 'boil', materials: [line] }])
  await releasedLot(crew, 'GOOD', 'SOUR', kg('100'))
  await releasedLot(crew, 'HELD', 'SOUR', kg('100'))
  accepted(await crew.erik.defineMaterial({ materialId: 'VALVE' }, { name: 'Valve', unit: '{each}' }))
  accepted(await crew.ada.receiveLot({ lotId: 'VALVES', materialId: 'VALVE', quantity: each('3') }))
  accepted(await crew.ada.makeUnits({ lotId: 'VALVES' }, { serials: ['S-1'] }))
  const bought = { lotId: 'BOUGHT', materialId: 'SOUR', quantity: kg('10'), supplierId: 'SUPP' }
  accepted(await crew.ada.receiveLot(bought))
  const hold = { subject: { type: 'lot', id: 'HELD' }, reason: 'A bag was open' } as const
  accepted(await crew.quinn.placeHold(hold))
  await runningOrder(crew, 'BAD-1', 'DROPS', [{ stepId: 'boil' }])
  accepted(await crew.erik.defineMaterial({ materialId: 'DROPS' }, { name: 'Drops', unit: 'kg' }))
  const made = { stepId: 'boil', lotId: 'MADE', quantity: kg('5') }
  accepted(await crew.ada.produce({ orderId: 'BAD-1' }, made))
})

const everything = async () =>
  Promise.all(
    [
      '/v1/lots/MADE',
      '/v1/lots/BOUGHT',
      '/v1/lots/GOOD',
      '/v1/lots/HELD',
      '/v1/lots/VALVES',
      '/v1/lots/VALVES/sublots',
      '/v1/orders/BAD-1',
    ].map(async (path) => (await crew.vera.get(path)).body),
  )

describe('what a plant cannot take', () => {
  test.each<[what: string, path: string, body: object, status: number, codes: string[]]>([
    [
      'a unit that nobody knows',
      '/v1/lots',
      { ...receipt, quantity: { value: '1', unit: 'stone' } },
      400,
      ['invalid-request'],
    ],
    ['another dimension', '/v1/lots', { ...receipt, quantity: { value: '1', unit: 'L' } }, 409, ['unit-mismatch']],
    ['another dimension', consume, draw({ value: '1', unit: 'L' }), 409, ['unit-mismatch']],
    ['more than remains', consume, draw(kg('101')), 409, ['line-over-tolerance', 'lot-insufficient']],
    ['nothing', consume, draw(kg('0')), 400, ['invalid-request']],
    ['no number', consume, draw({ value: 'NaN', unit: 'kg' }), 400, ['invalid-request']],
    ['a number instead of its text', consume, draw({ value: 1, unit: 'kg' }), 400, ['invalid-request']],
    ['thirty digits', consume, draw(kg('9'.repeat(30))), 400, ['invalid-request']],
    ['thirty digits', '/v1/lots', { ...receipt, quantity: kg(`0.${'1'.repeat(30)}`) }, 400, ['invalid-request']],
    ['less than can be told', consume, draw({ value: '0.000000000001', unit: 'ug' }), 409, ['unit-mismatch']],
    ['a lot that is not here', consume, draw(kg('1'), 'CORK-7'), 409, ['lot-unknown']],
    [
      'a lot of this site as one of another',
      '/v1/lots',
      { ...receipt, origin: { site: 'lyon', lotId: 'GOOD' } },
      409,
      ['shipment-misdirected'],
    ],
    [
      'a split that does not sum',
      `${lot}/split`,
      { parts: [{ lotId: 'P', quantity: kg('60') }], keeps: kg('30') },
      409,
      ['split-unbalanced'],
    ],
    [
      'a split of more than there is',
      `${lot}/split`,
      { parts: [{ lotId: 'P', quantity: kg('101') }] },
      409,
      ['lot-insufficient'],
    ],
    [
      'a serial number twice in one request',
      '/v1/lots/VALVES/units',
      { serials: ['S-2', 'S-2'] },
      409,
      ['serial-duplicated'],
    ],
    ['a serial number that there is', '/v1/lots/VALVES/units', { serials: ['S-1'] }, 409, ['serial-duplicated']],
    ['held stock on its way out', '/v1/lots/HELD/ship', { shipmentId: 'SH', to: customer }, 409, ['lot-on-hold']],
    [
      'what was made here and not released as for a supplier',
      '/v1/lots/MADE/ship',
      { shipmentId: 'SH', to: { type: 'supplier', id: 'ACME' } },
      409,
      ['shipment-misdirected'],
    ],
    [
      'the same as sent back',
      '/v1/lots/MADE/return',
      { shipmentId: 'SH', supplierId: 'ACME', reason: 'It is bad' },
      409,
      ['shipment-misdirected'],
    ],
    [
      'what another supplier has sent as sent back',
      '/v1/lots/BOUGHT/return',
      { shipmentId: 'SH', supplierId: 'OTHER', reason: 'It is bad' },
      409,
      ['shipment-misdirected'],
    ],
    [
      'what is not released as for a site that there is not',
      '/v1/lots/MADE/ship',
      { shipmentId: 'SH', to: { type: 'site', id: 'anywhere' } },
      409,
      ['shipment-misdirected'],
    ],
    [
      'a container whose check digit is wrong',
      '/v1/containers',
      { containerId: '095212340000000011', kind: 'case' },
      400,
      ['barcode-invalid'],
    ],
  ])('%s is refused with its reason, and nothing is done: %s', async (_what, path, body, status, codes) => {
    const before = await everything()
    const answer = await crew.ada.post(path, body)
    expect([answer.status, codesOf(answer)]).toEqual([status, codes])
    for (const { detail } of answer.body.violations) expect(detail).toMatch(/^\S.*\.$/)
    expect(await everything()).toEqual(before)
  })

  test('what a customer sends back is found by the recall of the lot that left, and used by nobody', async () => {
    await releasedLot(crew, 'SOLD', 'SOUR', kg('100'))
    accepted(await crew.ada.shipLot({ lotId: 'SOLD' }, { shipmentId: 'SH-SOLD', to: customer, quantity: kg('30') }))
    const back = {
      materialId: 'SOUR',
      origin: { site: 'lyon', lotId: 'SOLD', shipmentId: 'SH-SOLD' },
      quantity: kg('10'),
    }
    accepted(await crew.ada.receiveLot({ ...back, lotId: 'BACK-1' }))
    accepted(await crew.olga.recallLot({ lotId: 'SOLD' }, { holdId: 'RC-SOLD', reason: 'Glass in a bag' }))
    accepted(await crew.ada.receiveLot({ ...back, lotId: 'BACK-2' }))
    for (const lotId of ['BACK-1', 'BACK-2']) {
      expect(await read(crew.vera.getLot({ lotId }))).toMatchObject({
        status: 'quarantine',
        holds: ['RC-SOLD'],
      })
      expect(await read(crew.vera.getLotBalance({ lotId }))).toMatchObject({ balanced: true })
      const release = await crew.quinn.releaseLot({ lotId }, await crew.sign('quinn', 'released'))
      expect(codesOf(release)).toEqual(['lot-on-hold'])
    }
    expect(await read(crew.vera.getLot({ lotId: 'SOLD' }))).toMatchObject({ cameBack: kg('20') })
    const { lots } = await read(crew.vera.mockRecall({ lotId: 'SOLD' }))
    expect(lots.map(({ lotId }) => lotId).sort()).toEqual(['BACK-1', 'BACK-2', 'SOLD'])
    const more = await crew.ada.receiveLot({ ...back, lotId: 'BACK-3', quantity: kg('10.001') })
    expect(codesOf(more)).toEqual(['return-exceeded'])
  })

  test('a code whose check digit is wrong names it', async () => {
    const answer = await crew.vera.scan({ code: '(01)09521234543214' })
    expect([answer.status, codesOf(answer)]).toEqual([400, ['barcode-invalid']])
    expect(answer.problem?.violations[0]?.detail).toContain('check digit')
  })

  test('nobody of another site reads or moves a lot of this one', async () => {
    const token = await plant().token('ada', { site: 'cork' })
    for (const [method, path] of [
      ['GET', lot],
      ['POST', `${lot}/ship`],
    ] as const) {
      const headers = { authorization: `Bearer ${token}`, 'idempotency-key': crypto.randomUUID() }
      expect((await fetch(`${plant().url}${path}`, { method, headers })).status).toBe(401)
    }
  })
})
