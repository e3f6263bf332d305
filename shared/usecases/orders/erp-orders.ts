import type { MaterialId } from '../../../events/identifiers.ts'
import type { CreateOrder } from '../../../events/order.ts'
import { type MaterialDefinition, materialDefinition } from '../../../events/recipe.ts'
import { canonical } from '../../domain/canonical.ts'
import type { ErpMessage } from '../../domain/execution/erp-order.ts'
import * as erp from '../../domain/execution/erp-order.ts'
import * as transition from '../../domain/execution/transition.ts'
import type { Snapshot } from '../../domain/orders/order.ts'
import { refuse, violation } from '../../domain/refusal.ts'
import { stranded } from '../../domain/stock/material.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { type Basis, type Ref, ref, type Store, type Stored } from '../commit/store.ts'
import { lotsToCount } from '../stock/unit-change.ts'
import { asAskedFor } from './orders.ts'

/** An order from the ERP: created if new, changed until it is released, unchanged if the message has nothing new. */
export const synchronizeOrder = (
  store: Store,
  command: Command<CreateOrder>,
  told: Omit<ErpMessage, 'body'> = { state: 'make' },
): Promise<Outcome> => {
  const { body } = command
  const materials = [...new Set([body.product, ...(body.materials ?? []).map(({ materialId }) => materialId)])]
  return run(store, command, {
    subject: { type: 'order', id: body.orderId },
    of: 'order',
    ...(told.creates && { creates: true }),
    load: { ...asAskedFor(body), asked: ref.asked(body.orderId) },
    loadMore: ({ order, asked }) => {
      if (order && order.value.status !== 'created') return { snapshot: ref.snapshot(body.orderId) }
      const changed = erp.newIn(body, { order: order?.value, asked: asked?.value })
      return changed.length === 0 ? {} : Object.fromEntries(materials.map((id) => [`material ${id}`, ref.material(id)]))
    },
    decide: ({ order, asked, effective }, circumstances, more) => {
      const { snapshot, ...known } = more as Partial<Basis<Record<string, Ref<'material'>>>> & {
        readonly snapshot?: Stored<Snapshot>
      }
      const defined = Object.fromEntries(Object.values(known).flatMap((it) => (it ? [[it.ref.id, it.value]] : [])))
      const basis = { order: order?.value, asked: asked?.value, snapshot: snapshot?.value }
      return erp.synchronizeOrder(basis, { ...told, body }, circumstances, effective?.value, defined)
    },
  })
}

/**
 * Withdraws an order that has not begun. A running order is aborted by a person, not by a message.
 * @param ifKnown an order that is not known here needs no withdrawal
 */
export const cancelOrder = (
  store: Store,
  command: Command<{ reason: string }>,
  { orderId }: { orderId: string },
  { ifKnown = false } = {},
): Promise<Outcome> =>
  run(store, command, {
    subject: { type: 'order', id: orderId },
    of: 'order',
    load: { order: ref.order(orderId) },
    decide: ({ order }, circumstances) => {
      if (!order) return ifKnown ? 'nothing' : 'unknown'
      if (transition.isWithdrawn(order.value)) return 'nothing'
      return transition.cancelOrder(order.value, command.body.reason, circumstances)
    },
  })

/** What a message says of a material; an absent field stays as it is. */
type MaterialNews = { readonly [Of in 'name' | 'unit' | 'hazards']?: MaterialDefinition[Of] | undefined }

/** The material data of an ERP. Data that only the plant has (type, shelf life) stay, and so does what this message does not carry. */
export const synchronizeMaterial = (
  store: Store,
  command: Command<MaterialNews>,
  { materialId }: { materialId: MaterialId },
): Promise<Outcome> =>
  run(store, command, {
    subject: { type: 'material', id: materialId },
    of: 'material',
    load: { material: ref.material(materialId) },
    find: ({ material }) =>
      material
        ? lotsToCount(store, material.value, { ...material.value, unit: command.body.unit ?? material.value.unit })
        : Promise.resolve([]),
    decide: ({ material }, _circumstances, _more, stocked = []) => {
      const { name, unit = material?.value.unit, hazards } = command.body
      if (unit === undefined)
        return refuse([violation('invalid-request/b2mml-no-base-unit', {}, `material:${materialId}`)])
      const known = material?.value ?? materialDefinition.parse({ name: materialId, unit })
      const value = { ...known, ...(name !== undefined && { name }), unit, ...(hazards && { hazards }), materialId }
      if (material && canonical(material.value) === canonical(value)) return 'nothing'
      const uncounted = stranded(value, stocked)
      if (uncounted) return refuse([uncounted])
      return {
        outcome: 'accepted',
        fact: { type: 'andon.material.defined.v1', data: value },
        changes: [{ change: 'save', kind: 'material', id: materialId, value }],
      }
    },
  })
