import type { EquipmentId, Instant, LotId, MaterialId, OrderId, PersonId, RecipeId } from '../../events/identifiers.ts'
import { receiveLot as lotBody } from '../../events/material.ts'
import { consume, createOrder, produce, recordResult } from '../../events/order.ts'
import type { Unit } from '../../events/quantity.ts'
import { materialDefinition, personDefinition } from '../../events/recipe.ts'
import type { Caller } from '../../shared/domain/caller.ts'
import { canonical } from '../../shared/domain/canonical.ts'
import { digest } from '../../shared/usecases/commit/chain.ts'
import type { Command, Outcome } from '../../shared/usecases/commit/command.ts'
import type { Store } from '../../shared/usecases/commit/store.ts'
import * as definitions from '../../shared/usecases/equipment/definitions.ts'
import * as batches from '../../shared/usecases/execution/batches.ts'
import * as results from '../../shared/usecases/execution/results.ts'
import * as execution from '../../shared/usecases/execution/steps.ts'
import * as orders from '../../shared/usecases/orders/orders.ts'
import * as consumptionCases from '../../shared/usecases/production/consumption.ts'
import * as output from '../../shared/usecases/production/output.ts'
import * as recipes from '../../shared/usecases/recipes/recipes.ts'
import * as receiving from '../../shared/usecases/stock/receiving.ts'
import * as usageDecision from '../../shared/usecases/stock/usage-decision.ts'
import { ada, dec, draftOf, erik, mixer, noon, olga, paula, quinn, signedBy } from './given.ts'

/** A command as the edge makes it. */
export const command = <Body>(
  caller: Caller,
  body: Body,
  { at = noon, ...more }: Partial<Command<Body>> & { readonly at?: Instant } = {},
): Command<Body> => ({
  id: crypto.randomUUID(),
  operation: 'test',
  site: 'lyon',
  otherSites: ['cork'],
  caller,
  clock: () => at,
  body,
  requestHash: digest(canonical(body)),
  signature: undefined,
  ...more,
})

/** The outcome of a command that prepares a test. @throws when the plant refused it. */
export function taken(outcome: Outcome): Outcome & { outcome: 'done' } {
  if (outcome.outcome === 'done') return outcome
  throw new Error(`The plant did not take what the test begins with: ${JSON.stringify(outcome)}`)
}

export const refusal = (outcome: Outcome): string[] =>
  'violations' in outcome ? outcome.violations.map(({ code }) => code) : [outcome.outcome]

export const kg = (value: string) => ({ value: dec(value), unit: 'kg' }) as const

/** Defines the people who sign, in a store that begins empty. */
export async function defineSigners(store: Store, at = noon): Promise<void> {
  for (const { id, name } of [quinn, olga, erik]) {
    const body = personDefinition.parse({ name })
    taken(await definitions.definePerson(store, command(olga, body, { at }), { personId: id as PersonId }))
  }
}

/** An approved version of the recipe for syrup, or of another recipe. */
export async function approvedVersion(
  store: Store,
  version: string,
  draft = draftOf(),
  at = noon,
  recipeId = 'SYRUP' as RecipeId,
): Promise<void> {
  const path = { recipeId, version }
  taken(await recipes.draftRecipe(store, command(erik, draft, { at }), path))
  taken(await recipes.submitRecipe(store, command(erik, {}, { at }), path))
  const signature = signedBy(quinn, 'approved', at)
  taken(await recipes.approveRecipe(store, command(quinn, {}, { at, signature }), path))
}

/** A plant that can make syrup: people, a mixer, an approved recipe, released lots of sucrose and active. */
export async function furnish(store: Store, at = noon): Promise<void> {
  const mixers = ['MIXER-1', 'MIXER-2'] as EquipmentId[]
  for (const equipmentId of mixers) {
    const { equipmentId: _id, ...body } = mixer()
    taken(await definitions.defineEquipment(store, command(erik, body, { at }), { equipmentId }))
  }
  for (const materialId of ['SYRUP', 'SUCROSE', 'ACTIVE', 'PUMP'] as MaterialId[]) {
    const body = materialDefinition.parse({ name: materialId, unit: materialId === 'PUMP' ? '{each}' : 'kg' })
    taken(await definitions.defineMaterial(store, command(erik, body, { at }), { materialId }))
  }
  const ability = personDefinition.parse({ name: 'Ada Moreau', qualifications: [{ qualificationId: 'weighing' }] })
  taken(await definitions.definePerson(store, command(olga, ability, { at }), { personId: 'ada' as PersonId }))
  await approvedVersion(store, '1', draftOf(), at)
  await stock(store, 'SUC-1', 'SUCROSE', '100', at)
  await stock(store, 'ACT-1', 'ACTIVE', '10', at)
}

/** A released lot. */
export async function stock(
  store: Store,
  lotId: string,
  materialId: string,
  value: string,
  at = noon,
  unit: Unit = 'kg',
): Promise<void> {
  const body = lotBody.parse({ lotId, materialId, quantity: { value, unit } })
  taken(await receiving.receiveLot(store, command(ada, body, { at })))
  const signature = signedBy(quinn, 'released', at)
  taken(await usageDecision.releaseLot(store, command(quinn, {}, { at, signature }), { lotId }))
}

export const orderBody = (orderId: string, more: object = {}) =>
  createOrder.parse({ orderId, recipeId: 'SYRUP', product: 'SYRUP', quantity: kg('100'), ...more })

export async function startedOrder(store: Store, orderId: string, more: object = {}): Promise<OrderId> {
  taken(await orders.createOrder(store, command(paula, orderBody(orderId, more))))
  taken(await orders.releaseOrder(store, command(paula, {}), { orderId }))
  taken(await orders.startOrder(store, command(ada, {}), { orderId }))
  return orderId as OrderId
}

export const startStep = (store: Store, orderId: string, stepId: string, equipmentId?: string, at = noon) =>
  execution.startStep(store, command(ada, equipmentId ? { equipmentId: equipmentId as EquipmentId } : {}, { at }), {
    orderId,
    stepId,
  })
export const completeStep = (store: Store, orderId: string, stepId: string) =>
  execution.completeStep(store, command(ada, {}), { orderId, stepId })
export const consumption = (lineId: string, lotId: string, value: string, unit = 'kg') =>
  consume.parse({ stepId: 'weigh', lineId, lotId, quantity: { value, unit } })
export const production = (lotId: string, value: string) => produce.parse({ stepId: 'mix', lotId, quantity: kg(value) })
export const measured = (body: object) => recordResult.parse({ stepId: 'mix', ...body })

/** An order whose first step is completed and whose second step runs on the mixer. */
export async function mixingOrder(store: Store, orderId: string, equipmentId = 'MIXER-1', at = noon): Promise<OrderId> {
  const id = await startedOrder(store, orderId)
  taken(await startStep(store, orderId, 'weigh'))
  taken(await consumptionCases.consume(store, command(ada, consumption('0010', 'SUC-1', '25')), { orderId }))
  taken(await consumptionCases.consume(store, command(ada, consumption('0020', 'ACT-1', '1500', 'g')), { orderId }))
  taken(await completeStep(store, orderId, 'weigh'))
  taken(await startStep(store, orderId, 'mix', equipmentId, at))
  return id
}

/** A completed order with one lot of product. Quality has reviewed that its temperature was typed. */
export async function completedOrder(store: Store, orderId: string, lotId: string): Promise<OrderId> {
  const id = await mixingOrder(store, orderId)
  for (const body of [
    { parameterId: 'temperature', value: '40', reason: 'The probe is being replaced' },
    { parameterId: 'density', value: '1.3' },
    { checkId: 'clear', value: 'pass' },
  ])
    taken(await results.recordResult(store, command(ada, measured(body)), { orderId }))
  taken(await output.produce(store, command(ada, production(lotId, '99.5')), { orderId }))
  taken(await completeStep(store, orderId, 'mix'))
  taken(await orders.completeOrder(store, command(ada, {}), { orderId }))
  const reviewed = command(quinn, { comment: 'The probe was down' }, { signature: signedBy(quinn, 'reviewed') })
  taken(await batches.reviewException(store, reviewed, { orderId, exceptionId: 'mix.parameter-from-device' }))
  return id
}

export const lotIdOf = (text: string): LotId => text as LotId
