import type { Instant } from '../../../events/identifiers.ts'
import type { Amount, Decimal } from '../../../events/quantity.ts'
import type { ReadingSource, ScaleCheckOutcome } from '../../../events/scale.ts'
import { isZero, subtract } from '../quantity.ts'

/** A weight that a scale has found stable, in its own unit or else the scale's: when it said so last, and since when nothing else. */
export interface Weight {
  readonly value: Decimal
  readonly unit?: string | undefined
  readonly occurredAt: Instant
  readonly since: Instant
}

/** The check of a day as far as it has come; what it found counts until `validUntil`. */
export interface ScaleCheck {
  readonly outcome: ScaleCheckOutcome
  readonly readings: readonly {
    readonly nominal: Amount
    readonly reading: Amount
    readonly tolerance: Amount
    readonly passed: boolean
  }[]
  readonly source: ReadingSource
  readonly checkedAt: Instant
  readonly checkedBy: string
  readonly validUntil: Instant
}

/**
 * What a scale publishes as a sample of this name is at rest, by its own detection of motion; what it shows while it moves goes to the
 * live topic only, and nothing is weighed by it.
 */
export const stableWeight = 'weight'

/** Between tare and gross a person may add in a few dozen strokes; a weight of 100 bytes, 3 KB on the machine of a scale. */
export const remembered = 32

/** The stable weights after another one; a scale that repeats itself is as good as silent, but still there. */
export function weighed(
  before: readonly Weight[] = [],
  { value, unit, occurredAt }: Omit<Weight, 'since'>,
): readonly Weight[] {
  const [last, ...rest] = before
  const isSame = last !== undefined && last.unit === unit && isZero(subtract(last.value, value))
  const since = isSame ? last.since : occurredAt
  const newest: Weight = { value, ...(unit !== undefined && { unit }), occurredAt, since }
  return [newest, ...(isSame ? rest : before)].slice(0, remembered)
}
