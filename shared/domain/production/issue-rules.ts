import type { Instant, LotId } from '../../../events/identifiers.ts'
import type { Decimal } from '../../../events/quantity.ts'
import type { Precondition } from '../change.ts'
import type { Material } from '../master-data.ts'
import { type Enforced, type Finding, finding } from '../orders/gate.ts'
import type { BoundOrder } from '../orders/order.ts'
import { type Rule, serialOf, writeRule } from '../orders/rule.ts'
import { isMore } from '../quantity.ts'
import type { Line } from '../recipes/line.ts'
import { boundsOf } from '../recipes/line.ts'
import { isPast, objectionsToDate } from '../stock/expiry.ts'
import { allPreconditions } from '../stock/issue.ts'
import type { Lot, Sublot } from '../stock/lot.ts'
import { isReservedFor } from '../stock/reserved.ts'
import { type Candidate, comesBefore } from './picking.ts'

/** The finding that a total is above the line's tolerance. */
export const overTolerance = (line: Line, total: Decimal): Finding | undefined =>
  isMore(total, boundsOf(line).most) ? beyond(line, total, boundsOf(line).most) : undefined

export function beyond(line: Line, total: Decimal, most: Decimal): Finding | undefined {
  const { lineId, quantity } = line
  const inUnit = (value: Decimal) => ({ value, unit: quantity.unit })
  return finding(
    line,
    'line-over-tolerance',
    { lineId, total: inUnit(total), most: inUnit(most) },
    writeRule({ rule: 'over', of: lineId }),
  )
}

/** The finding that the step of a line has not started. */
export function early({ lineId, early: policy = 'block', deviationOnOverride, review }: Line, stepId: string) {
  const enforced = { policy, deviationOnOverride, review }
  const ref = writeRule({ rule: 'early', of: lineId })
  return policy === 'block'
    ? finding(enforced, 'step-not-running', { stepId }, ref)
    : finding(enforced, 'step-not-running/ahead', { stepId, lineId }, ref)
}

/** The finding that another lot should be used first. */
export function notNext(line: Line, order: BoundOrder, lot: Lot, next: Candidate | undefined): Finding | undefined {
  if (!next || !comesBefore(next, lot, line, order)) return undefined
  const { lotId, materialId, expiresAt, receivedAt } = next.lot
  const [enforced, ref] = [pickingOf(line), writeRule({ rule: 'picking', of: line.lineId })]
  const about = { lotId, materialId, drawn: lot.lotId }
  if (isReservedFor(order, lotId)) return finding(enforced, 'lot-not-next/reserved', about, ref)
  return next.issueRule === 'fefo' && expiresAt !== undefined
    ? finding(enforced, 'lot-not-next/expires', { ...about, on: expiresAt }, ref)
    : finding(enforced, 'lot-not-next/came', { ...about, on: receivedAt }, ref)
}

/** The finding of a lot that is not next, for an override in advance. */
export const picked = (line: Line) =>
  finding(
    pickingOf(line),
    'lot-not-next/permission',
    { lineId: line.lineId },
    writeRule({ rule: 'picking', of: line.lineId }),
  )

const pickingOf = ({ picking: policy = 'off', deviationOnOverride, review }: Line): Enforced => ({
  policy,
  deviationOnOverride,
  review,
})

/** Stock whose expiry and retest dates are judged. */
export interface Dated {
  readonly lot: Lot | undefined
  readonly sublot: Sublot | undefined
  /** The material of expired stock (expiry or retest date reached), with its policy for such stock. */
  readonly material?: Material | undefined
}

export const isPastItsDate = ({ lot, sublot }: Pick<Dated, 'lot' | 'sublot'>, at: Instant): boolean =>
  [lot, sublot].some((stock) => stock && isPast(stock, at))

/** The findings about dates of stock, by the policy of its material: of the lot and of the sublot, expiry and retest, each overridden by its own signature. */
export function staleStock({ lot, sublot, material }: Dated, at: Instant): Finding[] {
  const { expiryPolicy: policy = 'block', expiryReview: review } = material ?? {}
  if (policy === 'block' || !lot) return []
  const parts = [
    { stock: lot, of: { of: lot.lotId } },
    ...(sublot ? [{ stock: sublot, of: { of: lot.lotId, sublotId: sublot.sublotId } }] : []),
  ]
  return parts.flatMap(({ stock, of }) =>
    objectionsToDate(stock, '', at).map((it) => {
      const ref = writeRule({ rule: it.code === 'lot-expired' ? 'expiry' : 'retest', ...of })
      return { policy, review, violation: { ...it, ref } }
    }),
  )
}

/**
 * If the policy lets a person accept expired stock, the gate has checked that, and the transaction need not check it again. Nor does it check dates
 * that were decided after an act that is booked late.
 * @param stored the stock as it is now, with dates of now
 */
export const preconditionsOf = (
  stock: Dated,
  at: Instant,
  stored: Pick<Dated, 'lot' | 'sublot'> = stock,
): readonly Precondition[] =>
  staleStock(stock, at).length > 0 || (isPastItsDate(stored, at) && !isPastItsDate(stock, at))
    ? ['held', 'unreleased', 'incomplete']
    : allPreconditions

/** An override is for one issue. Signatures of the step before it lapse, because they were for less work. */
export const isSpentBy =
  ({ lineId }: Line, lotId: LotId, serial?: string) =>
  (spent: Rule): boolean => {
    const { rule, of } = spent
    switch (rule) {
      case 'signature':
        return true
      case 'piece':
        return of === lineId && serialOf(spent) === serial
      case 'line':
      case 'over':
      case 'early':
      case 'picking':
      case 'weighing':
        return of === lineId
      case 'expiry':
      case 'retest':
        return of === lotId
      default:
        return false
    }
  }
