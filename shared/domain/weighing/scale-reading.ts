import type { Instant } from '../../../events/identifiers.ts'
import type { Amount } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Accepted, UsedUp } from '../decision.ts'
import type { Weight } from '../equipment/scale-state.ts'
import { isMore } from '../quantity.ts'
import { violation } from '../refusal.ts'

/** Enough to read the display, type an id and send it; later, something else may be on the scale. */
export const lastReadingSeconds = 60
/** A container is tared when it is put on the scale; filling takes less than half an hour. */
export const firstReadingSeconds = 30 * 60

/**
 * Checks that the scale itself has sent these readings: the last is its newest stable weight, at most a minute old, and an earlier one is from the
 * last half hour. A typed value never counts as a device reading.
 * @param readings in the order in which they were read
 * @returns the weight for each reading, or a violation for each reading that the scale has not sent
 */
export function saidByScale(
  weights: readonly Weight[] = [],
  readings: readonly { readonly name: string; readonly reading: Amount }[],
  at: Instant,
): { readonly violations: readonly Violation[]; readonly said: readonly Weight[] } {
  const [newest, ...others] = weights
  // A weight of the same instant is not an earlier one.
  const earlier = others.filter(({ since }) => since !== newest?.since)
  const found = readings.map(({ name, reading }, index): Weight | Violation => {
    const isLast = index === readings.length - 1
    const said = isLast ? (newest ? [newest] : []) : earlier
    const seconds = isLast ? lastReadingSeconds : firstReadingSeconds
    const weight = said.find((it) => isSame(it, reading) && isWithin(it, seconds, at))
    if (weight) return weight
    return isLast
      ? notSaidLast(newest, reading, name)
      : violation('reading-not-from-device/earlier', { reading, minutes: seconds / 60 }, name)
  })
  return {
    violations: found.filter((it) => 'code' in it),
    said: found.filter((it) => 'since' in it),
  }
}

function notSaidLast(newest: Weight | undefined, reading: Amount, name: string): Violation {
  const about = { reading, seconds: lastReadingSeconds }
  if (!newest) return violation('reading-not-from-device/silent', about, name)
  const { occurredAt: on } = newest
  return violation('reading-not-from-device/last', { ...about, last: shownBy(newest), on }, name)
}

/** Without a unit, the weight is in the scale's unit. */
const shownBy = ({ value, unit }: Weight) => ({ value, ...(unit !== undefined && { unit }) })

/** Each device reading counts once: a container or a scale check uses it. */
export const oncePerReading = (
  equipmentId: string,
  said: readonly Weight[],
  as: (index: number) => Omit<UsedUp, 'id'> = () => ({}),
): Required<Pick<Accepted, 'spent' | 'spentBefore'>> => ({
  spent: said.map((weight, index) => ({ id: `${equipmentId} ${weight.since}`, ...as(index) })),
  spentBefore: violation(
    'reading-not-from-device/used',
    { equipmentId, readings: said.map((it) => ({ ...shownBy(it), since: it.since })) },
    'source',
  ),
})

const isSame = ({ value, unit }: Weight, reading: Amount): boolean =>
  (unit ?? reading.unit) === reading.unit && !isMore(value, reading.value) && !isMore(reading.value, value)

/** Before or after, because a device clock that is ahead does not make a reading newer. */
const isWithin = ({ occurredAt }: Weight, seconds: number, at: Instant): boolean =>
  Math.abs(Date.parse(at) - Date.parse(occurredAt)) <= seconds * 1000
