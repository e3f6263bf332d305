import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { CannotStart } from '../../local/cannot-start.ts'
import { FunctionFailed, type Functions } from '../../local/lambda.ts'
import { readSchedule, type SchedulePlan, startSchedules } from '../../local/scheduler.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-03-28T23:00:00.000Z') })
})
afterEach(() => {
  vi.useRealTimers()
})

const minutes = (count: number) => vi.advanceTimersByTimeAsync(count * 60_000)
/** How often a schedule has called, and what ends it. */
function calling(expression: string, timeZone = 'UTC') {
  const call = vi.fn()
  const stop = readSchedule(expression, timeZone, 'Plant/Schedule')(call)
  return { call, stop }
}

describe('a schedule', () => {
  test('with a rate calls each time that it has passed, until it is stopped', async () => {
    const { call, stop } = calling('rate(15 minutes)')
    await minutes(14)
    expect(call).toHaveBeenCalledTimes(0)
    await minutes(31)
    expect(call).toHaveBeenCalledTimes(3)
    stop()
    await minutes(60)
    expect(call).toHaveBeenCalledTimes(3)
  })

  test('with a time of day calls once when the clock on the wall shows it, summer time or not', async () => {
    const { call, stop } = calling('cron(0 5 * * ? *)', 'Europe/Paris')
    // Summer time begins in this night: five in the morning is three in UTC, four hours from now.
    await minutes(4 * 60 - 1)
    expect(call).toHaveBeenCalledTimes(0)
    await minutes(2)
    expect(call).toHaveBeenCalledTimes(1)
    await minutes(24 * 60)
    expect(call).toHaveBeenCalledTimes(2)
    stop()
  })

  test.each(['rate(0.5 minutes)', 'rate(15 fortnights)', 'cron(0/5 * * * ? *)', 'at(2026-03-02T12:00:00)'])(
    'written as %s is refused',
    (expression) => {
      expect(() => readSchedule(expression, 'UTC', 'Plant/Schedule')).toThrow(CannotStart)
      expect(() => readSchedule(expression, 'UTC', 'Plant/Schedule')).toThrow(`Plant/Schedule has the schedule`)
    },
  )
})

describe('the schedules of a plant', () => {
  const plan: SchedulePlan = {
    name: 'LabourShiftEnds',
    expression: 'rate(15 minutes)',
    functionArn: 'arn:watch',
    input: (asOf) => ({ asOf: asOf.toISOString() }),
    start: readSchedule('rate(15 minutes)', 'UTC', 'Plant/Schedule'),
  }

  test('call their function with the time for which they were due, and go on when it fails', async () => {
    const said: string[] = []
    const invoke = vi.fn<Functions['invoke']>().mockRejectedValueOnce(new FunctionFailed('Error', 'It is ill.'))
    invoke.mockResolvedValue({ flagged: 0 })
    const schedules = startSchedules([plan], { invoke } as unknown as Functions, { now: () => new Date() }, (text) =>
      said.push(text),
    )
    await minutes(30)
    expect(invoke.mock.calls).toEqual([
      ['arn:watch', { asOf: '2026-03-28T23:15:00.000Z' }],
      ['arn:watch', { asOf: '2026-03-28T23:30:00.000Z' }],
    ])
    expect(said).toEqual(['LabourShiftEnds: It is ill.'])
    schedules.stop()
  })

  test('can be called by name, as if they were due at any time', async () => {
    const invoke = vi.fn<Functions['invoke']>().mockResolvedValue({ flagged: 3 })
    const schedules = startSchedules(
      [plan],
      { invoke } as unknown as Functions,
      { now: () => new Date() },
      () => undefined,
    )
    expect(await schedules.run('LabourShiftEnds', new Date('2026-03-02T14:30:00.000Z'))).toEqual({ flagged: 3 })
    expect(invoke).toHaveBeenCalledWith('arn:watch', { asOf: '2026-03-02T14:30:00.000Z' })
    expect(schedules.run('Nothing', new Date())).toBeUndefined()
    schedules.stop()
  })
})
