import { type Instant, instantOfState } from '../../../events/identifiers.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { CorrectState, GiveReason, MergeStates, SplitState } from '../../../events/stop.ts'
import type { StopReason } from '../../../events/stop-reason.ts'
import type { Circumstances } from '../caller.ts'
import type { Change } from '../change.ts'
import type { Decision, FactPayload } from '../decision.ts'
import { hasReasons, reasons, refuse, violation } from '../refusal.ts'
import { type Entry, logKey } from './shift-log.ts'
import { type Chain, chained, type KeptLog } from './shift-logs.ts'
import { type Judged, reasonOf } from './time-kinds.ts'
import { judgedTimeLine, type LogRules } from './totals.ts'

/** What is known of an equipment around the state that somebody speaks of. */
export interface Around {
  readonly chain: Omit<Chain, 'said' | 'entries'>
  readonly rules: LogRules
  /** The name of its class, which has the reasons of its stops. */
  readonly equipmentClass: string | undefined
}

/** The id of a state: its start. */
export const stateIdOf = (from: number): string => new Date(from).toISOString().replace(/[-:]/g, '')

/** Gives a stop its reason. A reason that it has already is replaced, and stays in the facts. */
export function explainStop(around: Around, stateId: string, body: GiveReason, circumstances: Circumstances): Decision {
  const found = stateAt(around, stateId, circumstances)
  if (!found) return refuse([noState(around, stateId)])
  const { state } = found
  const why = reasons(...objectionsToStop(state, stateId), ...objectionsToReason(around, body.reasonId))
  if (hasReasons(why)) return refuse(why)
  const before = state.entry && reasonOf(state, around.rules)?.reasonId
  return entered(around, { ...spanOf(found), reasonId: body.reasonId, ...commented(body) }, circumstances, {
    type: 'andon.equipment.stop-explained.v1',
    data: {
      ...named(around, found),
      state: state.state,
      reasonId: body.reasonId,
      ...(before !== undefined && { reasonBefore: before }),
      ...commented(body),
    },
  })
}

/** Parts a stop in two: the second part gets a reason of its own, or none yet. */
export function splitState(around: Around, stateId: string, body: SplitState, circumstances: Circumstances): Decision {
  const found = stateAt(around, stateId, circumstances)
  if (!found) return refuse([noState(around, stateId)])
  const { state } = found
  const at = Date.parse(body.at)
  const why = reasons(
    ...objectionsToStop(state, stateId),
    (at <= state.from || at >= state.to) &&
      violation('state-times-wrong/split', { from: instant(state.from), to: instant(state.to) }, 'at'),
    ...(body.reasonId === undefined ? [] : objectionsToReason(around, body.reasonId)),
  )
  if (hasReasons(why)) return refuse(why)
  const { to } = spanOf(found)
  const entry = { from: at, ...(to !== undefined && { to }), reasonId: body.reasonId ?? null, ...commented(body) }
  return entered(around, entry, circumstances, {
    type: 'andon.equipment.state-split.v1',
    data: {
      ...named(around, found),
      at: body.at,
      ...(body.reasonId !== undefined && { reasonId: body.reasonId }),
      ...commented(body),
    },
  })
}

/** Makes one stop of several of a shift, whatever the machine did between them: it is one time with one reason. */
export function mergeStates(
  around: Around,
  stateId: string,
  body: MergeStates,
  circumstances: Circumstances,
): Decision {
  const found = stateAt(around, stateId, circumstances)
  const last = stateAt(around, body.until, circumstances)
  if (!found) return refuse([noState(around, stateId)])
  if (!last) return refuse([noState(around, body.until)])
  const why = reasons(
    ...objectionsToStop(found.state, stateId),
    (last.log.from !== found.log.from || last.state.from <= found.state.from) &&
      violation('state-times-wrong/merge', { stateId, until: body.until }, 'until'),
    ...objectionsToReason(around, body.reasonId),
  )
  if (hasReasons(why)) return refuse(why)
  const { to } = spanOf(last)
  const span = { from: found.state.from, ...(to !== undefined && { to }) }
  const entry = { ...span, state: found.state.state, reasonId: body.reasonId, ...commented(body) }
  return entered(around, entry, circumstances, {
    type: 'andon.equipment.states-merged.v1',
    data: {
      ...named(around, { ...found, state: { ...found.state, to: last.state.to }, lasts: last.lasts }),
      reasonId: body.reasonId,
      ...commented(body),
    },
  })
}

/** Corrects what the machine said, for a state or a part of it. What it said stays known. */
export function correctState(
  around: Around,
  stateId: string,
  body: CorrectState,
  circumstances: Circumstances,
): Decision {
  const found = stateAt(around, stateId, circumstances)
  if (!found) return refuse([noState(around, stateId)])
  const { state } = found
  const whole = spanOf(found)
  const from = body.from === undefined ? whole.from : Date.parse(body.from)
  const to = body.to === undefined ? whole.to : Date.parse(body.to)
  const isOutside = from < state.from || (to !== undefined && to > state.to) || (to ?? state.to) <= from
  const why = reasons(
    isOutside && violation('state-times-wrong/correct', { from: instant(state.from), to: instant(state.to) }, 'from'),
    body.state === state.state && violation('state-times-wrong/same', { state: state.state }, 'state'),
  )
  if (hasReasons(why)) return refuse(why)
  const entry = { from, ...(to !== undefined && { to }), state: body.state, comment: body.reason }
  return entered(around, entry, circumstances, {
    type: 'andon.equipment.state-corrected.v1',
    data: {
      ...named(around, { ...found, state: { ...state, from, to: to ?? state.to } }),
      state: body.state,
      stateBefore: state.state,
      reason: body.reason,
    },
  })
}

interface Found {
  readonly log: KeptLog
  readonly state: Judged
  /** The state goes on. */
  readonly lasts: boolean
}

/** The state in which an instant lies, as the time line is now. */
function stateAt({ chain, rules }: Around, stateId: string, { at: now }: Circumstances): Found | undefined {
  const at = instantOfState(stateId)
  const log = [...chain.logs.values()].find(({ from, to }) => from <= at && at < to)
  if (!log) return undefined
  const until = Math.min(log.to, Math.max(Date.parse(now), log.until))
  const state = judgedTimeLine(log, until, rules).find(({ from, to }) => from <= at && at < to)
  return state && { log, state, lasts: state.to === until && until < log.to }
}

const noState = ({ chain: { equipmentId } }: Around, stateId: string): Violation =>
  violation('not-found', { type: 'state', id: `${equipmentId}/${stateId}` }, 'path#/stateId')

const stops = ['failure', 'unplanned', 'micro-stop', 'planned', 'changeover', 'waiting']

const objectionsToStop = ({ kind, state }: Judged, id: string): Violation[] =>
  stops.includes(kind)
    ? []
    : [
        violation(
          kind === 'unknown' ? 'state-no-stop/unknown' : 'state-no-stop',
          { stateId: id, state },
          'path#/stateId',
        ),
      ]

/** People choose a leaf: a branch would say less than they know. */
function objectionsToReason({ rules, equipmentClass, chain: { equipmentId } }: Around, reasonId: string): Violation[] {
  const all = [...new Set(rules.reasons.values())]
  const known = all.find((it) => it.reasonId === reasonId)
  const leaves = all.filter((it) => isLeaf(it, all)).map((it) => it.reasonId)
  if (leaves.length === 0)
    return [
      violation(
        'stop-reason-unknown/none',
        { equipmentId, ...(equipmentClass !== undefined && { equipmentClass }) },
        'reasonId',
      ),
    ]
  if (!known) return [violation('stop-reason-unknown', { reasonId, leaves }, 'reasonId')]
  if (!isLeaf(known, all))
    return [
      violation('stop-reason-unknown/branch', { reasonId, leaves: leaves.filter((it) => it !== reasonId) }, 'reasonId'),
    ]
  return []
}

const isLeaf = ({ reasonId }: StopReason, all: readonly StopReason[]): boolean =>
  !all.some((it) => it.parentId === reasonId)

const spanOf = ({ state, lasts }: Found) =>
  ({ from: state.from, ...(!lasts && { to: state.to }) }) as { from: number; to?: number }

const instant = (at: number): Instant => new Date(at).toISOString()

const named = ({ chain: { equipmentId } }: Around, { state, lasts }: Found) => ({
  equipmentId,
  stateId: stateIdOf(state.from),
  from: instant(state.from),
  ...(!lasts && { to: instant(state.to) }),
})

const commented = ({ comment }: { readonly comment?: string | undefined }) => ({
  ...(comment !== undefined && { comment }),
})

function entered(
  { chain, rules }: Around,
  said: Omit<Entry, 'by' | 'enteredAt'>,
  { at, caller }: Circumstances,
  fact: FactPayload,
): Decision {
  const entries = [{ ...said, by: caller.id, enteredAt: at }]
  const logs = chained({ ...chain, said: [], entries }, rules)
  const changes: Change[] = logs.map((value) => ({ change: 'save', kind: 'log', id: logKey(value), value }))
  return { outcome: 'accepted', fact, changes }
}
