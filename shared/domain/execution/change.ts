import type { ChangeStatus } from '../../../events/change.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import type { Change } from '../change.ts'
import { also, clear, decide } from '../check.ts'
import type { Decision } from '../decision.ts'
import { type ChangeRequest, changeKey, type Effect } from '../orders/change-request.ts'
import { revisionOf } from '../orders/order.ts'
import { refuse, violation } from '../refusal.ts'
import { attested, type Judged } from '../signature.ts'
import { type Affected, carriedOut, changeable } from './change-effect.ts'

const longestId = 64

export function proposeChange(
  existing: ChangeRequest | undefined,
  on: Affected,
  asked: Effect & Pick<ChangeRequest, 'changeId' | 'version' | 'reason'>,
  { at, caller }: Circumstances,
): Decision {
  const revision = on.snapshot ? revisionOf(on.snapshot) : 0
  const { orderId, recipeId } = on.order
  const ids = clear(
    existing &&
      violation('already-exists/change', { orderId, changeId: asked.changeId, status: existing.status }, 'changeId'),
    asked.effect === 'remaining-quantity' &&
      asked.remainderOrderId.length > longestId &&
      violation(
        'invalid-request/remainder-id',
        { remainderOrderId: asked.remainderOrderId, atMost: longestId },
        'remainderOrderId',
      ),
  )
  return decide({ ids, on: changeable({ ...asked, revision }, on, at) }, ({ on: { order } }) => {
    const told = { ...asked, orderId, recipeId, from: order.version }
    const proposed: ChangeRequest = { ...told, status: 'proposed', revision, proposedBy: caller.id, proposedAt: at }
    return {
      outcome: 'accepted',
      fact: { type: 'andon.change.proposed.v1', data: told },
      changes: [saveChange(proposed)],
    }
  })
}

/** A second person has compared the steps and attests the change. */
export function reviewChange(
  change: ChangeRequest,
  on: Affected,
  comment: string | undefined,
  judged: Judged,
  { at }: Circumstances,
): Decision {
  const checks = {
    proposed: clear(expect(change, 'proposed')),
    on: changeable(change, on, at),
    signed: also(attested(judged), notBy(judged, change.proposedBy, 'proposed-change')),
  }
  return decide(checks, ({ signed }) => ({
    outcome: 'accepted',
    fact: {
      type: 'andon.change.reviewed.v1',
      data: { ...named(change), ...(comment !== undefined && { comment }) },
    },
    changes: [saveChange({ ...change, status: 'reviewed', review: signed.signature })],
    signatures: signed.signatures,
    spent: signed.spent,
  }))
}

/**
 * Quality approves by signature, and the change takes effect in the same commit. The approver has neither proposed nor reviewed it (21 CFR
 * 211.100(a), EU GMP 4.3).
 * @param exceptionId the id under which quality reviews the change with the batch
 */
export function approveChange(
  change: ChangeRequest,
  on: Affected,
  judged: Judged,
  exceptionId: string,
  { at }: Circumstances,
): Decision {
  const checks = {
    reviewed: clear(expect(change, 'reviewed')),
    on: changeable(change, on, at),
    signed: also(
      attested(judged),
      notBy(judged, change.proposedBy, 'proposed-change'),
      notBy(judged, change.review?.personId, 'reviewed-change'),
    ),
  }
  return decide(checks, ({ on: changed, signed }) => {
    const approved: ChangeRequest = { ...change, status: 'approved', decision: signed.signature, decidedAt: at }
    const { told, about, changes } = carriedOut(change, changed, on, exceptionId, at)
    return {
      outcome: 'accepted',
      fact: { type: 'andon.change.approved.v1', data: { ...named(change), from: change.from, ...told }, about },
      changes: [saveChange(approved), ...changes],
      signatures: signed.signatures,
      spent: signed.spent,
    }
  })
}

/** Quality rejects by signature. Possible for any undecided change, whatever the state of its order. */
export function rejectChange(change: ChangeRequest, reason: string, judged: Judged, { at }: Circumstances): Decision {
  const checks = { open: clear(expect(change, 'proposed', 'reviewed')), signed: attested(judged) }
  return decide(checks, ({ signed }) => ({
    outcome: 'accepted',
    fact: { type: 'andon.change.rejected.v1', data: { ...named(change), reason } },
    changes: [saveChange({ ...change, status: 'rejected', decision: signed.signature, decidedAt: at })],
    signatures: signed.signatures,
    spent: signed.spent,
  }))
}

export function withdrawChange(change: ChangeRequest, reason: string, { at }: Circumstances): Decision {
  const found = expect(change, 'proposed', 'reviewed')
  if (found) return refuse([found])
  return {
    outcome: 'accepted',
    fact: { type: 'andon.change.withdrawn.v1', data: { ...named(change), reason } },
    changes: [saveChange({ ...change, status: 'withdrawn', decidedAt: at })],
  }
}

export const isOpen = ({ status }: ChangeRequest): boolean => status === 'proposed' || status === 'reviewed'

const expect = ({ changeId, status }: ChangeRequest, ...needed: ChangeStatus[]): Violation | undefined =>
  needed.includes(status)
    ? undefined
    : violation('change-wrong-status', { changeId, status, needed }, `change:${changeId}`)

const notBy = (
  { signature }: Judged,
  personId: string | undefined,
  did: 'proposed-change' | 'reviewed-change',
): Violation | undefined =>
  signature && signature.personId === personId
    ? violation(
        `signature-same-person/${did}`,
        { person: signature.name, meaning: signature.meaning },
        'signature/signer',
      )
    : undefined

const named = ({ orderId, changeId, recipeId, version, effect }: ChangeRequest) => ({
  orderId,
  changeId,
  recipeId,
  version,
  effect,
})

const saveChange = (value: ChangeRequest): Change => ({
  change: 'save',
  kind: 'change',
  id: changeKey(value.orderId, value.changeId),
  value,
})
