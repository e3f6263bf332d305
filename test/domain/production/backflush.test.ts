import Big from 'big.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MaterialId, StepId, SublotId } from '../../../events/identifiers.ts'
import { materialDefinition } from '../../../events/recipe.ts'
import type { Material } from '../../../shared/domain/master-data.ts'
import type { BoundOrder } from '../../../shared/domain/orders/order.ts'
import { consume } from '../../../shared/domain/production/consumption.ts'
import { zero } from '../../../shared/domain/quantity.ts'
import type { Sublot } from '../../../shared/domain/stock/lot.ts'
import { completing, consumedIn, drawsIn, line, made, sugar, wax } from '../../support/backflushing.ts'
import { ada, aStep, by, codes, dec, kg, later, noon, order, running, saved, snapshot } from '../../support/given.ts'
import { histories, portion } from '../../support/seeded.ts'
import { spoken } from '../../support/words.ts'

const judged = (materialId: string, expiryPolicy: string): Material => ({
  ...materialDefinition.parse({ name: materialId, unit: 'kg', expiryPolicy }),
  materialId: materialId as MaterialId,
})

describe('a completion with backflush', () => {
  test('is refused with every reason against each lot, and changes nothing', () => {
    const lots = [
      sugar('A', '100', { holds: ['H-1'], status: 'quarantine' }),
      wax('B', '1'),
      wax('C', '100', { expiresAt: noon }),
    ]
    const lines = [
      line('10', 'standard'),
      line('20', 'actual', { materialId: 'WAX', policy: 'off' }),
      line('30', 'actual', { policy: 'off' }),
    ]
    const decision = completing(
      [
        { lineId: '10', lotId: 'A' },
        { lineId: '20', lotId: 'B', quantity: kg('2') },
        { lineId: '20', lotId: 'C', quantity: kg('2') },
        { lineId: '30', lotId: 'B', quantity: kg('1') },
        { lineId: '30', lotId: 'NONE', quantity: kg('1') },
        { lineId: '99', lotId: 'A' },
      ],
      { lots, lines },
    )
    expect(codes(decision).sort()).toEqual([
      'line-unknown',
      'lot-expired',
      'lot-insufficient',
      'lot-not-released',
      'lot-on-hold',
      'lot-unknown',
      'lot-wrong-material',
    ])
  })

  test('says what to do about a reserved lot that is rejected', () => {
    const lots = [sugar('A', '100', { reserved: dec('50'), status: 'rejected' })]
    expect(spoken(completing(undefined, { lots, reserved: { A: kg('50') } }))).toMatchObject({
      violations: [
        {
          code: 'lot-not-released',
          variant: 'rejected-reserved',
          params: { lotId: 'A' },
          detail: 'Lot A is rejected; name another lot, or release what is reserved of it.',
        },
      ],
    })
  })

  test('books a fixed line whole and once, whatever was made', () => {
    const fixed = [line('10', 'standard', { quantity: kg('0.5'), fixed: true })]
    const booked = (running: object) =>
      consumedIn(completing([{ lineId: '10', lotId: 'SUC-1' }], { lines: fixed, running }))
    expect(booked(made('40'))).toMatchObject([{ quantity: kg('0.5') }])
    expect(booked(made('110'))).toMatchObject([{ quantity: kg('0.5') }])
    expect(booked({ ...made('40'), consumed: { '10': dec('0.2') } })).toMatchObject([{ quantity: kg('0.3') }])
    expect(booked({ ...made('40'), consumed: { '10': dec('0.5') } })).toBeUndefined()
  })

  test('does not book lines that are consumed by hand', () => {
    const lines = [line('10', 'standard'), line('20', 'actual', { backflush: undefined, policy: 'off' })]
    expect(
      codes(
        completing(
          [
            { lineId: '10', lotId: 'SUC-1' },
            { lineId: '20', lotId: 'SUC-1' },
          ],
          { lines },
        ),
      ),
    ).toEqual(['backflush-unfit'])
  })

  test('issues once from a lot for two lines', () => {
    const lines = [line('10', 'standard'), line('20', 'standard', { quantity: kg('5') })]
    const named = ['10', '20'].map((lineId) => ({ lineId, lotId: 'SUC-1' }))
    const decision = completing(named, { lines })
    expect(drawsIn(decision)).toMatchObject([{ lotId: 'SUC-1', value: '30' }])
    expect(decision.outcome === 'accepted' && decision.pointers).toMatchObject([{ card: { quantity: kg('30') } }])
    expect(consumedIn(decision)).toHaveLength(2)
    // What one line takes is not there for the other.
    expect(codes(completing(named, { lines, lots: [sugar('SUC-1', '29')] }))).toEqual(['backflush-missing'])
  })

  test('must name the sublot of stock in sublots, and one per lot', () => {
    const sublot = (id: string, remaining: string) =>
      ({ ...sugar('SUC-1', remaining), sublotId: id as SublotId }) as unknown as Sublot
    const found = {
      lots: [sugar('SUC-1', '50', { inSublots: dec('50') })],
      sublots: [sublot('A', '15'), sublot('B', '35')],
    }
    expect(codes(completing([{ lineId: '10', lotId: 'SUC-1' }], found))).toEqual(['sublot-missing'])
    expect(drawsIn(completing([{ lineId: '10', lotId: 'SUC-1', sublotId: 'B' }], found))).toMatchObject([
      { lotId: 'SUC-1', sublotId: 'B', value: '25' },
    ])
    expect(codes(completing([{ lineId: '10', lotId: 'SUC-1', sublotId: 'A' }], found))).toEqual(['backflush-missing'])
    const both = ['A', 'B'].map((sublotId) => ({ lineId: '10', lotId: 'SUC-1', sublotId }))
    expect(codes(completing(both, found))).toEqual(['backflush-unfit'])
  })

  test('books at most forty lots, which fit one commit', () => {
    const ids = (count: number) => Array.from({ length: count }, (_, index) => `L-${index}`)
    const booking = (count: number) => {
      const quantity = kg(new Big('25').div(count).round(6, Big.roundDown).toFixed())
      return completing(
        ids(count).map((lotId) => ({ lineId: '10', lotId, quantity })),
        { lines: [line('10', 'actual')], lots: ids(count).map((id) => sugar(id, '100')) },
      )
    }
    const most = booking(40)
    expect(codes(most)).toEqual([])
    expect(most.outcome === 'accepted' && most.changes.length + (most.pointers?.length ?? 0)).toBeLessThan(98)
    expect(codes(booking(41))).toEqual(['backflush-unfit'])
  })

  test('counts for the balance of its step', () => {
    const balance = { tolerancePercent: '0', policy: 'block' }
    const named = [{ lineId: '10', lotId: 'SUC-1' }]
    const making = (value: string) =>
      codes(
        completing(named, {
          lines: [line('10', 'standard', { quantity: kg('100') })],
          step: { balance },
          running: made(value),
        }),
      )
    expect(making('90')).toEqual([])
    const lines = [line('10', 'standard', { quantity: kg('101') })]
    expect(
      codes(completing(named, { lines, lots: [sugar('SUC-1', '200')], step: { balance }, running: made('90') })),
    ).toEqual(['balance-open'])
  })
})

describe('expired stock in a completion', () => {
  const lots = [
    sugar('OLD', '100', { reserved: dec('20'), expiresAt: noon }),
    sugar('NEW', '100', { reserved: dec('10') }),
  ]
  const reserved = { OLD: kg('20'), NEW: kg('10') }
  const booking = (expiryPolicy: string, more: object = {}, body: object = {}, asked?: readonly object[]) =>
    completing(
      asked,
      { lots, reserved, materials: [judged('SUCROSE', expiryPolicy)], running: made('100'), ...more },
      body,
    )

  test('is not booked unless its material allows it, and the violation says why stock is short', () => {
    expect(spoken(booking('block'))).toMatchObject({
      violations: [
        {
          code: 'backflush-missing',
          detail: expect.stringMatching(/still lacks 15 kg of SUCROSE; .* Lot OLD expired on .* It may not be used\./),
        },
      ],
    })
    const small = [line('10', 'standard', { quantity: kg('10') })]
    expect(consumedIn(booking('block', { lines: small }))).toMatchObject([{ lotId: 'NEW', quantity: kg('10') }])
  })

  test('is booked last and with a reason, if the policy warns', () => {
    expect(codes(booking('warn'))).toEqual(['reason-missing'])
    const decision = booking('warn', {}, { reason: 'The laboratory found it good' })
    expect(consumedIn(decision)).toMatchObject([
      { lotId: 'NEW', quantity: kg('10') },
      { lotId: 'OLD', quantity: kg('15') },
    ])
    expect(decision).toMatchObject({ fact: { data: { warnings: [{ code: 'lot-expired', ref: 'expiry:OLD' }] } } })
    expect(drawsIn(decision)).toMatchObject([
      { unless: ['held', 'unreleased', 'expired', 'incomplete'] },
      { unless: ['held', 'unreleased', 'incomplete'] },
    ])
  })

  test('is booked only with the signature that its material requires, and if it is named', () => {
    expect(spoken(booking('block-unless-signed'))).toMatchObject({
      violations: [{ code: 'backflush-missing', detail: expect.stringContaining('expiry:OLD is overridden') }],
    })
    const named = [
      { lineId: '10', lotId: 'OLD' },
      { lineId: '10', lotId: 'NEW' },
    ]
    expect(codes(booking('block-unless-signed', {}, {}, named))).toEqual(['lot-expired'])
    const overrides = { 'mix/expiry:OLD': { code: 'lot-expired', by: 'olga' } } as unknown as BoundOrder['overrides']
    const decision = booking('block-unless-signed', { overrides }, {}, named)
    expect(consumedIn(decision)).toMatchObject([{ lotId: 'OLD', quantity: kg('25') }])
    expect(saved(decision, 'order')).toMatchObject({ overrides: {} })
  })

  test('uses up its signature also with some of the units, and no other signature', () => {
    const some = { step: { flow: 'units' }, running: { units: { started: '100', finished: '0', scrapped: '0' } } }
    const named = [{ lineId: '10', lotId: 'OLD' }]
    expect(codes(booking('block-unless-signed', some, { quantity: kg('40') }, named))).toEqual(['lot-expired'])
    const granted = { code: 'lot-expired', by: 'olga' }
    const overrides = { 'mix/expiry:OLD': granted, 'mix/expiry:NEW': granted } as unknown as BoundOrder['overrides']
    const decision = booking('block-unless-signed', { ...some, overrides }, { quantity: kg('40') }, named)
    expect(consumedIn(decision)).toMatchObject([{ lotId: 'OLD', quantity: kg('10') }])
    const { overrides: left } = saved(decision, 'order') as BoundOrder
    expect(left).toEqual({ 'mix/expiry:NEW': granted })
  })
})

test('is never booked if a consumption of the same lot and quantity would be refused', () => {
  const amount = fc.integer({ min: 1, max: 30_000 }).map((grams) => new Big(grams).div(1000).toFixed())
  const policies = fc.constantFrom('block', 'block-unless-signed', 'warn')
  const aLot = fc.record({
    materialId: fc.constantFrom('SUCROSE', 'SUCROSE', 'HONEY', 'SYRUP-B', 'WAX'),
    remaining: amount,
    reserved: amount,
    inGrams: fc.boolean(),
    bar: fc.constantFrom('none', 'none', 'none', 'none', 'none', 'held', 'quarantine'),
    date: fc.constantFrom({}, {}, { expiresAt: noon }, { retestAt: noon }, { expiresAt: later(9) }),
  })
  const cases = fc.record({
    lots: fc.array(aLot, { minLength: 1, maxLength: 5 }),
    policies: fc.record({ SUCROSE: policies, HONEY: policies }),
    factor: fc.constantFrom('1', '1.2', '0.333', '3', '0.007'),
    made: amount,
    backflush: fc.constantFrom('standard' as const, 'actual' as const),
    named: fc.option(fc.record({ lot: fc.nat({ max: 4 }), quantity: fc.option(amount) }), { freq: 2 }),
  })
  const seen = { booked: 0, alternates: 0, warned: 0, refused: 0 }
  fc.assert(
    fc.property(cases, (given) => {
      const lots = given.lots.map(({ materialId, remaining, reserved, inGrams, bar, date }, index) => {
        const inUnit = (value: string) => (inGrams ? new Big(value).times(1000).toFixed() : value)
        return sugar(`L-${index}`, inUnit(remaining), {
          materialId: materialId as MaterialId,
          ...(inGrams && { unit: 'g', quantity: dec('1000000') }),
          reserved: dec(inUnit(reserved)),
          ...(bar === 'held' && { holds: ['H-1'] }),
          ...(bar === 'quarantine' && { status: 'quarantine' as const }),
          ...date,
        })
      })
      const materials = Object.entries(given.policies).map(([id, policy]) => judged(id, policy))
      const lines = [
        line('1', given.backflush, {
          alternates: [{ materialId: 'HONEY', factor: given.factor }, { materialId: 'SYRUP-B' }],
          policy: 'off',
        }),
      ]
      const reserved = Object.fromEntries(lots.map((it) => [it.lotId, { value: it.reserved ?? zero, unit: it.unit }]))
      const { named } = given
      const asked = named
        ? [{ lineId: '1', lotId: `L-${named.lot}`, ...(named.quantity && { quantity: kg(named.quantity) }) }]
        : []
      const reason = 'As it was found'
      const body = given.backflush === 'actual' && !named ? [{ lineId: '1', quantity: kg(given.made) }] : asked
      const found = { lots, lines, materials, reserved, running: made(given.made) }
      const decision = completing(body, found, { reason })
      if (decision.outcome === 'refused') {
        seen.refused += 1
        return
      }
      const booked = consumedIn(decision) ?? []
      seen.booked += booked.length
      for (const { lineId, lotId, quantity, replaces, fromReservation } of booked) {
        if (replaces) seen.alternates += 1
        const lot = lots.find((it) => it.lotId === lotId)
        const byHand = consume(
          {
            order: order({ steps: { mix: running(made(given.made)) }, reserved } as Partial<BoundOrder>),
            snapshot: snapshot({ steps: [aStep('mix', { materials: lines as never })] }),
            person: undefined,
            lot,
            sublot: undefined,
            material: materials.find(({ materialId }) => materialId === lot?.materialId),
          },
          { stepId: 'mix' as StepId, lineId, lotId, quantity, reason },
          by(ada),
        )
        expect(codes(byHand)).toEqual([])
        if (byHand.outcome !== 'accepted' || byHand.fact.type !== 'andon.material.consumed.v1') throw new Error('no')
        expect(byHand.fact.data.replaces).toEqual(replaces)
        expect(byHand.fact.data.fromReservation).toEqual(fromReservation)
        if (byHand.fact.data.warnings) seen.warned += 1
        expect(byHand.changes.filter((it) => it.change === 'issue')).toEqual(
          drawsIn(decision).filter((it) => it.lotId === lotId),
        )
      }
    }),
    { numRuns: histories(3000, 600) },
  )
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(portion(20))
})

describe('any backflush', () => {
  const amount = fc.integer({ min: 1, max: 60_000 }).map((grams) => new Big(grams).div(1000).toFixed())
  const aLot = fc.record({
    remaining: amount,
    reserved: fc.option(amount, { nil: '0', freq: 2 }),
    bar: fc.constantFrom('none', 'none', 'none', 'none', 'held', 'quarantine', 'expired', 'wax'),
  })
  const cases = fc.record({
    lots: fc.array(aLot, { minLength: 1, maxLength: 4 }),
    lines: fc.array(
      fc.record({ backflush: fc.constantFrom('standard' as const, 'actual' as const), quantity: amount }),
      { minLength: 1, maxLength: 3 },
    ),
    made: amount,
    asked: fc.array(
      fc.record({
        line: fc.nat({ max: 3 }),
        lot: fc.option(fc.nat({ max: 4 }), { nil: undefined, freq: 4 }),
        quantity: fc.option(amount, { nil: undefined, freq: 2 }),
      }),
      { maxLength: 4 },
    ),
  })

  test('books everything or nothing, and never more than is available', () => {
    const outcomes = { accepted: 0, refused: 0 }
    fc.assert(
      fc.property(cases, ({ lots, lines, made: value, asked }) => {
        const found = lots.map(({ remaining, reserved, bar }, index) => {
          const setAside = new Big(reserved).gt(remaining) ? remaining : reserved
          return sugar(`L-${index}`, remaining, {
            ...(setAside !== '0' && { reserved: dec(setAside) }),
            ...(bar === 'held' && { holds: ['H-1'] }),
            ...(bar === 'quarantine' && { status: 'quarantine' as const }),
            ...(bar === 'expired' && { expiresAt: noon }),
            ...(bar === 'wax' && { materialId: 'WAX' as MaterialId }),
          })
        })
        const reserved = Object.fromEntries(found.flatMap((it) => (it.reserved ? [[it.lotId, kg(it.reserved)]] : [])))
        const decision = completing(
          asked
            .filter((it) => it.lot !== undefined || it.quantity !== undefined)
            .map(({ line: number, lot: index, quantity }) => ({
              lineId: `${number}`,
              ...(index !== undefined && { lotId: `L-${index}` }),
              ...(quantity !== undefined && { quantity: kg(quantity) }),
            })),
          {
            lots: found,
            lines: lines.map(({ backflush, quantity }, index) =>
              line(`${index}`, backflush, { quantity: kg(quantity), policy: 'off' }),
            ),
            reserved,
            running: made(value),
          },
        )
        outcomes[decision.outcome] += 1
        if (decision.outcome === 'refused') {
          expect(decision.violations).not.toHaveLength(0)
          return
        }
        const consumed = consumedIn(decision) ?? []
        const total = (all: readonly { quantity: { value: string } }[]) =>
          all.reduce((sum, it) => sum.plus(it.quantity.value), new Big(0))
        for (const draw of drawsIn(decision)) {
          const from = found.find(({ lotId }) => lotId === draw.lotId)
          const told = consumed.filter(({ lotId }) => lotId === draw.lotId)
          expect(total(told).eq(draw.value)).toBe(true)
          expect(new Big(draw.value).lte(from?.remaining ?? '0')).toBe(true)
          expect(from).toMatchObject({ materialId: 'SUCROSE', status: 'released', holds: [] })
          expect(from?.expiresAt).toBeUndefined()
        }
        expect(new Set(consumed.map(({ lotId }) => lotId)).size).toBe(drawsIn(decision).length)
        for (const [index, { backflush, quantity }] of lines.entries()) {
          const booked = total(consumed.filter(({ lineId }) => lineId === `${index}`))
          // The twelfth decimal is where the proportion is rounded up.
          const standard = new Big(quantity).times(value).div(100)
          if (backflush === 'standard') expect(booked.minus(standard).abs().lte('1e-12')).toBe(true)
        }
      }),
      { numRuns: histories(3000) },
    )
    expect(Math.min(...Object.values(outcomes))).toBeGreaterThan(portion(100))
  })
})
