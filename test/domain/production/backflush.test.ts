import Big from 'big.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LotId, MaterialId, StepId, SublotId } from '../../../events/identifiers.ts'
import { completeStep as completeBody } from '../../../events/order.ts'
import { materialDefinition } from '../../../events/recipe.ts'
import type { Caller } from '../../../shared/domain/caller.ts'
import type { Decision } from '../../../shared/domain/decision.ts'
import { signStep } from '../../../shared/domain/execution/sign-off.ts'
import { completeStep } from '../../../shared/domain/execution/step-completion.ts'
import type { Material } from '../../../shared/domain/master-data.ts'
import type { BoundOrder } from '../../../shared/domain/orders/order.ts'
import { consume } from '../../../shared/domain/production/consumption.ts'
import { zero } from '../../../shared/domain/quantity.ts'
import type { Lot, Sublot } from '../../../shared/domain/stock/lot.ts'
import {
  ada,
  aStep,
  by,
  codes,
  dec,
  later,
  lot,
  noon,
  olga,
  order,
  running,
  saved,
  signedBy,
  snapshot,
} from '../../support/given.ts'
import { histories, portion, seeded } from '../../support/seeded.ts'
import { spoken } from '../../support/words.ts'

const kg = (value: string) => ({ value: dec(value), unit: 'kg' }) as const
const sugar = (lotId: string, remaining: string, more: Partial<Lot> = {}): Lot =>
  lot({ lotId: lotId as LotId, quantity: '1000', remaining, ...more })
const wax = (lotId: string, remaining: string, more: Partial<Lot> = {}): Lot =>
  sugar(lotId, remaining, { materialId: 'WAX' as MaterialId, ...more })
const judged = (materialId: string, expiryPolicy: string): Material => ({
  ...materialDefinition.parse({ name: materialId, unit: 'kg', expiryPolicy }),
  materialId: materialId as MaterialId,
})
const line = (lineId: string, backflush: 'standard' | 'actual', more: object = {}) => ({
  lineId,
  materialId: 'SUCROSE',
  quantity: kg('25'),
  tolerance: { minusPercent: '10', plusPercent: '10' },
  backflush,
  ...more,
})

interface Found {
  readonly lines?: readonly object[]
  readonly lots?: readonly Lot[]
  readonly sublots?: readonly Sublot[]
  readonly materials?: readonly Material[]
  readonly reserved?: BoundOrder['reserved']
  readonly overrides?: BoundOrder['overrides']
  readonly step?: object
  readonly running?: object
  readonly produced?: BoundOrder['produced']
  readonly who?: Caller
}

/** Completes a step of an order of 100 kg that has made what it says. */
const completing = (backflush: readonly object[] | undefined, found: Found = {}, more: object = {}): Decision => {
  const materials = found.lines ?? [line('10', 'standard')]
  return completeStep(
    {
      order: order({
        steps: { mix: running(found.running ?? {}) },
        produced: found.produced ?? {},
        ...(found.reserved && { reserved: found.reserved }),
        ...(found.overrides && { overrides: found.overrides }),
      }),
      snapshot: snapshot({ steps: [aStep('mix', { materials: materials as never, ...found.step })] }),
      person: undefined,
      shelf: {
        lots: found.lots ?? [sugar('SUC-1', '100')],
        sublots: found.sublots ?? [],
        materials: found.materials ?? [],
      },
    },
    undefined,
    'mix',
    completeBody.parse({ ...(backflush && { backflush }), ...more }),
    by(found.who ?? ada),
  )
}
const made = (value: string, use = 'produced') => ({ outputs: [{ use, materialId: 'SYRUP', value, unit: 'kg' }] })
const consumedIn = (decision: Decision) =>
  decision.outcome === 'accepted' && decision.fact.type === 'andon.step.completed.v1'
    ? decision.fact.data.consumed
    : undefined
const drawsIn = (decision: Decision) =>
  decision.outcome === 'accepted' ? decision.changes.filter((it) => it.change === 'issue') : []

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

  test('takes in proportion to the units of the step, when the last of them is finished', () => {
    const units = { started: '100', finished: '60', scrapped: '0' }
    const found = { step: { flow: 'units' }, running: { units } }
    const named = [{ lineId: '10', lotId: 'SUC-1' }]
    expect(codes(completing(named, found, { quantity: kg('10') }))).toEqual(['backflush-unfit'])
    expect(drawsIn(completing(undefined, found, { quantity: kg('10') }))).toEqual([])
    expect(consumedIn(completing(named, found, { quantity: kg('30'), scrapped: kg('10') }))).toMatchObject([
      { quantity: kg('25') },
    ])
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
    expect(codes(naming('W-1', '25'))).toEqual(['lot-wrong-material', 'line-incomplete'])
  })

  test('names the missing quantity for all of them', () => {
    expect(completing(undefined, { lines, lots: [] })).toMatchObject({
      violations: [{ variant: 'unnamed', params: { missing: kg('25'), materials: ['SUCROSE', 'HONEY', 'SYRUP-B'] } }],
    })
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
