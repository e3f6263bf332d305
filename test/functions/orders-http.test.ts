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

type Given = Partial<APIGatewayProxyEventV2> & { readonly claims?: Record<string, string> | undefined }

/** An event as an HTTP API makes it for a route with a JWT authorizer (payload format 2.0): claims are texts, lists too. */
function eventOf(method: string, path: string, { claims = paula, ...more }: Given = {}): object {
  return {
    version: '2.0',
    routeKey: `${method} ${path}`,
    rawPath: path,
    rawQueryString: '',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': 'order-key-1' },
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

const paula = { sub: 'paula', name: 'Paula Conti', 'cognito:groups': '[planner viewer]', jti: 'token-1' }
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

  test('knows the roles that the gateway writes as a text, and refuses without any', async () => {
    const statusOf = async (groups: string) =>
      (await answerTo(create({ claims: { ...paula, 'cognito:groups': groups } }))).statusCode
    expect(await statusOf('[viewer planner]')).toBe(201)
    expect(await statusOf('planner')).toBe(201)
    expect(await statusOf('[viewer]')).toBe(403)
    expect(await statusOf('[replanner planners]')).toBe(403)
    expect(await statusOf('')).toBe(403)
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
