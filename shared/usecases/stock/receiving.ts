import type { ReceiveLot } from '../../../events/material.ts'
import { receiveCustomerReturn } from '../../domain/stock/customer-return.ts'
import * as receiving from '../../domain/stock/receiving.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { ref, type Store } from '../commit/store.ts'
import { alertsOf } from '../quality/holds-above.ts'
import { holdsOnTheirWay, subject } from './basis.ts'
import { placeOf, placeRefs } from './places.ts'

export const receiveLot = (store: Store, command: Command<ReceiveLot>): Promise<Outcome> => {
  const { lotId, materialId, location, origin } = command.body
  if (origin?.site === command.site) return receiveReturnedLot(store, command, origin)
  return run(store, command, {
    subject: subject(lotId),
    of: 'lot',
    creates: true,
    load: { lot: ref.lot(lotId), material: ref.material(materialId), ...placeRefs(location) },
    decide: ({ lot, material, place, machine }, { at, timeZone }) =>
      receiving.receiveLot(
        lot?.value,
        command.body,
        { material: material?.value, place: placeOf(place, machine), site: command.site, timeZone },
        at,
      ),
  })
}

/** A second round trip, because only the shipped lot names its holds; the new lot also inherits those that are still spreading. */
const receiveReturnedLot = (
  store: Store,
  command: Command<ReceiveLot>,
  origin: NonNullable<ReceiveLot['origin']>,
): Promise<Outcome> => {
  const { lotId, materialId, location } = command.body
  return run(store, command, {
    subject: subject(lotId),
    of: 'lot',
    creates: true,
    load: {
      lot: ref.lot(lotId),
      material: ref.material(materialId),
      ...placeRefs(location),
      left: origin.lotId === lotId ? undefined : ref.lot(origin.lotId),
      shipment: origin.shipmentId && ref.shipment(origin.shipmentId),
      alerts: ref.alerts(),
    },
    loadMore: ({ left, alerts }) => {
      const known = [...(left?.value.holds ?? []), ...Object.keys(alertsOf(alerts).spreading)]
      return Object.fromEntries(known.map((id) => [`hold ${id}`, ref.hold(id)]))
    },
    find: ({ left, alerts }) => holdsOnTheirWay(store)({ lot: left, alerts }),
    decide: ({ lot, material, place, machine, left, shipment }, { at, timeZone }, more, above = []) => {
      const isActive = (id: string) => more[`hold ${id}`]?.value.status === 'active'
      const holds = [...new Set([...(left?.value.holds ?? []), ...above])].filter(isActive)
      return receiveCustomerReturn(
        lot?.value,
        command.body,
        { material: material?.value, place: placeOf(place, machine), timeZone },
        { lot: left?.value, shipment: shipment?.value, holds },
        at,
      )
    },
  })
}
