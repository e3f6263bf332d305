import type { ChangeStatus } from '../../../events/change.ts'
import type { ChangeId, Instant, OrderId, RecipeId } from '../../../events/identifiers.ts'
import type { Signature } from '../../../events/signature.ts'

/** That an order which is under way go over to another version of its recipe: proposed, reviewed and approved by three people. */
export type ChangeRequest = Effect & {
  readonly changeId: ChangeId
  readonly orderId: OrderId
  readonly recipeId: RecipeId
  /** The version that the order has, and the one that is to come. */
  readonly from: string
  readonly version: string
  readonly reason: string
  readonly status: ChangeStatus
  /** The snapshot that it was proposed for: what was reviewed is what is carried out. */
  readonly revision: number
  readonly proposedBy: string
  readonly proposedAt: Instant
  readonly review?: Signature
  /** Quality's approval or rejection. */
  readonly decision?: Signature
  readonly decidedAt?: Instant
}

/** When it counts; the rest of an order that has begun is made by an order of its own. */
export type Effect =
  | { readonly effect: 'next-batch' | 'immediately' }
  | { readonly effect: 'remaining-quantity'; readonly remainderOrderId: OrderId }

export const changeKey = (orderId: string, changeId: string): string => `${orderId}@${changeId}`
