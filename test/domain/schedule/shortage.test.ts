import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Candidate } from '../../../shared/domain/production/picking.ts'
import { add, isMore, subtract, zero } from '../../../shared/domain/quantity.ts'
import { type Need, needsOf, shelvesOf, shortages } from '../../../shared/domain/schedule/shortage.ts'
import { aLine, aStep, dec, kg, later, lot, noon, order, running, snapshot } from '../../support/given.ts'

const sugar = (more: Parameters<typeof aLine>[0] = {}) =>
  aLine({ lineId: '10', materialId: 'SUGAR', quantity: kg('10'), ...more })
const need = (orderId: string, lacks: string, more: Partial<Need> = {}): Need => ({
  order: order({ orderId }),
  step: aStep('mix'),
  line: sugar(),
  lacks: dec(lacks),
  at: noon,
  ...more,
})
const sack = (lotId: string, remaining: string, more: Parameters<typeof lot>[0] = {}): Candidate => ({
  lot: lot({ lotId, materialId: 'SUGAR', quantity: remaining, remaining, ...more }),
  issueRule: 'fefo',
})
const short = (needs: readonly Need[], ...stock: readonly Candidate[]) =>
  shortages(needs, shelvesOf(stock)).map((it) => `${it.orderId} ${it.short.value} of ${it.needed.value}`)

describe('what a plan lacks', () => {
  test('is what more urgent orders leave', () => {
    expect(short([need('O-1', '8'), need('O-2', '8'), need('O-3', '1')], sack('L-1', '12'))).toEqual([
      'O-2 4 of 8',
      'O-3 1 of 1',
    ])
  })

  test('names step, line, material and the instant from which on it is needed', () => {
    expect(shortages([need('O-1', '8', { at: later(60) })], shelvesOf([]))).toEqual([
      {
        orderId: 'O-1',
        stepId: 'mix',
        lineId: '10',
        materialId: 'SUGAR',
        needed: kg('8'),
        short: kg('8'),
        neededAt: later(60),
      },
    ])
  })

  test('leaves a reservation to its order, and counts it there', () => {
    const reserved = { reserved: { 'L-1': kg('5') } }
    const own = need('O-2', '8', { order: order({ orderId: 'O-2', ...reserved }) })
    const stock = [sack('L-1', '5', { reserved: dec('5') }), sack('L-2', '2')]
    expect(short([need('O-1', '2'), own], ...stock)).toEqual(['O-2 3 of 8'])
    expect(short([own, need('O-1', '2')], ...stock)).toEqual(['O-2 1 of 8', 'O-1 2 of 2'])
  })

  test('does not count stock that has expired by the time of its use, nor what is held or not released', () => {
    const stock = [
      sack('L-1', '3', { expiresAt: later(60) }),
      sack('L-2', '4', { status: 'quarantine' }),
      sack('L-3', '4', { holds: ['H-1'] }),
      sack('L-4', '1', { expiresAt: later(99) }),
    ]
    expect(short([need('O-1', '3'), need('O-2', '3')], ...stock)).toEqual(['O-2 2 of 3'])
    expect(short([need('O-1', '3', { at: later(60) })], ...stock)).toEqual(['O-1 2 of 3'])
  })

  test('takes an alternate in its proportion where the own material does not do', () => {
    const line = sugar({ alternates: [{ materialId: 'SYRUP', factor: dec('2') }] })
    const syrup = {
      lot: lot({ lotId: 'L-2', materialId: 'SYRUP', quantity: '6', remaining: '6' }),
      issueRule: 'fefo',
    } as const
    expect(short([need('O-1', '8', { line }), need('O-2', '1', { line })], sack('L-1', '4'), syrup)).toEqual([
      'O-1 1 of 8',
      'O-2 1 of 1',
    ])
  })

  test('with one material is the need beyond the stock, from the least urgent order upwards', () => {
    const amount = fc.integer({ min: 1, max: 5000 }).map((it) => dec(String(it / 100)))
    fc.assert(
      fc.property(fc.array(amount, { maxLength: 8 }), fc.array(amount, { maxLength: 8 }), (needs, stock) => {
        const found = shortages(
          needs.map((lacks, index) => need(`O-${index}`, lacks)),
          shelvesOf(stock.map((value, index) => sack(`L-${index}`, value))),
        )
        let left = stock.reduce(add, zero)
        const expected = needs.flatMap((lacks, index) => {
          const lacking = isMore(lacks, left) ? subtract(lacks, left) : zero
          left = isMore(lacks, left) ? zero : subtract(left, lacks)
          return isMore(lacking, zero) ? [[`O-${index}`, lacking]] : []
        })
        expect(found.map((it) => [it.orderId, it.short.value])).toEqual(expected)
      }),
    )
  })
})

describe('what planned steps need', () => {
  const steps = [
    aStep('weigh', { materials: [sugar()] }),
    aStep('mix', { after: ['weigh'], materials: [sugar({ lineId: '20', quantity: kg('6') })] }),
  ]
  const open = [
    { order: order({ steps: { weigh: running({ consumed: { 10: '4' } }) } }), snapshot: snapshot({ steps }) },
  ]
  const operation = (stepId: string, from: string) =>
    ({ orderId: 'O-1', stepId, status: 'planned', from, to: from }) as const
  const plan = (...operations: ReturnType<typeof operation>[]) => ({
    at: noon,
    operations,
    orders: [{ orderId: 'O-1' }],
  })

  test('is what has not been consumed, from the start of the step or from now on', () => {
    const needs = needsOf(plan(operation('mix', later(60)), operation('weigh', later(-60))), open)
    expect(needs.map(({ step, lacks, at }) => [step.stepId, lacks, at])).toEqual([
      ['weigh', '6', noon],
      ['mix', '6', later(60)],
    ])
  })

  test('is nothing yet for a step without a place in the plan', () => {
    expect(needsOf(plan(operation('weigh', noon)), open).map(({ step }) => step.stepId)).toEqual(['weigh'])
    expect(needsOf(plan(operation('weigh', noon)), [])).toEqual([])
  })
})
