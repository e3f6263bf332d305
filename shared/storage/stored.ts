import type { Chain, Ref, Stored } from '../usecases/commit/store.ts'
import { documentOf, personOf } from './document-items.ts'
import type { Item } from './items.ts'
import { stockOf } from './stock-items.ts'

/** An entity from its item. */
export function storedOf(ref: Ref, item: Item): Stored<unknown> {
  const { version, sequence, hash, chainedAt } = item
  const chain: Chain = { sequence: Number(sequence ?? 0), hash: String(hash ?? ''), at: String(chainedAt ?? '') }
  return { ref, value: valueAt(ref, item), version: Number(version), chain }
}

function valueAt({ kind }: Ref, item: Item): unknown {
  if (kind === 'lot' || kind === 'sublot') return stockOf(kind, item)
  return kind === 'person' ? personOf(item) : documentOf(item)
}
