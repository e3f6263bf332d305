import type { Figure } from './report.ts'
import { median } from './statistics.ts'

/** A value for each of two checkouts of the repository. */
export interface Sides<Thing> {
  readonly before: Thing
  readonly now: Thing
}

export type Turns<Result> = Sides<readonly Result[]>

/** The sides take turns (A B A B), so that a machine that is busy for a while is busy for both. */
export async function inTurns<Thing, Result>(
  rounds: number,
  { before, now }: Sides<Thing>,
  work: (thing: Thing, round: number) => Promise<Result>,
): Promise<Turns<Result>> {
  const results = { before: [] as Result[], now: [] as Result[] }
  for (let round = 1; round <= rounds; round += 1) {
    results.before.push(await work(before, round))
    results.now.push(await work(now, round))
  }
  return results
}

/** A figure of a comparison; undefined for a turn without a measurement. */
export interface Compared<Result> {
  readonly what: string
  figureOf(result: Result): number | undefined
}

/** The median of each side, and the median of the ratios of neighbouring turns. */
export function compared<Result>(table: string, turns: Turns<Result>, rows: readonly Compared<Result>[]): Figure[] {
  return rows.flatMap(({ what, figureOf }): Figure[] => {
    const pairs = turns.before.flatMap((result, index) => {
      const next = turns.now[index]
      const [before, now] = [figureOf(result), next === undefined ? undefined : figureOf(next)]
      return before === undefined || now === undefined ? [] : [{ before, now }]
    })
    if (pairs.length === 0) return []
    const ratios = pairs.map(({ before, now }) => now / before)
    const at = { table, row: what, unit: '' }
    return [
      { ...at, column: 'before', value: median(pairs.map(({ before }) => before)) },
      { ...at, column: 'now', value: median(pairs.map(({ now }) => now)) },
      {
        ...at,
        column: 'now / before',
        value: median(ratios),
        note: `ratios ${ratios.map((ratio) => ratio.toFixed(2)).join(', ')}`,
      },
    ]
  })
}
