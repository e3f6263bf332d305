import {
  ExecutionAlreadyExists,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn'
import type { FactType } from '../../events/catalog.ts'
import type { Fact } from '../../events/envelope.ts'
import type { FactSubject } from '../../events/subject.ts'
import { answerOfDeviation, answerOfOrder } from '../../shared/domain/execution/waits.ts'
import { spreads } from '../../shared/domain/quality/alerts.ts'
import { now } from '../../shared/runtime/clock.ts'
import { environment, variable } from '../../shared/runtime/environment.ts'
import { site, store, table } from '../../shared/runtime/plant.ts'
import { trimmed } from '../../shared/storage/trimmed.ts'
import { forgetWait, type Wait, waitsOn } from '../../shared/storage/wait-store.ts'
import { ref } from '../../shared/usecases/commit/store.ts'
import { atStart } from '../../shared/usecases/quality/hold-spread.ts'

/** Few facts concern a workflow, so a cold function makes its client when the first one comes. */
let client: SFNClient | undefined
const workflows = (): SFNClient => {
  client ??= trimmed(new SFNClient({ cacheMiddleware: true }))
  return client
}
const deviationHold = environment(variable.deviationHold)
const holdSpread = environment(variable.holdSpread)
const batchRelease = environment(variable.batchRelease)

/** An execution has the name of its subject, so that a repeated fact does not start a second one. */
export async function startWorkflowsOf(fact: Fact): Promise<void> {
  switch (fact.type) {
    case 'andon.deviation.opened.v1': {
      const { deviationId, holdId, subject } = fact.data
      await start(deviationHold, deviationId, { deviationId, site })
      // A deviation places its hold in its own commit, without a fact of the hold.
      return holdId !== undefined && spreads(subject) ? spread(holdId, 'placed') : undefined
    }
    case 'andon.hold.placed.v1':
      return spreads(fact.data.subject) ? spread(fact.subject.id, 'placed') : undefined
    case 'andon.hold.released.v1':
      return spreads(fact.data.subject) ? spread(fact.subject.id, 'released') : undefined
    case 'andon.order.completed.v1':
    case 'andon.order.closed-short.v1':
    case 'andon.order.aborted.v1':
      return start(batchRelease, fact.subject.id, { orderId: fact.subject.id, site })
    default:
  }
}

const spread = (holdId: string, because: 'placed' | 'released'): Promise<void> =>
  start(holdSpread, `${holdId}.${because}`, { holdId, site, progress: atStart })

async function start(stateMachineArn: string, name: string, input: object): Promise<void> {
  try {
    await workflows().send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }))
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error
  }
}

/** The facts that may end a wait of a workflow. */
const resuming: ReadonlySet<string> = new Set<FactType>([
  'andon.deviation.classified.v1',
  'andon.deviation.dispositioned.v1',
  'andon.deviation.closed.v1',
  'andon.hold.released.v1',
  'andon.exception.reviewed.v1',
  'andon.order.completed.v1',
  'andon.order.closed-short.v1',
  'andon.order.aborted.v1',
  'andon.batch.released.v1',
  'andon.batch.rejected.v1',
])

export async function answerWaitsAfter(fact: Fact): Promise<void> {
  if (!resuming.has(fact.type)) return
  const touched = [fact.subject, fact.about].filter(
    (it): it is FactSubject => it?.type === 'order' || it?.type === 'deviation',
  )
  const waits = (await Promise.all(touched.map((subject) => waitsOn(table, subject)))).flat()
  await Promise.all(waits.map(answerWait))
}

/** Continues a workflow when the condition of its wait is true. It runs at the beginning of the wait and after each fact, so it misses neither. */
export async function answerWait(wait: Wait): Promise<void> {
  const answer = await answerTo(wait)
  if (!answer) return
  try {
    await workflows().send(new SendTaskSuccessCommand({ taskToken: wait.token, output: JSON.stringify(answer) }))
  } catch (error) {
    // The wait has timed out, and its workflow starts a new one.
    if (!(error instanceof TaskTimedOut || error instanceof TaskDoesNotExist)) throw error
  }
  await forgetWait(table, wait)
}

async function answerTo({ subject, waitingFor }: Wait): Promise<object | undefined> {
  if (subject.type === 'deviation') {
    const { deviation } = await store.load({ deviation: ref.deviation(subject.id) })
    return deviation && answerOfDeviation(waitingFor, deviation.value, now())
  }
  const { order } = await store.load({ order: ref.order(subject.id) })
  return order && answerOfOrder(waitingFor, order.value)
}
