import type { CorrectResult, RecordResult } from '../../../events/order.ts'
import type { Circumstances } from '../../domain/caller.ts'
import type { Decision } from '../../domain/decision.ts'
import type { Opening } from '../../domain/execution/breach.ts'
import * as overtime from '../../domain/execution/overtime.ts'
import * as result from '../../domain/execution/result.ts'
import * as correction from '../../domain/execution/result-correction.ts'
import { recordResult as recorded } from '../../domain/execution/result-recording.ts'
import type { Order, Snapshot } from '../../domain/orders/order.ts'
import { type Alerts, noAlerts } from '../../domain/quality/alerts.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { type Basis, type Refs, ref, type Store, type Stored } from '../commit/store.ts'
import { alertsOf } from '../quality/holds-above.ts'
import { measuredIn, measuredRefs } from './named-units.ts'
import {
  contextOf,
  contextRefs,
  exceptionIdOf,
  exceptionIds,
  holdsOverOrder,
  type Path,
  type StepPath,
  subject,
  trendRefsOf,
  trendsIn,
} from './steps.ts'

export const recordResult = (store: Store, command: Command<RecordResult>, { orderId }: Path): Promise<Outcome> =>
  run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: contextRefs(command, orderId),
    loadMore: ({ order }, more) => measuredRefs(order?.value, command.body.serial, more),
    find: ({ alerts }, _, _at, reading) => holdsOverOrder(reading, alerts, orderId),
    decide: ({ order, snapshot, person, alerts }, circumstances, more, above) => {
      if (!order) return 'unknown'
      const now = alertsOf(alerts)
      const measuredUnit = measuredIn(order.value, command.body.serial, more, now)
      return recorded(
        contextOf(order, snapshot, person, above),
        command.body,
        { ...exceptionIds(orderId, command.id), alerts: now, measuredUnit, sequence: order.chain.sequence + 1 },
        circumstances,
      )
    },
  })

/** A first round trip for the fact, because only it names the step and the unit. A fact never changes, so it needs no guard. */
export const correctResult = async (
  store: Store,
  command: Command<CorrectResult>,
  { orderId, resultId }: Path & { resultId: string },
): Promise<Outcome> => {
  const fact = await store.factWith(subject(orderId), resultId)
  const serial = correction.resultIn(fact)?.serial
  return run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: contextRefs(command, orderId),
    loadMore: ({ order }, more) => measuredRefs(order?.value, serial, more),
    decide: ({ order, snapshot, person, alerts }, circumstances, more) => {
      if (!order) return 'unknown'
      const now = alertsOf(alerts)
      const opening = {
        ...exceptionIds(orderId, command.id),
        exceptionId: exceptionIdOf(orderId, command.id),
        alerts: now,
        measuredUnit: measuredIn(order.value, serial, more, now),
      }
      const context = contextOf(order, snapshot, person)
      return correction.correctResult(context, fact, resultId, command.body, opening, circumstances)
    },
  })
}

/** The site's alerts are read only if a sample may change them, not for each of a thousand samples. */
export const recordSample = (
  store: Store,
  command: Command<result.Measured>,
  path: StepPath,
  isOld = false,
): Promise<Outcome> => {
  const body = { ...command.body, isOld }
  const { serial } = body
  const judged = (
    { order, snapshot }: ContextBasis,
    read: Partial<Basis<Refs>>,
    alerts: Alerts,
    circumstances: Circumstances,
  ) => {
    const measuredUnit = order && measuredIn(order.value, serial, read, alerts)
    const sequence = order && order.chain.sequence + 1
    const opening = { ...exceptionIds(path.orderId, command.id), alerts, measuredUnit, ...(sequence && { sequence }) }
    return judgeSample(order?.value, snapshot?.value, path.stepId, body, opening, circumstances)
  }
  return run(store, command, {
    subject: subject(path.orderId),
    of: 'order',
    load: { order: ref.order(path.orderId), snapshot: ref.snapshot(path.orderId) },
    loadMore: (basis, more, at): Refs => ({
      ...measuredRefs(basis.order?.value, serial, more),
      ...(isAlerting(judged(basis, more, noAlerts, { at, caller: command.caller })) && { alerts: ref.alerts() }),
    }),
    decide: (basis, circumstances, more) =>
      judged(basis, more, alertsOf(more.alerts as Stored<Alerts> | undefined), circumstances),
  })
}

/**
 * Stops a step of which a timer is exceeded by what devices have measured. The id of the command names the newest value that it judges, so that each
 * value is judged once.
 */
export const stopOvertime = (store: Store, command: Command, { orderId, stepId }: StepPath): Promise<Outcome> =>
  run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: { order: ref.order(orderId), snapshot: ref.snapshot(orderId), alerts: ref.alerts() },
    loadMore: ({ order, snapshot }) => trendRefsOf(order?.value, snapshot?.value, stepId),
    decide: ({ order, snapshot, alerts }, circumstances, found) => {
      const step = snapshot?.value.steps.find((it) => it.stepId === stepId)
      if (!order || order.value.status === 'created' || !step) return 'nothing'
      const running = order.value.steps[stepId]
      if (running?.status !== 'running') return 'nothing'
      const timed = { order: order.value, step, running, trends: trendsIn(found) }
      const opening = { ...exceptionIds(orderId, command.id), alerts: alertsOf(alerts) }
      return overtime.stopOvertime(timed, opening, circumstances)
    },
  })

type ContextBasis = Pick<Basis<ReturnType<typeof contextRefs>>, 'order' | 'snapshot'>

const isAlerting = (decision: Decision | 'nothing'): boolean =>
  decision !== 'nothing' &&
  decision.outcome === 'accepted' &&
  decision.changes.some((it) => it.change === 'save' && it.kind === 'alerts')

/**
 * A sample of a machine during a step. A value within limits is the result that the step needs, at first and after an excursion; further good values
 * are not recorded. An excursion with an open deviation does not open another one.
 */
function judgeSample(
  order: Order | undefined,
  snapshot: Snapshot | undefined,
  stepId: string,
  measured: result.Measured,
  opening: Opening,
  circumstances: Circumstances,
): Decision | 'nothing' {
  const { parameterId, isOld, measuredAt, serial } = measured
  const step = snapshot?.steps.find((it) => it.stepId === stepId)
  const watched = step?.parameters.some((it) => it.parameterId === parameterId && it.source === 'device')
  if (!order || order.status === 'created' || !step || !watched || parameterId === undefined) return 'nothing'
  const decision = result.judgeResult(order, step, measured, opening, circumstances, snapshot?.steps)
  if (decision.outcome === 'refused') return decision
  const progress = order.steps[stepId]
  const running = progress?.status === 'running' ? progress : undefined
  if (decision.fact.type !== 'andon.result.recorded.v1')
    return order.breaches[result.breachKey(stepId, parameterId, serial)] === undefined ? decision : 'nothing'
  const { inSpec } = decision.fact.data
  // A late value, after the step or after a newer value, is recorded only if it was outside its limits.
  const { unit } = opening.measuredUnit ?? {}
  const kept = serial === undefined ? running : unit?.steps?.[stepId]
  if (!running || isOld || result.isOldNews(kept, parameterId, measuredAt)) return inSpec ? 'nothing' : decision
  // A machine repeats itself; the record keeps only when a value entered and left its limits.
  return kept?.results[parameterId] === inSpec ? 'nothing' : decision
}
