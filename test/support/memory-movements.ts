import { type Movement, stationName } from '../../shared/domain/genealogy/movement.ts'
import type { Movements } from '../../shared/usecases/enterprise/trace-across-sites.ts'

/** The guarantees of the enterprise's table for movements, with the number of round trips: parallel reads count as one. */
export function memoryMovements(): Movements & { rounds(): number } {
  const kept = new Map<string, Movement>()
  let rounds = 0
  return {
    rounds: () => rounds,
    async keep({ site, subject, factId }, movements) {
      for (const [number, it] of movements.entries())
        kept.set(JSON.stringify([stationName(it.from), stationName(it.to), site, subject, factId, number]), it)
    },
    async at(stations, direction) {
      rounds += 1
      const near = ({ from, to }: Movement) => stationName(direction === 'forward' ? from : to)
      const byStation = Map.groupBy(kept.values(), near)
      return new Map(stations.map((it) => [stationName(it), byStation.get(stationName(it)) ?? []]))
    },
  }
}
