import Big from 'big.js'
import type { Instant } from '../../../events/identifiers.ts'
import type { Sharing } from '../../../events/labour.ts'
import { isDirect } from '../../../events/names.ts'
import { isBreak, longestEntryHours } from './labour.ts'
import type { Entry } from './timecard.ts'

/** From `from` up to `to`. */
export interface Window {
  readonly from?: Instant | undefined
  readonly to?: Instant | undefined
}

/** An entry of work with what it counts for. */
export interface Reckoned {
  readonly entry: Entry
  /** Whole seconds, breaks cut out; none while the entry is open, because nobody knows them yet. */
  readonly seconds: number | undefined
  /** It shares its time with an open entry, so that its part is known when that one is ended. */
  readonly provisional: boolean
}

/** One person's times, in whole seconds. */
export interface PersonnelTimes {
  /** Actual personnel attendance time (ISO 22400-2, APAT): on the clock, breaks cut out, each moment once. */
  readonly attendanceSeconds: number
  /** Actual personnel work time (ISO 22400-2, APWT): the part of it with at least one direct entry. */
  readonly workSeconds: number
  /** Worker efficiency = APWT / APAT (ISO 22400-2), to four places; none without attendance. */
  readonly efficiency?: string
}

/**
 * What the entries of one person count for, within the window.
 *
 * With `full` each entry counts its whole length. With `equal-share` a second that several ended entries cover is divided among them:
 * the entries of a person add up to the time that the person was there. What does not divide goes to the entries clocked on first.
 * @param entries all of the person that touch the window, breaks and open ones included, each once
 */
export function reckon(entries: readonly Entry[], sharing: Sharing, window: Window = {}): Reckoned[] {
  const seconds = new Map<Entry, number>()
  for (const { length, running } of stretches(entries, window)) {
    const share = sharing === 'full' ? length : Math.floor(length / running.length)
    const rest = sharing === 'full' ? 0 : length % running.length
    for (const [index, entry] of running.entries())
      seconds.set(entry, (seconds.get(entry) ?? 0) + share + (index < rest ? 1 : 0))
  }
  const open = entries.filter((it) => !isBreak(it) && it.to === undefined)
  const isShared = ({ to }: Entry) => to !== undefined && open.some((it) => it.from < to)
  return entries
    .filter((it) => !isBreak(it) && touches(it, window))
    .map((entry) => ({
      entry,
      seconds: entry.to === undefined ? undefined : (seconds.get(entry) ?? 0),
      provisional: sharing === 'equal-share' && isShared(entry),
    }))
}

/** @param entries all of the person that touch the window; an open one has no part in any time. */
export function personnelTimes(entries: readonly Entry[], window: Window = {}): PersonnelTimes {
  let attendanceSeconds = 0
  let workSeconds = 0
  for (const { length, running } of stretches(entries, window)) {
    attendanceSeconds += length
    if (running.some(({ activity }) => isDirect(activity))) workSeconds += length
  }
  return {
    attendanceSeconds,
    workSeconds,
    ...(attendanceSeconds > 0 && { efficiency: new Big(workSeconds).div(attendanceSeconds).toFixed(4) }),
  }
}

export const touches = ({ from, to }: Entry, window: Window): boolean =>
  (window.to === undefined || from < window.to) && (window.from === undefined || to === undefined || to > window.from)

/** The window together with all that can share time with what touches it. */
export const widened = ({ from, to }: Window): Window => ({
  ...(from !== undefined && { from: shifted(from, -longestEntryHours) }),
  ...(to !== undefined && { to: shifted(to, longestEntryHours) }),
})

const shifted = (at: Instant, hours: number): Instant => new Date(Date.parse(at) + hours * 3_600_000).toISOString()

/** A time during which the same ended entries run and no break does. */
interface Together {
  readonly length: number
  /** In the order in which they were clocked on. */
  readonly running: readonly Entry[]
}

function stretches(entries: readonly Entry[], window: Window): Together[] {
  const intervals = entries
    .filter((it) => it.to !== undefined || isBreak(it))
    .map((entry) => ({ entry, from: begin(entry, window), to: end(entry, window) }))
    .filter(({ from, to }) => from < to)
    .sort((one, other) => (one.entry.entryId < other.entry.entryId ? -1 : 1))
  const turns = [...new Set(intervals.flatMap(({ from, to }) => [from, to]))].sort((one, other) => one - other)
  const begun = Map.groupBy(intervals, ({ from }) => from)
  let current: typeof intervals = []
  return turns.flatMap((turn, index): Together[] => {
    const next = turns[index + 1]
    current = [...current.filter(({ to }) => to > turn), ...(begun.get(turn) ?? [])]
    const running = current.map(({ entry }) => entry)
    if (next === undefined || next === Number.POSITIVE_INFINITY || running.length === 0 || running.some(isBreak))
      return []
    return [{ length: next - turn, running: running.sort((one, other) => (one.entryId < other.entryId ? -1 : 1)) }]
  })
}

/** Time is reckoned in whole seconds of the clock, so that two stretches that meet leave nothing between them. */
const second = (at: Instant): number => Math.floor(Date.parse(at) / 1000)
const begin = ({ from }: Entry, window: Window): number =>
  window.from !== undefined && window.from > from ? second(window.from) : second(from)
/** A break that lasts goes on cutting. */
const end = ({ to }: Entry, window: Window): number => {
  const itself = to === undefined ? Number.POSITIVE_INFINITY : second(to)
  return window.to === undefined ? itself : Math.min(itself, second(window.to))
}
