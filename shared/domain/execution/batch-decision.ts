import type { Fact } from '../../../events/envelope.ts'
import type { batchStatuses } from '../../../events/names.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { ParamsOf, RemarkSentenceKey } from '../../../events/sentences/english.ts'
import { type Catalogue, sayIn } from '../../../events/sentences/sentence.ts'
import type { FactSubject } from '../../../events/subject.ts'
import { saveOrder } from '../change.ts'
import type { Decision } from '../decision.ts'
import { orderOnHold } from '../on-hold.ts'
import { decided } from '../orders/amendment.ts'
import {
  type BoundOrder,
  deviationOpen,
  isProduct,
  lotsOf,
  type Order,
  openDeviations,
  type Snapshot,
  wrongStatus,
} from '../orders/order.ts'
import { signersOf } from '../orders/warning-review.ts'
import { unitsUnfinished } from '../production/begun-units.ts'
import { hasReasons, reasons, refuse, violation } from '../refusal.ts'
import type { SignedOff } from '../signature.ts'
import type { Lot } from '../stock/lot.ts'
import type { Serial } from '../stock/serial.ts'
import { lateTogether } from './late-booking-review.ts'
import { warnedTogether, warningsIn } from './warned.ts'

/**
 * What a reviewer has to look at; everything else in the record is as the recipe requires (release by exception). A deviation is closed, then
 * reviewed. An override without deviation, a change of the order, a correction of a step that is over, warnings that were passed and late bookings are
 * reviewed; all warnings of one kind in one step are one exception, and so are its late bookings. Refused attempts, which changed nothing, and warnings whose item needs no review are for
 * information.
 */
export interface BatchException {
  readonly exceptionId: string
  readonly kind:
    | 'deviation'
    | 'override'
    | 'change'
    | 'correction'
    | 'closed-short'
    | 'warning'
    | 'late-booking'
    | 'refused-attempt'
  readonly title: string
  readonly at: string
  readonly status: 'open' | 'to-review' | 'reviewed' | 'for-information'
  readonly ref: FactSubject
  /** How many warnings or late bookings it is. */
  readonly count?: number
}

const reviewStatus = (order: BoundOrder, id: string): BatchException['status'] =>
  order.reviewed.includes(id) ? 'reviewed' : 'to-review'

const deviationStatus = (order: BoundOrder, id: string): BatchException['status'] => {
  if (order.deviations[id] === 'open') return 'open'
  return reviewStatus(order, id)
}

/**
 * @param facts the order's own facts and those about it, in any order
 * @param catalogue the sentences for titles that no person has written
 */
export function exceptionsOf(order: BoundOrder, facts: readonly Fact[], catalogue: Catalogue): BatchException[] {
  const said = <Key extends RemarkSentenceKey>(key: Key, params: ParamsOf<Key>) => sayIn(catalogue, key, params) ?? ''
  const found = facts.flatMap((fact): BatchException[] => {
    if (fact.type === 'andon.deviation.opened.v1') {
      const id = fact.data.deviationId
      const ref = { type: 'deviation', id } as const
      return id in order.deviations
        ? [
            {
              exceptionId: id,
              kind: 'deviation',
              title: fact.data.title,
              at: fact.recordedAt,
              status: deviationStatus(order, id),
              ref,
            },
          ]
        : []
    }
    const base = { at: fact.recordedAt, ref: fact.subject }
    const information = { ...base, exceptionId: fact.factId, status: 'for-information' } as const
    if (fact.type === 'andon.step.overridden.v1') {
      const { exceptionId, detail } = fact.data
      const person = fact.signatures?.[0]?.name ?? fact.actor.name
      const title = said('record/exception-override', { person, passed: detail })
      return [{ ...base, exceptionId, kind: 'override', title, status: reviewStatus(order, exceptionId) }]
    }
    if (fact.type === 'andon.change.approved.v1') {
      const { changeId, version, effect, exceptionId } = fact.data
      const title = said('record/exception-change', { changeId, version, effect })
      // A remainder order was released on that version, so it has no change to review.
      return [
        fact.subject.id === order.orderId && exceptionId !== undefined
          ? { ...base, exceptionId, kind: 'change', title, status: reviewStatus(order, exceptionId) }
          : { ...information, kind: 'change', title },
      ]
    }
    if (
      fact.type === 'andon.production.reversed.v1' ||
      (fact.type === 'andon.material.returned.v1' && fact.data.exceptionId !== undefined)
    ) {
      const { exceptionId, quantity, materialId, lotId, stepId, reason, warnings = [] } = fact.data
      const person = fact.actor.name
      const told = { person, quantity, materialId, lotId, stepId, reason, warnings }
      const title =
        fact.type === 'andon.production.reversed.v1'
          ? said('record/exception-reversed', told)
          : said('record/exception-returned', told)
      return [
        exceptionId === undefined
          ? { ...information, kind: 'correction', title }
          : { ...base, exceptionId, kind: 'correction', title, status: reviewStatus(order, exceptionId) },
      ]
    }
    if (fact.type === 'andon.material.produced.v1' && fact.data.exceptionId !== undefined) {
      const { exceptionId, stepId, materialId, quantity, lotId, use, serials, warnings = [] } = fact.data
      const { reason = fact.data.reasonCode ?? '' } = fact.data
      const told = { person: fact.actor.name, materialId, lotId, reason }
      const title =
        use === 'scrap' && serials
          ? said('record/exception-scrapped', { ...told, serials })
          : said('record/exception-made-late', { ...told, quantity, stepId, use, warnings })
      return [{ ...base, exceptionId, kind: 'correction', title, status: reviewStatus(order, exceptionId) }]
    }
    if (fact.type === 'andon.result.corrected.v1') {
      const { exceptionId, parameterId, checkId, stepId, serial = '', value, unit = '' } = fact.data
      const item = parameterId ?? checkId ?? ''
      const {
        warnings = [],
        corrects: { was, reason },
      } = fact.data
      const title = said('record/exception-corrected', {
        person: fact.actor.name,
        item,
        stepId,
        serial,
        was,
        value,
        unit,
        reason,
        warnings,
      })
      return [
        exceptionId === undefined
          ? { ...information, kind: 'correction', title }
          : { ...base, exceptionId, kind: 'correction', title, status: reviewStatus(order, exceptionId) },
      ]
    }
    if (fact.type === 'andon.order.closed-short.v1') {
      const { exceptionId, made, asked, reason, steps = [], warnings = [] } = fact.data
      const { orderId } = order
      const told = (id: string, title: string): BatchException => ({
        ...base,
        exceptionId: id,
        kind: 'closed-short',
        title,
        status: reviewStatus(order, id),
      })
      const whole = { person: fact.actor.name, orderId, made, asked, reason, warnings }
      return [
        told(exceptionId, said('record/exception-closed-short', whole)),
        ...steps.map(({ stepId, state, exceptionId: id }) =>
          told(id, said(`record/exception-step-${state}`, { orderId, stepId })),
        ),
      ]
    }
    if (fact.type === 'andon.order.command-refused.v1') {
      const { command, violations } = fact.data
      const because = violations[0] ?? { detail: '' }
      const title = said('record/exception-refused', { person: fact.actor.name, command, because })
      return [{ ...information, kind: 'refused-attempt', title }]
    }
    const [first, ...others] = warningsIn(fact).filter(({ isReviewed }) => !isReviewed)
    if (!first) return []
    const warnings = [first, ...others].map(({ warning }) => warning)
    return [
      { ...information, kind: 'warning', title: said('record/exception-warning', { warnings, reason: first.reason }) },
    ]
  })
  const warned = [...warnedTogether(facts)].map(([exceptionId, [first, ...others]]): BatchException => {
    const { stepId, warning, reason, fact } = first
    const all = [first, ...others]
    const once = said('record/exception-warning', { warnings: [warning], reason })
    const title = said('record/exception-warnings', {
      count: all.length,
      stepId,
      people: [...new Set(all.map(({ person }) => person))],
      once,
    })
    return {
      exceptionId,
      kind: 'warning',
      title: all.length > 1 ? title : once,
      at: fact.recordedAt,
      status: reviewStatus(order, exceptionId),
      ref: fact.subject,
      count: all.length,
    }
  })
  const late = [...lateTogether(facts)].map(([exceptionId, [first, ...others]]): BatchException => {
    const all = [first, ...others]
    const title = said('record/exception-late', {
      count: all.length,
      people: [...new Set(all.map(({ fact }) => fact.actor.name))],
      ...(first.stepId !== undefined && { stepId: first.stepId }),
      occurredAt: first.fact.occurredAt,
      recordedAt: first.fact.recordedAt,
      reason: first.reason,
    })
    return {
      exceptionId,
      kind: 'late-booking',
      title,
      at: first.fact.recordedAt,
      status: reviewStatus(order, exceptionId),
      ref: first.fact.subject,
      count: all.length,
    }
  })
  found.push(...warned, ...late)
  return found.sort((one, other) => (one.at < other.at ? -1 : 1))
}

/** What must happen before quality can sign. */
export function waitingFor(order: BoundOrder): 'record' | 'review' | 'signature' {
  if (order.status === 'aborted' || order.decision) return 'signature'
  if (order.status !== 'completed' || order.holds.length > 0 || openDeviations(order).length > 0) return 'record'
  return unreviewed(order).length > 0 ? 'review' : 'signature'
}

/** The batch of an order that has ended with output: it waits for quality, or is decided. */
export type BatchStatus = (typeof batchStatuses)[number]

/** Of an order without output there is no batch: it was withdrawn, or nothing came of it. */
export function batchStatusOf(order: Order): BatchStatus | undefined {
  if (order.status !== 'completed' && order.status !== 'aborted' && order.status !== 'closed') return undefined
  if (Object.keys(order.produced).length === 0) return undefined
  if (order.decision) return order.decision
  if (order.status === 'closed') return undefined
  return waitingFor(order) === 'signature' ? 'awaiting-release' : 'awaiting-review'
}

const unreviewed = (order: BoundOrder): string[] =>
  [...Object.keys(order.deviations), ...(order.exceptions ?? [])].filter((id) => !order.reviewed.includes(id))

export function reviewException(order: Order, exceptionId: string, comment: string, signed: SignedOff): Decision {
  if (order.status === 'created') return refuse([wrongStatus(order, ['completed'], 'not-executed')])
  const known = order.deviations[exceptionId]
  const found = reasons(
    !known &&
      !order.exceptions?.includes(exceptionId) &&
      violation('exception-unknown', { orderId: order.orderId, exceptionId }, 'exceptionId'),
    known === 'open' && violation('deviation-open/review', { deviationId: exceptionId }, `deviation:${exceptionId}`),
    decided(order),
    signed.violations,
    signed.signature &&
      signersOf(order, exceptionId).includes(signed.signature.personId) &&
      violation('signature-same-person/review', { person: signed.signature.name }, 'signature/signer'),
  )
  if (hasReasons(found)) return refuse(found)
  return {
    outcome: 'accepted',
    fact: { type: 'andon.exception.reviewed.v1', data: { orderId: order.orderId, exceptionId, comment } },
    changes: [saveOrder({ ...order, reviewed: [...new Set([...order.reviewed, exceptionId])] })],
    signatures: signed.signatures,
    spent: signed.spent,
  }
}

/**
 * Quality's decision on the batch (21 CFR 211.192, EU GMP Annex 16). A release is refused with every reason against it; a rejection needs only a
 * reason of its own. Neither is possible with units on the benches, because nothing of the order can be taken back afterwards.
 * @param begun the order's snapshot, and the records of the units that a refusal names
 */
export function decideBatch(
  order: Order,
  lots: readonly Lot[],
  decision: 'released' | 'rejected',
  reason: string | undefined,
  signed: SignedOff,
  begun: { readonly snapshot: Snapshot | undefined; readonly units: readonly Serial[] } = noneBegun,
): Decision {
  if (order.status === 'created')
    return refuse([wrongStatus(order, ['completed'], 'not-executed'), ...signed.violations])
  const release = decision === 'released'
  const found = reasons(
    decided(order),
    release && order.status !== 'completed' && wrongStatus(order, ['completed'], 'record-incomplete'),
    !release &&
      order.status !== 'completed' &&
      order.status !== 'aborted' &&
      wrongStatus(order, ['completed', 'aborted'], 'end-first'),
    release &&
      order.status === 'completed' &&
      !Object.values(order.produced).some(isProduct) &&
      violation('nothing-produced', { orderId: order.orderId, product: order.product }, `order:${order.orderId}`),
    unitsUnfinished(order, begun.snapshot, begun.units),
    release && orderOnHold(order),
    release && openDeviations(order).map(deviationOpen),
    release &&
      unreviewed(order).map((id) => violation('exception-not-reviewed', { exceptionId: id }, `exception:${id}`)),
    release &&
      lots
        .filter((lot) => lot.holds.length > 0)
        .map(({ lotId, holds }) => violation('hold-open/lot', { lotId, holds }, `lot:${lotId}`)),
    signed.violations,
  )
  if (hasReasons(found)) return refuse(found)
  const data = {
    orderId: order.orderId,
    product: order.product,
    lots: lotsOf(order),
    ...(reason !== undefined && { reason }),
  }
  return {
    outcome: 'accepted',
    fact: { type: release ? 'andon.batch.released.v1' : 'andon.batch.rejected.v1', data },
    changes: [
      saveOrder({ ...order, decision }),
      ...(release
        ? lots.slice(0, mostChecked).map(({ lotId }) => ({ change: 'require-no-hold', lotId }) as const)
        : []),
    ],
    signatures: signed.signatures,
    spent: signed.spent,
  }
}

const noneBegun = { snapshot: undefined, units: [] }

/** Why the record of an aborted order does not let its lots be released one by one; undefined for another order, whose batch is decided as a whole. */
export function objectionsToItsLots(order: Order | undefined): readonly Violation[] | undefined {
  if (order?.status !== 'aborted') return undefined
  return reasons(
    decided(order),
    orderOnHold(order),
    openDeviations(order).map(deviationOpen),
    unreviewed(order).map((id) => violation('exception-not-reviewed', { exceptionId: id }, `exception:${id}`)),
  )
}

/** A transaction holds a hundred items. Of an order with more lots, the workflow finds a hold that was placed during the decision. */
const mostChecked = 90
