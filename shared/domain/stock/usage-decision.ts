import type { Instant, LotId, SublotId } from '../../../events/identifiers.ts'
import type { RetestLot } from '../../../events/material.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Decision } from '../decision.ts'
import { lotOnHold } from '../on-hold.ts'
import { hasReasons, reasons, refuse, violation } from '../refusal.ts'
import type { SignedOff } from '../signature.ts'
import { objectionsToDate } from './expiry.ts'
import type { Lot, LotStock } from './lot.ts'
import { decidedNow } from './stock-then.ts'

export interface Verdict {
  readonly status: 'released' | 'rejected'
  readonly reason?: string | undefined
  /** Who rejects it, if another act was signed for that. */
  readonly rejectedBy?: string | undefined
}

export const statusAfter = (
  { status, rejectedBy }: Verdict,
  { signature }: SignedOff,
): Pick<LotStock, 'status' | 'rejectedBy'> => {
  const rejecting = rejectedBy ?? signature?.personId
  return { status, ...(status === 'rejected' && rejecting !== undefined && { rejectedBy: rejecting }) }
}

/** Rejected stock is released only with a reason and by another person. */
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

/** Why the lot cannot be released or rejected now, whoever signs and whatever the reason. The parameters are those of `decideLot`. */
export function objectionsToDecision(
  lot: Lot,
  status: Verdict['status'],
  at: Instant,
  by: 'itself' | 'batch' = 'itself',
  objections?: readonly Violation[],
): readonly Violation[] {
  const { lotId, orderId } = lot
  return reasons(
    lot.status === status && violation('lot-wrong-status/already', { lotId, status }, 'lotId'),
    lot.status === 'shipped' && violation('lot-wrong-status/shipped', { lotId }, 'lotId'),
    status === 'released' &&
      orderId !== undefined &&
      by === 'itself' &&
      (objections ?? violation('lot-wrong-status/made-by-order', { lotId, orderId }, `order:${orderId}`)),
    status === 'released' && lotOnHold(lot),
    status === 'released' && by === 'itself' && objectionsToDate(lot, `lot:${lotId}`, at),
  )
}

/**
 * Quality's usage decision on a lot in stock. An expired lot must be tested again before its release. A lot that an order made is decided with its
 * batch; only of an aborted order, which has no batch to release, is it released by itself, as far as the order's record allows.
 * @param objections why the order that made the lot does not let it be released by itself; undefined if the order is not aborted
 */
export function decideLot(
  lot: Lot,
  verdict: Verdict,
  signed: SignedOff,
  at: Instant,
  by: 'itself' | 'batch' = 'itself',
  objections?: readonly Violation[],
): Decision {
  const { status, reason } = verdict
  const { lotId, orderId } = lot
  const found = reasons(
    objectionsToDecision(lot, status, at, by, objections),
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
    // A hold placed meanwhile makes the commit fail: held stock is not released.
    changes: [
      {
        change: 'set-lot',
        lotId,
        set: decidedNow(lot, statusAfter(verdict, signed), at),
        unlessHeld: status === 'released',
      },
      // The record of the aborted order that allows it must still be the same.
      ...(objections && orderId !== undefined && status === 'released' && by === 'itself'
        ? [{ change: 'require-unchanged', kind: 'order', id: orderId } as const]
        : []),
    ],
    signatures: signed.signatures,
    spent: signed.spent,
  }
}

/** After a retest by quality, the lot has new dates and the potency found. */
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
    changes: [{ change: 'set-lot', lotId: lot.lotId, set: decidedNow(lot, set, at) }],
    signatures: signed.signatures,
    spent: signed.spent,
  }
}
