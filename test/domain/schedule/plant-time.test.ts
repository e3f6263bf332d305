import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type PlantNow, plantTime } from '../../../shared/domain/schedule/plant-time.ts'
import { later, noon } from '../../support/given.ts'
import { aFloor, anOrder, equipment, lasting, randomFloor, step } from '../../support/random-plant.ts'

const hour = 3600
const ms = (instant: string) => Date.parse(instant)
const time = { from: ms(noon), to: ms(later(100 * hour)) }
const of = (more: Partial<PlantNow> = {}, within = time) => plantTime(aFloor(more), within)
const runs = (minutes: number, startedAt: string, more: object = {}) =>
  anOrder('O-1', {
    steps: [step('mix', { duration: lasting(minutes), progress: { startedAt, equipmentId: 'MIXING' }, ...more })],
  })
/** Begin and end of what runs, in hours after noon. */
const running = (...found: Parameters<typeof of>) =>
  of(...found).running.map(({ booking: { from, to } }) => [from, to].map((it) => (it - ms(noon)) / 1000 / hour))
const shift = { shifts: [{ days: ['monday', 'tuesday', 'wednesday'], from: '06:00', to: '13:00' }] }

describe('what runs', () => {
  test('stays where it is from its start until its time is over', () => {
    const orders = [runs(120, later(-hour))]
    expect(of({ orders }).running).toEqual([
      {
        order: orders[0],
        step: orders[0]?.steps[0],
        equipmentId: 'MIXING',
        booking: {
          setUpFrom: ms(later(-hour)),
          from: ms(later(-hour)),
          to: ms(later(hour)),
          family: 'SYRUP',
          setUp: 0,
        },
        batches: [{ upTo: '100', at: ms(later(hour)) }],
      },
    ])
  })

  test('ends now at the earliest, and with the horizon at the latest', () => {
    expect(running({ orders: [runs(30, later(-hour))] })).toEqual([[-1, 0]])
    expect(running({ orders: [runs(600_000, later(-hour))] })).toEqual([[-1, 100]])
    expect(running({ orders: [runs(60, noon, { duration: undefined })] })).toEqual([[0, 0]])
  })

  test('stops with its unit where it spans breaks, and not otherwise', () => {
    const units = [equipment('MIXING', { level: 'work-center', calendar: shift })]
    const duration = (spansBreaks: boolean) => ({ duration: lasting(120, { spansBreaks }) })
    expect(running({ equipment: units, orders: [runs(0, noon, duration(true))] })).toEqual([[0, 19]])
    expect(running({ equipment: units, orders: [runs(0, noon, duration(false))] })).toEqual([[0, 2]])
    // The calendar of what the unit is part of counts, and none where nobody has defined the unit.
    const inHall = [equipment('HALL', { level: 'area', calendar: shift }), equipment('MIXING', { parentId: 'HALL' })]
    expect(running({ equipment: inHall, orders: [runs(0, noon, duration(true))] })).toEqual([[0, 19]])
    expect(running({ equipment: [], orders: [runs(0, noon, duration(true))] })).toEqual([[0, 2]])
  })

  test('works while its unit is open by the clocks of the site', () => {
    const units = [equipment('MIXING', { level: 'work-center', calendar: shift })]
    const orders = [runs(0, later(-2 * hour), { duration: lasting(120, { spansBreaks: true }) })]
    expect(running({ equipment: units, orders, timeZone: 'Etc/GMT+8' })).toEqual([[-2, 4]])
  })

  test('is neither what waits nor what is completed', () => {
    const steps = [step('weigh', { progress: 'completed' }), step('mix')]
    expect(running({ orders: [anOrder('O-1', { steps })] })).toEqual([])
  })
})

describe('the time of a unit', () => {
  test('is open by its calendar, or that of what it is part of, and always without one', () => {
    const units = [
      equipment('HALL', { level: 'area', calendar: shift }),
      equipment('MIXER-1', { parentId: 'HALL' }),
      equipment('OVEN'),
    ]
    const taken = of({ equipment: units }).begin()
    const first = (id: string | undefined) => taken.unitTime(id).opening.span(0)
    expect(first('MIXER-1')).toEqual({ from: ms(noon), to: ms(later(hour)) })
    expect([first('OVEN'), first(undefined), first('NOWHERE')]).toEqual([time, time, time])
  })

  test('is open by its own calendar and not by that of another unit', () => {
    const early = { shifts: [{ days: ['monday'], from: '11:00', to: '12:30' }] }
    const units = [
      equipment('MIXER-1', { calendar: shift }),
      equipment('MIXER-2', { calendar: early }),
      equipment('OVEN'),
    ]
    const { unitTime } = of({ equipment: units }).begin()
    expect(['MIXER-1', 'MIXER-2', 'OVEN'].map((id) => unitTime(id).opening.span(0)?.to)).toEqual([
      ms(later(hour)),
      ms(later(hour / 2)),
      time.to,
    ])
  })

  test('of work that needs no unit has neither maintenance nor set-ups, and is never taken', () => {
    const { unitTime } = of({ orders: [runs(60, noon, { progress: { startedAt: noon } })] }).begin()
    expect(unitTime(undefined)).toMatchObject({ maintenance: [], family: undefined, bookings: [] })
    expect(unitTime(undefined).setUpTimes('A', 'B')).toBe(0)
  })

  test('leaves out maintenance, of all that it is part of, merged, and none that is over', () => {
    const service = (from: number, to: number) => ({ from: later(from), to: later(to), reason: 'Service' })
    const units = [
      equipment('HALL', { level: 'area', maintenance: [service(15, 30)] }),
      equipment('MIXER-1', { parentId: 'HALL', maintenance: [service(-20, 0), service(10, 20), service(-5, 1)] }),
    ]
    expect(of({ equipment: units }).begin().unitTime('MIXER-1').maintenance).toEqual([
      { from: ms(later(-20)), to: ms(later(1)) },
      { from: ms(later(10)), to: ms(later(30)) },
    ])
    const over = [equipment('MIXER-1', { maintenance: [service(-20, 0)] })]
    expect(of({ equipment: over }).begin().unitTime('MIXER-1').maintenance).toEqual([])
  })

  test('knows how long a set-up takes and what the unit is set up for', () => {
    const setUps = [{ to: 'B', duration: { value: '5', unit: 'min' } }]
    const unit = of({
      equipment: [equipment('MIXER-1', { setUps })],
      units: { 'MIXER-1': { held: false, family: 'A' } },
    })
      .begin()
      .unitTime('MIXER-1')
    expect([unit.family, unit.setUpTimes('A', 'B'), unit.setUpTimes('B', 'A')]).toEqual(['A', 300_000, 0])
  })

  test('is taken by what runs there', () => {
    const taken = of({ orders: [runs(60, noon)] }).begin()
    expect(taken.unitTime('MIXING').bookings).toMatchObject([{ from: ms(noon), to: ms(later(hour)) }])
  })
})

test('a unit is held where it is said to be, and otherwise not', () => {
  const { isHeld } = of({ units: { A: { held: true }, B: { held: false } } })
  expect([isHeld('A'), isHeld('B'), isHeld('C')]).toEqual([true, false, false])
})

describe('people', () => {
  const person = (personId: string, ...ids: string[]) => ({
    personId,
    qualifications: ids.map((qualificationId) => ({ qualificationId })),
  })
  const people = [person('cleo', 'gmp'), person('ada', 'gmp', 'mix'), person('ben', 'gmp'), person('dan', 'mix')]
  const names = (found: readonly { personId: string }[]) => found.map(({ personId }) => personId)

  test('are those who have each qualification, the least versatile first, then by their id', () => {
    const { peopleWith } = of({ people }).begin()
    expect(names(peopleWith(['gmp']))).toEqual(['ben', 'cleo', 'ada'])
    expect([names(peopleWith(['mix', 'gmp'])), names(peopleWith(['sew']))]).toEqual([['ada'], []])
    expect(peopleWith(['gmp', 'mix'])).toBe(peopleWith(['mix', 'gmp']))
  })

  test('are taken by what runs, one for each step that asks for a qualification', () => {
    const qualified = { qualifications: ['gmp'] }
    const orders = [
      runs(60, noon, qualified),
      { ...runs(30, noon, { ...qualified, progress: { startedAt: noon, equipmentId: 'OVEN' } }), orderId: 'O-2' },
      { ...runs(30, noon, { progress: { startedAt: noon } }), orderId: 'O-3' },
    ]
    const { peopleWith } = of({ orders, people }).begin()
    expect(peopleWith(['gmp']).map(({ personId, bookings }) => [personId, bookings.length])).toEqual([
      ['ben', 1],
      ['cleo', 1],
      ['ada', 0],
    ])
  })

  test('may be too few for what runs: then nobody does two things', () => {
    const orders = [
      runs(60, noon, { qualifications: ['gmp'] }),
      { ...runs(60, noon, { qualifications: ['gmp'] }), orderId: 'O-2' },
    ]
    const { peopleWith } = of({ orders, people: [person('ben', 'gmp')] }).begin()
    expect(peopleWith(['gmp']).map(({ bookings }) => bookings.length)).toEqual([1])
  })
})

test('every beginning is as fresh as the first: nothing of it is taken by what was planned from another', () => {
  fc.assert(
    fc.property(randomFloor, (floor) => {
      const plant = plantTime(floor, time)
      const shown = () => {
        const taken = plant.begin()
        return [floor.equipment.map(({ equipmentId }) => taken.unitTime(equipmentId)), taken.peopleWith([])].map(
          (all) => all.map(({ bookings }) => bookings.map(({ from, to }) => [from, to])),
        )
      }
      const before = shown()
      const used = plant.begin()
      for (const { equipmentId } of floor.equipment)
        used.unitTime(equipmentId).bookings.push({ setUpFrom: 0, from: 0, to: 1, family: 'A', setUp: 0 })
      for (const { bookings } of used.peopleWith([]))
        bookings.push({ setUpFrom: 0, from: 0, to: 1, family: 'A', setUp: 0 })
      expect(shown()).toEqual(before)
    }),
    { numRuns: 30 },
  )
})
