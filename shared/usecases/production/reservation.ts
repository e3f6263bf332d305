import type { ReserveLot, UnreserveLot } from '../../../events/consumption.ts'
import { isMassAndVolume } from '../../domain/density.ts'
import * as reservation from '../../domain/production/reservation.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { type Basis, type Ref, ref, type Store } from '../commit/store.ts'
import { densityRefs, holdsOnTheirWay, stockIn, stockRefs } from '../stock/basis.ts'
import { type Path, subject } from './reversal.ts'

export const reserveLot = (store: Store, command: Command<ReserveLot>, { orderId }: Path): Promise<Outcome> =>
  run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: { order: ref.order(orderId), snapshot: ref.snapshot(orderId), ...stockRefs(command.body.lotId) },
    loadMore: ({ lot }) => densityRefs(lot, command.body.quantity),
    find: holdsOnTheirWay,
    decide: ({ order, snapshot, lot, ...others }, { at }, { material }, above) => {
      if (!order) return 'unknown'
      const found = lot && stockIn(lot, others, above).lot
      const { density } = material?.value ?? {}
      return reservation.reserveLot(order.value, snapshot?.value, found, command.body, at, density)
    },
  })

/** What leads from a reservation to the density of its material. */
type Counting = Readonly<Partial<{ lot: Ref<'lot'>; snapshot: Ref<'snapshot'>; material: Ref<'material'> | undefined }>>

/** Two round trips more for a quantity in the other of mass and volume, because the order does not say of which material the lot is. */
export const unreserveLot = (store: Store, command: Command<UnreserveLot>, { orderId }: Path): Promise<Outcome> => {
  const { lotId, quantity } = command.body
  return run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: { order: ref.order(orderId) },
    loadMore: ({ order }, { lot }: Partial<Basis<Counting>>): Counting => {
      const reserved = order?.value.reserved?.[lotId]
      if (!reserved || !quantity || !isMassAndVolume(quantity.unit, reserved.unit)) return {}
      return { lot: ref.lot(lotId), snapshot: ref.snapshot(orderId), ...densityRefs(lot, quantity) }
    },
    decide: ({ order }, _, { lot, snapshot, material }) => {
      if (!order) return 'unknown'
      const { materialId } = lot?.value ?? {}
      const of = materialId && {
        materialId,
        density: reservation.countedBy(snapshot?.value, materialId, material?.value.density),
      }
      return reservation.unreserveLot(order.value, command.body, of)
    },
  })
}
