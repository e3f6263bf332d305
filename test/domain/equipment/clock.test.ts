import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type DeviceMessage, defaultClockTolerance } from '../../../events/device.ts'
import type { Instant, ParameterId } from '../../../events/identifiers.ts'
import { type DeviceClock, isFuture, measureClock, possibleTimes } from '../../../shared/domain/equipment/clock.ts'
import {
  hearArrived,
  isProofFor,
  type Machine,
  occupanciesWithin,
  occupy,
  vacate,
} from '../../../shared/domain/equipment/machine.ts'
import { dec, later, machine, noon } from '../../support/given.ts'
import { histories } from '../../support/seeded.ts'

const tolerance = defaultClockTolerance
const arriving = (receivedAt: Instant) => ({ receivedAt, tolerance })
/** Each message as [when it was sent by the device's clock, when it arrived], in seconds after noon. */
const clockAfter = (...messages: [number, number][]): DeviceClock | undefined =>
  messages.reduce<DeviceClock | undefined>(
    (clock, [sent, arrived]) => measureClock(clock, [later(sent)], arriving(later(arrived))),
    undefined,
  )
const doomsday = '2099-01-01T00:00:00.000Z'

describe('the clock of a device', () => {
  test('may be ahead as far as the site tolerates, more is flagged', () => {
    expect(isFuture(later(tolerance), arriving(noon))).toBe(false)
    expect(isFuture(later(tolerance + 0.001), arriving(noon))).toBe(true)
    expect(isFuture(later(-3600), arriving(noon))).toBe(false)
    expect(isFuture(later(6), { receivedAt: noon, tolerance: 5 })).toBe(true)
  })

  test('is behind by the smallest delay of its messages, however long it kept others back', () => {
    expect(clockAfter([0, 60.3], [10, 70.2], [-500, 80], [20, 83])).toMatchObject({ behindMs: 60_200, isOff: false })
    expect(clockAfter([60, 0.1])).toMatchObject({ behindMs: -59_900, isOff: false })
  })

  test('is off beyond the tolerance, and no longer once it has been set and two windows have passed', () => {
    const slow: [number, number] = [0, 3600]
    expect(clockAfter(slow)).toMatchObject({ behindMs: 3_600_000, isOff: true })
    expect(clockAfter(slow, [3700, 3700.1])).toMatchObject({ behindMs: 100, isOff: false })
    const broken: [number, number][] = [301, 602].map((at) => [at - 130, at])
    expect(clockAfter([0, 0.1], ...broken)).toMatchObject({ behindMs: 130_000, isOff: true })
  })

  test('is measured anew after ten minutes of silence, in which it can have been set', () => {
    expect(clockAfter([0, 0.1], [539, 599])).toMatchObject({ behindMs: 100 })
    expect(clockAfter([0, 0.1], [541, 601])).toMatchObject({ behindMs: 60_000 })
    expect(clockAfter([100, 0.1], [541, 601])).toMatchObject({ behindMs: 60_000 })
  })

  test('is off while its messages come from the future, which measure nothing', () => {
    const clock = measureClock(clockAfter([0, 0.1]), [doomsday], arriving(later(1)))
    expect(clock).toMatchObject({ isOff: true, behindMs: 100, ahead: { receivedAt: later(1), occurredAt: doomsday } })
    const again = measureClock(clock, [doomsday], arriving(later(2)))
    expect(again).toBe(clock)
    expect(measureClock(again, [later(3)], arriving(later(3.2)))).toMatchObject({ isOff: false, behindMs: 100 })
  })

  test('is measured by the newest time of a message, because a device collects samples', () => {
    const times = [later(-30), later(0), later(-20)]
    expect(measureClock(undefined, times, arriving(later(0.2)))?.behindMs).toBe(200)
  })
})

describe('a message from the future', () => {
  const sample = (occurredAt: Instant, sequence: number, value = '1'): DeviceMessage => ({
    name: 'sample',
    sequence,
    samples: [{ parameterId: 'weight' as ParameterId, value, occurredAt }],
  })
  const state = (occurredAt: Instant, sequence: number): DeviceMessage => ({
    name: 'state',
    state: sequence % 2 === 0 ? 'idle' : 'execute',
    sequence,
    occurredAt,
  })
  const count = (occurredAt: Instant, sequence: number): DeviceMessage => ({
    name: 'count',
    good: dec(`${sequence}`),
    reject: dec('0'),
    sequence,
    occurredAt,
  })

  test.each([
    ['state', state],
    ['count', count],
    ['sample', sample],
  ])('as a %s moves nothing that a true one could then not move, before or after it', (_, said) => {
    fc.assert(
      fc.property(
        fc.integer({ min: tolerance + 1, max: 2_000_000_000 }),
        fc.integer({ min: -3600, max: tolerance }),
        (ahead, truly) => {
          const [future, sound] = [said(later(ahead), 9), said(later(truly), 3)]
          const { clock: _clock, ...alone } = hearArrived(machine(), sound, arriving(noon))
          const both = (...messages: DeviceMessage[]) => {
            const heard = messages.reduce((it, message) => hearArrived(it, message, arriving(noon)), machine())
            const { clock: _, ...rest } = heard
            return rest
          }
          expect(both(future, sound)).toEqual(alone)
          expect(both(sound, future)).toEqual(alone)
          expect(both(future)).toEqual(machine())
        },
      ),
      { numRuns: histories(200) },
    )
  })

  test('among the samples of one message is left out alone', () => {
    const [first, second] = [sample(doomsday, 1, '7'), sample(noon, 1, '8')]
    if (first.name !== 'sample' || second.name !== 'sample') throw new Error('These are samples.')
    const mixed: DeviceMessage = { ...first, samples: [...first.samples, ...second.samples] }
    const heard = hearArrived(machine(), mixed, arriving(noon))
    expect(heard.values.weight).toMatchObject({ value: '8' })
    expect(heard.weights).toHaveLength(1)
    expect(heard.clock).toMatchObject({ isOff: true, behindMs: 0 })
  })

  test('that was once taken as the newest gives way to the next true one', () => {
    const weight = { value: dec('5'), occurredAt: doomsday, since: doomsday }
    const frozen: Machine = {
      ...machine(),
      state: 'held',
      stateSince: doomsday,
      stateSequence: 900,
      counts: { good: dec('5'), reject: dec('0'), occurredAt: doomsday, sequence: 900 },
      values: { weight: { value: dec('5'), occurredAt: doomsday, sequence: 900 } },
      weights: [weight],
    }
    const said = [state(noon, 1), count(noon, 2), sample(noon, 3, '6')]
    const thawed = said.reduce((it, message) => hearArrived(it, message, arriving(noon)), frozen)
    expect(thawed).toMatchObject({ state: 'execute', stateSince: noon, counts: { good: '2' } })
    expect(thawed.values.weight).toMatchObject({ value: '6', occurredAt: noon })
    expect(thawed.weights).toEqual([{ value: '6', occurredAt: noon, since: noon }])
  })

  test('within the tolerance holds nothing back, either, once the clock has been set', () => {
    const fast = hearArrived(machine(), state(later(60), 1), arriving(noon))
    expect(fast.state).toBe('execute')
    expect(hearArrived(fast, state(later(2), 2), arriving(later(2)))).toMatchObject({ stateSince: later(2) })
    expect(hearArrived(fast, state(later(2), 0), arriving(later(2))).stateSince).toBe(later(60))
  })
})

describe('a sample near the start or the end of a step', () => {
  const used = vacate(occupy(machine(), 'O-1', 'mix', later(0)), 'O-1', later(600), 'mix')
  const stepsOf = (occurredAt: Instant, receivedAt: Instant, clock: DeviceClock | undefined) =>
    occupanciesWithin(used, possibleTimes(occurredAt, clock, arriving(receivedAt)))

  test('counts for no step that it cannot belong to, if the clock is right', () => {
    const clock = clockAfter([-300, -299.9])
    expect(stepsOf(later(-1), later(40), clock)).toEqual([])
    expect(stepsOf(later(601), later(640), clock)).toEqual([])
  })

  test('counts for the step that began a minute before, if the clock is a minute behind', () => {
    const clock = clockAfter([-360, -299.9])
    expect(stepsOf(later(-50), later(10.2), clock)).toHaveLength(1)
    expect(stepsOf(later(-70), later(-9.8), clock)).toEqual([])
  })

  test('counts for the step that is not yet over, if the clock is a minute ahead', () => {
    const clock = clockAfter([-240, -299.9])
    expect(stepsOf(later(650), later(590.1), clock)).toHaveLength(1)
    expect(stepsOf(later(670), later(610.1), clock)).toEqual([])
  })

  test('escapes no step by a clock within the tolerance', () => {
    const seconds = (least: number, most: number) =>
      fc.integer({ min: least * 1000, max: most * 1000 }).map((ms) => ms / 1000)
    const message = fc.record({ sent: seconds(-7200, 0), kept: seconds(0, 90) })
    fc.assert(
      fc.property(
        seconds(-tolerance, tolerance),
        fc.array(message, { maxLength: 8 }),
        seconds(0, 599.999),
        seconds(0, 1),
        seconds(0, 90),
        (behind, before, taken, transit, kept) => {
          // A clock that is ahead shows by how much only if one of its messages came without delay.
          const prompt = { sent: -7200, kept: transit }
          const clock = [prompt, ...before]
            .map(({ sent, kept }) => ({ sent: sent - behind, arrived: sent + kept }))
            .concat({ sent: taken - behind, arrived: taken + (behind < 0 ? transit : kept) })
            .sort((one, other) => one.arrived - other.arrived)
            .reduce<DeviceClock | undefined>(
              (known, { sent, arrived }) => measureClock(known, [later(sent)], arriving(later(arrived))),
              undefined,
            )
          const receivedAt = later(taken + (behind < 0 ? transit : kept))
          expect(stepsOf(later(taken - behind), receivedAt, clock)).toHaveLength(1)
        },
      ),
      { numRuns: histories(1000) },
    )
  })
})

describe('a sample near the border of two steps', () => {
  const seconds = (least: number, most: number) =>
    fc.integer({ min: least * 1000, max: most * 1000 }).map((ms) => ms / 1000)
  const used = (gap: number) =>
    occupy(vacate(occupy(machine(), 'O-1', 'mix', later(0)), 'O-1', later(600), 'mix'), 'O-2', 'mix', later(600 + gap))
  const ordersOf = (sent: number, arrived: number, clock: DeviceClock | undefined, gap = 0.1) =>
    occupanciesWithin(used(gap), possibleTimes(later(sent), clock, arriving(later(arrived)))).map((it) => it.orderId)

  test.each([600.1, 600.5, 600.999, 601, 601.001])(
    'counts for the next step alone at %s s, if the clock is right',
    (at) => {
      expect(ordersOf(at, at, undefined)).toEqual(['O-2'])
      expect(ordersOf(at, at, clockAfter([0, 0]))).toEqual(['O-2'])
      expect(ordersOf(at, at + 0.3, clockAfter([0, 0.3]))).toEqual(['O-2'])
    },
  )

  test('counts for both, if the clock is a minute ahead and the sample was taken in the step before', () => {
    const clock = clockAfter([60, 0.1])
    expect(ordersOf(650, 590.1, clock)).toEqual(['O-2', 'O-1'])
    expect(ordersOf(660.3, 600.4, clock)).toEqual(['O-2'])
  })

  test('after the end of a step counts for it only as far as the way of its messages can hide a clock that is ahead', () => {
    const gap = 60
    expect(ordersOf(600.6, 600.9, clockAfter([0, 0.3]), gap)).toEqual(['O-1'])
    expect(ordersOf(600.8, 601.1, clockAfter([0, 0.3]), gap)).toEqual([])
    expect(ordersOf(600.1, 602.1, clockAfter([0, 2]), gap)).toEqual([])
  })

  test('counts for the step in which it was taken, and for that alone if its own time says the same', () => {
    const border = 600
    fc.assert(
      fc.property(
        fc.oneof(seconds(-2, 2), seconds(-tolerance, tolerance)),
        seconds(0, 5),
        fc.oneof(seconds(border - 3, border + 7), seconds(border - 200, border + 200)),
        seconds(0, 1),
        (behind, gap, taken, transit) => {
          const clock = clockAfter([-behind, transit])
          const found = ordersOf(taken - behind, taken + transit, clock, gap)
          const start = border + gap
          if (taken >= start) expect(found).toContain('O-2')
          if (taken >= start && taken - behind >= start) expect(found).toEqual(['O-2'])
          if (taken < border - 1) expect(found).toContain('O-1')
          // The next step takes what the time on the way leaves open, so that somebody judges it.
          if (taken < border) expect(found).not.toEqual([])
        },
      ),
      { numRuns: histories(1000, 500) },
    )
  })

  test('proves something only for a step that had begun, by its own time and by the clock as it is measured', () => {
    const [next, before] = used(0.1).occupancies
    const proves = (sent: number, clock: DeviceClock | undefined) =>
      [before, next].map((it) => it && isProofFor(it, possibleTimes(later(sent), clock, arriving(later(sent)))))
    expect(proves(590, clockAfter([0, 60]))).toEqual([true, false])
    expect(proves(610, clockAfter([0, 60]))).toEqual([true, true])
    expect(proves(650, clockAfter([60, 0]))).toEqual([true, false])
    expect(proves(661, clockAfter([60, 0]))).toEqual([true, true])
  })
})
