import { fork } from 'node:child_process'
import { createHash, createHmac } from 'node:crypto'
import { Agent, request } from 'node:http'
import { fileURLToPath } from 'node:url'
import { crc32 } from 'node:zlib'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { BatchGetCommand, DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import { exact } from '../../shared/storage/items.ts'
import { type TableClient, tableClient } from '../../shared/storage/table-client.ts'
import { dec } from '../support/given.ts'
import { told } from './progress.ts'
import type { Figure, Findings } from './report.ts'

const rounds = 9
const callsPerRound = 400
/** The parallel calls of a busy function. */
const atOnce = 8
const method = `A server of this machine that answers at once is called by the SDK as it comes, by the SDK as the plant uses it, and by a client that signs by hand with
nothing of the SDK. They take turns (${rounds} rounds with ${callsPerRound} calls each, ${atOnce} under way at once), and the least of a client's rounds counts, since what others do on the machine only adds.`
const credentials = { accessKeyId: 'AKIDANDON', secretAccessKey: 'bench' }
const region = 'eu-west-3'

/** An issue by the size of its items: it reads six, and writes four in one transaction, a fact among them. */
const item = (id: number) => ({
  pk: `lot#L-${id}`,
  sk: 'document',
  kind: 'lot',
  version: id,
  lotId: `L-${id}`,
  materialId: 'M-100',
  status: 'released',
  remaining: exact(dec('12.500')),
  unit: 'kg',
  holds: ['H-1', 'H-2'],
  description: { supplierId: 'S-1', supplierLot: 'SL-4711', expiresAt: '2027-03-01T08:00:00.000Z', potency: '99.5' },
  chain: { sequence: 12, hash: createHash('sha256').update(String(id)).digest('hex') },
})
const reads = { plant: { Keys: Array.from({ length: 6 }, (_, id) => ({ pk: `lot#L-${id}`, sk: 'document' })) } }
const writes = [
  { Put: { TableName: 'plant', Item: item(1), ConditionExpression: 'attribute_not_exists(pk)' } },
  {
    Update: {
      TableName: 'plant',
      Key: { pk: 'lot#L-2', sk: 'document' },
      UpdateExpression: 'SET remaining = remaining - :quantity ADD consumed :quantity',
      ConditionExpression: 'remaining >= :quantity AND attribute_not_exists(holds)',
      ExpressionAttributeValues: { ':quantity': exact(dec('1.250')) },
    },
  },
  {
    Put: {
      TableName: 'plant',
      Item: item(3),
      ConditionExpression: 'version = :version',
      ExpressionAttributeValues: { ':version': 3 },
    },
  },
  { Put: { TableName: 'plant', Item: item(4) } },
]

interface Client {
  readonly read: () => Promise<unknown>
  readonly write: () => Promise<unknown>
}

/**
 * The cost of one call to DynamoDB for the calling process: with the unchanged SDK, with `tableClient`, and without the SDK: signed by hand and sent
 * over Node's own HTTP. The three take turns.
 */
export async function measureSdk(): Promise<Findings> {
  const database = await cannedDatabase()
  const { url } = database
  const stock = documentClient(DynamoDBDocumentClient.from(new DynamoDBClient({ region, endpoint: url, credentials })))
  const clients: Record<string, Client> = {
    'SDK as it comes': stock,
    'SDK as the plant uses it': documentClient(
      tableClient(new DynamoDBClient({ region, endpoint: url, credentials, cacheMiddleware: true })),
    ),
    'signed by hand': handSigned(url),
  }
  const spent: Record<string, { read: number[]; write: number[] }> = {}
  const measure = async () => {
    for (let round = 0; round < rounds; round += 1)
      for (const [name, client] of Object.entries(clients)) {
        spent[name] ??= { read: [], write: [] }
        spent[name].read.push(await processorTime(client.read))
        spent[name].write.push(await processorTime(client.write))
      }
  }
  try {
    await told(
      `calling a canned DynamoDB ${rounds} times ${callsPerRound * 2} times with each client, in turns`,
      measure,
    )
  } finally {
    database.stop()
  }
  const base = spent['SDK as it comes']
  if (!base) throw new Error('The SDK as it comes was not measured.')
  const figures = Object.entries(spent).flatMap(([row, of]): Figure[] =>
    (['read', 'write'] as const).flatMap((kind) => {
      const column = kind === 'read' ? 'BatchGet of 6' : 'TransactWrite of 4'
      return [
        { table: 'SDK', row, column, unit: 'µs of processor', value: least(of[kind]) },
        {
          table: 'SDK',
          row,
          column: `${column}, against the SDK as it comes`,
          unit: 'times',
          value: least(of[kind]) / least(base[kind]),
        },
      ]
    }),
  )
  return { method, figures, faults: [] }
}

/** The minimum, because other processes only add time: cold caches, a shared processor. */
const least = (values: readonly number[]): number => Math.min(...values)

/** @returns processor time of this process for one call, user and system, in microseconds, after a warm-up. */
async function processorTime(call: () => Promise<unknown>): Promise<number> {
  const callAll = async (times: number) => {
    for (let done = 0; done < times; done += atOnce) await Promise.all(Array.from({ length: atOnce }, call))
  }
  await callAll(callsPerRound / 4)
  const before = process.cpuUsage()
  await callAll(callsPerRound)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / callsPerRound
}

const documentClient = (client: TableClient): Client => ({
  read: () => client.send(new BatchGetCommand({ RequestItems: reads })),
  write: () => client.send(new TransactWriteCommand({ TransactItems: writes })),
})

const options = { removeUndefinedValues: true }

function handSigned(url: string): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: 50 })
  const { hostname, port, host } = new URL(url)
  const call = (operation: string, input: object) =>
    new Promise<unknown>((resolve, reject) => {
      const body = JSON.stringify(input)
      const headers = signed(`DynamoDB_20120810.${operation}`, host, body)
      const sent = request({ agent, hostname, port, method: 'POST', path: '/', headers }, (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('end', () => resolve(JSON.parse(Buffer.concat(parts).toString('utf8'))))
      })
      sent.on('error', reject)
      sent.end(body)
    })
  return {
    read: async () => {
      const Keys = reads.plant.Keys.map((key) => marshall(key, options))
      const { Responses } = (await call('BatchGetItem', { RequestItems: { plant: { Keys } } })) as {
        Responses: Record<string, Parameters<typeof unmarshall>[0][]>
      }
      return Responses.plant?.map((it) => unmarshall(it))
    },
    write: () =>
      call('TransactWriteItems', {
        TransactItems: writes.map(({ Put, Update }) => {
          const { Item, Key, ExpressionAttributeValues, ...rest } = {
            Item: undefined,
            Key: undefined,
            ExpressionAttributeValues: undefined,
            ...(Put ?? Update),
          }
          return {
            [Put ? 'Put' : 'Update']: {
              ...rest,
              ...(Item && { Item: marshall(Item, options) }),
              ...(Key && { Key: marshall(Key, options) }),
              ...(ExpressionAttributeValues && {
                ExpressionAttributeValues: marshall(ExpressionAttributeValues, options),
              }),
            },
          }
        }),
      }),
  }
}

/** AWS Signature Version 4 of a POST with a body; the key of a day is derived once. */
function signed(target: string, host: string, body: string): Record<string, string> {
  const time = `${new Date().toISOString().replaceAll(/[-:]|\.\d{3}/g, '')}`
  const day = time.slice(0, 8)
  const scope = `${day}/${region}/dynamodb/aws4_request`
  const contentType = 'application/x-amz-json-1.0'
  const names = 'content-type;host;x-amz-date;x-amz-target'
  const canonical = `POST\n/\n\ncontent-type:${contentType}\nhost:${host}\nx-amz-date:${time}\nx-amz-target:${target}\n\n${names}\n${sha256(body)}`
  const signature = hmac(keyOf(day), `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`).toString('hex')
  return {
    'content-type': contentType,
    'content-length': String(Buffer.byteLength(body)),
    host,
    'x-amz-date': time,
    'x-amz-target': target,
    authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()
let derived: { readonly day: string; readonly key: Buffer } | undefined
function keyOf(day: string): Buffer {
  if (derived?.day !== day)
    derived = {
      day,
      key: [region, 'dynamodb', 'aws4_request'].reduce(hmac, hmac(`AWS4${credentials.secretAccessKey}`, day)),
    }
  return derived.key
}

async function cannedDatabase(): Promise<{ url: string; stop: () => void }> {
  const canned = (answer: object) => {
    const body = JSON.stringify(answer)
    return { body, crc32: crc32(body) }
  }
  const plant = Array.from({ length: 6 }, (_, id) => marshall(item(id), options))
  const answers = {
    BatchGetItem: canned({ Responses: { plant }, UnprocessedKeys: {} }),
    TransactWriteItems: canned({}),
  }
  const file = fileURLToPath(new URL('./canned-database.mjs', import.meta.url))
  const child = fork(file, [JSON.stringify(answers)], { execArgv: [] })
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (told) => resolve(Number(told)))
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`The canned database ended with ${code} before it listened.`)))
  })
  return { url: `http://127.0.0.1:${port}`, stop: () => child.kill() }
}
