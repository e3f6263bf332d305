import type { Violation } from '../../../events/refusals.ts'
import type { AnnounceUnits } from '../../../events/unit.ts'
import { saveOrder, saveSerial } from '../change.ts'
import type { Decision } from '../decision.ts'
import { orderOnHold } from '../on-hold.ts'
import { type Order, type Snapshot, underWay, wrongStatus } from '../orders/order.ts'
import { hasReasons, reasons, refuse, violation } from '../refusal.ts'
import type { Lot } from '../stock/lot.ts'
import { given, type Known, whereIs } from '../stock/make-units.ts'
import { isBeingMade } from './unit.ts'

/**
 * Gives units of an order's product their numbers before they are made. They belong to the order from then on. Until a unit is made, it can be
 * announced again for another lot, with its components.
 */
export function announceUnits(
  order: Order,
  snapshot: Snapshot | undefined,
  lot: Lot | undefined,
  known: Known,
  { lotId, serials }: AnnounceUnits,
): Decision {
  const { orderId, product } = order
  const found = reasons(
    (order.status === 'created' || !underWay(order)) &&
      wrongStatus(order, ['released', 'running', 'held'], 'units-under-way'),
    orderOnHold(order),
    snapshot &&
      snapshot.productUnit !== '{each}' &&
      violation('unit-mismatch/no-pieces', { product, unit: snapshot.productUnit }, 'serials'),
    objectionsToLotOfUnits(order, lot, lotId),
    serials.flatMap((serial, index) => {
      const holder = known.serials[index]
      const where = whereIs(known, index)
      const isMoved = holder && isBeingMade(holder) && holder.orderId === orderId && holder.lotId !== lotId
      const ref = `serials/${index}`
      if (serials.indexOf(serial) < index) return [violation('serial-duplicated/twice', { serial }, ref)]
      return reasons(
        known.sublots[index] &&
          (!holder || isMoved) &&
          violation('already-exists/sublot-no-unit', { lotId, sublotId: serial }, ref),
        where && !isMoved && given(serial, product, where, ref),
      )
    }),
  )
  if (hasReasons(found)) return refuse(found)
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.unit.announced.v1',
      data: { orderId, materialId: product, lotId, serials },
      about: { type: 'lot', id: lotId },
    },
    changes: [
      ...(order.status === 'created' ? [] : [saveOrder({ ...order, serialised: true })]),
      ...serials.map((serial, index) =>
        saveSerial({
          ...known.serials[index],
          materialId: product,
          serial,
          lotId,
          sublotId: serial,
          orderId,
          status: known.serials[index]?.status ?? 'announced',
        }),
      ),
    ],
  }
}

/** A violation if units of an order cannot be made in this lot. */
export const objectionsToLotOfUnits = (
  { orderId, product }: Order,
  lot: Lot | undefined,
  lotId: string,
): Violation | undefined =>
  lot && (lot.orderId !== orderId || lot.materialId !== product)
    ? violation('lot-of-another-order/to-announce', { lotId, product, orderId }, `lot:${lotId}`)
    : undefined
