import { things } from './busy-plant.ts'
import { stepsIn } from './material-graph.ts'
import type { MemoryStore } from './memory-store.ts'

/** Every step of material at a plant, from what it left to what it went into, by name: `lot:RAW-1` to `order:O-1`. */
export const stepsOf = (store: MemoryStore) => {
  const { lots, orders } = things(store)
  return stepsIn({ lots, orders, shipments: new Map(), departures: new Map() })
}

/** The names of all that can be reached by these steps, the beginning included. */
export function reach(pairs: readonly [string, string][], begin: string): Set<string> {
  const found = new Set([begin])
  for (const name of found) for (const [from, to] of pairs) if (from === name) found.add(to)
  return found
}

/** What stops things now, with its subject: active holds, and deviations that nobody has decided. */
export function stops(store: MemoryStore): { readonly id: string; readonly on: string }[] {
  const { holds, deviations } = things(store)
  return [
    ...[...holds.values()].flatMap((it) => (it.status === 'active' ? { id: it.holdId, ...it } : [])),
    ...[...deviations.values()].flatMap((it) =>
      ['open', 'classified', 'investigated'].includes(it.status) ? { id: it.deviationId, ...it } : [],
    ),
  ].map(({ id, subject }) => ({ id, on: `${subject.type}:${subject.id}` }))
}

/** What stops any of these, or something that it was made of. */
export function stopsOver(store: MemoryStore, names: readonly string[]): string[] {
  const back = stepsOf(store).map(([from, to]): [string, string] => [to, from])
  const above = new Set(names.flatMap((name) => [...reach(back, name)]))
  return stops(store).flatMap(({ id, on }) => (above.has(on) ? [id] : []))
}
