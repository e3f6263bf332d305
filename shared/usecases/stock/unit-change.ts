import type { Material } from '../../domain/master-data.ts'
import type { Lot } from '../../domain/stock/lot.ts'
import { mayStrand } from '../../domain/stock/material.ts'
import type { Store } from '../commit/store.ts'
import { lotRefs, lotsIn } from './basis.ts'

/**
 * The lots of a material that are read before its unit changes. One lot is enough for a refusal, and nearly always all of them have the same unit, so
 * one batch of a read is plenty (DynamoDB: BatchGetItem, 100 items).
 */
const mostRead = 100

/** The lots in stock that a new definition of their material might leave without a value; none for a definition that cannot. */
export async function lotsToCount(
  store: Store,
  before: Material | undefined,
  after: Pick<Material, 'unit' | 'density'>,
): Promise<readonly Lot[]> {
  if (!before || !mayStrand(before, after)) return []
  const ids = (await store.inStock(before.materialId, mostRead)).map(({ lotId }) => lotId)
  return lotsIn(await store.load(lotRefs(ids)), ids).filter((it) => it !== undefined)
}
