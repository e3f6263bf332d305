import {
  ProvisionedThroughputExceededException,
  ThrottlingException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb'
import { BatchGetCommand, type DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda'
import { mockClient } from 'aws-sdk-client-mock'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { setFunctionEnvironment } from '../support/function-environment.ts'

setFunctionEnvironment()
const { handler: served } = await import('../../functions/orders/http.ts')
const { table } = await import('../../shared/runtime/plant.ts')
const handler = served as unknown as (event: object, context: Context) => Promise<APIGatewayProxyStructuredResultV2>

const dynamodb = mockClient(table.client as DynamoDBDocumentClient)
const context = { awsRequestId: 'request-1', functionName: 'orders-http' } as Context
const order = { orderId: 'A-1', recipeId: 'SYRUP', product: 'SYRUP', quantity: { value: '100', unit: 'kg' } }

type Claims = Readonly<Record<string, unknown>>
type Given = Partial<APIGatewayProxyEventV2> & { readonly claims?: Claims }

/** An event as an HTTP API makes it for a route with a JWT authorizer (payload format 2.0): claims are texts, lists too. */
function eventOf(method: string, path: string, { claims: told = paula, ...more }: Given = {}): object {
  const claims = Object.fromEntries(
    Object.entries(told).map(([name, it]) => [name, Array.isArray(it) ? `[${it.join(' ')}]` : String(it)]),
  )
  return {
    version: '2.0',
    routeKey: `${method} ${path}`,
    rawPath: path,
    rawQueryString: '',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': 'order-key-1', authorization: bearer(told) },
    requestContext: {
      accountId: '123456789012',
      apiId: 'api',
      authorizer: { jwt: { claims, scopes: null } },
      domainName: 'api.execute-api.eu-west-3.amazonaws.com',
      domainPrefix: 'api',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'terminal' },
      requestId: 'request-1',
      routeKey: `${method} ${path}`,
      stage: '$default',
      time: '02/Mar/2026:12:00:00 +0000',
      timeEpoch: 1_772_452_800_000,
    },
    isBase64Encoded: false,
    ...more,
  }
}

/** The token whose signature API Gateway has verified; a function does not look at it again. */
const bearer = (claims: Claims): string =>
  `Bearer ${[{ alg: 'RS256', kid: 'key-1' }, claims].map((it) => Buffer.from(JSON.stringify(it)).toString('base64url')).join('.')}.verified`

const paula = {
  sub: '0b2e7f64-8f0e-4c43-9d4c-6a5d6f1f7a10',
  'andon:person': 'paula',
  'cognito:groups': ['planner', 'viewer'],
  token_use: 'access',
  username: 'paula.conti',
  client_id: 'console',
  jti: 'token-1',
  origin_jti: 'sign-in-1',
  auth_time: 1_772_452_000,
}
const create = (more: Given = {}) => eventOf('POST', '/v1/orders', { body: JSON.stringify(order), ...more })
const answerTo = async (event: object) => {
  const { statusCode, headers, body } = await handler(event, context)
  return { statusCode, headers, body: JSON.parse(String(body)) }
}
const throttling = { $metadata: {}, message: 'Rate exceeded for table plant' }

beforeEach(() => {
  dynamodb.reset()
  dynamodb.on(BatchGetCommand).resolves({ Responses: {} })
  dynamodb.on(TransactWriteCommand).resolves({})
})
afterEach(() => {
  vi.useRealTimers()
})

describe('the orders function', () => {
  test('commits a command and answers where the order is', async () => {
    const { statusCode, headers, body } = await answerTo(create())
    expect([statusCode, headers?.location]).toEqual([201, '/v1/orders/A-1'])
    expect(body).toMatchObject({
      factId: 'person/paula/order-key-1',
      type: 'andon.order.created.v1',
      actor: { id: 'paula' },
    })
    expect(body).not.toHaveProperty('requestHash')
    expect(dynamodb.commandCalls(TransactWriteCommand)).toHaveLength(1)
  })

  test('reads a body that comes in base64', async () => {
    const body = Buffer.from(JSON.stringify(order)).toString('base64')
    const answer = await answerTo(create({ body, isBase64Encoded: true }))
    expect(answer.statusCode).toBe(201)
    const [call] = dynamodb.commandCalls(TransactWriteCommand)
    expect(call?.args[0].input.TransactItems?.[0]?.Put?.Item).toMatchObject({ pk: 'FACT#ORDER#A-1', data: order })
  })

  test('refuses a body in base64 by the size that it has when it is read', async () => {
    const body = Buffer.alloc(256 * 1024 + 3, 'x').toString('base64')
    const answer = await answerTo(create({ body, isBase64Encoded: true }))
    expect([answer.statusCode, answer.body.code]).toEqual([413, 'payload-too-large'])
  })

  test.each([
    ['reading', BatchGetCommand, new ProvisionedThroughputExceededException(throttling)],
    ['reading', BatchGetCommand, new ThrottlingException(throttling)],
    ['writing', TransactWriteCommand, new ThrottlingException(throttling)],
  ] as const)('asks to come back when the table throttles %s', async (_, command, error) => {
    dynamodb.on(command as never).rejects(error)
    const { statusCode, headers, body } = await answerTo(create())
    expect(statusCode).toBe(503)
    expect(headers).toMatchObject({ 'retry-after': '1', 'content-type': 'application/problem+json' })
    expect(body).toMatchObject({ code: 'busy', status: 503, instance: '/v1/orders' })
    expect(JSON.stringify(body)).not.toContain('plant')
  })

  test('asks to come back when its transaction is cancelled again and again', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    const CancellationReasons = [{ Code: 'None' }, { Code: 'TransactionConflict' }, { Code: 'ThrottlingError' }]
    dynamodb
      .on(TransactWriteCommand)
      .rejects(new TransactionCanceledException({ $metadata: {}, message: 'cancelled', CancellationReasons }))
    const answer = answerTo(create())
    await vi.runAllTimersAsync()
    const { statusCode, headers, body } = await answer
    expect([statusCode, headers?.['retry-after'], body.code]).toEqual([503, '1', 'busy'])
    expect(dynamodb.commandCalls(TransactWriteCommand).length).toBeGreaterThan(10)
  })

  test.each([
    ['an error that it does not know', new Error('arn:aws:dynamodb:eu-west-3:123456789012:table/plant is broken')],
    [
      'a transaction that is not valid',
      new TransactionCanceledException({
        $metadata: {},
        message: 'arn:aws:dynamodb table/plant',
        CancellationReasons: [{ Code: 'ValidationError', Message: 'table/plant' }],
      }),
    ],
    ['something that is no error', { message: 'table/plant' } as Error],
  ])('tells nothing of itself when it fails with %s', async (_, error) => {
    dynamodb.on(TransactWriteCommand).rejects(error)
    const { statusCode, headers, body } = await answerTo(create())
    expect([statusCode, body.code, headers?.['content-type']]).toEqual([
      500,
      'internal-fault',
      'application/problem+json',
    ])
    expect(JSON.stringify(body)).not.toMatch(/arn:|table\/|stack|\.ts/)
    expect(body.detail).toContain('same Idempotency-Key')
  })

  const statusFor = async (claims: Claims) => (await answerTo(create({ claims: { ...paula, ...claims } }))).statusCode

  test('reads groups as the token lists them, and not as the gateway writes them in one text', async () => {
    const withGroups = (groups: unknown) => statusFor({ 'cognito:groups': groups })
    expect(await withGroups(['viewer', 'planner'])).toBe(201)
    expect(await withGroups('planner')).toBe(201)
    expect(await withGroups(['viewer'])).toBe(403)
    expect(await withGroups(['night shift', 'planner of nothing'])).toBe(403)
    expect(await withGroups(['replanner', 'planners', 'planner ', 'Planner', 'a,planner', '[planner]'])).toBe(403)
    expect(await withGroups('viewer planner')).toBe(403)
    expect(await withGroups([['planner'], { planner: 'planner' }])).toBe(403)
    expect(await withGroups(undefined)).toBe(403)
  })

  test('names the person as the plant has defined them, and by the token only until then', async () => {
    const actorOf = async () => (await answerTo(create())).body.actor
    expect(await actorOf()).toEqual({ kind: 'person', id: 'paula', name: 'paula' })
    const Item = { pk: 'PERSON#paula', sk: 'PERSON', version: 1, chain: { sequence: 0, hash: '' } }
    const doc = { personId: 'paula', name: 'Paula Conti', qualifications: [] }
    dynamodb.on(BatchGetCommand).resolves({ Responses: { plant: [{ ...Item, doc }] } })
    expect(await actorOf()).toMatchObject({ id: 'paula', name: 'Paula Conti' })
    dynamodb.on(BatchGetCommand).resolves({ Responses: { plant: [{ ...Item, doc: { ...doc, isDefined: false } }] } })
    expect(await actorOf()).toMatchObject({ id: 'paula', name: 'paula' })
    expect(dynamodb.commandCalls(BatchGetCommand)).toHaveLength(3)
  })

  test.each([
    ['an ID token', { token_use: 'id' }, /access token/],
    ['a token without its person', { 'andon:person': undefined }, /andon:person/],
    ['a token whose person is no text', { 'andon:person': ['paula'] }, /andon:person/],
    ['an id of 4,000 characters', { jti: 'x'.repeat(4000) }, /255 characters/],
    ['a sign-in of 4,000 characters', { origin_jti: 'x'.repeat(4000) }, /255 characters/],
    ['a subject with a line break', { sub: 'paula\n' }, /ASCII/],
  ])('refuses %s with a sentence', async (_, claims, sentence) => {
    const { statusCode, body } = await answerTo(create({ claims: { ...paula, ...claims } }))
    expect([statusCode, body.code]).toEqual([401, 'unauthorized'])
    expect(body.detail).toMatch(sentence)
  })

  test('refuses a token in the header that is another one than the gateway has verified', async () => {
    for (const authorization of [
      bearer({ ...paula, jti: 'token-2' }),
      `${bearer(paula)}, ${bearer(paula)}`,
      'Bearer x.y.z',
      '',
    ]) {
      const { statusCode, body } = await answerTo(
        create({ headers: { authorization, 'content-type': 'application/json' } }),
      )
      expect([statusCode, body.code]).toEqual([401, 'unauthorized'])
    }
  })

  test('refuses an event that no authorizer has seen', async () => {
    const event = { ...create(), requestContext: { http: { method: 'POST', path: '/v1/orders' } } }
    const { statusCode, body } = await answerTo(event)
    expect([statusCode, body.code]).toEqual([401, 'unauthorized'])
    expect(dynamodb.calls()).toHaveLength(0)
  })

  test('says that there is nothing at a path that is not its own', async () => {
    const { statusCode, body } = await answerTo(eventOf('GET', '/v1/elsewhere'))
    expect([statusCode, body.code, body.instance]).toEqual([404, 'not-found', '/v1/elsewhere'])
  })
})
