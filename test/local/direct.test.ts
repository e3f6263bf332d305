import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Functions, startFunctions } from '../../local/lambda.ts'
import { keepLog } from '../../local/log.ts'
import { surroundings } from './fixtures/surroundings.ts'

const tableArn = 'arn:aws:dynamodb:eu-west-3:123456789012:table/Record'
const functionArn = 'arn:aws:lambda:eu-west-3:123456789012:function:caller'
const policy = {
  Statement: [
    { Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem'], Resource: tableArn },
    { Effect: 'Deny', Action: 'dynamodb:Query', Resource: `${tableArn}/index/*` },
  ],
}

let functions: Functions
let servers: Server[]
let wrote = 0
let troubled = 0
let heard: [name: string, body: string][] = []

const named = async (name: string, status: () => number) => {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      heard.push([name, Buffer.concat(chunks).toString()])
      response.writeHead(status()).end(name)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}
let status = 200

beforeAll(async () => {
  const [database, wire] = await Promise.all([named('database', () => status), named('endpoint', () => 400)])
  servers = [database.server, wire.server]
  const plan = {
    name: 'caller',
    arn: functionArn,
    roleArn: 'arn:aws:iam::123456789012:role/caller',
    policies: [policy],
    file: fileURLToPath(new URL('./fixtures/caller.mjs', import.meta.url)),
    exported: 'handler',
    environment: {},
    timeoutSeconds: 20,
    memoryMb: 128,
    logGroup: '/aws/lambda/caller',
  }
  const toDatabase = {
    databaseUrl: database.url,
    tables: { Record: { arn: tableArn, partitionKey: 'pk', indexes: { byQuestion: 'qpk' } } },
    wrote: () => {
      wrote += 1
    },
    troubled: () => {
      troubled += 1
    },
  }
  functions = startFunctions([plan], { ...surroundings, wireUrl: wire.url, database: toDatabase }, keepLog())
})
afterAll(async () => {
  await functions.stop()
  for (const server of servers) server.close()
})
beforeEach(() => {
  wrote = 0
  troubled = 0
  heard = []
  status = 200
})

const answerTo = async (operation: string, body: object | string, more: object = {}) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const event = { target: `DynamoDB_20120810.${operation}`, body: text, ...more }
  return ((await functions.invoke(functionArn, event)) as { text: string }).text
}

describe('a call of a function to DynamoDB', () => {
  test('goes to the database itself where its role allows it', async () => {
    expect(await answerTo('GetItem', { TableName: 'Record' })).toBe('database')
    expect(await answerTo('Query', { TableName: 'Record' })).toBe('database')
    expect(await answerTo('TransactWriteItems', { TransactItems: [{ Put: { TableName: 'Record' } }] })).toBe('database')
  })

  test('goes to the plant, which refuses it, where one part of it is not allowed', async () => {
    const parts = [{ Put: { TableName: 'Record' } }, { Delete: { TableName: 'Record' } }]
    expect(await answerTo('TransactWriteItems', { TransactItems: parts })).toBe('endpoint')
    expect(await answerTo('Query', { TableName: 'Record', IndexName: 'byQuestion' })).toBe('endpoint')
    expect(await answerTo('DeleteItem', { TableName: 'Record' })).toBe('endpoint')
  })

  test('goes to the plant where nobody can say what it needs', async () => {
    expect(await answerTo('GetItem', { TableName: 'Another' })).toBe('endpoint')
    expect(await answerTo('GetItem', 'no JSON')).toBe('endpoint')
    expect(await answerTo('ExecuteStatement', { Statement: 'DELETE FROM Record' })).toBe('endpoint')
    expect(await answerTo('GetItem', { TableName: 'Record' }, { target: 'AmazonSQS.SendMessage' })).toBe('endpoint')
  })

  test('is judged by what is sent of it, and not by what it began or ended with', async () => {
    const allowed = { TableName: 'Record' }
    const asDelete = { thenTarget: 'DynamoDB_20120810.DeleteTable' }
    expect(await answerTo('GetItem', allowed, asDelete)).toBe('endpoint')
    // The endpoint sees a second call behind the first, which is none, and says so.
    await answerTo('GetItem', allowed, { first: JSON.stringify({ TableName: 'Another' }) }).catch(() => undefined)
    expect(heard).toContainEqual(['endpoint', '{"TableName":"Another"}'])
    expect(heard.filter(([name]) => name === 'database')).toEqual([])
  })

  test('that is given up before it is sent ends as any other', async () => {
    await expect(answerTo('GetItem', { TableName: 'Record' }, { givenUp: true })).rejects.toThrow('given up')
  })

  test('is told of when it has changed a table, and only then', async () => {
    await answerTo('GetItem', { TableName: 'Record' })
    status = 400
    await answerTo('PutItem', { TableName: 'Record' })
    expect(wrote).toBe(0)
    status = 200
    await answerTo('PutItem', { TableName: 'Record' })
    expect(wrote).toBe(1)
  })

  test('is told of when the database answers with an error of its own, to a read as to a write', async () => {
    status = 400
    await answerTo('PutItem', { TableName: 'Record' })
    expect(troubled).toBe(0)
    status = 500
    await answerTo('PutItem', { TableName: 'Record' })
    await answerTo('GetItem', { TableName: 'Record' })
    expect(troubled).toBe(2)
    expect(wrote).toBe(0)
  })

  test('to another host than the plant is left alone', async () => {
    const elsewhere = await named('elsewhere', () => 200)
    expect(await answerTo('GetItem', { TableName: 'Record' }, { url: elsewhere.url })).toBe('elsewhere')
    elsewhere.server.close()
  })
})
