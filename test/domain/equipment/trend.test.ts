import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { curveBetween, type Point } from '../../../shared/domain/equipment/curve.ts'
import { excursionsOf, limits, piecesAt, type Window } from '../../../shared/domain/equipment/tally.ts'
import { type Trend, type TrendOf, tallyOf, trendWith } from '../../../shared/domain/equipment/trend.ts'
import { dec, told } from '../../support/given.ts'
import { histories } from '../../support/seeded.ts'

const of = told<TrendOf>({ orderId: 'O-1', stepId: 'dissolve', parameterId: 'TEMP' })
const [minute, second] = [60_000, 1000]
const window: Window = { id: limits, low: dec('62'), high: dec('66'), silenceMs: 30 * second }
const hold: Window = { ...window, id: 'brief', mostMs: 2 * minute }
const windows = [window, hold, { ...window, id: 'mild', low: dec('63'), silenceMs: 60 * second }]

const point = (at: number, value: string): Point => ({ at, value: dec(value) })
/** Values at these seconds. */
const points = (...said: readonly (readonly [number, string])[]) => said.map(([at, value]) => point(at * second, value))
/** One value each ten seconds from one second to another. */
const steady = (from: number, to: number, value: string): Point[] =>
  Array.from({ length: (to - from) / 10 + 1 }, (_, index) => point((from + index * 10) * second, value))
const trendOf = (...messages: readonly (readonly Point[])[]): Trend => {
  const trend = messages.reduce<Trend | undefined>((it, one) => trendWith(it, of, one, windows), undefined)
  if (!trend) throw new Error('No message has a point.')
  return trend
}
const timesOf = (trend: Trend, id = limits) => tallyOf(trend, windows).windows[id]

describe('time inside a window', () => {
  test('passes between two values that are both inside', () => {
    expect(timesOf(trendOf(steady(0, 600, '64')))).toMatchObject({ insideMs: 10 * minute, outsideMs: 0, silentMs: 0 })
  })

  test('is not counted before or after a value outside', () => {
    expect(timesOf(trendOf(points([0, '64'], [10, '64'], [20, '68'], [30, '64'], [40, '64'])))).toMatchObject({
      insideMs: 20 * second,
      outsideMs: 10 * second,
    })
  })

  test('is not counted in a silence, however good the values around it are', () => {
    expect(timesOf(trendOf(points([0, '64'], [30, '64'], [61, '64'])))).toMatchObject({
      insideMs: 30 * second,
      silentMs: 31 * second,
    })
  })

  test('includes the ends of the window', () => {
    expect(timesOf(trendOf(points([0, '62'], [10, '66.0'])))).toMatchObject({ insideMs: 10 * second })
  })
})

describe('a piece outside', () => {
  const whole = (trend: Trend, at = tallyOf(trend, windows).until) => {
    const { windows: { brief } = {}, until } = tallyOf(trend, windows)
    return brief && piecesAt(brief, until, hold, at)
  }

  test('begins with the first value outside and ends with the next one inside', () => {
    const trend = trendOf([...steady(0, 660, '64'), ...steady(670, 810, '68.4'), ...steady(820, 900, '64')])
    expect(whole(trend)).toMatchObject({
      longest: { from: 670 * second, to: 820 * second },
      tooLong: [{ from: 670 * second }],
    })
  })

  test('of two minutes is not longer than two minutes', () => {
    const trend = trendOf([...steady(0, 660, '64'), ...steady(670, 780, '68.4'), point(790 * second, '64')])
    expect(whole(trend)?.tooLong).toBeUndefined()
  })

  test('is known while it lasts', () => {
    const trend = trendOf([...steady(0, 660, '64'), ...steady(670, 800, '68.4')])
    expect(whole(trend)).toMatchObject({ longest: { from: 670 * second }, tooLong: [{ from: 670 * second }] })
    expect(whole(trend)?.tooLong?.[0]).not.toHaveProperty('to')
  })

  test('begins with the last value before a silence, and goes on if the next value is outside', () => {
    expect(whole(trendOf(steady(0, 60, '64')), 181 * second)?.tooLong).toEqual([{ from: 60 * second }])
    expect(whole(trendOf(steady(0, 60, '64')), 180 * second)?.tooLong).toEqual([])
    const trend = trendOf([...steady(0, 60, '64'), point(100 * second, '70'), point(120 * second, '64')])
    expect(whole(trend)).toMatchObject({ longest: { from: 60 * second, to: 120 * second } })
  })

  test('does not begin before a value was inside: what heats up has not left the window', () => {
    const trend = trendOf([...steady(0, 600, '20'), ...steady(610, 620, '64')])
    expect(whole(trend)?.longest).toBeUndefined()
    expect(timesOf(trend)).toMatchObject({ outsideMs: 610 * second, insideMs: 10 * second })
  })
})

describe('excursions', () => {
  const trend = trendOf([
    ...steady(0, 60, '64'),
    ...steady(70, 90, '67'),
    ...steady(100, 200, '64'),
    ...steady(210, 240, '60'),
    ...steady(250, 300, '63'),
  ])

  test('are counted, and the first and the worst are kept with their peaks', () => {
    const tally = tallyOf(trend, windows)
    expect(tally.excursions).toBe(2)
    expect(excursionsOf(tally, window)).toMatchObject({
      first: { from: 70 * second, to: 100 * second, peak: '67' },
      worst: { from: 210 * second, to: 250 * second, peak: '60' },
    })
  })

  test('are drawn finer than the rest of a long step', () => {
    const long = trendOf([
      ...steady(0, 36_000, '64'),
      ...steady(36_010, 36_150, '68.4'),
      ...steady(36_160, 36_200, '64'),
    ])
    expect(curveBetween([long.beyond], 36_010 * second, 36_150 * second).length).toBe(15)
    expect(long.curve.points.length).toBeLessThanOrEqual(120)
  })
})

/** Samples of a value that wanders over the limits, with gaps, and messages that carry them in any order, some twice. */
const values = fc.constantFrom('60', '61.9', '62', '63', '64.25', '66', '66.1', '70')
const walk = (longest: number) =>
  fc.array(fc.tuple(fc.integer({ min: 1, max: 45_000 }), values), { minLength: 1, maxLength: longest }).map((steps) => {
    let at = 1_780_000_000_000
    return steps.map(([gap, value]) => {
      at += gap
      return point(at, value)
    })
  })
const messagesOf = (samples: readonly Point[]) =>
  fc
    .tuple(
      fc.shuffledSubarray([...samples], { minLength: samples.length }),
      fc.subarray([...samples]),
      fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 20 }),
    )
    .map(([order, again, sizes]) => {
      const all = [...order, ...again]
      const messages: Point[][] = []
      for (let turn = 0; all.length > 0; turn += 1) messages.push(all.splice(0, sizes[turn % sizes.length]))
      return messages
    })

const comesTo = (trend: Trend) => ({
  tally: tallyOf(trend, windows),
  lowest: trend.lowest,
  highest: trend.highest,
  last: trend.last,
  curve: trend.curve,
  beyond: trend.beyond,
  approximate: trend.approximate,
})

describe('samples in whatever order, packing and repetition they come', () => {
  const deliveries = walk(60).chain((samples) => messagesOf(samples).map((messages) => ({ samples, messages })))

  test('come to the same values, times, excursions and curve', () => {
    fc.assert(
      fc.property(deliveries, ({ samples, messages }) => {
        expect(comesTo(trendOf(...messages))).toEqual(comesTo(trendOf(samples)))
      }),
      { numRuns: histories(2000, 100) },
    )
  })

  test('never come to more time inside than has passed, and none of it in a silence', () => {
    fc.assert(
      fc.property(deliveries, ({ samples, messages }) => {
        const { from, until, windows: times } = tallyOf(trendOf(...messages), windows)
        const talking = samples.slice(1).reduce((sum, { at }, index) => {
          const gap = at - (samples[index]?.at ?? at)
          return gap > window.silenceMs ? sum : sum + gap
        }, 0)
        const { insideMs = 0, outsideMs = 0, silentMs = 0 } = times[limits] ?? {}
        expect(insideMs + outsideMs).toBeLessThanOrEqual(talking)
        expect(silentMs).toBe(until - from - talking)
      }),
      { numRuns: histories(2000, 100) },
    )
  })
})

describe('a step of many hours', () => {
  /** A value each second: far more than the points that are kept one by one. */
  const hours = fc
    .array(values, { minLength: 100, maxLength: 250 })
    .map((list) =>
      list.flatMap((value, index) =>
        [0, 1, 2].map((it) => point(1_780_000_000_000 + (index * 3 + it) * second, value)),
      ),
    )
  const late = (samples: readonly Point[]) =>
    fc.tuple(fc.nat({ max: samples.length }), fc.integer({ min: 1, max: 200 })).map(([from, count]) => {
      const cut = samples.slice(from, from + count)
      return [samples.slice(0, from), samples.slice(from + count), cut].filter((it) => it.length > 0)
    })

  test('comes to the same, point by point or at once, and stays small', () => {
    fc.assert(
      fc.property(hours, fc.integer({ min: 20, max: 400 }), (samples, size) => {
        const messages = Array.from({ length: Math.ceil(samples.length / size) }, (_, index) =>
          samples.slice(index * size, (index + 1) * size),
        )
        const trend = trendOf(...messages)
        const plain = samples.reduce<number>((sum, { value }, index) => {
          const [before, inside] = [samples[index - 1], Number(value) >= 62 && Number(value) <= 66]
          const was = before !== undefined && Number(before.value) >= 62 && Number(before.value) <= 66
          return was && inside && before ? sum + second : sum
        }, 0)
        const { count, windows: times } = tallyOf(trend, windows)
        expect([count, times[limits]?.insideMs]).toEqual([samples.length, plain])
        expect(trend.spans.length).toBeLessThanOrEqual(240)
        expect(comesTo(trendOf(...messages, ...messages.slice(-1)))).toEqual(comesTo(trend))
      }),
      { numRuns: histories(100) },
    )
  })

  test('takes what a device has kept back while the network was down', () => {
    const steadily = Array.from({ length: 3600 }, (_, index) => point(index * second, index % 100 === 7 ? '67' : '64'))
    const messages = [steadily.slice(0, 600), steadily.slice(1200), steadily.slice(600, 1200)]
    expect(comesTo(trendOf(...messages))).toEqual(comesTo(trendOf(steadily)))
    fc.assert(
      fc.property(fc.constant(steadily.slice(0, 700)).chain(late), (parts) => {
        const { count } = tallyOf(trendOf(...parts), windows)
        expect(count).toBe(700)
      }),
      { numRuns: histories(200) },
    )
  })

  test('says so if a value came too late to be put into its place', () => {
    const trend = trendOf(Array.from({ length: 1000 }, (_, index) => point(index * second, '64')))
    expect(trendWith(trend, of, points([3.5, '64']), windows)?.approximate).toBeUndefined()
    expect(trendWith(trend, of, points([3.5, '70']), windows)).toMatchObject({
      approximate: true,
      highest: { value: '70' },
    })
  })
})
