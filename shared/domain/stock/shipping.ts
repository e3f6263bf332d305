import type { Instant } from '../../../events/identifiers.ts'
import type { Consignee, ShipLot } from '../../../events/material.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import type { Change, Precondition } from '../change.ts'
import { also, type Check, clear, decide } from '../check.ts'
import type { Decision } from '../decision.ts'
import { enteredAs } from '../density.ts'
import { reasons, violation } from '../refusal.ts'
import { allPreconditions, type Issuable, issuable, issued, type Wanted } from './issue.ts'
import type { House, Shipment, ShippedLine } from './shipment.ts'
import { type Stock, takenFrom } from './stock.ts'

/**
 * The preconditions of shipping, by consignee. Another site of the company keeps material in quarantine until it has tested it; a supplier takes back
 * stock of any status. Held stock is never shipped.
 */
const bars: Readonly<Record<Consignee['type'], readonly Precondition[]>> = {
  customer: allPreconditions,
  site: ['held', 'expired', 'incomplete'],
  supplier: ['held'],
}

/** A shipment with this number of lines is an item of 40 KB; larger consignments need several shipments. */
const mostLines = 500

/** The preconditions and destinations of stock that is shipped. */
export const leavingWith = ({ shipmentId, to }: Pick<ShipLot, 'shipmentId' | 'to'>) => ({
  unless: bars[to.type],
  to: [`shipment:${shipmentId}`],
  gone: { shipmentId },
})

/** The quantity that would be shipped to this consignee, with every reason against it. */
export function consignable(
  { lot, sublot }: Stock,
  wanted: Pick<Wanted, 'sublotId' | 'quantity'>,
  body: Pick<ShipLot, 'shipmentId' | 'to'>,
  at: Instant,
): Check<Issuable> {
  const asked = issuable(lot, sublot, { ...wanted, lotId: lot.lotId, ...leavingWith(body) }, at)
  const leaving = also(asked, notFromThere(lot, body.to))
  const isRejected = lot.status === 'rejected' || sublot?.status === 'rejected'
  const isBarred = leaving.against.some(({ code }) => code === 'lot-not-released' || code === 'sublot-not-released')
  if (body.to.type === 'supplier' || !isRejected || isBarred) return leaving
  const { lotId } = lot
  const ref = `lot:${lotId}`
  const back =
    lot.status !== 'rejected' && sublot
      ? violation('sublot-not-released/to-supplier', { lotId, sublotId: sublot.sublotId }, ref)
      : violation('lot-not-released/to-supplier', { lotId }, ref)
  return also(leaving, back)
}

/** Only stock from a supplier goes back to it; other stock would be shipped without a release. */
function notFromThere({ lotId, supplierId, orderId }: Stock['lot'], to: Consignee): Violation | undefined {
  if (to.type !== 'supplier' || (supplierId === to.id && orderId === undefined)) return undefined
  const [about, ref] = [{ lotId, supplierId: to.id }, `lot:${lotId}`]
  if (orderId !== undefined) return violation('shipment-misdirected/made-here', { ...about, orderId }, ref)
  if (supplierId === undefined) return violation('shipment-misdirected/no-supplier', about, ref)
  return violation('shipment-misdirected/other-supplier', { ...about, from: supplierId }, ref)
}

/** Every reason why a number of lines cannot be added to a shipment. */
export const objectionsToShipment = (
  shipment: Shipment | undefined,
  { shipmentId, to }: Pick<ShipLot, 'shipmentId' | 'to'>,
  { site, otherSites }: House,
  newLines: number,
): Violation[] =>
  reasons(
    to.type === 'site' && to.id === site && violation('shipment-misdirected/own-site', { site }, 'to/id'),
    to.type === 'site' &&
      to.id !== site &&
      !otherSites.includes(to.id) &&
      violation('shipment-misdirected/no-such-site', { site: to.id }, 'to/id'),
    shipment &&
      (shipment.to.type !== to.type || shipment.to.id !== to.id) &&
      violation(
        'shipment-misdirected/other-consignee',
        { shipmentId, toType: shipment.to.type, to: shipment.to.id, askedType: to.type, asked: to.id },
        `shipment:${shipmentId}`,
      ),
    (shipment?.lines.length ?? 0) + newLines > mostLines &&
      violation('shipment-misdirected/too-long', { shipmentId, atMost: mostLines }, `shipment:${shipmentId}`),
  )

export function sending(
  shipment: Shipment | undefined,
  { shipmentId, to }: Pick<ShipLot, 'shipmentId' | 'to'>,
  lines: readonly ShippedLine[],
): Change {
  const value: Shipment = { shipmentId, to, ...shipment, lines: [...(shipment?.lines ?? []), ...lines] }
  return { change: 'save', kind: 'shipment', id: shipmentId, value }
}

export function shipLot(
  stock: Stock,
  shipment: Shipment | undefined,
  house: House,
  body: ShipLot,
  { at }: Circumstances,
): Decision {
  const { lot, sublot } = stock
  const { shipmentId, to, sublotId, quantity: told, reason } = body
  const quantity = takenFrom(stock, told)
  const checks = {
    leaving: consignable({ lot, sublot }, { sublotId, quantity }, body, at),
    shipment: clear(objectionsToShipment(shipment, body, house, 1)),
  }
  return decide(checks, ({ leaving: { value } }) => {
    const { lotId, materialId, unit } = lot
    const line: ShippedLine = {
      lotId,
      ...(sublot && { sublotId: sublot.sublotId }),
      materialId,
      quantity: { value, unit },
      at,
      ...(sublot?.serial !== undefined && { serial: sublot.serial }),
    }
    const wanted = { lotId, sublotId, ...leavingWith(body) }
    return {
      outcome: 'accepted',
      fact: {
        type: 'andon.lot.shipped.v1',
        data: {
          lotId,
          materialId,
          ...(sublot && { sublotId: sublot.sublotId }),
          quantity: { value, unit },
          ...enteredAs(told, quantity),
          shipmentId,
          to,
          ...(reason !== undefined && { reason }),
        },
      },
      changes: [issued(wanted, value, 'shipped', at, sublot), sending(shipment, body, [line])],
    }
  })
}
