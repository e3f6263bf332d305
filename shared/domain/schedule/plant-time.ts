import type { Instant } from '../../../events/identifiers.ts'
import type { Equipment } from '../master-data.ts'
import type { Needed } from '../people/qualification.ts'
import { alwaysOpen, inService, type Opening, opening, type Span } from './calendar.ts'
import { type EquipmentTree, equipmentTree, outOfService, setUpTimes, type Working, workingOf } from './capacity.ts'
import { inOrder, type OpenOrder, type OpenStep } from './open-order.ts'
import { type Booking, book, hasEach, type PersonTime, type UnitTime, worked } from './timeline.ts'
import { arrivalsFrom, type Clock, overlaps, passedOnByRunning, type TransferBatch } from './transfer.ts'

export interface PlantNow {
  readonly at: Instant
  /** IANA name of the zone of the shifts. */
  readonly timeZone: string
  /** In any order for a schedule. Here they are sorted by rank, so that every reading assigns the same people to running steps. */
  readonly orders: readonly OpenOrder[]
  readonly equipment: readonly Equipment[]
  readonly units: Readonly<Record<string, UnitNow>>
  readonly people: readonly Pick<PersonTime, 'personId' | 'qualifications'>[]
}

/** The present state of a unit, as far as a plan depends on it. */
export interface UnitNow {
  readonly held: boolean
  /** The product family of its last work, which it is set up for. */
  readonly family?: string
}

export interface PlantTime {
  readonly time: Span
  readonly tree: EquipmentTree
  readonly isHeld: (equipmentId: string) => boolean
  readonly running: readonly RunningWork[]
  /** A new state in which only running work is booked. */
  readonly begin: () => Taken
}

export interface Taken {
  /** The time of a unit; without an id, of a place with unlimited room. */
  readonly unitTime: (equipmentId: string | undefined) => UnitTime
  /** The people who have all the qualifications, those with the fewest others first, so that versatile people stay free. */
  readonly peopleWith: (qualifications: Needed) => readonly PersonTime[]
}

export interface RunningWork {
  readonly order: OpenOrder
  readonly step: OpenStep
  readonly equipmentId: string | undefined
  readonly booking: Booking
  /** Its units, as they move on; a batch step passes on everything at its end. */
  readonly batches: readonly TransferBatch[]
}

export function plantTime(floor: PlantNow, time: Span): PlantTime {
  const tree = equipmentTree(floor.equipment)
  const running = floor.orders.flatMap((order) => runningWork(order, time, floor.timeZone, tree))
  const idle = idleUnits(floor, time, tree)
  const people = floor.people.toSorted(
    (one, other) => one.qualifications.length - other.qualifications.length || (one.personId < other.personId ? -1 : 1),
  )
  return {
    time,
    tree,
    isHeld: (equipmentId) => floor.units[equipmentId]?.held ?? false,
    running,
    begin: () => {
      const units = new Map(idle.map(([id, unit]): [string, UnitTime] => [id, { ...unit, bookings: [] }]))
      const taken = takenOf(units, people, time)
      for (const { booking, equipmentId, step } of running)
        book(booking, units.get(equipmentId ?? ''), workerAt(step, taken))
      return taken
    },
  }
}

/** The schedule does not know who works on a running step, so it assigns a qualified person, who can do nothing else meanwhile. */
const workerAt = ({ qualifications }: OpenStep, taken: Taken): PersonTime | undefined =>
  qualifications.length === 0
    ? undefined
    : taken.peopleWith(qualifications).find(({ bookings }) => bookings.length === 0)

function takenOf(units: ReadonlyMap<string, UnitTime>, people: PlantNow['people'], time: Span): Taken {
  const persons = people.map((person): PersonTime => ({ ...person, bookings: [] }))
  const groups = new Map<string, readonly PersonTime[]>()
  return {
    unitTime: (equipmentId = '') => units.get(equipmentId) ?? elsewhere(time),
    peopleWith: (qualifications) => {
      const key = qualifications
        .map((it) => JSON.stringify(it))
        .sort()
        .join(' ')
      const group = groups.get(key) ?? persons.filter((person) => hasEach(person, qualifications))
      groups.set(key, group)
      return group
    },
  }
}

/** The place of steps that need no equipment. */
const elsewhere = (time: Span): UnitTime => ({
  opening: alwaysOpen(time),
  maintenance: [],
  setUpTimes: () => 0,
  family: undefined,
  bookings: [],
})

function idleUnits({ equipment, units, timeZone }: PlantNow, time: Span, tree: EquipmentTree): [string, UnitTime][] {
  // Units of one work center share its calendar and its maintenance.
  const openings = new Map<string, Opening>()
  const openingOf = ({ calendar, days }: Working): Opening => {
    const key = JSON.stringify([calendar, days])
    const known = openings.get(key) ?? opening(calendar, timeZone, time, days)
    openings.set(key, known)
    return known
  }
  const outages = new Map<string, Span[]>()
  const outageOf = ({ maintenance, regularMaintenance }: Working): Span[] => {
    const key = JSON.stringify([maintenance, regularMaintenance])
    const known = outages.get(key) ?? outOfService({ maintenance, regularMaintenance }, timeZone, time)
    outages.set(key, known)
    return known
  }
  return equipment.map((it) => {
    const working = workingOf(it, tree)
    const unit: UnitTime = {
      opening: openingOf(working),
      maintenance: outageOf(working),
      setUpTimes: setUpTimes(working.setUps),
      family: units[it.equipmentId]?.family,
      bookings: [],
    }
    return [it.equipmentId, unit]
  })
}

/**
 * Running work stays in place until its duration is over, without the time of maintenance; overdue work is expected to end at any moment. Work that
 * spans breaks also stands while its unit is closed. A step that counts units goes on by what it has counted, and not before its units come.
 */
function runningWork(order: OpenOrder, time: Span, timeZone: string, tree: EquipmentTree): RunningWork[] {
  const passed = new Map<string, readonly TransferBatch[]>()
  return inOrder(order.steps).flatMap((step) => {
    if (typeof step.progress === 'string') return []
    const { equipmentId, startedAt } = step.progress
    const from = Date.parse(startedAt)
    const unit = tree.byId.get(equipmentId ?? '')
    const clock = unit ? runningClock(workingOf(unit, tree), step, timeZone, { from, to: time.to }) : steady
    const total = step.quantity ?? order.quantity
    const before = overlaps(step) ? step.after.flatMap((id) => [passed.get(id) ?? []]) : []
    const arrivals = arrivalsFrom(before, total.value).map((it) => (it.at > time.from ? it : { ...it, at: from }))
    const batches = passedOnByRunning({ step, total, arrivals, clock }, step.progress, time.from)
    if (step.flow === 'units') passed.set(step.stepId, batches)
    const to = Math.min(batches.at(-1)?.at ?? time.from, time.to)
    return [
      { order, step, equipmentId, batches, booking: { setUpFrom: from, from, to, family: order.family, setUp: 0 } },
    ]
  })
}

/** The clock of equipment that is always open and in service. */
const steady: Clock = (start, work) => start + work

function runningClock(working: Working, { duration }: OpenStep, timeZone: string, within: Span): Clock {
  const open = duration?.spansBreaks ? opening(working.calendar, timeZone, within, working.days) : alwaysOpen(within)
  const inUse = inService(open, outOfService(working, timeZone, within))
  return (start, work) => worked(inUse, start, work) ?? Number.POSITIVE_INFINITY
}
