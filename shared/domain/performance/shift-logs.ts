import type { EquipmentId } from '../../../events/identifiers.ts'
import { isSame } from '../same.ts'
import { type Entry, emptyLog, type LogEntry, logged, type PlannedTime, type Run, type ShiftLog } from './shift-log.ts'
import type { ShiftPeriod } from './shift-period.ts'
import { longestSilenceMs } from './time-line.ts'
import type { Totals } from './totals.ts'
import { carriedOut, type LogRules, totalsKnown } from './totals.ts'

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
  const { periods, logs, said } = chain
  const inPeriod = <It extends { readonly at: number } | { readonly from: number }>(
    all: readonly It[],
    it: ShiftPeriod,
  ) =>
    all.filter((one) => {
      const at = 'at' in one ? one.at : one.from
      return it.from <= at && at < it.to
    })
  const isTouched = (it: ShiftPeriod) =>
    logs.has(it.from) || inPeriod(said, it).length > 0 || inPeriod(chain.entries ?? [], it).length > 0
  const touched = periods.filter(isTouched)
  const [first, last] = [touched[0], touched.at(-1)]
  if (!first || !last) return []
  const changed: KeptLog[] = []
  let carried = logs.get(first.from)?.before ?? {}
  for (const period of periods.filter((it) => first.from <= it.from && it.from <= last.from)) {
    const known = logs.get(period.from)
    const begun = known ?? emptyLog(period, chain.equipmentId, chain.plannedIn(period), carried)
    const heard = logged({ ...begun, before: carried }, inPeriod(said, period))
    const log: ShiftLog = {
      ...heard,
      entries: [...heard.entries, ...inPeriod(chain.entries ?? [], period)],
      runs: runsIn(heard, chain.runs),
      until: period.from < last.from ? period.to : heard.until,
    }
    const kept = { ...log, totals: totalsKnown(log, rules) }
    if (!known || !isSame(kept, known)) changed.push(kept)
    carried = carriedOut(log, rules)
  }
  return changed
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
    for (const it of log.runs) if (it.to === undefined || it.to > log.to) open.set(`${it.orderId}/${it.stepId}`, it)
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
