import type { Instant } from '../../../events/identifiers.ts'
import type { Amount } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Accepted, UsedUp } from '../decision.ts'
import type { Weight } from '../equipment/scale-state.ts'
import { isMore } from '../quantity.ts'
import { violation } from '../refusal.ts'

/** A person reads the display, types an id and sends it within a minute; after that something else may lie on the scale. */
export const lastReadingSeconds = 60
/** A container is tared when it is put on the scale; filling it takes less than half an hour. */
export const firstReadingSeconds = 30 * 60

/**
 * Whether the scale itself has said these readings: the last of them is its newest stable weight, at most a minute old, and one before it
 * is among those of the last half hour. Nobody types what counts as a reading of the device.
 * @param readings in the order in which they were read
 * @returns what was said for each of them, or what is wrong with each that was not said
 */
export function saidByScale(
  weights: readonly Weight[] = [],
  readings: readonly { readonly name: string; readonly reading: Amount }[],
  at: Instant,
): { readonly violations: readonly Violation[]; readonly said: readonly Weight[] } {
  const [newest, ...others] = weights
  // What was said at the same instant is not before it.
  const earlier = others.filter(({ since }) => since !== newest?.since)
  const found = readings.map(({ name, reading }, index): Weight | Violation => {
    const isLast = index === readings.length - 1
    const said = isLast ? (newest ? [newest] : []) : earlier
    const seconds = isLast ? lastReadingSeconds : firstReadingSeconds
    const weight = said.find((it) => isSame(it, reading) && isWithin(it, seconds, at))
    if (weight) return weight
    const shows = newest ? `${newest.value} ${newest.unit ?? ''} at ${newest.occurredAt}` : 'nothing yet'
    return violation(
      'reading-not-from-device',
      isLast
        ? `The scale has not said ${reading.value} ${reading.unit} last and within ${seconds} s; it has said ${shows}. Let it come to rest and read it again.`
        : `The scale has not said ${reading.value} ${reading.unit} within the last ${seconds / 60} min, before what was read last; weigh that again.`,
      name,
    )
  })
  return {
    violations: found.filter((it) => 'code' in it),
    said: found.filter((it) => 'since' in it),
  }
}

/** Each reading of a device counts once; what has used it up for another container, or for a check of the scale, was before. */
export const oncePerReading = (
  equipmentId: string,
  said: readonly Weight[],
  as: (index: number) => Omit<UsedUp, 'id'> = () => ({}),
): Required<Pick<Accepted, 'spent' | 'spentBefore'>> => ({
  spent: said.map((weight, index) => ({ id: `${equipmentId} ${weight.since}`, ...as(index) })),
  spentBefore: violation(
    'reading-not-from-device',
    `${said.map(({ value, unit = '', since }) => `${value} ${unit}, which ${equipmentId} says since ${since},`).join(' or ')} is on record for a container or a check already; empty the scale, and weigh this anew.`,
    'source',
  ),
})

/** A scale that says no unit is read in its own. */
const isSame = ({ value, unit }: Weight, reading: Amount): boolean =>
  (unit ?? reading.unit) === reading.unit && !isMore(value, reading.value) && !isMore(reading.value, value)

/** Either way: a clock that runs ahead of ours makes nothing newer than it is. */
const isWithin = ({ occurredAt }: Weight, seconds: number, at: Instant): boolean =>
  Math.abs(Date.parse(at) - Date.parse(occurredAt)) <= seconds * 1000
