import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Finding } from '../../../shared/domain/orders/gate.ts'
import { readRule } from '../../../shared/domain/orders/rule.ts'
import {
  early,
  isPastItsDate,
  isSpentBy,
  notNext,
  overTolerance,
  picked,
  preconditionsOf,
  staleStock,
} from '../../../shared/domain/production/issue-rules.ts'
import { aLine, because, dec, kg, later, lot, material, noon, order, sublot, whyNot } from '../../support/given.ts'

/** What findings say, without how they are enforced. */
const said = (...found: readonly (Finding | undefined)[]) => whyNot(found.flatMap((it) => it?.violation ?? []))

describe('a line beyond its tolerance', () => {
  const line = aLine({ tolerance: { minusPercent: '1', plusPercent: '2' } })

  test('is one that comes to more than its upper bound', () => {
    expect(overTolerance(line, dec('25.5'))).toBeUndefined()
    expect(said(overTolerance(line, dec('25.500000000001')))).toEqual([
      because('line-over-tolerance', { lineId: '0010', total: kg('25.500000000001'), most: kg('25.5') }, 'over:0010'),
    ])
    expect(overTolerance(line, dec('0'))).toBeUndefined()
  })

  test('without a tolerance is one that comes to more than its quantity', () => {
    expect(overTolerance(aLine(), dec('25'))).toBeUndefined()
    expect(overTolerance(aLine(), dec('25.000000000001'))).toBeDefined()
  })

  test('is enforced as the recipe says', () => {
    const found = overTolerance(aLine({ policy: 'block-unless-signed', deviationOnOverride: false }), dec('26'))
    expect(found).toMatchObject({ policy: 'block-unless-signed', deviationOnOverride: false })
    expect(overTolerance(aLine({ policy: 'off' }), dec('26'))).toBeUndefined()
  })

  test('is so exactly where the total is above quantity and tolerance together', () => {
    const grams = fc.integer({ min: 1, max: 1_000_000 })
    fc.assert(
      fc.property(grams, fc.integer({ min: 0, max: 50 }), fc.integer({ min: -2, max: 2 }), (value, percent, off) => {
        const of = aLine({
          quantity: kg(String(value)),
          tolerance: { minusPercent: '0', plusPercent: String(percent) },
        })
        // In hundredths, so that the bound is a whole number.
        const most = value * (100 + percent)
        expect(overTolerance(of, dec(String((most + off) / 100))) !== undefined).toBe(off > 0)
      }),
    )
  })
})

describe('a line with an issue before the start', () => {
  test('is refused as a step that does not run, unless the line says otherwise', () => {
    expect(early(aLine(), 'weigh')).toMatchObject({ policy: 'block' })
    expect(said(early(aLine(), 'weigh'))).toEqual([because('step-not-running', { stepId: 'weigh' }, 'early:0010')])
  })

  test('is a finding of its own where somebody may allow it, and none where it is allowed', () => {
    for (const policy of ['warn', 'block-unless-signed'] as const) {
      const found = early(aLine({ early: policy, deviationOnOverride: true }), 'weigh')
      expect(found).toMatchObject({ policy, deviationOnOverride: true })
      expect(said(found)).toEqual([
        because('step-not-running/ahead', { stepId: 'weigh', lineId: '0010' }, 'early:0010'),
      ])
    }
    expect(early(aLine({ early: 'off' }), 'weigh')).toBeUndefined()
  })

  test('does not follow the policy of its quantity', () => {
    expect(early(aLine({ policy: 'off' }), 'weigh')).toMatchObject({ policy: 'block' })
  })
})

describe('a lot that is not next', () => {
  const line = aLine({ picking: 'warn', alternates: [{ materialId: 'GLUCOSE' }] })
  const drawn = lot({ lotId: 'SUC-2', expiresAt: later(200), receivedAt: noon })
  const against = (next: Parameters<typeof lot>[0], issueRule: 'fefo' | 'fifo' = 'fefo', of = order()) =>
    said(notNext(line, of, drawn, { lot: lot(next), issueRule }))

  test('is passed over by the one that expires first', () => {
    expect(against({ expiresAt: later(100) })).toEqual([
      because(
        'lot-not-next/expires',
        { lotId: 'SUC-1', materialId: 'SUCROSE', drawn: 'SUC-2', on: later(100) },
        'picking:0010',
      ),
    ])
    // One of the same day is equally good.
    expect(against({ expiresAt: later(200) })).toEqual([])
    expect(against({ expiresAt: later(300) })).toEqual([])
    expect(against({})).toEqual([])
  })

  test('is passed over by the one that came first, where the material is used in that order', () => {
    expect(against({ receivedAt: later(-1), expiresAt: later(300) }, 'fifo')).toEqual([
      because(
        'lot-not-next/came',
        { lotId: 'SUC-1', materialId: 'SUCROSE', drawn: 'SUC-2', on: later(-1) },
        'picking:0010',
      ),
    ])
    expect(against({ receivedAt: noon }, 'fifo')).toEqual([])
  })

  test('is passed over by the one that came first, where neither expires', () => {
    const undated = lot({ lotId: 'SUC-2' })
    const found = notNext(line, order(), undated, { lot: lot({ receivedAt: later(-1) }), issueRule: 'fefo' })
    expect(said(found)).toMatchObject([['lot-not-next/came', { on: later(-1) }, 'picking:0010']])
  })

  test('is passed over by the one that is reserved for the order, whatever the dates are', () => {
    const reserving = order({ reserved: { 'SUC-1': kg('1') } })
    expect(against({ expiresAt: later(300) }, 'fefo', reserving)).toEqual([
      because('lot-not-next/reserved', { lotId: 'SUC-1', materialId: 'SUCROSE', drawn: 'SUC-2' }, 'picking:0010'),
    ])
    const itself = order({ reserved: { 'SUC-2': kg('1') } })
    expect(against({ expiresAt: later(100) }, 'fefo', itself)).toEqual([])
  })

  test('is passed over by one of the line’s own material, before any of an alternate', () => {
    const glucose = lot({ lotId: 'GLU-1', materialId: 'GLUCOSE', expiresAt: later(50) })
    const own = { lot: lot({ expiresAt: later(100) }), issueRule: 'fefo' } as const
    expect(said(notNext(line, order(), glucose, own))).toMatchObject([
      ['lot-not-next/expires', { lotId: 'SUC-1' }, 'picking:0010'],
    ])
  })

  test('is not looked for where the line does not ask, or no other lot is there', () => {
    const next = { lot: lot({ expiresAt: later(100) }), issueRule: 'fefo' } as const
    expect(notNext(aLine(), order(), drawn, next)).toBeUndefined()
    expect(notNext(line, order(), drawn, undefined)).toBeUndefined()
  })

  test('is enforced as the line says', () => {
    const strict = aLine({ picking: 'block-unless-signed', policy: 'off', deviationOnOverride: false })
    const next = { lot: lot({ expiresAt: later(100) }), issueRule: 'fefo' } as const
    const enforced = { policy: 'block-unless-signed', deviationOnOverride: false }
    expect(notNext(strict, order(), drawn, next)).toMatchObject(enforced)
    expect(picked(strict)).toMatchObject(enforced)
    expect(said(picked(strict))).toEqual([because('lot-not-next/permission', { lineId: '0010' }, 'picking:0010')])
    expect(picked(aLine())).toBeUndefined()
  })
})

describe('stock past its date', () => {
  const [past, future] = [lot({ expiresAt: noon }), lot({ expiresAt: later(0.001) })]

  test('is past it from that exact instant, for expiry and retest', () => {
    const of = (it: typeof past, drum?: ReturnType<typeof sublot>) => isPastItsDate({ lot: it, sublot: drum }, noon)
    expect(of(past)).toBe(true)
    expect(of(lot({ retestAt: noon }))).toBe(true)
    expect(of(future)).toBe(false)
    expect(of(lot({ retestAt: later(0.001) }))).toBe(false)
    expect(of(lot())).toBe(false)
    expect(of(lot(), sublot({ expiresAt: noon }))).toBe(true)
    expect(isPastItsDate({ lot: undefined, sublot: undefined }, noon)).toBe(false)
  })

  test('is a finding with the policy of its material, one for the lot and one for the sublot', () => {
    const drum = sublot({ retestAt: later(-60) })
    const found = staleStock(
      { lot: past, sublot: drum, material: material({ expiryPolicy: 'block-unless-signed' }) },
      noon,
    )
    expect(found).toMatchObject([{ policy: 'block-unless-signed' }, { policy: 'block-unless-signed' }])
    expect(said(...found)).toEqual([
      because('lot-expired', { lotId: 'SUC-1', on: noon }, 'expiry:SUC-1'),
      because('lot-retest-due/sublot', { lotId: 'SUC-1', sublotId: 'A', on: later(-60) }, 'retest:SUC-1/A'),
    ])
  })

  test('is a finding for each date that has come, because who accepts the one has not accepted the other', () => {
    const both = lot({ expiresAt: noon, retestAt: later(-60) })
    const found = staleStock({ lot: both, sublot: undefined, material: material({ expiryPolicy: 'warn' }) }, noon)
    expect(said(...found)).toEqual([
      because('lot-expired', { lotId: 'SUC-1', on: noon }, 'expiry:SUC-1'),
      because('lot-retest-due', { lotId: 'SUC-1', on: later(-60) }, 'retest:SUC-1'),
    ])
  })

  test('is no finding if its material blocks or is unknown: the issue itself is refused', () => {
    expect(staleStock({ lot: past, sublot: undefined, material: material() }, noon)).toEqual([])
    expect(staleStock({ lot: past, sublot: undefined }, noon)).toEqual([])
    expect(
      staleStock({ lot: undefined, sublot: undefined, material: material({ expiryPolicy: 'warn' }) }, noon),
    ).toEqual([])
  })

  test('prevents the issue if and only if there is no finding about it', () => {
    const warn = material({ expiryPolicy: 'warn' })
    const allButDates = ['held', 'unreleased', 'incomplete']
    const every = ['held', 'unreleased', 'expired', 'incomplete']
    expect(preconditionsOf({ lot: past, sublot: undefined, material: warn }, noon)).toEqual(allButDates)
    expect(preconditionsOf({ lot: lot(), sublot: sublot({ expiresAt: noon }), material: warn }, noon)).toEqual(
      allButDates,
    )
    expect(preconditionsOf({ lot: past, sublot: undefined, material: material() }, noon)).toEqual(every)
    // Until a date has come the draw is bound to it: it may come before the commit.
    expect(preconditionsOf({ lot: future, sublot: undefined, material: warn }, noon)).toEqual(every)
  })
})

test.each([
  ['signature:performed', true],
  ['line:0010', true],
  ['over:0010', true],
  ['early:0010', true],
  ['picking:0010', true],
  ['weighing:0010', true],
  ['expiry:SUC-1', true],
  ['expiry:SUC-1/A', true],
  ['retest:SUC-1', true],
  ['retest:SUC-1/A', true],
  ['retest:SUC-2', false],
  ['line:0020', false],
  ['over:0020', false],
  ['early:0020', false],
  ['picking:0020', false],
  ['weighing:0020', false],
  ['expiry:SUC-2', false],
  ['expiry:0010', false],
  ['over:SUC-1', false],
  ['unit:0010', false],
  ['dispensed:0010', false],
  ['parameter:0010', false],
  ['yield:step', false],
])('a draw of SUC-1 into line 0010 uses up an override of %s: %s', (ref, isSpent) => {
  const rule = readRule(ref)
  expect(rule && isSpentBy(aLine(), lot().lotId)(rule)).toBe(isSpent)
})
