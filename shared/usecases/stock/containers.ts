import type {
  MakeContainer,
  MakeSscc,
  MoveContainer,
  PackContainer,
  ShipContainer,
  UnpackContainer,
} from '../../../events/container.ts'
import type { ContainerId } from '../../../events/identifiers.ts'
import type { Entities } from '../../domain/change.ts'
import { makeSscc } from '../../domain/codes/gs1.ts'
import { lotNamed } from '../../domain/genealogy/genealogy.ts'
import { underHolds } from '../../domain/quality/alerts.ts'
import { violation } from '../../domain/refusal.ts'
import type { Container } from '../../domain/stock/container.ts'
import { contentOf } from '../../domain/stock/container-content.ts'
import { makeContainer as make, moveContainer as move, type Surroundings } from '../../domain/stock/container-place.ts'
import { shipContainer as ship, yetToLeave } from '../../domain/stock/container-shipment.ts'
import { type FoundUnit, packContainer as pack, unpackContainer as unpack } from '../../domain/stock/packing.ts'
import { digest } from '../commit/chain.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { type Refs, ref, type Store, type Stored } from '../commit/store.ts'
import { alertsOf, holdsAboveEach } from '../quality/holds-above.ts'
import { placeOf, placeRefs } from './places.ts'
import { houseOf } from './shipping.ts'

type Path = { containerId: ContainerId }
const subject = (id: string) => ({ type: 'container', id }) as const

/** The entities read, by the names of the refs below. */
type Read = Readonly<Record<string, Stored<unknown> | undefined>>
const found =
  <Kind extends keyof Entities>(kind: Kind, ...read: readonly object[]) =>
  (id: string): Entities[Kind] | undefined => {
    const basis = read.find((it) => `${kind} ${id}` in it) as Read | undefined
    return basis?.[`${kind} ${id}`]?.value as Entities[Kind] | undefined
  }

type Unit = { readonly lotId: string; readonly sublotId: string }
const unitName = ({ lotId, sublotId }: Unit): string => `${lotId}/${sublotId}`
const containerRefs = (ids: readonly string[]): Refs =>
  Object.fromEntries(ids.map((id) => [`container ${id}`, ref.container(id)]))
const lotRefs = (ids: readonly string[]): Refs => Object.fromEntries(ids.map((id) => [`lot ${id}`, ref.lot(id)]))
const unitRefs = (units: readonly Unit[]): Refs => ({
  ...lotRefs(units.map((it) => it.lotId)),
  ...Object.fromEntries(units.map((it) => [`sublot ${unitName(it)}`, ref.sublot(it.lotId, it.sublotId)])),
})
const materialRefs = (ids: readonly string[]): Refs =>
  Object.fromEntries(ids.map((id) => [`material ${id}`, ref.material(id)]))

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

/**
 * The number of attempts to find a free number. A company prefix of seven digits has 10^10 numbers; with a million in use, one in ten thousand is
 * taken. With nine in ten taken, 64 attempts fail once in a thousand commands.
 */
const tries = 64

/**
 * The numbers follow from the id of the command, so that a replay finds its container and no counter is a bottleneck. The creation itself guarantees
 * that each is used once. A number in use leaves nothing on record.
 * @param prefix the site's GS1 company prefix; sites with the same company prefix must each extend it by digits of their own
 */
export const makeSsccContainer =
  (prefix: string | undefined) =>
  async (store: Store, command: Command<MakeSscc>): Promise<Outcome> => {
    for (let turn = 0; turn < tries && prefix !== undefined; turn += 1) {
      const containerId = numberOf(prefix, `${command.id} ${turn}`)
      const body: MakeContainer = { ...command.body, containerId }
      const outcome = await run(store, command, {
        subject: subject(containerId),
        of: 'container',
        creates: true,
        load: { container: ref.container(containerId), ...placeRefs(body.location) },
        decide: ({ container, place, machine }) =>
          container && container.value.numberedBy !== command.id
            ? 'nothing'
            : make(container?.value, body, placeOf(place, machine), command.id),
      })
      if (outcome.outcome !== 'nothing') return outcome
    }
    const why =
      prefix === undefined
        ? violation('sscc-unavailable/no-prefix', { site: command.site })
        : violation('sscc-unavailable/none-free', { prefix })
    return { outcome: 'refused', code: 'sscc-unavailable', violations: [why], replayed: false }
  }

/**
 * The extension digit serves as a further digit of the serial reference (GS1 General Specifications 2.2.1).
 * @throws on a wrong prefix
 */
function numberOf(prefix: string, seed: string): ContainerId {
  const room = 17 - prefix.length
  const drawn = BigInt(`0x${Buffer.from(digest(seed), 'base64url').toString('hex')}`)
  const digits = String(drawn % 10n ** BigInt(room)).padStart(room, '0')
  const sscc = makeSscc(digits.slice(0, 1), prefix, digits.slice(1))
  if (sscc.outcome === 'faulty') throw new Error(`The prefix makes no SSCC: ${JSON.stringify(sscc.faults)}`)
  return sscc.value as string as ContainerId
}

/** The refs of all lots, sublots and materials that move with units and containers, read level by level. */
function alongRefs(units: readonly Unit[], inner: readonly string[], read: readonly object[]): Refs {
  const content = contentOf(inner as ContainerId[], found('container', ...read))
  const lotOf = found('lot', ...read)
  const materials = [
    ...content.units.map((it) => it.materialId),
    ...units.flatMap((it) => lotOf(it.lotId)?.materialId ?? []),
  ]
  return {
    ...containerRefs(content.unread),
    ...unitRefs([...units, ...content.units]),
    ...materialRefs(materials),
  }
}

type HoldsAbove = (lotId: string) => readonly string[]
const none: HoldsAbove = () => []

async function holdsAboveLots(
  store: Store,
  alerts: Stored<Entities['alerts']> | undefined,
  lotIds: readonly string[],
): Promise<HoldsAbove> {
  const above = await holdsAboveEach(store, alertsOf(alerts))(lotIds.map(lotNamed))
  return (id) => above(lotNamed(id))
}

const lotsAlong = (units: readonly Unit[], inner: readonly string[], read: readonly object[]): string[] =>
  [...units, ...contentOf(inner as ContainerId[], found('container', ...read)).units].map((it) => it.lotId)

function along(
  units: readonly Unit[],
  inner: readonly string[],
  read: readonly object[],
  above: HoldsAbove = none,
): Pick<Surroundings, 'lots' | 'sublots' | 'materials'> {
  const content = contentOf(inner as ContainerId[], found('container', ...read))
  const packed = [...units, ...content.units]
  const lotIds = [...new Set(packed.map((it) => it.lotId))]
  const alerts = alertsOf((read.find((it) => 'alerts' in it) as { alerts?: Stored<Entities['alerts']> }).alerts)
  const lots = lotIds.flatMap((id) => {
    const lot = found('lot', ...read)(id)
    return lot ? [underHolds(lot, alerts, above(id))] : []
  })
  const materials = [...new Set(lots.map((it) => it.materialId))].flatMap((id) => found('material', ...read)(id) ?? [])
  const sublots = packed.flatMap((it) => found('sublot', ...read)(unitName(it)) ?? [])
  return { lots, sublots, materials }
}

const foundUnits = (units: readonly Unit[], ...read: readonly object[]) =>
  units.map((unit) => ({
    ...(unit as Pick<FoundUnit, 'lotId' | 'sublotId'>),
    lot: found('lot', ...read)(unit.lotId),
    sublot: found('sublot', ...read)(unitName(unit)),
  }))
const foundContainers = (ids: readonly string[], ...read: readonly object[]) =>
  ids.map((id) => ({ containerId: id as ContainerId, container: found('container', ...read)(id) }))

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
    find: (basis, more) => holdsAboveLots(store, basis.alerts, lotsAlong(units, inner, [more, basis])),
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
    find: async ({ container, alerts }, more) =>
      container
        ? holdsAboveLots(store, alerts, lotsAlong(container.value.units, container.value.containers, [more]))
        : none,
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
    find: async ({ container, alerts }, more) => {
      const leaving = container ? yetToLeave(container.value, found('container', more)) : undefined
      return holdsAboveLots(store, alerts, leaving?.atOnce ? leaving.units.map((it) => it.lotId) : [])
    },
    decide: ({ container, shipment, alerts }, circumstances, more, above = none) => {
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
