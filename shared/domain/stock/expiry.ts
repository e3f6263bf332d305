import type { Instant, LotId, SublotId } from '../../../events/identifiers.ts'
import type { Violation } from '../../../events/refusals.ts'
import { reasons, violation } from '../refusal.ts'
import type { LotStock } from './lot.ts'

type Dates = Pick<LotStock, 'expiresAt' | 'retestAt'>

export const isPast = ({ expiresAt, retestAt }: Dates, at: Instant): boolean =>
  [expiresAt, retestAt].some((date) => date !== undefined && date <= at)

/** Violations of stock whose expiry or retest date has come. */
export function objectionsToDate(
  { lotId, sublotId, expiresAt, retestAt }: Dates & { readonly lotId: LotId; readonly sublotId?: SublotId },
  ref: string,
  at: Instant,
): Violation[] {
  const sublot = sublotId !== undefined && { lotId, sublotId }
  return reasons(
    expiresAt !== undefined &&
      expiresAt <= at &&
      (sublot
        ? violation('lot-expired/sublot', { ...sublot, on: expiresAt }, ref)
        : violation('lot-expired', { lotId, on: expiresAt }, ref)),
    retestAt !== undefined &&
      retestAt <= at &&
      (sublot
        ? violation('lot-retest-due/sublot', { ...sublot, on: retestAt }, ref)
        : violation('lot-retest-due', { lotId, on: retestAt }, ref)),
  )
}
