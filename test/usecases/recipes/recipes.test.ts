import { beforeEach, describe, expect, test } from 'vitest'
import type { EquipmentId, RecipeId } from '../../../events/identifiers.ts'
import type { RecipeDraft } from '../../../events/recipe.ts'
import { ref } from '../../../shared/usecases/commit/store.ts'
import * as definitions from '../../../shared/usecases/equipment/definitions.ts'
import * as orders from '../../../shared/usecases/orders/orders.ts'
import * as recipes from '../../../shared/usecases/recipes/recipes.ts'
import { command, furnish, orderBody, refusal, taken } from '../../support/commands.ts'
import { ada, draftOf, erik, later, mixer, olga, paula, quinn, signedBy, syrup } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'

let store: MemoryStore
beforeEach(async () => {
  store = memoryStore()
  await furnish(store)
})

const syrupVersion = (version: string) => ({ recipeId: 'SYRUP' as RecipeId, version })
const submitted = async (version: string, draft: RecipeDraft = draftOf()) => {
  taken(await recipes.draftRecipe(store, command(erik, draft), syrupVersion(version)))
  taken(await recipes.submitRecipe(store, command(erik, {}), syrupVersion(version)))
}
const approve = (version: string, at: string, effectiveFrom?: string) =>
  recipes.approveRecipe(
    store,
    command(quinn, { ...(effectiveFrom && { effectiveFrom }) }, { at, signature: signedBy(quinn, 'approved', at) }),
    syrupVersion(version),
  )
const released = async (orderId: string, at: string, more: object = {}) => {
  taken(await orders.createOrder(store, command(paula, orderBody(orderId, more), { at })))
  return orders.releaseOrder(store, command(paula, {}, { at }), { orderId })
}
const versionOf = async (orderId: string) =>
  (await store.load({ snapshot: ref.snapshot(orderId) })).snapshot?.value.version

describe('a version with a date', () => {
  beforeEach(async () => {
    await submitted('2')
    taken(await approve('2', later(10), later(3600)))
  })

  test('is taken by orders that are released from its date on, and by none before', async () => {
    taken(await released('O-1', later(3599)))
    taken(await released('O-2', later(3600)))
    expect([await versionOf('O-1'), await versionOf('O-2')]).toEqual(['1', '2'])
  })

  test('is taken by an order that was asked for before its date, and released after it', async () => {
    for (const orderId of ['O-1', 'O-2']) taken(await orders.createOrder(store, command(paula, orderBody(orderId))))
    taken(await orders.releaseOrder(store, command(paula, {}, { at: later(3599) }), { orderId: 'O-1' }))
    taken(await orders.releaseOrder(store, command(paula, {}, { at: later(3600) }), { orderId: 'O-2' }))
    expect([await versionOf('O-1'), await versionOf('O-2')]).toEqual(['1', '2'])
  })

  test('is not to be had before its date by naming it; the one before may be named after it', async () => {
    expect(refusal(await released('O-1', later(3599), { version: '2' }))).toEqual(['recipe-not-approved'])
    taken(await orders.releaseOrder(store, command(paula, {}, { at: later(3600) }), { orderId: 'O-1' }))
    taken(await released('O-2', later(3601), { version: '1' }))
    expect([await versionOf('O-1'), await versionOf('O-2')]).toEqual(['2', '1'])
  })

  test('leaves no version for new orders when it is retired in force', async () => {
    taken(await recipes.retireRecipe(store, command(erik, {}, { at: later(3700) }), syrupVersion('2')))
    expect(refusal(await released('O-1', later(3701)))).toEqual(['recipe-not-approved'])
  })
})

describe('a nested procedure', () => {
  test('is laid flat for the order, which keeps what held its steps', async () => {
    const [weigh, mix] = syrup.steps
    const nested = {
      ...syrup,
      procedures: [
        { procedureId: 'dispense', name: 'Dispense', level: 'operation' as const },
        { procedureId: 'make', name: 'Make', level: 'unit-procedure' as const, after: ['dispense'] },
      ],
      steps: [
        { ...weigh, within: 'dispense' },
        { ...mix, after: [], within: 'make' },
      ],
    } as Parameters<typeof draftOf>[0]
    await submitted('2', draftOf(nested))
    taken(await approve('2', later(10)))
    taken(await released('O-1', later(20)))
    const { snapshot } = await store.load({ snapshot: ref.snapshot('O-1') })
    expect(snapshot?.value.steps.map(({ stepId, after }) => [stepId, after])).toEqual([
      ['weigh', []],
      ['mix', ['weigh']],
    ])
    expect(snapshot?.value.procedures).toHaveLength(2)
  })
})

describe('a submission', () => {
  test('is judged by the classes and materials that this plant has, in however many the recipe names', async () => {
    const tolerance = { minusPercent: '1', plusPercent: '1' }
    const many = Array.from({ length: 150 }, (_, number) => ({
      lineId: `${number}`,
      materialId: number === 149 ? 'SUCROSE' : `M-${number}`,
      quantity: { value: '1', unit: 'L' as const },
      tolerance,
    }))
    const draft = draftOf({
      ...syrup,
      steps: [
        { stepId: 'a', name: 'A', materials: many.slice(0, 75), equipmentClass: 'oven' },
        { stepId: 'b', name: 'B', materials: many.slice(75), equipmentClass: 'mixer' },
      ],
    })
    taken(await recipes.draftRecipe(store, command(erik, draft), syrupVersion('2')))
    const outcome = await recipes.submitRecipe(store, command(erik, {}), syrupVersion('2'))
    expect(outcome).toMatchObject({
      violations: [
        { detail: expect.stringContaining('oven') },
        {
          detail: expect.stringMatching(/^Line 149 of step b is in L; SUCROSE is measured in kg and has no density\./),
        },
      ],
    })
  })
})

describe('two signatures', () => {
  const demanding = draftOf({ ...syrup, signaturesNeeded: 2 })

  test('stand on the record, each on the fact of its own act, and on the version', async () => {
    await submitted('2', demanding)
    expect(refusal(await approve('2', later(10)))).toEqual(['signature-missing'])
    const signature = signedBy(olga, 'reviewed')
    taken(await recipes.reviewRecipe(store, command(olga, {}, { signature }), syrupVersion('2')))
    taken(await approve('2', later(20)))
    const facts = store
      .factsOf({ type: 'recipe', id: 'SYRUP@2' })
      .map(({ type, signatures }) => [
        type.split('.')[2],
        signatures?.map(({ name, meaning }) => `${name}: ${meaning}`),
      ])
    expect(facts).toEqual([
      ['drafted', undefined],
      ['submitted', undefined],
      ['command-refused', undefined],
      ['reviewed', ['Olga Petrova: reviewed']],
      ['approved', ['Quinn Delaney: approved']],
    ])
    const { recipe } = await store.load({ recipe: ref.recipe('SYRUP', '2') })
    expect(recipe?.value.signatures.map(({ personId }) => personId)).toEqual(['olga', 'quinn'])
  })

  test('are those of author and approver where the author signs the submission', async () => {
    taken(await recipes.draftRecipe(store, command(erik, demanding), syrupVersion('2')))
    const authored = { signature: signedBy(erik, 'authored') }
    taken(await recipes.submitRecipe(store, command(erik, {}, authored), syrupVersion('2')))
    taken(await approve('2', later(20)))
  })

  test('take two sign-ins: one that reviewed cannot approve', async () => {
    await submitted('2', demanding)
    const once = signedBy(quinn, 'reviewed', later(0), 'one token')
    taken(await recipes.reviewRecipe(store, command(quinn, {}, { signature: once }), syrupVersion('2')))
    await submitted('3')
    const again = command(quinn, {}, { signature: signedBy(quinn, 'approved', later(0), 'one token') })
    expect(refusal(await recipes.approveRecipe(store, again, syrupVersion('3')))).toEqual(['signature-used'])
  })

  test('are not to be had from the floor', async () => {
    await submitted('2', demanding)
    const signature = signedBy(ada, 'reviewed')
    const outcome = await recipes.reviewRecipe(store, command(olga, {}, { signature }), syrupVersion('2'))
    expect(refusal(outcome)).toEqual(['signature-wrong-role'])
  })
})

describe('an equipment', () => {
  const define = (equipmentId: string, more: Parameters<typeof mixer>[0]) => {
    const { equipmentId: _id, ...body } = mixer(more)
    return definitions.defineEquipment(store, command(erik, body), { equipmentId: equipmentId as EquipmentId })
  }

  test('and its parent cannot be placed against each other, told in whichever order or at once', async () => {
    const within = (parentId: string) => ({ parentId: parentId as EquipmentId })
    taken(await define('TANK-1', within('LINE-1')))
    expect(refusal(await define('LINE-1', { level: 'work-unit' }))).toEqual(['hierarchy-broken'])
    taken(await define('LINE-1', { level: 'work-center' }))
    const both = await Promise.all([define('X', within('Y')), define('Y', within('X'))])
    expect(both.map(({ outcome }) => outcome).sort()).toEqual(['done', 'refused'])
  })

  test('may move, and its old line may then be what it likes', async () => {
    taken(await define('TANK-1', { parentId: 'LINE-1' as EquipmentId }))
    taken(await define('TANK-1', { parentId: 'LINE-2' as EquipmentId }))
    taken(await define('LINE-1', { level: 'equipment-module' }))
    expect(refusal(await define('LINE-2', { level: 'equipment-module' }))).toEqual(['hierarchy-broken'])
  })
})
