import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Fraction, nought, plus } from '../../../events/fraction.ts'
import type { MaterialId, RecipeId } from '../../../events/identifiers.ts'
import { createOrder, produce as produceBody } from '../../../events/order.ts'
import type { Quantity } from '../../../events/quantity.ts'
import { materialDefinition, recipeDraft } from '../../../events/recipe.ts'
import { exactlyInUnit, exactOf, measured } from '../../../shared/domain/measured.ts'
import type { BoundOrder, RunningStep } from '../../../shared/domain/orders/order.ts'
import { lotBalance } from '../../../shared/domain/production/lot-balance.ts'
import { madeBy } from '../../../shared/domain/production/output.ts'
import { nearest } from '../../../shared/domain/quantity.ts'
import type { Lot } from '../../../shared/domain/stock/lot.ts'
import * as definitions from '../../../shared/usecases/equipment/definitions.ts'
import * as orders from '../../../shared/usecases/orders/orders.ts'
import * as consumption from '../../../shared/usecases/production/consumption.ts'
import * as output from '../../../shared/usecases/production/output.ts'
import * as reversal from '../../../shared/usecases/production/reversal.ts'
import { approvedVersion, command, consumption as drawBody, startStep, stock, taken } from '../../support/commands.ts'
import { ada, dec, erik, kg, noon, paula, told } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'
import { histories, patience } from '../../support/seeded.ts'
import { pumpPlant } from '../../support/units.ts'

const path = { orderId: 'O-1' }
const any = { minusPercent: '100', plusPercent: '100' }
const thousands = kg('100000')

/** A candy kitchen in which an order runs; it takes sugar from two lots, one of them kept in ounces. */
async function kitchen(): Promise<MemoryStore> {
  const store = memoryStore()
  await pumpPlant(store)
  for (const materialId of ['CANDY', 'SUGAR'] as MaterialId[]) {
    const body = materialDefinition.parse({ name: materialId, unit: 'kg' })
    taken(await definitions.defineMaterial(store, command(erik, body), { materialId }))
  }
  const sugar = {
    lineId: '10',
    materialId: 'SUGAR',
    quantity: kg('50000'),
    tolerance: any,
    alternates: [{ materialId: 'SUCROSE', factor: '0.7' }],
  }
  const recipe = recipeDraft.parse({
    product: 'CANDY',
    batchSize: { min: kg('1'), nominal: thousands, max: thousands },
    steps: [{ stepId: 'boil', name: 'Boil', materials: [sugar] }],
  })
  await approvedVersion(store, '1', recipe, undefined, 'CANDY' as RecipeId)
  await stock(store, 'S-OZ', 'SUGAR', '1000000', noon, '[oz_av]')
  await stock(store, 'S-KG', 'SUGAR', '50000')
  const order = createOrder.parse({ orderId: 'O-1', recipeId: 'CANDY', product: 'CANDY', quantity: thousands })
  taken(await orders.createOrder(store, command(paula, order)))
  taken(await orders.releaseOrder(store, command(paula, {}), path))
  taken(await orders.startOrder(store, command(ada, {}), path))
  taken(await startStep(store, 'O-1', 'boil'))
  return store
}

const book = async (store: MemoryStore, use: 'produced' | 'scrap', quantity: object) =>
  taken(
    await output.produce(store, command(ada, produceBody.parse({ stepId: 'boil', lotId: 'C-1', use, quantity })), path),
  ).fact.factId
const draw = async (store: MemoryStore, lotId: string, { value, unit }: Quantity) =>
  taken(
    await consumption.consume(
      store,
      command(ada, { ...drawBody('10', lotId, value, unit), stepId: 'boil' } as never),
      path,
    ),
  ).fact.factId
const takeBack = async (store: MemoryStore, of: object) =>
  taken(await reversal.reverse(store, command(ada, { reason: 'Typed wrongly', ...of } as never), path))
const orderIn = (store: MemoryStore) => store.state()['order O-1'] as BoundOrder
const lotIn = (store: MemoryStore, lotId: string) => store.state()[`lot ${lotId}`] as Lot
const boil = (store: MemoryStore) => orderIn(store).steps.boil as RunningStep
const balanced = (store: MemoryStore, lotId: string) =>
  lotBalance(lotIn(store, lotId), [
    ...store.factsOf({ type: 'order', id: 'O-1' }),
    ...store.factsOf({ type: 'lot', id: lotId }),
  ]).differences

const amounts = fc
  .record({
    value: fc.integer({ min: 1, max: 9_000_000 }).map((it) => dec(String(it / 1000))),
    unit: fc.constantFrom('kg', 'g', '[lb_av]', '[oz_av]', '[gr]', 't'),
  })
  .map((it) => told<Quantity>(it.unit === 't' ? { value: '0.007', unit: 't' } : it))
const several = fc.array(amounts, { minLength: 1, maxLength: 8 })
const inUnit = (amount: Quantity, unit: Quantity['unit']) => exactlyInUnit(amount, unit) ?? nought
const total = (all: readonly Quantity[], unit: Quantity['unit']): Fraction =>
  all.map((it) => inUnit(it, unit)).reduce(plus, nought)
const hundred = kg('100')

describe('bookings that sum to an amount', () => {
  test('of a lot in another unit read that amount, however many they are', async () => {
    const store = await kitchen()
    await book(store, 'produced', { value: '1', unit: '[lb_av]' })
    await book(store, 'scrap', { value: '1', unit: '[lb_av]' })
    for (let n = 0; n < 74; n++) {
      await book(store, 'produced', hundred)
      await book(store, 'scrap', hundred)
      await draw(store, 'S-OZ', hundred)
    }
    const { produced, scrapped, inputs } = orderIn(store)
    const expected = total([...Array(74).fill(hundred), told<Quantity>({ value: '1', unit: '[lb_av]' })], '[lb_av]')
    expect(madeBy(orderIn(store))).toBe('7400.45359237')
    expect(produced['C-1']).toEqual(measured(expected, '[lb_av]'))
    expect(scrapped).toEqual({ CANDY: measured(expected, '[lb_av]') })
    expect(lotIn(store, 'C-1').quantity).toBe(nearest(expected))
    expect(boil(store)).toMatchObject({ consumed: { 10: '7400' } })
    expect(boil(store)).not.toHaveProperty('exact')
    expect(inputs?.['S-OZ']).toMatchObject(measured(total(Array(74).fill(hundred), '[oz_av]'), '[oz_av]'))
  })

  test(
    'read it in any order, unit and partition, and nothing after all is taken back',
    async () => {
      await fc.assert(
        fc.asyncProperty(several, several, fc.infiniteStream(fc.nat()), async (made, drawn, chance) => {
          const store = await kitchen()
          const before = structuredClone([lotIn(store, 'S-OZ').remaining, lotIn(store, 'S-KG').remaining])
          const [first] = made
          const unit = first?.unit ?? 'kg'
          const acts: object[] = []
          for (const it of made) acts.push({ productionId: await book(store, 'produced', it) })
          for (const it of made) acts.push({ productionId: await book(store, 'scrap', it) })
          for (const [index, it] of drawn.entries())
            acts.push({ consumptionId: await draw(store, index % 2 === 0 ? 'S-OZ' : 'S-KG', it) })

          const expected = total(made, unit)
          expect(exactOf(orderIn(store).produced['C-1'] ?? kg('0'))).toEqual(expected)
          expect(lotIn(store, 'C-1').quantity).toBe(nearest(expected))
          expect(orderIn(store).scrapped).toEqual({ CANDY: measured(expected, unit) })
          expect(madeBy(orderIn(store))).toBe(nearest(total(made, 'kg')))
          const consumed = total(drawn, 'kg')
          expect(boil(store).consumed['10']).toBe(nearest(consumed))
          const ofOunces = drawn.filter((_, index) => index % 2 === 0)
          expect(orderIn(store).inputs?.['S-OZ']?.value).toBe(nearest(total(ofOunces, '[oz_av]')))
          for (const lotId of ['C-1', 'S-OZ', 'S-KG']) expect(balanced(store, lotId)).toEqual([])

          for (let left = [...acts]; left.length > 0; ) {
            const [next] = left.splice((chance.next().value ?? 0) % left.length, 1)
            await takeBack(store, next ?? {})
          }
          const { produced, scrapped, inputs } = orderIn(store)
          expect([produced, scrapped, inputs]).toEqual([{}, undefined, undefined])
          expect(boil(store).consumed).toEqual({})
          expect(boil(store)).not.toHaveProperty('exact')
          expect(boil(store)).not.toHaveProperty('outputs')
          expect([lotIn(store, 'S-OZ').remaining, lotIn(store, 'S-KG').remaining]).toEqual(before)
          expect(lotIn(store, 'C-1').quantity).toBe('0')
          for (const lotId of ['C-1', 'S-OZ', 'S-KG']) expect(balanced(store, lotId)).toEqual([])
        }),
        { numRuns: histories(400) },
      )
    },
    patience,
  )
})
