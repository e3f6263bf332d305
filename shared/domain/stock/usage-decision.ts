import type { Instant, LotId, SublotId } from '../../../events/identifiers.ts'
import type { RetestLot } from '../../../events/material.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Decision } from '../decision.ts'
import { hasReasons, reasons, refuse, violation } from '../refusal.ts'
import type { SignedOff } from '../signature.ts'
import { objectionsToDate } from './issue.ts'
import { type Lot, type LotStock, lotOnHold } from './lot.ts'

/** What quality decides about stock. */
export interface Verdict {
  readonly status: 'released' | 'rejected'
  readonly reason?: string | undefined
  /** Who rejects it, where that was signed somewhere else. */
  readonly rejectedBy?: string | undefined
}

/** What quality's decision makes of stock. */
export const statusAfter = ({ status, rejectedBy }: Verdict, { signature }: SignedOff): Partial<LotStock> => {
  const rejecting = rejectedBy ?? signature?.personId
  return { status, ...(status === 'rejected' && rejecting !== undefined && { rejectedBy: rejecting }) }
}

/** What is rejected is released for a reason, by another person than who rejected it. */
export const objectionsToReversal = (
  {
    status,
    rejectedBy,
    lotId,
    sublotId,
  }: Pick<Partial<LotStock>, 'status' | 'rejectedBy'> & { readonly lotId: LotId; readonly sublotId?: SublotId },
  { reason }: Verdict,
  { signature }: SignedOff,
): Violation[] => {
  if (status !== 'rejected') return []
  const sublot = sublotId !== undefined && { lotId, sublotId }
  const person = signature?.personId === rejectedBy ? signature?.name : undefined
  return reasons(
    reason === undefined &&
      (sublot
        ? violation('reason-missing/rejected-sublot', sublot, 'reason')
        : violation('reason-missing/rejected-lot', { lotId }, 'reason')),
    person !== undefined &&
      (sublot
        ? violation('signature-same-person/rejected-sublot', { person, ...sublot }, 'signature/signer')
        : violation('signature-same-person/rejected-lot', { person, lotId }, 'signature/signer')),
  )
}

/** Quality's usage decision on a lot that is in the house. What is past its date is tested again before it is released. */
export function decideLot(
  lot: Lot,
  verdict: Verdict,
  signed: SignedOff,
  at: Instant,
  by: 'itself' | 'batch' = 'itself',
): Decision {
  const { status, reason } = verdict
  const { lotId, orderId } = lot
  const found = reasons(
    lot.status === status && violation('lot-wrong-status/already', { lotId, status }, 'lotId'),
    lot.status === 'shipped' && violation('lot-wrong-status/shipped', { lotId }, 'lotId'),
    status === 'released' &&
      orderId !== undefined &&
      by === 'itself' &&
      violation('lot-wrong-status/made-by-order', { lotId, orderId }, `order:${orderId}`),
    status === 'released' && lot.holds.length > 0 && lotOnHold(lot),
    status === 'released' && by === 'itself' && objectionsToDate(lot, `lot:${lotId}`, at),
    status === 'released' && objectionsToReversal(lot, verdict, signed),
    signed.violations,
  )
  if (hasReasons(found)) return refuse(found)
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.lot.status-changed.v1',
      data: { lotId, status, ...(reason !== undefined && { reason }) },
    },
    // A hold that is placed while quality decides comes first: nothing held is released.
    changes: [
      {
        change: 'set-lot',
        lotId,
        set: statusAfter(verdict, signed),
        unlessHeld: status === 'released',
      },
    ],
    signatures: signed.signatures,
    spent: signed.spent,
  }
}

/** Quality has tested the lot again: from now on it is good until the new dates, and as potent as was found. */
export function retestLot(
  lot: Lot,
  { expiresAt, retestAt, potency }: RetestLot,
  signed: SignedOff,
  at: Instant,
): Decision {
  const set = {
    ...(expiresAt !== undefined && { expiresAt }),
    ...(retestAt !== undefined && { retestAt }),
    ...(potency !== undefined && { potency }),
  }
  const found = reasons(
    [expiresAt, retestAt].some((date) => date !== undefined && date <= at) &&
      violation('interval-invalid/retest', { lotId: lot.lotId }, 'retestAt'),
    signed.violations,
  )
  if (hasReasons(found)) return refuse(found)
  return {
    outcome: 'accepted',
    fact: { type: 'andon.lot.retested.v1', data: { lotId: lot.lotId, ...set } },
    changes: [{ change: 'set-lot', lotId: lot.lotId, set }],
    signatures: signed.signatures,
    spent: signed.spent,
  }
}
