import Big from 'big.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MaterialId } from '../../../events/identifiers.ts'
import { signStep } from '../../../shared/domain/execution/sign-off.ts'
import type { Lot } from '../../../shared/domain/stock/lot.ts'
import { completing, consumedIn, drawsIn, line, made, sugar, wax } from '../../support/backflushing.ts'
import {
  aStep,
  by,
  codes,
  dec,
  kg,
  later,
  noon,
  olga,
  order,
  running,
  saved,
  signedBy,
  snapshot,
} from '../../support/given.ts'
import { seeded } from '../../support/seeded.ts'
import { spoken } from '../../support/words.ts'

describe('a line with standard backflush', () => {
  test('takes its quantity in proportion to the output of the step, in the commit of the completion', () => {
    const decision = completing([{ lineId: '10', lotId: 'SUC-1' }], { running: made('90') })
    expect(decision).toMatchObject({
      fact: {
        type: 'andon.step.completed.v1',
        data: { consumed: [{ lineId: '10', materialId: 'SUCROSE', lotId: 'SUC-1', quantity: kg('22.5') }] },
      },
      pointers: [
        {
          about: { type: 'lot', id: 'SUC-1' },
          card: {
            type: 'andon.material.consumed.v1',
            orderId: 'O-1',
            lotId: 'SUC-1',
            materialId: 'SUCROSE',
            quantity: kg('22.5'),
            at: noon,
          },
        },
      ],
      changes: [
        { kind: 'order', value: { steps: { mix: { status: 'completed' } }, inputs: { 'SUC-1': kg('22.5') } } },
        {
          change: 'issue',
          lotId: 'SUC-1',
          value: '22.5',
          into: 'consumed',
          unless: ['held', 'unreleased', 'expired', 'incomplete'],
          to: ['order:O-1'],
        },
      ],
    })
  })

  test('takes its share for scrap too, because scrap contains it', () => {
    const outputs = [...made('80').outputs, ...made('10', 'scrap').outputs]
    expect(consumedIn(completing([{ lineId: '10', lotId: 'SUC-1' }], { running: { outputs } }))).toMatchObject([
      { quantity: kg('22.5') },
    ])
  })

  test('takes in proportion to the order’s output if the step has none, and all of it if there is no output yet', () => {
    const named = [{ lineId: '10', lotId: 'SUC-1' }]
    expect(consumedIn(completing(named, { produced: { 'SYR-1': kg('80') } }))).toMatchObject([{ quantity: kg('20') }])
    expect(consumedIn(completing(named))).toMatchObject([{ quantity: kg('25') }])
  })

  test('takes all of it in a set-up or cleaning, which does not depend on the quantity', () => {
    const found = { step: { kind: 'cleaning' }, produced: { 'SYR-1': kg('80') } }
    expect(consumedIn(completing([{ lineId: '10', lotId: 'SUC-1' }], found))).toMatchObject([{ quantity: kg('25') }])
  })

  test('takes in proportion to the units of the step so far, whenever some of them are finished', () => {
    const units = { started: '100', finished: '60', scrapped: '0' }
    const found = { step: { flow: 'units' }, running: { units } }
    const named = [{ lineId: '10', lotId: 'SUC-1' }]
    const some = completing(named, found, { quantity: kg('10') })
    expect(some).toMatchObject({
      fact: {
        type: 'andon.step.progressed.v1',
        data: { consumed: [{ lineId: '10', lotId: 'SUC-1', quantity: kg('17.5') }] },
      },
      pointers: [{ about: { type: 'lot', id: 'SUC-1' }, card: { quantity: kg('17.5') } }],
      changes: [
        { kind: 'order', value: { steps: { mix: { consumed: { '10': '17.5' } } }, inputs: { 'SUC-1': kg('17.5') } } },
        { change: 'issue', lotId: 'SUC-1', value: '17.5', into: 'consumed' },
      ],
    })
    const produced = { 'SYR-1': kg('90') }
    const before = { ...found, produced, running: { units, consumed: { '10': '15' } } }
    expect(consumedIn(completing(named, before, { quantity: kg('10') }))).toMatchObject([{ quantity: kg('2.5') }])
    expect(consumedIn(completing(named, before, { quantity: kg('30'), scrapped: kg('10') }))).toMatchObject([
      { quantity: kg('10') },
    ])
  })

  test('is refused for some units as for all of them, and its overrides are used up', () => {
    const units = { started: '100', finished: '0', scrapped: '0' }
    const found = { step: { flow: 'units' }, running: { units }, lots: [sugar('SUC-1', '10')] }
    const named = [{ lineId: '10', lotId: 'SUC-1' }]
    expect(codes(completing(named, found, { quantity: kg('40') }))).toEqual([])
    expect(codes(completing(named, found, { quantity: kg('44') }))).toEqual(['backflush-missing'])
    expect(codes(completing(undefined, found, { quantity: kg('10') }))).toEqual(['backflush-missing'])
  })

  test('takes in parts what it takes at once, whatever the parts are', () => {
    const aPart = fc.record({ good: fc.integer({ min: 0, max: 30 }), bad: fc.integer({ min: 0, max: 3 }) })
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 99_999 }).map((it) => String(it / 1000)),
        fc.constantFrom('kg', '{each}'),
        fc.array(aPart, { maxLength: 12 }),
        (value, unit, parts) => {
          const quantity = { value: unit === '{each}' ? String(Math.ceil(Number(value))) : value, unit }
          let [units, consumed] = [{ started: '100', finished: '0', scrapped: '0' }, {}]
          const finish = (good: number, bad: number) => {
            const found = {
              step: { flow: 'units' },
              running: { units, consumed },
              produced: { 'SYR-1': kg(String(Number(units.finished) + good)) },
              lines: [line('10', 'standard', { quantity })],
              lots: [sugar('LOT', '1000', { unit: quantity.unit } as Partial<Lot>)],
            }
            const decision = completing([{ lineId: '10', lotId: 'LOT' }], found, {
              quantity: kg(String(good)),
              scrapped: kg(String(bad)),
            })
            expect(codes(decision)).toEqual([])
            const { value: drawn = '0' } = drawsIn(decision)[0] ?? {}
            units = {
              ...units,
              finished: String(Number(units.finished) + good),
              scrapped: String(Number(units.scrapped) + bad),
            }
            consumed = { '10': new Big((consumed as Record<string, string>)['10'] ?? '0').plus(drawn).toFixed() }
          }
          let left = 100
          for (const { good, bad } of parts)
            if (good + bad > 0 && good + bad < left) {
              finish(good, bad)
              left -= good + bad
            }
          finish(left, 0)
          expect(consumed).toEqual({ '10': new Big(quantity.value).toFixed() })
        },
      ),
      seeded('parts of a backflush', 500),
    )
  })

  test('takes the rest if some was consumed by hand, and nothing if all was', () => {
    const running = (value: string) => ({ consumed: { '10': value }, ...made('100') })
    expect(consumedIn(completing([{ lineId: '10', lotId: 'SUC-1' }], { running: running('20') }))).toMatchObject([
      { quantity: kg('5') },
    ])
    expect(completing(undefined, { running: running('25') })).toMatchObject({ outcome: 'accepted' })
    expect(drawsIn(completing(undefined, { running: running('26') }))).toEqual([])
  })

  test('takes from the named lots one after another, each in its own unit', () => {
    const lots = [sugar('A', '5000', { unit: 'g', quantity: dec('5000') }), sugar('B', '100')]
    const named = [
      { lineId: '10', lotId: 'A' },
      { lineId: '10', lotId: 'B' },
    ]
    expect(consumedIn(completing(named, { lots, running: made('100') }))).toEqual([
      expect.objectContaining({ lotId: 'A', quantity: { value: '5000', unit: 'g' } }),
      expect.objectContaining({ lotId: 'B', quantity: kg('20') }),
    ])
  })

  test('takes from reserved lots if none is named, the earliest expiry first', () => {
    const lots = [
      sugar('LATE', '100', { expiresAt: later(900), reserved: dec('20') }),
      sugar('SOON', '100', { expiresAt: later(100), reserved: dec('10') }),
      sugar('FREE', '100'),
      wax('WAX-1', '100', { reserved: dec('50') }),
    ]
    const reserved = { LATE: kg('20'), SOON: kg('10'), 'WAX-1': kg('50') }
    const decision = completing(undefined, { lots, reserved, running: made('100') })
    expect(consumedIn(decision)).toMatchObject([
      { lotId: 'SOON', quantity: kg('10') },
      { lotId: 'LATE', quantity: kg('15') },
    ])
    expect(drawsIn(decision)).toMatchObject([{ reserved: '10' }, { reserved: '15' }])
    expect(saved(decision, 'order')).toMatchObject({ reserved: { LATE: kg('5'), 'WAX-1': kg('50') } })
  })

  test('takes from another reserved lot if an earlier line took more of a lot than was reserved', () => {
    const lots = [
      sugar('A', '100', { reserved: dec('10') }),
      sugar('B', '100', { reserved: dec('90'), expiresAt: later(100) }),
    ]
    const lines = [line('1', 'standard', { quantity: kg('20') }), line('2', 'standard', { quantity: kg('5') })]
    const asked = [{ lineId: '1', lotId: 'A' }]
    const reserved = { A: kg('10'), B: kg('90') }
    const decision = completing(asked, { lots, lines, reserved, running: made('100') })
    expect(consumedIn(decision)).toMatchObject([
      { lineId: '1', lotId: 'A', quantity: kg('20') },
      { lineId: '2', lotId: 'B', quantity: kg('5') },
    ])
  })

  test('is refused with the missing quantity, and takes no other quantity than its own', () => {
    const lots = [sugar('A', '5'), sugar('B', '100', { reserved: dec('90') })]
    expect(spoken(completing(undefined, { lots }))).toMatchObject({
      violations: [
        { code: 'backflush-missing', detail: expect.stringContaining('Line 10 still lacks 25 kg of SUCROSE') },
      ],
    })
    const named = ['A', 'B'].map((lotId) => ({ lineId: '10', lotId }))
    expect(spoken(completing(named, { lots }))).toMatchObject({
      violations: [{ code: 'backflush-missing', detail: expect.stringContaining('lacks 10 kg') }],
    })
    expect(codes(completing([{ lineId: '10', lotId: 'SUC-1', quantity: kg('26') }]))).toEqual(['backflush-unfit'])
    expect(codes(completing([{ lineId: '10', lotId: 'SUC-1', quantity: kg('25') }]))).toEqual([])
  })
})

describe('a line in pieces', () => {
  const each = (value: string) => ({ value: dec(value), unit: '{each}' }) as const
  const caps = (lotId: string, remaining: string, materialId = 'SUCROSE'): Lot =>
    sugar(lotId, remaining, { unit: '{each}', materialId: materialId as MaterialId, reserved: dec(remaining) })
  const ofCaps = (value: string, factor: string) =>
    line('10', 'standard', { quantity: each(value), tolerance: undefined, alternates: [{ materialId: 'WAX', factor }] })
  const factors = ['0.3', '0.7', '1', '1.2', '3', '7']

  test('takes just enough whole pieces, and for the whole order no more than its quantity', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 100_000 }),
        fc.constantFrom(...factors),
        fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 30 })), { maxLength: 6 }),
        (whole, grams, factor, stock) => {
          const lots = [
            ...stock.map(([own, pieces], index) => caps(`L-${index}`, String(pieces), own ? 'SUCROSE' : 'WAX')),
            caps('REST', '1000', 'WAX'),
          ]
          const reserved = Object.fromEntries(lots.map(({ lotId, remaining }) => [lotId, each(remaining)]))
          const share = new Big(grams).div(1000)
          const found = { lines: [ofCaps(String(whole), factor)], lots, reserved, running: made(share.toFixed()) }
          const taken = (consumedIn(completing(undefined, found)) ?? []).map(({ materialId, quantity }) => ({
            pieces: new Big(quantity.value),
            // In thirds and sevenths, what a piece counts for is told by what it does not: all is compared times the factors.
            counts: new Big(quantity.value).times(materialId === 'WAX' ? '1' : factor),
            one: new Big(materialId === 'WAX' ? '1' : factor),
          }))
          const sum = taken.reduce((total, { counts }) => total.plus(counts), new Big(0))
          const need = new Big(whole).times(grams).div(100_000).round(0, Big.roundUp)
          expect(need.lte(whole)).toBe(true)
          expect(taken.length).toBeGreaterThan(0)
          for (const { pieces } of taken) expect(pieces.mod(1).toFixed()).toBe('0')
          expect(sum.gte(need.times(factor))).toBe(true)
          expect(sum.minus(taken.at(-1)?.one ?? 0).lt(need.times(factor))).toBe(true)
        },
      ),
      seeded('pieces', 500),
    )
  })

  test('takes a whole given piece of an alternate, even if it needs only a part', () => {
    const found = {
      lines: [ofCaps('4', '0.7')],
      lots: [caps('S-1', '1'), caps('K-1', '10', 'WAX')],
      running: made('50'),
    }
    const telling = (value: string) =>
      completing(
        [
          { lineId: '10', lotId: 'S-1', quantity: each('1') },
          { lineId: '10', lotId: 'K-1', quantity: each(value) },
        ],
        { ...found, reserved: { 'S-1': each('1'), 'K-1': each('10') } },
      )
    expect(codes(telling('1'))).toEqual([])
    expect(codes(telling('2'))).toEqual(['backflush-unfit'])
  })

  test('names the reserved lots if only part of the quantity is named', () => {
    const found = {
      lines: [ofCaps('4', '1')],
      lots: [caps('S-1', '8'), { ...caps('S-2', '9'), reserved: dec('0') }],
      reserved: { 'S-1': each('8') },
    }
    const one = { lineId: '10', lotId: 'S-2', quantity: each('1') }
    expect(spoken(completing([one], found))).toMatchObject({
      violations: [
        {
          detail:
            'Line 10 still lacks 3 of SUCROSE or WAX; an entry of the line with a quantity and no lot books what is reserved for the order.',
        },
      ],
    })
    expect(codes(completing([one, { lineId: '10', quantity: each('3') }], found))).toEqual([])
  })
})

describe('a line with actual backflush', () => {
  const actual = (more: object = {}) => ({ lines: [line('10', 'actual')], ...more })

  test('takes the given quantity, from a lot or from reserved lots', () => {
    expect(consumedIn(completing([{ lineId: '10', lotId: 'SUC-1', quantity: kg('24') }], actual()))).toMatchObject([
      { quantity: kg('24') },
    ])
    const lots = [sugar('SUC-1', '100', { reserved: dec('30') })]
    const found = actual({ lots, reserved: { 'SUC-1': kg('30') } })
    expect(consumedIn(completing([{ lineId: '10', quantity: kg('24') }], found))).toMatchObject([{ lotId: 'SUC-1' }])
    expect(codes(completing([{ lineId: '10', quantity: kg('31') }], found))).toEqual([
      'backflush-missing',
      'line-over-tolerance',
    ])
  })

  test('takes all that is left of a lot named without a quantity', () => {
    expect(consumedIn(completing([{ lineId: '10', lotId: 'A' }], actual({ lots: [sugar('A', '23')] })))).toMatchObject([
      { quantity: kg('23') },
    ])
    expect(codes(completing([{ lineId: '10', lotId: 'A' }], actual({ lots: [sugar('A', '0')] })))).toContain(
      'lot-insufficient',
    )
  })

  test('is checked against the tolerance of its line, on both sides', () => {
    const taking = (value: string) =>
      codes(completing([{ lineId: '10', lotId: 'SUC-1', quantity: kg(value) }], actual()))
    expect(taking('22.5')).toEqual([])
    expect(taking('22.499999999999')).toEqual(['line-incomplete'])
    expect(taking('27.5')).toEqual([])
    expect(taking('27.500000000001')).toEqual(['line-over-tolerance'])
    expect(codes(completing(undefined, actual()))).toEqual(['line-incomplete'])
  })

  test('can be overridden in advance', () => {
    const signatures = [{ meaning: 'verified', role: 'supervisor', policy: 'block' }]
    const step = aStep('mix', { materials: [line('10', 'actual')] as never, signatures: signatures as never })
    const floor = { order: order({ steps: { mix: running() } }), snapshot: snapshot({ steps: [step] }) }
    expect(codes(signStep(floor, 'mix', signedBy(olga, 'verified'), by(olga)))).toEqual([])
  })
})

describe('a line with alternates', () => {
  const alternates = [{ materialId: 'HONEY', factor: '1.2' }, { materialId: 'SYRUP-B' }]
  const lines = [line('10', 'standard', { alternates })]
  const honey = (lotId: string, remaining: string, more: Partial<Lot> = {}) =>
    sugar(lotId, remaining, { materialId: 'HONEY' as MaterialId, ...more })

  test('takes the rest from alternates, in their order and with their factor', () => {
    const lots = [
      sugar('B-1', '100', { materialId: 'SYRUP-B' as MaterialId, reserved: dec('50') }),
      honey('H-1', '100', { reserved: dec('6') }),
      sugar('S-1', '100', { reserved: dec('10') }),
    ]
    const reserved = { 'B-1': kg('50'), 'H-1': kg('6'), 'S-1': kg('10') }
    const decision = completing(undefined, { lots, lines, reserved, running: made('100') })
    expect(consumedIn(decision)).toEqual([
      { lineId: '10', materialId: 'SUCROSE', lotId: 'S-1', quantity: kg('10'), fromReservation: kg('10') },
      {
        lineId: '10',
        materialId: 'HONEY',
        lotId: 'H-1',
        quantity: kg('6'),
        replaces: { materialId: 'SUCROSE', quantity: kg('5') },
        fromReservation: kg('6'),
      },
      {
        lineId: '10',
        materialId: 'SYRUP-B',
        lotId: 'B-1',
        quantity: kg('10'),
        replaces: { materialId: 'SUCROSE', quantity: kg('10') },
        fromReservation: kg('10'),
      },
    ])
    expect(saved(decision, 'order')).toMatchObject({ inputs: { 'H-1': kg('6') }, reserved: { 'B-1': kg('40') } })
    expect(decision.outcome === 'accepted' && decision.pointers).toContainEqual(
      expect.objectContaining({ card: expect.objectContaining({ lotId: 'H-1', materialId: 'HONEY' }) }),
    )
  })

  test('counts a named lot of an alternate by what it replaces, and refuses other materials', () => {
    const found = { lots: [honey('H-1', '100'), wax('W-1', '100')], lines: [line('10', 'actual', { alternates })] }
    const naming = (lotId: string, value: string) =>
      completing([{ lineId: '10', lotId, quantity: kg(value) }], { ...found, running: made('100') })
    expect(consumedIn(naming('H-1', '30'))).toMatchObject([{ quantity: kg('30'), replaces: { quantity: kg('25') } }])
    // 25 kg of honey are 20.83 kg of sugar, less than the tolerance of 10 % asks for.
    expect(codes(naming('H-1', '25'))).toEqual(['line-incomplete'])
    expect(codes(naming('H-1', '33.1'))).toEqual(['line-over-tolerance'])
    // What is refused is not taken; that the line then lacks it is no reason of its own.
    expect(codes(naming('W-1', '25'))).toEqual(['lot-wrong-material'])
  })

  test('names the missing quantity for all of them', () => {
    expect(completing(undefined, { lines, lots: [] })).toMatchObject({
      violations: [{ variant: 'unnamed', params: { missing: kg('25'), materials: ['SUCROSE', 'HONEY', 'SYRUP-B'] } }],
    })
  })
})
