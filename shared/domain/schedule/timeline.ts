import type { PersonDefinition } from '../../../events/recipe.ts'
import { isGood, meets, type Needed } from '../people/qualification.ts'
import type { Opening, Span } from './calendar.ts'
import type { SetUpTimes } from './capacity.ts'

/** Work that has its place: the set-up and then the work itself, in milliseconds of the epoch. */
export interface Booking {
  readonly setUpFrom: number
  readonly from: number
  readonly to: number
  readonly family: string
  /** Working time of the set-up. */
  readonly setUp: number
}

/** One unit: it does one thing at a time. */
export interface UnitTime {
  readonly opening: Opening
  /** Out of service, in the order of time, apart from one another. */
  readonly maintenance: readonly Span[]
  readonly setUpTimes: SetUpTimes
  /** What it is set up for before its first booking; undefined where nothing is known. */
  readonly family: string | undefined
  /** In the order of time. */
  readonly bookings: Booking[]
}

/** One person: they do one thing at a time, and only for as long as they are qualified. */
export interface PersonTime {
  readonly personId: string
  readonly qualifications: PersonDefinition['qualifications']
  readonly bookings: Booking[]
}

/** What looks for its place. */
export interface Demand {
  /** Not before this instant. */
  readonly ready: number
  /** Working time, in milliseconds. */
  readonly work: number
  readonly family: string
  readonly spansBreaks: boolean
  readonly qualifications: Needed
}

export interface Slot {
  readonly booking: Booking
  readonly person?: PersonTime
}

/**
 * The earliest place for the work on the unit, together with somebody who is qualified and free for all of it, set-up included.
 * Nothing that is booked is moved, and no booking that follows may need a longer set-up than the one that it was given.
 * @param people those who have the qualifications that the work asks for; nobody is needed when it asks for none.
 * @returns undefined when there is none before the unit's horizon.
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

/** The earliest time at which the unit is open and in service for set-up and work, whatever else is booked. */
export function layOut(unit: UnitTime, demand: Demand, setUp: number): Booking | undefined {
  const { opening, maintenance } = unit
  const { work, family, spansBreaks } = demand
  let index = opening.indexAfter(demand.ready)
  for (let ready = demand.ready; ; ) {
    const open = opening.span(index)
    if (!open) return undefined
    const setUpFrom = Math.max(ready, open.from)
    const from = spansBreaks ? workingFrom(opening, setUpFrom, setUp, work) : setUpFrom + setUp
    const to = spansBreaks && from !== undefined ? worked(opening, from, work) : setUpFrom + setUp + work
    if (from === undefined || to === undefined) return undefined
    const stop = maintenance.find((span) => span.to > setUpFrom && span.from < Math.max(to, setUpFrom + 1))
    if (!spansBreaks && to > open.to) index += 1
    else if (stop) {
      ready = stop.to
      index = opening.indexAfter(ready)
    } else return { setUpFrom, from, to, family, setUp }
  }
}

/** When work can begin after a set-up that ends with the shift: when the next one begins. */
function workingFrom(opening: Opening, setUpFrom: number, setUp: number, work: number): number | undefined {
  const ready = worked(opening, setUpFrom, setUp)
  if (ready === undefined || work === 0) return ready
  const open = opening.span(opening.indexAfter(ready))
  return open && Math.max(ready, open.from)
}

/** The instant at which this much working time has passed; undefined when the horizon comes first. */
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

/** Somebody who has each qualification, whether or not it will still be valid. */
export const hasEach = ({ qualifications }: Pick<PersonTime, 'qualifications'>, needed: Needed): boolean =>
  needed.every((one) => qualifications.some((held) => meets(held, one)))

/** The gate asks again when the work is completed, so that a qualification has to outlast it. */
export const isQualified = ({ qualifications }: PersonTime, needed: Needed, until: number): boolean => {
  const instant = new Date(until).toISOString()
  return needed.every((one) => qualifications.some((held) => meets(held, one) && isGood(held, instant)))
}

const conflict = ({ bookings }: PersonTime, { setUpFrom, to }: Booking): Booking | undefined =>
  bookings.find((booking) => booking.setUpFrom < to && setUpFrom < booking.to)

/** Takes the place. Work that takes no time takes none. */
export function book(booking: Booking, ...owners: readonly ({ readonly bookings: Booking[] } | undefined)[]): void {
  if (booking.to === booking.setUpFrom) return
  for (const owner of owners) {
    const index = owner?.bookings.findIndex(({ setUpFrom }) => setUpFrom > booking.setUpFrom) ?? -1
    owner?.bookings.splice(index < 0 ? owner.bookings.length : index, 0, booking)
  }
}
