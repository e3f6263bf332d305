import type { EquipmentId } from '../../../events/identifiers.ts'
import { isSame } from '../same.ts'
import {
  type Carried,
  type Entry,
  emptyLog,
  type LogEntry,
  logged,
  type PlannedTime,
  type Run,
  runKey,
  type ShiftLog,
} from './shift-log.ts'
import type { ShiftPeriod } from './shift-period.ts'
import { longestSilenceMs } from './time-line.ts'
import { carriedOut, type LogRules, type Totals, totalsKnown } from './totals.ts'

/** A log as it is stored: with what it came to when it was last written. */
export interface KeptLog extends ShiftLog {
  readonly totals: Totals
}

/** Messages that are older than this when they arrive change no time line and no indicator; they are kept and flagged. A weekend and a night. */
export const lateWindowMs = longestSilenceMs

export interface Chain {
  readonly equipmentId: EquipmentId
  /** The periods from the first that may matter to the one of now, in order, without gaps. */
  readonly periods: readonly ShiftPeriod[]
  /** The logs there are, by the start of their period. */
  readonly logs: ReadonlyMap<number, KeptLog>
  readonly said: readonly LogEntry[]
  readonly entries?: readonly Entry[]
  readonly runs: readonly Run[]
  readonly plannedIn: (period: ShiftPeriod) => PlannedTime
}

/**
 * The logs that are different once more is known, oldest first. A log hands over to the next one, so that a late message changes what follows from it,
 * and nothing else; the shifts between two logs, in which nothing was heard, get one of their own.
 */
export function chained(chain: Chain, rules: LogRules): KeptLog[] {
  const { periods, logs } = chain
  const touched = periods.filter(
    (it) => logs.has(it.from) || saidIn(chain, it).length > 0 || entriesIn(chain, it).length > 0,
  )
  const [first, last] = [touched[0], touched.at(-1)]
  if (!first || !last) return []
  const changed: KeptLog[] = []
  let carried = logs.get(first.from)?.before ?? {}
  for (const period of periods.filter((it) => first.from <= it.from && it.from <= last.from)) {
    const known = logs.get(period.from)
    const log = withMore(
      known ?? emptyLog(period, chain.equipmentId, chain.plannedIn(period), carried),
      carried,
      chain,
      period,
    )
    const isOver = period.from < last.from
    const settled = isOver && log.until !== log.to ? { ...log, until: log.to } : log
    if (settled !== known) changed.push({ ...settled, totals: totalsKnown(settled, rules) })
    if (isOver) carried = carriedOut(settled, rules)
  }
  return changed
}

const saidIn = ({ said }: Chain, { from, to }: ShiftPeriod) => said.filter(({ at }) => from <= at && at < to)
const entriesIn = ({ entries = [] }: Chain, { from, to }: ShiftPeriod) =>
  entries.filter((it) => from <= it.from && it.from < to)

/** The log with all that is new in it; the same log if it knows all of it. */
function withMore(log: ShiftLog, before: Carried, chain: Chain, period: ShiftPeriod): ShiftLog {
  const heard = logged(log, saidIn(chain, period))
  const entries = entriesIn(chain, period)
  const runs = runsIn(heard, chain.runs)
  if (entries.length === 0 && isSame(before, heard.before) && isSame(runs, heard.runs)) return heard
  return { ...heard, before, entries: [...heard.entries, ...entries], runs }
}

/**
 * The log of every period, in order. A shift in which nothing was heard has what the one before hands over; where nothing was heard for three days,
 * nothing is known.
 */
export function wholeLogs(
  { equipmentId, periods, logs, plannedIn }: Omit<Chain, 'said' | 'entries' | 'runs'>,
  rules: LogRules,
): KeptLog[] {
  let carried: ShiftLog['before'] = {}
  const open = new Map<string, Run>()
  return periods.map((period) => {
    const known = logs.get(period.from)
    const silent = known ?? { ...emptyLog(period, equipmentId, plannedIn(period), carried), runs: [...open.values()] }
    const log = known ?? { ...silent, totals: totalsKnown(silent, rules) }
    carried = carriedOut(log, rules)
    open.clear()
    for (const it of log.runs) if (it.to === undefined || it.to > log.to) open.set(runKey(it), it)
    return log
  })
}

/** The runs that the log knows, as they are now, and those that began since. */
function runsIn({ runs, from, to }: ShiftLog, now: readonly Run[]): Run[] {
  const during = now.filter((it) => it.from < to && (it.to === undefined || it.to > from))
  const isKnownNow = (it: Run) =>
    during.some((one) => one.from === it.from && one.stepId === it.stepId && one.orderId === it.orderId)
  return [...runs.filter((it) => !isKnownNow(it)), ...during].sort((one, other) => one.from - other.from)
}
