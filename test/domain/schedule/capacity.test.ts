import { describe, expect, test } from 'vitest'
import { maintenanceAt } from '../../../shared/domain/equipment/maintenance.ts'
import {
  equipmentTree,
  merged,
  milliseconds,
  placesOf,
  runsAt,
  setUpTimes,
  unitsFor,
  workingOf,
} from '../../../shared/domain/schedule/capacity.ts'
import { dec, later, noon } from '../../support/given.ts'
import { equipment } from '../../support/random-plant.ts'

const service = (from: number, to: number, reason = 'Service') => ({ from: later(from), to: later(to), reason })
const hall = equipment('HALL', {
  level: 'area',
  calendar: { shifts: [{ days: ['monday'], from: '06:00', to: '14:00' }] },
  maintenance: [service(10, 20, 'Power cut')],
})
const mixing = equipment('MIXING', { level: 'work-center', parentId: 'HALL', equipmentClass: 'mixer', setUps: [] })
const mixer = equipment('MIXER-1', { parentId: 'MIXING', equipmentClass: 'mixer', maintenance: [service(0, 5)] })
const pump = equipment('PUMP-1', { level: 'equipment-module', parentId: 'MIXER-1', equipmentClass: 'pump' })
const oven = equipment('OVEN', { level: 'work-center', equipmentClass: 'oven' })
const tree = equipmentTree([hall, mixing, mixer, pump, oven])
const ids = (place: Parameters<typeof unitsFor>[0] | object) =>
  unitsFor(place, tree).map(({ equipmentId }) => equipmentId)

describe('the units for a step', () => {
  test.each([
    ['the units of its work center', { workCenter: 'MIXING' }, ['MIXER-1']],
    ['the work center itself where it has none', { workCenter: 'OVEN' }, ['OVEN']],
    ['the unit that it names, and not its modules', { workCenter: 'MIXER-1' }, ['MIXER-1']],
    ['every unit of its class, and no work center that has units', { equipmentClass: 'mixer' }, ['MIXER-1']],
    ['a work center of its class that is its own unit', { equipmentClass: 'oven' }, ['OVEN']],
    ['those that are both', { workCenter: 'MIXING', equipmentClass: 'oven' }, []],
    ['none where nobody has defined it', { workCenter: 'NOWHERE' }, []],
  ])('are %s', (_, place, units) => expect(ids(place)).toEqual(units))
})

test('of a work center are at the places of itself, its parents, its units and their classes', () => {
  expect(placesOf('MIXING', tree)).toEqual({ workCenters: ['MIXING', 'HALL', 'MIXER-1'], equipmentClasses: ['mixer'] })
  expect(placesOf('MIXER-1', tree)).toEqual({ workCenters: ['MIXER-1', 'MIXING'], equipmentClasses: ['mixer'] })
  expect(placesOf('NOWHERE', tree)).toEqual({ workCenters: ['NOWHERE'], equipmentClasses: [] })
})

describe('an equipment', () => {
  test('has the calendar and set-ups of the nearest parent with some, and the maintenance of all parents', () => {
    const { calendar, setUps, maintenance } = workingOf(mixer, tree)
    expect([calendar, setUps]).toEqual([hall.calendar, []])
    expect(maintenance.map(({ reason }) => reason)).toEqual(['Service', 'Power cut'])
    expect(maintenanceAt({ maintenance }, noon)?.reason).toBe('Service')
    expect(maintenanceAt({ maintenance }, later(5))).toBeUndefined()
  })

  test('that is its own parent by mistake is visited once', () => {
    const [one, other] = [equipment('A', { parentId: 'B' }), equipment('B', { parentId: 'A' })]
    expect(workingOf(one, equipmentTree([one, other]))).toEqual({
      calendar: undefined,
      days: [],
      setUps: [],
      maintenance: [],
      regularMaintenance: [],
    })
  })
})

test('a duration has whole seconds, rounded up', () => {
  expect(milliseconds({ value: dec('1.5'), unit: 'min' })).toBe(90_000)
  expect(milliseconds({ value: dec('0.000001'), unit: 'h' })).toBe(1000)
})

test('a step runs at a place that has its work center or its class', () => {
  const places = placesOf('MIXING', tree)
  expect(runsAt(places, { workCenters: ['FILLING', 'MIXER-1'] })).toBe(true)
  expect(runsAt(places, { equipmentClasses: ['oven', 'mixer'] })).toBe(true)
  expect(runsAt(places, { workCenters: ['FILLING'], equipmentClasses: ['oven'] })).toBe(false)
  expect(runsAt(places, {})).toBe(false)
})

describe('windows of maintenance', () => {
  const spans = (...windows: Parameters<typeof service>[]) =>
    merged(windows.map((it) => service(...it))).map(({ from, to }) =>
      [from, to].map((it) => (it - Date.parse(noon)) / 1000),
    )

  test('that overlap or meet are one, and others stay apart', () => {
    expect(spans([0, 10], [5, 20])).toEqual([[0, 20]])
    expect(spans([0, 10], [10, 20])).toEqual([[0, 20]])
    expect(spans([0, 30], [5, 20])).toEqual([[0, 30]])
    expect(spans([0, 10], [11, 20])).toEqual([
      [0, 10],
      [11, 20],
    ])
    expect(spans()).toEqual([])
  })
})

describe('the set-up between two families', () => {
  const lasting = (value: string) => ({ value: dec(value), unit: 'min' }) as const
  const inMinutes = (setUps: Parameters<typeof setUpTimes>[0], from: string | undefined, to: string) =>
    setUpTimes(setUps)(from, to) / 60_000
  const any = { duration: lasting('1') }
  const fromA = { from: 'A', duration: lasting('2') }
  const toB = { to: 'B', duration: lasting('3') }
  const both = { from: 'A', to: 'B', duration: lasting('4') }

  test('is that of the closest entry: of both, of what comes, of what was, of any', () => {
    expect(inMinutes([any, fromA, toB, both], 'A', 'B')).toBe(4)
    expect(inMinutes([any, fromA, toB], 'A', 'B')).toBe(3)
    expect(inMinutes([any, fromA], 'A', 'B')).toBe(2)
    expect(inMinutes([any], 'A', 'B')).toBe(1)
    expect(inMinutes([], 'A', 'B')).toBe(0)
  })

  test('is none between the products of one family, unless an entry names just that', () => {
    expect(inMinutes([any, toB], 'B', 'B')).toBe(0)
    expect(inMinutes([{ from: 'B', to: 'B', duration: lasting('5') }], 'B', 'B')).toBe(5)
  })

  test('of a unit that has made nothing yet is that of what comes', () => {
    expect(inMinutes([any, fromA, toB, both], undefined, 'B')).toBe(3)
  })

  test('is that of the first entry where two are alike', () => {
    expect(inMinutes([both, { ...both, duration: lasting('9') }], 'A', 'B')).toBe(4)
  })
})
