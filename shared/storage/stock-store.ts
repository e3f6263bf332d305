import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Sublot } from '../domain/stock/lot.ts'
import { ref, type Shelved } from '../usecases/commit/store.ts'
import { all, type Query } from './fact-store.ts'
import { keyOf, question, shards, sublotPrefix } from './keys.ts'
import { shelvedAt } from './stock-items.ts'
import { storedOf } from './stored.ts'
import { table } from './table.ts'
import type { Table } from './table-client.ts'

/**
 * The lots of a material with stock, or the first of them, by expiry, then by receipt. It reads only their keys, because one answer of the index
 * holds thousands of keys.
 */
export async function inStockOf(site: Table, materialId: string, first?: number): Promise<Shelved[]> {
  const found = await Promise.all(
    shards.map(async (shard) => {
      const query: Query = {
        IndexName: table.index.name,
        KeyConditionExpression: 'qpk = :stock AND begins_with(qsk, :material)',
        ExpressionAttributeValues: { ':stock': question.stock(shard), ':material': `${materialId}#` },
      }
      if (first === undefined) return all(site, query)
      const page = await site.client.send(new QueryCommand({ TableName: site.name, ...query, Limit: first }))
      return page.Items ?? []
    }),
  )
  return found
    .flat()
    .map((item) => String(item.qsk))
    .sort()
    .slice(0, first)
    .map(shelvedAt)
}

export async function sublotsIn(site: Table, lotId: string): Promise<Sublot[]> {
  const found = await all(site, {
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sublots)',
    ExpressionAttributeValues: { ':pk': keyOf(ref.lot(lotId)).pk, ':sublots': sublotPrefix },
    ConsistentRead: true,
  })
  return found.map((item) => storedOf(ref.sublot(lotId, ''), item).value as Sublot)
}
