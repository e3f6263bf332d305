import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb'
import { BatchGetCommand, PutCommand, type PutCommandInput, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import {
  type Basis,
  type Commit,
  type Committed,
  type GuardedChange,
  mostItemsAtOnce,
  type Ref,
  type Refs,
  type Store,
  type Stored,
} from '../usecases/commit/store.ts'
import { factItems, factOf } from './fact-items.ts'
import { factWith } from './fact-store.ts'
import type { Item } from './items.ts'
import { type Key, keyOf } from './keys.ts'
import { openLabourOf } from './labour-store.ts'
import { spentSignInsAndKeys } from './spent-sign-ins.ts'
import { inStockOf, sublotsIn } from './stock-store.ts'
import { storedOf } from './stored.ts'
import { plainItem, type Table } from './table-client.ts'
import type { Write } from './update.ts'
import { advanceChain, writesOf } from './writes.ts'

export const tableStore = (site: Table): Store => ({
  load: (wanted) => load(site, wanted),
  commit: (commit) => write(site, commit),
  factWith: (subject, factId) => factWith(site, subject, factId),
  inStock: (materialId, first) => inStockOf(site, materialId, first),
  sublotsOf: (lotId) => sublotsIn(site, lotId),
  openLabour: (orderId) => openLabourOf(site, { load: (wanted) => load(site, wanted) }, orderId),
  keep: (change) => keep(site, change),
})

async function keep(site: Table, change: GuardedChange): Promise<'done' | 'stale'> {
  const [write] = writesOf(site.name, change)
  if (!write?.Put) throw new Error('Only a whole document is kept without a fact.')
  try {
    await site.client.send(new PutCommand(write.Put as PutCommandInput))
    return 'done'
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException || error instanceof TransactionConflictException)
      return 'stale'
    throw error
  }
}

/** The most keys of one batch read of DynamoDB. */
const keysAtOnce = 100

async function load<Wanted extends Refs>(site: Table, wanted: Wanted): Promise<Basis<Wanted>> {
  const refs = Object.entries(wanted).filter((entry): entry is [string, Ref] => entry[1] !== undefined)
  const keys = new Map(refs.map(([, ref]) => [JSON.stringify(keyOf(ref)), keyOf(ref)]))
  const wantedKeys = [...keys.values()]
  const batches = Array.from({ length: Math.ceil(wantedKeys.length / keysAtOnce) }, (_, index) =>
    itemsAt(site, wantedKeys.slice(index * keysAtOnce, (index + 1) * keysAtOnce)),
  )
  const found = new Map(
    (await Promise.all(batches)).flat().map((item) => [JSON.stringify({ pk: item.pk, sk: item.sk }), item]),
  )
  const read = refs.map(([name, ref]): [string, Stored<unknown> | undefined] => {
    const item = found.get(JSON.stringify(keyOf(ref)))
    return [name, item && storedOf(ref, item)]
  })
  return Object.fromEntries(read) as Basis<Wanted>
}

async function itemsAt(site: Table, keys: readonly Key[]): Promise<Item[]> {
  const found: Item[] = []
  let asked: Record<string, { Keys: Item[]; ConsistentRead: boolean }> | undefined = {
    [site.name]: { Keys: keys.map((key) => ({ ...key })), ConsistentRead: true },
  }
  while (asked && Object.keys(asked).length > 0) {
    const answer = await site.client.send(new BatchGetCommand({ RequestItems: asked }))
    found.push(...(answer.Responses?.[site.name] ?? []))
    asked = answer.UnprocessedKeys as typeof asked
  }
  return found
}

async function write(site: Table, commit: Commit): Promise<Committed> {
  const [fact, ...pointers] = factItems(commit.fact, commit.pointers)
  const writes: Write[] = [
    {
      Put: {
        TableName: site.name,
        Item: fact,
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    },
    ...spentSignInsAndKeys(site.name, commit),
    ...commit.changes.flatMap((guarded) => writesOf(site.name, guarded)),
    ...(commit.chainedOnly ? [advanceChain(site.name, commit.chainedOnly)] : []),
    ...pointers.map((Item) => ({ Put: { TableName: site.name, Item } })),
  ]
  if (writes.length > mostItemsAtOnce) return { result: 'too-much', items: writes.length }
  try {
    await site.client.send(new TransactWriteCommand({ TransactItems: writes }))
    return { result: 'done' }
  } catch (error) {
    if (isTooLarge(error)) return { result: 'too-much' }
    if (error instanceof TransactionCanceledException) return committedBefore(error, commit)
    throw error
  }
}

/**
 * An item takes up to 400 KB, and a transaction up to 4 MB. A new item beyond that is a fault of the request, an item that an update makes too large
 * a reason of the cancelled transaction.
 */
function isTooLarge(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const reasons = error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []) : []
  return (
    (error.name === 'ValidationException' && aboutSize.test(error.message)) ||
    reasons.some(({ Code, Message }) => Code === 'ValidationError' && aboutSize.test(Message ?? ''))
  )
}
const aboutSize = /item size .*exceed|aggregate size|transaction size|too large/i

/**
 * The result of a cancelled transaction. Its reasons are in the order of the items: the fact, the one-time records, the changes. An existing fact
 * means a replay, even if other conditions failed, too; every other failed condition means that the basis is out of date.
 */
function committedBefore(error: TransactionCanceledException, commit: Commit): Committed {
  const [factReason, ...others] = error.CancellationReasons ?? []
  if (factReason?.Code === 'ConditionalCheckFailed') {
    return { result: 'replay', fact: factOf(plainItem(factReason.Item ?? {})) }
  }
  const oneTime = [
    ...(commit.claim ? ['key-reused' as const] : []),
    ...(commit.spent ?? []).map(() => 'spent-before' as const),
  ]
  const failed = oneTime.find((_, index) => others[index]?.Code === 'ConditionalCheckFailed')
  if (failed) return { result: failed }
  const retried = new Set([
    'ConditionalCheckFailed',
    'TransactionConflict',
    'ThrottlingError',
    'ProvisionedThroughputExceeded',
    'None',
  ])
  if ((error.CancellationReasons ?? []).every((reason) => retried.has(reason.Code ?? 'None')))
    return { result: 'stale' }
  throw error
}
