import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Opening } from '../../../shared/domain/schedule/calendar.ts'
import {
  type Booking,
  book,
  type Demand,
  earliestSlot,
  hasEach,
  isQualified,
  layOut,
  type PersonTime,
  type UnitTime,
  worked,
} from '../../../shared/domain/schedule/timeline.ts'

type Times = readonly [from: number, to: number]
const spanOf = ([from, to]: Times) => ({ from, to })
const open = (...times: readonly Times[]): Opening => ({
  span: (index) => times[index] && spanOf(times[index]),
  indexAfter: (instant) => times.filter(([, to]) => to <= instant).length,
})
const unit = (more: Partial<UnitTime> = {}): UnitTime => ({
  opening: open([0, 100]),
  maintenance: [],
  setUpTimes: () => 0,
  family: undefined,
  bookings: [],
  ...more,
})
const demand = (more: Partial<Demand> = {}): Demand => ({
  ready: 0,
  work: 10,
  family: 'A',
  spansBreaks: false,
  qualifications: [],
  ...more,
})
const booking = (from: number, to: number, more: Partial<Booking> = {}): Booking => ({
  setUpFrom: from,
  from,
  to,
  family: 'A',
  setUp: 0,
  ...more,
})
const someone = (personId: string, until?: number, bookings: Booking[] = []): PersonTime => ({
  personId,
  qualifications: [
    { qualificationId: 'gmp', ...(until !== undefined && { validUntil: new Date(until).toISOString() }) },
  ],
  bookings,
})
/** Set-up, begin and end of the work. */
const times = (found: Booking | undefined) => found && [found.setUpFrom, found.from, found.to]
const shifts = open([10, 20], [30, 40], [50, 60])

describe('working time', () => {
  test('passes only while it is open', () => {
    expect([worked(shifts, 0, 5), worked(shifts, 12, 5), worked(shifts, 15, 8), worked(shifts, 25, 21)]).toEqual([
      15,
      17,
      33,
      undefined,
    ])
  })

  test('ends with the shift that it fills, and not with the next one', () => {
    expect([worked(shifts, 10, 10), worked(shifts, 10, 20), worked(shifts, 20, 10), worked(shifts, 0, 30)]).toEqual([
      20, 40, 40, 60,
    ])
  })

  test('of nothing is over at once, open or not', () => {
    expect([worked(shifts, 5, 0), worked(shifts, 99, 0), worked(shifts, 99, 1)]).toEqual([5, 99, undefined])
  })

  test('adds up: so much and then so much more is both', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(20), fc.integer({ min: 1, max: 20 }), (start, one, other) => {
        const first = worked(shifts, start, one)
        expect(first === undefined ? undefined : worked(shifts, first, other)).toBe(worked(shifts, start, one + other))
      }),
    )
  })
})

describe('laying out work', () => {
  const laid = (of: Partial<UnitTime>, more: Partial<Demand> = {}, setUp = 0) =>
    times(layOut(unit(of), demand(more), setUp))

  test('begins when it is ready and the unit is open, after its set-up', () => {
    expect(laid({}, { ready: 7 })).toEqual([7, 7, 17])
    expect(laid({ opening: shifts })).toEqual([10, 10, 20])
    expect(laid({}, { ready: 7 }, 5)).toEqual([7, 12, 22])
  })

  test('fits between opening and closing, set-up included, or waits for the next shift that is long enough', () => {
    const uneven = open([10, 20], [30, 45])
    expect(laid({ opening: uneven }, { work: 10 })).toEqual([10, 10, 20])
    expect(laid({ opening: uneven }, { work: 11 })).toEqual([30, 30, 41])
    expect(laid({ opening: uneven }, { work: 10 }, 1)).toEqual([30, 31, 41])
    expect(laid({ opening: uneven }, { work: 15, ready: 31 })).toBeUndefined()
  })

  test('goes on in the next shift where it spans breaks, as its set-up does', () => {
    const spanning = { spansBreaks: true }
    expect(laid({ opening: shifts }, { ...spanning, work: 15 })).toEqual([10, 10, 35])
    expect(laid({ opening: shifts }, { ...spanning, work: 5, ready: 15 }, 8)).toEqual([15, 33, 38])
    expect(laid({ opening: shifts }, { ...spanning, work: 31 })).toBeUndefined()
  })

  test('begins with the next shift after a set-up that ends with one', () => {
    expect(laid({ opening: shifts }, { spansBreaks: true, work: 5 }, 10)).toEqual([10, 30, 35])
    expect(laid({ opening: shifts }, { spansBreaks: true, work: 0 }, 10)).toEqual([10, 20, 20])
    expect(laid({ opening: shifts }, { spansBreaks: true, work: 5, ready: 50 }, 10)).toBeUndefined()
  })

  test('keeps clear of maintenance, which it may touch', () => {
    const maintenance = [spanOf([20, 30]), spanOf([35, 40])]
    expect(laid({ maintenance }, { ready: 10 })).toEqual([10, 10, 20])
    expect(laid({ maintenance }, { ready: 11 })).toEqual([40, 40, 50])
    expect(laid({ maintenance }, { ready: 11, work: 5 })).toEqual([11, 11, 16])
    expect(laid({ maintenance }, { ready: 16, work: 5 })).toEqual([30, 30, 35])
    expect(laid({ maintenance }, { ready: 12, work: 4 }, 5)).toEqual([40, 45, 49])
    expect(laid({ maintenance: [spanOf([0, 95])] })).toBeUndefined()
  })

  test('stops for maintenance in a break of work that spans it, too', () => {
    expect(laid({ opening: shifts, maintenance: [spanOf([22, 25])] }, { spansBreaks: true, work: 15 })).toEqual([
      30, 30, 55,
    ])
  })

  test('of no time waits for the end of maintenance all the same, but not for its beginning', () => {
    const maintenance = [spanOf([20, 30])]
    expect(laid({ maintenance }, { ready: 25, work: 0 })).toEqual([30, 30, 30])
    expect(laid({ maintenance }, { ready: 20, work: 0 })).toEqual([30, 30, 30])
    expect(laid({ maintenance }, { ready: 19, work: 0 })).toEqual([19, 19, 19])
    expect(laid({ maintenance }, { ready: 30, work: 0 })).toEqual([30, 30, 30])
  })
})

describe('the earliest place on a unit', () => {
  const place = (of: Partial<UnitTime>, more: Partial<Demand> = {}, people: readonly PersonTime[] = []) =>
    earliestSlot(unit(of), demand(more), people)
  const at = (...found: Parameters<typeof place>) => times(place(...found)?.booking)

  test('is the first gap that is long enough', () => {
    const bookings = [booking(5, 20), booking(30, 50)]
    expect(at({ bookings }, { work: 5 })).toEqual([0, 0, 5])
    expect(at({ bookings }, { work: 6 })).toEqual([20, 20, 26])
    expect(at({ bookings }, { work: 10 })).toEqual([20, 20, 30])
    expect(at({ bookings }, { work: 11 })).toEqual([50, 50, 61])
    expect(at({ bookings }, { work: 51 })).toBeUndefined()
    expect(at({ bookings }, { work: 5, ready: 22 })).toEqual([22, 22, 27])
  })

  const setUpTimes = (from: string | undefined, to: string) => (from === to ? 0 : from === undefined ? 1 : 4)

  test('comes after a set-up from what was before, or from what the unit is set up for', () => {
    expect(at({ setUpTimes })).toEqual([0, 1, 11])
    expect(at({ setUpTimes, family: 'B' })).toEqual([0, 4, 14])
    expect(at({ setUpTimes, family: 'B', bookings: [booking(0, 20)] })).toEqual([20, 20, 30])
    expect(place({ setUpTimes, family: 'B' })?.booking).toMatchObject({ family: 'A', setUp: 4 })
  })

  test('leaves to what follows no longer set-up than it was given', () => {
    const next = (setUp: number) => [booking(20, 40, { setUpFrom: 20, from: 20 + setUp, family: 'B', setUp })]
    expect(at({ setUpTimes, family: 'B', bookings: next(0) })).toEqual([40, 44, 54])
    expect(at({ setUpTimes, family: 'B', bookings: next(4) })).toEqual([0, 4, 14])
    expect(at({ setUpTimes, family: 'B', bookings: next(4) }, { work: 17 })).toEqual([40, 44, 61])
  })

  test('has somebody who is qualified until its end and free for all of it', () => {
    const gmp = { qualifications: ['gmp'] }
    expect(place({}, gmp, [someone('ada')])?.person?.personId).toBe('ada')
    expect(place({}, gmp, [someone('ada', 10), someone('ben', 11)])?.person?.personId).toBe('ben')
    expect(place({}, gmp, [someone('ada', undefined, [booking(5, 8)]), someone('ben')])?.person?.personId).toBe('ben')
    expect(place({}, gmp, [])).toBeUndefined()
    expect(place({}, gmp, [someone('ada', 10)])).toBeUndefined()
    expect(place({}, {}, [someone('ada')])).not.toHaveProperty('person')
  })

  test('waits for the first of the qualified people to be free, in another gap if need be', () => {
    const gmp = { qualifications: ['gmp'] }
    const busy = [someone('ada', undefined, [booking(0, 30)]), someone('ben', undefined, [booking(5, 25)])]
    const found = place({}, gmp, busy)
    expect([times(found?.booking), found?.person?.personId]).toEqual([[25, 25, 35], 'ben'])
    const bookings = [booking(30, 50)]
    expect(at({ bookings }, gmp, busy)).toEqual([50, 50, 60])
    expect(at({ setUpTimes: () => 5 }, gmp, [someone('ada', undefined, [booking(15, 20)])])).toEqual([0, 5, 15])
    expect(at({ setUpTimes: () => 5 }, gmp, [someone('ada', undefined, [booking(14, 20)])])).toEqual([20, 25, 35])
  })

  test('is where a look at every instant finds it', () => {
    const some = fc.uniqueArray(fc.nat(40), { minLength: 0, maxLength: 6 }).map((points) => {
      const sorted = points.toSorted((one, other) => one - other)
      return sorted.flatMap((from, at): Times[] =>
        at % 2 === 0 && sorted[at + 1] !== undefined ? [[from, sorted[at + 1] ?? 0]] : [],
      )
    })
    fc.assert(
      fc.property(some, some, some, fc.nat(40), fc.integer({ min: 1, max: 8 }), (opens, closed, taken, ready, work) => {
        const found = at(
          {
            opening: open(...opens),
            maintenance: closed.map(spanOf),
            bookings: taken.map(([from, to]) => booking(from, to)),
          },
          { ready, work },
        )
        const clear = (from: number, spans: readonly Times[]) =>
          spans.every(([start, end]) => end <= from || start >= from + work)
        const starts = Array.from({ length: 41 }, (_, instant) => instant).filter(
          (from) =>
            from >= ready &&
            opens.some(([start, end]) => start <= from && from + work <= end) &&
            clear(from, closed) &&
            clear(from, taken),
        )
        expect(found?.[1]).toBe(starts[0])
      }),
    )
  })
})

describe('a qualification', () => {
  const needed = ['gmp', { qualificationId: 'mixing', level: 2 }]
  const able = (level: number, until?: number) => ({
    ...someone('ada', until),
    qualifications: [...someone('ada', until).qualifications, { qualificationId: 'mixing', level }],
  })

  test('counts at its level, each one that is asked for', () => {
    expect([hasEach(able(2), needed), hasEach(able(1), needed), hasEach(someone('ada'), needed)]).toEqual([
      true,
      false,
      false,
    ])
    expect(hasEach({ qualifications: [] }, [])).toBe(true)
    expect(hasEach(able(2, 0), needed)).toBe(true)
  })

  test('has to outlast the work', () => {
    expect([isQualified(able(2, 11), needed, 10), isQualified(able(2, 10), needed, 10)]).toEqual([true, false])
    expect([isQualified(able(1, 11), needed, 10), isQualified(able(2), needed, 10)]).toEqual([false, true])
  })
})

describe('booking', () => {
  test('takes the time of the unit and of the person, in the order of time', () => {
    const [machine, ada] = [unit({ bookings: [booking(0, 5), booking(20, 30)] }), someone('ada')]
    book(booking(10, 15), machine, ada, undefined)
    book(booking(40, 50), machine)
    expect(machine.bookings.map(({ from }) => from)).toEqual([0, 10, 20, 40])
    expect(ada.bookings.map(({ from }) => from)).toEqual([10])
  })

  test('takes no time for work that takes none, but for its set-up', () => {
    const machine = unit()
    book(booking(10, 10), machine)
    expect(machine.bookings).toEqual([])
    book(booking(12, 12, { setUpFrom: 10, setUp: 2 }), machine)
    expect(machine.bookings).toHaveLength(1)
  })
})
