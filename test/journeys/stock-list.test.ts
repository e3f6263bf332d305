import { beforeAll, describe, expect, test } from 'vitest'
import { accepted, type Crew, codesOf, crewOf, kg, read } from '../support/crew.ts'
import { usePlant } from '../support/plant.ts'

/** A plant of its own: the list has everything that there is. */
const plant = usePlant()
let crew: Crew

const each = (value: string) => ({ value, unit: '{each}' })

beforeAll(async () => {
  crew = await crewOf(plant().url)
  for (const [materialId, name, unit] of [
    ['MALT', 'Pale malt', 'kg'],
    ['HOPS', 'Hops', 'g'],
    ['PUMP', 'Pump', '{each}'],
  ] as const)
    accepted(await crew.erik.defineMaterial({ materialId }, { name, unit }))
  for (const equipmentId of ['RACK-1', 'RACK-2', 'DOCK'])
    accepted(await crew.erik.defineEquipment({ equipmentId }, { name: equipmentId, level: 'storage-unit' }))
})

type Asked = Parameters<Crew['vera']['listStock']>[0]
type Row = Awaited<ReturnType<typeof rows>>[number]
const rows = async (asked: Asked = {}) => (await read(crew.vera.listStock(asked))).items
/** Where a row is, and its sum. */
const sums = (found: readonly Row[]) =>
  found.map((it) => `${it.materialId} ${it.location ?? '-'} ${it.quantity.value} ${it.quantity.unit}`)

describe('the stock of the plant', () => {
  beforeAll(async () => {
    for (const [lotId, materialId, quantity, location] of [
      ['MALT-1', 'MALT', kg('100.25'), 'RACK-1'],
      ['MALT-2', 'MALT', kg('50.5'), 'RACK-1'],
      ['MALT-3', 'MALT', kg('10'), 'RACK-2'],
      ['HOPS-1', 'HOPS', { value: '1.5', unit: 'kg' }, undefined],
    ] as const)
      accepted(await crew.ada.receiveLot({ lotId, materialId, quantity, location }))
    accepted(await crew.quinn.releaseLot({ lotId: 'MALT-1' }, await crew.sign('quinn', 'released')))
    accepted(await crew.quinn.placeHold({ holdId: 'H-3', subject: { type: 'lot', id: 'MALT-3' }, reason: 'Wet' }))
  })

  test('is the sum of the lots of each material at each place, in its unit', async () => {
    expect(sums(await rows())).toEqual(['HOPS - 1500 g', 'MALT RACK-1 150.75 kg', 'MALT RACK-2 10 kg'])
  })

  test('says what may be done with it, and the parts add up', async () => {
    expect(await rows({ materialId: 'MALT' })).toMatchObject([
      {
        name: 'Pale malt',
        location: 'RACK-1',
        lots: 2,
        quantity: kg('150.75'),
        available: kg('100.25'),
        quarantine: kg('50.5'),
        held: kg('0'),
      },
      { location: 'RACK-2', lots: 1, available: kg('0'), quarantine: kg('0'), held: kg('10') },
    ])
  })

  test('is narrowed by material, place and status', async () => {
    expect(sums(await rows({ location: 'RACK-2' }))).toEqual(['MALT RACK-2 10 kg'])
    expect(sums(await rows({ status: 'held' }))).toEqual(['MALT RACK-2 10 kg'])
    expect(sums(await rows({ status: 'quarantine', materialId: 'MALT' }))).toEqual(['MALT RACK-1 150.75 kg'])
    expect(await rows({ status: 'reserved' })).toEqual([])
    expect(codesOf(await crew.vera.get('/v1/stock?status=good'))).toEqual(['invalid-request'])
  })

  test('comes in pages that are full, each row once', async () => {
    for (const by of ['place', 'lot'] as const) {
      const whole = await rows({ by })
      const found: Row[] = []
      let cursor: string | undefined
      do {
        const page = await read(crew.vera.listStock({ by, limit: '1', ...(cursor && { cursor }) }))
        expect(page.items).toHaveLength(1)
        found.push(...page.items)
        cursor = page.nextCursor
      } while (cursor)
      expect(found).toEqual(whole)
    }
  })

  test('goes down to the lots, the first to expire first', async () => {
    const lots = await rows({ by: 'lot', location: 'RACK-1' })
    expect(lots.map(({ lotId, quantity }) => [lotId, quantity.value])).toEqual([
      ['MALT-1', '100.25'],
      ['MALT-2', '50.5'],
    ])
  })

  test('is a table', async () => {
    const { text } = accepted(await crew.vera.listStock({ materialId: 'MALT' }, { accept: 'text/csv' }))
    const [head, line] = text.split('\r\n')
    expect(head).toMatch(
      /^materialId,name,location,lotId,sublotId,containerId,lots,quantity\.value,quantity\.unit,available/,
    )
    expect(line).toBe('MALT,Pale malt,RACK-1,,,,2,150.75,kg,100.25,0,50.5,0,0,0,0,0')
  })

  test('follows a lot that is moved, issued and used up', async () => {
    accepted(await crew.ada.receiveLot({ lotId: 'MALT-4', materialId: 'MALT', quantity: kg('8'), location: 'DOCK' }))
    expect(sums(await rows({ location: 'DOCK' }))).toEqual(['MALT DOCK 8 kg'])
    accepted(await crew.ada.moveLot({ lotId: 'MALT-4' }, { to: 'RACK-2' }))
    expect(await rows({ location: 'DOCK' })).toEqual([])
    accepted(await crew.olga.scrapLot({ lotId: 'MALT-4' }, { quantity: kg('3'), reason: 'Wet' }))
    expect(sums(await rows({ location: 'RACK-2' }))).toEqual(['MALT RACK-2 15 kg'])
    accepted(await crew.olga.scrapLot({ lotId: 'MALT-4' }, { quantity: kg('5'), reason: 'Wet' }))
    expect(sums(await rows({ location: 'RACK-2' }))).toEqual(['MALT RACK-2 10 kg'])
  })

  test('counts a lot of a material whose unit has changed in the unit of today', async () => {
    accepted(await crew.erik.defineMaterial({ materialId: 'HOPS' }, { name: 'Hops', unit: 'kg' }, { ifMatch: '*' }))
    expect(sums(await rows({ materialId: 'HOPS' }))).toEqual(['HOPS - 1.5 kg'])
  })
})

describe('a list of lots', () => {
  const lots = async (asked: Parameters<Crew['vera']['listLots']>[0]) => read(crew.vera.listLots(asked))
  const ids = (page: Awaited<ReturnType<typeof lots>>) => page.items.map(({ lotId }) => lotId)

  test('by place or by status has no empty page before its lots', async () => {
    expect(ids(await lots({ location: 'RACK-2', limit: '1' }))).toEqual(['MALT-3'])
    expect(ids(await lots({ status: 'released', limit: '1' }))).toEqual(['MALT-1'])
    expect(ids(await lots({ status: 'depleted', limit: '1' }))).toEqual(['MALT-4'])
    expect(ids(await lots({ status: 'consumed', limit: '1' }))).toEqual([])
  })

  test('is a table', async () => {
    const { text } = accepted(await crew.vera.listLots({ location: 'RACK-2' }, { accept: 'text/csv' }))
    expect(text.split('\r\n')[1]).toMatch(/^MALT-3,MALT,quarantine,10,10,10,0,kg,RACK-2,,,H-3,/)
  })
})

describe('stock in sublots and containers', () => {
  beforeAll(async () => {
    accepted(await crew.ada.receiveLot({ lotId: 'PUMP-1', materialId: 'PUMP', quantity: each('10') }))
    accepted(await crew.quinn.releaseLot({ lotId: 'PUMP-1' }, await crew.sign('quinn', 'released')))
    accepted(await crew.ada.moveLot({ lotId: 'PUMP-1' }, { to: 'RACK-1' }))
    accepted(
      await crew.ada.divideLot(
        { lotId: 'PUMP-1' },
        { sublots: ['A', 'B', 'C'].map((sublotId) => ({ sublotId, quantity: each('2') })) },
      ),
    )
    accepted(await crew.ada.moveLot({ lotId: 'PUMP-1' }, { to: 'RACK-2', sublotId: 'B' }))
    accepted(await crew.ada.post('/v1/containers', { containerId: 'BOX-1', kind: 'case', location: 'DOCK' }))
    accepted(await crew.ada.post('/v1/containers/BOX-1/pack', { units: [{ lotId: 'PUMP-1', sublotId: 'C' }] }))
  })

  test('is where the sublot is, or the container that it is in', async () => {
    const pumps = await rows({ materialId: 'PUMP' })
    expect(sums(pumps)).toEqual(['PUMP DOCK 2 {each}', 'PUMP RACK-1 6 {each}', 'PUMP RACK-2 2 {each}'])
    expect(pumps.map((it) => it.available.value)).toEqual(['2', '6', '2'])
  })

  test('is found at its place, where its lot is not', async () => {
    expect(sums(await rows({ location: 'DOCK' }))).toEqual(['PUMP DOCK 2 {each}'])
    expect(sums(await rows({ location: 'RACK-2', materialId: 'PUMP' }))).toEqual(['PUMP RACK-2 2 {each}'])
  })

  test('goes down to the sublots and their containers', async () => {
    const found = await rows({ by: 'sublot', materialId: 'PUMP' })
    expect(
      found.map(({ location, sublotId, containerId, quantity }) => [location, sublotId, containerId, quantity.value]),
    ).toEqual([
      ['DOCK', 'C', 'BOX-1', '2'],
      ['RACK-1', undefined, undefined, '4'],
      ['RACK-1', 'A', undefined, '2'],
      ['RACK-2', 'B', undefined, '2'],
    ])
  })
})
