import type { Produce } from '../../../events/order.ts'
import type { AnnounceUnits } from '../../../events/unit.ts'
import { recomputedAfter } from '../../domain/execution/recalculation.ts'
import { underHoldsAbove } from '../../domain/orders/order.ts'
import { lineBeside } from '../../domain/production/output-lot.ts'
import { produce as produced } from '../../domain/production/production.ts'
import { announceUnits as announced } from '../../domain/production/unit-announcement.ts'
import { orderNamed } from '../../domain/stock/destination.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { type Ref, type Refs, ref, type Store } from '../commit/store.ts'
import { contextOf, contextRefs, exceptionIdOf, type Path, subject } from '../execution/steps.ts'
import { alertsOf, holdsAbove } from '../quality/holds-above.ts'
import { stockIn, stockRefs } from '../stock/basis.ts'
import { knownIn, placeRefs, serialRefs } from '../stock/sublots.ts'

/** A third round trip for by-products, co-products and units, because only the order and its recipe name them. */
export const produce = (store: Store, command: Command<Produce>, { orderId }: Path): Promise<Outcome> =>
  run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: { ...contextRefs(command, orderId), ...stockRefs(command.body.lotId) },
    loadMore: ({ order, snapshot }, read): Refs & { readonly material?: Ref<'material'> | undefined } => {
      const line = snapshot && lineBeside(snapshot.value, command.body)
      return {
        ...(order && serialRefs(order.value.product, command.body)),
        ...placeRefs(read, command.body.serials),
        material: line && ref.material(line.materialId),
      }
    },
    // An existing lot was made by this order, or is refused.
    find: ({ alerts }, _, _at, reading) => holdsAbove(reading, alertsOf(alerts), [orderNamed(orderId)]),
    decide: ({ order, snapshot, person, lot, ...others }, circumstances, { material, ...more }, above) => {
      if (!order) return 'unknown'
      const { serials } = command.body
      const known = serials && knownIn(more, serials)
      const found = { lot: lot && stockIn(lot, others).lot, material: material?.value, known }
      const context = {
        ...contextOf(order, snapshot, person, above),
        exceptionId: exceptionIdOf(orderId, command.id),
        recompute: recomputedAfter,
      }
      return produced({ ...context, ...found }, command.body, circumstances)
    },
  })

export const announceUnits = (store: Store, command: Command<AnnounceUnits>, { orderId }: Path): Promise<Outcome> =>
  run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: { order: ref.order(orderId), snapshot: ref.snapshot(orderId), ...stockRefs(command.body.lotId) },
    loadMore: ({ order }, more): Refs =>
      order ? { ...serialRefs(order.value.product, command.body), ...placeRefs(more, command.body.serials) } : {},
    find: ({ alerts }, _, _at, reading) => holdsAbove(reading, alertsOf(alerts), [orderNamed(orderId)]),
    decide: ({ order, snapshot, lot }, _, more, above = []) =>
      order
        ? announced(
            underHoldsAbove(order.value, above),
            snapshot?.value,
            lot?.value,
            knownIn(more, command.body.serials),
            command.body,
          )
        : 'unknown',
  })
