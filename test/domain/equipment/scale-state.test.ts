import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { remembered, type Weight, weighed } from '../../../shared/domain/equipment/scale-state.ts'
import { dec, later } from '../../support/given.ts'

const sample = (value: string, seconds: number, unit = 'g') => ({ value: dec(value), unit, occurredAt: later(seconds) })
const heard = (...samples: ReturnType<typeof sample>[]) =>
  samples.reduce<readonly Weight[]>((before, it) => weighed(before, it), [])

describe('the readings of a scale', () => {
  test('is the newest weight first, each since it was said', () => {
    expect(heard(sample('20', 1), sample('120', 2))).toEqual([
      { ...sample('120', 2), since: later(2) },
      { ...sample('20', 1), since: later(1) },
    ])
  })

  test('repeated is one weight, since the first time', () => {
    expect(heard(sample('20', 1), sample('20.0', 5), sample('20', 9))).toEqual([
      { ...sample('20', 9), since: later(1) },
    ])
  })

  test('in another unit, or after another weight, is another', () => {
    expect(heard(sample('20', 1), sample('20', 2, 'kg')).map(({ since }) => since)).toEqual([later(2), later(1)])
    expect(heard(sample('20', 1), sample('21', 2), sample('20', 3))).toHaveLength(3)
  })

  test('without a unit has none', () => {
    const [only] = weighed(undefined, { value: dec('1'), unit: undefined, occurredAt: later(1) })
    expect(only).toEqual({ value: '1', occurredAt: later(1), since: later(1) })
    expect(only).not.toHaveProperty('unit')
  })

  test('is kept for the last thirty-two', () => {
    const many = Array.from({ length: remembered + 1 }, (_, at) => sample(String(at), at))
    const kept = heard(...many)
    expect(kept).toHaveLength(32)
    expect(kept.at(-1)).toMatchObject({ value: '1' })
    expect(heard(...many.slice(1))).toHaveLength(32)
  })

  test('never has the same weight twice in a row, and spans from its first to its last time', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 60 }), (values) => {
        const weights = heard(...values.map((value, at) => sample(String(value), at)))
        expect(weights.length).toBeLessThanOrEqual(remembered)
        expect(weights[0]).toMatchObject(sample(String(values.at(-1)), values.length - 1))
        for (const [index, { value, since }] of weights.entries()) {
          const before = weights[index + 1]
          if (!before) continue
          expect(before.value).not.toBe(value)
          // What it said before ended one sample before this began.
          expect(Date.parse(since) - Date.parse(before.occurredAt)).toBe(1000)
        }
      }),
    )
  })
})
