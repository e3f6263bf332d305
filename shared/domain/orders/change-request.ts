import type { ChangeStatus } from '../../../events/change.ts'
import type { ChangeId, Instant, OrderId, RecipeId } from '../../../events/identifiers.ts'
import type { Signature } from '../../../events/signature.ts'

/** A proposal to move an order under way to another version of its recipe: proposed, reviewed and approved by three people. */
export type ChangeRequest = Effect & {
  readonly changeId: ChangeId
  readonly orderId: OrderId
  readonly recipeId: RecipeId
  readonly from: string
  readonly version: string
  readonly reason: string
  readonly status: ChangeStatus
  /** The revision of the snapshot that it was proposed for, so that exactly what was reviewed is applied. */
  readonly revision: number
  readonly proposedBy: string
  readonly proposedAt: Instant
  readonly review?: Signature
  readonly decision?: Signature
  readonly decidedAt?: Instant
}

/** When the change applies. `remaining-quantity` makes the rest of an order in an order of its own. */
export type Effect =
  | { readonly effect: 'next-batch' | 'immediately' }
  | { readonly effect: 'remaining-quantity'; readonly remainderOrderId: OrderId }

export const changeKey = (orderId: string, changeId: string): string => `${orderId}@${changeId}`
