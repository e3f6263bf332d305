import type { Receipt } from '../../../events/envelope.ts'
import { named } from '../../domain/genealogy/genealogy.ts'
import {
  isEnd,
  type Movement,
  type MovementFact,
  movementsOf,
  type Passage,
  passagesOf,
  type Station,
  stationName,
} from '../../domain/genealogy/movement.ts'
import type { Direction, Passing } from '../genealogy/trace.ts'

/** What the enterprise knows of material on its way, by the facts that its sites have told. */
export interface Movements {
  /** Keeps what a fact says, once, however often and in whatever order facts come. */
  keep(fact: Told, movements: readonly Movement[]): Promise<void>
  /** What has left each of these stations, or come to it: one round trip for all. */
  at(stations: readonly Station[], direction: Direction): Promise<ReadonlyMap<string, readonly Movement[]>>
}

/** What tells a fact from every other of the company: two sites, and two subjects of one site, may have facts of the same id. */
export type Told = Pick<Receipt, 'site' | 'subject' | 'factId'>

/** A site has told of a fact by which material moves. */
export const hearMovement = (movements: Pick<Movements, 'keep'>, fact: MovementFact & Told): Promise<void> =>
  movements.keep(fact, movementsOf(fact))

/** A station that the walk has come to, with the edges by which it has come; of a lot, what it is made of if its site has said so. */
export interface Coming extends Passing {
  readonly point: Station
  readonly edges: readonly Passage['edge'][]
  readonly materialId?: string
}

/**
 * Follows material over all sites, level by level and without a cap on the depth: as many round trips as the graph is deep. It ends at
 * customers and suppliers, and at the site that has yet to receive what was sent to it. Nothing is walked twice.
 */
export async function* walkAcrossSites(
  movements: Pick<Movements, 'at'>,
  root: Station,
  direction: Direction,
): AsyncGenerator<readonly Coming[]> {
  const farEnd = ({ from, to }: Passage): Station => (direction === 'forward' ? to : from)
  const walked = new Set<string>()
  const shown = new Set<string>()
  const come = (point: Station, edges: Coming['edges'], materialId?: string): Coming => {
    const again = shown.has(named(point))
    shown.add(named(point))
    return { point, edges, ...(materialId !== undefined && { materialId }), ...(again && { again }) }
  }
  let level: readonly Arrival[] = [{ station: root, passages: [] }]
  while (level.length > 0) {
    const fresh = level.filter(({ station }) => !isEnd(station) && !walked.has(stationName(station)))
    for (const { station } of fresh) walked.add(stationName(station))
    const found = await movements.at(
      fresh.map(({ station }) => station),
      direction,
    )
    const onward = new Map(
      fresh.map(({ station }) => [stationName(station), passagesOf(found.get(stationName(station)) ?? [])]),
    )
    yield level.map(({ station, passages }) => {
      const name = stationName(station)
      const materials = [...passages, ...(onward.get(name) ?? [])].map((it) => it.materials.get(name))
      return come(
        station,
        passages.map(({ edge }) => edge),
        materials.find((it) => it !== undefined),
      )
    })
    const next = Map.groupBy([...onward.values()].flat(), (passage) => stationName(farEnd(passage)))
    level = [...next.values()]
      .flatMap((passages) => passages.slice(0, 1).map((first) => ({ station: farEnd(first), passages })))
      .sort((one, other) => (stationName(one.station) < stationName(other.station) ? -1 : 1))
  }
}

interface Arrival {
  readonly station: Station
  readonly passages: readonly Passage[]
}
