import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import * as z from 'zod'
import type { AnsweredRoute } from '../../shared/http/answer.ts'
import { httpHandler } from '../../shared/http/handler.ts'
import type { Answer } from '../../shared/http/operation.ts'
import { guarded } from '../../shared/http/problem.ts'
import { setFunctionEnvironment } from '../support/function-environment.ts'

setFunctionEnvironment()
const route = (query: z.ZodObject) =>
  ({
    operationId: 'tell',
    method: 'GET',
    path: '/v1/tell',
    summary: 'Tell something',
    tag: 'Test',
    roles: 'public',
    query,
    answer: z.unknown(),
  }) as const satisfies AnsweredRoute

interface Told {
  readonly statusCode: number
  readonly headers: Record<string, string>
  readonly body: string
  readonly isBase64Encoded?: true
}

async function told(answer: Answer, encoding?: string, query = z.strictObject({})): Promise<Told> {
  const handler = httpHandler(
    [route(query)],
    { tell: async () => answer },
    { rolesClaim: 'cognito:groups', personClaim: 'andon:person' },
  )
  const event = {
    rawPath: '/v1/tell',
    headers: { ...(encoding && { 'accept-encoding': encoding }) },
    requestContext: { http: { method: 'GET', path: '/v1/tell' } },
    version: '2.0',
    routeKey: 'GET /v1/tell',
  }
  return (await handler(event as never, {} as never)) as never
}

const long = { text: 'ä'.repeat(20_000) }

test('packs a long answer for who unpacks it, and no short one', async () => {
  const packed = await told({ json: long }, 'br, gzip')
  expect(packed).toMatchObject({
    isBase64Encoded: true,
    headers: { ...guarded, 'content-encoding': 'gzip', 'content-type': 'application/json', vary: 'accept-encoding' },
  })
  expect(JSON.parse(gunzipSync(Buffer.from(packed.body, 'base64')).toString())).toEqual(long)
  const short = await told({ json: { text: 'ä' } }, 'gzip')
  expect(short.headers).toEqual({ ...guarded, 'content-type': 'application/json' })
  for (const encoding of [undefined, 'br', 'gzip;q=0', 'identity;q=1, gzip;q=0', '*;q=0']) {
    const plain = await told({ json: long }, encoding)
    expect(plain.isBase64Encoded).toBeUndefined()
    // What lies in between may keep it for another caller who unpacks.
    expect(plain.headers).toEqual({ ...guarded, 'content-type': 'application/json', vary: 'accept-encoding' })
    expect(JSON.parse(plain.body)).toEqual(long)
  }
})

test('keeps the language among what a packed answer depends on', async () => {
  const packed = await told({ json: long, headers: { vary: 'accept-language' } }, 'gzip')
  expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-language, accept-encoding' })
})

test('sends bytes as they are', async () => {
  const bytes = Uint8Array.from([0, 255, 128])
  const answer = await told({ bytes, headers: { 'content-type': 'application/pdf' } }, 'gzip')
  expect(answer).toEqual({
    statusCode: 200,
    headers: { ...guarded, 'content-type': 'application/pdf' },
    body: Buffer.from(bytes).toString('base64'),
    isBase64Encoded: true,
  })
})

test('counts a response as Lambda does, whose JSON writes each quote of the body with two characters', async () => {
  const quotes = (bytes: number) => ({ json: { text: '"'.repeat(bytes / 4) } })
  expect((await told(quotes(6_290_000))).statusCode).toBe(200)
  expect((await told(quotes(6_300_000))).statusCode).toBe(422)
})

test('refuses what one response does not carry, and says how to ask for it', async () => {
  const huge = { json: { text: 'a'.repeat(7_000_000) } }
  const pages = z.strictObject({ limit: z.string().optional() })
  const refused = await told(huge, undefined, pages)
  expect(refused.statusCode).toBe(422)
  const problem = JSON.parse(refused.body)
  expect(problem.code).toBe('answer-too-large')
  expect(problem.detail).toContain('send Accept-Encoding: gzip, or ask for less with limit')
  expect((await told(huge, 'gzip')).statusCode).toBe(200)
})
