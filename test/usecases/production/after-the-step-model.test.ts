import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { MaterialId, RecipeId } from '../../../events/identifiers.ts'
import { createOrder, produce as produceBody } from '../../../events/order.ts'
import { materialDefinition, recipeDraft } from '../../../events/recipe.ts'
import type { BoundOrder } from '../../../shared/domain/orders/order.ts'
import { madeBy } from '../../../shared/domain/production/output.ts'
import { isZero } from '../../../shared/domain/quantity.ts'
import { isBalanced, type Lot } from '../../../shared/domain/stock/lot.ts'
import * as definitions from '../../../shared/usecases/equipment/definitions.ts'
import * as orders from '../../../shared/usecases/orders/orders.ts'
import { produce } from '../../../shared/usecases/production/output.ts'
import { reverse } from '../../../shared/usecases/production/reversal.ts'
import { approvedVersion, command, completeStep, startStep, taken } from '../../support/commands.ts'
import { ada, dec, erik, kg, noon, olga, paula } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'
import { patience, portion, seeded } from '../../support/seeded.ts'

const path = { orderId: 'O-1' }

/** An order whose only step is over, with nothing produced. */
async function plant(): Promise<MemoryStore> {
  const store = memoryStore()
  const material = materialDefinition.parse({ name: 'Paste', unit: 'kg' })
  taken(await definitions.defineMaterial(store, command(erik, material), { materialId: 'PASTE' as MaterialId }))
  const batchSize = { min: kg('1'), nominal: kg('100'), max: kg('1000') }
  const recipe = recipeDraft.parse({ product: 'PASTE', batchSize, steps: [{ stepId: 'cook', name: 'Cook' }] })
  await approvedVersion(store, '1', recipe, noon, 'PASTE' as RecipeId)
  const order = createOrder.parse({ orderId: 'O-1', recipeId: 'PASTE', product: 'PASTE', quantity: kg('100') })
  taken(await orders.createOrder(store, command(paula, order)))
  taken(await orders.releaseOrder(store, command(paula, {}), path))
  taken(await orders.startOrder(store, command(ada, {}), path))
  taken(await startStep(store, 'O-1', 'cook'))
  taken(await completeStep(store, 'O-1', 'cook'))
  return store
}

/** All that is so of the order and its lots, but what quality reviews and what was taken back; a lot that holds nothing is none. */
function stateOf(store: MemoryStore) {
  const traces = new Set(['exceptions', 'signers', 'reversed'])
  const kept = Object.entries(store.state()).filter(
    ([key, value]) => key.startsWith('order ') || (key.startsWith('lot ') && !isZero((value as Lot).quantity)),
  )
  return JSON.parse(JSON.stringify(kept, (key, value) => (traces.has(key) ? undefined : value)))
}

const act = fc.record({
  lot: fc.constantFrom('L-1', 'L-2', 'L-3'),
  use: fc.constantFrom('produced', 'produced', 'scrap'),
  grams: fc.integer({ min: 1, max: 99_999 }),
  part: fc.integer({ min: 1, max: 99_999 }),
  isKept: fc.boolean(),
})

test(
  'output that is recorded after its step is as if it had never been, once it is taken back in whatever parts',
  async () => {
    let inParts = 0
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 12 }), async (acts) => {
        const store = await plant()
        let made = 0
        for (const { lot: lotId, use, grams, part, isKept } of acts) {
          const before = stateOf(store)
          const quantity = { value: dec(String(grams)), unit: 'g' as const }
          const body = produceBody.parse({ stepId: 'cook', lotId, quantity, use, reason: 'Found on the sheet' })
          const { fact } = taken(await produce(store, command(olga, body), path))
          if (use === 'produced' && isKept) made += grams
          if (isKept) continue
          const back = { productionId: fact.factId, reason: 'It was another order' }
          if (part < grams) {
            inParts += 1
            const some = { value: dec(String(part)), unit: 'g' as const }
            taken(await reverse(store, command(olga, { ...back, quantity: some }), path))
          }
          taken(await reverse(store, command(olga, back), path))
          expect(stateOf(store)).toEqual(before)
        }
        const order = store.state()['order O-1'] as BoundOrder
        expect(Number(madeBy(order))).toBeCloseTo(made / 1000, 6)
        const lots = Object.entries(store.state()).flatMap(([key, it]) => (key.startsWith('lot ') ? [it as Lot] : []))
        expect(lots.filter((it) => !isBalanced(it))).toEqual([])
        const done = await orders.completeOrder(store, command(ada, {}), path)
        expect(done.outcome).toBe(made > 0 ? 'done' : 'refused')
      }),
      seeded('output after its step', 400),
    )
    expect(inParts).toBeGreaterThan(portion(5))
  },
  patience,
)
