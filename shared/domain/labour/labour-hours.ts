import Big from 'big.js'
import type { Instant } from '../../../events/identifiers.ts'
import type { Sharing } from '../../../events/labour.ts'
import { isDirect } from '../../../events/names.ts'
import { isBreak, longestEntryHours } from './labour.ts'
import type { Entry } from './timecard.ts'

/** `from` is included, `to` is not. */
export interface Window {
  readonly from?: Instant | undefined
  readonly to?: Instant | undefined
}

/** An entry with the time that counts for it. */
export interface Reckoned {
  readonly entry: Entry
  /** Whole seconds, without breaks; undefined while the entry is open. */
  readonly seconds: number | undefined
  /** The entry shares time with an open entry, so its seconds may change when that one ends. */
  readonly provisional: boolean
}

/** One person's times, in whole seconds. */
export interface PersonnelTimes {
  /** Actual personnel attendance time (ISO 22400-2, APAT): clocked on, without breaks, each moment once. */
  readonly attendanceSeconds: number
  /** Actual personnel work time (ISO 22400-2, APWT): the part of APAT with at least one direct entry. */
  readonly workSeconds: number
  /** Worker efficiency = APWT / APAT (ISO 22400-2), to four decimals; absent without attendance. */
  readonly efficiency?: string
}

/**
 * The time that counts for each entry of one person, within the window.
 *
 * With `full`, each entry counts its whole length. With `equal-share`, ended entries that overlap divide each second equally, so that the entries of
 * a person add up to the attendance. Seconds that do not divide go to the entries clocked on first.
 *
 * @param entries all entries of the person that touch the window, with breaks and open ones, each once
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

/** @param entries all entries of the person that touch the window; open entries count for nothing */
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

/** The window, widened by everything that can share time with its entries. */
export const widened = ({ from, to }: Window): Window => ({
  ...(from !== undefined && { from: shifted(from, -longestEntryHours) }),
  ...(to !== undefined && { to: shifted(to, longestEntryHours) }),
})

const shifted = (at: Instant, hours: number): Instant => new Date(Date.parse(at) + hours * 3_600_000).toISOString()

/** A period in which the same ended entries run and there is no break. */
interface Together {
  readonly length: number
  /** In the order of their clock-on. */
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

/** Whole seconds of the clock, so that two periods that meet have no gap. */
const second = (at: Instant): number => Math.floor(Date.parse(at) / 1000)
const begin = ({ from }: Entry, window: Window): number =>
  window.from !== undefined && window.from > from ? second(window.from) : second(from)
const end = ({ to }: Entry, window: Window): number => {
  const itself = to === undefined ? Number.POSITIVE_INFINITY : second(to)
  return window.to === undefined ? itself : Math.min(itself, second(window.to))
}
