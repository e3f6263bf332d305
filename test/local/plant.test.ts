import { rmSync } from 'node:fs'
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Plant, startPlant } from '../../local/plant.ts'
import { writeAssembly } from './fixtures/assembly.ts'

const table = 'Andon-test-State-Table'
let assembly: string
let plant: Plant
let environment: Record<string, string>

beforeAll(async () => {
  assembly = writeAssembly()
  plant = await startPlant({ site: 'test', port: 0, mqttPort: 0, assembly, timeScale: 0.01 })
  environment = (await probe({ run: 'environment' })) as Record<string, string>
})

afterAll(async () => {
  await plant?.stop()
  rmSync(assembly, { recursive: true, force: true })
})

async function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const json = { 'content-type': 'application/json', ...headers }
  return fetch(`${plant.url}${path}`, { method: 'POST', headers: json, body: JSON.stringify(body) })
}

async function probe(body: object): Promise<Record<string, unknown>> {
  return (await post('/v1/probe', body)).json() as Promise<Record<string, unknown>>
}

const call = (client: string, command: string, input: object) => probe({ run: 'call', client, command, input })

async function itemsOf(pk: string): Promise<Record<string, { S: string }>[]> {
  const { answer } = (await call('dynamodb', 'QueryCommand', {
    TableName: table,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: pk } },
  })) as { answer: { Items: Record<string, { S: string }>[] } }
  return answer.Items
}

const put = (pk: string, more: object = {}) =>
  call('dynamodb', 'PutItemCommand', { TableName: table, Item: { pk: { S: pk }, sk: { S: '1' }, ...more } })
const putFact = (pk: string) => put(pk, { kind: { S: 'fact' } })

async function until<Value>(look: () => Value | Promise<Value>, found: (value: Value) => boolean): Promise<Value> {
  const end = Date.now() + 25_000
  for (;;) {
    const value = await look()
    if (found(value)) return value
    if (Date.now() > end) throw new Error(`It did not come about; the last look saw ${JSON.stringify(value)}.`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const some = (list: readonly unknown[]) => list.length > 0

describe('a function', () => {
  test('has the variables of the template and of Lambda, and none of this machine', async () => {
    expect(environment).toMatchObject({ TABLE_NAME: table, AWS_REGION: 'eu-west-3', AWS_LAMBDA_FUNCTION_NAME: 'probe' })
    expect(environment).not.toHaveProperty('PATH')
    expect(environment).not.toHaveProperty('HOME')
  })

  test('does what its role allows', async () => {
    await put('allowed')
    expect(await itemsOf('allowed')).toHaveLength(1)
  })

  test('is refused, in the words of AWS, what its role does not allow', async () => {
    const input = { TableName: table, Key: { pk: { S: 'allowed' }, sk: { S: '1' } } }
    expect(await call('dynamodb', 'DeleteItemCommand', input)).toEqual({
      refused: 'AccessDeniedException',
      message:
        'User: arn:aws:sts::123456789012:assumed-role/ProbeRole/probe is not authorized to perform: dynamodb:DeleteItem on resource: arn:aws:dynamodb:eu-west-3:123456789012:table/Andon-test-State-Table because no identity-based policy allows the dynamodb:DeleteItem action',
    })
  })

  test('is refused a transaction that contains one write that its role does not allow', async () => {
    const Key = { pk: { S: 'allowed' }, sk: { S: '1' } }
    const TransactItems = [
      { Put: { TableName: table, Item: { pk: { S: 'half' }, sk: { S: '1' } } } },
      { Delete: { TableName: table, Key } },
    ]
    expect(await call('dynamodb', 'TransactWriteItemsCommand', { TransactItems })).toMatchObject({
      refused: 'AccessDeniedException',
    })
    expect(await itemsOf('half')).toEqual([])
  })

  test('is refused another queue, another topic and another index than its own', async () => {
    const toOther = { QueueUrl: environment.OTHER_QUEUE, MessageBody: 'x' }
    expect(await call('sqs', 'SendMessageCommand', toOther)).toMatchObject({ refused: 'AccessDeniedException' })
    expect(await call('iot', 'PublishCommand', { topic: 'andon/test/press-1/command' })).toMatchObject({
      refused: 'AccessDeniedException',
    })
    const onIndex = {
      TableName: table,
      IndexName: 'byQuestion',
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: 'x' } },
    }
    expect(await call('dynamodb', 'QueryCommand', onIndex)).toMatchObject({
      refused: 'AccessDeniedException',
      message: expect.stringContaining('/index/byQuestion'),
    })
  })

  test('is told of the item that stood in the way of its transaction', async () => {
    await put('taken')
    const TransactItems = [
      {
        Put: {
          TableName: table,
          Item: { pk: { S: 'taken' }, sk: { S: '1' } },
          ConditionExpression: 'attribute_not_exists(pk)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
    ]
    expect(await call('dynamodb', 'TransactWriteItemsCommand', { TransactItems })).toMatchObject({
      refused: 'TransactionCanceledException',
    })
  })

  test('that crashes gives its caller a 500, and the next caller a new one', async () => {
    const response = await post('/v1/probe', { run: 'crash' })
    expect([response.status, await response.json()]).toEqual([500, { message: 'Internal Server Error' }])
    expect((await post('/v1/probe', { run: 'echo' })).status).toBe(200)
  })

  test('that is killed in mid-invocation gives its caller a 500', async () => {
    const response = post('/v1/probe', { run: 'sleep', milliseconds: 900 })
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(await plant.killFunction('probe')).toBe(true)
    expect((await response).status).toBe(500)
  })

  test('that throws gives a 500, and one that is slower than its integration a 503', async () => {
    expect((await post('/v1/probe', { run: 'throw' })).status).toBe(500)
    const slow = await post('/v1/probe', { run: 'sleep', milliseconds: 1500 })
    expect([slow.status, await slow.json()]).toEqual([503, { message: 'Service Unavailable' }])
  })
})

describe('the HTTP API', () => {
  const token = async (asked: object) =>
    ((await (await post('/local/token', asked)).json()) as { access_token: string }).access_token
  const named = async (asked: object) =>
    post('/v1/orders/258%2F456/steps/mix', {}, { authorization: `Bearer ${await token(asked)}` })

  test('takes a token of its own site, and hands over the claims as text and the path decoded', async () => {
    const response = await post(
      '/v1/orders/258%2F456/steps/mix?a=1&a=2&b=',
      { run: 'echo' },
      {
        authorization: `Bearer ${await token({ user: 'quinn' })}`,
      },
    )
    expect(await response.json()).toMatchObject({
      version: '2.0',
      routeKey: 'POST /v1/orders/{orderId}/steps/{stepId}',
      pathParameters: { orderId: '258/456', stepId: 'mix' },
      queryStringParameters: { a: '1,2', b: '' },
      requestContext: {
        authorizer: {
          jwt: {
            claims: {
              username: 'quinn',
              'andon:person': 'quinn',
              'cognito:groups': '[quality]',
              auth_time: expect.stringMatching(/^\d+$/),
            },
          },
        },
      },
      isBase64Encoded: false,
    })
  })

  test('refuses no token, a forged one, an expired one and one of another site', async () => {
    expect((await post('/v1/orders/1/steps/mix', {})).status).toBe(401)
    const genuine = await token({ user: 'ada' })
    const forged = { authorization: `Bearer ${genuine.slice(0, -8)}AAAAAAAA` }
    expect((await post('/v1/orders/1/steps/mix', {}, forged)).status).toBe(401)
    expect((await named({ user: 'ada', expiresIn: -1 })).status).toBe(401)
    const foreign = await named({ user: 'ada', site: 'cork' })
    expect([foreign.status, await foreign.json()]).toEqual([401, { message: 'Unauthorized' }])
  })

  test('prefers a literal segment to a parameter, and knows no other route', async () => {
    const response = await post('/v1/orders/special/steps/mix', { run: 'echo' })
    expect(await response.json()).toMatchObject({ pathParameters: { stepId: 'mix' } })
    expect((await post('/v1/orders', {})).status).toBe(404)
    expect((await fetch(`${plant.url}/v1/probe`)).status).toBe(404)
  })

  test('hands over a body that is not text in base64, and refuses one above 10 MB', async () => {
    const pdf = { method: 'POST', headers: { 'content-type': 'application/pdf' }, body: new Uint8Array([0xff, 0x00]) }
    // The probe reads JSON, which this is not: it fails, so the body came as it was sent.
    expect((await fetch(`${plant.url}/v1/probe`, pdf)).status).toBe(500)
    const huge = { method: 'POST', body: Buffer.alloc(10 * 1024 * 1024 + 1) }
    expect((await fetch(`${plant.url}/v1/probe`, huge)).status).toBe(413)
  })

  test('has nobody sign in who does not work here', async () => {
    const response = await post('/local/token', { user: 'mallory' })
    expect([response.status, await response.json()]).toEqual([
      404,
      { message: expect.stringContaining('Nobody here is called "mallory"') },
    ])
  })

  test('gives no file from outside the folders that it serves', async () => {
    for (const path of [
      '/reference/..%2f..%2fpackage.json',
      '/..%2fpackage.json',
      '/reference/%2e%2e/jose/package.json',
    ])
      expect((await fetch(`${plant.url}${path}`)).status).toBe(404)
    expect((await fetch(`${plant.url}/reference/`)).status).toBe(200)
  })
})

describe('the stream of the table', () => {
  test('carries what its filter lets through, in order, and nothing else', async () => {
    await put('plain')
    await putFact('fact-1')
    await until(() => itemsOf('carried#fact-1'), some)
    expect(await itemsOf('carried#plain')).toEqual([])
  })

  test('tries a record again that fails, then leaves it in the failure queue and goes on behind it', async () => {
    await Promise.all(['explodes-1', 'good-1', 'good-2'].map(putFact))
    await until(() => itemsOf('carried#good-1'), some)
    await until(() => itemsOf('carried#good-2'), some)
    const letters = await until(() => plant.deadLetters().filter(({ queue }) => queue === 'Dead'), some)
    expect(letters).toHaveLength(1)
    expect(letters[0]).toMatchObject({
      reason: 'Error: a record that nobody can handle',
      body: {
        requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 3 },
        DDBStreamBatchInfo: { batchSize: 1 },
      },
    })
  })

  test('repeats only from the record that the function names', async () => {
    await putFact('refused-1')
    const letters = await until(
      () => plant.deadLetters().filter(({ queue }) => queue === 'Dead'),
      ({ length }) => length > 1,
    )
    expect(letters[1]).toMatchObject({ body: { DDBStreamBatchInfo: { batchSize: 1 } } })
  })
})

describe('a device', () => {
  const connect = (clientId: string, more: IClientOptions = {}): Promise<MqttClient> =>
    connectAsync(plant.mqttUrl, { clientId, reconnectPeriod: 0, connectTimeout: 3000, ...more })

  test('has its message carried through rule and queue to the function', async () => {
    const press = await connect('press-1')
    await press.publishAsync('andon/test/press-1/state', JSON.stringify({ id: 'm1' }), { qos: 1 })
    const [item] = await until(() => itemsOf('message#m1'), some)
    const sent = JSON.parse(item?.message?.S ?? '{}')
    expect(sent).toMatchObject({
      topic: 'andon/test/press-1/state',
      clientId: 'press-1',
      receivedAt: expect.any(Number),
    })
    expect(Buffer.from(sent.payload, 'base64').toString()).toBe('{"id":"m1"}')
    await press.publishAsync('$aws/rules/MessageRule/andon/test/press-1/count', JSON.stringify({ id: 'm2' }), {
      qos: 1,
    })
    const [basic] = await until(() => itemsOf('message#m2'), some)
    expect(JSON.parse(basic?.message?.S ?? '{}')).toMatchObject({ topic: 'andon/test/press-1/count' })
    await press.endAsync()
  })

  test('has a message that fails tried again, alone, and in the end kept as a dead letter', async () => {
    const press = await connect('press-2')
    await press.publishAsync('andon/test/press-2/state', JSON.stringify({ id: 'once', fails: 1 }), { qos: 1 })
    await press.publishAsync('andon/test/press-2/state', JSON.stringify({ id: 'never', fails: 9 }), { qos: 1 })
    await until(
      () => itemsOf('message#once'),
      ({ length }) => length === 2,
    )
    const letters = await until(() => plant.deadLetters().filter(({ queue }) => queue === 'MessagesDead'), some)
    expect(letters).toMatchObject([{ reason: 'Messages gave it to its function 3 times, and it failed each time.' }])
    expect(await itemsOf('message#never')).toHaveLength(3)
    expect(await itemsOf('message#once')).toHaveLength(2)
    await press.endAsync()
  })

  test('has a message kept with the reason when its rule may not carry it', async () => {
    const press = await connect('press-3')
    await press.publishAsync('andon/test/press-3/lost', '{}', { qos: 1 })
    const [letter] = await until(() => plant.deadLetters().filter(({ queue }) => queue === 'Refused'), some)
    expect(letter?.reason).toContain('is not authorized to perform: sqs:SendMessage')
    expect(letter?.body).toMatchObject({ topic: 'andon/test/press-3/lost', base64OriginalPayload: 'e30=' })
    await press.endAsync()
  })

  test.each(['andon/test/press-9/state', 'andon/test/press-4/command', 'andon/test/live/x'])(
    'is cut off when it publishes to %s, which is not its own',
    async (topic) => {
      const press = await connect('press-4')
      const closed = new Promise((resolve) => press.once('close', () => resolve('closed')))
      press.publish(topic, '{}', { qos: 1 })
      expect(await closed).toBe('closed')
      await press.endAsync(true)
    },
  )

  test('hears its own commands and is refused those of others', async () => {
    const press = await connect('press-5')
    const [own] = await press.subscribeAsync('andon/test/press-5/command', { qos: 1 })
    expect(own?.qos).toBe(1)
    await expect(press.subscribeAsync('andon/test/press-6/command')).rejects.toThrow()
    await press.endAsync()
  })

  test('that has no name a thing can have is not let in', async () => {
    await expect(connect('press/5')).rejects.toThrow(/Not authorized/)
  })

  test.each([
    ['tcp', () => plant.mqttUrl],
    ['WebSocket', () => `${plant.url.replace('http', 'ws')}/mqtt`],
  ] as const)('is told apart from a person, who watches the live topics over %s with a token', async (_, url) => {
    const options = { reconnectPeriod: 0, username: 'token', password: 'letmein' }
    const watcher = await connectAsync(url(), { ...options, clientId: `screen-${_}` })
    const heard = new Promise<string>((resolve) =>
      watcher.once('message', (_topic, payload) => resolve(payload.toString())),
    )
    await watcher.subscribeAsync('andon/test/live/#')
    await call('iot', 'PublishCommand', { topic: 'andon/test/live/board', payload: { '0': 104, '1': 105 }, qos: 0 })
    await call('iot', 'PublishCommand', { topic: 'andon/test/live/board', qos: 0 })
    expect(typeof (await heard)).toBe('string')
    await expect(watcher.subscribeAsync('andon/test/press-1/command')).rejects.toThrow()
    await watcher.endAsync()
    await expect(connectAsync(url(), { ...options, clientId: 'intruder', password: 'guess' })).rejects.toThrow()
  })
})

describe('the event bus', () => {
  const putEvent = (DetailType: string, EventBusName = 'facts') =>
    call('eventbridge', 'PutEventsCommand', {
      Entries: [
        {
          EventBusName,
          Source: 'andon',
          DetailType,
          Detail: JSON.stringify({ id: 'dev-1', actor: { name: 'Ada "A" Moreau' } }),
        },
      ],
    })

  test('makes a sentence of an event that its rule knows, and tells nobody of others', async () => {
    await putEvent('andon.order.started.v1')
    await putEvent('andon.deviation.opened.v1')
    const mail = (await (await fetch(`${plant.url}/local/mail`)).json()) as { items: object[] }
    expect(mail.items).toMatchObject([
      { topic: 'Topic', to: ['quality@plant.example'], message: '"Deviation dev-1 was opened by Ada \\"A\\" Moreau."' },
    ])
  })

  test('is refused to who may put on another bus only', async () => {
    expect(await putEvent('andon.order.started.v1', 'default')).toMatchObject({ refused: 'AccessDeniedException' })
  })
})

describe('a workflow', () => {
  const start = (id: string) =>
    call('sfn', 'StartExecutionCommand', {
      stateMachineArn: environment.MACHINE,
      name: id,
      input: JSON.stringify({ id }),
    })
  const answer = (taskToken: string | undefined, output: object) =>
    call('sfn', 'SendTaskSuccessCommand', { taskToken, output: JSON.stringify(output) })
  const tokens = async (id: string) => (await itemsOf(`token#${id}`)).map(({ sk }) => sk?.S)
  /** The token that took the answer. On a slow machine the patience of one may be over, and the workflow waits with another. */
  const taken = async (id: string, output: object) => {
    for (const token of await tokens(id)) if ('answer' in (await answer(token, output))) return token
    return undefined
  }
  const isThere = (token: string | undefined): boolean => token !== undefined
  const answered = async (id: string, output: object) => {
    await taken(id, output)
    return execution(id)?.status
  }
  const execution = (id: string) => plant.executions().find(({ name }) => name === id)

  test('waits for its token, goes on with the answer and ends', async () => {
    await start('w1')
    await until(() => tokens('w1'), some)
    expect(execution('w1')).toMatchObject({ status: 'RUNNING' })
    const token = await until(() => taken('w1', { yes: true }), isThere)
    await until(
      () => execution('w1')?.status,
      (status) => status === 'SUCCEEDED',
    )
    expect(execution('w1')?.output).toMatchObject({ id: 'w1', decision: { yes: true } })
    expect(await answer(token, { yes: true })).toMatchObject({ refused: 'TaskTimedOut' })
  })

  test('escalates when its patience is over, and waits again with a new token', async () => {
    await start('w2')
    const both = await until(
      () => tokens('w2'),
      ({ length }) => length >= 2,
    )
    const tasks = await itemsOf('task#w2')
    expect(tasks.some(({ sk }) => sk?.S.startsWith('escalate'))).toBe(true)
    expect(both[0]).not.toBe(both[1])
    await until(
      () => answered('w2', { yes: true }),
      (status) => status === 'SUCCEEDED',
    )
  })

  test('is one execution for one name', async () => {
    const first = (await start('w3')) as { answer: { executionArn: string } }
    const again = (await start('w3')) as { answer: { executionArn: string } }
    expect(again.answer.executionArn).toBe(first.answer.executionArn)
    const other = { stateMachineArn: environment.MACHINE, name: 'w3', input: '{"id":"other"}' }
    expect(await call('sfn', 'StartExecutionCommand', other)).toMatchObject({ refused: 'ExecutionAlreadyExists' })
  })

  test('tries a task again that fails, and then fails with the sentence of its definition', async () => {
    await start('w4')
    await until(
      () => answered('w4', { fails: true }),
      (status) => status === 'FAILED',
    )
    expect(execution('w4')).toMatchObject({ error: 'Test.Stopped', cause: 'The test told it to.' })
    const types = execution('w4')?.history.map(({ type }) => type)
    expect(types).toContain('StateRetried')
  })
})

describe('the clock of the plant', () => {
  const clock = async (asked: unknown) => {
    const response = await post('/local/clock', asked)
    return [response.status, await response.json()]
  }

  test('goes ahead by whole seconds only, and not for ever', async () => {
    for (const asked of [{}, { minutes: 0 }, { minutes: -1 }, { seconds: 0.5 }, { minutes: 'soon' }, 'now'])
      expect((await clock(asked))[0], JSON.stringify(asked)).toBe(400)
    expect(await clock({ minutes: 11 * 365 * 24 * 60 })).toEqual([
      400,
      { message: 'The clock goes at most ten years ahead of that of the machine.' },
    ])
    expect(await (await fetch(`${plant.url}/local/clock`)).json()).toMatchObject({ secondsAhead: 0 })
  })

  test('is that of sign-ins and requests: a token that was good is over', async () => {
    const signIn = async () =>
      ((await (await post('/local/token', { user: 'quinn' })).json()) as { access_token: string }).access_token
    const echo = async (token: string) =>
      post('/v1/orders/1/steps/mix', { run: 'echo' }, { authorization: `Bearer ${token}` })
    const before = await signIn()
    expect((await echo(before)).status).toBe(200)
    expect(await clock({ minutes: 90, seconds: 1 })).toMatchObject([200, { secondsAhead: 5401 }])
    expect((await echo(before)).status).toBe(401)
    const { requestContext } = (await (await echo(await signIn())).json()) as {
      requestContext: { timeEpoch: number; authorizer: { jwt: { claims: { auth_time: string } } } }
    }
    const times = [requestContext.timeEpoch / 1000, Number(requestContext.authorizer.jwt.claims.auth_time)]
    expect(times.map((seconds) => Math.round((seconds - Date.now() / 1000) / 60))).toEqual([90, 90])
  })
})
