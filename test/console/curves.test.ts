import { describe, expect, it } from 'vitest'
import { linesOf, type Stretch } from '../../console/src/screens/equipment/curves.ts'
import { saidOf, spansOf, timeByState } from '../../console/src/screens/equipment/spans.ts'

const second = 1000

describe('The lines of a trend', () => {
  const step: Stretch = {
    from: 0,
    to: 600 * second,
    low: 62,
    high: 66,
    everyMs: 10 * second,
    points: [10, 20, 30, 300, 310].map((at) => ({ at: at * second, value: at === 300 ? 68 : 64 })),
  }

  it('have a hole where nothing was measured, and none between neighbours', () => {
    const { x, value } = linesOf([step], 0, 600 * second)
    expect(value).toEqual([null, 64, 64, 64, null, null, 68, 64, null, null])
    expect(x.slice(3, 7)).toEqual([30, 30.001, 299.999, 300])
  })

  it('end with their step: the next one begins with its own first value', () => {
    const cool: Stretch = { ...step, from: 600 * second, to: 900 * second, points: [{ at: 800 * second, value: 29 }] }
    const { x, value, lone } = linesOf([step, cool], 0, 900 * second)
    const between = value.filter((_, index) => (x[index] ?? 0) > 310 && (x[index] ?? 0) < 800)
    expect(new Set(between)).toEqual(new Set([null]))
    expect(lone.filter((it) => it !== undefined)).toEqual([29])
  })

  it('have limits only while they applied, and name what was outside them', () => {
    const cool: Stretch = { ...step, from: 600 * second, to: 900 * second, low: undefined, high: 30, points: [] }
    const { x, low, high, outside } = linesOf([cool, step], 0, 900 * second)
    expect(high[x.indexOf(600)]).toBe(66)
    expect([low.at(-2), high.at(-2), high.at(-1)]).toEqual([undefined, 30, null])
    expect(outside.filter((it) => it !== undefined)).toEqual([68])
  })

  it('name nothing outside of limits that the step is to reach', () => {
    expect(linesOf([{ ...step, isToReach: true }], 0, 600 * second).outside.every((it) => it === undefined)).toBe(true)
  })

  it('begin and end with the time that is looked at', () => {
    const { x } = linesOf([{ ...step, to: Number.POSITIVE_INFINITY }], 15 * second, 305 * second)
    expect([x[0], x.at(-1)]).toEqual([15, 305])
  })
})

describe('The states of a machine over a time', () => {
  const said = (at: number, state: string, more: object = {}) => ({
    type: 'andon.equipment.state-changed.v1',
    occurredAt: new Date(at * second).toISOString(),
    data: { state, ...more },
  })

  it('follow each other as they were, however late they were told, and say nothing of the time before', () => {
    const facts = [said(50, 'execute'), said(20, 'idle'), said(80, 'held', { reason: 'Jam' })]
    expect(spansOf(saidOf(facts), 0, 100 * second)).toEqual([
      { state: 'unknown', reason: undefined, from: 0, to: 20 * second },
      { state: 'idle', reason: undefined, from: 20 * second, to: 50 * second },
      { state: 'execute', reason: undefined, from: 50 * second, to: 80 * second },
      { state: 'held', reason: 'Jam', from: 80 * second, to: 100 * second },
    ])
  })

  it('begin with what was said before, and leave out what a clock that ran ahead has said', () => {
    const facts = [said(10, 'execute'), said(30, 'execute'), said(60, 'aborted', { future: true })]
    const spans = spansOf(saidOf(facts), 20 * second, 120 * second)
    expect(spans).toEqual([{ state: 'execute', reason: undefined, from: 20 * second, to: 120 * second }])
    expect(timeByState(spans)).toEqual([{ state: 'execute', ms: 100 * second }])
  })
})
