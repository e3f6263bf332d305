import { describe, expect, test } from 'vitest'
import { allRoutes } from '../../docs/routes.ts'
import { reservedIds } from '../../events/identifiers.ts'
import { topics } from '../../shared/messaging/topics.ts'
import { consume, consumption, create, expectProblem, get, newOrder, useBadSender } from '../support/bad-request.ts'
import { kg } from '../support/crew.ts'

const { send } = useBadSender()

describe('an id', () => {
  const hostile = [
    'a/b',
    'a#b',
    'a%2Fb',
    '..',
    '.',
    '...',
    'é',
    'ordér',
    '𝟙',
    'a b',
    'a\n',
    'a\u0000b',
    '-a',
    '_a',
    '__proto__',
    '@1',
    'a@1',
    'a:b',
    '<a>',
    "a' OR 1=1",
    '$(jndi:a)',
    'a'.repeat(65),
    'a'.repeat(5000),
    '',
  ]
  const named = (ids: readonly string[]) => ids.map((id): [string, string] => [id.slice(0, 66), id])
  test.each(named(hostile))('in a body is not %j', async (_, orderId) =>
    expectProblem(await send(create({ ...newOrder, orderId })), 400, 'invalid-request', ['body#/orderId']),
  )

  test.each(['constructor', 'toString', 'valueOf', 'hasOwnProperty', 'isPrototypeOf'])(
    'that every object of the language has, such as %s, is none of a thing of the plant',
    async (id) => {
      const inBody = [
        consume({ ...consumption, stepId: id }),
        consume({ ...consumption, lineId: id }),
        consume({ ...consumption, lotId: id, sublotId: id }),
        { method: 'POST', path: '/v1/orders/RUN-1/results', body: { stepId: 'weigh', checkId: id, value: 'pass' } },
        {
          method: 'POST',
          path: '/v1/orders/RUN-1/productions',
          body: { stepId: 'weigh', lotId: id, quantity: kg('1') },
        },
      ]
      for (const bad of inBody) expectProblem(await send(bad), 400, 'invalid-request')
      for (const act of ['start', 'complete'])
        expectProblem(
          await send({ method: 'POST', path: `/v1/orders/RUN-1/steps/${id}/${act}`, body: {} }),
          400,
          'invalid-request',
          ['path#/stepId'],
        )
    },
  )

  test.each([
    ['a machine', 'erik', 'PUT', '/v1/equipment/live', { name: 'Live', level: 'work-unit' }, 'path#/equipmentId'],
    [
      'a place above',
      'erik',
      'PUT',
      '/v1/equipment/M-1',
      { name: 'M', level: 'work-unit', parentId: 'live' },
      'body#/parentId',
    ],
    ['a container', 'ada', 'POST', '/v1/containers', { containerId: 'sscc', kind: 'pallet' }, 'body#/containerId'],
    ['a recipe', 'erik', 'POST', '/v1/recipes/import/versions/1/submit', {}, 'path#/recipeId'],
  ] as const)(
    'that has another meaning in a topic or a path is not the id of %s',
    async (_, user, method, path, body, ref) =>
      expectProblem(await send({ user, method, path, body }), 400, 'invalid-request', [ref]),
  )

  test('is reserved wherever a fixed part of a path or of a topic stands in its place', () => {
    const inPaths = allRoutes.flatMap(({ path }) =>
      allRoutes.flatMap((other) => {
        const [parts, others] = [path.split('/'), other.path.split('/')]
        const at = parts.findIndex((part, index) => part !== others[index])
        const [name = '', word = ''] = [parts[at], others[at]]
        return name.startsWith('{') && word !== '' && !word.startsWith('{') ? [`${name.slice(1, -1)} ${word}`] : []
      }),
    )
    const inTopics = `equipmentId ${topics.liveFacts('lyon').split('/')[2]}`
    expect([...new Set([...inPaths, inTopics])].sort()).toEqual(
      Object.entries(reservedIds)
        .flatMap(([name, words]) => words.map((word) => `${name} ${word}`))
        .sort(),
    )
  })

  test.each([
    ['/v1/holds', { holdId: 'hold.abcdefghijklmnop', subject: { type: 'lot', id: 'L-1' }, reason: 'Taken beforehand' }],
    ['/v1/holds', { holdId: 'crossed.abc.def', subject: { type: 'lot', id: 'L-1' }, reason: 'Taken beforehand' }],
    [
      '/v1/deviations',
      {
        deviationId: 'dev.abcdefghijklmnop',
        subject: { type: 'lot', id: 'L-1' },
        title: 'Taken beforehand',
        description: 'Before a machine could',
      },
    ],
  ])('that the plant makes itself is taken by nobody beforehand: POST %s', async (path, body) => {
    const answer = await send({ user: 'quinn', method: 'POST', path, body })
    expectProblem(answer, 400, 'invalid-request')
    expect(answer.body.violations).toMatchObject([{ code: 'invalid-request', variant: 'id-of-plant' }])
  })

  const usable = hostile.filter((id) => id !== '')
  test.each(named(usable))('in a path is not %j', async (_, id) => {
    const part = encodeURIComponent(id)
    const answers = await Promise.all([
      send({ user: 'vera', ...get(`/v1/orders/${part}`) }),
      send({ user: 'vera', ...get(`/v1/orders/${part}/steps`) }),
      send({ method: 'POST', path: `/v1/orders/${part}/start`, body: {} }),
      send({ method: 'POST', path: `/v1/orders/RUN-1/steps/${part}/complete`, body: {} }),
      send({ user: 'vera', ...get(`/v1/recipes/SYRUP/versions/${part}`) }),
      send({ user: 'erik', method: 'PUT', path: `/v1/equipment/${part}`, body: { name: 'Box', level: 'work-unit' } }),
    ])
    // Dots are resolved before routing, so that a path with them is simply another path.
    for (const answer of answers) expect([400, 404, 405, 409]).toContain(answer.status)
  })

  test.each([
    '/v1/orders/../orders/RUN-1/start',
    '/v1/orders/RUN-1/steps/%2e%2e/start',
    '/v1/orders/%2e%2e%2fRUN-1/start',
    '/v1/orders/RUN-1%2Fsteps%2Fweigh/complete',
    '/v1/orders/RUN-1%23/pause',
    '/v1/orders/%/start',
    '/v1/orders/%ff/start',
  ])('does not lead out of its place: POST %s', async (path) => {
    const answer = await send({ method: 'POST', path, body: {} })
    expect([400, 404, 405, 409]).toContain(answer.status)
  })

  test.each(['order:a/b', 'order:', 'order', 'order:a:b', 'nothing:1', ':1', 'order:RUN-1#FACT', 'order:..', ''])(
    'in a query is not %j',
    async (subject) => {
      const query = `subject=${encodeURIComponent(subject)}`
      for (const path of [`/v1/audit?${query}`, `/v1/audit/verify?${query}`, `/v1/holds?${query}`])
        expectProblem(await send(get(path)), 400, 'invalid-request', ['query#/subject'])
    },
  )
})

test('an audit is not verified for a thing without any fact, because intact would mislead', async () => {
  for (const subject of ['order:RUN-l', 'lot:NONE', 'sublot:LOT-1@NONE', 'person:nobody', 'recipe:SYRUP@9', 'unit:M@1'])
    expectProblem(await send({ user: 'quinn', ...get(`/v1/audit/verify?subject=${subject}`) }), 404, 'not-found', [
      subject,
    ])
  expect((await send(get('/v1/audit/verify?subject=order:RUN-1'))).body).toMatchObject({ intact: true })
})

describe('a query', () => {
  test.each([
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['limit=-1', 'limit'],
    ['limit=1.5', 'limit'],
    ['limit=all', 'limit'],
    ['limit=', 'limit'],
    ['limit=5&limit=6', 'limit'],
    ['limit=1e2', 'limit'],
    ['cursor=!!', 'cursor'],
    ['cursor=', 'cursor'],
    ['cursor=A', 'cursor'],
    [`cursor=${'QUFB'.repeat(60)}`, 'cursor'],
    ['status=open', 'status'],
    ['status=created,closed', 'status'],
    ['page=2', 'page'],
    ['__proto__=1', '__proto__'],
  ])('is not %s', async (query, name) =>
    expectProblem(await send(get(`/v1/orders?${query}`)), 400, 'invalid-request', [`query#/${name}`]),
  )

  test.each(['QUFB', Buffer.from('\uffff').toString('base64url'), Buffer.from([0xff, 0xfe]).toString('base64url')])(
    'has no cursor that nobody gave out, such as %s',
    async (cursor) =>
      expectProblem(await send(get(`/v1/orders?cursor=${cursor}`)), 400, 'invalid-request', ['query#/cursor']),
  )
})
