import type { Instant } from '../../../events/identifiers.ts'
import type { Decimal } from '../../../events/quantity.ts'
import { lineOf } from '../../../events/stop-reason.ts'
import { secondsOf } from '../quantity.ts'
import { stateIdOf } from './entering.ts'
import { isPossible } from './packml.ts'
import type { ShiftLog, Span } from './shift-log.ts'
import { type Judged, reasonOf, type TimeKind } from './time-kinds.ts'
import { judgedTimeLine, type LogRules } from './totals.ts'

/** A state of an equipment as people read it. */
export interface ShownState {
  readonly stateId: string
  readonly from: Instant
  /** Absent while the state lasts. */
  readonly to?: Instant
  readonly seconds: Decimal
  readonly state: Judged['state']
  readonly kind: TimeKind
  readonly mode?: string
  readonly machineReason?: string
  readonly reasonId?: string
  readonly names?: readonly string[]
  readonly comment?: string
  readonly givenBy?: string
  readonly stateSaid?: Judged['state']
  readonly needsReason: boolean
  readonly isImpossible: boolean
  readonly orderId?: string
  readonly stepId?: string
}

/**
 * The states of a time, in order; a change of shift parts them.
 * @param logs of the shifts that have a part in the time, in order
 * @param now what lasts until then goes on
 */
export function statesIn(logs: readonly ShiftLog[], rules: LogRules, { from, to }: Span, now: number): ShownState[] {
  const end = Math.min(to, now)
  const states = logs.flatMap((log) =>
    judgedTimeLine(log, Math.min(end, log.to), rules).map((state) => ({ state, log })),
  )
  return states.flatMap(({ state, log }, index) =>
    state.to > from ? [shown(state, log, rules, states[index - 1]?.state, end < now || state.to < end)] : [],
  )
}

function shown(it: Judged, log: ShiftLog, rules: LogRules, before: Judged | undefined, isOver: boolean): ShownState {
  const run = log.runs.findLast((one) => one.from < it.to && (one.to === undefined || one.to > it.from))
  const reason = reasonOf(it, rules)
  const names =
    reason &&
    lineOf(reason.reasonId, rules.reasons)
      ?.map(({ name }) => name)
      .reverse()
  const states = rules.modes?.[it.mode ?? 'production']
  const isImpossible =
    rules.modes !== undefined &&
    before !== undefined &&
    !isPossible(before.said ?? before.state, it.said ?? it.state, states)
  return {
    stateId: stateIdOf(it.from),
    from: new Date(it.from).toISOString(),
    ...(isOver && { to: new Date(it.to).toISOString() }),
    seconds: secondsOf(it.to - it.from),
    state: it.state,
    kind: it.kind,
    ...(it.mode !== undefined && { mode: it.mode }),
    ...(it.machineReason !== undefined && { machineReason: it.machineReason }),
    ...(reason && { reasonId: reason.reasonId }),
    ...(names && { names }),
    ...(it.entry?.comment !== undefined && { comment: it.entry.comment }),
    ...(it.entry && { givenBy: it.entry.by }),
    ...(it.said !== undefined && { stateSaid: it.said }),
    needsReason: it.isOpen,
    isImpossible,
    ...(run && { orderId: run.orderId, stepId: run.stepId }),
  }
}
