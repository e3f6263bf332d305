import type { OrderId } from '../../../events/identifiers.ts'
import * as domain from '../../domain/production/unit-rejection.ts'
import { type Serial, serialKey } from '../../domain/stock/serial.ts'
import type { Command, Outcome } from '../commit/command.ts'
import { run } from '../commit/command.ts'
import { ref, type Store } from '../commit/store.ts'

/** Rejects a unit that is not made yet, by the signed disposition of its deviation. The fact is in the record of its order. */
export const rejectUnmade = (
  store: Store,
  command: Command<domain.UnitRejection>,
  { materialId, serial, orderId }: Pick<Serial, 'materialId' | 'serial'> & { readonly orderId: OrderId },
): Promise<Outcome> =>
  run(store, command, {
    subject: { type: 'order', id: orderId },
    of: 'order',
    load: { order: ref.order(orderId), unit: ref.unit(serialKey(materialId, serial)) },
    decide: ({ unit }) => (unit ? domain.rejectUnmade(unit.value, command.body) : 'unknown'),
  })
