import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Fact } from '../../../events/envelope.ts'
import { accounts } from '../../../events/names.ts'
import { lotBalance } from '../../../shared/domain/production/lot-balance.ts'
import { add, subtract } from '../../../shared/domain/quantity.ts'
import { dec, fact, g, kg, later, lot, noon } from '../../support/given.ts'

const sucrose = { lotId: 'SUC-1', materialId: 'SUCROSE' } as const
/** A fact of a lot itself, recorded so many seconds after noon. */
const own = (id: string, seconds = 0) => ({ subject: { type: 'lot', id }, recordedAt: later(seconds) }) as const
const received = (value: string) =>
  fact(
    'andon.lot.received.v1',
    { ...sucrose, quantity: kg(value), status: 'released' },
    { ...own('SUC-1'), factId: 'R' },
  )
const consumed = (value: string, factId = 'C-1', seconds = 10) =>
  fact(
    'andon.material.consumed.v1',
    { ...sucrose, orderId: 'O-1', stepId: 'mix', lineId: '0010', quantity: kg(value) },
    { factId, recordedAt: later(seconds) },
  )
const returned = (
  quantity: ReturnType<typeof kg> | ReturnType<typeof pounds>,
  seconds = 20,
  consumptionId = 'C-1',
  orderId = 'O-1',
) =>
  fact(
    'andon.material.returned.v1',
    { ...sucrose, orderId, stepId: 'mix', lineId: '0010', consumptionId, quantity, reason: 'Too much' },
    { subject: { type: 'order', id: orderId }, recordedAt: later(seconds) },
  )
const produced = (use: 'produced' | 'by-product' | 'scrap' | 'sample', value: string, lotId = 'SUC-1') =>
  fact('andon.material.produced.v1', {
    orderId: 'O-1',
    stepId: 'mix',
    lotId,
    materialId: 'SUCROSE',
    use,
    quantity: kg(value),
  })
function pounds(value: string) {
  return { value, unit: '[lb_av]' } as const
}
const why = { reason: 'As counted' }
const part = (lotId: string, value: string) => ({ lotId, quantity: kg(value) })

/** What the facts come to for each account of the lot, but for those that are nothing. */
const totals = (facts: readonly Fact[], of = lot()) => {
  const { received, remaining, left } = lotBalance(of, facts)
  const accounted = accounts.flatMap((account) => (left[account].value === '0' ? [] : [[account, left[account].value]]))
  return { received: received.value, remaining: remaining.value, ...Object.fromEntries(accounted) }
}
const nothing = { received: '0', remaining: '0' }

describe('the effect of a fact on a lot', () => {
  test('is what came in: received, in a sublot, or made by an order', () => {
    const drum = fact(
      'andon.sublot.received.v1',
      { ...sucrose, sublotId: 'A', quantity: kg('5'), status: 'released' },
      own('SUC-1'),
    )
    expect(totals([received('100'), drum])).toEqual({ received: '105', remaining: '105' })
    expect(totals([produced('produced', '3'), produced('by-product', '4')])).toEqual({ received: '7', remaining: '7' })
    expect(totals([produced('scrap', '3'), produced('produced', '3', 'SUC-2')])).toEqual(nothing)
  })

  test('is a sample, which leaves the lot', () => {
    expect(totals([received('100'), produced('sample', '1')])).toEqual({
      received: '100',
      remaining: '99',
      sampled: '1',
    })
  })

  test.each([
    ['scrapped', fact('andon.lot.scrapped.v1', { ...sucrose, quantity: kg('7'), ...why }, own('SUC-1'))],
    ['sampled', fact('andon.lot.sampled.v1', { ...sucrose, quantity: kg('7') }, own('SUC-1'))],
    [
      'shipped',
      fact(
        'andon.lot.shipped.v1',
        { ...sucrose, quantity: kg('7'), shipmentId: 'SH-1', to: { type: 'customer', id: 'ACME' } },
        own('SUC-1'),
      ),
    ],
    ['consumed', consumed('7')],
  ])('is what left it and was %s', (account, leaving) => {
    expect(totals([received('100'), leaving])).toEqual({ received: '100', remaining: '93', [account]: '7' })
    expect(totals([leaving], lot({ lotId: 'SUC-2' }))).toEqual(nothing)
  })

  test('is what was split from it, which the other lot has received', () => {
    const split = fact(
      'andon.lot.split.v1',
      { ...sucrose, parts: [part('SUC-2', '30'), part('SUC-3', '5')], keeps: kg('65') },
      own('SUC-1'),
    )
    expect(totals([received('100'), split])).toEqual({ received: '100', remaining: '65', parted: '35' })
    expect(totals([split], lot({ lotId: 'SUC-2' }))).toEqual({ received: '30', remaining: '30' })
    expect(totals([split], lot({ lotId: 'SUC-9' }))).toEqual(nothing)
  })

  test('is what was merged into another lot, which has received it', () => {
    const merged = fact(
      'andon.lot.merged.v1',
      { lotId: 'SUC-9', materialId: 'SUCROSE', quantity: kg('40'), from: [part('SUC-1', '30'), part('SUC-2', '10')] },
      own('SUC-9'),
    )
    expect(totals([received('30'), merged])).toEqual({ received: '30', remaining: '0', parted: '30' })
    expect(totals([merged], lot({ lotId: 'SUC-9' }))).toEqual({ received: '40', remaining: '40' })
  })

  test('is what a count found less, and, below zero, what it found more', () => {
    const counted = (was: string, is: string) =>
      fact('andon.lot.adjusted.v1', { ...sucrose, was: kg(was), is: kg(is), ...why }, own('SUC-1'))
    expect(totals([received('100'), counted('100', '98')])).toMatchObject({ remaining: '98', adjusted: '2' })
    expect(totals([received('100'), counted('100', '103')])).toMatchObject({ remaining: '103', adjusted: '-3' })
  })

  test('is what a completion has booked of it, among others', () => {
    const completed = fact('andon.step.completed.v1', {
      orderId: 'O-1',
      stepId: 'mix',
      consumed: [
        { ...sucrose, lineId: '0010', quantity: kg('3') },
        { ...sucrose, lotId: 'SUC-2', lineId: '0010', quantity: kg('9') },
      ],
    })
    expect(totals([received('100'), completed])).toMatchObject({ consumed: '3' })
  })

  test('is scrap where it had been consumed, when its container is rejected', () => {
    const rejected = fact('andon.dispensing.rejected.v1', {
      ...sucrose,
      orderId: 'O-1',
      stepId: 'mix',
      containerId: 'C-1',
      lineId: '0010',
      quantity: g('250'),
      reason: 'It fell over',
    })
    expect(totals([received('100'), consumed('1'), rejected])).toEqual({
      received: '100',
      remaining: '99',
      consumed: '0.75',
      scrapped: '0.25',
    })
  })

  test('is nothing of a fact that moves nothing', () => {
    expect(totals([fact('andon.step.skipped.v1', { orderId: 'O-1', stepId: 'mix' })])).toEqual(nothing)
  })

  test('is told with the fact that did it, in the order in which they were recorded', () => {
    const { movements } = lotBalance(lot(), [returned(kg('5'), 20), consumed('25', 'C-1', 10), received('100')])
    expect(movements).toMatchObject([
      { account: 'received', quantity: kg('100'), at: noon, type: 'andon.lot.received.v1', factId: 'R' },
      { account: 'consumed', quantity: kg('25'), at: later(10), factId: 'C-1', subject: { type: 'order', id: 'O-1' } },
      { account: 'consumed', quantity: kg('-5'), at: later(20) },
    ])
  })
})

describe('a reversal of a consumption', () => {
  test('is taken off it', () => {
    expect(totals([received('100'), consumed('25'), returned(kg('5'))])).toEqual({
      received: '100',
      remaining: '80',
      consumed: '20',
    })
  })

  test('adds up to the whole exactly in any parts, as in the command', () => {
    const millionths = fc.integer({ min: 1, max: 1_000_000_000 })
    fc.assert(
      fc.property(fc.array(millionths, { minLength: 1, maxLength: 6 }), (parts) => {
        const inPounds = (of: number) => pounds(`${Math.floor(of / 1e6)}.${String(of % 1e6).padStart(6, '0')}`)
        const whole = inPounds(parts.reduce((sum, it) => sum + it, 0))
        const drawn = fact(
          'andon.material.consumed.v1',
          { ...sucrose, orderId: 'O-1', stepId: 'mix', lineId: '0010', quantity: whole },
          { factId: 'C-1' },
        )
        const backs = parts.map((it, index) => returned(inPounds(it), 20 + index))
        expect(totals([drawn, ...backs])).toEqual(nothing)
      }),
    )
  })

  test('is counted for each consumption of each order by itself', () => {
    // Each is a trillionth of a kilogram; all three as one would be four.
    const trace = pounds('0.000000000003')
    const one = totals([returned(trace, 20, 'C-1')]).consumed
    const apart = [returned(trace, 20, 'C-1'), returned(trace, 21, 'C-2'), returned(trace, 22, 'C-1', 'O-2')]
    expect(totals(apart).consumed).toBe([one, one, one].reduce((sum, it) => add(sum, it ?? '0'), '0'))
    const together = [returned(trace, 20), returned(trace, 21), returned(trace, 22)]
    expect(totals(together).consumed).not.toBe(totals(apart).consumed)
  })
})

describe('the audit of a lot', () => {
  const facts = [received('100'), consumed('25'), returned(kg('5'))]

  test('agrees with a lot that says the same as its facts', () => {
    expect(lotBalance(lot({ remaining: '80', left: { consumed: '20' } }), facts)).toMatchObject({
      lotId: 'SUC-1',
      materialId: 'SUCROSE',
      received: kg('100'),
      remaining: kg('80'),
      left: { consumed: kg('20'), shipped: kg('0') },
      balanced: true,
      differences: [],
    })
  })

  test('says every account that differs, with both of what they say', () => {
    const found = lotBalance(lot({ quantity: '101', remaining: '79', left: { consumed: '21', sampled: '1' } }), facts)
    expect(found.balanced).toBe(false)
    expect(found.differences).toEqual([
      { of: 'received', facts: kg('100'), kept: kg('101') },
      { of: 'remaining', facts: kg('80'), kept: kg('79') },
      { of: 'consumed', facts: kg('20'), kept: kg('21') },
      { of: 'sampled', facts: kg('0'), kept: kg('1') },
    ])
  })

  test('sees the smallest difference there is, and none in how a number is written', () => {
    const kept = (remaining: string, consumed: string) => lotBalance(lot({ remaining, left: { consumed } }), facts)
    expect(kept('80.00', '20.0').balanced).toBe(true)
    expect(kept('80.000000000001', '19.999999999999').differences.map((it) => it.of)).toEqual(['remaining', 'consumed'])
  })

  test('says the same in whatever order it reads the facts', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(facts, { minLength: facts.length }), (shuffled) => {
        expect(lotBalance(lot(), shuffled)).toEqual(lotBalance(lot(), facts))
      }),
    )
  })

  test('accounts for all that came in', () => {
    const {
      received: came,
      remaining,
      left,
    } = lotBalance(lot(), [...facts, produced('sample', '2'), produced('produced', '9')])
    const gone = accounts.reduce((sum, account) => add(dec(sum), left[account].value), '0')
    expect(subtract(came.value, dec(gone))).toBe(remaining.value)
  })
})
