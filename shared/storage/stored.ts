import type { Chain, Ref, Stored } from '../usecases/commit/store.ts'
import { documentOf } from './document-items.ts'
import type { Item } from './items.ts'
import { stockOf } from './stock-items.ts'

/** An entity from its item. */
export function storedOf(ref: Ref, item: Item): Stored<unknown> {
  const { version, sequence, hash, chainedAt } = item
  const chain: Chain = { sequence: Number(sequence ?? 0), hash: String(hash ?? ''), at: String(chainedAt ?? '') }
  const value = ref.kind === 'lot' || ref.kind === 'sublot' ? stockOf(ref.kind, item) : documentOf(item)
  return { ref, value, version: Number(version), chain }
}
