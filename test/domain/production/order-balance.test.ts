import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Fact } from '../../../events/envelope.ts'
import {
  consumedBy,
  keptIn,
  orderBalance,
  rejectedBy,
  stockMadeIn,
} from '../../../shared/domain/production/order-balance.ts'
import { add } from '../../../shared/domain/quantity.ts'
import { aStep, dec, each, fact, g, kg, later, order, snapshot } from '../../support/given.ts'

type Told<Of extends Fact['type']> = Partial<Parameters<typeof fact<Of>>[1]>
const at = { orderId: 'O-1', stepId: 'mix' } as const
const sucrose = { lotId: 'SUC-1', materialId: 'SUCROSE' } as const

const consumed = (factId: string, value: string, more: Told<'andon.material.consumed.v1'> = {}) =>
  fact(
    'andon.material.consumed.v1',
    { ...at, ...sucrose, lineId: '0010', quantity: kg(value), ...more },
    { factId, occurredAt: later(60) },
  )
const returned = (consumptionId: string, value: string, more: Told<'andon.material.returned.v1'> = {}) =>
  fact('andon.material.returned.v1', {
    ...at,
    ...sucrose,
    consumptionId,
    lineId: '0010',
    quantity: kg(value),
    reason: 'Too much',
    ...more,
  })
const produced = (value: string, more: Told<'andon.material.produced.v1'> = {}) =>
  fact('andon.material.produced.v1', {
    ...at,
    lotId: 'SYR-1',
    materialId: 'SYRUP',
    use: 'produced',
    quantity: kg(value),
    ...more,
  })
const rejected = fact('andon.dispensing.rejected.v1', {
  ...at,
  ...sucrose,
  containerId: 'C-1',
  lineId: '0010',
  quantity: g('250'),
  reason: 'It fell over',
  reasonCode: 'SPILLED',
})
const completed = fact(
  'andon.step.completed.v1',
  {
    ...at,
    consumed: [
      { ...sucrose, lineId: '0010', quantity: kg('3') },
      { lotId: 'WAT-1', materialId: 'WATER', lineId: '0020', quantity: kg('1') },
    ],
  },
  { factId: 'F-9', occurredAt: later(90) },
)

describe('what a fact moved', () => {
  test('is what was consumed by a command, or by the completion of a step', () => {
    expect(consumedBy(consumed('F-1', '25'))).toMatchObject([{ ...at, ...sucrose, quantity: kg('25') }])
    expect(consumedBy(completed)).toMatchObject([
      { stepId: 'mix', lotId: 'SUC-1', quantity: kg('3') },
      { stepId: 'mix', lotId: 'WAT-1', quantity: kg('1') },
    ])
    const some = { ...at, finished: kg('1'), scrapped: kg('0') }
    expect(consumedBy(fact('andon.step.progressed.v1', { ...some, ...completed.data }))).toEqual(consumedBy(completed))
    expect(consumedBy(fact('andon.step.progressed.v1', some))).toEqual([])
    expect(consumedBy(fact('andon.step.completed.v1', at))).toEqual([])
    expect(consumedBy(produced('1'))).toEqual([])
  })

  test('is scrap of a container that was rejected', () => {
    expect(rejectedBy(rejected)).toMatchObject([{ use: 'scrap', ...sucrose, quantity: g('250') }])
    expect(rejectedBy(produced('1'))).toEqual([])
  })

  test('became stock unless it was scrap, or a sample of stock that was there', () => {
    const uses = ['produced', 'by-product', 'co-product', 'scrap', 'sample'] as const
    expect(uses.filter((use) => stockMadeIn([produced('1', { use })]).length > 0)).toEqual(uses.slice(0, 3))
  })
})

describe('what an order kept of what it consumed', () => {
  test('is as it was written where nothing came back, with the time of the draw', () => {
    expect(keptIn([consumed('F-1', '25.0'), completed])).toMatchObject([
      { quantity: kg('25.0'), at: later(60) },
      { quantity: kg('3'), at: later(90) },
      { quantity: kg('1'), at: later(90) },
    ])
  })

  test('is less by every part that came back, and nothing when all of it has, in whatever order the facts are', () => {
    const facts = [returned('F-1', '5'), consumed('F-1', '25'), consumed('F-2', '25'), returned('F-1', '7')]
    expect(keptIn(facts).map(({ quantity }) => quantity)).toEqual([kg('13'), kg('25')])
    expect(keptIn([consumed('F-1', '25'), returned('F-1', '20'), returned('F-1', '5')])).toEqual([])
  })

  test('is not changed by a return of another consumption, nor of what a completion booked', () => {
    expect(keptIn([completed, returned('F-9', '3')])).toHaveLength(2)
    expect(keptIn([consumed('F-1', '25'), returned('F-2', '5')])).toMatchObject([{ quantity: kg('25') }])
  })

  test('and what came back come to what was drawn', () => {
    const parts = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(parts, fc.nat({ max: 6 }), (all, count) => {
        const whole = all.reduce((sum, it) => sum + it, 0)
        const backs = all.slice(0, count).map((it) => returned('F-1', String(it)))
        const kept = keptIn([consumed('F-1', String(whole)), ...backs])
        const back = all.slice(0, count).reduce((sum, it) => sum + it, 0)
        expect(kept.reduce((sum, { quantity }) => add(dec(sum), quantity.value), String(back))).toBe(String(whole))
      }),
    )
  })
})

describe('the balance of an order', () => {
  const frozen = snapshot({ steps: [aStep('weigh'), aStep('mix')] })
  const balance = (facts: readonly Fact[], more: Parameters<typeof order>[0] = {}) =>
    orderBalance(order(more), frozen, facts)

  test('tells each lot once, with all that was moved of it alike, in the unit of the first', () => {
    const found = balance([consumed('F-1', '20'), consumed('F-2', '0', { quantity: g('500') }), completed])
    expect(found).toMatchObject({ orderId: 'O-1' })
    expect(found.inputs).toEqual([
      { ...sucrose, quantity: kg('23.5') },
      { lotId: 'WAT-1', materialId: 'WATER', quantity: kg('1') },
    ])
  })

  test('tells what came out by its use and the reason of its loss, and samples apart', () => {
    const found = balance([
      produced('40'),
      produced('2', { use: 'scrap', reasonCode: 'BURNT' }),
      produced('1', { use: 'scrap', reasonCode: 'SPILLED' }),
      produced('3', { use: 'scrap', reasonCode: 'BURNT' }),
      produced('0.5', { use: 'sample' }),
      rejected,
    ])
    const syrup = { lotId: 'SYR-1', materialId: 'SYRUP' }
    expect(found.outputs).toEqual([
      { ...syrup, quantity: kg('40'), use: 'produced' },
      { ...syrup, quantity: kg('5'), use: 'scrap', reasonCode: 'BURNT' },
      { ...syrup, quantity: kg('1'), use: 'scrap', reasonCode: 'SPILLED' },
      { ...sucrose, quantity: g('250'), use: 'scrap', reasonCode: 'SPILLED' },
    ])
    expect(found.samples).toEqual([{ ...syrup, quantity: kg('0.5'), use: 'sample' }])
    expect(found.balances).toMatchObject([{ in: '0', out: '46.25' }])
  })

  test('counts a rejected container as what went in and came out as scrap', () => {
    const found = balance([consumed('F-1', '1'), rejected, produced('0.75')])
    expect(found.balances).toMatchObject([{ in: '1', out: '1', difference: '0' }])
  })

  test('has the yield of the product alone, of what the order asks for, in its unit', () => {
    const facts = [
      produced('40'),
      produced('1', { quantity: g('500') }),
      produced('3', { use: 'scrap' }),
      produced('3', { use: 'sample' }),
      produced('3', { use: 'by-product', materialId: 'FOAM' }),
    ]
    expect(balance(facts).yield).toEqual({ made: '40.5', asked: '100', percent: '40.5' })
    expect(balance([], { quantity: each('7') }).yield).toEqual({ made: '0', asked: '7', percent: '0' })
  })

  test('is that of each step of the definition, too, and of none beside', () => {
    const found = balance([
      consumed('F-1', '25', { stepId: 'weigh' }),
      produced('20'),
      produced('1', { stepId: 'weigh', use: 'scrap' }),
      produced('9', { stepId: 'boil' }),
    ])
    expect(found.steps).toMatchObject([
      {
        stepId: 'weigh',
        inputs: [{ quantity: kg('25') }],
        outputs: [{ use: 'scrap' }],
        balances: [{ difference: '24' }],
      },
      { stepId: 'mix', inputs: [], outputs: [{ quantity: kg('20') }], balances: [{ in: '0', out: '20' }] },
    ])
    expect(found.balances).toMatchObject([{ in: '25', out: '30' }])
  })
})
