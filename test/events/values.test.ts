import { describe, expect, test } from 'vitest'
import { calendar, maintenanceWindow, stepDuration, timeSpan, wallTime } from '../../events/calendar.ts'
import { deviceMessages, readingIn } from '../../events/device.ts'
import { identifier, instant, siteId } from '../../events/identifiers.ts'
import { amount, decimal, quantity, signedDecimal } from '../../events/quantity.ts'
import { recipeDraft } from '../../events/recipe.ts'
import { noon, syrup } from '../support/given.ts'

const takes = (schema: { safeParse(value: unknown): { success: boolean } }, value: unknown) =>
  schema.safeParse(value).success

describe('a decimal', () => {
  test.each(['0', '0.5', '12.500', '999999999999999.999999999999', '0.000000000001'])('%s is one', (text) => {
    expect(takes(decimal, text)).toBe(true)
    // Zero has no sign: a record reads the same for the same value.
    expect(takes(signedDecimal, `-${text}`)).toBe(text !== '0')
    expect(takes(decimal, `-${text}`)).toBe(false)
  })

  test.each([
    '',
    ' 1',
    '1 ',
    '.5',
    '5.',
    '01',
    '1e3',
    '+1',
    '1,5',
    '1.0000000000001',
    '1000000000000000',
    'NaN',
    'Infinity',
    '٣',
    '1\n',
    '0x10',
    '-0',
    '-0.000',
  ])('%j is none', (text) => {
    expect(takes(decimal, text)).toBe(false)
    expect(takes(signedDecimal, text)).toBe(false)
  })

  test('of a material is more than nothing, of a balance it may be nothing', () => {
    for (const value of ['0', '0.000']) {
      expect(takes(quantity, { value, unit: 'kg' })).toBe(false)
      expect(takes(amount, { value, unit: 'kg' })).toBe(true)
    }
    expect(takes(quantity, { value: '0.000000000001', unit: 'kg' })).toBe(true)
    expect(takes(quantity, { value: 1, unit: 'kg' })).toBe(false)
    expect(takes(quantity, { value: '1', unit: 'KG' })).toBe(false)
    expect(takes(quantity, { value: '1', unit: 'kg', more: 1 })).toBe(false)
  })
})

describe('an id', () => {
  test.each(['A', '258456', 'SYR-1.2_b', 'x'.repeat(64)])('%s is one', (text) => {
    expect(takes(identifier, text)).toBe(true)
  })

  test.each(['', '-A', '.A', '_A', 'A B', 'A/B', 'A#B', 'A@1', 'Ä', 'x'.repeat(65), 'A\n', '$'])(
    '%j is none',
    (text) => {
      expect(takes(identifier, text)).toBe(false)
    },
  )

  test('of a site can stand in a topic', () => {
    expect(takes(siteId, 'lyon-2')).toBe(true)
    for (const text of ['Lyon', 'l', '2lyon', 'lyon/1', 'lyon+', '#', 'x'.repeat(33)])
      expect(takes(siteId, text)).toBe(false)
  })
})

describe('an instant', () => {
  test('is in UTC and kept to the millisecond', () => {
    expect(instant.parse('2026-03-02T12:00:00Z')).toBe(noon)
    expect(instant.parse('2026-03-02T12:00:00.123456Z')).toBe('2026-03-02T12:00:00.123Z')
  })

  test.each(['2026-03-02', '2026-03-02T12:00:00', '2026-03-02T12:00:00+01:00', '2026-02-30T12:00:00Z', 'noon', ''])(
    '%j is none',
    (text) => {
      expect(takes(instant, text)).toBe(false)
    },
  )
})

describe('a message of a device', () => {
  test('keeps out what we do not know, so that a newer device is understood', () => {
    const state = { sequence: 1, occurredAt: noon, state: 'execute' }
    expect(deviceMessages.state.parse({ ...state, firmware: '7.1' })).toEqual(state)
  })

  test('is refused when it does not count, or counts beyond what can be counted exactly', () => {
    const state = { occurredAt: noon, state: 'execute' }
    for (const sequence of [undefined, -1, 1.5, Number.MAX_SAFE_INTEGER + 1, '1'])
      expect(takes(deviceMessages.state, { ...state, sequence })).toBe(false)
    expect(takes(deviceMessages.state, { ...state, sequence: Number.MAX_SAFE_INTEGER })).toBe(true)
  })

  test('count up to fifteen digits, however a total is sent, which is what the state of a machine answers', () => {
    const count = (good: unknown) => ({ sequence: 1, occurredAt: noon, good, reject: 0 })
    for (const good of [0, 12, '12.5', 999_999_999_999_999, '999999999999999'])
      expect(takes(deviceMessages.count, count(good))).toBe(true)
    for (const good of [1_000_000_000_000_000, '1000000000000000', 1.5, -1])
      expect(takes(deviceMessages.count, count(good))).toBe(false)
  })

  test('measures in plain numbers only: what a float cannot say exactly comes as a text', () => {
    const sample = (value: unknown, unit?: unknown) =>
      deviceMessages.sample.parse({ sequence: 1, samples: [{ parameterId: 'p', value, unit, occurredAt: noon }] })
    const readings = (value: unknown, unit?: unknown) => sample(value, unit).samples.map(readingIn)
    for (const value of [40.2, -4, '40.20']) expect(readings(value)).toEqual([{ value: `${value}` }])
    const wrong = [Number.NaN, Number.POSITIVE_INFINITY, 1e-9, 1e21, '1e3', null, true, undefined, {}, [1], 'ERR', '']
    for (const value of wrong) expect(readings(value)).toEqual([undefined])
    for (const unit of ['psi', '', true, null]) expect(readings('1', unit)).toEqual([undefined])
    expect(readings('1', '[psi]')).toEqual([{ value: '1', unit: '[psi]' }])
    // A long text is cut for the record, and never becomes another number by that.
    expect(sample('9'.repeat(100)).samples[0]?.value).toHaveLength(64)
    expect(readings(`1.${'0'.repeat(100)}`)).toEqual([undefined])
  })

  test('packs a thousand samples and no more', () => {
    const sample = { parameterId: 'p', value: '1', occurredAt: noon }
    const of = (length: number) => ({ sequence: 1, samples: Array.from({ length }, () => sample) })
    expect([0, 1, 1000, 1001].map((length) => takes(deviceMessages.sample, of(length)))).toEqual([
      false,
      true,
      true,
      false,
    ])
  })
})

describe('a recipe as it is written', () => {
  test('is strict where nothing is said: what is not met blocks, a line is consumed', () => {
    const draft = recipeDraft.parse(syrup)
    expect(draft.steps[1]?.checks[0]?.policy).toBe('block')
    expect(draft.steps[1]?.parameters[0]?.policy).toBe('block')
    expect(draft.steps[0]?.materials[1]?.use).toBe('consumed')
  })
})

describe('a calendar', () => {
  test('tells the times of day as the wall clock shows them, and midnight at the end as 24:00', () => {
    for (const text of ['00:00', '06:30', '23:59', '24:00']) expect(takes(wallTime, text)).toBe(true)
    for (const text of ['24:01', '6:00', '06:60', '06:00:00', 'noon', '', null, 6])
      expect(takes(wallTime, text)).toBe(false)
  })

  test('has shifts, each on its days', () => {
    const of = (days: unknown) => ({ shifts: [{ days, from: '06:00', to: '14:00' }] })
    expect(takes(calendar, of(['monday']))).toBe(true)
    for (const days of [[], ['mon'], 'monday', undefined]) expect(takes(calendar, of(days))).toBe(false)
    expect(takes(calendar, { shifts: [] })).toBe(false)
  })

  test('has a maintenance that ends after it begins, for a reason', () => {
    const [from, to, reason] = ['2026-03-02T12:00:00Z', '2026-03-02T13:00:00Z', 'Filter change']
    expect(takes(maintenanceWindow, { from, to, reason })).toBe(true)
    for (const bad of [
      { from: to, to: from, reason },
      { from, to: from, reason },
      { from, to },
      { from, to, reason: '' },
    ])
      expect(takes(maintenanceWindow, bad)).toBe(false)
  })

  test('knows lengths of time of more than nothing, in units of time', () => {
    for (const value of ['1', '0.5', '999999.999999']) expect(takes(timeSpan, { value, unit: 'min' })).toBe(true)
    for (const value of ['0', '0.0', '-1', '1000000', '1e3', 'NaN', '', 1])
      expect(takes(timeSpan, { value, unit: 'min' })).toBe(false)
    for (const unit of ['kg', 'min ', 'hour', null]) expect(takes(timeSpan, { value: '1', unit })).toBe(false)
  })

  test('has steps that last a fixed time, a time per quantity, or both, but not nothing', () => {
    const fixed = { value: '1', unit: 'h' }
    const perQuantity = { time: fixed, per: { value: '100', unit: 'kg' } }
    expect(stepDuration.parse({ fixed })).toEqual({ fixed, spansBreaks: false })
    for (const some of [{ perQuantity }, { fixed, perQuantity, spansBreaks: true }])
      expect(takes(stepDuration, some)).toBe(true)
    for (const none of [{}, { spansBreaks: true }, { fixed: '1 h' }]) expect(takes(stepDuration, none)).toBe(false)
  })
})
