import type { Outcome } from '../../shared/usecases/commit/command.ts'
import type { Store } from '../../shared/usecases/commit/store.ts'
import type { Taken } from '../../shared/usecases/equipment/heard.ts'

/** The aim of a command: the writes that it needs in any implementation, and the reads that must wait for each other (docs/adr/0028). */
export interface Needs {
  readonly writeUnits: number
  readonly roundTrips: number
  /** What the units are for. */
  readonly note: string
  /** The expected outcome; default `done`. */
  readonly expects?: 'refused' | 'replayed'
}

/** The command only prepares the next one and is not shown. */
export const preparation = undefined

export type Act = readonly [name: string, needs: Needs | undefined, act: (store: Store) => Promise<Outcome | Taken>]

/** Write units of an item of up to 1 KB in a transaction; a `large` item has up to 2 KB, a `kept` one is written alone. */
const unitsOfItem = (item: string): number => (item.startsWith('large ') ? 4 : item.startsWith('kept ') ? 1 : 2)
/** Write units of an index entry that is added, changed or removed, or that leads to a fact; a move removes and adds one. */
const unitsOfEntry = (entry: string): number => (entry.endsWith(' moves') ? 2 : 1)
const roundTripsOfAll = 2

/**
 * @param items the written items: `fact, order`
 * @param entries of the index: `order changes, fact under the lot`
 */
export function needs(
  items: string,
  entries = '',
  { trips: [roundTrips, because] = [roundTripsOfAll, ''], expects, note }: Special = {},
): Needs {
  const [written, indexed] = [items, entries].map((it) => (it === '' ? [] : it.split(', '))) as [string[], string[]]
  const sum = (units: readonly number[]) => units.reduce((one, other) => one + other, 0)
  const [ofItems, ofEntries] = [sum(written.map(unitsOfItem)), sum(indexed.map(unitsOfEntry))]
  const told = [
    `${items} (${ofItems})`,
    ...(ofEntries > 0 ? [`index: ${entries} (${ofEntries})`] : []),
    ...(because === '' ? [] : [`readings more: only ${because}`]),
    ...(note === undefined ? [] : [note]),
  ]
  return { writeUnits: ofItems + ofEntries, roundTrips, note: told.join('; '), ...(expects && { expects }) }
}

interface Special extends Pick<Needs, 'expects'> {
  /** The number of round trips, and the reason if there are more than two. */
  readonly trips?: readonly [number, string]
  readonly note?: string
}
