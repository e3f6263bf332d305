import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { lotId, orderId } from '../../events/identifiers.ts'
import { signatureRequest } from '../../events/signature.ts'
import type { answers as genealogyTold } from '../../functions/genealogy/answers.ts'
import type { routes as genealogy } from '../../functions/genealogy/routes.ts'
import type { answers as ordersTold } from '../../functions/orders/answers.ts'
import type { routes as orders } from '../../functions/orders/routes.ts'
import type { answers as materialsTold } from '../../functions/stock/answers.ts'
import type { routes as materials } from '../../functions/stock/routes.ts'
import type { Answered, AnsweredRoute } from '../../shared/http/answer.ts'
import { commands } from '../../shared/http/command.ts'
import { httpHandler } from '../../shared/http/handler.ts'
import type { Operations } from '../../shared/http/operation.ts'
import { named, reading } from '../../shared/http/reading.ts'
import * as execution from '../../shared/usecases/execution/steps.ts'
import * as orderCases from '../../shared/usecases/orders/orders.ts'
import * as lots from '../../shared/usecases/stock/lots.ts'
import * as receiving from '../../shared/usecases/stock/receiving.ts'
import { setFunctionEnvironment } from '../support/function-environment.ts'
import { memoryStore } from '../support/memory-store.ts'

/*
 * Most of what is proved here, `npm run types` proves: below each `@ts-expect-error` stands a wrong wiring that must not compile. As soon as
 * one compiles, the comment itself is the error.
 */

setFunctionEnvironment()

type Genealogy = Operations<Answered<typeof genealogy, typeof genealogyTold>>
type Materials = Operations<Answered<typeof materials, typeof materialsTold>>
type Orders = Operations<Answered<typeof orders, typeof ordersTold>>

const command = commands('lyon', memoryStore())
const read = reading(memoryStore())

const tag = 'Test'
const roles = 'public'
const routes = [
  {
    operationId: 'countLot',
    method: 'POST',
    path: '/v1/lots/{lotId}/counts',
    summary: 'Count a lot',
    tag,
    roles,
    query: z.strictObject({ times: z.string().transform(Number).default(1) }),
    body: z.strictObject({ orderId, signature: signatureRequest.optional() }),
    answer: z.object({ lotId, orderId, counted: z.int(), note: z.string().optional() }),
  },
  { operationId: 'getNothing', method: 'GET', path: '/v1/nothing', summary: 'Get nothing', tag, roles },
] as const satisfies readonly AnsweredRoute[]

const lists = [
  {
    operationId: 'listCounts',
    method: 'GET',
    path: '/v1/counts',
    summary: 'List the counts',
    tag,
    roles,
    answer: z.object({ items: z.array(z.object({ lotId, orderId, counted: z.int() })) }),
  },
] as const satisfies readonly AnsweredRoute[]

type Operating = Operations<typeof routes>
type Lists = Operations<typeof lists>

const countLot: Operating['countLot'] = async ({ path, query, body, signature }) => ({
  json: { lotId: path.lotId, orderId: body.orderId, counted: query.times, note: signature?.meaning },
})
const getNothing: Operating['getNothing'] = async ({ body, query }) => ({ text: `${body} ${JSON.stringify(query)}` })

const called = (handler: ReturnType<typeof httpHandler>, method: string, path: string, more: object) =>
  handler(
    {
      version: '2.0',
      routeKey: `${method} ${path}`,
      rawPath: path,
      headers: { 'content-type': 'application/json' },
      requestContext: { http: { method, path } },
      ...more,
    } as never,
    {} as never,
  )

describe('an operation', () => {
  const handler = httpHandler(
    routes,
    { countLot, getNothing },
    { rolesClaim: 'cognito:groups', personClaim: 'andon:person' },
  )

  it('gets path, query and body as its route parses them, and the signature beside the body', async () => {
    const body = JSON.stringify({ orderId: 'O-1', signature: { meaning: 'verified' } })
    const answer = await called(handler, 'POST', '/v1/lots/L-1/counts', { body, queryStringParameters: { times: '3' } })
    expect(answer).toMatchObject({ statusCode: 200 })
    expect(JSON.parse(answer.body)).toEqual({ lotId: 'L-1', orderId: 'O-1', counted: 3, note: 'verified' })
  })

  it('gets an empty query and no body where its route names neither', async () => {
    expect(await called(handler, 'GET', '/v1/nothing', {})).toMatchObject({ body: 'undefined {}' })
  })
})

describe('a table of operations', () => {
  const wired = (operations: Operating) => Object.keys(operations)

  it('has one for each route and none besides', () => {
    expect(wired({ countLot, getNothing })).toEqual(['countLot', 'getNothing'])
    // @ts-expect-error getNothing is missing
    wired({ countLot })
    // @ts-expect-error getNothing is missing here, too
    httpHandler(routes, { countLot }, 'cognito:groups')
    // @ts-expect-error no route is called countLots
    wired({ countLot, getNothing, countLots: countLot })
    // @ts-expect-error nor does the handler take it
    httpHandler(routes, { countLot, getNothing, countLots: countLot }, 'cognito:groups')
    // @ts-expect-error the two are exchanged
    wired({ countLot: getNothing, getNothing: countLot })
  })
})

describe('what does not compile', () => {
  it('a use case of another route', () => {
    const right = {
      splitLot: command(lots.splitLot),
      mergeLots: command(lots.mergeLots),
    } satisfies Partial<Materials>
    expect(Object.keys(right)).toHaveLength(2)
    const wrong = {
      // @ts-expect-error a merge reads another body than a split
      splitLot: command(lots.mergeLots),
      // @ts-expect-error a receipt makes a lot, and names none in its path
      moveLot: command(receiving.receiveLot),
      // @ts-expect-error a part of an order is no path of a lot
      adjustLot: command(orderCases.releaseOrder),
    } satisfies Partial<Materials>
    const ofAnOrder = {
      // @ts-expect-error the use case does not read which step is to start
      startStep: command(orderCases.startOrder),
      // @ts-expect-error the route has no step in its path
      startOrder: command(execution.startStep),
      // @ts-expect-error the use case does not read the new priority
      prioritizeOrder: command(orderCases.startOrder),
    } satisfies Partial<Orders>
    expect([wrong, ofAnOrder]).toHaveLength(2)
  })

  it('a part of the path that the route lacks', () => {
    const right: Materials['getSublot'] = async ({ path }) => ({ text: path.lotId + path.sublotId })
    // @ts-expect-error it is written lotId
    const misspelt: Materials['getSublot'] = async ({ path }) => ({ text: path.lotid })
    // @ts-expect-error the id of a shipment is not in the path of a lot
    const unread: Materials['getLot'] = read('lot', named('shipmentId'))
    expect([right, misspelt, unread]).toHaveLength(3)
  })

  it('a field that the schema of the query lacks, or has of another type', () => {
    const right: Genealogy['listAffectedUnits'] = async ({ query }) => ({ text: query.limit.toFixed() })
    // @ts-expect-error the list has no direction
    const surplus: Genealogy['listAffectedUnits'] = async ({ query }) => ({ text: query.direction })
    // @ts-expect-error a trace may be asked for without a limit
    const absent: Genealogy['traceLot'] = async ({ query }) => ({ text: query.limit.toFixed() })
    // @ts-expect-error reading one lot takes no query
    const none: Materials['getLot'] = async ({ query }) => ({ text: query.limit })
    expect([right, surplus, absent, none]).toHaveLength(4)
  })

  it('a field that the schema of the body lacks, and the signature, which the edge reads', () => {
    // @ts-expect-error a count names no lot in its body
    const surplus: Operating['countLot'] = async ({ body }) => ({ text: body.lotId })
    // @ts-expect-error the signature stands beside the body
    const signed: Operating['countLot'] = async ({ body }) => ({ text: body.signature?.meaning })
    // @ts-expect-error a GET has no body
    const read: Operating['getNothing'] = async ({ body }) => ({ text: body.orderId })
    expect([surplus, signed, read]).toHaveLength(3)
  })

  it('an answer that the schema does not take', () => {
    const done = { lotId: 'L-1', orderId: 'O-1', counted: 1 }
    const wrong: Partial<Operating>[] = [
      // @ts-expect-error counted is missing
      { countLot: async () => ({ json: { lotId: 'L-1', orderId: 'O-1' } }) },
      // @ts-expect-error counted is a number
      { countLot: async () => ({ json: { ...done, counted: '1' } }) },
      // @ts-expect-error the route names no schema, and answers no JSON
      { getNothing: async () => ({ json: done }) },
    ]
    expect(wrong).toHaveLength(3)
    const more = (async () => ({ json: { ...done, more: true } })) satisfies Operating['countLot']
    // @ts-expect-error the schema is closed and lacks the field called more
    const handler = httpHandler(routes, { countLot: more, getNothing }, 'cognito:groups')
    const deeper = (async () => ({ json: { items: [{ ...done, more: true }] } })) satisfies Lists['listCounts']
    // @ts-expect-error the schema of an item lacks the field called more
    const listHandler = httpHandler(lists, { listCounts: deeper }, 'cognito:groups')
    expect([handler, listHandler]).toHaveLength(2)
    // @ts-expect-error what is kept of a material is no answer about a lot
    const unlike: Materials['getLot'] = read('material', named('lotId'))
    // @ts-expect-error an order that is shown by its id alone has no status
    const bare: Orders['getOrder'] = read('order', named('orderId'), (order) => ({ orderId: order.orderId }))
    expect([unlike, bare]).toHaveLength(2)
  })
})
