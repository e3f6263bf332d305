import type { Instant, LotId } from '../../../events/identifiers.ts'
import type { Precondition } from '../change.ts'
import type { Material } from '../master-data.ts'
import { type Finding, finding, isAboutSignature } from '../orders/gate.ts'
import type { ReleasedOrder } from '../orders/order.ts'
import { isMore } from '../quantity.ts'
import type { Line } from '../recipes/line.ts'
import { boundsOf } from '../recipes/line.ts'
import { allPreconditions, isPast, pastItsDate } from '../stock/issue.ts'
import type { Lot, Sublot } from '../stock/lot.ts'
import { isReservedFor } from '../stock/reserved.ts'
import { type Candidate, comesBefore } from './picking.ts'

/** That a line would come to more than its tolerance allows. */
export const overTolerance = (line: Line, total: string): Finding | undefined =>
  isMore(total, boundsOf(line).most)
    ? finding(
        line,
        'line-over-tolerance',
        `Line ${line.lineId} would come to ${total} ${line.quantity.unit}; its tolerance ends at ${boundsOf(line).most}.`,
        `over:${line.lineId}`,
      )
    : undefined

/** That the step of a line has not started. */
export const early = ({ lineId, early: policy = 'block', deviationOnOverride }: Line, stepId: string) =>
  finding(
    { policy, deviationOnOverride },
    'step-not-running',
    policy === 'block'
      ? `Step ${stepId} is not running; start it first.`
      : `Step ${stepId} has not started; line ${lineId} would be drawn ahead.`,
    `early:${lineId}`,
  )

/** That another lot is to be used before the one that is drawn from. */
export function notNext(line: Line, order: ReleasedOrder, lot: Lot, next: Candidate | undefined): Finding | undefined {
  if (!next || !comesBefore(next, lot, line, order)) return undefined
  const { lotId, materialId, expiresAt, receivedAt } = next.lot
  const because = isReservedFor(order, lotId)
    ? 'is reserved for the order'
    : next.issueRule === 'fefo' && expiresAt !== undefined
      ? `expires on ${expiresAt}`
      : `came on ${receivedAt}`
  return picked(line, `Lot ${lotId} of ${materialId}, which ${because}, is to be used before ${lot.lotId}.`)
}

/** That a draw into a line is not from the lot that is next. */
export const picked = ({ lineId, picking: policy = 'off', deviationOnOverride }: Line, detail: string) =>
  finding({ policy, deviationOnOverride }, 'lot-not-next', detail, `picking:${lineId}`)

/** Stock as its dates are judged. */
export interface Dated {
  readonly lot: Lot | undefined
  readonly sublot: Sublot | undefined
  /** Of stock that is past its date: what may be done with such stock. */
  readonly material?: Material | undefined
}

export const isPastItsDate = ({ lot, sublot }: Pick<Dated, 'lot' | 'sublot'>, at: Instant): boolean =>
  [lot, sublot].some((stock) => stock && isPast(stock, at))

/** Of stock past its date, what its material makes of that; one rule each, so that one signature is for all of it. */
export function staleStock({ lot, sublot, material }: Dated, at: Instant): Finding[] {
  const policy = material?.expiryPolicy ?? 'block'
  if (policy === 'block' || !lot) return []
  const parts = [
    { stock: lot, ref: `expiry:${lot.lotId}` },
    ...(sublot ? [{ stock: sublot, ref: `expiry:${lot.lotId}/${sublot.sublotId}` }] : []),
  ]
  return parts.flatMap(({ stock, ref }) => {
    const [first] = pastItsDate(stock, ref, at)
    return first ? { policy, violation: { ...first, ref } } : []
  })
}

/** Where somebody may answer for stock past its date, the gate asks for that and the draw itself does not. */
export const preconditionsOf = (stock: Dated, at: Instant): readonly Precondition[] =>
  staleStock(stock, at).length > 0 ? ['held', 'unreleased', 'incomplete'] : allPreconditions

/** A draw is let pass once; what was signed before it was signed for less than there is now. */
export const isSpentBy =
  ({ lineId }: Line, lotId: LotId) =>
  (ref: string): boolean =>
    isAboutSignature(ref) ||
    ['line', 'over', 'early', 'picking', 'weighing'].some((rule) => ref === `${rule}:${lineId}`) ||
    ref === `expiry:${lotId}` ||
    ref.startsWith(`expiry:${lotId}/`)
