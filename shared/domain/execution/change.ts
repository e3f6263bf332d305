import type { ChangeEffect, ChangeStatus } from '../../../events/change.ts'
import type { Instant } from '../../../events/identifiers.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import type { Change } from '../change.ts'
import { saveOrder } from '../change.ts'
import { all, also, type Check, clear, decide, given, none, upon } from '../check.ts'
import type { Accepted, Decision } from '../decision.ts'
import { type Effective, scheduled, versionInForce } from '../effective.ts'
import { type ChangeRequest, changeKey, type Effect } from '../orders/change-request.ts'
import { withoutOverrides } from '../orders/gate.ts'
import { type BoundOrder, type Order, revisionOf, type Snapshot, underWay, wrongStatus } from '../orders/order.ts'
import { isAboutOrder } from '../orders/rule.ts'
import { type Recipe, recipeSubject } from '../recipes/recipe.ts'
import { reasons, refuse, violation } from '../refusal.ts'
import { isSame } from '../same.ts'
import { attested, type Judged } from '../signature.ts'
import { executable, outsideBatchSize, snapshotOf } from './releasing.ts'
import { objectionsToSplit, parted } from './remainder.ts'
import { incompatibilities, revised } from './revision.ts'
import { withBranchesOf } from './rework.ts'
import { differenceOf, type StepDifference } from './step-difference.ts'

/** The present state that a change is judged against. */
export interface Affected {
  readonly order: Order
  readonly snapshot: Snapshot | undefined
  /** The new version, and the versions that new orders take. */
  readonly recipe: Recipe | undefined
  readonly effective: Effective | undefined
  /** An order that already has the id planned for the remainder. */
  readonly remainder: Order | undefined
}

type Wanted = Pick<ChangeRequest, 'version' | 'revision'> & { readonly effect: ChangeEffect }

/** An order under way, its snapshot and the new version. */
interface Changeable {
  readonly order: BoundOrder
  readonly snapshot: Snapshot
  readonly recipe: Recipe
}

/** Every reason why the change could not be applied now. */
export const objectionsToChange = (wanted: Wanted, on: Affected, at: Instant): readonly Violation[] =>
  changeable(wanted, on, at).against

/**
 * Whether the change could be applied now, whoever signs it; used by preview, proposal, review and approval. A hold blocks only a remainder, which
 * would escape the hold: a change often cures the reason of a hold.
 */
function changeable(wanted: Wanted, on: Affected, at: Instant): Check<Changeable> {
  const { order, snapshot } = on
  if (order.status === 'created' || !snapshot || !underWay(order))
    return none(wrongStatus(order, ['released', 'running', 'held'], 'change-under-way'))
  const { recipeId, product } = order
  const recipe = executable(on.recipe, { recipeId, version: wanted.version }, product, 'production', at)
  return all({
    order: given(order, revisionOf(snapshot) !== wanted.revision && outdated(order)),
    snapshot: given(snapshot),
    recipe,
    effect: upon(recipe, (it) => clear(objectionsToEffect(wanted, { order, snapshot, recipe: it }, on, at))),
  })
}

function objectionsToEffect(
  { version, effect }: Wanted,
  { order, snapshot, recipe }: Changeable,
  { effective, remainder }: Affected,
  at: Instant,
): Violation[] {
  const ref = `recipe:${order.recipeId}@${version}`
  const same =
    order.version === version && violation('change-without-effect/order', { orderId: order.orderId, version }, ref)
  switch (effect) {
    case 'next-batch':
      return reasons(
        versionInForce(effective, at) === version && violation('change-without-effect/new-orders', { version }, ref),
      )
    case 'remaining-quantity':
      return reasons(same, objectionsToSplit(order, snapshot, recipe, remainder))
    case 'immediately':
      return reasons(
        same,
        outsideBatchSize(order.quantity, recipe),
        incompatibilities(order, snapshot, procedureAfter(order, snapshot, recipe)),
      )
  }
}

const outdated = ({ orderId }: Order): Violation => violation('change-outdated', { orderId }, `order:${orderId}`)

/** The snapshot by the new version, with the order's own lines and rework branches. */
const procedureAfter = (order: BoundOrder, before: Snapshot, recipe: Recipe): Snapshot =>
  withBranchesOf(order, before, snapshotOf(before, recipe, before))

/** The effect of the change on the procedure that it was proposed for, step by step. */
export const differenceMade = (
  { order, recipe }: Pick<Affected, 'order' | 'recipe'>,
  before: Snapshot | undefined,
): StepDifference | undefined =>
  order.status !== 'created' && recipe && before
    ? differenceOf(before.steps, procedureAfter(order, before, recipe).steps)
    : undefined

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
    const { told, about, changes } = carriedOut(change, changed, on.effective, exceptionId, at)
    return {
      outcome: 'accepted',
      fact: { type: 'andon.change.approved.v1', data: { ...named(change), from: change.from, ...told }, about },
      changes: [saveChange(approved), ...changes],
      signatures: signed.signatures,
      spent: signed.spent,
    }
  })
}

interface CarriedOut {
  readonly told: Pick<
    Extract<Accepted['fact'], { type: 'andon.change.approved.v1' }>['data'],
    'exceptionId' | 'quantity' | 'remainder'
  >
  readonly about: NonNullable<Accepted['fact']['about']>
  readonly changes: readonly Change[]
}

function carriedOut(
  change: ChangeRequest,
  { order, snapshot, recipe }: Changeable,
  effective: Effective | undefined,
  exceptionId: string,
  at: Instant,
): CarriedOut {
  const because = { type: 'change', id: change.changeId } as const
  const toReview = (it: BoundOrder): BoundOrder => ({
    ...it,
    exceptions: [...(it.exceptions ?? []), exceptionId],
  })
  switch (change.effect) {
    case 'next-batch':
      return {
        told: {},
        about: recipeSubject(recipe),
        changes: [
          { change: 'save', kind: 'effective', id: recipe.recipeId, value: scheduled(effective, recipe, at, at) },
        ],
      }
    case 'immediately': {
      const after = procedureAfter(order, snapshot, recipe)
      const changed = toReview(withoutStaleOverrides(order, snapshot, after))
      return {
        told: { exceptionId },
        about: recipeSubject(recipe),
        changes: revised(changed, snapshot, after, because, at),
      }
    }
    case 'remaining-quantity': {
      const { remainderOrderId } = change
      const { remainder, ...kept } = parted(order, snapshot, recipe, remainderOrderId, at)
      return {
        told: {
          exceptionId,
          quantity: kept.order.quantity,
          remainder: { orderId: remainderOrderId, quantity: remainder.order.quantity },
        },
        about: { type: 'order', id: remainderOrderId },
        changes: [
          ...revised(toReview(kept.order), snapshot, kept.snapshot, because, at),
          saveOrder(remainder.order),
          { change: 'save', kind: 'snapshot', id: remainderOrderId, value: remainder.snapshot },
        ],
      }
    }
  }
}

/** Without overrides of steps that change, because they were signed for the old steps. */
function withoutStaleOverrides(order: BoundOrder, before: Snapshot, after: Snapshot): BoundOrder {
  const { removed, changed } = differenceOf(before.steps, after.steps)
  let left = order
  for (const { stepId } of [...removed, ...changed]) left = { ...left, ...withoutOverrides(left, stepId) }
  if (isSame(before.yield, after.yield) && isSame(before.balance, after.balance)) return left
  for (const { stepId } of before.steps) left = { ...left, ...withoutOverrides(left, stepId, isAboutOrder) }
  return left
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
