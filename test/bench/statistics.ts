/** The value at or below which the given share of the values lies, by nearest rank: p 0.99 of a hundred values is the ninety-ninth. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  const value = sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)]
  if (value === undefined)
    throw new Error('There is no percentile of nothing; the measurement before it took no values.')
  return value
}

/** The middle value, or the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const upper = sorted[Math.floor(sorted.length / 2)]
  const lower = sorted[Math.ceil(sorted.length / 2) - 1]
  if (upper === undefined || lower === undefined)
    throw new Error('There is no median of nothing; the measurement before it took no values.')
  return (lower + upper) / 2
}
