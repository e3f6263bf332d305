import { BatchGetCommand, GetCommand, QueryCommand, type QueryCommandOutput } from '@aws-sdk/lib-dynamodb'
import type { Fact } from '../../events/envelope.ts'
import type { FactSubject } from '../../events/subject.ts'
import { factName } from '../domain/fact-name.ts'
import { sideBySide } from '../usecases/commit/side-by-side.ts'
import { type Edge, edgeOf, factOf } from './fact-items.ts'
import type { Item } from './items.ts'
import { factKey, factPartition, factPrefix, type Key, question } from './keys.ts'
import { table } from './table.ts'
import type { Table } from './table-client.ts'

const byTime = (one: Fact, other: Fact): number =>
  one.sequence - other.sequence || (one.recordedAt < other.recordedAt ? -1 : 1)

/** All facts of a subject, in the order of its chain. */
export async function factsOf(site: Table, subject: FactSubject): Promise<Fact[]> {
  const facts: Fact[] = []
  for await (const portion of portionsOf(site, subject)) facts.push(...portion)
  return facts.sort(byTime)
}

/** The facts of a subject by id, in portions as the database returns them: a megabyte. Consistent read. */
export async function* portionsOf(site: Table, subject: FactSubject): AsyncGenerator<Fact[]> {
  for await (const items of pagesOf(site, {
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': factPartition(subject), ':prefix': factPrefix },
    ConsistentRead: true,
  }))
    yield items.map(factOf).filter((fact) => isOf(subject, fact))
}

/** Whether a fact belongs to this subject, because the versions of a recipe share a partition. */
export const isOf = ({ type, id }: FactSubject, { subject }: Pick<Fact, 'subject'>): boolean =>
  subject.id === id && subject.type === type

/** The fact of a command that was answered before. */
export async function factWith(site: Table, subject: FactSubject, factId: string): Promise<Fact | undefined> {
  const Key = { ...factKey(subject, factId) }
  const { Item } = await site.client.send(new GetCommand({ TableName: site.name, Key, ConsistentRead: true }))
  return Item && factOf(Item)
}

/** Index entries of facts of other subjects that name this one, oldest first. The index has a fact a moment after its commit. */
export async function edgesAbout(site: Table, subject: FactSubject): Promise<Edge[]> {
  const items = await all(site, {
    IndexName: table.index.name,
    KeyConditionExpression: 'qpk = :about',
    ExpressionAttributeValues: { ':about': question.about(subject) },
  })
  return items.map(edgeOf)
}

/** The same as whole facts. */
export async function factsAbout(site: Table, subject: FactSubject): Promise<Fact[]> {
  const found = await factsAt(site, await edgesAbout(site, subject))
  return [...found.values()].sort((one, other) => (one.recordedAt < other.recordedAt ? -1 : 1))
}

/** A batch read takes a hundred keys. Up to ten batches run in parallel, because a busy lot has very many facts. */
const keysAtOnce = 100
const batchesAtOnce = 10

/** The facts of index entries, by `order:O-1/factId`. */
export async function factsAt(
  site: Table,
  edges: readonly Pick<Edge, 'subject' | 'factId'>[],
): Promise<Map<string, Fact>> {
  const keys = edges.map(({ subject, factId }) => factKey(subject, factId))
  const batches = Array.from({ length: Math.ceil(keys.length / keysAtOnce) }, (_, index) =>
    keys.slice(index * keysAtOnce, (index + 1) * keysAtOnce),
  )
  const found = await sideBySide(batches, batchesAtOnce, (batch) => batchOf(site, batch))
  return new Map(found.flat().map((fact) => [factName(fact), fact] as const))
}

async function batchOf(site: Table, keys: readonly Key[]): Promise<Fact[]> {
  const found: Fact[] = []
  let asked: Record<string, { Keys: Item[] }> | undefined = { [site.name]: { Keys: keys.map((key) => ({ ...key })) } }
  while (asked && Object.keys(asked).length > 0) {
    const answer = await site.client.send(new BatchGetCommand({ RequestItems: asked }))
    found.push(...(answer.Responses?.[site.name] ?? []).map(factOf))
    asked = answer.UnprocessedKeys as typeof asked
  }
  return found
}

export interface Query {
  readonly IndexName?: string
  readonly KeyConditionExpression: string
  readonly ExpressionAttributeValues: Item
  readonly ConsistentRead?: boolean
}

/** Every item of a query, from all its pages. */
export async function all(site: Table, query: Query): Promise<Item[]> {
  const found: Item[] = []
  for await (const items of pagesOf(site, query)) found.push(...items)
  return found
}

async function* pagesOf(site: Table, query: Query): AsyncGenerator<Item[]> {
  let from: Item | undefined
  do {
    const page: QueryCommandOutput = await site.client.send(
      new QueryCommand({ TableName: site.name, ...query, ...(from && { ExclusiveStartKey: from }) }),
    )
    yield page.Items ?? []
    from = page.LastEvaluatedKey
  } while (from)
}
