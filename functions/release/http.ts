import type { Step } from '../../events/recipe.ts'
import { valuesWithCurvesOf } from '../../shared/domain/equipment/kept-values.ts'
import type { Trend } from '../../shared/domain/equipment/trend.ts'
import { type BatchStatus, exceptionsOf, waitingFor } from '../../shared/domain/execution/batch-decision.ts'
import { trendInRecord } from '../../shared/domain/execution/values-then.ts'
import type { BoundOrder } from '../../shared/domain/orders/order.ts'
import { statusOfOrder } from '../../shared/domain/orders/order.ts'
import type { Answered } from '../../shared/http/answer.ts'
import { mayRead } from '../../shared/http/authorize.ts'
import { commands } from '../../shared/http/command.ts'
import { httpHandler } from '../../shared/http/handler.ts'
import { languageHeaders } from '../../shared/http/language.ts'
import type { Operations } from '../../shared/http/operation.ts'
import { notFound } from '../../shared/http/reading.ts'
import { signInReader } from '../../shared/http/sign-in-token.ts'
import { site, store, table } from '../../shared/runtime/plant.ts'
import { tokenIssuer } from '../../shared/runtime/token-issuer.ts'
import { type Batch, readBatch } from '../../shared/storage/batch-store.ts'
import { decidedBatches, trendsOf, waitingBatches } from '../../shared/storage/lists/orders.ts'
import { verify } from '../../shared/usecases/commit/chain.ts'
import * as batches from '../../shared/usecases/execution/batches.ts'
import { tongueOf } from '../../shared/usecases/telling.ts'
import { pageOf } from '../lists.ts'
import type { answers } from './answers.ts'
import { routes } from './routes.ts'

const answered: Answered<typeof routes, typeof answers> = routes

type Operating = Operations<typeof answered>

const issuer = tokenIssuer()
const command = commands(site, store, signInReader(issuer))

async function batchOf(id: string): Promise<Batch> {
  const batch = await readBatch(table, store, id)
  if (!batch) throw notFound({ kind: 'batch', id })
  return batch
}

/** Each batch that waits is read, so that the one that waits longest comes first; of the decided ones no more than the page. */
const listBatches = (async ({ query }) => {
  const { status, product, ...window } = query
  const isWanted = (batch: { readonly batchStatus?: BatchStatus | undefined; readonly product: string }) =>
    (status === undefined || batch.batchStatus === status) && (product === undefined || batch.product === product)
  if (status === 'released' || status === 'rejected') return { json: await decidedBatches(table, isWanted, window) }
  const waiting = (await waitingBatches(table)).filter(isWanted)
  return { json: pageOf(waiting, ({ endedAt, orderId }) => `${endedAt}#${orderId}`, window) }
}) satisfies Operating['listBatches']

/** Each read of the record verifies the chain of the order's facts. */
const getBatchRecord = (async ({ path, language, caller }) => {
  const [{ order, snapshot, superseded, facts, end }, trends] = await Promise.all([
    batchOf(path.orderId),
    trendsOf(table, path.orderId),
  ])
  const { sentences } = await tongueOf(language)
  const own = facts.filter(({ subject }) => subject.type === 'order' && subject.id === order.orderId)
  const json = {
    orderId: order.orderId,
    status: statusOfOrder(order),
    decision: order.decision,
    product: order.product,
    quantity: order.quantity,
    produced: order.produced,
    recipe: { recipeId: snapshot.recipeId, version: snapshot.version },
    waitingFor: order.decision ? undefined : waitingFor(order),
    integrity: verify(own, end),
    steps: snapshot.steps,
    branches: snapshot.branches ?? [],
    superseded: superseded.map(({ version, supersededAt, because, steps }) => ({
      version,
      supersededAt,
      because,
      steps,
    })),
    values: trends.flatMap((it) => measuredIn(it, snapshot.steps, order)),
    exceptions: exceptionsOf(order, facts, sentences),
    signatures: facts.flatMap((fact) =>
      (fact.signatures ?? []).map((signature) => ({ ...signature, fact: fact.type, subject: fact.subject })),
    ),
    facts: facts.filter((fact) => mayRead(caller, fact)),
  }
  return { json, headers: languageHeaders(language) }
}) satisfies Operating['getBatchRecord']

function measuredIn(trend: Trend, steps: readonly Step[], order: BoundOrder) {
  const step = steps.find(({ stepId }) => stepId === trend.stepId)
  const shown = step && trendInRecord(trend, step, order.steps[step.stepId])
  const { curve: _whole, ...values } = (step && shown && valuesWithCurvesOf(shown, step)) ?? {}
  return step && 'parameterId' in values ? [{ stepId: step.stepId, ...values }] : []
}

const listExceptions = (async ({ path, language }) => {
  const { order, facts } = await batchOf(path.orderId)
  const { sentences } = await tongueOf(language)
  return {
    json: { items: exceptionsOf(order, facts, sentences) },
    headers: languageHeaders(language),
  }
}) satisfies Operating['listExceptions']

export const handler = httpHandler(
  answered,
  {
    listBatches,
    getBatchRecord,
    listExceptions,
    reviewException: command(batches.reviewException),
    releaseBatch: command(batches.releaseBatch),
    rejectBatch: command(batches.rejectBatch),
  },
  issuer,
)
