import type { Instant } from '../../events/identifiers.ts'

/** The only place that reads the clock; all other code takes the time as data. */
export const now = (): Instant => new Date().toISOString()
