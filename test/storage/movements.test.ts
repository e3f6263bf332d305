import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Movement, Station } from '../../shared/domain/genealogy/movement.ts'
import { movementStore } from '../../shared/storage/movement-store.ts'
import type { Movements, Told } from '../../shared/usecases/enterprise/trace-across-sites.ts'
import { kg } from '../support/commands.ts'
import { openTable, type TestTable } from '../support/database.ts'
import { noon } from '../support/given.ts'
import { memoryMovements } from '../support/memory-movements.ts'

let table: TestTable
beforeAll(async () => {
  table = await openTable()
})
afterAll(() => table.stop())

const stores: readonly [name: string, open: () => Movements][] = [
  ['the memory store', memoryMovements],
  ['the table', () => movementStore(table)],
]

describe.each(stores)('%s of movements', (_, open) => {
  let store: Movements
  let run = ''
  beforeEach(() => {
    store = open()
    run = crypto.randomUUID().slice(0, 8)
  })

  const lot = (id: string, site = 'lyon'): Station => ({ type: 'lot', id: `${id}-${run}`, site })
  const name = (id: string, site = 'lyon') => `lot:${site}/${id}-${run}`
  const moved = (from: Station, to: Station, value = '1'): Movement => ({
    from,
    to,
    quantity: kg(value) as Movement['quantity'],
    materialId: 'SUGAR',
    site: 'lyon',
    at: noon,
  })
  const fact = (factId: string, more: Partial<Told> = {}): Told => ({
    factId,
    site: 'lyon',
    subject: { type: 'lot', id: 'A' },
    ...more,
  })
  const valuesAt = async (station: Station, key: string, direction: 'forward' | 'backward') => {
    const found = await store.at([station], direction)
    return found
      .get(key)
      ?.map(({ quantity }) => quantity.value)
      .sort()
  }

  test('finds a movement from where it began and from where it ended, as it was told', async () => {
    const movement = { ...moved(lot('A'), lot('B'), '-0.000000000001'), orderId: 'O-1', hearsay: true as const }
    await store.keep(fact('F'), [movement])
    expect((await store.at([lot('A')], 'forward')).get(name('A'))).toEqual([movement])
    expect((await store.at([lot('B')], 'backward')).get(name('B'))).toEqual([movement])
    expect(await valuesAt(lot('A'), name('A'), 'backward')).toEqual([])
  })

  test('keeps what a fact says once, however often it is told', async () => {
    const said = [moved(lot('A'), lot('B'), '1'), moved(lot('A'), lot('B'), '1'), moved(lot('A'), lot('C'), '2')]
    for (let times = 0; times < 3; times += 1) await store.keep(fact('F'), said)
    expect(await valuesAt(lot('A'), name('A'), 'forward')).toEqual(['1', '1', '2'])
    expect(await valuesAt(lot('B'), name('B'), 'backward')).toEqual(['1', '1'])
  })

  test('keeps facts of the same id apart, of two sites and of two things of one site', async () => {
    const said = [moved(lot('A'), lot('B'))]
    await store.keep(fact('F#1'), said)
    await store.keep(fact('F#1', { site: 'cork' }), said)
    await store.keep(fact('F#1', { subject: { type: 'order', id: 'A' } }), said)
    await store.keep(fact('F#2'), said)
    expect(await valuesAt(lot('A'), name('A'), 'forward')).toHaveLength(4)
  })

  test('answers of many stations at once, each by its name, also of those that nothing is known of', async () => {
    const here = Array.from({ length: 70 }, (_, index) => lot(`N${index}`))
    await store.keep(
      fact('F'),
      here.map((station) => moved(station, lot('B'))),
    )
    const found = await store.at([...here, lot('NOTHING')], 'forward')
    expect(found.size).toBe(71)
    expect(found.get(name('N69'))).toHaveLength(1)
    expect(found.get(name('NOTHING'))).toEqual([])
    expect(await valuesAt(lot('B'), name('B'), 'backward')).toHaveLength(70)
  })

  test('tells two lots of one shipment apart, and two sites that have a lot of the same name', async () => {
    const shipment = (lotId: string): Station => ({ type: 'shipment', id: `S-${run}`, site: 'lyon', lotId })
    await store.keep(fact('F'), [moved(shipment('A'), lot('X', 'cork'), '1'), moved(shipment('B'), lot('X'), '2')])
    expect(await valuesAt(shipment('A'), `shipment:lyon/S-${run}@A`, 'forward')).toEqual(['1'])
    expect(await valuesAt(shipment('B'), `shipment:lyon/S-${run}@B`, 'forward')).toEqual(['2'])
    expect(await valuesAt(lot('X', 'cork'), name('X', 'cork'), 'backward')).toEqual(['1'])
  })

  test('reads a lot that has gone to more than one page holds', async () => {
    const many = Array.from({ length: 1600 }, (_, index) =>
      moved(lot('RAW'), lot(`${index}`.padStart(48, 'T')), `${index + 1}`),
    )
    await store.keep(fact('F'), many)
    expect(await valuesAt(lot('RAW'), name('RAW'), 'forward')).toHaveLength(1600)
  })
})
