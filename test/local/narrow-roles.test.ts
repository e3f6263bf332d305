import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { plantApp } from '../../infra/app.ts'
import { lyon } from '../../infra/sites/lyon.ts'
import { type Plant, startPlant } from '../../local/plant.ts'
import { smallFunctions } from '../infra/synthesized.ts'

vi.setConfig({ hookTimeout: 180_000 })

const outdir = mkdtempSync(join(tmpdir(), 'andon-narrow-'))
let plant: Plant
let token: string
let table: string

/** The stacks of a site, with a function in the place of `orders-http` that calls whatever it is told to: its role is the real one. */
beforeAll(async () => {
  const functions = smallFunctions()
  const probe = fileURLToPath(new URL('./fixtures/probe/index.mjs', import.meta.url))
  writeFileSync(join(functions, 'orders/http.ts'), `export { handler } from '${probe}'\n`)
  // People sign in as they do at a plant.
  const trigger = fileURLToPath(new URL('../../functions/people/trigger.ts', import.meta.url))
  writeFileSync(join(functions, 'people/trigger.ts'), `export { handler } from '${trigger}'\n`)
  const bundles = join(outdir, 'bundles')
  plantApp({ sites: [lyon], functions, outdir, bundles }).synth()
  plant = await startPlant({ site: 'lyon', port: 0, mqttPort: 0, assembly: join(outdir, 'assembly-Andon-lyon') })
  const signedIn = await fetch(`${plant.url}/local/token`, { method: 'POST', body: JSON.stringify({ user: 'ada' }) })
  token = String(((await signedIn.json()) as { access_token?: string }).access_token)
  table = String((await probed({ run: 'environment' })).TABLE_NAME)
})
afterAll(async () => {
  await plant?.stop()
  rmSync(outdir, { recursive: true, force: true })
})

async function probed(body: object): Promise<Record<string, unknown>> {
  const headers = { authorization: `Bearer ${token}` }
  const answer = await fetch(`${plant.url}/v1/orders`, { method: 'POST', headers, body: JSON.stringify(body) })
  return answer.json() as Promise<Record<string, unknown>>
}
const call = (command: string, input: object) => probed({ run: 'call', client: 'dynamodb', command, input })

const key = (pk: string, sk: string) => ({ pk: { S: pk }, sk: { S: sk } })
const order = key('ORDER#1', 'ORDER')
const fact = key('FACT#ORDER#1', 'FACT#1')
const putOf = (Item: object) => ({ Put: { TableName: table, Item } })
const updateOf = (Key: object, attribute: string) => ({
  Update: {
    TableName: table,
    Key,
    UpdateExpression: 'SET #it = :it',
    ExpressionAttributeNames: { '#it': attribute },
    ExpressionAttributeValues: { ':it': { N: '1' } },
  },
})
const commit = (...TransactItems: object[]) => call('TransactWriteItemsCommand', { TransactItems })
const refused = { refused: 'AccessDeniedException', message: expect.stringContaining('assumed-role/') }

describe('orders-http', () => {
  test('commits an order, a fact of it and a sign-in', async () => {
    const signIn = { ...key('SIGNIN#1', 'SIGNIN'), expiresOn: { N: '1' } }
    expect(await commit(putOf(order), putOf(fact), putOf(signIn))).toHaveProperty('answer')
    expect(await commit(updateOf(order, 'sequence'))).toHaveProperty('answer')
    expect(await commit(updateOf(key('LOT#1', 'LOT'), 'remaining'))).toHaveProperty('answer')
  })

  test.each([
    ['a person', key('PERSON#ada', 'PERSON')],
    ['an equipment', key('EQUIPMENT#M-1', 'EQUIPMENT')],
    ['a fact of a person', key('FACT#PERSON#ada', 'FACT#1')],
    ['a wait of a workflow', key('WAIT#order#1', 'WAIT#review')],
    ['an order that expires', { ...order, expiresOn: { N: '1' } }],
    ['a fact that expires', { ...fact, expiresOn: { N: '1' } }],
  ])('is refused %s, and with it all else in the transaction', async (_, item) => {
    expect(await commit(putOf(key('ORDER#2', 'ORDER')), putOf(item))).toEqual(refused)
    const found = await call('GetItemCommand', { TableName: table, Key: key('ORDER#2', 'ORDER') })
    expect((found.answer as { Item?: object }).Item).toBeUndefined()
  })

  test('is refused to change a fact, or anything but the chain of an order', async () => {
    for (const it of [updateOf(fact, 'data'), updateOf(fact, 'hash'), updateOf(order, 'doc')])
      expect(await commit(it)).toEqual(refused)
    for (const Key of [fact, order]) {
      expect(await commit({ Delete: { TableName: table, Key } })).toEqual(refused)
      expect(await call('DeleteItemCommand', { TableName: table, Key })).toEqual(refused)
    }
  })

  test('is refused what is no commit', async () => {
    expect(await call('PutItemCommand', { TableName: table, Item: order })).toEqual(refused)
    expect(await call('ScanCommand', { TableName: table })).toEqual(refused)
    const writes = { RequestItems: { [table]: [{ PutRequest: { Item: order } }] } }
    expect(await call('BatchWriteItemCommand', writes)).toEqual(refused)
  })

  test('is refused to read tokens and keys, and reads people’s time, because the end of an order names who is still on the clock', async () => {
    const query = (KeyConditionExpression: string, value: string, more = {}) =>
      call('QueryCommand', {
        TableName: table,
        KeyConditionExpression,
        ExpressionAttributeValues: { ':key': { S: value } },
        ...more,
      })
    expect(await query('pk = :key', 'ORDER#1')).toHaveProperty('answer')
    for (const pk of ['WAIT#order#1', 'KEY#1', 'SIGNIN#1']) expect(await query('pk = :key', pk), pk).toEqual(refused)
    expect(await query('pk = :key', 'TIMECARD#ada')).toHaveProperty('answer')
    const byQuestion = { IndexName: 'byQuestion' }
    expect(await query('qpk = :key', 'ABOUT#lot#1', byQuestion)).toHaveProperty('answer')
    expect(await query('qpk = :key', 'ABOUT#person#ada', byQuestion)).toHaveProperty('answer')
  })
})
