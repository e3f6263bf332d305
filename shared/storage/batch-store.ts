import type { Fact } from '../../events/envelope.ts'
import { eachOnce } from '../domain/fact-name.ts'
import type { BoundOrder, Snapshot } from '../domain/orders/order.ts'
import { revisionOf, type Superseded } from '../domain/orders/order.ts'
import { type Chain, ref, type Store } from '../usecases/commit/store.ts'
import { factsAbout, factsOf } from './fact-store.ts'
import type { Table } from './table-client.ts'

/** The data of a batch. The facts are those of the order, those about it, and those of its deviations, oldest first. */
export interface Batch {
  readonly order: BoundOrder
  readonly snapshot: Snapshot
  /** Earlier snapshots, oldest first. */
  readonly superseded: readonly Superseded[]
  readonly facts: readonly Fact[]
  /** The end of the order's chain, read before its facts. */
  readonly end: Chain
}

export async function readBatch(site: Table, store: Store, orderId: string): Promise<Batch | undefined> {
  const subject = { type: 'order', id: orderId } as const
  const { order, snapshot } = await store.load({ order: ref.order(orderId), snapshot: ref.snapshot(orderId) })
  if (!order || !snapshot || order.value.status === 'created') return undefined
  const [own, about, superseded] = await Promise.all([
    factsOf(site, subject),
    factsAbout(site, subject),
    supersededBy(store, snapshot.value),
  ])
  const deviations = await Promise.all(
    Object.keys(order.value.deviations).map((id) => factsOf(site, { type: 'deviation', id })),
  )
  const facts = eachOnce([...own, ...about, ...deviations.flat()])
  facts.sort((one, other) =>
    one.recordedAt === other.recordedAt ? one.sequence - other.sequence : one.recordedAt < other.recordedAt ? -1 : 1,
  )
  return { order: order.value, snapshot: snapshot.value, superseded, facts, end: order.chain }
}

async function supersededBy(store: Store, snapshot: Snapshot): Promise<Superseded[]> {
  const revisions = Array.from({ length: revisionOf(snapshot) }, (_, revision) => revision)
  const found = await store.load(
    Object.fromEntries(revisions.map((revision) => [`before ${revision}`, ref.superseded(snapshot.orderId, revision)])),
  )
  return revisions.flatMap((revision) => found[`before ${revision}`]?.value ?? [])
}
