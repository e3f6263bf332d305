import type { MakeContainer } from '../../../events/container.ts'
import type { ContainerId, EquipmentId, LotId, MaterialId, ShipmentId, SublotId } from '../../../events/identifiers.ts'

/** A thing that sublots and other containers are packed in. Its content changes only while it stands by itself. */
export interface Container {
  readonly containerId: ContainerId
  readonly kind: MakeContainer['kind']
  readonly status: 'open' | 'shipped'
  /** Of one that stands by itself; what is in it is where it is. */
  readonly location?: EquipmentId
  /** The container that it stands in. */
  readonly parentId?: ContainerId
  readonly units: readonly Packed[]
  readonly containers: readonly ContainerId[]
  readonly shipmentId?: ShipmentId
  /** The command that made its number, so that the number is made once. */
  readonly numberedBy?: string
}

/** A sublot in a container. */
export interface Packed {
  readonly lotId: LotId
  readonly sublotId: SublotId
  readonly materialId: MaterialId
}

export const lotsOf = (units: readonly Pick<Packed, 'lotId'>[]): LotId[] => [...new Set(units.map((it) => it.lotId))]
