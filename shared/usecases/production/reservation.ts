import type { ReserveLot, UnreserveLot } from '../../../events/consumption.ts'
import * as reservation from '../../domain/production/reservation.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { ref, type Store } from '../commit/store.ts'
import { holdsOnTheirWay, stockIn, stockRefs } from '../stock/basis.ts'
import { type Path, subject } from './reversal.ts'

export const reserveLot = (store: Store, command: Command<ReserveLot>, { orderId }: Path): Promise<Outcome> =>
  run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: { order: ref.order(orderId), snapshot: ref.snapshot(orderId), ...stockRefs(command.body.lotId) },
    find: holdsOnTheirWay(store),
    decide: ({ order, snapshot, lot, ...others }, { at }, _, above) =>
      order
        ? reservation.reserveLot(order.value, snapshot?.value, lot && stockIn(lot, others, above).lot, command.body, at)
        : 'unknown',
  })

export const unreserveLot = (store: Store, command: Command<UnreserveLot>, { orderId }: Path): Promise<Outcome> =>
  run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: { order: ref.order(orderId) },
    decide: ({ order }) => (order ? reservation.unreserveLot(order.value, command.body) : 'unknown'),
  })
