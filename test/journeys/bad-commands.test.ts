import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type Bad, consume, consumption, expectProblem, get, useBadSender } from '../support/bad-request.ts'
import { kg } from '../support/crew.ts'

const { plant, remember, send, tokenOf } = useBadSender()

describe('a command', () => {
  test('needs an Idempotency-Key', async () =>
    expectProblem(
      await send(consume(consumption, { headers: { 'idempotency-key': undefined } })),
      400,
      'idempotency-key-missing',
    ))

  test.each(['short-1', 'x'.repeat(129), 'has a space', 'käse-käse', ''])(
    'does not take the Idempotency-Key %j',
    async (key) =>
      expectProblem(await send(consume(consumption, { headers: { 'idempotency-key': key } })), 400, 'invalid-request', [
        'header#/idempotency-key',
      ]),
  )

  test('is refused when its key came with another body before', async () => {
    const key = randomUUID()
    const comment = (text: string) =>
      send({ method: 'POST', path: '/v1/orders/RUN-1/comments', body: { text }, headers: { 'idempotency-key': key } })
    const first = await comment('The bag is torn')
    const again = await comment('The bag is torn')
    expect([first.status, first.headers.get('idempotency-replayed')]).toEqual([200, null])
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, 'true'])
    expect(again.body).toEqual(first.body)
    expectProblem(await comment('The bag is whole'), 422, 'idempotency-key-reused')
  })

  test('is refused when its key came with another version before, and the same version is a replay', async () => {
    const key = randomUUID()
    const comment = (...match: string[]) =>
      send({
        method: 'POST',
        path: '/v1/orders/RUN-1/comments',
        body: { text: 'The bag is torn' },
        headers: { 'idempotency-key': key, ...(match[0] !== undefined && { 'if-match': match[0] }) },
      })
    expectProblem(await comment('"99999"'), 412, 'stale-version')
    const again = await comment('99999')
    expectProblem(again, 412, 'stale-version')
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    for (const match of [['"99998"'], ['*'], []]) expectProblem(await comment(...match), 422, 'idempotency-key-reused')
  })

  test('that was refused is refused the same again, with the same key', async () => {
    const headers = { 'idempotency-key': randomUUID() }
    const first = await send(consume({ ...consumption, lotId: 'NONE' }, { headers }))
    const again = await send(consume({ ...consumption, lotId: 'NONE' }, { headers }))
    expectProblem(again, 409, 'lot-unknown')
    expect(again.body).toEqual(first.body)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expectProblem(await send(consume({ ...consumption, lotId: 'NONE-2' }, { headers })), 422, 'idempotency-key-reused')
  })

  test('is refused when its key has made something else before', async () => {
    const headers = { 'idempotency-key': randomUUID() }
    const unknown = { materialId: 'NONE', quantity: kg('1') }
    const lot = (lotId: string) => send({ method: 'POST', path: '/v1/lots', body: { ...unknown, lotId }, headers })
    expectProblem(await lot('LOT-A'), 404, 'not-found')
    expectProblem(await lot('LOT-B'), 422, 'idempotency-key-reused')
  })

  test('on one order stands for itself, whatever came under its key on another, even when both break a limit', async () => {
    const headers = { 'idempotency-key': randomUUID() }
    const body = { stepId: 'weigh', parameterId: 'ph', value: '9' }
    for (const orderId of ['BREACH-1', 'BREACH-2']) {
      const answer = await send({ method: 'POST', path: `/v1/orders/${orderId}/results`, body, headers })
      expect([answer.status, answer.body.type]).toEqual([200, 'andon.deviation.opened.v1'])
    }
    await remember()
  })

  test('is not taken for less than is defined, unless it says which version it has read', async () => {
    const path = '/v1/persons/forgotten'
    const define = (body: object, headers: Record<string, string> = {}) =>
      send({ user: 'olga', method: 'PUT', path, body: { name: 'Fay', ...body }, headers })
    const held = (...ids: string[]) => ({ qualifications: ids.map((qualificationId) => ({ qualificationId })) })
    expect((await define(held('weighing', 'mixing'))).status).toBe(200)
    expect((await define(held('weighing', 'mixing', 'filling'))).status).toBe(200)
    const some = await define(held('mixing'))
    expectProblem(some, 428, 'precondition-required')
    expect(some.body.violations).toMatchObject([
      { ref: 'body#/qualifications', params: { field: 'qualifications/weighing' } },
      { ref: 'body#/qualifications', params: { field: 'qualifications/filling' } },
    ])
    expectProblem(await define({}), 428, 'precondition-required')
    const etag = (await send({ user: 'olga', method: 'GET', path })).headers.get('etag') ?? ''
    expect((await define({}, { 'if-match': etag })).status).toBe(200)
    await remember()
  })

  test('is not taken for a version that has changed since', async () => {
    const comment = { method: 'POST', path: '/v1/orders/RUN-1/comments', body: { text: 'As I read it' } }
    const define = (name: string, headers: Record<string, string>) =>
      send({ user: 'erik', method: 'PUT', path: '/v1/materials/MATCHED', body: { name, unit: 'kg' }, headers })
    expect((await define('First', {})).status).toBe(200)
    const etag = (await send(get('/v1/materials/MATCHED'))).headers.get('etag') ?? ''
    const key = randomUUID()
    const mine = { 'if-match': etag, 'idempotency-key': key }
    expect((await define('Second', mine)).status).toBe(200)
    const again = await define('Second', mine)
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, 'true'])
    expectProblem(await define('Third', { 'if-match': etag }), 412, 'stale-version')
    await remember()
    expectProblem(await send({ ...comment, headers: { 'if-match': '"0"' } }), 412, 'stale-version')
    expectProblem(await send({ ...comment, headers: { 'if-match': 'yesterday' } }), 400, 'invalid-request')
  })

  test.each<[Bad, string]>([
    [{ method: 'POST', path: '/v1/orders/NONE/start', body: {} }, 'order:NONE'],
    [{ method: 'POST', path: '/v1/orders/NONE/steps/weigh/start', body: {} }, 'order:NONE'],
    [{ ...consume(consumption), path: '/v1/orders/NONE/consumptions' }, 'order:NONE'],
    [
      { user: 'quinn', method: 'POST', path: '/v1/lots/NONE/release', body: { signature: { meaning: 'released' } } },
      'lot:NONE',
    ],
    [
      {
        user: 'quinn',
        method: 'POST',
        path: '/v1/holds/NONE/release',
        body: { reason: 'Over', signature: { meaning: 'released' } },
      },
      'hold:NONE',
    ],
    [
      {
        user: 'quinn',
        method: 'POST',
        path: '/v1/deviations/NONE/classify',
        body: { severity: 'minor', reason: 'Harmless' },
      },
      'deviation:NONE',
    ],
    [{ user: 'erik', method: 'POST', path: '/v1/recipes/NONE/versions/1/submit', body: {} }, 'recipe:NONE@1'],
    [
      { user: 'quinn', method: 'POST', path: '/v1/batches/NONE/release', body: { signature: { meaning: 'released' } } },
      'order:NONE',
    ],
    [get('/v1/orders/NONE'), 'order:NONE'],
    [get('/v1/orders/NONE/steps'), 'order:NONE'],
    [get('/v1/lots/NONE'), 'lot:NONE'],
    [get('/v1/lots/NONE/trace'), 'lot:NONE'],
    [get('/v1/holds/NONE'), 'hold:NONE'],
    [get('/v1/deviations/NONE'), 'deviation:NONE'],
    [get('/v1/materials/NONE'), 'material:NONE'],
    [{ user: 'olga', ...get('/v1/persons/NONE') }, 'person:NONE'],
    [get('/v1/equipment/NONE'), 'equipment:NONE'],
    [get('/v1/equipment/NONE/state'), 'machine:NONE'],
    [get('/v1/recipes/NONE/versions/1'), 'recipe:NONE@1'],
    [get('/v1/batches/NONE/record'), 'batch:NONE'],
  ])('or a question about what is not there is not found: $path', async (bad, ref) =>
    expectProblem(await send(bad), 404, 'not-found', [ref]),
  )
})

describe('a caller', () => {
  const bearing = (authorization: string | undefined) => send({ ...get('/v1/orders'), headers: { authorization } })
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

  test('without a token of this site, still good and as it was signed, is not let in', async () => {
    const [header = '', payload = '', signature = ''] = tokenOf('vera').split('.')
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
    const promoted = part({ ...claims, 'cognito:groups': ['quality', 'admin'] })
    const bad = {
      none: undefined,
      empty: 'Bearer ',
      garbage: 'Bearer abc',
      'another scheme': `Basic ${Buffer.from('vera:vera').toString('base64')}`,
      'another site': `Bearer ${await plant().token('vera', { site: 'cork' })}`,
      expired: `Bearer ${await plant().token('vera', { expiresIn: -60 })}`,
      promoted: `Bearer ${header}.${promoted}.${signature}`,
      unsigned: `Bearer ${part({ alg: 'none', typ: 'JWT' })}.${promoted}.`,
      'signature cut off': `Bearer ${header}.${payload}.`,
      'signature of another': `Bearer ${header}.${payload}.${tokenOf('ada').split('.')[2]}`,
    }
    const answers = await Promise.all(Object.entries(bad).map(async ([name, it]) => [name, (await bearing(it)).status]))
    expect(Object.fromEntries(answers)).toEqual(Object.fromEntries(Object.keys(bad).map((name) => [name, 401])))
  })

  test('whose role may not do it is told which role may', async () => {
    const answer = await send({ ...consume(consumption), user: 'vera' })
    expectProblem(answer, 403, 'forbidden')
    expect(answer.body.detail).toBe('vera may not use material; it takes the role operator or supervisor.')
  })

  test.each([
    ['GET', '/v1/nothing'],
    ['GET', '/v1'],
    ['POST', '/v1/orders/RUN-1/explode'],
    ['POST', '/v1/orders/RUN-1%2Frelease'],
    ['GET', '/v1/health/more'],
  ])('that asks for %s %s asks for nothing that there is', async (method, path) =>
    expectProblem(await send({ method, path, body: {} }), 404, 'not-found'),
  )

  test.each([
    ['DELETE', '/v1/orders/RUN-1', 'GET'],
    ['PATCH', '/v1/orders/RUN-1', 'GET'],
    ['PUT', '/v1/orders/RUN-1/start', 'POST'],
    ['GET', '/v1/orders/RUN-1/start', 'POST'],
    ['DELETE', '/v1/materials/SUCROSE', 'PUT, GET'],
  ])('that sends %s to %s is told the methods of that path', async (method, path, allowed) => {
    const answer = await send({ method, path, body: {} })
    expectProblem(answer, 405, 'method-not-allowed')
    expect(answer.headers.get('allow')?.split(', ').sort()).toEqual(allowed.split(', ').sort())
  })

  // The HTTP API has routes by method and no HEAD of its own for a GET.
  test.each([
    ['/v1/orders/RUN-1', 'GET'],
    ['/v1/orders', 'GET, POST'],
    ['/v1/materials/SUCROSE', 'GET, PUT'],
    ['/v1/containers/sscc', 'GET, POST'],
    ['/v1/health', 'GET'],
  ])('that sends HEAD to %s is told by Allow what the path has', async (path, allowed) => {
    const answer = await send({ ...get(path), method: 'HEAD' })
    expect([answer.status, answer.headers.get('allow'), answer.text]).toEqual([405, allowed, ''])
  })
})
