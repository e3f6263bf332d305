import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { add, isMore } from '../../../shared/domain/quantity.ts'
import {
  incomplete,
  issuable,
  issued,
  mostFor,
  ofReserve,
  packed,
  type Wanted,
} from '../../../shared/domain/stock/issue.ts'
import { freeOf } from '../../../shared/domain/stock/lot.ts'
import { aUnit, pumps } from '../../support/containers.ts'
import { dec, each, kg, later, litres, lot, noon, sublot, type Told, told, whyNot } from '../../support/given.ts'

const everything = ['held', 'unreleased', 'expired', 'incomplete'] as const
const wanted = (more: Partial<Told<Wanted>> = {}): Wanted =>
  told<Wanted>({ lotId: 'SUC-1', quantity: kg('25'), unless: everything, to: ['order:O-1'], ...more })
const issuing = (more: Partial<Told<Wanted>> = {}, of = lot(), part?: ReturnType<typeof sublot>) =>
  issuable(of, part, wanted(more), noon)

describe('stock that can be issued', () => {
  test('is the lot and the amount in the unit of the lot', () => {
    const grams = lot({ unit: 'g', quantity: '100000', remaining: '100000' })
    expect(issuing({}, grams)).toEqual({
      is: 'given',
      value: { lot: grams, value: '25000', sublot: undefined },
      against: [],
    })
  })

  test('is all that is left of the lot, or of the sublot that is named, where no quantity is told', () => {
    expect(issuing({ quantity: undefined })).toMatchObject({ value: { value: '100' }, against: [] })
    const drum = issuing(
      { quantity: undefined, sublotId: 'A' },
      lot({ inSublots: '100' }),
      sublot({ remaining: '7.5' }),
    )
    expect(drum).toMatchObject({ value: { value: '7.5' }, against: [] })
  })

  test('is nothing of a lot that is not there, and nothing else is said of it', () => {
    const found = issuable(undefined, undefined, wanted({ lotId: 'NONE', quantity: litres('1') }), noon)
    expect(found.is).toBe('none')
    expect(whyNot(found)).toEqual([['lot-unknown', { lotId: 'NONE' }, 'lot:NONE']])
  })
})

describe('the amount that is wanted', () => {
  const amounts = (more: Partial<Told<Wanted>>, of = lot()) => whyNot(issuing(more, of))

  test('may be the last of the lot, and not a trace more', () => {
    expect(amounts({ quantity: kg('100') })).toEqual([])
    expect(amounts({ quantity: kg('100.000000000001') })).toEqual([
      ['lot-insufficient/lot', { lotId: 'SUC-1', remaining: kg('100'), wanted: kg('100.000000000001') }, 'lot:SUC-1'],
    ])
  })

  test('is told in another unit of the same dimension, and in no other dimension', () => {
    expect(issuing({ quantity: { value: '0.1', unit: 't' } })).toMatchObject({ value: { value: '100' }, against: [] })
    expect(amounts({ quantity: { value: '100001', unit: 'g' } })).toMatchObject([
      ['lot-insufficient/lot', {}, 'lot:SUC-1'],
    ])
    const other = issuing({ quantity: litres('1') })
    expect(other.is).toBe('none')
    expect(whyNot(other)).toEqual([
      ['unit-mismatch/material-density', { materialId: 'SUCROSE', unit: 'kg', told: 'L' }, 'quantity/unit'],
    ])
    // An order counts by what it froze, so a density that the material gets now would not help.
    for (const wanted of [{ quantity: litres('1'), countsByOrder: true }, { quantity: each('1') }] as const)
      expect(whyNot(issuing(wanted))).toEqual([
        ['unit-mismatch/lot', { lotId: 'SUC-1', unit: 'kg', told: wanted.quantity.unit }, 'quantity/unit'],
      ])
  })

  test('has to have an exact value in the unit of the lot', () => {
    const trace = { value: '0.0001', unit: 'ug' } as const
    expect(amounts({ quantity: trace })).toEqual([
      ['unit-mismatch/lot-exact', { lotId: 'SUC-1', unit: 'kg', quantity: trace }, 'quantity'],
    ])
    expect(amounts({ quantity: { value: '1', unit: 'ug' } })).toEqual([])
  })

  test('cannot be all of a lot that is empty', () => {
    expect(amounts({ quantity: undefined }, lot({ remaining: '0' }))).toEqual([
      ['lot-insufficient/empty', { lotId: 'SUC-1' }, 'lot:SUC-1'],
    ])
    expect(amounts({ quantity: kg('1') }, lot({ remaining: '0' }))).toMatchObject([
      ['lot-insufficient/lot', {}, 'lot:SUC-1'],
    ])
  })

  test('leaves what is reserved for others', () => {
    const shared = lot({ reserved: '40' })
    expect(amounts({ quantity: kg('60') }, shared)).toEqual([])
    expect(amounts({ quantity: kg('60.1') }, shared)).toEqual([
      ['lot-reserved', { lotId: 'SUC-1', remaining: kg('100'), reserved: kg('40'), free: kg('60') }, 'lot:SUC-1'],
    ])
  })

  test('may take its own reservation, too', () => {
    const shared = lot({ reserved: '40' })
    expect(amounts({ quantity: kg('75'), reserved: '15' }, shared)).toEqual([])
    expect(amounts({ quantity: kg('75.1'), reserved: '15' }, shared)).toMatchObject([
      ['lot-reserved', { free: kg('75') }, 'lot:SUC-1'],
    ])
  })

  test('must be given while some stock is reserved', () => {
    expect(amounts({ quantity: undefined }, lot({ reserved: '10' }))).toEqual([
      ['lot-reserved/all', { lotId: 'SUC-1', remaining: kg('100'), reserved: kg('10'), free: kg('90') }, 'lot:SUC-1'],
    ])
  })
})

describe('stock is refused', () => {
  const refused = (of: ReturnType<typeof lot>, more: Partial<Told<Wanted>> = {}) => whyNot(issuing(more, of))

  test('where the lot is of a material that the line does not take', () => {
    expect(refused(lot(), { materials: ['LACTOSE', 'SUCROSE'] })).toEqual([])
    expect(refused(lot(), { materials: ['LACTOSE'] })).toEqual([
      ['lot-wrong-material/line', { lotId: 'SUC-1', materialId: 'SUCROSE', materials: ['LACTOSE'] }, 'lot:SUC-1'],
    ])
  })

  test('where the lot is on hold, and every hold is named', () => {
    expect(refused(lot({ holds: ['H-1', 'H-2'] }))).toEqual([
      ['lot-on-hold', { lotId: 'SUC-1', holds: ['H-1', 'H-2'] }, 'lot:SUC-1'],
    ])
  })

  test('where the lot is not released, and a rejected one is told apart, with what the order has reserved of it', () => {
    expect(refused(lot({ status: 'quarantine' }))).toEqual([
      ['lot-not-released', { lotId: 'SUC-1', status: 'quarantine' }, 'lot:SUC-1'],
    ])
    const rejected = lot({ status: 'rejected', reserved: '30' })
    expect(refused(rejected)).toEqual([['lot-not-released/rejected', { lotId: 'SUC-1' }, 'lot:SUC-1']])
    expect(refused(rejected, { reserved: '0' })).toMatchObject([['lot-not-released/rejected', {}, 'lot:SUC-1']])
    expect(refused(rejected, { reserved: '30' })).toEqual([
      ['lot-not-released/rejected-reserved', { lotId: 'SUC-1' }, 'lot:SUC-1'],
    ])
  })

  test('where the lot has left the house, whatever else is asked for', () => {
    expect(refused(lot({ status: 'shipped' }), { unless: [] })).toEqual([
      ['lot-wrong-status/shipped', { lotId: 'SUC-1' }, 'lot:SUC-1'],
    ])
  })

  test('where the lot is expired or due for a retest, and says since when', () => {
    expect(refused(lot({ expiresAt: noon, retestAt: later(-60) }))).toEqual([
      ['lot-expired', { lotId: 'SUC-1', on: noon }, 'lot:SUC-1'],
      ['lot-retest-due', { lotId: 'SUC-1', on: later(-60) }, 'lot:SUC-1'],
    ])
    expect(refused(lot({ expiresAt: later(0.001), retestAt: later(0.001) }))).toEqual([])
  })

  test('for nothing that is not among its preconditions', () => {
    const bad = lot({ holds: ['H-1'], status: 'rejected', expiresAt: noon, retestAt: noon })
    expect(refused(bad, { unless: [] })).toEqual([])
    expect(refused(bad, { unless: ['held'] })).toMatchObject([['lot-on-hold', {}, 'lot:SUC-1']])
    expect(refused(bad, { unless: ['unreleased'] })).toMatchObject([['lot-not-released/rejected', {}, 'lot:SUC-1']])
    expect(refused(bad, { unless: ['expired'] }).map(([key]) => key)).toEqual(['lot-expired', 'lot-retest-due'])
  })

  test('for every reason at once, of the lot, of the amount and of the sublot', () => {
    const bad = lot({ holds: ['H-1'], status: 'quarantine', expiresAt: noon, inSublots: '100' })
    const drum = sublot({ status: 'rejected', holds: ['H-2'], remaining: '10', retestAt: noon })
    const all = { materials: ['SALT'], quantity: kg('101'), sublotId: 'A' }
    expect(whyNot(issuing(all, bad, drum)).map(([key]) => key)).toEqual([
      'lot-wrong-material/line',
      'lot-on-hold',
      'lot-expired',
      'lot-not-released',
      'lot-insufficient/lot',
      'sublot-on-hold',
      'sublot-not-released',
      'lot-retest-due/sublot',
      'lot-insufficient/sublot',
    ])
  })
})

describe('a sublot', () => {
  const whole = lot({ inSublots: '100' })
  const from = (more: Parameters<typeof sublot>[0], told: Partial<Told<Wanted>> = {}) =>
    whyNot(issuing({ sublotId: 'A', quantity: kg('20'), ...told }, whole, sublot(more)))

  test('has to be named for what does not lie loose', () => {
    const half = lot({ inSublots: '60' })
    expect(whyNot(issuing({ quantity: kg('40') }, half))).toEqual([])
    expect(whyNot(issuing({ quantity: kg('40.5') }, half))).toEqual([
      ['sublot-missing', { lotId: 'SUC-1', loose: kg('40') }, 'sublotId'],
    ])
    expect(whyNot(issuing({}, whole))).toEqual([['sublot-missing', { lotId: 'SUC-1' }, 'sublotId']])
    expect(whyNot(issuing({ quantity: kg('101') }, half)).map(([key]) => key)).toEqual(['lot-insufficient/lot'])
    expect(from({})).toEqual([])
  })

  test('has to be there', () => {
    expect(whyNot(issuing({ sublotId: 'B' }, whole))).toEqual([
      ['sublot-unknown', { lotId: 'SUC-1', sublotId: 'B' }, 'lot:SUC-1/B'],
    ])
  })

  test('gives no more than it has, in whatever unit it is kept', () => {
    expect(from({ remaining: '20' })).toEqual([])
    expect(from({ remaining: '19.9' })).toEqual([
      [
        'lot-insufficient/sublot',
        { lotId: 'SUC-1', sublotId: 'A', remaining: kg('19.9'), wanted: kg('20') },
        'lot:SUC-1/A',
      ],
    ])
    expect(from({ unit: 'g', remaining: '19999' }).map(([key]) => key)).toEqual(['lot-insufficient/sublot'])
    expect(from({ unit: 'g', remaining: '20000' })).toEqual([])
  })

  test('is judged by its own status, dates and holds as the lot is by its', () => {
    const own = { lotId: 'SUC-1', sublotId: 'A' }
    const bad = { status: 'quarantine', holds: ['H-2'], expiresAt: noon, retestAt: noon } as const
    expect(from(bad)).toEqual([
      ['sublot-on-hold', { ...own, holds: ['H-2'] }, 'lot:SUC-1/A'],
      ['sublot-not-released', { ...own, status: 'quarantine' }, 'lot:SUC-1/A'],
      ['lot-expired/sublot', { ...own, on: noon }, 'lot:SUC-1/A'],
      ['lot-retest-due/sublot', { ...own, on: noon }, 'lot:SUC-1/A'],
    ])
    expect(from(bad, { unless: [] })).toEqual([])
    expect(from({ status: 'released' })).toEqual([])
  })

  test('that is packed stays in its container, whatever is asked', () => {
    const own = { lotId: 'SUC-1', sublotId: 'A', containerId: 'CASE-1' }
    expect(from({ containerId: 'CASE-1' }, { unless: [] })).toEqual([['sublot-packed', own, 'lot:SUC-1/A']])
    expect(whyNot([packed(sublot({ containerId: 'CASE-1', remaining: '0' }))].flatMap((it) => it ?? []))).toEqual([
      ['sublot-packed/shipped', own, 'lot:SUC-1/A'],
    ])
    expect(packed(sublot())).toBeUndefined()
  })

  test('that is a unit leaves whole, and with all its components', () => {
    const unit = (value: string, more: Parameters<typeof aUnit>[1] = {}) =>
      whyNot(
        issuable(
          pumps(),
          aUnit('S-1', more),
          wanted({ lotId: 'PUMP-7', sublotId: 'S-1', quantity: each(value) }),
          noon,
        ),
      )
    expect(unit('1')).toEqual([])
    expect(unit('0.5')).toEqual([['unit-mismatch/one-piece', { serial: 'S-1' }, 'quantity']])
    const lacking = { lotId: 'PUMP-7', sublotId: 'S-1', lines: ['0010'] }
    expect(unit('1', { lacks: ['0010'] })).toEqual([['unit-incomplete/stock', lacking, 'lot:PUMP-7/S-1']])
    expect(incomplete(aUnit('S-1', { lacks: [] }))).toBeUndefined()
  })
})

describe('what an order may take of a lot', () => {
  const value = fc.integer({ min: 0, max: 100_000 }).map((it) => dec(String(it / 1000)))

  test('is what is free and its own reservation, and never more than there is', () => {
    const shared = lot({ reserved: '40' })
    expect([mostFor(shared), mostFor(shared, dec('15')), mostFor(shared, dec('40'))]).toEqual(['60', '75', '100'])
    // A count found less than what is reserved for several orders.
    const short = lot({ remaining: '10', reserved: '40' })
    expect([mostFor(short), mostFor(short, dec('5')), mostFor(short, dec('30'))]).toEqual(['0', '5', '10'])
  })

  test('lies between what is free and what remains, whatever is reserved', () => {
    fc.assert(
      fc.property(value, value, value, (remaining, reserved, own) => {
        const most = mostFor(lot({ remaining, reserved }), own)
        expect(isMore(most, remaining)).toBe(false)
        expect(isMore(freeOf({ remaining, reserved }), most)).toBe(false)
        expect(isMore(most, add(freeOf({ remaining, reserved }), own))).toBe(false)
      }),
    )
  })

  test('is taken from its reservation first, and from nobody else’s', () => {
    expect([ofReserve(dec('10'), dec('15')), ofReserve(dec('15'), dec('15')), ofReserve(dec('20'), dec('15'))]).toEqual(
      ['10', '15', '15'],
    )
    expect(ofReserve(dec('10'))).toBe('0')
  })
})

describe('the change of an issue', () => {
  const draw = (more: Partial<Told<Wanted>>, value = '25') =>
    issued(wanted(more), dec(value), 'consumed', noon, aUnit('S-1'))

  test('takes the value from the lot, with the preconditions', () => {
    expect(issued(wanted({ unless: ['held'] }), dec('25'), 'scrapped', noon)).toEqual({
      change: 'issue',
      lotId: 'SUC-1',
      value: '25',
      into: 'scrapped',
      unless: ['held'],
      at: noon,
      to: ['order:O-1'],
    })
    expect(draw({ sublotId: 'A' })).toMatchObject({ sublotId: 'A' })
  })

  test('says which part of it was reserved for the order, where any was', () => {
    expect(draw({ reserved: '15' })).toMatchObject({ value: '25', reserved: '15' })
    expect(draw({ reserved: '30' })).toMatchObject({ value: '25', reserved: '25' })
    expect(draw({ reserved: '0' })).not.toHaveProperty('reserved')
  })

  test('says what it was built into: of a serialised unit by its number, of bulk only that it was', () => {
    expect(draw({ into: 'SKID@K-1' })).toMatchObject({ intoUnit: true, builtInto: 'SKID@K-1' })
    const bulk = issued(wanted({ into: 'SKID@K-1' }), dec('25'), 'consumed', noon, sublot())
    expect(bulk).toMatchObject({ intoUnit: true })
    expect(bulk).not.toHaveProperty('builtInto')
    expect(draw({})).not.toHaveProperty('intoUnit')
  })
})
