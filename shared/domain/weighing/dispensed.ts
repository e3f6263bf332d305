import type { Weighing } from '../../../events/dispensing.ts'
import type {
  EquipmentId,
  Instant,
  LineId,
  LotId,
  MaterialId,
  OrderId,
  StepId,
  SublotId,
} from '../../../events/identifiers.ts'
import type { Quantity } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import { writeRule } from '../orders/rule.ts'
import { violation } from '../refusal.ts'

export interface By {
  readonly id: string
  readonly name: string
  readonly at: Instant
}

/** A container with what was weighed into it, for a line of an order. */
export interface Dispensed extends Weighing {
  readonly orderId: OrderId
  readonly stepId: StepId
  readonly lineId: LineId
  readonly materialId: MaterialId
  readonly lotId: LotId
  readonly sublotId?: SublotId | undefined
  readonly equipmentId: EquipmentId
  /** What it took of the lot, if that differs from its net content: in the unit of the lot. */
  readonly booked?: Quantity | undefined
  readonly weighed: By
  readonly verified?: By
  readonly rejected?: By & { readonly reasonCode?: string | undefined; readonly reason: string }
  /** By whom, in which step and into what it was charged. */
  readonly charged?: By & { readonly stepId: StepId; readonly equipmentId?: EquipmentId | undefined }
}

/** What a scanned code says of a container. A label of Andon has its lot and its order; a plain code is the id alone. */
export interface ScannedCode {
  readonly names: readonly string[]
  readonly lotId?: string | undefined
  readonly orderId?: string | undefined
}

export const containerKey = (orderId: string, containerId: string): string => `${orderId}@${containerId}`

export const containerRef = (containerId: string) => writeRule({ rule: 'dispensed', of: containerId })

/** A violation if the container was rejected before. */
export const rejectedBefore = ({ containerId, rejected }: Dispensed): Violation | undefined =>
  rejected &&
  violation(
    'container-decided/rejected',
    { containerId, by: rejected.name, on: rejected.at },
    containerRef(containerId),
  )

/** A violation if the container is in its vessel: it is verified and rejected only before. */
export const chargedBefore = ({ containerId, charged }: Dispensed): Violation | undefined =>
  charged &&
  violation(
    'container-decided/charged',
    { containerId, by: charged.name, on: charged.at, stepId: charged.stepId },
    containerRef(containerId),
  )

/** A violation if the code is on another container. Ids are used once per order, so that one of another order may have the same id. */
export const wrongCode = (
  scanned: string,
  { names, lotId, orderId }: ScannedCode,
  containerId: string,
  container: Pick<Dispensed, 'lotId' | 'orderId'> | undefined,
): Violation | undefined => {
  const isOther = (said: string | undefined, is: string | undefined) =>
    said !== undefined && is !== undefined && said !== is
  const isRight =
    names.includes(containerId) && !isOther(lotId, container?.lotId) && !isOther(orderId, container?.orderId)
  return isRight ? undefined : violation('container-mismatch', { scanned, containerId }, 'scanned')
}
