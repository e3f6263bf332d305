import type { Decimal } from '../../../events/quantity.ts'
import { add } from '../quantity.ts'
import type { Machine } from './machine.ts'

/** What a machine has run in all; undefined where nothing counts it. */
export interface Totals {
  /** Milliseconds in `execute`. */
  readonly runMs: number | undefined
  /** Pieces, good and rejected. */
  readonly cycles: Decimal | undefined
}

/** The one place that knows what a machine has run: its counter tells the cycles, and nothing measures its hours. */
export const totalsOf = ({ counts }: Pick<Machine, 'counts'>): Totals => ({
  runMs: undefined,
  cycles: counts && add(counts.good, counts.reject),
})
