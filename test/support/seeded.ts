/** With ANDON_RUNS at this value a property runs all its histories, else its share of them. */
const full = 2000
const asked = Number(process.env.ANDON_RUNS ?? 200)
if (!Number.isInteger(asked) || asked < 1) throw new Error('ANDON_RUNS is a whole number of histories, such as 2000.')

/** How many times all histories run; more than once in a nightly run. */
export const nights = Math.max(1, asked / full)

/** The timeout of a model's histories, in milliseconds: ten minutes for all of them, and at least five, for a busy machine. */
export const patience = Math.max(300_000, (600_000 * asked) / full)

/**
 * The number of a property's histories in this run.
 * @param atFull the number with ANDON_RUNS at 2,000, as in CI; `npm test` runs a tenth of it
 * @param fewest the least number: higher where a rare event has to occur, and high enough to prove something
 */
export function histories(atFull: number, fewest = 20): number {
  return Math.max(Math.ceil((atFull * asked) / full), Math.min(atFull, fewest))
}

/**
 * The count that an event has to exceed in all histories of a run, so that a test fails if nothing happens in them. For a few histories it is 0:
 * once is enough.
 * @param atFull the number with ANDON_RUNS at 2,000; with fewer histories it is half their share, because chance varies more
 */
export function portion(atFull: number): number {
  return Math.floor((atFull * asked) / full / (asked < full ? 2 : 1))
}

/**
 * A history that reaches all that its test counts, as often as makes each count exceed `portion(atFull)`. Chance adds the others.
 * @param atFull as for {@link portion}
 */
export const surely = <History>(history: History, atFull: number): [History][] =>
  Array.from({ length: portion(atFull) + 1 }, () => [history])

/**
 * The number of runs of a property, and its seed. The seed is printed, so that any run can be repeated.
 * @param name what the property is about
 * @param atFull the number of histories with ANDON_RUNS at 2,000
 * @param fewest the least number of histories
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
