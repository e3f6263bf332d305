import type { HoldId, Instant } from '../../../events/identifiers.ts'
import type { Holdable, HoldOrigin, HoldPurpose } from '../../../events/quality.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Caller, Circumstances } from '../caller.ts'
import { type Change, saveAlerts, saveDeviation, saveMachine, saveOrder, saveRecipe, saveSerial } from '../change.ts'
import type { Decision, Pointer } from '../decision.ts'
import type { Machine } from '../equipment/machine.ts'
import type { Material } from '../master-data.ts'
import { lotsOf, type Order } from '../orders/order.ts'
import type { Recipe } from '../recipes/recipe.ts'
import { hasReasons, reasons, refuse, violation } from '../refusal.ts'
import type { SignedOff } from '../signature.ts'
import type { Lot, Sublot } from '../stock/lot.ts'
import type { Serial } from '../stock/serial.ts'
import { type Alerts, alerted, isAlerted, reachesFurther, withoutAlert } from './alerts.ts'
import type { Deviation, Hold } from './deviation.ts'

/** A serialised unit with its sublot, once it is made. */
export interface UnitFound {
  readonly unit: Serial
  readonly sublot: Sublot | undefined
}

/**
 * The subject of a hold, as loaded. `around` are the units that a unit is built into, from the inside out. A hold stops them too, and nobody opens a
 * held unit, so they are the same ones when the hold ends.
 */
export type Held =
  | { type: 'order'; value: Order | undefined }
  | { type: 'lot'; value: Lot | undefined }
  /** `unit` is the unit that the sublot is or was, in its present lot, to which it has taken its holds along. */
  | { type: 'sublot'; value: Sublot | undefined; around: readonly UnitFound[]; unit?: UnitFound | undefined }
  | { type: 'unit'; value: UnitFound | undefined; around: readonly UnitFound[] }
  | { type: 'material'; value: Material | undefined }
  | { type: 'equipment'; value: Machine | undefined }
  | { type: 'recipe'; value: Recipe | undefined }

export const absent = (subject: Holdable): Violation =>
  violation('not-found', { type: subject.type, id: subject.id }, `${subject.type}:${subject.id}`)

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
  if (existing) return refuse([violation('already-exists/hold', { holdId }, `hold:${holdId}`)])
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
      ...putInForce(hold, held, alerts),
      ...(deviation ? [saveDeviation({ ...deviation, holds: [...deviation.holds, holdId] })] : []),
    ],
  }
}

/** The hold that a deviation places as it is opened. */
export const holdOf = (
  { deviationId, subject, title, openedAt }: Deviation,
  holdId: HoldId,
  placedBy: Caller,
): Hold => ({
  holdId,
  subject,
  reason: title,
  deviationId,
  status: 'active',
  placedAt: openedAt,
  placedBy: placedBy.id,
})

/**
 * The changes by which a hold is in force, in the commit of whatever places it: on its subject, and on all that descends from that. An order without
 * lots has no descendants, and cannot make any while it is held.
 */
export const putInForce = (hold: Hold, held: Held, alerts: Alerts): Change[] => {
  const { holdId, subject } = hold
  const isBarren =
    held.type === 'order' && held.value && (held.value.status === 'created' || lotsOf(held.value).length === 0)
  return [
    { change: 'save', kind: 'hold', id: holdId, value: hold },
    ...withHold(held, holdId, 'add'),
    ...(reachesFurther(subject) && !isBarren ? [saveAlerts(alerted(alerts, holdId, subject))] : []),
  ]
}

/**
 * Releases one hold. The hold of a deviation ends by its signed disposition, which is the `authority`. A hold from another site is released only
 * after the original one.
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
      violation('hold-already-released', { holdId, on: hold.releasedAt ?? '' }, `hold:${holdId}`),
    authority !== 'disposition' &&
      deviationId !== undefined &&
      violation('hold-of-deviation', { holdId, deviationId }, `deviation:${deviationId}`),
    origin !== undefined &&
      originReleasedAt === undefined &&
      violation(
        'hold-active-at-origin',
        { holdId, site: origin.site, lotId: origin.lotId, originHoldId: origin.holdId },
        `hold:${holdId}`,
      ),
    authority !== 'disposition' && authority.violations,
  )
  if (hasReasons(found)) return refuse(found)
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
 * Records that the original hold was released at its site. This releases nothing: the quality unit of each site decides about its own stock, and now
 * can release.
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

/** Shows the fact of another act that places a hold, such as a deviation, in the audit of the hold. */
export const startOf = (holdId: HoldId): Pointer => ({ about: { type: 'hold', id: holdId }, card: {} })

export function withHold(held: Held, holdId: HoldId, how: 'add' | 'remove'): Change[] {
  const next = (holds: readonly string[]) => (how === 'add' ? [...holds, holdId] : holds.filter((id) => id !== holdId))
  if (!held.value) return []
  switch (held.type) {
    case 'order':
      return [saveOrder({ ...held.value, holds: next(held.value.holds) })]
    case 'lot':
      return [{ change: how === 'add' ? 'hold-lot' : 'unhold-lot', lotId: held.value.lotId, holdId }]
    case 'sublot':
      return once([
        onSublot(held.value, holdId, how),
        ...[held.unit, ...held.around].flatMap((it) => (it ? onUnitAndStays(it, holdId, how) : [])),
      ])
    case 'unit':
      return once([held.value, ...held.around].flatMap((it) => onUnitAndStays(it, holdId, how)))
    // The site's alerts hold its lots.
    case 'material':
      return []
    case 'equipment':
      return [saveMachine(held.value.equipmentId, { ...held.value, holds: next(held.value.holds) })]
    case 'recipe':
      return [saveRecipe({ ...held.value, holds: next(held.value.holds) })]
  }
}

export const onSublot = (
  { lotId, sublotId, builtInto }: Pick<Sublot, 'lotId' | 'sublotId' | 'builtInto'>,
  holdId: HoldId,
  how: 'add' | 'remove',
): Change => ({
  change: how === 'add' ? 'hold-lot' : 'unhold-lot',
  lotId,
  sublotId,
  holdId,
  builtInto,
})

/**
 * A unit takes its holds along into another lot, and its record is saved by whatever moves it. So a hold saves the record as well: of a hold and a move
 * at the same moment, one reads what the other has written. The end of a hold is its end in all lots that the unit has left, too.
 */
const onUnitAndStays = (found: UnitFound, holdId: HoldId, how: 'add' | 'remove'): Change[] => [
  onUnit(found, holdId, how),
  ...(found.sublot ? [saveSerial(found.unit)] : []),
  ...(how === 'remove' ? (found.unit.before ?? []) : []).map(({ lotId }) =>
    onSublot({ lotId, sublotId: found.unit.sublotId }, holdId, how),
  ),
]

/** A commit changes each sublot once. */
const once = (changes: readonly Change[]): Change[] => {
  const nameOf = (it: Change) => ('sublotId' in it ? `${it.lotId}/${it.sublotId}` : undefined)
  return changes.filter(
    (it, index) => nameOf(it) === undefined || changes.findIndex((one) => nameOf(one) === nameOf(it)) === index,
  )
}

/** A unit that is not made has no sublot yet and stores its holds itself. */
export function onUnit({ unit, sublot }: UnitFound, holdId: HoldId, how: 'add' | 'remove'): Change {
  if (sublot) return onSublot(sublot, holdId, how)
  const { holds: before = [], ...rest } = unit
  const holds = how === 'add' ? [...before, holdId] : before.filter((id) => id !== holdId)
  return saveSerial(holds.length > 0 ? { ...rest, holds } : rest)
}
