import { Agent, request } from 'node:http'
import { CannotStart } from './cannot-start.ts'
import { dynamodbNeeds, type TableKeys, type TableOf, writingOperations } from './dynamodb-needs.ts'
import type { DatabaseProcess } from './dynoxide.ts'
import { type Call, type RawAnswer, type Service, ServiceError } from './wire.ts'

export interface TablePlan {
  readonly name: string
  readonly arn: string
  readonly streamArn: string
  /** The properties of `AWS::DynamoDB::Table` that CreateTable takes unchanged. */
  readonly definition: Readonly<Record<string, unknown>>
  readonly timeToLive?: { readonly AttributeName: string; readonly Enabled: boolean }
}

export interface Database {
  /** A call by the plant itself, for tables and streams. */
  call(target: string, body: object): Promise<Record<string, unknown>>
  readonly service: Service
  onWrite(listener: () => void): void
  /** For a reader of a table's stream. The reader calls the result when it has handled all records up to a sequence number. */
  follow(tableName: string): (sequence: string) => void
  /** For functions that call the database directly: its address, and what they call after a write. */
  readonly direct: {
    readonly databaseUrl: string
    readonly tables: Record<string, TableKeys>
    wrote(): void
    /** The database has answered a call with an error of its own. */
    troubled(): void
    /** Settles when the database is there. */
    present(): Promise<void>
  }
  stop(): void
}

/**
 * Creates the tables that do not exist, and passes allowed calls to the database byte for byte.
 * @param troubled is called when the database answers with an error of its own.
 */
export async function startDatabase(
  { url, forgetStream, present }: Pick<DatabaseProcess, 'url' | 'forgetStream' | 'present'>,
  tables: readonly TablePlan[],
  troubled: () => void = () => undefined,
): Promise<Database> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const listeners: (() => void)[] = []
  const keys = new Map(tables.map((table) => [table.name, keysOf(table)]))
  const tableOf: TableOf = (name) => {
    const table = keys.get(name) ?? [...keys.values()].find(({ arn }) => arn === name)
    if (table === undefined)
      throw new ServiceError(
        400,
        'ResourceNotFoundException',
        `Requested resource not found: Table: ${name} not found`,
        'com.amazonaws.dynamodb.v20120810#',
      )
    return table
  }
  const call = async (target: string, body: object): Promise<Record<string, unknown>> => {
    const bytes = Buffer.from(JSON.stringify(body))
    await present()
    const answer = await send(url, agent, bytes, {
      'x-amz-target': target,
      'content-type': 'application/x-amz-json-1.0',
      authorization:
        'AWS4-HMAC-SHA256 Credential=plant/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
      'x-amz-date': '20260101T000000Z',
    })
    if (answer.status >= 500) troubled()
    const value = JSON.parse(answer.bytes.toString('utf8'))
    if (answer.status >= 300)
      throw new Error(`${target} failed: ${value.__type} ${value.message ?? value.Message ?? ''}`)
    return value
  }

  const wrote = () => {
    for (const listener of listeners) listener()
  }

  await createTables(tables, call)

  return {
    call,
    onWrite: (listener) => {
      listeners.push(listener)
    },
    follow: letGoBehind(forgetStream),
    direct: { databaseUrl: url, tables: Object.fromEntries(keys), wrote, troubled, present },
    stop: () => agent.destroy(),
    service: {
      needs({ operation, json }) {
        const needs = dynamodbNeeds(operation, json, tableOf)
        if (needs === undefined) throw ServiceError.unknown('dynamodb', operation)
        return needs
      },
      async answer({ operation, headers, body }: Call) {
        const answer = await send(url, agent, body, {
          'x-amz-target': String(headers['x-amz-target']),
          'content-type': String(headers['content-type']),
          authorization: String(headers.authorization),
          'x-amz-date': String(headers['x-amz-date'] ?? ''),
        })
        if (answer.status >= 500) troubled()
        if (writingOperations.has(operation) && answer.status === 200) wrote()
        return { raw: answer }
      },
    },
  }
}

function keysOf({ arn, definition }: TablePlan): TableKeys {
  const { KeySchema, GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] } = definition as Definition
  const indexes = [...GlobalSecondaryIndexes, ...LocalSecondaryIndexes]
  return {
    arn,
    partitionKey: partitionKeyOf(KeySchema),
    indexes: Object.fromEntries(indexes.map((index) => [index.IndexName, partitionKeyOf(index.KeySchema)])),
  }
}

interface Keyed {
  readonly KeySchema?: readonly { readonly AttributeName: string; readonly KeyType: string }[]
}
interface Definition extends Keyed {
  readonly GlobalSecondaryIndexes?: readonly (Keyed & { readonly IndexName: string })[]
  readonly LocalSecondaryIndexes?: readonly (Keyed & { readonly IndexName: string })[]
}

const partitionKeyOf = (schema: Keyed['KeySchema']): string =>
  schema?.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName ?? ''

/** Deletes the records of a stream that all its readers have handled, a thousand at a time. */
function letGoBehind(forget: DatabaseProcess['forgetStream']): Database['follow'] {
  const atOnce = 1000
  const readers = new Map<string, { handled: number }[]>()
  const forgotten = new Map<string, number>()
  return (tableName) => {
    const reader = { handled: 0 }
    readers.set(tableName, [...(readers.get(tableName) ?? []), reader])
    return (sequence) => {
      reader.handled = Number(sequence)
      const least = Math.min(...(readers.get(tableName) ?? []).map(({ handled }) => handled))
      if (least - (forgotten.get(tableName) ?? 0) < atOnce) return
      forgotten.set(tableName, least)
      forget(tableName, least)
    }
  }
}

async function createTables(tables: readonly TablePlan[], call: Database['call']): Promise<void> {
  const { TableNames } = (await call('DynamoDB_20120810.ListTables', {})) as { TableNames: string[] }
  for (const table of tables) {
    if (TableNames.includes(table.name)) continue
    if (table.name.length < 3) throw new CannotStart(`The table name ${table.name} is shorter than three characters.`)
    await call('DynamoDB_20120810.CreateTable', { TableName: table.name, ...table.definition })
    if (table.timeToLive !== undefined)
      await call('DynamoDB_20120810.UpdateTimeToLive', {
        TableName: table.name,
        TimeToLiveSpecification: table.timeToLive,
      })
  }
}

function send(url: string, agent: Agent, body: Buffer, headers: Record<string, string>): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${url}/`,
      { method: 'POST', agent, headers: { ...headers, 'content-length': body.length } },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const bytes = Buffer.concat(chunks)
          resolve({ status: response.statusCode ?? 500, headers: passedOn(response.headers, bytes.length), bytes })
        })
      },
    )
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

function passedOn(headers: Readonly<Record<string, unknown>>, length: number): Record<string, string> {
  const kept = ['content-type', 'x-amzn-requestid', 'x-amz-crc32'].flatMap((name) =>
    headers[name] === undefined ? [] : [[name, String(headers[name])] as const],
  )
  return { ...Object.fromEntries(kept), 'content-length': String(length) }
}
