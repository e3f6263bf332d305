import type { Instant } from '../../events/identifiers.ts'

/** The only place that reads the clock; everything below the edge takes the time as data. */
export const now = (): Instant => new Date().toISOString()
