import type { Instant } from '../../../events/identifiers.ts'
import type { MaintenancePlan } from '../../../events/maintenance-plan.ts'
import type { Decimal } from '../../../events/quantity.ts'
import type { Equipment } from '../master-data.ts'
import { add, convert, isMore, secondsOf, subtract, zero } from '../quantity.ts'
import { day, dayOf, endOfDate, lastDateOf } from '../wall-clock.ts'
import type { Done } from './machine.ts'
import type { Totals } from './totals.ts'

/** From the best to the worst. An unknown is never taken for not due. */
export const dueStates = ['not-due', 'due', 'unknown', 'overdue'] as const
export type DueState = (typeof dueStates)[number]

/** `went-back`: the counter shows less than when the maintenance was done last. */
export type UnknownBecause = 'not-counted' | 'not-counted-then' | 'went-back'

/** One measure of a plan, and how the equipment stands to it. */
export type DueReason = { readonly state: DueState } & (
  | { readonly by: 'date'; readonly dueAt: Instant; readonly overdueAt: Instant }
  | { readonly by: 'never-done' }
  | {
      readonly by: 'hours-run' | 'cycles'
      readonly every: Decimal
      /** Since it was done last, or in all. */
      readonly used?: Decimal
      readonly unknown?: UnknownBecause
    }
)

export interface PlanDue {
  readonly plan: MaintenancePlan
  readonly state: DueState
  /** By the calendar. */
  readonly dueAt?: Instant
  readonly reasons: readonly DueReason[]
}

/** What decides whether a plan is due. */
export interface Upkeep {
  readonly equipment: Pick<Equipment, 'calibrationDueAt'>
  readonly done: Done | undefined
  readonly totals: Totals | undefined
}

/** Whether a plan is due at an instant: by its first measure that is. */
export function planDue(plan: MaintenancePlan, upkeep: Upkeep, at: Instant, timeZone = 'UTC'): PlanDue {
  const reasons = [byDate(plan, upkeep, at, timeZone), ...byUse(plan, upkeep)].filter((it) => it !== undefined)
  const dated = reasons.find((it) => it.by === 'date')
  return { plan, state: worstOf(reasons), ...(dated && { dueAt: dated.dueAt }), reasons }
}

const worstOf = (reasons: readonly DueReason[]): DueState =>
  dueStates.findLast((state) => reasons.some((it) => it.state === state)) ?? 'not-due'

export const isByDate = ({ every: { days, months } }: MaintenancePlan): boolean =>
  days !== undefined || months !== undefined

/** When a plan that was done at an instant is due next by the calendar: at the end of that day at the site. */
export function nextDue(plan: MaintenancePlan, doneAt: Instant, timeZone = 'UTC'): Instant | undefined {
  if (!isByDate(plan)) return undefined
  const { days = 0, months = 0 } = plan.every
  return endOfDate(timeZone, daysLater(monthsLater(dayOf(timeZone, doneAt), months), days))
}

function byDate(plan: MaintenancePlan, { equipment, done }: Upkeep, at: Instant, timeZone: string) {
  if (!isByDate(plan)) return undefined
  const dueAt =
    (plan.kind === 'calibration' ? equipment.calibrationDueAt : undefined) ??
    (done ? nextDue(plan, done.at, timeZone) : plan.firstDueAt)
  if (dueAt === undefined) return { by: 'never-done', state: 'overdue' } as const
  const late = plan.tolerance?.days ?? 0
  const overdueAt = late === 0 ? dueAt : endOfDate(timeZone, daysLater(lastDateOf(timeZone, dueAt), late))
  const state = overdueAt <= at ? 'overdue' : dueAt <= at ? 'due' : 'not-due'
  return { by: 'date', state, dueAt, overdueAt } as const
}

function byUse({ every, tolerance }: MaintenancePlan, { done, totals }: Upkeep): DueReason[] {
  const measures = [
    { by: 'hours-run', every: every.hoursRun, late: tolerance?.hoursRun, of: hoursOf },
    { by: 'cycles', every: every.cycles, late: tolerance?.cycles, of: cyclesOf },
  ] as const
  return measures.flatMap(({ by, every: limit, late = zero, of }): DueReason[] => {
    if (limit === undefined) return []
    const used = usedSince(done, totals, of)
    if (isUnknown(used)) return [{ by, every: limit, state: 'unknown', unknown: used }]
    const state = isMore(add(limit, late), used) ? (isMore(limit, used) ? 'not-due' : 'due') : 'overdue'
    return [{ by, every: limit, state, used }]
  })
}

type Counted = { readonly runMs?: number | undefined; readonly cycles?: Decimal | undefined }

const hoursOf = ({ runMs }: Counted): Decimal | undefined =>
  runMs === undefined ? undefined : convert(secondsOf(runMs), 's', 'h')
const cyclesOf = ({ cycles }: Counted): Decimal | undefined => cycles

/** What the machine has run since the maintenance was done, or in all if it never was. */
function usedSince(
  done: Done | undefined,
  totals: Totals | undefined,
  of: (counted: Counted) => Decimal | undefined,
): Decimal | UnknownBecause {
  const total = totals && of(totals)
  const before = done ? of(done) : zero
  if (total === undefined) return 'not-counted'
  if (before === undefined) return 'not-counted-then'
  return isMore(before, total) ? 'went-back' : subtract(total, before)
}

const unknowns = ['not-counted', 'not-counted-then', 'went-back'] as const
const isUnknown = (used: string): used is UnknownBecause => unknowns.some((it) => it === used)

/** The same day of a later month, or its last day: a month after 31 January is 28 February. */
function monthsLater(date: string, months: number): string {
  if (months === 0) return date
  const [year = 0, month = 1, dayOfMonth = 1] = date.split('-').map(Number)
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  return dateText(Date.UTC(year, month - 1 + months, Math.min(dayOfMonth, last)))
}

const daysLater = (date: string, days: number): string => dateText(Date.parse(`${date}T00:00:00.000Z`) + days * day)

const dateText = (wall: number): string => new Date(wall).toISOString().slice(0, 'yyyy-mm-dd'.length)
