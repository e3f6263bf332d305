import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Fraction, fraction, fractionOf, inverse, plus, times } from '../../../events/fraction.ts'
import type { OrderId } from '../../../events/identifiers.ts'
import type { Amount, Quantity } from '../../../events/quantity.ts'
import { releaseOrder } from '../../../shared/domain/execution/order-release.ts'
import { splitOrder } from '../../../shared/domain/execution/order-split.ts'
import { changeQuantity } from '../../../shared/domain/execution/quantity-change.ts'
import { exactOf } from '../../../shared/domain/measured.ts'
import { type BoundOrder, exactQuantity, type Snapshot } from '../../../shared/domain/orders/order.ts'
import { convertExactly, exactIn, one, shareOf } from '../../../shared/domain/quantity.ts'
import {
  accepted,
  allSaved,
  aStep,
  by,
  codes,
  createdOrder,
  dec,
  each,
  kg,
  litres,
  material,
  noon,
  paula,
  recipe,
  saved,
  told,
} from '../../support/given.ts'
import { histories } from '../../support/seeded.ts'

const nominal = '378.5411784'
const exactly = { minusPercent: '0', plusPercent: '0' }
const lines = [
  { lineId: '0010', materialId: 'SUCROSE', quantity: kg('600'), tolerance: exactly },
  { lineId: '0020', materialId: 'FLAVOUR', quantity: { value: '1.2', unit: '[gal_us]' }, tolerance: exactly },
  { lineId: '0030', materialId: 'SEAL', quantity: each('7'), tolerance: exactly },
  { lineId: '0040', materialId: 'FILTER', quantity: each('1'), fixed: true, tolerance: exactly },
]
/** 100 gallons of syrup of 1.21 kg/L. */
const syrup = recipe({
  batchSize: { min: litres('0.0000001'), nominal: litres(nominal), max: litres('100000') },
  steps: [
    aStep('mix', {
      materials: lines,
      parameters: [
        { parameterId: 'level', unit: 'L', target: '10', low: '9.7', high: '10.1', scaled: true, source: 'operator' },
        { parameterId: 'heat', unit: 'Cel', low: '62', high: '66', source: 'operator' },
      ],
      timers: [{ timerId: 'stir', rule: 'at-least', duration: { value: '70', unit: 's' }, scaled: true }],
    }),
  ],
})
const densities = { SYRUP: told<NonNullable<Snapshot['density']>>({ value: '1.21', unit: 'kg/L' }) }

interface Floor {
  readonly order: BoundOrder
  readonly snapshot: Snapshot
}
const floorOf = (decision: ReturnType<typeof releaseOrder>): Floor => ({
  order: saved(decision, 'order') as BoundOrder,
  snapshot: saved(decision, 'snapshot'),
})
const released = (quantity: Amount): Floor =>
  floorOf(
    releaseOrder(
      createdOrder({ quantity, product: syrup.product }),
      syrup,
      material({ materialId: syrup.product }),
      { at: noon },
      { [syrup.product]: densities.SYRUP },
    ),
  )
const changed = ({ order, snapshot }: Floor, quantity: Quantity): Floor | undefined => {
  const decision = changeQuantity(
    order,
    snapshot,
    syrup,
    { quantity, reason: 'The customer asks for it' },
    'c-1',
    by(paula),
  )
  if (decision.outcome === 'refused') expect(codes(decision)).toEqual(['change-without-effect'])
  return decision.outcome === 'refused' ? undefined : floorOf(decision)
}
const linesOf = ({ snapshot }: Floor) => snapshot.steps.flatMap(({ materials }) => materials)
const exactLines = (floor: Floor) =>
  linesOf(floor).map(({ quantity, exact }) => exactOf({ value: quantity.value, exact }))
/** The recipe's lines for a quantity in litres. */
const expectedLines = (quantity: Fraction) =>
  lines.map(({ quantity: { value }, fixed }) =>
    fixed ? fractionOf(value) : times(fractionOf(value), times(quantity, inverse(fractionOf(nominal)))),
  )
const inLitres = ({ order }: Floor) =>
  times(exactQuantity(order), shareOf({ value: one, unit: order.quantity.unit }, litres('1')))
const whatFollows = ({ snapshot }: Floor) => snapshot.steps

const units = ['L', 'mL', 'uL', 'dL', 'hL', 'm3', 'cm3', '[gal_us]', 'kg', 'g', 'mg'] as const
const volumes = ['L', 'mL', 'dL', '[gal_us]', 'hL', '[pt_us]', '[foz_us]'] as const
const masses = ['kg', 'g', '[lb_av]', '[oz_av]'] as const
const saidAmounts = fc
  .record({
    value: fc.integer({ min: 1, max: 900_000 }).map((it) => dec(String(it / 1000))),
    unit: fc.constantFrom(...volumes, ...masses),
  })
  .map((it) => told<Quantity>(it))

describe('the amount of an order', () => {
  test.each(units)('that is nominal gives the recipe’s own lines, said in %s', (unit) => {
    const isMass = ['kg', 'g', 'mg'].includes(unit)
    const mass = dec('458.034825864')
    const value = isMass ? convertExactly(mass, 'kg', unit as 'kg') : convertExactly(dec(nominal), 'L', unit as 'L')
    const floor = released(told<Amount>({ value: value ?? '', unit }))
    const own = released(litres(nominal))
    expect(floor.snapshot.steps).toEqual(own.snapshot.steps)
    expect(linesOf(floor).map(({ quantity, exact }) => ({ quantity, exact }))).toEqual(
      lines.map(({ quantity }) => ({ quantity, exact: undefined })),
    )
  })

  test('that changes by way of a third comes back to the digit, with its limits and times', () => {
    const before = released(litres(nominal))
    const third = changed(before, told<Quantity>({ value: '1000', unit: '[lb_av]' }))
    const after = third && changed(third, litres(nominal))
    expect(third?.order.exact).toMatch(/\//)
    expect(third && whatFollows(third)).not.toEqual(whatFollows(before))
    expect(after && whatFollows(after)).toEqual(whatFollows(before))
    expect(after?.order).not.toHaveProperty('exact')
  })

  test('is the only thing that its lines depend on, whatever it was before', () => {
    fc.assert(
      fc.property(saidAmounts, fc.array(saidAmounts, { minLength: 1, maxLength: 4 }), (first, more) => {
        const last = more.reduce((floor, it) => changed(floor, it) ?? floor, released(first))
        expect(exactLines(last)).toEqual(expectedLines(inLitres(last)))
        const direct = released(more.at(-1) ?? first)
        expect(inLitres(direct)).toEqual(inLitres(last))
        expect(whatFollows(last)).toEqual(whatFollows(direct))
      }),
      { numRuns: histories(2000) },
    )
  })

  test('and the amounts of its lines are the sum of those of the parts that it is split into', () => {
    fc.assert(
      fc.property(saidAmounts, saidAmounts, (whole, part) => {
        const floor = released(whole)
        const body = { orderId: 'O-2' as OrderId, quantity: part }
        const decision = splitOrder({ ...floor, recipe: syrup, existing: undefined }, body, 'c-1', by(paula))
        if (decision.outcome === 'refused') {
          expect(codes(decision)).toEqual(['change-incompatible'])
          return
        }
        accepted(decision)
        const orders = allSaved(decision, 'order') as BoundOrder[]
        const parts = allSaved(decision, 'snapshot').map((snapshot) => {
          const order = orders.find(({ orderId }) => orderId === snapshot.orderId)
          if (!order) throw new Error(snapshot.orderId)
          return { order, snapshot }
        })
        expect(parts).toHaveLength(2)
        for (const it of parts) expect(exactLines(it)).toEqual(expectedLines(inLitres(it)))
        const sum = parts.map(({ order }) => exactQuantity(order)).reduce(plus, fraction(0n))
        expect(sum).toEqual(exactQuantity(floor.order))
      }),
      { numRuns: histories(2000) },
    )
  })

  test('of a mass that has no end in litres is computed as it was ordered, also in a part of it', () => {
    const floor = released(kg('1000'))
    expect(exactIn(floor.order.exact ?? '')).toEqual(fraction(100000n, 121n))
    const half = changed(floor, kg('500'))
    expect(half?.order.exact).toBe('50000/121')
    expect(half && exactLines(half)[0]).toEqual(
      times(fraction(50000n, 121n), times(fraction(600n), inverse(fractionOf(nominal)))),
    )
  })
})
