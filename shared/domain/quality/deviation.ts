import type { DeviationId, HoldId, Instant, OrderId } from '../../../events/identifiers.ts'
import type {
  Breach,
  DeviationStatus,
  Disposition,
  Holdable,
  HoldOrigin,
  HoldPurpose,
  Override,
  Severity,
} from '../../../events/quality.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import type { Change } from '../change.ts'
import { type Serial, saved } from '../codes/serial.ts'
import type { Decision } from '../decision.ts'
import type { Machine } from '../equipment/machine.ts'
import type { Material } from '../master-data.ts'
import { type IssuedOrder, type Order, save } from '../orders/order.ts'
import type { Reworked } from '../orders/rework.ts'
import { type Recipe, saveRecipe } from '../recipes/recipe.ts'
import { reasons, refuse, violation } from '../refusal.ts'
import type { SignedOff } from '../signature.ts'
import type { Lot, Sublot } from '../stock/lot.ts'
import { type Alerts, alerted, isAlerted, reachesFurther, saveAlerts, withoutAlert } from './alerts.ts'

/** One reason why its subject may not be used. Many may rest on one subject; each ends by its own release. */
export interface Hold {
  readonly holdId: HoldId
  readonly subject: Holdable
  readonly reason: string
  readonly deviationId?: DeviationId
  readonly purpose?: HoldPurpose
  /** It came from another site, with material that was received from there. */
  readonly origin?: HoldOrigin
  /** When that hold was released there: from then on this one can be released, and ends by that alone. */
  readonly originReleasedAt?: Instant
  readonly status: 'active' | 'released'
  readonly placedAt: Instant
  readonly placedBy: string
  readonly releasedAt?: Instant
  /** When all that was made of its subject carried it. */
  readonly spreadAt?: Instant
}

export interface Deviation {
  readonly deviationId: DeviationId
  readonly subject: Holdable
  readonly title: string
  readonly description: string
  readonly status: DeviationStatus
  readonly severity?: Severity
  readonly rootCause?: string
  readonly disposition?: Disposition
  readonly capaRequired?: boolean
  /** Who signed the disposition. */
  readonly decidedBy?: string
  readonly openedAt: Instant
  readonly closedAt?: Instant
  /** The order whose batch it belongs to. */
  readonly orderId?: OrderId
  readonly breach?: Breach
  /** It was opened because somebody overrode a rule, so that the work goes on while quality decides. */
  readonly override?: Override
  readonly holds: readonly HoldId[]
}

/** How long quality may take for the next decision before it is escalated; a device's breach counts as major until classified. */
export const patienceSeconds: Record<Severity, number> = {
  critical: 60 * 60,
  major: 4 * 60 * 60,
  minor: 24 * 60 * 60,
}
export const patienceFor = (deviation: Deviation): number => patienceSeconds[deviation.severity ?? 'major']

/** A serialised unit with its stock, once it is made. */
export interface UnitFound {
  readonly unit: Serial
  readonly sublot: Sublot | undefined
}

/**
 * The thing that a hold rests on, as it is loaded. `around` is what a unit is built into, and what that is built into: none of it goes on
 * without what is in it, and nobody opens a unit that is held, so that it is the same when the hold ends.
 */
export type Held =
  | { type: 'order'; value: Order | undefined }
  | { type: 'lot'; value: Lot | undefined }
  | { type: 'sublot'; value: Sublot | undefined; around: readonly UnitFound[] }
  | { type: 'unit'; value: UnitFound | undefined; around: readonly UnitFound[] }
  | { type: 'material'; value: Material | undefined }
  | { type: 'equipment'; value: Machine | undefined }
  | { type: 'recipe'; value: Recipe | undefined }

const absent = (subject: Holdable): Violation =>
  violation('not-found', `There is no ${subject.type} ${subject.id} at this site.`, `${subject.type}:${subject.id}`)

export function placeHold(
  held: Held,
  existing: Hold | undefined,
  request: {
    holdId: HoldId
    subject: Holdable
    reason: string
    deviation?: Deviation
    purpose?: HoldPurpose | undefined
    origin?: HoldOrigin | undefined
  },
  alerts: Alerts,
  { at, caller }: Circumstances,
): Decision {
  const { holdId, subject, reason, deviation, purpose, origin } = request
  if (existing) return refuse([violation('already-exists', `Hold ${holdId} exists already.`, `hold:${holdId}`)])
  if (!held.value) return refuse([absent(subject)])
  const because = {
    ...(deviation && { deviationId: deviation.deviationId }),
    ...(purpose && { purpose }),
    ...(origin && { origin }),
  }
  const hold: Hold = { holdId, subject, reason, ...because, status: 'active', placedAt: at, placedBy: caller.id }
  return {
    outcome: 'accepted',
    fact: { type: 'andon.hold.placed.v1', data: { holdId, subject, reason, ...because }, about: subject },
    changes: [
      { change: 'save', kind: 'hold', id: holdId, value: hold },
      ...withHold(held, holdId, 'add'),
      ...(reachesFurther(subject) ? [saveAlerts(alerted(alerts, holdId, subject))] : []),
      ...(deviation ? [saveDeviation({ ...deviation, holds: [...deviation.holds, holdId] })] : []),
    ],
  }
}

/**
 * Ends one hold. The hold of a deviation ends with its signed disposition, which `authority` then is; one that came from another site is not
 * released before the one there.
 */
export function releaseHold(
  hold: Hold,
  held: Held,
  reason: string,
  authority: SignedOff | 'disposition',
  alerts: Alerts,
  { at }: Circumstances,
): Decision {
  const { holdId, subject, deviationId, origin, originReleasedAt } = hold
  const found = reasons(
    hold.status === 'released' &&
      violation('hold-already-released', `Hold ${holdId} was released on ${hold.releasedAt}.`, `hold:${holdId}`),
    authority !== 'disposition' &&
      deviationId !== undefined &&
      violation(
        'hold-of-deviation',
        `Hold ${holdId} belongs to deviation ${deviationId} and ends with its signed disposition.`,
        `deviation:${deviationId}`,
      ),
    origin !== undefined &&
      originReleasedAt === undefined &&
      violation(
        'hold-active-at-origin',
        `Hold ${holdId} came from site ${origin.site}, where ${origin.holdId} of lot ${origin.lotId} is active; ${origin.site} releases it first.`,
        `hold:${holdId}`,
      ),
    authority !== 'disposition' && authority.violations,
  )
  if (found.length > 0) return refuse(found)
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.hold.released.v1',
      data: { holdId, subject, reason, ...(deviationId && { deviationId }) },
      about: subject,
    },
    changes: [
      { change: 'save', kind: 'hold', id: holdId, value: { ...hold, status: 'released', releasedAt: at } },
      ...withHold(held, holdId, 'remove'),
      ...(isAlerted(alerts, holdId) ? [saveAlerts(withoutAlert(alerts, holdId))] : []),
    ],
    ...(authority !== 'disposition' && { signatures: authority.signatures, spent: authority.spent }),
  }
}

/**
 * The hold from which this one came was released at its site. Nothing is let go by that: each site's quality answers for its own stock,
 * and now sees that it can release.
 * @param releasedAt by the clock of the other site
 */
export function noteOriginReleased(hold: Hold, released: HoldOrigin, releasedAt: Instant): Decision | 'nothing' {
  const { holdId, subject, origin, originReleasedAt } = hold
  const isOfThis =
    origin?.site === released.site && origin.lotId === released.lotId && origin.holdId === released.holdId
  if (!isOfThis || originReleasedAt !== undefined) return 'nothing'
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.hold.origin-released.v1',
      data: { holdId, subject, origin, releasedAt },
      about: subject,
    },
    changes: [{ change: 'save', kind: 'hold', id: holdId, value: { ...hold, originReleasedAt: releasedAt } }],
  }
}

function withHold(held: Held, holdId: HoldId, how: 'add' | 'remove'): Change[] {
  const next = (holds: readonly string[]) => (how === 'add' ? [...holds, holdId] : holds.filter((id) => id !== holdId))
  if (!held.value) return []
  switch (held.type) {
    case 'order':
      return [save({ ...held.value, holds: next(held.value.holds) })]
    case 'lot':
      return [{ change: how === 'add' ? 'hold-lot' : 'unhold-lot', lotId: held.value.lotId, holdId }]
    case 'sublot':
      return [onSublot(held.value, holdId, how), ...held.around.map((it) => onUnit(it, holdId, how))]
    case 'unit':
      return [held.value, ...held.around].map((it) => onUnit(it, holdId, how))
    // Its lots are held by the alerts of the site.
    case 'material':
      return []
    case 'equipment':
      return [
        {
          change: 'save',
          kind: 'machine',
          id: held.value.equipmentId,
          value: { ...held.value, holds: next(held.value.holds) },
        },
      ]
    case 'recipe':
      return [saveRecipe({ ...held.value, holds: next(held.value.holds) })]
  }
}

const onSublot = ({ lotId, sublotId, builtInto }: Sublot, holdId: HoldId, how: 'add' | 'remove'): Change => ({
  change: how === 'add' ? 'hold-lot' : 'unhold-lot',
  lotId,
  sublotId,
  holdId,
  builtInto,
})

/** A unit that is not made has no stock yet, and bears its holds itself. */
function onUnit({ unit, sublot }: UnitFound, holdId: HoldId, how: 'add' | 'remove'): Change {
  if (sublot) return onSublot(sublot, holdId, how)
  const { holds: before = [], ...rest } = unit
  const holds = how === 'add' ? [...before, holdId] : before.filter((id) => id !== holdId)
  return saved(holds.length > 0 ? { ...rest, holds } : rest)
}

const saveDeviation = (value: Deviation): Change => ({
  change: 'save',
  kind: 'deviation',
  id: value.deviationId,
  value,
})

/** A person reports a deviation. What it is about is held by the workflow that starts with it. */
export function openDeviation(
  existing: Deviation | undefined,
  held: Held,
  request: {
    deviationId: DeviationId
    subject: Holdable
    title: string
    description: string
    severity?: Severity | undefined
  },
  { at }: Circumstances,
): Decision {
  const { deviationId, subject, title, description, severity } = request
  if (existing) return refuse([violation('already-exists', `Deviation ${deviationId} exists already.`, 'deviationId')])
  if (!held.value) return refuse([absent(subject)])
  const order = held.type === 'order' && held.value.status !== 'created' ? held.value : undefined
  const deviation: Deviation = {
    deviationId,
    subject,
    title,
    description,
    ...(severity && { severity }),
    status: 'open',
    openedAt: at,
    ...(order && { orderId: order.orderId }),
    holds: [],
  }
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.deviation.opened.v1',
      data: {
        deviationId,
        subject,
        title,
        description,
        ...(severity && { severity }),
        ...(order && { orderId: order.orderId }),
      },
      about: subject,
    },
    changes: [
      saveDeviation(deviation),
      ...(order ? [save({ ...order, deviations: { ...order.deviations, [deviationId]: 'open' } })] : []),
    ],
  }
}

/** The order whose batch a deviation touches. */
export const orderOf = ({ orderId, subject }: Deviation): string | undefined =>
  orderId ?? (subject.type === 'order' ? subject.id : undefined)

const expect = (deviation: Deviation, ...needed: DeviationStatus[]): Violation | undefined =>
  needed.includes(deviation.status)
    ? undefined
    : violation(
        'deviation-wrong-status',
        `Deviation ${deviation.deviationId} is ${deviation.status}; this needs it ${needed.join(' or ')}.`,
        `deviation:${deviation.deviationId}`,
      )

export function classifyDeviation(deviation: Deviation, severity: Severity, reason: string): Decision {
  const found = reasons(expect(deviation, 'open', 'classified'))
  if (found.length > 0) return refuse(found)
  return {
    outcome: 'accepted',
    fact: { type: 'andon.deviation.classified.v1', data: { deviationId: deviation.deviationId, severity, reason } },
    changes: [saveDeviation({ ...deviation, severity, status: 'classified' })],
  }
}

export function investigateDeviation(deviation: Deviation, rootCause: string): Decision {
  const found = reasons(expect(deviation, 'classified', 'investigated'))
  if (found.length > 0) return refuse(found)
  return {
    outcome: 'accepted',
    fact: { type: 'andon.deviation.investigated.v1', data: { deviationId: deviation.deviationId, rootCause } },
    changes: [saveDeviation({ ...deviation, rootCause, status: 'investigated' })],
  }
}

/**
 * Quality decides what becomes of what the deviation touched; a critical one is not decided without its root cause.
 * @param reworked what becomes of the order, where the decision names a recipe for its rework
 */
export function dispositionDeviation(
  deviation: Deviation,
  decision: { disposition: Disposition; reason: string; capaRequired: boolean },
  signed: SignedOff,
  reworked?: Reworked,
): Decision {
  const needed: DeviationStatus[] =
    deviation.severity === 'critical' ? ['investigated'] : ['classified', 'investigated']
  const found = reasons(
    expect(deviation, ...needed),
    unfit(deviation, decision.disposition),
    reworked &&
      decision.disposition !== 'rework' &&
      violation('disposition-unfit', `Nothing is reworked by the disposition ${decision.disposition}.`, 'rework'),
    reworked?.violations,
    signed.violations,
  )
  if (found.length > 0) return refuse(found)
  const { deviationId } = deviation
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.deviation.dispositioned.v1',
      data: { deviationId, ...decision, ...(reworked?.told && { rework: reworked.told }) },
      ...(reworked?.told && { about: { type: 'order', id: reworked.told.orderId } }),
    },
    changes: [
      ...(reworked?.changes ?? []),
      saveDeviation({
        ...deviation,
        disposition: decision.disposition,
        capaRequired: decision.capaRequired,
        status: 'dispositioned',
        ...(signed.signature && { decidedBy: signed.signature.personId }),
      }),
    ],
    signatures: signed.signatures,
    spent: signed.spent,
  }
}

/**
 * What is no stock cannot be scrapped, returned or rejected: a recipe version is retired, an equipment is put right, and of a material its
 * lots are judged one by one.
 */
function unfit({ subject: { type, id } }: Deviation, disposition: Disposition): Violation | undefined {
  if (letsGoOn(disposition) || type === 'order' || type === 'lot' || type === 'sublot' || type === 'unit')
    return undefined
  const detail =
    type === 'material'
      ? `One can ${disposition} a lot of ${id} and not the material; reject its bad lots, and then decide use-as-is or rework for the rest.`
      : `The ${type} ${id} is no material that one could ${disposition}; decide use-as-is or rework when it is put right.`
  return violation('disposition-unfit', detail, 'disposition')
}

/** Nothing is closed while a hold of it rests on something: the workflow releases them first. */
export function closeDeviation(
  deviation: Deviation,
  order: Order | undefined,
  stillHeld: readonly string[],
  reason: string,
  { at }: Circumstances,
): Decision {
  const found = reasons(
    expect(deviation, 'dispositioned'),
    stillHeld.map((id) => violation('hold-open', `Hold ${id} of the deviation is active.`, `hold:${id}`)),
  )
  if (found.length > 0) return refuse(found)
  const { deviationId, disposition } = deviation
  const changes: Change[] = [saveDeviation({ ...deviation, status: 'closed', closedAt: at })]
  if (order && order.status !== 'created') {
    const breaches = Object.fromEntries(Object.entries(order.breaches).filter(([, id]) => id !== deviationId))
    changes.push(
      save({
        ...order,
        ...settled(order, deviation),
        deviations: { ...order.deviations, [deviationId]: 'closed' },
        breaches,
      }),
    )
  }
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.deviation.closed.v1',
      data: { deviationId, ...(disposition && { disposition }), reason },
      ...(order && { about: { type: 'order', id: order.orderId } }),
    },
    changes,
  }
}

/** A result that quality has accepted as it is stands in the way of its step no longer; after a rework it has to be taken anew. */
function settled(order: IssuedOrder, { breach, disposition }: Deviation): Pick<IssuedOrder, 'steps'> | undefined {
  const progress = breach && order.steps[breach.stepId]
  if (disposition !== 'use-as-is' || !progress || progress.status !== 'running') return undefined
  return {
    steps: {
      ...order.steps,
      [breach.stepId]: { ...progress, results: { ...progress.results, [breach.parameterId]: true } },
    },
  }
}

/** A disposition that lets the material go on; every other takes it out of use. */
export const letsGoOn = (disposition: Disposition): boolean => disposition === 'use-as-is' || disposition === 'rework'
