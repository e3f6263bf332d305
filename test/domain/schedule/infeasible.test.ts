import { describe, expect, test } from 'vitest'
import { infeasibleKey, lateness, obstaclesOf, orderHeld } from '../../../shared/domain/schedule/infeasible.ts'
import { kg, later, litres, noon } from '../../support/given.ts'
import { anOrder, equipment, step } from '../../support/random-plant.ts'

const about = { orderId: 'O-1', stepId: 'mix' }
const obstacles = (more: object = {}) => obstaclesOf(anOrder('O-1'), step('mix', more))
const units = [equipment('MIXER-1'), equipment('MIXER-2')]

describe('why a step finds no place', () => {
  test('names the order and the step', () => {
    expect(obstacles().noUnit()).toMatchObject({ ...about, cause: 'no-equipment', params: about })
  })

  test('names the two units of measure that do not meet where its duration is unknown', () => {
    const duration = { perQuantity: { time: { value: '1', unit: 's' }, per: litres('1') }, spansBreaks: false }
    expect(obstacles({ duration }).durationUnknown()).toMatchObject({
      cause: 'duration-unknown',
      params: { ...about, per: 'L', unit: kg('1').unit },
    })
  })

  test('names where the step runs, and the units there that are on hold', () => {
    const where = { workCenter: 'MIXING', equipmentClass: 'mixer' }
    const found = obstacles(where)
    expect(found.noUnit()).toMatchObject({ cause: 'no-equipment', params: { ...about, ...where } })
    expect(found.noUnit()).not.toHaveProperty('variant')
    expect(found.unitsHeld(units)).toMatchObject({
      cause: 'no-equipment',
      variant: 'held',
      params: { ...about, ...where, units: ['MIXER-1', 'MIXER-2'] },
    })
  })

  test('names the qualifications that nobody has, or has for long enough, each with the level that is asked for', () => {
    const found = obstacles({ qualifications: ['gmp', { qualificationId: 'mixing', level: 2 }] })
    const params = { ...about, qualifications: [{ qualificationId: 'gmp' }, { qualificationId: 'mixing', level: 2 }] }
    expect(found.notQualified()).toMatchObject({ cause: 'no-qualified-person', params })
    expect(found.notQualified()).not.toHaveProperty('variant')
    expect(found.notQualifiedForLong()).toMatchObject({ cause: 'no-qualified-person', variant: 'expiring', params })
  })

  test('says for how long no unit is open, in seconds, or until when was planned', () => {
    expect(obstacles().windowTooShort(units, 5_400_000)).toMatchObject({
      cause: 'window-too-short',
      params: { ...about, units: ['MIXER-1', 'MIXER-2'], seconds: 5400 },
    })
    expect(obstacles().beyondHorizon(noon)).toMatchObject({
      cause: 'beyond-horizon',
      params: { ...about, horizon: noon },
    })
  })
})

test('an order on hold is infeasible as a whole', () => {
  const found = orderHeld(anOrder('O-1'))
  expect(found).toMatchObject({ orderId: 'O-1', cause: 'order-on-hold', params: { orderId: 'O-1' } })
  expect(found).not.toHaveProperty('stepId')
})

describe('why an order is late', () => {
  const late = (alone: string | undefined) => lateness('O-1', noon, later(90.5), alone)
  const params = { orderId: 'O-1', dueAt: noon, end: later(90.5), lateBySeconds: 90.5 }

  test('is the others where it would be in time alone, at the very instant at which it is due', () => {
    expect(late(noon)).toMatchObject({ orderId: 'O-1', cause: 'capacity-short', params: { ...params, alone: noon } })
    expect(late(later(-60))).toMatchObject({ cause: 'capacity-short' })
  })

  test('is its own time where it would be late alone, or would not end', () => {
    for (const alone of [later(0.001), undefined]) {
      expect(late(alone)).toMatchObject({ orderId: 'O-1', cause: 'time-too-short', params })
      expect(late(alone)).not.toHaveProperty('params.alone')
    }
  })
})

test('the sentence of a reason is found by its cause, and by the variant where the cause has several', () => {
  expect(infeasibleKey(obstacles().noUnit())).toBe('infeasible/no-equipment')
  expect(infeasibleKey(obstacles().unitsHeld(units))).toBe('infeasible/no-equipment/held')
})
