import type { ReceiveLot } from '../../../events/material.ts'
import type { Hold } from '../../domain/quality/deviation.ts'
import { receiveCustomerReturn } from '../../domain/stock/customer-return.ts'
import { arrivingUnits, numbersAsSublots } from '../../domain/stock/make-units.ts'
import * as receiving from '../../domain/stock/receiving.ts'
import type { Shipment } from '../../domain/stock/shipment.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { type Refs, ref, type Store, type Stored } from '../commit/store.ts'
import { alertsOf } from '../quality/holds-above.ts'
import { holdsAboveLot, subject } from './basis.ts'
import { placeOf, placeRefs } from './places.ts'
import { knownIn, numberRefs, placeRefs as unitPlaceRefs } from './sublots.ts'

export const receiveLot = (store: Store, command: Command<ReceiveLot>): Promise<Outcome> => {
  const { lotId, materialId, location, origin, serials } = command.body
  if (origin?.site === command.site) return receiveReturnedLot(store, command, origin)
  return run(store, command, {
    subject: subject(lotId),
    of: 'lot',
    creates: true,
    load: {
      lot: ref.lot(lotId),
      material: ref.material(materialId),
      ...placeRefs(location),
      ...numberRefs(materialId, numbersIn(command.body)),
    },
    loadMore: (basis, more): Refs => ({
      ...unitPlaceRefs(basis, numbersIn(command.body)),
      ...shipmentRefs(knownIn({ ...basis, ...more }, serials).places),
    }),
    decide: ({ lot, material, place, machine, ...numbers }, { at, timeZone }, more) => {
      const known = knownIn({ ...numbers, ...more }, serials)
      const consignees = (id: string) => (more[`shipment ${id}`] as Stored<Shipment> | undefined)?.value.to
      const { violations, changes } = arrivingUnits(command.body, known, consignees)
      const arriving = { violations: [...violations, ...asSublots(command.body, { ...numbers, ...more })], changes }
      return receiving.receiveLot(
        lot?.value,
        command.body,
        { material: material?.value, place: placeOf(place, machine), site: command.site, timeZone, arriving },
        at,
      )
    },
  })
}

/** All numbers that the lot would bring: of its units, and of its sublots, which must not be numbers of units. */
const numbersIn = ({ serials = [], sublots = [] }: ReceiveLot): readonly string[] => [
  ...new Set([...serials, ...sublots.map(({ sublotId }) => sublotId)]),
]

const asSublots = ({ materialId, sublots = [] }: ReceiveLot, basis: object) => {
  const ids = sublots.map(({ sublotId }) => sublotId)
  return numbersAsSublots(materialId, ids, knownIn(basis, ids))
}

/** The shipments that units have left with, because only they name the consignee. */
const shipmentRefs = (places: ReturnType<typeof knownIn>['places'] = []): Refs =>
  Object.fromEntries(
    places.flatMap((it) => {
      const id = it?.gone?.shipmentId
      return id === undefined ? [] : [[`shipment ${id}`, ref.shipment(id)]]
    }),
  )

/** A second round trip, because only the shipped lot names its holds; the new lot also inherits those that are still spreading. */
const receiveReturnedLot = (
  store: Store,
  command: Command<ReceiveLot>,
  origin: NonNullable<ReceiveLot['origin']>,
): Promise<Outcome> => {
  const { lotId, materialId, location, serials } = command.body
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
      ...numberRefs(materialId, numbersIn(command.body)),
    },
    loadMore: ({ left, alerts, ...numbers }): Refs => {
      const known = [...(left?.value.holds ?? []), ...Object.keys(alertsOf(alerts).spreading)]
      return {
        ...Object.fromEntries(known.map((id) => [`hold ${id}`, ref.hold(id)])),
        ...unitPlaceRefs(numbers, numbersIn(command.body)),
      }
    },
    find: ({ left, alerts }, _, _at, reading) => holdsAboveLot(reading, left, alerts),
    decide: (
      { lot, material, place, machine, left, shipment, alerts: _spreading, ...numbers },
      { at, timeZone },
      more,
      above = [],
    ) => {
      const isActive = (id: string) => (more[`hold ${id}`] as Stored<Hold> | undefined)?.value.status === 'active'
      const holds = [...new Set([...(left?.value.holds ?? []), ...above])].filter(isActive)
      const basis = { ...numbers, ...more }
      return receiveCustomerReturn(
        lot?.value,
        command.body,
        { material: material?.value, place: placeOf(place, machine), timeZone },
        {
          lot: left?.value,
          shipment: shipment?.value,
          holds,
          known: knownIn(basis, serials),
          taken: asSublots(command.body, basis),
        },
        at,
      )
    },
  })
}
