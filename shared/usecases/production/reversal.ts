import type { ReverseConsumption } from '../../../events/consumption.ts'
import { orderNamed } from '../../domain/genealogy/genealogy.ts'
import { underHoldsAbove } from '../../domain/orders/order.ts'
import * as reversal from '../../domain/production/reversal.ts'
import { underHolds } from '../../domain/quality/alerts.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { ref, type Store } from '../commit/store.ts'
import { alertsOf, holdsAbove } from '../quality/holds-above.ts'

export type Path = { orderId: string }

export const subject = (id: string) => ({ type: 'order', id }) as const

/** A first round trip for the fact, because only it names the lot. A fact never changes, so it needs no guard. */
export const reverseConsumption = async (
  store: Store,
  command: Command<ReverseConsumption>,
  { orderId }: Path,
): Promise<Outcome> => {
  const fact = await store.factWith(subject(orderId), command.body.consumptionId)
  const taken = reversal.consumptionIn(fact)
  return run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: {
      order: ref.order(orderId),
      snapshot: ref.snapshot(orderId),
      person: ref.person(command.caller.id),
      lot: taken && ref.lot(taken.lotId),
      sublot: taken?.sublotId === undefined ? undefined : ref.sublot(taken.lotId, taken.sublotId),
      unit: taken?.into && ref.serial(taken.into.materialId, taken.into.serial),
      made: taken?.into && ref.sublot(taken.into.lotId, taken.into.serial),
      madeIn: taken?.into && ref.lot(taken.into.lotId),
      alerts: ref.alerts(),
    },
    find: ({ alerts }) => holdsAbove(store, alertsOf(alerts), [orderNamed(orderId)]),
    decide: ({ order, snapshot, person, lot, sublot, unit, made, madeIn, alerts }, circumstances, _, above = []) =>
      order
        ? reversal.reverseConsumption(
            {
              order: underHoldsAbove(order.value, above),
              snapshot: snapshot?.value,
              person: person?.value,
              lot: lot?.value,
              sublot: sublot?.value,
              outOf: taken?.into && {
                serial: taken.into.serial,
                unit: unit?.value,
                sublot: made?.value,
                lot: madeIn && underHolds(madeIn.value, alertsOf(alerts)),
              },
            },
            fact,
            command.body,
            circumstances,
          )
        : 'unknown',
  })
}
