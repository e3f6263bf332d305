import type { ShipContainer } from '../../../events/container.ts'
import type { LotId } from '../../../events/identifiers.ts'
import type { Decimal } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import type { Change } from '../change.ts'
import { known } from '../check.ts'
import type { Decision } from '../decision.ts'
import { add, isMore, zero } from '../quantity.ts'
import { distinct, hasReasons, reasons, refuse, violation } from '../refusal.ts'
import { type Container, lotsOf } from './container.ts'
import { freeOf, type Lot } from './lot.ts'
import { contentOf, mostToShip, saved } from './packing.ts'
import type { House, Shipment } from './shipment.ts'
import { consignable, leavingWith, objectionsToShipment, sending } from './shipping.ts'
import type { Stock } from './stock.ts'

/** A container and all that is in it, as far as it has not left before. */
export interface Load {
  readonly container: Container
  /** The containers in it, however deep. */
  readonly inner: readonly Container[]
  /** Each sublot that is still here, in it or in one of them. */
  readonly units: readonly (Stock & { readonly containerId: string })[]
  readonly shipment: Shipment | undefined
}

/** What of a container has yet to leave, and whether it leaves at once. An inner one that left before is not looked into. */
export function yetToLeave(container: Container, find: (id: string) => Container | undefined) {
  const isHere = (it: Container | undefined) => (it?.status === 'shipped' ? { ...it, units: [], containers: [] } : it)
  const { containers: inner, unread } = contentOf(container.containers, (id) => isHere(find(id)))
  const open = [container, ...inner].filter(({ status }) => status === 'open')
  const units = open.flatMap(({ containerId, units: there }) => there.map((unit) => ({ ...unit, containerId })))
  return { inner, open, units, unread, atOnce: mostToShip(units, open.length - 1) }
}

/**
 * Ships a container with everything that is in it, or nothing of it. What one transaction cannot take leaves piece by piece: the inner
 * containers first, under the same shipment, and at last the one that they stand in.
 */
export function shipContainer(
  { container, inner, units, shipment }: Load,
  house: House,
  body: ShipContainer,
  { at }: Circumstances,
): Decision {
  const { containerId } = container
  const { shipmentId, to, reason } = body
  const ref = `container:${containerId}`
  const open = [container, ...inner].filter(({ status }) => status === 'open')
  const packed = open.flatMap((it) => it.units)
  const consigning = units.map((it) => ({
    ...it,
    check: consignable({ lot: it.lot, sublot: leaving(it.sublot) }, { sublotId: it.sublot?.sublotId }, body, at),
  }))
  const lines = consigning.flatMap(({ lot, sublot, check, containerId: within }) =>
    sublot ? [{ lot, sublotId: sublot.sublotId, value: known(check)?.value ?? zero, within }] : [],
  )
  const linesOf = (lotId: LotId) => lines.filter(({ lot }) => lot.lotId === lotId)
  const lotIds = lotsOf(packed)
  const found = reasons(
    container.status === 'shipped' &&
      violation('container-closed/shipped', { containerId, shipmentId: container.shipmentId ?? '' }, ref),
    container.units.length + container.containers.length === 0 &&
      violation('container-empty/ship', { containerId }, ref),
    !mostToShip(packed, open.length - 1) &&
      violation(
        'container-full/ship',
        { containerId, sublots: packed.length, lots: lotIds.length, containers: open.length },
        ref,
      ),
    inner
      .filter((it) => it.status === 'shipped' && it.shipmentId !== shipmentId)
      .map((it) =>
        violation(
          'shipment-misdirected/inner-container',
          { containerId: it.containerId, outer: containerId, shipmentId: it.shipmentId ?? '' },
          `container:${it.containerId}`,
        ),
      ),
    consigning.flatMap(({ check }) => check.against),
    lotIds.flatMap((lotId) => beyondFree(linesOf(lotId))),
    objectionsToShipment(shipment, body, house, packed.length),
  )
  const each = distinct(found)
  if (hasReasons(each)) return refuse(each)
  const told = lines.map(({ lot: { lotId, materialId, unit }, sublotId, value }) => ({
    lotId,
    sublotId,
    materialId,
    quantity: { value, unit },
  }))
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.container.shipped.v1',
      data: {
        containerId,
        shipmentId,
        to,
        units: told,
        containers: inner.map((it) => it.containerId),
        ...(reason !== undefined && { reason }),
      },
    },
    changes: [
      ...open.map((it) => saved({ ...it, status: 'shipped', shipmentId })),
      ...lotIds.map(
        (lotId): Change => ({
          change: 'draw-packed',
          lotId,
          units: linesOf(lotId).map(({ sublotId, value, within }) => ({ sublotId, value, containerId: within })),
          into: 'shipped',
          ...leavingWith(body),
          at,
        }),
      ),
      sending(
        shipment,
        body,
        told.map((it) => ({ ...it, at, containerId })),
      ),
    ],
    // A lot's way out of the house is found under the lot, whether it left by itself or in a container.
    pointers: lotIds.map((lotId) => {
      const [first] = linesOf(lotId)
      const value = linesOf(lotId).reduce((sum, line) => add(sum, line.value), zero)
      const card = {
        type: 'andon.lot.shipped.v1',
        quantity: { value, unit: first?.lot.unit },
        materialId: first?.lot.materialId,
        sublotIds: linesOf(lotId).map(({ sublotId }) => sublotId),
        containerId,
        shipmentId,
        to,
      }
      return { about: { type: 'lot', id: lotId }, card }
    }),
  }
}

interface Line {
  readonly lot: Lot
  readonly value: Decimal
}

/** Each sublot alone may be free to leave while all of them together are more than what is not reserved. */
function beyondFree(lines: readonly Line[]): Violation[] {
  const [first] = lines
  if (!first || lines.length === 1) return []
  const { lot } = first
  const { lotId, unit } = lot
  const total = lines.reduce((sum, line) => add(sum, line.value), zero)
  const [leaving, free] = [
    { value: total, unit },
    { value: freeOf(lot), unit },
  ]
  return reasons(
    isMore(total, free.value) && violation('lot-reserved/shipment', { lotId, leaving, free }, `lot:${lotId}`),
  )
}

/** Packed stock may leave with the container that it is in. */
function leaving(sublot: Stock['sublot']): Stock['sublot'] {
  if (!sublot) return undefined
  const { containerId: _within, ...loose } = sublot
  return loose
}
