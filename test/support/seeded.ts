/**
 * How often a property is tried, and from which seed: it is printed, so that a run can be repeated whether it failed or not.
 * @param name what the property is about
 */
export function seeded(name: string, numRuns: number): { readonly numRuns: number; readonly seed: number } {
  const asked = process.env.ANDON_PROPERTY_SEED
  const seed = asked === undefined ? (crypto.getRandomValues(new Int32Array(1))[0] ?? 0) : Number(asked)
  console.info(`${name}: ${numRuns} histories from seed ${seed}; ANDON_PROPERTY_SEED=${seed} repeats them.`)
  return { numRuns, seed }
}
