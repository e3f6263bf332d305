import type { Instant } from '../../../events/identifiers.ts'
import type { Amount, Decimal } from '../../../events/quantity.ts'
import type { ReadingSource, ScaleCheckOutcome } from '../../../events/scale.ts'
import { isZero, subtract } from '../quantity.ts'

/**
 * A stable weight of a scale, in its own unit or else the scale's: the last time it reported this weight, and the first time without another weight
 * in between.
 */
export interface Weight {
  readonly value: Decimal
  readonly unit?: string | undefined
  readonly occurredAt: Instant
  readonly since: Instant
}

/** The check of one day so far; its outcome is valid until `validUntil`. */
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
 * The name of samples that a scale publishes at rest, by its own motion detection. Weights in motion go to the live topic only; no weighing uses
 * them.
 */
export const stableWeight = 'weight'

/** Between tare and gross a person may add material a few dozen times. A weight is 100 bytes, so 3 KB per scale. */
export const remembered = 32

/** Adds a stable weight. A repeated weight only renews the time of the last one. */
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
