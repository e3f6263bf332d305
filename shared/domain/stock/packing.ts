import type { MakeContainer, MoveContainer, PackContainer, UnpackContainer } from '../../../events/container.ts'
import type { ContainerId, EquipmentId, LotId, SublotId } from '../../../events/identifiers.ts'
import type { Quantity } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Change } from '../change.ts'
import { readSscc } from '../codes/gs1.ts'
import type { Decision, Pointer } from '../decision.ts'
import type { Material } from '../master-data.ts'
import { add, isZero, zero } from '../quantity.ts'
import { distinct, hasReasons, reasons, refuse, violation } from '../refusal.ts'
import { type Container, lotsOf, type Packed } from './container.ts'
import { incomplete, packed } from './issue.ts'
import { type Lot, lotOnHold, type Sublot, sublotOnHold } from './lot.ts'
import { objectionsToPlace, type Storage } from './receiving.ts'

/**
 * The items that one DynamoDB transaction (100 items) leaves to ship: one per sublot, two per lot with its pointer; three are for the container, the
 * shipment and the fact. A container holds no more, so that it can always be shipped.
 */
const mostAtOnce = 100
const itemsToShip = mostAtOnce - 3
export const mostToShip = (units: readonly Packed[], containers: number): boolean =>
  units.length + 2 * lotsOf(units).length + containers <= itemsToShip
/** So a pallet of a hundred cases is read in one round trip. */
const mostContainers = 100

/** All content of containers, at any depth, as far as `find` returns it; `unread` are containers that it does not return. */
export function contentOf(
  ids: readonly ContainerId[],
  find: (id: ContainerId) => Container | undefined,
): { readonly containers: Container[]; readonly units: Packed[]; readonly unread: ContainerId[] } {
  const found = ids.map((id) => find(id) ?? id)
  const containers = found.filter((it) => typeof it !== 'string')
  const below = containers.map((it) => contentOf(it.containers, find))
  return {
    containers: [...containers, ...below.flatMap((it) => it.containers)],
    units: [...containers.flatMap((it) => it.units), ...below.flatMap((it) => it.units)],
    unread: [...found.filter((it) => typeof it === 'string'), ...below.flatMap((it) => it.unread)],
  }
}

/** Creates a container under an id of the plant or an SSCC. An id of digits only must be an SSCC. */
export function makeContainer(
  existing: Container | undefined,
  body: MakeContainer,
  place: Storage | undefined,
  numberedBy?: string,
): Decision {
  const { containerId, kind, location } = body
  const sscc = /^\d+$/.test(containerId) ? readSscc(containerId) : undefined
  const found = reasons(
    sscc?.outcome === 'faulty' &&
      sscc.faults.map(({ why }) => violation('barcode-invalid/container-id', { because: why }, 'containerId')),
    existing && violation('already-exists/container', { containerId }, 'containerId'),
    location !== undefined && objectionsToPlace(location, place, undefined),
  )
  if (hasReasons(found)) return refuse(found)
  const container: Container = {
    containerId,
    kind,
    status: 'open',
    ...(location !== undefined && { location }),
    units: [],
    containers: [],
    ...(numberedBy !== undefined && { numberedBy }),
  }
  return { outcome: 'accepted', fact: { type: 'andon.container.made.v1', data: body }, changes: [saved(container)] }
}

export const saved = (value: Container): Change => ({ change: 'save', kind: 'container', id: value.containerId, value })

const refOf = (containerId: string): string => `container:${containerId}`
const closed = ({ containerId, shipmentId }: Container): Violation =>
  violation('container-closed/unchanged', { containerId, shipmentId: shipmentId ?? '' }, refOf(containerId))
const contextOf = ({ containerId, parentId }: Container): Violation | undefined =>
  parentId === undefined ? undefined : violation('container-packed', { containerId, parentId }, refOf(containerId))
/** A container inside another one cannot be changed. So no container can ever be inside itself. */
const objectionsToReach = (container: Container): Violation[] =>
  reasons(container.status === 'shipped' && closed(container), container.status === 'open' && contextOf(container))

/** A unit as a command names it, with what was found. */
export interface FoundUnit {
  readonly lotId: LotId
  readonly sublotId: SublotId
  readonly lot: Lot | undefined
  readonly sublot: Sublot | undefined
}
export interface FoundContainer {
  readonly containerId: ContainerId
  readonly container: Container | undefined
}

/** The place of a container, and all content that moves there. */
export interface Surroundings {
  readonly place: Storage | undefined
  /** All lots and sublots that move, with all their holds. */
  readonly lots: readonly Lot[]
  readonly sublots: readonly Sublot[]
  readonly materials: readonly Material[]
}

/** Packs loose sublots and containers into a container. Any status, also mixed; but no held stock. */
export function packContainer(
  container: Container,
  units: readonly FoundUnit[],
  inner: readonly FoundContainer[],
  body: PackContainer,
  around: Surroundings,
): Decision {
  const { containerId, location } = container
  const content = units.flatMap(({ lot, sublot }) => (lot && sublot ? [{ lot, sublot }] : []))
  const children = inner.flatMap((it) => it.container ?? [])
  const next = {
    ...container,
    units: [...container.units, ...content.map(({ lot, sublot }) => packedAs(lot, sublot))],
    containers: [...container.containers, ...children.map((it) => it.containerId)],
  }
  const itemsToPack = 2 + units.length + 2 * lotsOf(units).length + 2 * inner.length
  const found = reasons(
    objectionsToReach(container),
    units.flatMap(objectionsToUnit),
    inner.flatMap((it) => objectionsToInner(it, containerId)),
    heldAmong(around),
    location !== undefined && objectionsToContext(location, around),
    mostAtOnce < itemsToPack &&
      violation('container-full/pack-at-once', { containerId, lots: lotsOf(units).length }, refOf(containerId)),
    (!mostToShip(next.units, 0) || next.containers.length > mostContainers) &&
      violation(
        'container-full/pack',
        {
          containerId,
          sublots: next.units.length,
          lots: lotsOf(next.units).length,
          containers: next.containers.length,
          containersAtMost: mostContainers,
          itemsAtMost: itemsToShip,
        },
        refOf(containerId),
      ),
  )
  if (hasReasons(found)) return refuse(found)
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.container.packed.v1',
      data: { containerId, units: content.map(told), containers: body.containers },
    },
    changes: [
      saved(next),
      ...content.map(({ sublot: { lotId, sublotId } }): Change => ({ change: 'pack', lotId, sublotId, containerId })),
      ...children.map(({ location: _there, ...child }) => saved({ ...child, parentId: containerId })),
      ...stillUnheld(around, itemsToPack - lotsOf(units).length),
    ],
    pointers: pointersTo(containerId, content, body.containers),
  }
}

const packedAs = ({ materialId }: Lot, { lotId, sublotId }: Sublot): Packed => ({ lotId, sublotId, materialId })
const told = ({ lot: { materialId }, sublot: { lotId, sublotId, remaining, unit } }: { lot: Lot; sublot: Sublot }) => ({
  lotId,
  sublotId,
  materialId,
  quantity: { value: remaining, unit } satisfies Quantity,
})

/** Lots and inner containers point to this fact. */
const pointersTo = (
  containerId: ContainerId,
  content: readonly { readonly lot: Lot; readonly sublot: Sublot }[],
  inner: readonly ContainerId[],
): Pointer[] => [
  ...lotsOf(content.map(({ lot }) => lot)).map((lotId): Pointer => {
    const parts = content.filter(({ lot }) => lot.lotId === lotId).map(told)
    const value = parts.reduce((sum, { quantity }) => add(sum, quantity.value), zero)
    const [first] = parts
    return {
      about: { type: 'lot', id: lotId },
      card: {
        containerId,
        materialId: first?.materialId,
        sublotIds: parts.map(({ sublotId }) => sublotId),
        quantity: { value, unit: first?.quantity.unit },
      },
    }
  }),
  ...inner.map((id): Pointer => ({ about: { type: 'container', id }, card: { containerId } })),
]

function objectionsToUnit({ lotId, sublotId, lot, sublot }: FoundUnit): Violation[] {
  const ref = `lot:${lotId}/${sublotId}`
  return reasons(
    !lot && violation('lot-unknown', { lotId }, `lot:${lotId}`),
    lot && !sublot && violation('sublot-unknown', { lotId, sublotId }, ref),
    sublot && packed(sublot),
    sublot && incomplete(sublot),
    sublot && isZero(sublot.remaining) && violation('lot-insufficient/pack', { lotId, sublotId }, ref),
  )
}

function objectionsToInner({ containerId, container }: FoundContainer, outer: ContainerId): Violation[] {
  const ref = refOf(containerId)
  if (containerId === outer) return [violation('container-in-itself', { containerId }, ref)]
  if (!container) return [violation('container-unknown', { containerId }, ref)]
  return objectionsToReach(container)
}

/** Held stock is neither packed nor moved in a container. */
const heldAmong = ({ lots, sublots }: Surroundings): Violation[] =>
  reasons(...lots.map((lot) => lotOnHold(lot)), ...sublots.map(sublotOnHold))

/**
 * The transaction checks lots for a hold that is placed meanwhile. It does not check each sublot, except those packed individually: that would exceed
 * a transaction and cost twenty times as much per case.
 * @param others the number of other items in the transaction; of a mixed pallet, as many lots are checked as fit
 */
const stillUnheld = ({ lots }: Surroundings, others: number): Change[] =>
  lots.slice(0, mostAtOnce - others).map(({ lotId }) => ({ change: 'require-no-hold', lotId }))

const objectionsToContext = (to: EquipmentId, { place, materials }: Surroundings): readonly Violation[] =>
  distinct([undefined, ...materials].flatMap((material) => objectionsToPlace(to, place, material)))

/** Takes the named content, or all of it, out of a container; it is then at the container's place. Held stock is allowed. */
export function unpackContainer(
  container: Container,
  units: readonly FoundUnit[],
  inner: readonly FoundContainer[],
  named: UnpackContainer,
): Decision {
  const { containerId, location } = container
  const content = units.flatMap(({ lot, sublot }) => (lot && sublot ? [{ lot, sublot }] : []))
  const children = inner.flatMap((it) => it.container ?? [])
  const ids = children.map((child) => child.containerId)
  const isUnit = (one: Pick<Packed, 'lotId' | 'sublotId'>) => (other: Pick<Packed, 'lotId' | 'sublotId'>) =>
    one.lotId === other.lotId && one.sublotId === other.sublotId
  const items = content.length + lotsOf(content.map(({ lot }) => lot)).length + 2 * children.length
  const found = reasons(
    objectionsToReach(container),
    named.units
      .filter((unit) => !container.units.some(isUnit(unit)))
      .map(({ lotId, sublotId }) =>
        violation('not-in-container/sublot', { containerId, lotId, sublotId }, `lot:${lotId}/${sublotId}`),
      ),
    named.containers
      .filter((id) => !container.containers.includes(id))
      .map((inner) => violation('not-in-container/container', { containerId, inner }, refOf(inner))),
    children.filter(({ status }) => status === 'shipped').map(closed),
    container.units.length + container.containers.length === 0 &&
      violation('container-empty/unpack', { containerId }, refOf(containerId)),
    items > itemsToShip && violation('container-full/unpack', { containerId }, refOf(containerId)),
  )
  if (hasReasons(found)) return refuse(found)
  const there = location !== undefined ? { location } : {}
  return {
    outcome: 'accepted',
    fact: { type: 'andon.container.unpacked.v1', data: { containerId, units: content.map(told), containers: ids } },
    changes: [
      saved({
        ...container,
        units: container.units.filter((unit) => !content.some(({ sublot }) => isUnit(unit)(sublot))),
        containers: container.containers.filter((id) => !ids.includes(id)),
      }),
      ...content.map(
        ({ sublot: { lotId, sublotId } }): Change => ({ change: 'unpack', lotId, sublotId, containerId, ...there }),
      ),
      ...children.map(({ parentId: _parent, ...child }) => saved({ ...child, ...there })),
    ],
    pointers: pointersTo(containerId, content, ids),
  }
}

/** Moves an outermost container with all its content. */
export function moveContainer(container: Container, { to, reason }: MoveContainer, around: Surroundings): Decision {
  const { containerId, location } = container
  const found = reasons(objectionsToReach(container), heldAmong(around), objectionsToContext(to, around))
  if (hasReasons(found)) return refuse(found)
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.container.moved.v1',
      data: {
        containerId,
        ...(location !== undefined && { from: location }),
        to,
        ...(reason !== undefined && { reason }),
      },
      about: { type: 'equipment', id: to },
    },
    changes: [saved({ ...container, location: to }), ...stillUnheld(around, 3)],
  }
}
