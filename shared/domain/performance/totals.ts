import type { MachineState } from '../../../events/device.ts'
import type { Decimal } from '../../../events/quantity.ts'
import type { PieceCounter } from '../../../events/stop-reason.ts'
import { add, isZero, product, zero } from '../quantity.ts'
import { addedPieces, type CounterEvent, counted, type Delta, rejected } from './counter.ts'
import { type Carried, type Counted, type Pieces, type Run, runKey, type ShiftLog, type Span } from './shift-log.ts'
import { type Judged, judged, outside, type StopRules, type TimeKind, within } from './time-kinds.ts'
import { timeLineOf } from './time-line.ts'

/** By what the log of an equipment is judged. */
export interface LogRules extends StopRules {
  readonly heartbeatMs?: number
  readonly counter?: PieceCounter
  /** The states of each mode; without them, no change of state is impossible. */
  readonly modes?: Readonly<Record<string, readonly MachineState[]>>
}

/** What an equipment did for one step of an order, or for none, in milliseconds by kind and in pieces. */
export interface RunTotals extends Pieces {
  readonly orderId?: string
  readonly stepId?: string
  readonly product?: string
  readonly ms: Readonly<Partial<Record<TimeKind, number>>>
  /** Planned runtime per item x produced quantity (ISO 22400-2, PRI x PQ), in milliseconds; absent if pieces of it have no planned runtime. */
  readonly plannedMs?: Decimal | undefined
}

/** The time of stops with one reason, or of one kind without a reason, and how many there were. */
export interface Loss {
  readonly kind: TimeKind
  readonly reasonId?: string
  readonly ms: number
  readonly count: number
}

/** What a shift of an equipment came to: enough for every indicator, and additive. */
export interface Totals {
  readonly runs: readonly RunTotals[]
  readonly losses: readonly Loss[]
  /** Stops by a failure that began in this time (ISO 22400-2, FE). */
  readonly failures: number
  /** What happened to its counters, by kind. */
  readonly counterEvents: Readonly<Partial<Record<CounterEvent, number>>>
}

export const noTotals: Totals = { runs: [], losses: [], failures: 0, counterEvents: {} }

/** The states of a shift with what the time model makes of them. */
export const judgedTimeLine = (log: ShiftLog, until: number, rules: LogRules): Judged[] =>
  judged(timeLineOf(log, until, rules.heartbeatMs), rules, until >= log.to)

/** What a part of a shift came to. Pieces belong to the instant at which the counter showed them. */
export function totalsOf(log: ShiftLog, rules: LogRules, { from, to }: Span): Totals {
  const line = judgedTimeLine(log, to, rules).flatMap((it) =>
    it.to > from ? [{ ...it, from: Math.max(it.from, from) }] : [],
  )
  const deltas = deltasOf(log, rules).filter((it) => from <= it.to && it.to < to)
  const runs = new Map<string, RunTotals>()
  const on = (run: Run | undefined, more: (it: RunTotals) => RunTotals) => {
    const key = runKey(run ?? {})
    runs.set(key, more(runs.get(key) ?? startOf(run, rules)))
  }
  for (const segment of line)
    for (const part of partsOf(segment, log))
      on(part.run, (it) => ({ ...it, ms: { ...it.ms, [part.kind]: (it.ms[part.kind] ?? 0) + part.to - part.from } }))
  for (const delta of deltas) {
    const run = runOf(log, delta)
    on(run, (it) => ({ ...it, ...addedPieces(it, delta), ...plannedWith(it, run, delta) }))
  }
  return {
    runs: [...runs.values()],
    losses: lossesIn(line, log),
    failures: line.filter((it, index) => it.kind === 'failure' && line[index - 1]?.kind !== 'failure').length,
    counterEvents: eventsIn(deltas),
  }
}

/** The same as stored, for the time whose outcome is known. */
export const totalsKnown = (log: ShiftLog, rules: LogRules): Totals =>
  totalsOf(log, rules, { from: log.from, to: log.until })

/** Where nothing counts the pieces, how long they should have taken is unknown. */
const startOf = (run: Run | undefined, { counter }: LogRules): RunTotals => ({
  ...(run && { orderId: run.orderId, stepId: run.stepId, product: run.product }),
  ms: {},
  good: zero,
  rejects: {},
  plannedMs: counter && zero,
})

/** Pieces without a planned runtime leave the planned time of all of them unknown. */
function plannedWith({ plannedMs }: RunTotals, run: Run | undefined, delta: Delta): Pick<RunTotals, 'plannedMs'> {
  const pieces = add(delta.good, rejected(delta))
  if (isZero(pieces) || plannedMs === undefined) return { plannedMs }
  return { plannedMs: run?.pieceMs === undefined ? undefined : add(plannedMs, product(pieces, run.pieceMs)) }
}

/** A segment in parts, each of one run and either in planned operation time, in maintenance, or in none. */
function partsOf(segment: Judged, { planned, runs }: ShiftLog): (Span & { kind: TimeKind; run: Run | undefined })[] {
  // What produces outside of planned time produces all the same.
  const kinds: (Span & { kind: TimeKind })[] =
    segment.kind === 'producing'
      ? [segment]
      : [
          ...outside(segment, planned.open).map((it) => ({ ...it, kind: 'closed' as const })),
          ...within(segment, planned.open).flatMap((open) => [
            ...within(open, planned.maintenance).map((it) => ({ ...it, kind: 'planned' as const })),
            ...outside(open, planned.maintenance).map((it) => ({ ...it, kind: segment.kind })),
          ]),
        ]
  return kinds.flatMap(({ kind, ...span }) => byRun(span, runs).map((it) => ({ ...it, kind })))
}

function byRun({ from, to }: Span, runs: readonly Run[]): (Span & { run: Run | undefined })[] {
  const edges = [from, ...runs.flatMap((it) => [it.from, it.to ?? to]).filter((at) => from < at && at < to), to]
  const sorted = [...new Set(edges)].sort((one, other) => one - other)
  return sorted.slice(1).map((end, index) => {
    const span = { from: sorted[index] ?? end, to: end }
    return { ...span, run: runs.findLast((it) => it.from <= span.from && span.to <= (it.to ?? to)) }
  })
}

/** Readings and what was counted between them, the one before the shift included. */
export function deltasOf({ before, readings }: ShiftLog, { counter }: LogRules): Delta[] {
  if (!counter) return []
  const known = before.reading ? [before.reading, ...readings] : readings
  return known.slice(1).map((it, index) => counted(known[index] ?? it, it, counter))
}

/** The run that made what a counter showed: the one of that instant, else the last one since the reading before. */
export const runOf = ({ runs }: ShiftLog, { from, to }: Delta): Run | undefined =>
  runs.findLast((it) => it.from <= to && to <= (it.to ?? to)) ??
  runs.findLast((it) => it.from <= to && (it.to ?? to) >= from)

function lossesIn(line: readonly Judged[], { planned }: ShiftLog): Loss[] {
  const losses = new Map<string, Loss>()
  for (const [index, it] of line.entries()) {
    if (it.kind === 'producing') continue
    const ms = within(it, planned.open)
      .flatMap((open) => outside(open, planned.maintenance))
      .reduce((sum, part) => sum + part.to - part.from, 0)
    if (ms === 0) continue
    const reasonId = it.reason?.reasonId
    const key = `${it.kind}/${reasonId ?? ''}`
    const before = line[index - 1]
    const goesOn = before !== undefined && before.kind === it.kind && before.reason === it.reason
    const known = losses.get(key) ?? { kind: it.kind, ...(reasonId !== undefined && { reasonId }), ms: 0, count: 0 }
    losses.set(key, { ...known, ms: known.ms + ms, count: known.count + (goesOn ? 0 : 1) })
  }
  return [...losses.values()]
}

function eventsIn(deltas: readonly Delta[]): Totals['counterEvents'] {
  const events: Partial<Record<CounterEvent, number>> = {}
  for (const { event } of deltas) if (event) events[event] = (events[event] ?? 0) + 1
  return events
}

/** What counters said in all of an order that the equipment still works on, or worked on in this shift. */
export function countedBy(log: ShiftLog, rules: LogRules): Counted {
  const all: Record<string, Pieces> = { ...log.before.counted }
  for (const delta of deltasOf(log, rules)) {
    const run = runOf(log, delta)
    if (run) all[runKey(run)] = addedPieces(all[runKey(run)], delta)
  }
  return all
}

/** What the next shift takes over. */
export function carriedOut(log: ShiftLog, rules: LogRules): Carried {
  const { before, reports, readings, heard, entries } = log
  const report = reports.at(-1) ?? before.report
  const reading = readings.at(-1) ?? before.reading
  const heardAt = heard.at(-1)?.to ?? before.heardAt
  const stillOpen = new Set(log.runs.filter(({ to }) => to === undefined || to >= log.to).map(runKey))
  const counts = Object.entries(countedBy(log, rules)).filter(([key]) => stillOpen.has(key))
  const entry = [...(before.entry ? [before.entry] : []), ...entries].findLast(
    (it) => it.to === undefined && !reports.some(({ at }) => at > it.from),
  )
  return {
    ...(report && { report }),
    ...(reading && { reading }),
    ...(heardAt !== undefined && { heardAt }),
    ...(entry && { entry }),
    ...(counts.length > 0 && { counted: Object.fromEntries(counts) }),
  }
}

/** The totals of several shifts or machines. */
export function summed(all: readonly Totals[]): Totals {
  const runs = new Map<string, RunTotals>()
  const losses = new Map<string, Loss>()
  const counterEvents: Partial<Record<CounterEvent, number>> = {}
  for (const it of all) {
    for (const run of it.runs) {
      runs.set(runKey(run), addedRun(runs.get(runKey(run)), run))
    }
    for (const loss of it.losses) {
      const key = `${loss.kind}/${loss.reasonId ?? ''}`
      const known = losses.get(key)
      losses.set(key, known ? { ...known, ms: known.ms + loss.ms, count: known.count + loss.count } : loss)
    }
    for (const [event, times] of Object.entries(it.counterEvents) as [CounterEvent, number][])
      counterEvents[event] = (counterEvents[event] ?? 0) + times
  }
  const failures = all.reduce((sum, it) => sum + it.failures, 0)
  return { runs: [...runs.values()], losses: [...losses.values()], failures, counterEvents }
}

function addedRun(one: RunTotals | undefined, more: RunTotals): RunTotals {
  if (!one) return more
  const ms = { ...one.ms }
  for (const [kind, time] of Object.entries(more.ms) as [TimeKind, number][]) ms[kind] = (ms[kind] ?? 0) + time
  const isKnown = one.plannedMs !== undefined && more.plannedMs !== undefined
  return { ...one, ms, ...addedPieces(one, more), plannedMs: isKnown ? add(one.plannedMs, more.plannedMs) : undefined }
}
