import type { Basis, ChainedOnly, Reading, Ref, Refs, Stored } from './store.ts'

type Found = Readonly<Record<string, Stored<unknown> | undefined>>

/** What was read, and that there was nothing, by place. What could not be read is asked for again. */
export function remembered(store: Pick<Reading, 'load'>) {
  const read = new Map<string, Promise<Stored<unknown> | undefined>>()
  return {
    async load<Wanted extends Refs>(wanted: Wanted): Promise<Basis<Wanted>> {
      const named = Object.entries(wanted).flatMap(([name, ref]) => (ref ? [{ name, ref, at: placeOf(ref) }] : []))
      const unread = new Map(named.flatMap((it) => (read.has(it.at) ? [] : [[it.at, it]])))
      if (unread.size > 0) {
        const answer: Promise<Found> = store.load(
          Object.fromEntries([...unread.values()].map(({ name, ref }) => [name, ref])),
        )
        for (const { at, name } of unread.values()) {
          const one = answer.then((basis) => basis[name])
          read.set(at, one)
          one.catch(() => read.get(at) === one && read.delete(at))
        }
      }
      const found = await Promise.all(named.map(async ({ name, at }) => [name, await read.get(at)] as const))
      return Object.fromEntries(found) as Basis<Wanted>
    },
    put: (...saved: readonly Stored<unknown>[]): void => {
      for (const it of saved) read.set(placeOf(it.ref), Promise.resolve(it))
    },
    /** Something has the fact of an act that left it as it was. */
    chain: ({ ref, chain }: ChainedOnly): void => {
      const at = placeOf(ref)
      const before = read.get(at)
      if (before)
        read.set(
          at,
          before.then((it) => it && { ...it, chain }),
        )
    },
    forget: (...saved: readonly Stored<unknown>[]): void => {
      for (const { ref } of saved) read.delete(placeOf(ref))
    },
    forgetAll: (): void => read.clear(),
  }
}

const placeOf = ({ kind, id, within }: Ref): string => JSON.stringify([kind, id, within])
