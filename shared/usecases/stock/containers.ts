import type {
  MakeContainer,
  MoveContainer,
  PackContainer,
  ShipContainer,
  UnpackContainer,
} from '../../../events/container.ts'
import type { ContainerId } from '../../../events/identifiers.ts'
import type { Entities } from '../../domain/change.ts'
import { underHolds } from '../../domain/quality/alerts.ts'
import type { Container } from '../../domain/stock/container.ts'
import { makeContainer as make, moveContainer as move } from '../../domain/stock/container-place.ts'
import { shipContainer as ship, yetToLeave } from '../../domain/stock/container-shipment.ts'
import { packContainer as pack, unpackContainer as unpack } from '../../domain/stock/packing.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { ref, type Store, type Stored } from '../commit/store.ts'
import { alertsOf } from '../quality/holds-above.ts'
import {
  along,
  alongRefs,
  containerRefs,
  found,
  foundContainers,
  foundUnits,
  holdsAboveLots,
  lotsAlong,
  noHoldsAbove,
  subject,
  unitRefs,
} from './container-basis.ts'
import { placeOf, placeRefs } from './places.ts'
import { houseOf } from './shipping.ts'

type Path = { containerId: ContainerId }

export const makeContainer = (store: Store, command: Command<MakeContainer>): Promise<Outcome> => {
  const { containerId, location } = command.body
  return run(store, command, {
    subject: subject(containerId),
    of: 'container',
    creates: true,
    load: { container: ref.container(containerId), ...placeRefs(location) },
    decide: ({ container, place, machine }) => make(container?.value, command.body, placeOf(place, machine)),
  })
}

export const packContainer = (
  store: Store,
  command: Command<PackContainer>,
  { containerId }: Path,
): Promise<Outcome> => {
  const { units, containers } = command.body
  const inner = containers.filter((id) => id !== containerId)
  return run(store, command, {
    subject: subject(containerId),
    of: 'container',
    load: { ...unitRefs(units), ...containerRefs(inner), container: ref.container(containerId), alerts: ref.alerts() },
    loadMore: (basis, more) => ({
      ...alongRefs(units, inner, [more, basis]),
      ...placeRefs(basis.container?.value.location),
    }),
    find: (basis, more, _at, reading) => holdsAboveLots(reading, basis.alerts, lotsAlong(units, inner, [more, basis])),
    decide: ({ container, ...others }, _, more, above) => {
      if (!container) return 'unknown'
      const { place, machine } = more as {
        place?: Stored<Entities['equipment']>
        machine?: Stored<Entities['machine']>
      }
      const around = { place: placeOf(place, machine), ...along(units, inner, [more, others], above) }
      const children = foundContainers(containers, others)
      return pack(container.value, foundUnits(units, others), children, command.body, around)
    },
  })
}

export const unpackContainer = (
  store: Store,
  command: Command<UnpackContainer>,
  { containerId }: Path,
): Promise<Outcome> => {
  const isAll = command.body.units.length + command.body.containers.length === 0
  const takenOut = (container: Container) => (isAll ? container : command.body)
  return run(store, command, {
    subject: subject(containerId),
    of: 'container',
    load: { container: ref.container(containerId) },
    loadMore: ({ container }) =>
      container && {
        ...unitRefs(takenOut(container.value).units),
        ...containerRefs(takenOut(container.value).containers.filter((id) => id !== containerId)),
      },
    decide: ({ container }, _, more) => {
      if (!container) return 'unknown'
      const { units, containers } = takenOut(container.value)
      const inner = foundContainers(containers, more)
      return unpack(container.value, foundUnits(units, more), inner, command.body)
    },
  })
}

export const moveContainer = (
  store: Store,
  command: Command<MoveContainer>,
  { containerId }: Path,
): Promise<Outcome> => {
  const { to } = command.body
  return run(store, command, {
    subject: subject(containerId),
    of: 'container',
    load: { container: ref.container(containerId), ...placeRefs(to), alerts: ref.alerts() },
    loadMore: ({ container }, more) =>
      container && alongRefs(container.value.units, container.value.containers, [more]),
    find: async ({ container, alerts }, more, _at, reading) =>
      container
        ? holdsAboveLots(reading, alerts, lotsAlong(container.value.units, container.value.containers, [more]))
        : noHoldsAbove,
    decide: ({ container, place, machine, alerts }, _, more, above) => {
      if (!container) return 'unknown'
      const { units, containers } = container.value
      const around = { place: placeOf(place, machine), ...along(units, containers, [more, { alerts }], above) }
      return move(container.value, command.body, around)
    },
  })
}

/** Reads the containers level by level, and at last their content, if it fits one transaction. */
export const shipContainer = (
  store: Store,
  command: Command<ShipContainer>,
  { containerId }: Path,
): Promise<Outcome> => {
  const { shipmentId } = command.body
  return run(store, command, {
    subject: subject(containerId),
    of: 'container',
    load: { container: ref.container(containerId), shipment: ref.shipment(shipmentId), alerts: ref.alerts() },
    loadMore: ({ container }, more) => {
      if (!container) return undefined
      const { unread, units, atOnce } = yetToLeave(container.value, found('container', more))
      if (unread.length > 0) return containerRefs(unread)
      return atOnce ? unitRefs(units) : undefined
    },
    find: async ({ container, alerts }, more, _at, reading) => {
      const leaving = container ? yetToLeave(container.value, found('container', more)) : undefined
      return holdsAboveLots(reading, alerts, leaving?.atOnce ? leaving.units.map((it) => it.lotId) : [])
    },
    decide: ({ container, shipment, alerts }, circumstances, more, above = noHoldsAbove) => {
      if (!container) return 'unknown'
      const { inner, units } = yetToLeave(container.value, found('container', more))
      const stock = foundUnits(units, more).flatMap(({ lot, sublot }, index) => {
        const within = units[index]?.containerId
        const held = lot && underHolds(lot, alertsOf(alerts), above(lot.lotId))
        return held && within ? [{ lot: held, sublot, containerId: within }] : []
      })
      const load = { container: container.value, inner, units: stock, shipment: shipment?.value }
      return ship(load, houseOf(command), command.body, circumstances)
    },
  })
}
