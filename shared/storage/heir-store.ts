import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Heirs, InheritedHold } from '../usecases/quality/hold-spread.ts'
import { type Edge, edgeOf } from './fact-items.ts'
import { factPartition, isBehind, pointerPrefix } from './keys.ts'
import { table as shape } from './table.ts'
import type { Table } from './table-client.ts'

/** What inherited a hold, from pointers in the partition of the hold: by name, consistent with every commit. */
export const heirStore = (site: Table): Heirs => ({
  async heirsOf(holdId, { limit, after }) {
    const pk = factPartition({ type: 'hold', id: holdId })
    const from = firstAfter(after)
    const to = `${pointerPrefix}\uffff`
    if (isBehind(from, to)) return { items: [] }
    const { Items = [], LastEvaluatedKey } = await site.client.send(
      new QueryCommand({
        TableName: site.name,
        KeyConditionExpression: `${shape.partitionKey} = :pk AND ${shape.sortKey} BETWEEN :from AND :to`,
        ExpressionAttributeValues: { ':pk': pk, ':from': from, ':to': to },
        ConsistentRead: true,
        Limit: limit,
      }),
    )
    const edges = Items.map(edgeOf)
    const last = LastEvaluatedKey ? edges.at(-1)?.subject : undefined
    // The deviation that placed the hold has a pointer here too, and inherits nothing.
    const items = edges.filter((edge) => 'level' in edge).map(heirOf)
    return { items, ...(last && { last: `${last.type}:${last.id}` }) }
  },
})

/** After everything of `lot:LOT-1`: U+FFFF is higher than every character of an id. */
const firstAfter = (name: string | undefined): string =>
  name === undefined ? pointerPrefix : `${pointerPrefix}${name.replace(':', '#')}#\uffff`

export function heirOf(edge: Edge): InheritedHold {
  const { subject, from, level, at } = edge as Edge & Pick<InheritedHold, 'from' | 'level'>
  return { type: subject.type === 'order' ? 'order' : 'lot', id: subject.id, from, level: Number(level), at }
}
