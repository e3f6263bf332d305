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
 * All that one transaction can ship, of the hundred items that DynamoDB takes: each sublot, each lot and the pointer to it, and three
 * for the container, the shipment and the fact. A container takes no more than that, so that it can always leave.
 */
const mostAtOnce = 100
const itemsToShip = mostAtOnce - 3
export const mostToShip = (units: readonly Packed[], containers: number): boolean =>
  units.length + 2 * lotsOf(units).length + containers <= itemsToShip
/** A pallet of a hundred cases is read in one round trip. */
const mostContainers = 100

/** All that is in some containers, however deep, as far as `find` knows them; `unread` are those that it does not. */
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

/** A container under a number of the plant's own, or an SSCC, which an id of digits alone has to be. */
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
/** What stands in another one is out of reach, which is also why no container can ever come to stand within itself. */
const objectionsToReach = (container: Container): Violation[] =>
  reasons(container.status === 'shipped' && closed(container), container.status === 'open' && contextOf(container))

/** A unit as a command named it, and what was found under that name. */
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

/** What a container stands on, and everything that is in what is about to move there. */
export interface Surroundings {
  readonly place: Storage | undefined
  /** Every lot and sublot that is moved along, with every hold that rests on it. */
  readonly lots: readonly Lot[]
  readonly sublots: readonly Sublot[]
  readonly materials: readonly Material[]
}

/** Puts sublots and containers that lie loose into a container. Of whatever state, mixed as they may be; but nothing held is packed. */
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

/** From a lot and from an inner container, what happened to it here is found. */
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

/** Nothing held is packed, nor moved with what it is packed in. */
const heldAmong = ({ lots, sublots }: Surroundings): Violation[] =>
  reasons(...lots.map((lot) => lot.holds.length > 0 && lotOnHold(lot)), ...sublots.map(sublotOnHold))

/**
 * A hold that is placed on a lot meanwhile comes first. Of the sublots only those are asked that are packed by themselves: one by one they
 * would be more than a transaction takes, and cost each move of a case twenty times as much.
 * @param others how many items the transaction has beside these; of the lots of a mixed pallet, as many are asked as there is room for
 */
const stillUnheld = ({ lots }: Surroundings, others: number): Change[] =>
  lots.slice(0, mostAtOnce - others).map(({ lotId }) => ({ change: 'unheld', lotId }))

const objectionsToContext = (to: EquipmentId, { place, materials }: Surroundings): readonly Violation[] =>
  distinct([undefined, ...materials].flatMap((material) => objectionsToPlace(to, place, material)))

/** Takes what is named out of a container, or all of it. What comes out lies where the container stands; held stock may come out, too. */
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

/** Puts a container that stands by itself somewhere else, and with it all that is in it. */
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
