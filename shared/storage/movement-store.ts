import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { isEnd, type Movement, stationName } from '../domain/genealogy/movement.ts'
import { sideBySide } from '../usecases/commit/side-by-side.ts'
import type { Movements, Told } from '../usecases/enterprise/trace-across-sites.ts'
import { all } from './fact-store.ts'
import type { Item } from './items.ts'
import { movementKey, movementPartition, question } from './keys.ts'
import { table } from './table.ts'
import type { Table } from './table-client.ts'

/** Each station is one query; the number is that of a function's connections. */
const queriesAtOnce = 64
/** A fact moves forty lots at most, to a shipment and from it. */
const writesAtOnce = 16

/** The movements of all sites, in the enterprise's table. */
export const movementStore = (enterprise: Table): Movements => ({
  async keep(fact, movements) {
    await sideBySide([...movements.entries()], writesAtOnce, ([number, movement]) =>
      enterprise.client.send(
        new PutCommand({ TableName: enterprise.name, Item: movementItem(fact, movement, number) }),
      ),
    )
  },
  at: async (stations, direction) =>
    new Map(
      await sideBySide(stations, queriesAtOnce, async (station) => {
        const name = stationName(station)
        const items = await all(enterprise, direction === 'forward' ? leaving(name) : comingTo(name))
        return [name, items.map((item) => item.card as Movement)] as const
      }),
    ),
})

/** Movements to customers, suppliers and sites are not in the index, because no query asks for all that one of them received. */
function movementItem(fact: Told, movement: Movement, number: number): Item {
  const [from, to] = [stationName(movement.from), stationName(movement.to)]
  return {
    ...movementKey(from, to, fact, number),
    kind: 'movement',
    ...(!isEnd(movement.to) && { qpk: question.movementsInto(to), qsk: from }),
    card: movement,
  }
}

const leaving = (name: string) => ({
  KeyConditionExpression: 'pk = :from',
  ExpressionAttributeValues: { ':from': movementPartition(name) },
  ConsistentRead: true,
})

const comingTo = (name: string) => ({
  IndexName: table.index.name,
  KeyConditionExpression: 'qpk = :into',
  ExpressionAttributeValues: { ':into': question.movementsInto(name) },
})
