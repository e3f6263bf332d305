import type { Violation } from '../../../events/refusals.ts'
import type { Caller } from '../caller.ts'
import type { BoundOrder } from './order.ts'

/** Marks a warning that quality reviews with the batch, unless the item of the recipe says that its warnings need no review. */
export const toReview = <Of extends Violation>(
  warning: Of,
  { review = true }: { readonly review?: boolean | undefined },
): Of => (review ? { ...warning, review: true } : warning)

/** All warnings of one code in one step are one exception, so an order keeps at most as many as it has rules, however often they are passed. */
export const warningKey = (stepId: string, { code }: Pick<Violation, 'code'>): string => `${stepId}.${code}`

/**
 * The order with the exceptions that its warnings are. A warning that is passed after the review asks for the review again. Who passed one of them
 * does not review them.
 */
export function withWarnings(
  order: BoundOrder,
  stepId: string,
  warnings: readonly Violation[],
  caller: Caller,
): BoundOrder {
  const keys = [...new Set(warnings.filter(({ review }) => review).map((it) => warningKey(stepId, it)))]
  return keys.length === 0 ? order : toReviewAgain(order, keys, caller)
}

/** The order with exceptions that are to be reviewed, again if they were before, and not by this caller. */
export function toReviewAgain(order: BoundOrder, keys: readonly string[], { kind, id }: Caller): BoundOrder {
  const passedBy = Object.fromEntries(keys.map((key) => [key, [...new Set([...signersOf(order, key), id])]]))
  return {
    ...order,
    exceptions: [...new Set([...(order.exceptions ?? []), ...keys])],
    reviewed: order.reviewed.filter((it) => !keys.includes(it)),
    ...(kind === 'person' && { signers: { ...order.signers, ...passedBy } }),
  }
}

/** Who caused an exception, and so may not review it. */
export const signersOf = ({ signers = {} }: Pick<BoundOrder, 'signers'>, exceptionId: string): readonly string[] =>
  [signers[exceptionId] ?? []].flat()
