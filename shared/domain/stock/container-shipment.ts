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
import { contentOf, mostToShip } from './container-content.ts'
import { saved } from './container-place.ts'
import { freeOf, type Lot } from './lot.ts'
import type { House, Shipment } from './shipment.ts'
import { consignable, leavingWith, objectionsToShipment, sending } from './shipping.ts'
import type { Stock } from './stock.ts'

/** A container with its content that has not been shipped before. */
export interface Load {
  readonly container: Container
  readonly inner: readonly Container[]
  /** The sublots still in stock, in it or in an inner container. */
  readonly units: readonly (Stock & { readonly containerId: string })[]
  readonly shipment: Shipment | undefined
}

/** The content that must still leave, and whether it fits one transaction. Inner containers shipped before are left out. */
export function yetToLeave(container: Container, find: (id: string) => Container | undefined) {
  const isHere = (it: Container | undefined) => (it?.status === 'shipped' ? { ...it, units: [], containers: [] } : it)
  const { containers: inner, unread } = contentOf(container.containers, (id) => isHere(find(id)))
  const open = [container, ...inner].filter(({ status }) => status === 'open')
  const units = open.flatMap(({ containerId, units: there }) => there.map((unit) => ({ ...unit, containerId })))
  return { inner, open, units, unread, atOnce: mostToShip(units, open.length - 1) }
}

/**
 * Ships a container with all its content, or refuses. Content too large for one transaction leaves in parts: first the inner containers, under the
 * same shipment, at last the outer one.
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
    sublot ? [{ lot, sublot, sublotId: sublot.sublotId, value: known(check)?.value ?? zero, within }] : [],
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
          change: 'ship-packed',
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
        told.map((it, index) => {
          const serial = lines[index]?.sublot.serial
          return { ...it, at, containerId, ...(serial !== undefined && { serial }) }
        }),
      ),
    ],
    // Each lot points to its shipments, whether it was shipped alone or in a container.
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

/** Each sublot alone may be free, but together they may exceed what is not reserved. */
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

/** The sublot as if unpacked, because it leaves together with its container. */
function leaving(sublot: Stock['sublot']): Stock['sublot'] {
  if (!sublot) return undefined
  const { containerId: _within, ...loose } = sublot
  return loose
}
