import { describe, expect, test } from 'vitest'
import { maintenanceAt } from '../../../shared/domain/equipment/maintenance.ts'
import { equipmentTree, milliseconds, placesOf, unitsFor, workingOf } from '../../../shared/domain/schedule/capacity.ts'
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

test('the places of a work center are itself, what it is part of, its units and their classes', () => {
  expect(placesOf('MIXING', tree)).toEqual({ workCenters: ['MIXING', 'HALL', 'MIXER-1'], equipmentClasses: ['mixer'] })
  expect(placesOf('MIXER-1', tree)).toEqual({ workCenters: ['MIXER-1', 'MIXING'], equipmentClasses: ['mixer'] })
  expect(placesOf('NOWHERE', tree)).toEqual({ workCenters: ['NOWHERE'], equipmentClasses: [] })
})

describe('an equipment', () => {
  test('has the calendar and the set-ups of the nearest that has some, and the maintenance of all that it is part of', () => {
    const { calendar, setUps, maintenance } = workingOf(mixer, tree)
    expect([calendar, setUps]).toEqual([hall.calendar, []])
    expect(maintenance.map(({ reason }) => reason)).toEqual(['Service', 'Power cut'])
    expect(maintenanceAt({ maintenance }, noon)?.reason).toBe('Service')
    expect(maintenanceAt({ maintenance }, later(5))).toBeUndefined()
  })

  test('that is, by mistake, part of itself is looked at once', () => {
    const [one, other] = [equipment('A', { parentId: 'B' }), equipment('B', { parentId: 'A' })]
    expect(workingOf(one, equipmentTree([one, other]))).toEqual({ calendar: undefined, setUps: [], maintenance: [] })
  })
})

test('a time span has whole seconds, rounded up', () => {
  expect(milliseconds({ value: dec('1.5'), unit: 'min' })).toBe(90_000)
  expect(milliseconds({ value: dec('0.000001'), unit: 'h' })).toBe(1000)
})
