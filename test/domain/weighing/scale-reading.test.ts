import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  firstReadingSeconds,
  lastReadingSeconds,
  oncePerReading,
  saidByScale,
} from '../../../shared/domain/weighing/scale-reading.ts'
import { because, dec, g, kg, later, noon, whyNot } from '../../support/given.ts'

/** A weight that the scale has shown since so many seconds before noon, and said last then or later. */
const shown = (value: string, secondsAgo: number, saidAgo = secondsAgo) => ({
  ...g(value),
  value: dec(value),
  since: later(-secondsAgo),
  occurredAt: later(-saidAgo),
})
const net = (value: string) => [{ name: 'net', reading: g(value) }]
const both = (tare: string, gross: string) => [
  { name: 'tare', reading: g(tare) },
  { name: 'gross', reading: g(gross) },
]
type Asked = Parameters<typeof saidByScale>
const judged = (weights: Asked[0], readings: Asked[1], at = noon) => {
  const { violations, said } = saidByScale(weights, readings, at)
  return { why: whyNot(violations), said: said.map(({ value }) => value) }
}
const said = (...values: string[]) => ({ why: [], said: values })

describe('a reading', () => {
  test('is the newest stable weight of its scale', () => {
    expect(judged([shown('250', 10), shown('100', 20)], net('250'))).toEqual(said('250'))
    expect(judged([shown('250', 10), shown('100', 20)], net('100'))).toEqual({
      why: [
        because(
          'reading-not-from-device/last',
          { reading: g('100'), seconds: 60, last: g('250'), on: later(-10) },
          'net',
        ),
      ],
      said: [],
    })
  })

  test('is nothing that a silent scale has said', () => {
    for (const weights of [undefined, []])
      expect(judged(weights, net('250'))).toEqual({
        why: [because('reading-not-from-device/silent', { reading: g('250'), seconds: 60 }, 'net')],
        said: [],
      })
  })

  test('is at most a minute old, by its last report', () => {
    expect(judged([shown('250', 60)], net('250'))).toEqual(said('250'))
    expect(judged([shown('250', 60.001)], net('250')).why).toMatchObject([['reading-not-from-device/last', {}, 'net']])
    expect(judged([shown('250', 600, 60)], net('250'))).toEqual(said('250'))
  })

  test('is no newer for a clock of the scale that runs ahead', () => {
    expect(judged([shown('250', -60)], net('250'))).toEqual(said('250'))
    expect(judged([shown('250', -60.001)], net('250')).said).toEqual([])
  })

  test('is the same however many zeros it is written with, and in the very unit of the scale', () => {
    expect(judged([shown('250.0', 10)], net('250'))).toEqual(said('250.0'))
    expect(judged([shown('250', 10)], [{ name: 'net', reading: kg('250') }]).said).toEqual([])
    expect(judged([shown('250', 10)], net('250.1')).said).toEqual([])
  })

  test('of a scale that says no unit is in that of the scale', () => {
    const { unit: _unit, ...bare } = shown('250', 10)
    expect(judged([bare], net('250'))).toEqual(said('250'))
    expect(judged([bare], net('249')).why).toEqual([
      because(
        'reading-not-from-device/last',
        { reading: g('249'), seconds: 60, last: { value: '250' }, on: later(-10) },
        'net',
      ),
    ])
  })
})

describe('two readings', () => {
  const weights = [shown('300.5', 10), shown('175', 100), shown('50.5', 1800)]

  test('are the newest weight, and one before it', () => {
    expect(judged(weights, both('50.5', '300.5'))).toEqual(said('50.5', '300.5'))
    expect(judged(weights, both('175', '300.5'))).toEqual(said('175', '300.5'))
  })

  test('are each said to be wrong by themselves', () => {
    const earlier = because('reading-not-from-device/earlier', { reading: g('51'), minutes: 30 }, 'tare')
    expect(judged(weights, both('51', '300.5'))).toEqual({ why: [earlier], said: ['300.5'] })
    expect(judged(weights, both('51', '175')).why).toMatchObject([
      earlier,
      ['reading-not-from-device/last', {}, 'gross'],
    ])
    expect(judged(weights, both('50.5', '175'))).toMatchObject({ said: ['50.5'] })
  })

  test('are not the same weight twice: what lies there since the same instant is not an earlier one', () => {
    expect(judged([shown('300.5', 10)], both('300.5', '300.5')).said).toEqual(['300.5'])
    const again = [shown('300.5', 10, 5), shown('300.5', 10)]
    expect(judged(again, both('300.5', '300.5')).said).toEqual(['300.5'])
    expect(judged([shown('300.5', 5), shown('0', 7), shown('300.5', 10)], both('300.5', '300.5'))).toEqual(
      said('300.5', '300.5'),
    )
  })

  test('are at most half an hour apart from now', () => {
    expect(judged([shown('300.5', 10), shown('50.5', 1800.001)], both('50.5', '300.5'))).toMatchObject({
      why: [['reading-not-from-device/earlier', {}, 'tare']],
      said: ['300.5'],
    })
  })

  test('of any scale are each either said or said to be wrong', () => {
    const ago = fc.integer({ min: 0, max: 2 * firstReadingSeconds })
    const values = fc.constantFrom('0', '50.5', '175', '300.5')
    fc.assert(
      fc.property(fc.array(fc.tuple(values, ago), { maxLength: 8 }), values, values, (told, tare, gross) => {
        const list = told.sort(([, one], [, other]) => one - other).map(([value, seconds]) => shown(value, seconds))
        const { violations, said: found } = saidByScale(list, both(tare, gross), noon)
        expect(violations.length + found.length).toBe(2)
        const [newest, ...others] = told
        const isLast = newest !== undefined && newest[0] === gross && newest[1] <= lastReadingSeconds
        const isEarlier = others.some(
          ([value, seconds]) => value === tare && seconds <= firstReadingSeconds && seconds !== newest?.[1],
        )
        expect(violations.map(({ ref }) => ref)).toEqual([...(isEarlier ? [] : ['tare']), ...(isLast ? [] : ['gross'])])
      }),
    )
  })
})

describe('a reading that was said', () => {
  const weights = [shown('50.5', 20), shown('300.5', 10, 5)]

  test('counts once, from when the scale shows it', () => {
    expect(oncePerReading('BAL-1', weights).spent).toEqual([
      { id: `BAL-1 ${later(-20)}` },
      { id: `BAL-1 ${later(-10)}` },
    ])
    // The same weight that is said again later is the same reading.
    expect(oncePerReading('BAL-1', [shown('300.5', 10, 1)]).spent).toEqual([{ id: `BAL-1 ${later(-10)}` }])
  })

  test('counts for what it is told', () => {
    const as = (index: number) => (index === 0 ? { takenFor: 'SUC-1/' } : { leftFor: 'SUC-1/' })
    expect(oncePerReading('BAL-1', weights, as).spent).toEqual([
      { id: `BAL-1 ${later(-20)}`, takenFor: 'SUC-1/' },
      { id: `BAL-1 ${later(-10)}`, leftFor: 'SUC-1/' },
    ])
  })

  test('is refused the second time, with what it was', () => {
    expect(whyNot([oncePerReading('BAL-1', weights).spentBefore])).toEqual([
      because(
        'reading-not-from-device/used',
        {
          equipmentId: 'BAL-1',
          readings: [
            { ...g('50.5'), since: later(-20) },
            { ...g('300.5'), since: later(-10) },
          ],
        },
        'source',
      ),
    ])
  })
})
