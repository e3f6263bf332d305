import type { Basis, Reading, Ref, Refs, Stored } from './store.ts'

/**
 * Reads each entity once, for all questions of one decision: what the first read has found is not read again to see from where it inherits a hold. The
 * commit is guarded by what was read first, so a second reading could not make a decision safer.
 */
export function readingOnce(store: Reading): Reading {
  const read = new Map<string, Promise<Stored<unknown> | undefined>>()
  const onTheClock = new Map<string, ReturnType<Reading['openLabour']>>()
  return {
    async load<Wanted extends Refs>(wanted: Wanted): Promise<Basis<Wanted>> {
      const named = Object.entries(wanted).flatMap(([name, ref]) => (ref ? [{ name, ref, at: placeOf(ref) }] : []))
      const unread = new Map(named.flatMap((it) => (read.has(it.at) ? [] : [[it.at, it]])))
      if (unread.size > 0) {
        const answer: Promise<Found> = store.load(
          Object.fromEntries([...unread.values()].map(({ name, ref }) => [name, ref])),
        )
        for (const { at, name } of unread.values())
          read.set(
            at,
            answer.then((basis) => basis[name]),
          )
      }
      const found = await Promise.all(named.map(async ({ name, at }) => [name, await read.get(at)] as const))
      return Object.fromEntries(found) as Basis<Wanted>
    },
    factWith: (subject, factId) => store.factWith(subject, factId),
    inStock: (materialId, first) => store.inStock(materialId, first),
    sublotsOf: (lotId) => store.sublotsOf(lotId),
    openLabour(orderId) {
      const asked = onTheClock.get(orderId) ?? store.openLabour(orderId)
      onTheClock.set(orderId, asked)
      return asked
    },
  }
}

type Found = Readonly<Record<string, Stored<unknown> | undefined>>

const placeOf = ({ kind, id, within }: Ref): string => JSON.stringify([kind, id, within])
