const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Milliseconds of so many seconds (`s`), minutes (`m`), hours (`h`) or days (`d`). */
export const spanOf = (count: string, unit: string): number => Number(count) * (units[unit] ?? 0)

/**
 * Milliseconds since 1970 of `now`, `now-11m` or `now+2h`.
 * @param now by the clock of the plant
 */
export function instantOf(when: string, now: number): number {
  const [, sign, count = '0', unit = 's'] = /^now(?:([+-])(\d+)([smhd]))?$/.exec(when) ?? []
  return now + spanOf(count, unit) * (sign === '-' ? -1 : 1)
}
