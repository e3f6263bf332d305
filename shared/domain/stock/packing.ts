import type { PackContainer, UnpackContainer } from '../../../events/container.ts'
import type { ContainerId, LotId, SublotId } from '../../../events/identifiers.ts'
import type { Quantity } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Change } from '../change.ts'
import type { Decision, Pointer } from '../decision.ts'
import { add, isZero, zero } from '../quantity.ts'
import { hasReasons, reasons, refuse, violation } from '../refusal.ts'
import { type Container, lotsOf, type Packed } from './container.ts'
import { itemsToShip, mostAtOnce, mostToShip } from './container-content.ts'
import {
  closed,
  heldAmong,
  objectionsToContext,
  objectionsToReach,
  refOf,
  type Surroundings,
  saved,
  stillUnheld,
} from './container-place.ts'
import { incomplete, packed } from './issue.ts'
import type { Lot, Sublot } from './lot.ts'

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
      ...content.map(
        ({ sublot: { lotId, sublotId, remaining } }): Change => ({
          change: 'pack',
          lotId,
          sublotId,
          remaining,
          containerId,
        }),
      ),
      ...children.map(({ location: _there, ...child }) => saved({ ...child, parentId: containerId })),
      ...stillUnheld(around, itemsToPack - lotsOf(units).length),
    ],
    pointers: pointersTo(containerId, content, body.containers),
  }
}

/** So a pallet of a hundred cases is read in one round trip. */
const mostContainers = 100

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

const packedAs = ({ materialId }: Lot, { lotId, sublotId }: Sublot): Packed => ({ lotId, sublotId, materialId })

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
