import { BatchGetCommand, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Fact, FactSubject } from '../../events/envelope.ts'
import { type Edge, edgeOf, factOf, type Item } from './items.ts'
import { factKey, factPartition, factPrefix, question } from './keys.ts'
import { table } from './table.ts'
import type { Table } from './table-client.ts'

const byTime = (one: Fact, other: Fact): number =>
  one.sequence - other.sequence || (one.recordedAt < other.recordedAt ? -1 : 1)

/** All facts of a subject, in the order of its chain. */
export async function factsOf(site: Table, subject: FactSubject): Promise<Fact[]> {
  const items = await all(site, {
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': factPartition(subject), ':prefix': factPrefix },
    ConsistentRead: true,
  })
  return items
    .map(factOf)
    .filter((fact) => fact.subject.id === subject.id)
    .sort(byTime)
}

/** What a command left on the record of its subject, if it was answered before. */
export async function factWith(site: Table, subject: FactSubject, factId: string): Promise<Fact | undefined> {
  const Key = { ...factKey(subject, factId) }
  const { Item } = await site.client.send(new GetCommand({ TableName: site.name, Key, ConsistentRead: true }))
  return Item && factOf(Item)
}

/** The facts of other subjects that name this one, oldest first. Read from the index, a moment after they were committed. */
export async function edgesAbout(site: Table, subject: FactSubject): Promise<Edge[]> {
  const items = await all(site, {
    IndexName: table.index.name,
    KeyConditionExpression: 'qpk = :about',
    ExpressionAttributeValues: { ':about': question.about(subject) },
  })
  return items.map(edgeOf)
}

/** The same, with each fact read whole. */
export async function factsAbout(site: Table, subject: FactSubject): Promise<Fact[]> {
  const keys = (await edgesAbout(site, subject)).map((edge) => factKey(edge.subject, edge.factId))
  const found: Fact[] = []
  // A batch takes a hundred keys.
  for (let from = 0; from < keys.length; from += 100) {
    let asked: Record<string, { Keys: Item[] }> | undefined = {
      [site.name]: { Keys: keys.slice(from, from + 100).map((key) => ({ ...key })) },
    }
    while (asked && Object.keys(asked).length > 0) {
      const answer = await site.client.send(new BatchGetCommand({ RequestItems: asked }))
      found.push(...(answer.Responses?.[site.name] ?? []).map(factOf))
      asked = answer.UnprocessedKeys as typeof asked
    }
  }
  return found.sort((one, other) => (one.recordedAt < other.recordedAt ? -1 : 1))
}

export interface Query {
  readonly IndexName?: string
  readonly KeyConditionExpression: string
  readonly ExpressionAttributeValues: Item
  readonly ConsistentRead?: boolean
}

/** Every item that a query finds, on however many pages. */
export async function all(site: Table, query: Query): Promise<Item[]> {
  const found: Item[] = []
  let from: Item | undefined
  do {
    const page = await site.client.send(
      new QueryCommand({ TableName: site.name, ...query, ...(from && { ExclusiveStartKey: from }) }),
    )
    found.push(...(page.Items ?? []))
    from = page.LastEvaluatedKey
  } while (from)
  return found
}
