import type { Shelved } from '../usecases/store.ts'
import { all } from './fact-store.ts'
import { shelvedAt } from './items.ts'
import { question, shards } from './keys.ts'
import { table } from './table.ts'
import type { Table } from './table-client.ts'

/** Every lot of a material of which something is left, told by its key alone: a few hundred bytes of the index each. */
export async function inStockOf(site: Table, materialId: string): Promise<Shelved[]> {
  const found = await Promise.all(
    shards.map((shard) =>
      all(site, {
        IndexName: table.index.name,
        KeyConditionExpression: 'qpk = :stock AND begins_with(qsk, :material)',
        ExpressionAttributeValues: { ':stock': question.stock(shard), ':material': `${materialId}#` },
      }),
    ),
  )
  return found.flat().map((item) => shelvedAt(String(item.qsk)))
}
