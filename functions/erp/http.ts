import { idInPath } from '../../events/id-rule.ts'
import type { Violation } from '../../events/refusals.ts'
import type { Language } from '../../events/sentences/words.ts'
import type { FactSubject } from '../../events/subject.ts'
import { canonical } from '../../shared/domain/canonical.ts'
import { withDaysEnded } from '../../shared/domain/day-end.ts'
import { lotsOf } from '../../shared/domain/orders/order.ts'
import { partId } from '../../shared/domain/part-id.ts'
import { violation } from '../../shared/domain/refusal.ts'
import type { Answered } from '../../shared/http/answer.ts'
import { commandId } from '../../shared/http/command.ts'
import { busy, httpHandler } from '../../shared/http/handler.ts'
import { languageHeaders } from '../../shared/http/language.ts'
import type { Call, Operations } from '../../shared/http/operation.ts'
import { Problem } from '../../shared/http/problem.ts'
import { notFound } from '../../shared/http/reading.ts'
import { withSiteTimes } from '../../shared/messaging/b2mml/local-time.ts'
import type { B2mmlObject, Verb } from '../../shared/messaging/b2mml/message.ts'
import { readB2mml } from '../../shared/messaging/b2mml/read.ts'
import { writeOperationsPerformance, writeProductionPerformance } from '../../shared/messaging/b2mml/write.ts'
import { now } from '../../shared/runtime/clock.ts'
import { environment, variable } from '../../shared/runtime/environment.ts'
import { newId } from '../../shared/runtime/id.ts'
import { site, store, table } from '../../shared/runtime/plant.ts'
import { tokenClaims } from '../../shared/runtime/token-issuer.ts'
import { readBatch } from '../../shared/storage/batch-store.ts'
import { factWith } from '../../shared/storage/fact-store.ts'
import { digest } from '../../shared/usecases/commit/chain.ts'
import type { Command, Outcome } from '../../shared/usecases/commit/command.ts'
import { ref } from '../../shared/usecases/commit/store.ts'
import { lotRefs, lotsIn } from '../../shared/usecases/stock/basis.ts'
import { toldIn } from '../../shared/usecases/telling.ts'
import { textFaults } from '../../shared/usecases/text-faults.ts'
import type { answers } from './answers.ts'
import { take } from './intake.ts'
import { type Performance, performanceOf } from './performance.ts'
import { routes } from './routes.ts'

const timeZone = environment(variable.timeZone)

const answered: Answered<typeof routes, typeof answers> = routes

type Operating = Operations<typeof answered>

/** Objects are taken in the order of the message: a lot before its sublots, a material before its lots. */
const receiveB2mml = (async (call) => {
  const key = commandId(call)
  const reading = readB2mml(call.body ?? '', dialectOf(call))
  if (!reading.ok) throw new Problem('invalid-request', reading.faults)
  const accepted: { object: string; factId: string }[] = []
  const refused: Refused[] = reading.faults.map(({ object, ...fault }) => ({ object, violations: [fault] }))
  let replayed = reading.objects.length > 0
  for (const read of withDaysEnded(reading.objects, () => timeZone)) {
    const object = withSiteTimes(read, timeZone)
    const name = nameOf(object)
    const texts = textFaults(object, 'body')
    if (texts.length > 0) {
      refused.push({ object: name, violations: texts })
      replayed = false
      continue
    }
    const outcome = await outcomeOf(call, reading.verb, object, partId(key, name))
    replayed &&= 'replayed' in outcome && outcome.replayed
    if (outcome.outcome === 'busy') throw busy()
    if (outcome.outcome === 'key-reused')
      throw new Problem('idempotency-key-reused', [violation('idempotency-key-reused/message', {})])
    const violations = violationsOf(outcome)
    if (violations) refused.push({ object: name, violations })
    else accepted.push({ object: name, factId: outcome.outcome === 'done' ? outcome.fact.factId : '' })
  }
  const { verb, noun, messageId } = reading
  return {
    json: {
      ...(messageId && { messageId }),
      verb,
      noun,
      accepted,
      refused: await Promise.all(refused.map((it) => toldOf(it, call.language))),
    },
    headers: { ...languageHeaders(call.language), ...(replayed && { 'idempotency-replayed': 'true' }) },
  }
}) satisfies Operating['receiveB2mml']

/** An object with nothing new makes no fact. If this same message changed it before, its first answer is repeated. */
async function outcomeOf(call: Call, verb: Verb, object: B2mmlObject, id: string): Promise<Outcome> {
  let requestHash = ''
  const outcome = await take(store, verb, object, (body) => {
    const command = commandOf(call, id, body)
    requestHash = command.requestHash
    return command
  })
  if (outcome.outcome !== 'nothing') return outcome
  const fact = await factWith(table, subjectOf(object), id)
  if (!fact) return outcome
  return fact.requestHash === requestHash ? { outcome: 'done', fact, replayed: true } : { outcome: 'key-reused' }
}

function dialectOf({ header }: Call): 'xml' | 'json' {
  const mediaType = (header('content-type') ?? '').split(';')[0]?.trim().toLowerCase()
  if (mediaType === 'application/xml' || mediaType === 'text/xml') return 'xml'
  if (mediaType === 'application/json') return 'json'
  throw new Problem('unsupported-media-type', [violation('unsupported-media-type/b2mml', {})])
}

function nameOf(object: B2mmlObject): string {
  switch (object.kind) {
    case 'material':
      return `material:${object.materialId}`
    case 'lot':
      return `lot:${idInPath(object.lotId)}`
    case 'sublot':
      return `lot:${idInPath(object.lotId)}/${object.sublotId}`
    case 'order':
      return `order:${object.orderId}`
    case 'cancellation':
      return `${object.of}:${object.id}`
  }
}

function subjectOf(object: B2mmlObject): FactSubject {
  switch (object.kind) {
    case 'material':
      return { type: 'material', id: object.materialId }
    case 'lot':
    case 'sublot':
      return { type: 'lot', id: object.lotId }
    case 'order':
      return { type: 'order', id: object.orderId }
    case 'cancellation':
      return { type: 'order', id: object.id }
  }
}

const commandOf = <Body>({ route, caller }: Call, id: string, body: Body): Command<Body> => ({
  id,
  operation: route.operationId,
  site,
  timeZone,
  caller,
  clock: now,
  body,
  requestHash: digest(canonical(body)),
  signature: undefined,
})

interface Refused {
  readonly object: string | undefined
  readonly violations: readonly Violation[]
}

function violationsOf(outcome: Outcome): Refused['violations'] | undefined {
  if (outcome.outcome !== 'refused' && outcome.outcome !== 'unknown') return undefined
  return outcome.violations
}

/** What is refused of an object points at the object, or at a field of it. */
const toldOf = async ({ object, violations }: Refused, language: Language) => ({
  object,
  violations: (await toldIn(language, violations)).map((it) => ({ ref: '', ...it })),
})

const getPerformance = (async ({ path, header, at }) => {
  const id = path.orderId
  const performance = await performanceRead(id)
  if (!performance) throw notFound({ kind: 'performance', id })
  const record = performanceOf(performance, { messageId: newId(), site, createdAt: at })
  const wantsJson = (header('accept') ?? '').includes('application/json')
  return wantsJson
    ? { text: writeOperationsPerformance(record), headers: { 'content-type': 'application/json' } }
    : { text: writeProductionPerformance(record), headers: { 'content-type': 'application/xml' } }
}) satisfies Operating['getPerformance']

/** An order that is not released, or was withdrawn before its release, has no batch; the ERP still hears its state. */
async function performanceRead(orderId: string): Promise<Performance | undefined> {
  const batch = await readBatch(table, store, orderId)
  const order = batch?.order ?? (await store.load({ order: ref.order(orderId) })).order?.value
  if (!order) return undefined
  const made = order.status === 'created' ? [] : lotsOf(order)
  const lots = lotsIn(await store.load(lotRefs(made)), made)
  return { order, batch, lots: lots.filter((lot) => lot !== undefined) }
}

export const handler = httpHandler(answered, { receiveB2mml, getPerformance }, tokenClaims())
