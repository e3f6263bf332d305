/** A property says how many histories it is tried with when ANDON_RUNS is this; with another value it is tried with its share. */
const full = 2000
const asked = Number(process.env.ANDON_RUNS ?? 200)
if (!Number.isInteger(asked) || asked < 1) throw new Error('ANDON_RUNS is a whole number of histories, such as 2000.')

/** How many times all of the histories are tried; more than once in a night of them. */
export const nights = Math.max(1, asked / full)

/** How long the histories of a model may take, in milliseconds: ten minutes for all of them, and five at the least on a busy machine. */
export const patience = Math.max(300_000, (600_000 * asked) / full)

/**
 * How many histories a property is tried with in this run.
 * @param atFull how many they are when ANDON_RUNS is 2,000, as in CI; a tenth of them in `npm test`
 * @param fewest how many they are at the least: more where what is rare in them has to come about, and no less than says something
 */
export function histories(atFull: number, fewest = 20): number {
  return Math.max(Math.ceil((atFull * asked) / full), Math.min(atFull, fewest))
}

/**
 * What has to come about more often than this in all histories of a run, so that histories in which nothing happens are seen. It is
 * once at the least, because the portion of a few is none.
 * @param atFull the same when ANDON_RUNS is 2,000; of fewer histories half their share, because chance is wider in them
 */
export function portion(atFull: number): number {
  return Math.floor((atFull * asked) / full / (asked < full ? 2 : 1))
}

/**
 * How often a property is tried, and from which seed: it is printed, so that a run can be repeated whether it failed or not.
 * @param name what the property is about
 * @param atFull how many histories it is tried with when ANDON_RUNS is 2,000
 * @param fewest how many it is tried with at the least
 */
export function seeded(
  name: string,
  atFull: number,
  fewest?: number,
): { readonly numRuns: number; readonly seed: number } {
  const numRuns = histories(atFull, fewest)
  const chosen = process.env.ANDON_PROPERTY_SEED
  const seed = chosen === undefined ? (crypto.getRandomValues(new Int32Array(1))[0] ?? 0) : Number(chosen)
  console.info(
    `${name}: ${numRuns} histories from seed ${seed}; ANDON_RUNS=${asked} ANDON_PROPERTY_SEED=${seed} repeats them.`,
  )
  return { numRuns, seed }
}
