import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Basis,
  enough,
  exactly,
  lotIn,
  materialIn,
  named,
  nothingAvailable,
  passedOver,
  pour,
  reservedFor,
  sublotIn,
  type Take,
  takenOf,
} from '../../../shared/domain/production/available-stock.ts'
import { add } from '../../../shared/domain/quantity.ts'
import { aLine, dec, each, g, kg, later, litres, lot, material, noon, order, sublot } from '../../support/given.ts'

const line = aLine({ alternates: [{ materialId: 'GLUCOSE', factor: '2' }] })
const own = lot({ reserved: '30' })
const reserving = (...lotIds: string[]) => order({ reserved: Object.fromEntries(lotIds.map((it) => [it, kg('30')])) })
const basis = (more: Partial<Basis> = {}): Basis => ({
  order: reserving('SUC-1'),
  shelf: { lots: [own], sublots: [] },
  takes: [],
  at: noon,
  ...more,
})
const took = (lotId: string, value: string): Take => ({ line, lot: lot({ lotId }), value: dec(value) })
/** A sublot as a completion names it. */
const drum = (sublotId: string) => ({ sublotId: sublot({ sublotId }).sublotId })
const sources = (of: readonly { lot: { lotId: string }; most: string }[]) => of.map((it) => [it.lot.lotId, it.most])

describe('a named lot', () => {
  test('gives exactly the given quantity, in its own unit', () => {
    expect(exactly(line, own, drum('A'), g('500'))).toEqual({
      line,
      lot: own,
      sublotId: 'A',
      value: '0.5',
    })
    expect(exactly(line, own, {}, litres('1'))).toMatchObject({ value: '0' })
  })

  test('without a quantity gives all that is not reserved for others, and not taken by another line', () => {
    const most = (more: Partial<Basis> = {}, of = own) => named(of, {}, basis(more)).most
    expect(most()).toBe('100')
    expect(most({ order: order() })).toBe('70')
    expect(most({ takes: [took('SUC-1', '10'), took('SUC-2', '50'), took('SUC-1', '5')] })).toBe('85')
    expect(most({}, lot({ remaining: '20', reserved: '50' }))).toBe('20')
  })

  test('gives no more than its sublot holds, and no more than the lot has free', () => {
    const shelf = { lots: [own], sublots: [sublot(), sublot({ sublotId: 'B', remaining: '90' })] }
    const most = (sublotId: string, of = reserving('SUC-1')) =>
      named(own, drum(sublotId), basis({ shelf, order: of })).most
    expect(most('A')).toBe('25')
    expect(most('B', order())).toBe('70')
  })
})

describe('a sublot of a lot that another line has taken from', () => {
  const shelf = { lots: [own], sublots: [sublot(), sublot({ sublotId: 'B', remaining: '30' })] }
  const source = (sublotId: string, takes: readonly Take[]) => named(own, drum(sublotId), basis({ shelf, takes }))

  test('gives all that is in it, even if another sublot has given more', () => {
    const elsewhere = [{ ...took('SUC-1', '30'), ...drum('B') }]
    expect(source('A', elsewhere).most).toBe('25')
    expect(pour(line, dec('10'), [source('A', elsewhere)])).toMatchObject({ takes: [{ value: '10' }], missing: '0' })
    expect(source('B', elsewhere).most).toBe('0')
  })

  test('gives no more than the lot has left, and never less than nothing', () => {
    expect(source('A', [took('SUC-1', '90')]).most).toBe('10')
    expect(source('A', [took('SUC-1', '101')]).most).toBe('0')
    expect(pour(line, dec('10'), [source('A', [took('SUC-1', '101')])])).toEqual({ takes: [], missing: '10' })
  })
})

describe('the reserved lots of a line', () => {
  const shelf = (...lots: Parameters<typeof lot>[0][]) => ({
    lots: lots.map((it) => lot({ reserved: '30', ...it })),
    sublots: [],
  })

  test('are used in the order in which they expire, then in that in which they came', () => {
    const lots = shelf(
      { lotId: 'D' },
      { lotId: 'C', receivedAt: later(-1) },
      { lotId: 'B', expiresAt: later(200) },
      { lotId: 'A', expiresAt: later(300), receivedAt: later(-5) },
      { lotId: 'E', expiresAt: later(100) },
    )
    const of = reserving('A', 'B', 'C', 'D', 'E')
    expect(sources(reservedFor(line, basis({ shelf: lots, order: of }))).map(([lotId]) => lotId)).toEqual([
      'E',
      'B',
      'A',
      'C',
      'D',
    ])
    const reversed = { ...lots, lots: [...lots.lots].reverse() }
    expect(reservedFor(line, basis({ shelf: reversed, order: of }))).toEqual(
      reservedFor(line, basis({ shelf: lots, order: of })),
    )
  })

  test('are those of its own material before those of an alternate, and of no other', () => {
    const lots = shelf(
      { lotId: 'A', materialId: 'GLUCOSE', expiresAt: later(100) },
      { lotId: 'B', expiresAt: later(300) },
      { lotId: 'C', materialId: 'SALT' },
      { lotId: 'D' },
    )
    const of = reserving('A', 'B', 'C')
    expect(sources(reservedFor(line, basis({ shelf: lots, order: of })))).toEqual([
      ['B', '30'],
      ['A', '30'],
    ])
  })

  test('give what is reserved in them, as far as it is there and no line before has taken it', () => {
    const most = (remaining: string, ...takes: Take[]) =>
      sources(reservedFor(line, basis({ shelf: shelf({ remaining }), takes })))
    expect(most('100')).toEqual([['SUC-1', '30']])
    expect(most('20')).toEqual([['SUC-1', '20']])
    expect(most('100', took('SUC-1', '12'), took('SUC-2', '9'))).toEqual([['SUC-1', '18']])
    expect(most('100', took('SUC-1', '30'))).toEqual([])
    expect(most('100', took('SUC-1', '31'))).toEqual([])
  })

  test('are passed over if expired, unless the material needs only a reason: then they come last', () => {
    const lots = shelf({ lotId: 'A', expiresAt: noon }, { lotId: 'B', expiresAt: later(1) })
    const of = (expiryPolicy?: 'block' | 'block-unless-signed' | 'warn') => {
      const materials = expiryPolicy ? [material({ expiryPolicy })] : []
      const on = basis({ shelf: { ...lots, materials }, order: reserving('A', 'B') })
      return { taken: sources(reservedFor(line, on)).map(([lotId]) => lotId), passed: passedOver(line, on) }
    }
    const because = expect.objectContaining({ code: 'lot-expired', params: { lotId: 'A', on: noon } })
    for (const policy of [undefined, 'block'] as const)
      expect(of(policy)).toEqual({ taken: ['B'], passed: [{ lotId: 'A', expiryPolicy: 'block', because }] })
    expect(of('block-unless-signed')).toEqual({
      taken: ['B'],
      passed: [{ lotId: 'A', expiryPolicy: 'block-unless-signed', because }],
    })
    expect(of('warn')).toEqual({ taken: ['B', 'A'], passed: [] })
  })
})

describe('how much fills a line', () => {
  const pieces = lot({ unit: '{each}' })
  const counting = (more: Parameters<typeof aLine>[0] = {}) => aLine({ quantity: each('10'), ...more })

  test('is rounded up to whole pieces if it is computed, and not if it is given', () => {
    expect(enough(counting({ backflush: 'standard' }), pieces, dec('2.1'))).toBe('3')
    expect(enough(counting({ backflush: 'standard' }), pieces, dec('2'))).toBe('2')
    expect(enough(counting({ backflush: 'actual' }), pieces, dec('2.1'))).toBe('2.1')
    const replaced = counting({ backflush: 'actual', alternates: [{ materialId: 'GLUCOSE', factor: '1.5' }] })
    expect(enough(replaced, lot({ materialId: 'GLUCOSE', unit: '{each}' }), dec('3'))).toBe('5')
  })

  test('is in the unit of the lot, of an alternate by its factor, and nothing in another dimension', () => {
    expect(enough(line, lot({ unit: 'g' }), dec('2.5'))).toBe('2500')
    expect(enough(line, lot({ materialId: 'GLUCOSE' }), dec('2.5'))).toBe('5')
    expect(enough(line, lot({ unit: 'L' }), dec('2.5'))).toBe('0')
  })
})

describe('taking for a line from one source after another', () => {
  const source = (lotId: string, most: string, more: Parameters<typeof lot>[0] = {}) => ({
    lot: lot({ lotId, ...more }),
    most: dec(most),
  })
  const poured = (wanted: string | undefined, ...from: ReturnType<typeof source>[]) => {
    const { takes, missing } = pour(line, wanted === undefined ? undefined : dec(wanted), from)
    return { takes: takes.map((it) => [it.lot.lotId, it.value]), missing }
  }

  test('takes all of the first before any of the next', () => {
    expect(poured('25', source('A', '20'), source('B', '20'), source('C', '20'))).toEqual({
      takes: [
        ['A', '20'],
        ['B', '5'],
      ],
      missing: '0',
    })
    expect(poured('20', source('A', '20'), source('B', '20')).takes).toEqual([['A', '20']])
  })

  test('says what is still missing, in the unit of the line', () => {
    expect(poured('25', source('A', '5000', { unit: 'g' }), source('B', '4', { materialId: 'GLUCOSE' }))).toEqual({
      takes: [
        ['A', '5000'],
        ['B', '4'],
      ],
      missing: '18',
    })
    expect(poured('25')).toEqual({ takes: [], missing: '25' })
  })

  test('takes all that there is without a quantity', () => {
    expect(poured(undefined, source('A', '20'), source('B', '30'))).toEqual({
      takes: [
        ['A', '20'],
        ['B', '30'],
      ],
      missing: '0',
    })
  })

  test('leaves a quantity too small for the unit of the line', () => {
    expect(poured(undefined, source('A', '0.0000000001', { unit: 'g' }), source('B', '0'))).toEqual({
      takes: [],
      missing: '0',
    })
  })

  test('keeps the sublot of each source', () => {
    const named = { ...source('A', '5'), ...drum('A') }
    expect(pour(line, dec('5'), [named]).takes).toMatchObject([{ sublotId: 'A' }])
  })

  test('takes what is wanted and no more, or all that there is', () => {
    const amount = fc.integer({ min: 1, max: 100_000 }).map((it) => String(it / 1000))
    fc.assert(
      fc.property(amount, fc.array(amount, { maxLength: 6 }), (wanted, mosts) => {
        const { takes, missing } = pour(
          line,
          dec(wanted),
          mosts.map((most, index) => source(`L-${index}`, most)),
        )
        const taken = takes.reduce((sum, { value }) => add(dec(sum), value), '0')
        expect(add(dec(taken), missing)).toBe(add(dec(wanted), dec('0')))
        if (missing !== '0') expect(taken).toBe(mosts.reduce((sum, it) => add(dec(sum), dec(it)), '0'))
      }),
    )
  })
})

test('stock is found by its ids, and a sublot by those of its lot too', () => {
  const shelf = { lots: [lot(), own], sublots: [sublot(), sublot({ lotId: 'SUC-2' })], materials: [material()] }
  expect(lotIn(shelf, 'SUC-1')).toBe(shelf.lots[0])
  expect(lotIn(shelf, 'SUC-2')).toBeUndefined()
  expect(sublotIn(shelf, 'SUC-2', 'A')).toBe(shelf.sublots[1])
  expect(sublotIn(shelf, 'SUC-1', undefined)).toBeUndefined()
  expect(materialIn(shelf, lot())).toBe(shelf.materials[0])
  expect(materialIn(nothingAvailable, lot())).toBeUndefined()
  expect(takenOf('SUC-1', [took('SUC-1', '1'), took('SUC-2', '5'), took('SUC-1', '0.5')])).toBe('1.5')
  expect(takenOf('SUC-1', [])).toBe('0')
})
