import type { EntryId, Instant, PersonId } from '../../../events/identifiers.ts'
import type { ClockOff, Stretch, Work } from '../../../events/labour.ts'
import type { OrderStatus } from '../../../events/order.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { ClockedWork, OpenEntry } from '../../../events/sentences/english/labour.ts'
import type { Caller, Circumstances } from '../caller.ts'
import type { Change } from '../change.ts'
import { clear, decide, given, known, present, upon } from '../check.ts'
import type { Decision } from '../decision.ts'
import type { Person } from '../master-data.ts'
import { orderOnHold } from '../on-hold.ts'
import { entered, notRunning, type StepContext } from '../orders/gate.ts'
import { beforeRelease, objectionsToTime } from '../orders/late-booking.ts'
import { isOver, type Order, type Snapshot, standingOf, statusOfOrder } from '../orders/order.ts'
import { hasReasons, reasons, refuse, violation } from '../refusal.ts'
import { evolve, type LabourFact } from './labour-record.ts'
import type { Shift } from './shift.ts'
import type { Entry, Timecard } from './timecard.ts'

/** What a clock-on is judged against: the order, and the person. */
export interface Workplace {
  readonly order: Order | undefined
  readonly snapshot: Snapshot | undefined
  readonly person: Person | undefined
}

/** More than anyone works on at once. A timecard of fifty entries is 10 KB, far below the 400 KB of an item. */
const mostOpen = 50
/** No shift is longer, even with overtime. A longer entry means a forgotten clock-off. */
export const longestEntryHours = 24

const hour = 3_600_000
export const isLongerThanADay = (from: Instant, to: Instant): boolean =>
  Date.parse(to) - Date.parse(from) > longestEntryHours * hour

/** Ids sort by the time of clock-on, so a person's entries of a period are found by id alone. */
export const entryIdAt = (at: Instant, suffix: string): EntryId => `${momentOf(at)}-${suffix}` as EntryId
export const momentOf = (at: Instant): string => at.replaceAll(/[-:.]/g, '')

export const isBreak = ({ activity }: Stretch): boolean => activity === 'break'
export const sameWork = (one: Stretch, other: Stretch): boolean =>
  one.activity === other.activity && one.orderId === other.orderId && one.stepId === other.stepId

export function clockOn(
  timecard: Timecard,
  work: Work,
  entryId: EntryId,
  place: Workplace,
  circumstances: Circumstances,
  { isNew = false, others = [] }: { readonly isNew?: boolean; readonly others?: readonly Entry[] } = {},
): Decision {
  const { at, caller } = circumstances
  const { personId } = timecard
  const begun = { entryId, personId, ...work, from: at }
  const person = nameOf(personId, caller, place.person)
  const twin = timecard.open.find((it) => sameWork(it, begun))
  const found = reasons(
    notTheirs(personId, caller),
    twin && violation('already-clocked-on', { person, work: workOf(work), since: twin.from }, `entry:${twin.entryId}`),
    timecard.open.length >= mostOpen &&
      violation('too-many-open-entries', { person, count: timecard.open.length }, `person:${personId}`),
    onBreak(timecard, person),
    objectionsToTime(circumstances),
    place.order && place.order.status !== 'created' && beforeRelease(place.order, circumstances),
    others.filter((it) => sameWork(it, begun) && it.to !== undefined && it.to > at).map(overlap),
    objectionsToWork(work, personId, place, at),
  )
  if (hasReasons(found)) return refuse(found)
  const { stopped: _stopped, ...card } = timecard
  const decision = accepted(card, { type: 'andon.labour.clocked-on.v1', data: begun }, circumstances)
  if (!isNew || decision.outcome === 'refused') return decision
  // A person without master data is listed from the first clock-on.
  const somebody: Person = { personId, name: caller.name, qualifications: [], isDefined: false }
  return {
    ...decision,
    changes: [...decision.changes, { change: 'save', kind: 'person', id: personId, value: somebody }],
  }
}

/** @returns the entry that ends; it is stored beside the timecard from then on */
export function clockOff(timecard: Timecard, asked: ClockOff, circumstances: Circumstances): Decision {
  const { personId } = timecard
  const person = nameOf(personId, circumstances.caller)
  const running = timecard.open.filter((it) => !isBreak(it))
  const meant = running.filter((it) => isMeant(it, asked))
  const [entry, ...others] = meant
  const only = present(entry, () => notOn(timecard, person, running))
  return decide(
    {
      allowed: clear(
        notTheirs(personId, circumstances.caller),
        onBreak(timecard, person),
        objectionsToTime(circumstances),
      ),
      entry: upon(only, (it) =>
        given(
          it,
          others.length > 0
            ? violation('clock-off-ambiguous', { person, open: meant.map(openEntry) }, 'entryId')
            : badEnd(it, circumstances.at),
        ),
      ),
    },
    ({ entry }) => accepted(timecard, ended('andon.labour.clocked-off.v1', entry, circumstances), circumstances, entry),
  )
}

export function startBreak(timecard: Timecard, entryId: EntryId, circumstances: Circumstances): Decision {
  const { personId, open } = timecard
  const person = nameOf(personId, circumstances.caller)
  const found = reasons(
    notTheirs(personId, circumstances.caller),
    open.length === 0 && violation('not-clocked-on/break', { person }, `person:${personId}`),
    onBreak(timecard, person),
  )
  if (hasReasons(found)) return refuse(found)
  const data = { entryId, personId, activity: 'break', from: circumstances.at } as const
  return accepted(timecard, { type: 'andon.labour.break-started.v1', data }, circumstances)
}

export function endBreak(timecard: Timecard, circumstances: Circumstances): Decision {
  const { personId } = timecard
  const pause = present(timecard.open.find(isBreak), () =>
    violation('not-on-break', { person: nameOf(personId, circumstances.caller) }, `person:${personId}`),
  )
  return decide(
    {
      allowed: clear(notTheirs(personId, circumstances.caller)),
      entry: upon(pause, (it) => given(it, badEnd(it, circumstances.at))),
    },
    ({ entry }) => accepted(timecard, ended('andon.labour.break-ended.v1', entry, circumstances), circumstances, entry),
  )
}

/**
 * Stops the clock of an entry whose shift is over, at the end of the shift, and says that nobody clocked off. The person or a supervisor corrects the
 * end.
 */
export function flagMissingClockOff(
  timecard: Timecard,
  entryId: string,
  shift: Shift,
  circumstances: Circumstances,
): Decision | 'nothing' {
  const entry = timecard.open.find((it) => it.entryId === entryId)
  if (!entry || entry.missing) return 'nothing'
  const longest = new Date(Date.parse(entry.from) + longestEntryHours * hour).toISOString()
  const stoppedBy = longest <= shift.to ? 'longest-entry' : 'shift-end'
  // A time that has not come is never recorded.
  const to = [shift.to, longest, circumstances.at].sort()[0] as Instant
  const data = { ...stretchOf(entry), to, shiftId: shift.shiftId, shiftEndedAt: shift.to, stoppedBy } as const
  const card = { ...timecard, stopped: { entryId: entry.entryId, at: to } }
  return accepted(card, { type: 'andon.labour.clock-off-missing.v1', data }, circumstances, entry)
}

function notOn({ personId, stopped }: Timecard, person: string, running: readonly Entry[]): Violation {
  return stopped && running.length === 0
    ? violation('not-clocked-on/stopped', { person, ...stopped }, `entry:${stopped.entryId}`)
    : violation('not-clocked-on', { person, open: running.map(openEntry) }, `person:${personId}`)
}

const ended = (
  type: 'andon.labour.clocked-off.v1' | 'andon.labour.break-ended.v1',
  entry: Entry,
  { at }: Circumstances,
): LabourFact => ({ type, data: { ...stretchOf(entry), to: at } })

export function accepted(
  timecard: Timecard,
  fact: LabourFact,
  { at, caller }: Circumstances,
  before?: Entry,
): Decision {
  const entry = evolve(before, fact, at, caller.id)
  const others = timecard.open.filter((it) => it.entryId !== entry.entryId)
  const wasOpen = before === undefined || others.length < timecard.open.length
  const open = entry.to === undefined ? [...others, entry] : others
  const changes: Change[] = [
    ...(wasOpen
      ? [{ change: 'save', kind: 'timecard', id: timecard.personId, value: { ...timecard, open } } as const]
      : []),
    ...(entry.to === undefined ? [] : [{ change: 'save', kind: 'entry', id: entryKey(entry), value: entry } as const]),
  ]
  return {
    outcome: 'accepted',
    fact: { ...fact, ...(entry.orderId && { about: { type: 'order', id: entry.orderId } }) },
    changes,
  }
}

/** An ended entry is stored in the partition of its person. */
export const entryKey = ({ personId, entryId }: { personId: string; entryId: string }): string =>
  `${personId}@${entryId}`

export const stretchOf = ({ corrections: _corrections, missing: _missing, stoppedBy: _stopped, ...stretch }: Entry) =>
  stretch

export const notTheirs = (personId: PersonId, caller: Caller): Violation | undefined =>
  caller.id === personId || caller.roles.includes('supervisor') || caller.kind === 'workflow'
    ? undefined
    : violation('forbidden/time-of-others', { person: caller.name }, `person:${personId}`)

/** The name of the timecard's person, if known here. */
const nameOf = (personId: PersonId, caller: Caller, person?: Person): string =>
  person?.name ?? (caller.id === personId ? caller.name : personId)

function onBreak({ open }: Timecard, person: string): Violation | undefined {
  const pause = open.find(isBreak)
  return pause && violation('on-break', { person, since: pause.from }, `entry:${pause.entryId}`)
}

function badEnd({ entryId, from }: Entry, at: Instant): Violation[] {
  return reasons(
    at < from && violation('interval-invalid/end-first', { from, to: at }, `entry:${entryId}`),
    isLongerThanADay(from, at) &&
      violation('clock-off-late', { since: from, hours: longestEntryHours }, `entry:${entryId}`),
  )
}

const isMeant = (entry: Entry, { entryId, activity, orderId, stepId }: ClockOff): boolean =>
  (entryId === undefined || entry.entryId === entryId) &&
  (activity === undefined || entry.activity === activity) &&
  (orderId === undefined || entry.orderId === orderId) &&
  (stepId === undefined || entry.stepId === stepId)

/** The order statuses that allow each kind of work: set-up before it runs, cleaning after it. */
const workable: Readonly<Record<string, readonly OrderStatus[]>> = {
  production: ['running'],
  rework: ['running'],
  'set-up': ['released', 'running', 'held'],
  cleaning: ['released', 'running', 'held', 'completed', 'aborted'],
}

function objectionsToWork(
  work: Work,
  personId: PersonId,
  { order, snapshot, person }: Workplace,
  at: Instant,
): Violation[] {
  if (work.orderId === undefined) return []
  if (!order) return [unknownOrder(work.orderId)]
  const gated = work.activity === 'production' || work.activity === 'rework'
  if (gated && work.stepId !== undefined)
    return objectionsOfGate({ order, snapshot, person }, work.stepId, personId, at)
  const when = workable[work.activity]
  return reasons(
    when && !when.includes(statusOfOrder(order)) && (orderOnHold(order) ?? notNow(order, work)),
    unknownStep(work, snapshot),
  )
}

const notNow = (order: Order, { activity }: Work): Violation =>
  violation(
    'order-wrong-status/activity',
    { ...standingOf(order, workable[activity] ?? []), activity },
    `order:${order.orderId}`,
  )

/** The gate of the step must admit a person who produces there; a trainee clocks on for `training`. */
function objectionsOfGate(floor: StepContext, stepId: string, personId: PersonId, at: Instant): Violation[] {
  const caller: Caller = { kind: 'person', id: personId, name: floor.person?.name ?? personId, roles: [] }
  const place = entered(floor, stepId, { at, caller })
  return reasons(place.against, isOver(known(place)?.progress) && notRunning(stepId))
}

export const unknownOrder = (orderId: string): Violation =>
  violation('not-found', { type: 'order', id: orderId }, `order:${orderId}`)

export const unknownStep = ({ orderId, stepId }: Work, snapshot: Snapshot | undefined): Violation | undefined =>
  orderId === undefined || stepId === undefined || snapshot?.steps.some((it) => it.stepId === stepId)
    ? undefined
    : violation('step-unknown/in-recipe', { orderId, stepId }, 'stepId')

/** The violation that a person was on the clock for the same work then. */
export const overlap = (it: Entry): Violation =>
  violation(
    'interval-overlaps',
    { work: workOf(it), from: it.from, ...(it.to !== undefined && { to: it.to }) },
    `entry:${it.entryId}`,
  )

/** The work of an entry, as a parameter of sentences. */
export const workOf = ({ activity, orderId, stepId }: Stretch | Work): ClockedWork => ({
  activity,
  ...(orderId !== undefined && { orderId }),
  ...(stepId !== undefined && { stepId }),
})

const openEntry = (entry: Entry): OpenEntry => ({ ...workOf(entry), entryId: entry.entryId })
