import type { Receipt } from '../../../events/envelope.ts'
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
import { named } from '../../domain/stock/destination.ts'
import type { Direction, Passing } from '../genealogy/walk.ts'

/** The enterprise's record of movements, from the facts of its sites. */
export interface Movements {
  /** Stores the movements of a fact once, whatever the order or repetition of facts. */
  keep(fact: Told, movements: readonly Movement[]): Promise<void>
  /** All movements from, or to, each of these stations, in one round trip. */
  at(stations: readonly Station[], direction: Direction): Promise<ReadonlyMap<string, readonly Movement[]>>
}

/** The unique key of a fact in the company: sites, and subjects of one site, may have facts with the same id. */
export type Told = Pick<Receipt, 'site' | 'subject' | 'factId'>

/** Stores a fact by which material moves. */
export const recordMovement = (movements: Pick<Movements, 'keep'>, fact: MovementFact & Told): Promise<void> =>
  movements.keep(fact, movementsOf(fact))

/** A station that the trace has reached, with the edges to it; for a lot also its material, if its site has recorded that. */
export interface Coming extends Passing {
  readonly point: Station
  readonly edges: readonly Passage['edge'][]
  readonly materialId?: string
}

/**
 * Traces material over all sites, level by level, without a limit on depth: one round trip per level. It ends at customers, suppliers, and sites that
 * have not received a shipment yet. Nothing is visited twice.
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
