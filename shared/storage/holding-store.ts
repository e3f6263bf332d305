import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { LotAt, ReceivedLot, RemoteHold } from '../domain/quality/crossing.ts'
import { named } from '../domain/stock/destination.ts'
import type { HoldRecords, Pair } from '../usecases/enterprise/holds-across-sites.ts'
import { all } from './fact-store.ts'
import type { Item } from './items.ts'
import {
  heldPartition,
  holdThereKey,
  holdTherePrefix,
  receivedKey,
  receivedPrefix,
  toldKey,
  toldPrefix,
} from './keys.ts'
import type { Table } from './table-client.ts'

const nameOf = ({ site, lotId }: LotAt): string => named({ type: 'lot', id: lotId, site })

/** Holds on lots, and what other sites received of these lots, in the enterprise's table. */
export const holdingStore = (enterprise: Table): HoldRecords => ({
  async keepHold(on, { holdId, ...told }) {
    const given = Object.entries({ kind: 'hold-there', holdId, ...told }).filter(([, value]) => value !== undefined)
    const { Attributes = {} } = await enterprise.client.send(
      new UpdateCommand({
        TableName: enterprise.name,
        Key: holdThereKey(nameOf(on), holdId),
        UpdateExpression: `SET ${given.map(([name]) => `#${name} = :${name}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(given.map(([name]) => [`#${name}`, name])),
        ExpressionAttributeValues: Object.fromEntries(given.map(([name, value]) => [`:${name}`, value])),
        ReturnValues: 'ALL_NEW',
      }),
    )
    return holdOf(Attributes)
  },
  async keepReceipt(from, received) {
    const key = receivedKey(nameOf(from), nameOf(received))
    const Item = { ...key, kind: 'received-lot', card: received }
    await enterprise.client.send(new PutCommand({ TableName: enterprise.name, Item }))
  },
  holdsOn: async (lot) => (await all(enterprise, beside(lot, holdTherePrefix))).map(holdOf),
  receivedFrom: async (lot) =>
    (await all(enterprise, beside(lot, receivedPrefix))).map(({ card }) => card as ReceivedLot),
  async keepTold({ lot, hold, received }) {
    const key = toldKey(nameOf(lot), hold.holdId, nameOf(received))
    const Item = { ...key, kind: 'told', card: { hold: { holdId: hold.holdId }, received } }
    await enterprise.client.send(new PutCommand({ TableName: enterprise.name, Item }))
  },
  toldOf: async (lot) =>
    (await all(enterprise, beside(lot, toldPrefix))).map(({ card }) => card as Pick<Pair, 'hold' | 'received'>),
})

function holdOf({ holdId, since, until, reason, purpose }: Item): RemoteHold {
  const told = Object.entries({ holdId, since, until, reason, purpose }).filter(([, value]) => value !== undefined)
  return Object.fromEntries(told) as unknown as RemoteHold
}

const beside = (lot: LotAt, prefix: string) => ({
  KeyConditionExpression: 'pk = :lot AND begins_with(sk, :prefix)',
  ExpressionAttributeValues: { ':lot': heldPartition(nameOf(lot)), ':prefix': prefix },
  ConsistentRead: true,
})
