import type { Fact } from '../../events/envelope.ts'
import type { Quantity } from '../../events/quantity.ts'
import { consumedBy, type Moved, stockMadeBy } from '../domain/order-balance.ts'
import { ref, type Store } from '../usecases/store.ts'
import type { Genealogy, Use } from '../usecases/trace.ts'
import { edgesAbout, factsOf } from './fact-store.ts'
import type { Table } from './table-client.ts'

/** Genealogy as the facts tell it: nothing is written for it beyond what a consumption and a production write anyway. */
export const genealogyStore = (site: Table, store: Store): Genealogy => ({
  async usesOf(lotIds) {
    const edges = await Promise.all(
      lotIds.map(async (lotId) => ({ lotId, edges: await edgesAbout(site, { type: 'lot', id: lotId }) })),
    )
    return edges.flatMap(({ lotId, edges: found }) =>
      found
        .filter((edge) => edge.type === 'andon.material.consumed.v1')
        .map((edge) => ({ lotId, orderId: edge.subject.id, quantity: edge.quantity as Quantity, at: edge.at ?? '' })),
    )
  },
  inputsOf: async (orderIds) => (await Promise.all(orderIds.map((id) => movements(site, id, consumedBy)))).flat(),
  outputsOf: async (orderIds) => (await Promise.all(orderIds.map((id) => movements(site, id, stockMadeBy)))).flat(),
  async originsOf(lotIds) {
    const lots = await loadAll(store, lotIds)
    return lots.flatMap(({ lotId, orderId }) => (orderId ? [{ lotId, orderId }] : []))
  },
})

async function movements(site: Table, orderId: string, movedBy: (fact: Fact) => Moved[]): Promise<Use[]> {
  const facts = await factsOf(site, { type: 'order', id: orderId })
  return facts.flatMap((fact) =>
    movedBy(fact).map(({ lotId, quantity }) => ({ lotId, orderId, quantity, at: fact.recordedAt })),
  )
}

/** A batch read takes a hundred keys. */
async function loadAll(store: Store, lotIds: readonly string[]) {
  const hundreds = Array.from({ length: Math.ceil(lotIds.length / 100) }, (_, index) =>
    lotIds.slice(index * 100, index * 100 + 100),
  )
  const pages = await Promise.all(
    hundreds.map((ids) => store.load(Object.fromEntries(ids.map((id) => [id, ref.lot(id)])))),
  )
  return pages.flatMap((page) => Object.values(page).flatMap((stored) => (stored ? [stored.value] : [])))
}
