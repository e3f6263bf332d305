import type { MaterialId } from '../../../events/identifiers.ts'
import type { CreateOrder } from '../../../events/order.ts'
import { type MaterialDefinition, materialDefinition } from '../../../events/recipe.ts'
import { canonical } from '../../domain/canonical.ts'
import * as issuing from '../../domain/execution/order-release.ts'
import * as transition from '../../domain/execution/transition.ts'
import type { CreatedOrder } from '../../domain/orders/order.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { ref, type Store } from '../commit/store.ts'
import { asAskedFor } from './orders.ts'

/** An order from the ERP: created if new, changed until it is released, unchanged if the message has nothing new. */
export const synchronizeOrder = (store: Store, command: Command<CreateOrder>): Promise<Outcome> =>
  run(store, command, {
    subject: { type: 'order', id: command.body.orderId },
    of: 'order',
    load: asAskedFor(command.body),
    decide: ({ order, effective }, circumstances) => {
      if (!order) return issuing.createOrder(undefined, command.body, circumstances, effective?.value)
      if (order.value.status === 'created' && canonical(asked(order.value)) === canonical(command.body))
        return 'nothing'
      return issuing.changeOrder(order.value, command.body, circumstances, effective?.value)
    },
  })

const asked = ({
  status: _status,
  createdAt: _createdAt,
  holds: _holds,
  foreseenVersion: _foreseen,
  ...rest
}: CreatedOrder): object => rest

/** Withdraws an order that was never released. A running order is aborted by a person, not by a message. */
export const cancelOrder = (
  store: Store,
  command: Command<{ reason: string }>,
  { orderId }: { orderId: string },
): Promise<Outcome> =>
  run(store, command, {
    subject: { type: 'order', id: orderId },
    of: 'order',
    load: { order: ref.order(orderId) },
    decide: ({ order }, circumstances) =>
      order ? transition.cancelOrder(order.value, command.body.reason, circumstances) : 'unknown',
  })

/** The material data of an ERP. Data that only the plant has (type, shelf life) stay. */
export const synchronizeMaterial = (
  store: Store,
  command: Command<Pick<MaterialDefinition, 'unit' | 'hazards'> & { name?: string | undefined }>,
  { materialId }: { materialId: MaterialId },
): Promise<Outcome> =>
  run(store, command, {
    subject: { type: 'material', id: materialId },
    of: 'material',
    load: { material: ref.material(materialId) },
    decide: ({ material }) => {
      const { name, unit, hazards } = command.body
      const known = material?.value ?? materialDefinition.parse({ name: materialId, unit })
      const value = { ...known, ...(name !== undefined && { name }), unit, hazards, materialId }
      return {
        outcome: 'accepted',
        fact: { type: 'andon.material.defined.v1', data: value },
        changes: [{ change: 'save', kind: 'material', id: materialId, value }],
      }
    },
  })
