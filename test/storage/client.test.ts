import { createHash, createHmac } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { IoTDataPlaneClient } from '@aws-sdk/client-iot-data-plane'
import { SFNClient } from '@aws-sdk/client-sfn'
import { SQSClient } from '@aws-sdk/client-sqs'
import { BatchGetCommand, GetCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'
import { describe, expect, it, onTestFinished } from 'vitest'
import { tableClient } from '../../shared/storage/table-client.ts'
import { needless, trimmed } from '../../shared/storage/trimmed.ts'

const credentials = { accessKeyId: 'AKIDLYON', secretAccessKey: 'a secret of the plant' }
const region = 'eu-west-3'

interface Seen {
  readonly headers: IncomingMessage['headers']
  readonly body: string
}
type Reply = (
  seen: Seen,
  count: number,
) => { readonly status?: number; readonly body: object; readonly afterMs?: number }

/** A server that keeps what it is asked, and a client of the table that asks it. */
async function asked(reply: Reply) {
  const seen: Seen[] = []
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    const one = { headers: request.headers, body: Buffer.concat(parts).toString('utf8') }
    seen.push(one)
    const { status = 200, body, afterMs = 0 } = reply(one, seen.length)
    setTimeout(
      () => response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body)),
      afterMs,
    )
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const dynamodb = new DynamoDBClient({
    region,
    credentials,
    endpoint: `http://127.0.0.1:${port}`,
    cacheMiddleware: true,
  })
  onTestFinished(() => {
    dynamodb.destroy()
    server.close()
  })
  return { seen, client: tableClient(dynamodb) }
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()

/** AWS Signature Version 4, made again from what arrived. */
function signatureOf({ headers, body }: Seen): string {
  const [, scope = '', names = ''] =
    /Credential=[^/]+\/([^,]+), SignedHeaders=([^,]+)/.exec(String(headers.authorization)) ?? []
  const signed = names.split(';').map((name) => `${name}:${headers[name]}\n`)
  const canonical = ['POST', '/', '', signed.join(''), names, sha256(body)].join('\n')
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n')
  const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${credentials.secretAccessKey}`)
  return hmac(key, text).toString('hex')
}

const get = (id: number) => new GetCommand({ TableName: 'plant', Key: { pk: `lot#L-${id}`, sk: 'document' } })
const keyIn = ({ body }: Seen): string => JSON.parse(body).Key.pk.S

describe('The client of the table', () => {
  it('signs every call with the credentials of its function', async () => {
    const { client, seen } = await asked(() => ({
      body: { Item: { pk: { S: 'lot#L-1' }, remaining: { N: '12.500' } } },
    }))
    await client.send(get(1))
    await client.send(get(2))
    expect(seen).toHaveLength(2)
    for (const call of seen) {
      expect(call.headers.authorization).toMatch(
        /^AWS4-HMAC-SHA256 Credential=AKIDLYON\/\d{8}\/eu-west-3\/dynamodb\/aws4_request, /,
      )
      expect(String(call.headers.authorization).split('Signature=')[1]).toBe(signatureOf(call))
    }
  })

  it('gives each of many calls at once its own answer', async () => {
    const { client } = await asked((call, count) => ({
      body: { Item: { pk: { S: keyIn(call) } } },
      afterMs: (count * 7) % 20,
    }))
    const ids = Array.from({ length: 40 }, (_, id) => id)
    const answers = await Promise.all(ids.map((id) => client.send(get(id))))
    expect(answers.map(({ Item }) => Item?.pk)).toEqual(ids.map((id) => `lot#L-${id}`))
  })

  it.each([
    ['ThrottlingException', 400],
    ['ProvisionedThroughputExceededException', 400],
    ['InternalServerError', 500],
  ])('tries again after %s', async (name, status) => {
    const body = { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: 'Later.' }
    const { client, seen } = await asked((_, count) =>
      count < 3 ? { status, body } : { body: { Item: { pk: { S: 'lot#L-1' } } } },
    )
    expect(await client.send(get(1))).toMatchObject({ Item: { pk: 'lot#L-1' }, $metadata: { attempts: 3 } })
    expect(seen.map(signatureOf)).toEqual(
      seen.map(({ headers }) => String(headers.authorization).split('Signature=')[1]),
    )
  })

  it('does not try a refusal again, and throws it by its name', async () => {
    const body = { __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException', message: 'No.' }
    const { client, seen } = await asked(() => ({ status: 400, body }))
    await expect(client.send(get(1))).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' })
    expect(seen).toHaveLength(1)
  })

  it('reads keys that were not read as they were asked for', async () => {
    const Keys = [{ pk: { S: 'lot#L-2' }, sk: { S: 'document' } }]
    const { client } = await asked(() => ({ body: { Responses: { plant: [] }, UnprocessedKeys: { plant: { Keys } } } }))
    const answer = await client.send(
      new BatchGetCommand({ RequestItems: { plant: { Keys: [{ pk: 'lot#L-2', sk: 'document' }] } } }),
    )
    expect(answer.UnprocessedKeys).toEqual({ plant: { Keys: [{ pk: 'lot#L-2', sk: 'document' }] } })
  })

  it('refuses a command that no store of the plant has', async () => {
    const { client } = await asked(() => ({ body: {} }))
    expect(() => client.send(new ScanCommand({ TableName: 'plant' }))).toThrow('no such command')
  })
})

describe('What is left out of a client of the SDK', () => {
  const clients = {
    Cognito: new CognitoIdentityProviderClient({ region }),
    DynamoDB: new DynamoDBClient({ region }),
    EventBridge: new EventBridgeClient({ region }),
    'IoT data plane': new IoTDataPlaneClient({ region }),
    'Step Functions': new SFNClient({ region }),
    SQS: new SQSClient({ region }),
  }
  const namesIn = (client: { middlewareStack: { identify(): string[] } }) =>
    client.middlewareStack.identify().map((name) => name.split(' ')[0])

  it.each(Object.entries(clients))('is in %s under the name by which it is left out', (name, client) => {
    const left = [...needless, ...(name === 'DynamoDB' ? ['recursionDetectionMiddleware'] : [])]
    const before = namesIn(client)
    expect(before).toEqual(expect.arrayContaining(left))
    trimmed(client, left)
    expect(namesIn(client)).toEqual(before.filter((it) => !left.includes(String(it))))
    expect(namesIn(client)).toEqual(expect.arrayContaining(['retryMiddleware', 'httpSigningMiddleware']))
  })
})
