import type { Order, Snapshot } from '../../domain/orders/order.ts'
import { begunNamed } from '../../domain/production/begun-units.ts'
import { type Serial, serialKey } from '../../domain/stock/serial.ts'
import { type Basis, type Refs, ref, type Stored } from '../commit/store.ts'

/** What to read of an order whose units may still be on the benches: usually nothing. */
export function begunRefs(order: Stored<Order> | undefined): Refs {
  if (!order) return {}
  const { orderId, product } = order.value
  const serials = begunNamed(order.value)
  if (serials.length === 0) return {}
  const units = serials.map((serial) => [`begun ${serial}`, ref.unit(serialKey(product, serial))])
  return { 'begun in': ref.snapshot(orderId), ...Object.fromEntries(units) }
}

/** What was read by {@link begunRefs}. */
export const begunIn = (read: Partial<Basis<Refs>>) => ({
  snapshot: read['begun in']?.value as Snapshot | undefined,
  units: Object.entries(read).flatMap(([name, it]) =>
    it && name.startsWith('begun ') && it.ref.kind === 'serial' ? (it.value as Serial) : [],
  ),
})
