import type { Instant } from '../../../events/identifiers.ts'
import type { RetestLot } from '../../../events/material.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Decision } from '../decision.ts'
import { reasons, refuse, violation } from '../refusal.ts'
import type { SignedOff } from '../signature.ts'
import { pastItsDate } from './issue.ts'
import { type Lot, type LotStock, onHold } from './lot.ts'

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
  { status, rejectedBy }: Pick<Partial<LotStock>, 'status' | 'rejectedBy'>,
  name: string,
  { reason }: Verdict,
  { signature }: SignedOff,
): Violation[] =>
  status !== 'rejected'
    ? []
    : reasons(
        reason === undefined &&
          violation('reason-missing', `${name} is rejected; say why it is released all the same.`, 'reason'),
        signature !== undefined &&
          signature.personId === rejectedBy &&
          violation(
            'signature-same-person',
            `${signature.name} has rejected ${name}; another person has to sign its release.`,
            'signature/signer',
          ),
      )

/** Quality's usage decision on a lot that is in the house. What is past its date is tested again before it is released. */
export function decideLot(
  lot: Lot,
  verdict: Verdict,
  signed: SignedOff,
  at: Instant,
  by: 'itself' | 'batch' = 'itself',
): Decision {
  const { status, reason } = verdict
  const found = reasons(
    lot.status === status && violation('lot-wrong-status', `Lot ${lot.lotId} is ${status} already.`, 'lotId'),
    lot.status === 'shipped' && violation('lot-wrong-status', `Lot ${lot.lotId} has left the house.`, 'lotId'),
    status === 'released' &&
      lot.orderId !== undefined &&
      by === 'itself' &&
      violation(
        'lot-wrong-status',
        `Lot ${lot.lotId} was made by order ${lot.orderId}; it is released with its batch.`,
        `order:${lot.orderId}`,
      ),
    status === 'released' && lot.holds.length > 0 && onHold(lot),
    status === 'released' && by === 'itself' && pastItsDate(lot, `Lot ${lot.lotId}`, `lot:${lot.lotId}`, at),
    status === 'released' && objectionsToReversal(lot, `Lot ${lot.lotId}`, verdict, signed),
    signed.violations,
  )
  if (found.length > 0) return refuse(found)
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.lot.status-changed.v1',
      data: { lotId: lot.lotId, status, ...(reason !== undefined && { reason }) },
    },
    // A hold that is placed while quality decides comes first: nothing held is released.
    changes: [
      {
        change: 'set-lot',
        lotId: lot.lotId,
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
      violation('interval-invalid', 'What is tested now is good until a time that is still to come.', 'retestAt'),
    signed.violations,
  )
  if (found.length > 0) return refuse(found)
  return {
    outcome: 'accepted',
    fact: { type: 'andon.lot.retested.v1', data: { lotId: lot.lotId, ...set } },
    changes: [{ change: 'set-lot', lotId: lot.lotId, set }],
    signatures: signed.signatures,
    spent: signed.spent,
  }
}
