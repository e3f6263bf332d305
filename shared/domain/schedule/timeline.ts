import type { PersonDefinition } from '../../../events/recipe.ts'
import { isGood, meets, type Needed } from '../people/qualification.ts'
import type { Opening, Span } from './calendar.ts'
import type { SetUpTimes } from './capacity.ts'

/** A planned set-up and the work after it, in milliseconds since 1970. */
export interface Booking {
  readonly setUpFrom: number
  readonly from: number
  readonly to: number
  readonly family: string
  /** Working time of the set-up, in milliseconds. */
  readonly setUp: number
}

/** A unit does one thing at a time. */
export interface UnitTime {
  readonly opening: Opening
  /** Maintenance windows, in order of time, without overlap. */
  readonly maintenance: readonly Span[]
  readonly setUpTimes: SetUpTimes
  /** The product family that it is set up for before its first booking; undefined if unknown. */
  readonly family: string | undefined
  /** In order of time. */
  readonly bookings: Booking[]
}

/** A person does one thing at a time, and only as long as qualified. */
export interface PersonTime {
  readonly personId: string
  readonly qualifications: PersonDefinition['qualifications']
  readonly bookings: Booking[]
}

export interface Demand {
  readonly ready: number
  /** Working time, in milliseconds. */
  readonly work: number
  readonly family: string
  readonly spansBreaks: boolean
  readonly qualifications: Needed
  /** Units that come while the work goes on: the instant, and the working time from then on, for these and all later ones. */
  readonly coming?: readonly { readonly at: number; readonly work: number }[]
}

export interface Slot {
  readonly booking: Booking
  readonly person?: PersonTime
}

/**
 * The earliest slot for the work on the unit, with a person who is qualified and free for all of it, set-up included. It moves no booking, and no
 * later booking may need a longer set-up because of it.
 * @param people those with the qualifications; nobody is needed if the work requires none
 * @returns undefined if there is no slot before the unit's horizon
 */
export function earliestSlot(unit: UnitTime, demand: Demand, people: readonly PersonTime[]): Slot | undefined {
  let free = demand.ready
  for (let index = 0; index <= unit.bookings.length; index += 1) {
    const [before, after] = [unit.bookings[index - 1], unit.bookings[index]]
    free = Math.max(free, before?.to ?? free)
    const until = after?.setUpFrom ?? Number.POSITIVE_INFINITY
    if (free > until || (after && unit.setUpTimes(demand.family, after.family) > after.setUp)) continue
    const setUp = unit.setUpTimes(before?.family ?? unit.family, demand.family)
    const slot = slotBetween(unit, { ...demand, ready: free }, setUp, until, people)
    if (slot) return slot
  }
  return undefined
}

function slotBetween(
  unit: UnitTime,
  demand: Demand,
  setUp: number,
  until: number,
  people: readonly PersonTime[],
): Slot | undefined {
  for (let ready: number | undefined = demand.ready; ready !== undefined; ) {
    const booking = layOut(unit, { ...demand, ready }, setUp)
    if (!booking || booking.to > until) return undefined
    if (demand.qualifications.length === 0) return { booking }
    const able = people.filter((person) => isQualified(person, demand.qualifications, booking.to))
    const person = able.find((it) => !conflict(it, booking))
    if (person) return { booking, person }
    ready = able.length > 0 ? Math.min(...able.map((it) => conflict(it, booking)?.to ?? booking.to)) : undefined
  }
  return undefined
}

/**
 * The earliest slot in which the unit is open and in service for set-up and work, without regard to other bookings. It is longer than its work if it
 * has to wait for units that come meanwhile.
 */
export function layOut(unit: UnitTime, demand: Demand, setUp: number): Booking | undefined {
  const { opening, maintenance } = unit
  const { work, family, spansBreaks } = demand
  const throughBy = lastUnitsBy(opening, demand)
  if (throughBy === undefined) return undefined
  let index = opening.indexAfter(demand.ready)
  for (let ready = demand.ready; ; ) {
    const open = opening.span(index)
    if (!open) return undefined
    const setUpFrom = Math.max(ready, open.from)
    const from = spansBreaks ? workingFrom(opening, setUpFrom, setUp, work) : setUpFrom + setUp
    const alone = spansBreaks && from !== undefined ? worked(opening, from, work) : setUpFrom + setUp + work
    if (from === undefined || alone === undefined) return undefined
    const to = Math.max(alone, throughBy)
    const stop = maintenance.find((span) => span.to > setUpFrom && span.from < Math.max(to, setUpFrom + 1))
    if (!spansBreaks && to > open.to) index += 1
    else if (stop) {
      ready = stop.to
      index = opening.indexAfter(ready)
    } else return { setUpFrom, from, to, family, setUp }
  }
}

/** The instant before which the work cannot be over, because of the units that come while it goes on; undefined if that is after the horizon. */
function lastUnitsBy(opening: Opening, { coming = [], spansBreaks }: Demand): number | undefined {
  let last = Number.NEGATIVE_INFINITY
  for (const { at, work } of coming) {
    const end = spansBreaks ? worked(opening, at, work) : at + work
    if (end === undefined) return undefined
    last = Math.max(last, end)
  }
  return last
}

/** The start of the work. If the set-up ends with the shift, it is the start of the next shift. */
function workingFrom(opening: Opening, setUpFrom: number, setUp: number, work: number): number | undefined {
  const ready = worked(opening, setUpFrom, setUp)
  if (ready === undefined || work === 0) return ready
  const open = opening.span(opening.indexAfter(ready))
  return open && Math.max(ready, open.from)
}

/** The instant after this much working time; undefined if it is after the horizon. */
export function worked(opening: Opening, start: number, time: number): number | undefined {
  if (time === 0) return start
  let left = time
  for (let index = opening.indexAfter(start); ; index += 1) {
    const open = opening.span(index)
    if (!open) return undefined
    const from = Math.max(start, open.from)
    if (left <= open.to - from) return from + left
    left -= open.to - from
  }
}

/** Whether the person has every qualification, even if it will expire. */
export const hasEach = ({ qualifications }: Pick<PersonTime, 'qualifications'>, needed: Needed): boolean =>
  needed.every((one) => qualifications.some((held) => meets(held, one)))

/** A qualification must last until the end of the work, because the gate checks it again at completion. */
export const isQualified = ({ qualifications }: PersonTime, needed: Needed, until: number): boolean => {
  const instant = new Date(until).toISOString()
  return needed.every((one) => qualifications.some((held) => meets(held, one) && isGood(held, instant)))
}

const conflict = ({ bookings }: PersonTime, { setUpFrom, to }: Booking): Booking | undefined =>
  bookings.find((booking) => booking.setUpFrom < to && setUpFrom < booking.to)

/** Adds the booking. Work without duration takes no time. */
export function book(booking: Booking, ...owners: readonly ({ readonly bookings: Booking[] } | undefined)[]): void {
  if (booking.to === booking.setUpFrom) return
  for (const owner of owners) {
    const index = owner?.bookings.findIndex(({ setUpFrom }) => setUpFrom > booking.setUpFrom) ?? -1
    owner?.bookings.splice(index < 0 ? owner.bookings.length : index, 0, booking)
  }
}
