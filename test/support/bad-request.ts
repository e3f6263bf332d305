import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, expect } from 'vitest'
import { people } from '../../local/people.ts'
import { approvedRecipe, type Crew, crewOf, kg, releasedLot, runningOrder } from './crew.ts'
import { type TestPlant, usePlant } from './plant.ts'
import { type RawRequest, sendRaw } from './raw.ts'
import type { UntypedAnswer } from './untyped.ts'

export interface Bad extends Omit<RawRequest, 'headers' | 'body'> {
  readonly user?: string
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly body?: unknown
  /** In place of a JSON body. */
  readonly text?: string | Buffer
}

export interface BadSender {
  readonly plant: () => TestPlant
  readonly tokenOf: (user: string) => string
  readonly send: (bad: Bad) => Promise<UntypedAnswer>
  /** The orders, lots and deviations in their present state. */
  readonly state: () => Promise<unknown>
  /** Takes the present state as the one to keep, after a valid request that changed it. */
  readonly remember: () => Promise<void>
}

/**
 * A plant with order RUN-1 of SYRUP, whose step `weigh` runs, and with lot SUGAR-1, and a client that sends faulty requests. After each test the
 * plant must be in the state before the first test.
 */
export function useBadSender(): BadSender {
  const plant = usePlant()
  const tokens = new Map<string, string>()
  let crew: Crew
  let before: unknown
  const state = () => {
    const paths = ['/v1/orders', '/v1/orders/RUN-1', '/v1/lots?materialId=SUGAR', '/v1/deviations']
    return Promise.all(paths.map(async (path) => (await crew.vera.get(path)).body))
  }
  const remember = async () => {
    before = await state()
  }
  beforeAll(async () => {
    crew = await crewOf(plant().url)
    for (const { user } of people) tokens.set(user, await plant().token(user))
    await releasedLot(crew, 'SUGAR-1', 'SUGAR', kg('100'))
    const materials = [{ lineId: '0010', materialId: 'SUGAR', quantity: kg('50') }]
    const parameters = [{ parameterId: 'ph', unit: '[pH]', low: '6', high: '8', source: 'operator' } as const]
    await approvedRecipe(crew, 'SYRUP', [{ stepId: 'weigh', materials, parameters }])
    for (const orderId of ['RUN-1', 'BREACH-1', 'BREACH-2'])
      await runningOrder(crew, orderId, 'SYRUP', [{ stepId: 'weigh' }])
    await remember()
  })
  afterEach(async () => {
    expect(await state()).toEqual(before)
  })
  const tokenOf = (user: string) => tokens.get(user) ?? ''
  return { plant, tokenOf, send: (bad) => sendBad(plant().url, tokenOf, bad), state, remember }
}

function sendBad(
  url: string,
  tokenOf: (user: string) => string,
  { user = 'ada', method, path, headers = {}, body, text }: Bad,
): Promise<UntypedAnswer> {
  const all: Record<string, string | undefined> = {
    authorization: `Bearer ${tokenOf(user)}`,
    'content-type': 'application/json',
    ...(method === 'POST' && { 'idempotency-key': randomUUID() }),
    ...headers,
  }
  const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const content = text ?? (body === undefined ? undefined : JSON.stringify(body))
  return sendRaw(url, {
    method,
    path,
    headers: Object.fromEntries(given),
    ...(content !== undefined && { body: content }),
  })
}

export const consumption = { stepId: 'weigh', lineId: '0010', lotId: 'SUGAR-1', quantity: kg('1') }
export const consume = (body: unknown, more: Partial<Bad> = {}): Bad => ({
  method: 'POST',
  path: '/v1/orders/RUN-1/consumptions',
  body,
  ...more,
})
export const consumeText = (text: string | Buffer, more: Partial<Bad> = {}): Bad =>
  consume(undefined, { text, ...more })
export const newOrder = { orderId: 'NEW-1', recipeId: 'SYRUP', product: 'SYRUP', quantity: kg('100') }
export const create = (body: unknown, more: Partial<Bad> = {}): Bad => ({
  user: 'paula',
  method: 'POST',
  path: '/v1/orders',
  body,
  ...more,
})
export const get = (path: string): Bad => ({ method: 'GET', path, headers: { 'content-type': undefined } })
export const xml = (text: string, more: Partial<Bad> = {}): Bad => ({
  user: 'sap',
  method: 'POST',
  path: '/v1/erp/b2mml',
  headers: { 'content-type': 'application/xml' },
  text,
  ...more,
})

/** Every problem has the same form, and a sentence that says what is wrong. */
export function expectProblem(answer: UntypedAnswer, status: number, code: string, refs?: readonly string[]): void {
  expect({ status: answer.status, code: answer.body?.code }).toEqual({ status, code })
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  const { type, title, detail, instance, violations } = answer.body
  expect(type).toBe(`/problems/${code}`)
  expect([title, detail, instance].every((text) => typeof text === 'string' && text.length > 0)).toBe(true)
  expect(answer.body.status).toBe(status)
  if (refs) expect(violations.map(({ ref }: { ref: string }) => ref)).toEqual(refs)
}
