import type { Instant, LotId, ShipmentId, SublotId } from '../../events/identifiers.ts'
import type { Consignee, ShipLot } from '../../events/material.ts'
import type { Quantity } from '../../events/quantity.ts'
import { type Bar, type Circumstances, type Decision, reasons, refuse, violation } from './decision.ts'
import { anyBar, drawn, objectionsToDraw } from './draw.ts'
import type { Stock } from './stock.ts'

/** What has left the house under one number, for one consignee. */
export interface Shipment {
  readonly shipmentId: ShipmentId
  readonly to: Consignee
  readonly lines: readonly ShippedLine[]
}

export interface ShippedLine {
  readonly lotId: LotId
  readonly sublotId?: SublotId
  readonly materialId: string
  readonly quantity: Quantity
  readonly at: Instant
}

/** Another site may test what it gets; what goes back to the supplier may be as bad as it is. Nothing held leaves. */
const bars: Readonly<Record<Consignee['type'], readonly Bar[]>> = {
  customer: anyBar,
  site: ['held', 'expired'],
  supplier: ['held'],
}

/** A shipment of this size is 40 KB of its item; a larger consignment has several numbers. */
const mostLines = 500

export function shipLot(
  { lot, sublot }: Stock,
  shipment: Shipment | undefined,
  site: string,
  body: ShipLot,
  { at }: Circumstances,
): Decision {
  const { shipmentId, to, sublotId, quantity, reason } = body
  const wanted = { lotId: lot.lotId, sublotId, quantity, unless: bars[to.type], to: [`shipment:${shipmentId}`] }
  const { violations, value } = objectionsToDraw(lot, sublot, wanted, at)
  const found = reasons(
    violations,
    to.type !== 'supplier' &&
      lot.status === 'rejected' &&
      !violations.some(({ code }) => code === 'lot-not-released') &&
      violation(
        'lot-not-released',
        `Lot ${lot.lotId} is rejected; it can go back to its supplier.`,
        `lot:${lot.lotId}`,
      ),
    to.type === 'site' &&
      to.id === site &&
      violation('shipment-misdirected', `This is site ${site}; move the lot instead.`, 'to/id'),
    shipment &&
      (shipment.to.type !== to.type || shipment.to.id !== to.id) &&
      violation(
        'shipment-misdirected',
        `Shipment ${shipmentId} goes to ${shipment.to.type} ${shipment.to.id}, not to ${to.type} ${to.id}.`,
        `shipment:${shipmentId}`,
      ),
    shipment &&
      shipment.lines.length >= mostLines &&
      violation(
        'shipment-misdirected',
        `Shipment ${shipmentId} has ${mostLines} lines; begin another.`,
        `shipment:${shipmentId}`,
      ),
  )
  if (found.length > 0 || value === undefined) return refuse(found)
  const { lotId, materialId, unit } = lot
  const line: ShippedLine = {
    lotId,
    ...(sublot && { sublotId: sublot.sublotId }),
    materialId,
    quantity: { value, unit },
    at,
  }
  const sent: Shipment = { shipmentId, to: shipment?.to ?? to, lines: [...(shipment?.lines ?? []), line] }
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.lot.shipped.v1',
      data: {
        lotId,
        materialId,
        ...(sublot && { sublotId: sublot.sublotId }),
        quantity: { value, unit },
        shipmentId,
        to,
        ...(reason !== undefined && { reason }),
      },
    },
    changes: [drawn(wanted, value, 'shipped', at), { change: 'save', kind: 'shipment', id: shipmentId, value: sent }],
  }
}
