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
  readonly weighed: By
  readonly verified?: By
  readonly rejected?: By & { readonly reasonCode?: string | undefined; readonly reason: string }
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
