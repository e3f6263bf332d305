import type { Accepted } from '../../domain/decision.ts'
import * as domain from '../../domain/execution/batch-decision.ts'
import { lotsOf, underHoldsAbove } from '../../domain/orders/order.ts'
import { underHolds } from '../../domain/quality/alerts.ts'
import { judgeSignature } from '../../domain/signature.ts'
import { orderNamed } from '../../domain/stock/destination.ts'
import type { Lot } from '../../domain/stock/lot.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { type Refs, ref, type Store } from '../commit/store.ts'
import { begunIn, begunRefs } from '../orders/begun-units.ts'
import { alertsOf, holdsAbove } from '../quality/holds-above.ts'

type Path = { orderId: string }
const subject = (id: string) => ({ type: 'order', id }) as const

export const reviewException = (
  store: Store,
  command: Command<{ comment: string }>,
  { orderId, exceptionId }: Path & { exceptionId: string },
): Promise<Outcome> =>
  run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: { order: ref.order(orderId) },
    decide: ({ order }, circumstances) => {
      if (!order) return 'unknown'
      const signed = judgeSignature(
        command.signature,
        { meanings: ['reviewed', 'approved'], roles: ['quality'] },
        circumstances,
      )
      return domain.reviewException(order.value, exceptionId, command.body.comment, signed)
    },
  })

const lotNamed = (lotId: string) => `lot ${lotId}`

/** Three round trips: only the order names the lots that must be free of holds. A hold that the order inherits also applies to its lots. */
const decideBatch =
  (decision: 'released' | 'rejected') =>
  (store: Store, command: Command<{ reason?: string }>, { orderId }: Path): Promise<Outcome> =>
    run(store, command, {
      subject: subject(orderId),
      of: 'order',
      load: { order: ref.order(orderId), alerts: ref.alerts() },
      loadMore: ({ order }): Refs | undefined =>
        order && order.value.status !== 'created'
          ? { ...Object.fromEntries(lotsOf(order.value).map((id) => [lotNamed(id), ref.lot(id)])), ...begunRefs(order) }
          : undefined,
      find: async ({ alerts }, _, _at, reading) =>
        decision === 'released' ? holdsAbove(reading, alertsOf(alerts), [orderNamed(orderId)]) : [],
      decide: ({ order, alerts }, circumstances, more, above = []) => {
        if (!order) return 'unknown'
        const lots = Object.entries(more).flatMap(([name, stored]) =>
          stored && name.startsWith(lotNamed('')) ? underHolds(stored.value as Lot, alertsOf(alerts)) : [],
        )
        const signed = judgeSignature(command.signature, { meanings: [decision], roles: ['quality'] }, circumstances)
        const held = underHoldsAbove(order.value, above)
        return domain.decideBatch(held, lots, decision, command.body.reason, signed, begunIn(more))
      },
    })

export const releaseBatch = decideBatch('released')
export const rejectBatch = decideBatch('rejected')

/** Facts of the workflow on the order's record; the order does not change. */
export const noteOnBatch = (
  store: Store,
  command: Command,
  { orderId }: Path,
  fact: Accepted['fact'],
): Promise<Outcome> =>
  run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: { order: ref.order(orderId) },
    decide: ({ order }) => (order ? { outcome: 'accepted', fact, changes: [] } : 'unknown'),
  })
