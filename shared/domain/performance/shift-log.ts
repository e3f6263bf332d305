import type { MachineState } from '../../../events/device.ts'
import type { EquipmentId, Instant, MaterialId, OrderId, StepId } from '../../../events/identifiers.ts'
import type { Decimal } from '../../../events/quantity.ts'
import { canonical } from '../canonical.ts'
import { minute } from '../wall-clock.ts'
import type { ShiftPeriod } from './shift-period.ts'

/** A state that a machine said it is in. Times are milliseconds since 1970. */
export interface Report {
  readonly at: number
  readonly sequence: number
  readonly state: MachineState
  readonly mode?: string
  /** Why, in the machine's own words. */
  readonly reason?: string
}

/** What the counters of a machine showed. */
export interface Reading {
  readonly at: number
  readonly sequence: number
  readonly good: Decimal
  readonly reject: Decimal
  /** The rejects by their reason, as far as the machine tells. */
  readonly rejects?: Readonly<Record<string, Decimal>>
  /** The counter that showed it; one that replaces another begins anew. */
  readonly counterId?: string
}

/** What a person said of a time of the machine. A later entry wins over an earlier one where both speak of the same. */
export interface Entry {
  readonly from: number
  /** Undefined as long as the state lasts that it speaks of. */
  readonly to?: number
  /** The reason of the stop; null takes away the one that it had. */
  readonly reasonId?: string | null
  /** What the machine really was in. */
  readonly state?: MachineState
  readonly comment?: string
  readonly by: string
  readonly enteredAt: Instant
}

/** A step of an order that used the equipment. */
export interface Run {
  readonly orderId: OrderId
  readonly stepId: StepId
  readonly product: MaterialId
  readonly from: number
  readonly to?: number
  /** The planned runtime of one piece in milliseconds (ISO 22400-2, PRI), if its recipe has one. */
  readonly pieceMs?: Decimal
}

/** By which step of an order pieces and times are told apart. */
export const runKey = ({
  orderId = '',
  stepId = '',
}: {
  readonly orderId?: string
  readonly stepId?: string
}): string => `${orderId}/${stepId}`

/** What counters said of orders so far that a machine still works on, by {@link runKey}: good pieces, and rejects by reason. */
export type Counted = Readonly<Record<string, Pieces>>
export interface Pieces {
  readonly good: Decimal
  readonly rejects: Readonly<Record<string, Decimal>>
}

/** What a shift takes over from the one before. */
export interface Carried {
  readonly report?: Report
  readonly reading?: Reading
  /** Something was heard of the machine in every minute until then but for shorter silences. */
  readonly heardAt?: number
  /** An entry of a state that still lasts. */
  readonly entry?: Entry
  readonly counted?: Counted
}

/** A time in milliseconds since 1970; `to` is excluded. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** When the equipment should work in a shift, as it was planned when the log was begun. */
export interface PlannedTime {
  readonly open: readonly Span[]
  readonly maintenance: readonly Span[]
}

/**
 * What one equipment said in one shift, and people said of it. Everything else, such as the time line and the indicators, follows from it, so that it is
 * the same in whatever order and however often messages come.
 */
export interface ShiftLog extends ShiftPeriod {
  readonly equipmentId: EquipmentId
  readonly planned: PlannedTime
  readonly before: Carried
  readonly reports: readonly Report[]
  /** Minutes in which something was heard, neighbours joined, each by its first and last instant. */
  readonly heard: readonly Span[]
  /** The last reading of each minute. */
  readonly readings: readonly Reading[]
  readonly entries: readonly Entry[]
  readonly runs: readonly Run[]
  /** Up to when it is known what the machine did. */
  readonly until: number
}

/** What was heard at an instant: a state, what counters showed, or only that the machine is alive. */
export interface LogEntry {
  readonly at: number
  readonly report?: Report
  readonly reading?: Reading
}

/** The log of an equipment for the shift that begins at an instant. */
export interface LogOf {
  readonly equipmentId: string
  readonly from: number
}
export const logKey = ({ equipmentId, from }: LogOf): string => `${equipmentId}@${new Date(from).toISOString()}`

/** A machine that flooded its log with more than these has the others only counted as heard. An hour of one state change a second is 3,600. */
const mostReports = 4000

export const emptyLog = (
  period: ShiftPeriod,
  equipmentId: EquipmentId,
  planned: PlannedTime,
  before: Carried = {},
): ShiftLog => ({
  ...period,
  equipmentId,
  planned,
  before,
  reports: [],
  heard: [],
  readings: [],
  entries: [],
  runs: [],
  until: period.from,
})

/** The log with more of what was said; the same log if it knows all of it. */
export function logged(log: ShiftLog, said: readonly LogEntry[]): ShiftLog {
  let { reports, readings, heard, until } = log
  for (const { at, report, reading } of said) {
    heard = heardAlso(heard, at)
    until = Math.max(until, at)
    if (report) reports = withReport(reports, report)
    if (reading) readings = withReading(readings, reading)
  }
  const isSame = reports === log.reports && readings === log.readings && heard === log.heard && until === log.until
  return isSame ? log : { ...log, reports, readings, heard, until }
}

const order = (one: Report | Reading, other: Report | Reading): number =>
  one.at - other.at || one.sequence - other.sequence

function withReport(reports: readonly Report[], report: Report): readonly Report[] {
  const same = reports.findIndex((it) => order(it, report) === 0)
  if (same === -1) return reports.length < mostReports ? [...reports, report].sort(order) : reports
  // A device that gives two messages one name: which of them counts must not depend on the order of their arrival.
  return isLess(reports[same], report) ? reports.with(same, report) : reports
}

function withReading(readings: readonly Reading[], reading: Reading): readonly Reading[] {
  const known = readings.findIndex(({ at }) => minuteOf(at) === minuteOf(reading.at))
  const rest = readings[known]
  if (rest === undefined) return [...readings, reading].sort(order)
  const isLater = order(rest, reading) < 0 || (order(rest, reading) === 0 && isLess(rest, reading))
  return isLater ? readings.with(known, reading) : readings
}

const isLess = (one: Report | Reading | undefined, other: Report | Reading): boolean =>
  canonical(one) < canonical(other)

/** Minutes since 1970. */
export const minuteOf = (at: number): number => Math.floor(at / minute)

function heardAlso(heard: readonly Span[], at: number): readonly Span[] {
  const from = minuteOf(at) * minute
  const added = { from, to: from + minute }
  if (heard.some((it) => it.from <= added.from && added.to <= it.to)) return heard
  const joined: Span[] = []
  for (const it of [...heard, added].sort((one, other) => one.from - other.from)) {
    const last = joined.at(-1)
    if (last && it.from <= last.to) joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, it.to) }
    else joined.push(it)
  }
  return joined
}
