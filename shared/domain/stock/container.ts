import type { MakeContainer } from '../../../events/container.ts'
import type { ContainerId, EquipmentId, LotId, MaterialId, ShipmentId, SublotId } from '../../../events/identifiers.ts'

/** A container of sublots and other containers. Its content changes only while it is not inside another one. */
export interface Container {
  readonly containerId: ContainerId
  readonly kind: MakeContainer['kind']
  readonly status: 'open' | 'shipped'
  /** The place of an outermost container; an inner one is where its parent is. */
  readonly location?: EquipmentId
  /** The container that it is in. */
  readonly parentId?: ContainerId
  readonly units: readonly Packed[]
  readonly containers: readonly ContainerId[]
  readonly shipmentId?: ShipmentId
  /** The command that assigned its number, so that a retry assigns no second one. */
  readonly numberedBy?: string
}

export interface Packed {
  readonly lotId: LotId
  readonly sublotId: SublotId
  readonly materialId: MaterialId
}

export const lotsOf = (units: readonly Pick<Packed, 'lotId'>[]): LotId[] => [...new Set(units.map((it) => it.lotId))]
