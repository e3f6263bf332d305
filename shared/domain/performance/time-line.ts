import type { MachineState } from '../../../events/device.ts'
import type { Entry, ShiftLog, Span } from './shift-log.ts'

/** A time in which a machine was in one state for one reason. */
export interface Segment extends Span {
  readonly state: MachineState
  readonly mode?: string
  /** What the machine gave as the reason, in its own words. */
  readonly machineReason?: string
  /** What a person gave. */
  readonly entry?: Entry
  /** The state that the machine said, where a person has corrected it. */
  readonly said?: MachineState
}

/** A machine that has no heartbeat of its own and says nothing for so long is unknown. */
export const longestSilenceMs = 72 * 60 * 60_000

/**
 * The states of a shift in order, without gaps from its start to `until`. A machine is in the state that it said last; it is unknown before its first
 * message and from the end of its heartbeat after the last one until it is heard again.
 * @param heartbeatMs how long it may be silent
 * @param until the end of what is asked for, at most the end of the shift
 */
export function timeLineOf(log: ShiftLog, until: number, heartbeatMs = longestSilenceMs): Segment[] {
  const to = Math.min(log.to, until)
  const said = statesSaid(log, to)
  const silent = silencesIn(log, to, heartbeatMs)
  const entries = [...(log.before.entry ? [log.before.entry] : []), ...log.entries]
    .map((entry) => ({ ...entry, to: entry.to ?? endOf(entry, said, to) }))
    .sort((one, other) => (one.enteredAt < other.enteredAt ? -1 : one.enteredAt > other.enteredAt ? 1 : 0))
  const cuts = [...said, ...silent, ...entries].flatMap((it) => [it.from, it.to])
  const edges = [...new Set([log.from, to, ...cuts])].filter((at) => log.from <= at && at <= to).sort((a, b) => a - b)
  const pieces = edges
    .slice(1)
    .map((end, index) => pieceOf({ from: edges[index] ?? end, to: end }, said, silent, entries))
  return joined(pieces)
}

type Said = Omit<Segment, 'entry' | 'said'>

function statesSaid({ from, before, reports }: ShiftLog, to: number): Said[] {
  const known = [...(before.report ? [before.report] : []), ...reports]
  return known.flatMap(({ at, state, mode, reason }, index) => {
    const span = { from: Math.max(from, at), to: Math.min(to, known[index + 1]?.at ?? to) }
    if (span.from >= span.to) return []
    return {
      ...span,
      state,
      ...(mode !== undefined && { mode }),
      ...(reason !== undefined && { machineReason: reason }),
    }
  })
}

function silencesIn({ from, before, heard }: ShiftLog, to: number, heartbeatMs: number): Span[] {
  const spans = [...(before.heardAt === undefined ? [] : [{ from: before.heardAt, to: before.heardAt }]), ...heard]
  const silences = spans.map((it, index) => ({ from: it.to + heartbeatMs, to: spans[index + 1]?.from ?? to }))
  return silences
    .map((it) => ({ from: Math.max(from, it.from), to: Math.min(to, it.to) }))
    .filter((it) => it.from < it.to)
}

/** An entry of a state that lasted still ends with it. */
const endOf = ({ from }: Entry, said: readonly Said[], to: number): number => {
  const during = said.findIndex((it) => it.from <= from && from < it.to)
  const state = said[during]?.state
  return said.slice(during + 1).find((it) => it.state !== state)?.from ?? to
}

function pieceOf(
  span: Span,
  said: readonly Said[],
  silent: readonly Span[],
  entries: readonly (Entry & Span)[],
): Segment {
  const holds = (it: Span) => it.from <= span.from && span.to <= it.to
  const own = silent.some(holds) ? undefined : said.find(holds)
  const { state, ...known } = own ?? { state: 'unknown' as const }
  const over = entries.filter(holds)
  const correction = over.findLast((it) => it.state !== undefined)
  const given = over.findLast((it) => it.reasonId !== undefined)
  const corrected = correction?.state
  // Stops that a person has made one are one, whatever the machine said in them.
  if (corrected !== undefined && correction === given) return { ...span, state: corrected, entry: given }
  return {
    ...known,
    ...span,
    state: corrected ?? state,
    ...(corrected !== undefined && corrected !== state && { said: state }),
    ...(given && { entry: given }),
  }
}

/** Neighbours that differ in nothing are one; a part that a person set off stays apart. */
function joined(pieces: readonly Segment[]): Segment[] {
  const segments: Segment[] = []
  for (const it of pieces) {
    const last = segments.at(-1)
    const isSame =
      last !== undefined &&
      last.state === it.state &&
      last.said === it.said &&
      last.mode === it.mode &&
      last.machineReason === it.machineReason &&
      last.entry === it.entry
    if (isSame) segments[segments.length - 1] = { ...last, to: it.to }
    else segments.push(it)
  }
  return segments
}
