import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { allRoutes, enterpriseRoutes as servedByEnterprise } from '../../docs/routes.ts'
import { enterpriseRoutes, siteRoutes } from '../../functions/served.ts'
import { clientOf } from '../../shared/client/client.ts'

interface Sent {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** A client of a plant that answers always the same, and what it was sent. */
function spoken(
  text = '{}',
  { status = 200, contentType = 'application/json' }: { status?: number; contentType?: string } = {},
) {
  const sent: Sent[] = []
  const client = clientOf(siteRoutes, {
    url: 'https://plant.example',
    token: () => 'a-token',
    newKey: () => 'a-new-key',
    fetch: async (url, request) => {
      sent.push({ url, ...request } as Sent)
      return new Response(text, { status, headers: { 'content-type': contentType } })
    },
  })
  return { client, sent }
}

const kg = (value: string) => ({ value, unit: 'kg' }) as const

describe('a call', () => {
  it('has its ids in the path, whatever stands in them, and its query behind it', async () => {
    const { client, sent } = spoken()
    await client.getSublot({ lotId: 'L-1', sublotId: 'a/b?c' })
    await client.listLots({ materialId: 'SUGAR', cursor: undefined, limit: '2' })
    await client.scan({ code: '(01)1\u001d21&' })
    expect(sent.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET https://plant.example/v1/lots/L-1/sublots/a~2Fb~3Fc',
      'GET https://plant.example/v1/lots?materialId=SUGAR&limit=2',
      'GET https://plant.example/v1/scan?code=%2801%291%1D21%26',
    ])
    expect(sent[0]?.headers).toEqual({ authorization: 'Bearer a-token', accept: 'application/json' })
    expect(sent[0]).not.toHaveProperty('body')
  })

  it('that commands has a key and a body, its own or an empty one', async () => {
    const { client, sent } = spoken()
    await client.startStep({ orderId: 'O-1', stepId: 'mix' }, { equipmentId: 'MIXER-1' }, { key: 'a-key' })
    await client.startOrder({ orderId: 'O-1' })
    expect(sent).toMatchObject([
      { url: 'https://plant.example/v1/orders/O-1/steps/mix/start', body: '{"equipmentId":"MIXER-1"}' },
      { url: 'https://plant.example/v1/orders/O-1/start', body: '{}' },
    ])
    expect(sent.map(({ headers }) => headers['idempotency-key'])).toEqual(['a-key', 'a-new-key'])
    expect(sent[0]?.headers['content-type']).toBe('application/json')
  })

  it('that replaces names the version that was read, and no key', async () => {
    const { client, sent } = spoken()
    await client.defineMaterial({ materialId: 'SUGAR' }, { name: 'Sugar', unit: 'kg' }, { ifMatch: '"7"' })
    expect(sent[0]).toMatchObject({ method: 'PUT', headers: { 'if-match': '"7"' } })
    expect(sent[0]?.headers).not.toHaveProperty('idempotency-key')
  })

  it('sends a message as it is, in the first media type of its route or another', async () => {
    const { client, sent } = spoken()
    await client.receiveB2mml('<a/>')
    await client.receiveB2mml('{"a":1}', { contentType: 'application/json' })
    expect(sent.map(({ headers, body }) => [headers['content-type'], body])).toEqual([
      ['application/xml', '<a/>'],
      ['application/json', '{"a":1}'],
    ])
  })

  it('asks for another media type', async () => {
    const { client, sent } = spoken('<svg/>', { contentType: 'image/svg+xml' })
    const answer = await client.getSchedule({}, { accept: 'image/svg+xml' })
    expect(sent[0]?.headers.accept).toBe('image/svg+xml')
    expect(answer).toMatchObject({ ok: true, text: '<svg/>', body: undefined })
  })
})

describe('an answer', () => {
  it('has a body where the plant says yes', async () => {
    const answer = await spoken('{"lotId":"L-1","remaining":{"value":"1","unit":"kg"}}').client.getLot({ lotId: 'L-1' })
    expect(answer.ok && answer.body.remaining).toEqual(kg('1'))
  })

  it('has a problem where the plant says no, and none where a gateway does', async () => {
    const violations = [{ code: 'lot-on-hold', detail: 'The lot is held.' }]
    const problem = JSON.stringify({ code: 'lot-on-hold', violations })
    const said = { status: 409, contentType: 'application/problem+json' }
    expect(await spoken(problem, said).client.getLot({ lotId: 'L-1' })).toMatchObject({
      ok: false,
      status: 409,
      problem: { code: 'lot-on-hold', violations },
    })
    const { client } = spoken('{"message":"Unauthorized"}', { status: 401 })
    const answer = await client.getLot({ lotId: 'L-1' })
    expect([answer.ok, answer.status, answer.problem, answer.body]).toEqual([false, 401, undefined, undefined])
  })
})

describe('the operations that a client knows', () => {
  const named = (routes: readonly { method: string; path: string; operationId: string }[]) =>
    routes.map(({ method, path, operationId }) => `${operationId}: ${method} ${path}`).sort()

  it('are those that are served, and each has a name of its own', () => {
    expect(named(siteRoutes)).toEqual(named(allRoutes))
    expect(named(enterpriseRoutes)).toEqual(named(servedByEnterprise))
    expect(new Set(siteRoutes.map(({ operationId }) => operationId)).size).toBe(siteRoutes.length)
  })

  it('never take a query beside a body, so that both are the argument behind the ids', () => {
    expect(allRoutes.filter(({ body, query }) => body !== undefined && query !== undefined)).toEqual([])
  })
})

describe('the client of a site', () => {
  it('goes into a page: neither it nor its routes ask for a module of Node', async () => {
    const root = new URL('../../', import.meta.url).pathname
    const contents = "export * from './functions/served.ts'; export * from './shared/client/client.ts'"
    const stdin = { contents, resolveDir: root }
    const { errors } = await build({ stdin, bundle: true, platform: 'browser', write: false, logLevel: 'silent' })
    expect(errors).toEqual([])
  })
})

/* What follows, `npm run types` proves: as soon as a wrong call compiles, its `@ts-expect-error` is the error. */
describe('what does not compile', () => {
  const { client } = spoken('{"items":[]}')
  const order = { orderId: 'O-1', recipeId: 'SYRUP', product: 'SYRUP', quantity: kg('1') }

  it('a wrong id in the path, too many of them or too few', async () => {
    // @ts-expect-error it is written orderId
    await client.getOrder({ orderID: 'O-1' })
    // @ts-expect-error no order has a lot in its path
    await client.getOrder({ orderId: 'O-1', lotId: 'L-1' })
    // @ts-expect-error the step is not named
    await client.startStep({ orderId: 'O-1' })
    // @ts-expect-error the lists of lots have no id
    await client.listLots({ lotId: 'L-1' })
    expect(() => client.getOrder({ orderId: 'O-1' })).not.toThrow()
  })

  it('a wrong query, and one that is missing', async () => {
    // @ts-expect-error no order is sleeping
    await client.listOrders({ status: 'sleeping' })
    // @ts-expect-error a trace has no colour
    await client.traceLot({ lotId: 'L-1' }, { colour: 'red' })
    // @ts-expect-error hours are summed by something
    await client.listHours({ orderId: 'O-1' })
    // @ts-expect-error a dispatch list is that of a work center
    await client.getDispatch()
    expect(await client.listOrders({ status: 'running' })).toMatchObject({ ok: true })
  })

  it('a wrong body, one that is missing, and one where there is none to send', async () => {
    // @ts-expect-error a unit is a text
    await client.createOrder({ ...order, quantity: { value: '1', unit: 1 } })
    // @ts-expect-error a quantity has a unit
    await client.createOrder({ ...order, quantity: { value: '1' } })
    // @ts-expect-error an order is not of a colour
    await client.createOrder({ ...order, colour: 'red' })
    const { quantity: _, ...unsaid } = order
    // @ts-expect-error how much is to be made is not said
    await client.createOrder(unsaid)
    // @ts-expect-error nothing is consumed
    await client.consume({ orderId: 'O-1' })
    // @ts-expect-error nobody signs by applauding
    await client.releaseLot({ lotId: 'L-1' }, { signature: { meaning: 'applauded' } })
    // @ts-expect-error a message is a text
    await client.receiveB2mml({ xml: '<a/>' })
    // @ts-expect-error what is read has no body, and options are no ids
    await client.getOrder({ orderId: 'O-1' }, { reason: 'Because' })
    expect(await client.createOrder(order)).toMatchObject({ ok: true })
  })

  it('an operation that there is not', () => {
    // @ts-expect-error orders are not deleted
    expect(client.deleteOrder).toBeUndefined()
  })

  it('a field that is not answered, and one that is read before it is known that the plant has said yes', async () => {
    const lots = await client.listLots()
    // @ts-expect-error the plant may have said no
    expect(lots.body.items).toEqual([])
    if (!lots.ok) throw new Error(lots.text)
    // @ts-expect-error a list does not say how long it is
    expect(lots.body.total).toBeUndefined()
    // @ts-expect-error nor is a lot of a colour
    expect(lots.body.items.map(({ colour }) => colour)).toEqual([])
    const message = await client.getPerformance({ orderId: 'O-1' })
    if (!message.ok) throw new Error(message.text)
    // @ts-expect-error a message of another standard has no schema here, so that nothing is known of it
    expect(message.body.items).toEqual([])
  })
})
