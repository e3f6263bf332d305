import { expect } from 'vitest'
import { lotNamed } from '../../shared/domain/stock/destination.ts'
import { trace } from '../../shared/usecases/genealogy/trace.ts'
import type { Direction } from '../../shared/usecases/genealogy/walk.ts'
import type { MemoryStore } from './memory-store.ts'

/**
 * Expects that each lot of a plant goes to exactly those lots that come from it: traces every lot in both directions.
 * @returns the number of pairs of lots
 */
export async function expectInverse(store: MemoryStore): Promise<number> {
  const sources = { store, genealogy: store.genealogy, pause: async () => undefined }
  const lotIds = Object.keys(store.state()).flatMap((key) => (key.startsWith('lot ') ? [key.slice('lot '.length)] : []))
  const met = async (lotId: string, direction: Direction) =>
    (await trace(sources, lotNamed(lotId), direction)).nodes.flatMap(({ type, id, site }) =>
      type === 'lot' && !site ? id : [],
    )
  const pairs: Record<Direction, string[]> = { forward: [], backward: [] }
  for (const lotId of lotIds) {
    for (const to of await met(lotId, 'forward')) pairs.forward.push(`${lotId} -> ${to}`)
    for (const from of await met(lotId, 'backward')) pairs.backward.push(`${from} -> ${lotId}`)
  }
  expect(pairs.forward.sort()).toEqual(pairs.backward.sort())
  return pairs.forward.length - lotIds.length
}
