import type { ContainerId, Instant, LotId, ShipmentId, SublotId } from '../../../events/identifiers.ts'
import type { Consignee } from '../../../events/material.ts'
import type { Quantity } from '../../../events/quantity.ts'

/** What has left the house under one number, for one consignee. */
export interface Shipment {
  readonly shipmentId: ShipmentId
  readonly to: Consignee
  readonly lines: readonly ShippedLine[]
  /** What of each lot has come back of it, in the unit of the lot. */
  readonly returned?: Readonly<Record<string, Quantity>>
}

/** The site that ships, and the other sites of its company. */
export interface House {
  readonly site: string
  readonly otherSites: readonly string[]
}

export interface ShippedLine {
  readonly lotId: LotId
  readonly sublotId?: SublotId
  readonly materialId: string
  readonly quantity: Quantity
  readonly at: Instant
  /** The container that it left in. */
  readonly containerId?: ContainerId
}
