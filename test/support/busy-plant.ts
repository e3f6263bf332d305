import type { LotId, MaterialId, OrderId } from '../../events/identifiers.ts'
import { materialDefinition } from '../../events/recipe.ts'
import type { BoundOrder } from '../../shared/domain/orders/order.ts'
import type { Deviation, Hold } from '../../shared/domain/quality/deviation.ts'
import type { Lot } from '../../shared/domain/stock/lot.ts'
import { noChain, seal } from '../../shared/usecases/commit/chain.ts'
import { kg } from './commands.ts'
import { lot as aLot, order as anOrder, aStep, noon, running, snapshot } from './given.ts'
import { type MemoryStore, memoryStore } from './memory-store.ts'

export const sugar = 'SUGAR' as MaterialId
const ofMany = 'RAW-1'

/** Raw lots, one with more destinations than it can name, and running orders that may consume and make any quantity of one material. */
export async function busyPlant(site: string, orderIds: readonly OrderId[]): Promise<MemoryStore> {
  const store = memoryStore()
  const data = { ...materialDefinition.parse({ name: 'Sugar', unit: 'kg', merging: 'allowed' }), materialId: sugar }
  const subject = { type: 'material', id: sugar } as const
  const commit = (id: string, change: object) => {
    const when = { occurredAt: noon, recordedAt: noon, actor: { kind: 'person', id: 'erik', name: 'Erik' } } as const
    const told = { factId: id, type: 'andon.material.defined.v1', site, subject, data, requestHash: 'none' }
    const fact = seal({ ...told, ...when } as Parameters<typeof seal>[0], noChain)
    return store.commit({ fact, changes: [{ change: change as never, chain: noChain }] })
  }
  await commit('sugar', { change: 'save', kind: 'material', id: sugar, value: data })
  const place = { name: 'Rack', level: 'storage-zone', equipmentId: 'RACK', capabilities: [], states: [] }
  await commit('rack', { change: 'save', kind: 'equipment', id: 'RACK', value: place })
  for (const id of ['RAW-0', ofMany, 'RAW-2']) {
    const raw = aLot({ lotId: id as LotId, materialId: sugar, status: id === 'RAW-2' ? 'quarantine' : 'released' })
    const lot = { ...raw, quantity: '1000', remaining: '1000', ...(id === ofMany && { goesToMany: true }) }
    await commit(id, { change: 'create-lot', lot })
  }
  const line = {
    lineId: '1',
    materialId: sugar,
    quantity: kg('1000'),
    tolerance: { minusPercent: '100', plusPercent: '0' },
  }
  const steps = [aStep('make', { materials: [line] })]
  for (const orderId of orderIds) {
    const value = anOrder({ orderId, product: sugar, steps: { make: running() }, startedAt: noon })
    await commit(orderId, { change: 'save', kind: 'order', id: orderId, value })
    const frozen = snapshot({ orderId, product: sugar, steps })
    await commit(`${orderId} as written`, { change: 'save', kind: 'snapshot', id: orderId, value: frozen })
  }
  return store
}

/** Every entity of a plant, by kind and id. */
export function things(store: MemoryStore) {
  const all = Object.entries(store.state())
  const of = <Value>(kind: string) =>
    new Map(
      all.flatMap(([key, value]) => (key.startsWith(`${kind} `) ? [[key.slice(kind.length + 1), value as Value]] : [])),
    )
  return {
    lots: of<Lot>('lot'),
    orders: of<BoundOrder>('order'),
    holds: of<Hold>('hold'),
    deviations: of<Deviation>('deviation'),
  }
}
