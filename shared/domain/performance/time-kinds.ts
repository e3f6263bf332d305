import type { MachineState } from '../../../events/device.ts'
import { kindOf, type StopKind, type StopReason } from '../../../events/stop-reason.ts'
import type { Span } from './shift-log.ts'
import type { Segment } from './time-line.ts'

/**
 * What a time is to the time model of ISO 22400-2. `producing` is actual production time (APT), `changeover` actual unit setup time (AUST), `planned`
 * planned down time. `failure`, `unplanned`, `micro-stop` and `waiting` are actual unit delay time (ADET); `unknown` is delay of which nothing is
 * known. `closed` is no planned operation time at all.
 */
export const timeKinds = [
  'producing',
  'changeover',
  'planned',
  'failure',
  'unplanned',
  'micro-stop',
  'waiting',
  'unknown',
  'closed',
] as const
export type TimeKind = (typeof timeKinds)[number]

/** What a state without a reason is (PackML, ISA-TR88.00.02). The acting states count as what the machine leaves or waits for. */
const kindOfState: Readonly<Record<MachineState, Exclude<TimeKind, 'closed' | 'micro-stop'>>> = {
  unknown: 'unknown',
  execute: 'producing',
  completing: 'producing',
  idle: 'waiting',
  starting: 'waiting',
  complete: 'waiting',
  resetting: 'waiting',
  suspending: 'waiting',
  suspended: 'waiting',
  unsuspending: 'waiting',
  holding: 'unplanned',
  held: 'unplanned',
  unholding: 'unplanned',
  stopping: 'unplanned',
  stopped: 'unplanned',
  clearing: 'failure',
  aborting: 'failure',
  aborted: 'failure',
}

/** By what an equipment's time is judged: the reasons of its class, and the length below which a stop is a micro-stop. */
export interface StopRules {
  readonly reasons: ReadonlyMap<string, StopReason>
  readonly microStopMs: number
}

/** ISO 22400-2 has no micro-stop; most plants count stops under a minute or two as loss of speed. */
export const usualMicroStopMs = 60_000

export function stopRules(reasons: readonly StopReason[] = [], microStopMs = usualMicroStopMs): StopRules {
  const byId = new Map(reasons.map((it) => [it.reasonId, it]))
  for (const it of reasons) for (const word of it.machineReasons ?? []) if (!byId.has(word)) byId.set(word, it)
  return { reasons: byId, microStopMs }
}

/** The reason of a stop: what a person gave, else what the machine told, if its class knows it. */
export function reasonOf({ entry, machineReason }: Segment, { reasons }: StopRules): StopReason | undefined {
  if (entry?.reasonId !== undefined) return entry.reasonId === null ? undefined : reasons.get(entry.reasonId)
  return machineReason === undefined ? undefined : reasons.get(machineReason)
}

/** A segment as the time model counts it. */
export interface Judged extends Segment {
  readonly kind: Exclude<TimeKind, 'closed'>
  readonly reason?: StopReason
  /** Somebody has to say why it stood. */
  readonly isOpen: boolean
}

/**
 * A stop that nobody gave a reason for and that is shorter than the rules say is a micro-stop, however many states it went through. A stop that the end
 * of a shift cuts is two stops.
 * @param isOver whether the last of them has ended
 */
export function judged(segments: readonly Segment[], rules: StopRules, isOver: boolean): Judged[] {
  const first = segments.map((it) => ({ it, kind: kindBefore(it, rules), reason: reasonOf(it, rules) }))
  return first.map(({ it, kind, reason }, index) => {
    const asks = isStop(kind) && reason === undefined
    const isShort = asks && lengthOfStop(first, index) < rules.microStopMs
    const hasEnded = isOver || index < segments.length - 1
    return {
      ...it,
      kind: isShort && hasEnded ? 'micro-stop' : kind,
      ...(reason && { reason }),
      // Where a class has no reasons, nobody can give one.
      isOpen: asks && !isShort && rules.reasons.size > 0,
    }
  })
}

const isStop = (kind: Judged['kind']): boolean => kind === 'unplanned' || kind === 'failure'

function kindBefore(segment: Segment, rules: StopRules): Exclude<TimeKind, 'closed' | 'micro-stop'> {
  const { state, mode } = segment
  const kind = kindOfState[state]
  // Only production makes product: what runs in another mode is set up, repaired or tried.
  if (kind === 'producing') return mode === undefined || mode === 'production' ? kind : 'unplanned'
  if (kind === 'unknown') return kind
  const reason = reasonOf(segment, rules)
  const given: StopKind | undefined = reason && kindOf(reason.reasonId, rules.reasons)
  return given ?? kind
}

/** A stop without reasons may go through several states, such as aborting, aborted and clearing. */
function lengthOfStop(
  all: readonly { readonly it: Segment; readonly kind: Judged['kind']; readonly reason: StopReason | undefined }[],
  index: number,
): number {
  const isPart = (at: number) => {
    const one = all[at]
    return one !== undefined && isStop(one.kind) && one.reason === undefined
  }
  let [first, last] = [index, index]
  while (isPart(first - 1)) first -= 1
  while (isPart(last + 1)) last += 1
  return (all[last]?.it.to ?? 0) - (all[first]?.it.from ?? 0)
}

/** The milliseconds that two times have in common. */
export const overlap = (one: Span, other: Span): number =>
  Math.max(0, Math.min(one.to, other.to) - Math.max(one.from, other.from))

/** The parts of a time that lie in others, which are in order and do not overlap. */
export const within = (span: Span, others: readonly Span[]): Span[] =>
  others
    .map((it) => ({ from: Math.max(span.from, it.from), to: Math.min(span.to, it.to) }))
    .filter((it) => it.from < it.to)

/** The parts of a time that lie outside of others. */
export function outside(span: Span, others: readonly Span[]): Span[] {
  let { from } = span
  const parts: Span[] = []
  for (const it of within(span, others)) {
    if (it.from > from) parts.push({ from, to: it.from })
    from = Math.max(from, it.to)
  }
  return from < span.to ? [...parts, { from, to: span.to }] : parts
}
