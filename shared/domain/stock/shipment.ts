import type { ContainerId, Instant, LotId, ShipmentId, SublotId } from '../../../events/identifiers.ts'
import type { Consignee } from '../../../events/material.ts'
import type { Quantity } from '../../../events/quantity.ts'

/** What was shipped under one number to one consignee. */
export interface Shipment {
  readonly shipmentId: ShipmentId
  readonly to: Consignee
  readonly lines: readonly ShippedLine[]
  /** The quantity of each lot that came back, in the unit of the lot. */
  readonly returned?: Readonly<Record<string, Quantity>>
}

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
  /** The number of a unit. */
  readonly serial?: string
  /** The lot in which the unit came back. */
  readonly cameBackAs?: LotId
  readonly containerId?: ContainerId
}
