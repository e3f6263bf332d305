import type { MakeContainer, MoveContainer } from '../../../events/container.ts'
import type { EquipmentId } from '../../../events/identifiers.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Change } from '../change.ts'
import { readSscc } from '../codes/gs1.ts'
import type { Decision } from '../decision.ts'
import type { Material } from '../master-data.ts'
import { lotOnHold, sublotOnHold } from '../on-hold.ts'
import { distinct, hasReasons, reasons, refuse, violation } from '../refusal.ts'
import type { Container } from './container.ts'
import { mostAtOnce } from './container-content.ts'
import type { Lot, Sublot } from './lot.ts'
import { objectionsToPlace, type Storage } from './receiving.ts'

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

/** The place of a container, and all content that moves there. */
export interface Surroundings {
  readonly place: Storage | undefined
  /** All lots and sublots that move, with all their holds. */
  readonly lots: readonly Lot[]
  readonly sublots: readonly Sublot[]
  readonly materials: readonly Material[]
}

/** Held stock is neither packed nor moved in a container. */
export const heldAmong = ({ lots, sublots }: Surroundings): Violation[] =>
  reasons(...lots.map((lot) => lotOnHold(lot)), ...sublots.map(sublotOnHold))

/**
 * The transaction checks lots for a hold that is placed meanwhile. It does not check each sublot, except those packed individually: that would exceed
 * a transaction and cost twenty times as much per case.
 * @param others the number of other items in the transaction; of a mixed pallet, as many lots are checked as fit
 */
export const stillUnheld = ({ lots }: Surroundings, others: number): Change[] =>
  lots.slice(0, mostAtOnce - others).map(({ lotId }) => ({ change: 'require-no-hold', lotId }))

export const objectionsToContext = (to: EquipmentId, { place, materials }: Surroundings): readonly Violation[] =>
  distinct([undefined, ...materials].flatMap((material) => objectionsToPlace(to, place, material)))

export const saved = (value: Container): Change => ({ change: 'save', kind: 'container', id: value.containerId, value })

/** A container inside another one cannot be changed. So no container can ever be inside itself. */
export const objectionsToReach = (container: Container): Violation[] =>
  reasons(container.status === 'shipped' && closed(container), container.status === 'open' && contextOf(container))

const contextOf = ({ containerId, parentId }: Container): Violation | undefined =>
  parentId === undefined ? undefined : violation('container-packed', { containerId, parentId }, refOf(containerId))

export const closed = ({ containerId, shipmentId }: Container): Violation =>
  violation('container-closed/unchanged', { containerId, shipmentId: shipmentId ?? '' }, refOf(containerId))

export const refOf = (containerId: string): string => `container:${containerId}`
