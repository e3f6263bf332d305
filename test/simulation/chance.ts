/** Chance that can be repeated: the same seed draws the same (mulberry32). */
export interface Chance {
  /** At least 0, below 1. */
  draw(): number
  /** True in that share of the cases. */
  happens(share: number): boolean
  pick<Value>(from: readonly Value[]): Value
  /** A whole number below the limit. */
  below(limit: number): number
}

export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  const draw = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number): number => Math.floor(draw() * limit)
  return {
    draw,
    below,
    happens: (share) => draw() < share,
    pick<Value>(from: readonly Value[]): Value {
      if (from.length === 0) throw new Error('There is nothing to pick from.')
      return from[below(from.length)] as Value
    },
  }
}
