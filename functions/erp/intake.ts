import type { EquipmentId, LotId, MaterialId, OrderId, RecipeId, SublotId } from '../../events/identifiers.ts'
import type { CreateOrder } from '../../events/order.ts'
import { records } from '../../events/sentences/english/records.ts'
import { violation } from '../../shared/domain/refusal.ts'
import type { B2mmlObject, B2mmlOrder, Verb } from '../../shared/messaging/b2mml/message.ts'
import type { Command, Outcome } from '../../shared/usecases/commit/command.ts'
import { ref, type Store } from '../../shared/usecases/commit/store.ts'
import { cancelOrder, synchronizeMaterial, synchronizeOrder } from '../../shared/usecases/orders/erp-orders.ts'
import { synchronizeLot, synchronizeSublot } from '../../shared/usecases/stock/erp-stock.ts'

/**
 * Makes the command of one object of a message. The id of the command is the message's key and the object, so a message that comes twice acts once.
 */
export type Commander = <Body>(body: Body) => Command<Body>

/** Takes one object of a message. The casts to branded ids are safe, because `readB2mml` has checked the ids. */
export async function take(store: Store, verb: Verb, object: B2mmlObject, command: Commander): Promise<Outcome> {
  switch (object.kind) {
    case 'material': {
      const { name, unit, hazards } = object
      const told = { name, unit, ...(hazards && { hazards: [...hazards] }) }
      return synchronizeMaterial(store, command(told), {
        materialId: object.materialId as MaterialId,
      })
    }
    case 'lot': {
      const { kind: _kind, lotId, materialId, ...rest } = object
      return synchronizeLot(store, command({ ...rest, lotId: lotId as LotId, materialId: materialId as MaterialId }))
    }
    case 'sublot': {
      const { kind: _kind, lotId, sublotId, ...rest } = object
      const materialId = (object.materialId ?? (await materialOf(store, lotId)) ?? 'unknown') as MaterialId
      return synchronizeSublot(
        store,
        command({ ...rest, lotId: lotId as LotId, sublotId: sublotId as SublotId, materialId }),
      )
    }
    case 'order': {
      const { asks, written } = object.state ?? { asks: 'make' }
      if (asks === 'withdraw') return cancelled(store, command, object.orderId, { ifKnown: true })
      const told = { state: asks, written, creates: verb === 'process' }
      return synchronizeOrder(store, command(orderOf(object)), told)
    }
    case 'cancellation':
      if (object.of === 'order') return cancelled(store, command, object.id)
      return notCancelled(object.of, object.id)
  }
}

/** A schedule tells the state of each order; a withdrawn one that the plant never heard of is as it should be. A Cancel names an order that must be there. */
const cancelled = (store: Store, command: Commander, orderId: string, more: { ifKnown?: boolean } = {}) =>
  cancelOrder(store, command({ reason: records['record/cancelled-by-erp']() }), { orderId }, more)

const notCancelled = (of: string, id: string): Outcome => ({
  outcome: 'refused',
  code: 'invalid-request',
  violations: [violation('invalid-request/b2mml-cancellation', { of }, `${of}:${id}`)],
  replayed: false,
})

async function materialOf(store: Store, lotId: string): Promise<string | undefined> {
  const { lot } = await store.load({ lot: ref.lot(lotId) })
  return lot?.value.materialId
}

/** Without a recipe in the message, the recipe is the one with the product's id. The recipe, not the ERP, names the co-products. */
function orderOf({
  orderId,
  product,
  quantity,
  recipe,
  dueAt,
  priority,
  materials,
  allocations,
}: B2mmlOrder): CreateOrder {
  const lines = materials
    .filter(({ use }) => use === 'consumed')
    .map(({ lineId, materialId, quantity: wanted, equipmentId }) => ({
      lineId: lineId as NonNullable<CreateOrder['materials']>[number]['lineId'],
      materialId: materialId as MaterialId,
      quantity: wanted,
      ...(equipmentId && { equipmentId: equipmentId as EquipmentId }),
    }))
  const allotted = allocations.map(({ materialId, lotId, sublotId, quantity: amount }) => ({
    materialId: materialId as MaterialId,
    lotId: lotId as LotId,
    ...(sublotId && { sublotId: sublotId as SublotId }),
    quantity: amount,
  }))
  return {
    orderId: orderId as OrderId,
    recipeId: (recipe?.recipeId ?? product) as RecipeId,
    ...(recipe?.version && { version: recipe.version }),
    product: product as MaterialId,
    quantity,
    ...(dueAt && { dueAt }),
    ...(priority && { priority }),
    ...(lines.length > 0 && { materials: lines }),
    ...(allotted.length > 0 && { allocations: allotted }),
  }
}
