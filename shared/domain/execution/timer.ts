import type { Instant } from '../../../events/identifiers.ts'
import type { Decimal } from '../../../events/quantity.ts'
import type { Step, Timer } from '../../../events/recipe.ts'
import { endOf, type Piece, piecesAt, type Tally, type Window } from '../equipment/tally.ts'
import { type Trend, tallyOf } from '../equipment/trend.ts'
import { watchedBy, windowsOf } from '../equipment/windows.ts'
import { type Finding, finding } from '../orders/gate.ts'
import type { BoundOrder, RunningStep } from '../orders/order.ts'
import { writeRule } from '../orders/rule.ts'
import { isMore, millisecondsIn, secondsIn, secondsOf, subtract } from '../quantity.ts'

/** Timers that are checked at a start: those from the completion of another step. A skipped step starts no timer. */
export const timersAtStart = (order: BoundOrder, step: Step, at: Instant): (Finding | undefined)[] =>
  step.timers.map((timer) => {
    if (timer.from === undefined || timer.until) return undefined
    const before = order.steps[timer.from]
    if (before?.status !== 'completed' || before.completedAt === undefined) return undefined
    return judge(timer, before.completedAt, { event: 'after-step', stepId: timer.from }, at)
  })

/** A running step with what devices have measured during it. */
export interface Timed {
  readonly order: BoundOrder
  readonly step: Step
  readonly running: RunningStep
  readonly trends?: readonly Trend[] | undefined
}

/** Timers that are checked at a completion: those from the start of the same step, and those about values. */
export const timersAtEnd = (timed: Timed, at: Instant): (Finding | undefined)[] =>
  timed.step.timers.map((timer) => {
    if (timer.while) return tooShort(timer, timed)
    if (watchedBy(timer)) return longest(overtimeOf(timer, timed, at), timer) ?? notReached(timer, timed, at)
    if (timer.from !== undefined) return undefined
    return judge(timer, startOf(timed.running), { event: 'after-start', stepId: timed.step.stepId }, at)
  })

const startOf = ({ roundStartedAt, startedAt }: RunningStep): Instant => roundStartedAt ?? startedAt

/** What starts a timer: the completion or the start of a step. */
interface ClockStart {
  readonly event: 'after-step' | 'after-start'
  readonly stepId: string
}

const refOf = ({ timerId }: Timer) => writeRule({ rule: 'timer', of: timerId })

function judge(timer: Timer, from: Instant, { event, stepId }: ClockStart, at: Instant): Finding | undefined {
  const { rule, duration } = timer
  // Exact, because instants are whole milliseconds.
  const passed = secondsOf(Date.parse(at) - Date.parse(from))
  const limit = secondsIn(duration)
  const short = rule === 'at-least' && isMore(limit, passed)
  const long = rule === 'at-most' && isMore(passed, limit)
  const times = { duration, stepId, since: from, passed: { value: passed, unit: 's' } }
  if (short) return finding(timer, `timer-running/${event}`, times, refOf(timer))
  if (long) return finding(timer, `timer-exceeded/${event}`, times, refOf(timer))
  return undefined
}

interface Watched {
  readonly parameterId: string
  readonly trend: Trend | undefined
  readonly tally: Tally | undefined
  readonly window: Window | undefined
}

function watched(timer: Timer, { step, trends = [] }: Timed): Watched {
  const { parameterId = '' } = watchedBy(timer) ?? {}
  const windows = windowsOf(step, parameterId)
  const trend = trends.find(
    (it) => it.stepId === step.stepId && it.parameterId === parameterId && it.serial === undefined,
  )
  return {
    parameterId,
    trend,
    tally: trend && tallyOf(trend, windows),
    window: windows.find(({ id }) => id === timer.timerId),
  }
}

const limitsOf = (window: Window | undefined, { parameters }: Step, parameterId: string) => {
  const unit = parameters.find((it) => it.parameterId === parameterId)?.unit ?? '1'
  return {
    ...(window?.low !== undefined && { low: { value: window.low, unit } }),
    ...(window?.high !== undefined && { high: { value: window.high, unit } }),
  }
}

/** Less time inside the window than asked. */
function tooShort(timer: Timer, timed: Timed): Finding | undefined {
  const { parameterId, tally, window } = watched(timer, timed)
  const limit = secondsIn(timer.duration)
  const inside = secondsOf(tally?.windows[timer.timerId]?.insideMs ?? 0)
  if (!isMore(limit, inside)) return undefined
  const times = {
    duration: timer.duration,
    inside: { value: inside, unit: 's' as const },
    missing: { value: subtract(limit, inside), unit: 's' as const },
  }
  const range = limitsOf(window, timed.step, parameterId)
  return finding(timer, 'timer-running/inside', { parameterId, ...range, ...times }, refOf(timer))
}

/** Time that a parameter took outside its limits, or to a value, beyond what the timer allows. */
export interface Overtime {
  readonly timer: Timer
  readonly parameterId: string
  readonly trend: Trend | undefined
  readonly window: Window | undefined
  readonly kind: 'outside' | 'until'
  /** When the piece outside began, or the time to the value. */
  readonly from: number
  /** When it ended, or the instant at which it is asked for. */
  readonly to: number
  readonly passed: Decimal
  readonly range: ReturnType<typeof limitsOf>
}

/** What of a timer is over at an instant, and is not told by a deviation yet. */
export function overtimeOf(timer: Timer, timed: Timed, at: Instant): Overtime[] {
  const found = watched(timer, timed)
  const { parameterId, trend, tally, window } = found
  const times = tally?.windows[timer.timerId]
  const now = Date.parse(at)
  const common = { timer, parameterId, trend, window, range: limitsOf(window, timed.step, parameterId) }
  if (timer.outside && tally && times && window) {
    const until = Math.max(now, tally.until)
    const pieces = piecesAt(times, tally.until, window, now).tooLong ?? []
    return untold(pieces, toldOf(timed, timer), until).map((piece) => ({
      ...common,
      kind: 'outside' as const,
      from: piece.from,
      to: endOf(piece, until),
      passed: secondsOf(endOf(piece, until) - piece.from),
    }))
  }
  const from = timer.until && beginOf(timer, timed)
  if (from === undefined) return []
  const passedMs = (times?.reachedAt ?? now) - from
  const isOver = passedMs > millisecondsIn(timer.duration)
  if (!isOver || toldOf(timed, timer).some((it) => it.from === from)) return []
  return [{ ...common, kind: 'until', from, to: from + passedMs, passed: secondsOf(passedMs) }]
}

type Told = Required<Piece>

const toldOf = ({ running }: Timed, { timerId }: Timer): Told[] =>
  (running.exceeded?.[timerId] ?? []).map(({ from, to }) => ({ from: Date.parse(from), to: Date.parse(to) }))

/**
 * The pieces of which no deviation tells. Values that come late move where a piece begins and ends. So each deviation stands for one piece: that in
 * which it began, else the first one that it has any time in common with.
 */
function untold(pieces: readonly Piece[], told: readonly Told[], until: number): Piece[] {
  const left = [...pieces]
  for (const { from, to } of told) {
    const common = left.filter((it) => it.from < to && from < endOf(it, until))
    const own = common.find((it) => it.from <= from) ?? common[0]
    if (own) left.splice(left.indexOf(own), 1)
  }
  return left
}

/** When the time to a value begins; undefined if the step from which it runs was skipped. */
function beginOf({ from }: Timer, { order, running }: Timed): number | undefined {
  if (from === undefined) return Date.parse(startOf(running))
  const before = order.steps[from]
  return before?.status === 'completed' && before.completedAt !== undefined ? Date.parse(before.completedAt) : undefined
}

/**
 * The finding of the longest overtime. A timer that blocks has opened a deviation for what its values told. What no value has told, such as a silence
 * until now, another person signs for, which opens one.
 */
function longest(all: readonly Overtime[], timer: Timer): Finding | undefined {
  const [first, ...others] = all
  if (!first) return undefined
  const { kind, parameterId, range, from, passed } = others.reduce(
    (one, other) => (isMore(other.passed, one.passed) ? other : one),
    first,
  )
  const enforced = timer.policy === 'block' ? ({ policy: 'block-unless-signed' } as const) : timer
  const since = new Date(from).toISOString()
  const times = {
    parameterId,
    ...range,
    duration: timer.duration,
    since,
    passed: { value: passed, unit: 's' as const },
  }
  return kind === 'outside'
    ? finding(enforced, 'timer-exceeded/outside', times, refOf(timer))
    : finding(enforced, 'timer-exceeded/until', times, refOf(timer))
}

/** The value is not reached, and the time for it is not over. */
function notReached(timer: Timer, timed: Timed, at: Instant): Finding | undefined {
  const { parameterId, tally, window } = watched(timer, timed)
  const from = timer.until && beginOf(timer, timed)
  if (from === undefined || tally?.windows[timer.timerId]?.reachedAt !== undefined) return undefined
  if (Date.parse(at) - from > millisecondsIn(timer.duration)) return undefined
  const range = limitsOf(window, timed.step, parameterId)
  return finding(timer, 'timer-running/until', { parameterId, ...range, duration: timer.duration }, refOf(timer))
}

/** A timer judges how long a parameter is outside its limits, so one value outside opens no deviation. */
export const isTimedOutside = ({ timers }: Step, parameterId: string | undefined): boolean =>
  timers.some(({ outside, policy }) => outside?.parameterId === parameterId && policy !== 'off')

/** Whether the values of a trend exceed a timer that blocks, told or not. The command finds what is not told yet. */
export function mayOverrun(trend: Trend, { timers, ...step }: Step): boolean {
  const own = timers.filter(
    (it) => it.policy === 'block' && (it.outside ?? it.until)?.parameterId === trend.parameterId,
  )
  if (own.length === 0) return false
  const windows = windowsOf({ ...step, timers }, trend.parameterId)
  const tally = tallyOf(trend, windows)
  return own.some((timer) => {
    const [window, times] = [windows.find(({ id }) => id === timer.timerId), tally.windows[timer.timerId]]
    if (timer.until) return true
    return window && times && (piecesAt(times, tally.until, window, tally.until).tooLong ?? []).length > 0
  })
}
