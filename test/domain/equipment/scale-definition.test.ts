import { describe, expect, test } from 'vitest'
import type * as z from 'zod'
import { scale as scaleSchema } from '../../../events/scale.ts'
import { isEqual, scaleFaults, weightOf } from '../../../shared/domain/equipment/scale-definition.ts'
import { dec, kg, mixer, whyNot } from '../../support/given.ts'

const g = (value: string) => ({ value: dec(value), unit: 'g' }) as const
const weight = (nominal: string) => ({ nominal: g(nominal), tolerance: g('0.1') })
const definition = {
  capacity: g('6000'),
  increment: g('0.1'),
  dailyCheck: { weights: [weight('100'), weight('5000')] },
}
const defined = (more: Partial<z.input<typeof scaleSchema>> = {}) => scaleSchema.parse({ ...definition, ...more })
const faults = (more: Parameters<typeof defined>[0] = {}) => whyNot(scaleFaults({ scale: defined(more) }))
const capacity = g('6000')

describe('a scale', () => {
  test('has no fault if it can weigh and be checked, up to its capacity', () => {
    expect(faults()).toEqual([])
    expect(faults({ increment: capacity, minimum: capacity, dailyCheck: { weights: [weight('6000')] } })).toEqual([])
    expect(scaleFaults(mixer())).toEqual([])
  })

  test('is in one unit throughout', () => {
    const other = { increment: { value: '1', unit: 'mg' }, minimum: { value: '1', unit: 'kg' } } as const
    expect(scaleSchema.safeParse({ ...definition, increment: other.increment }).success).toBe(false)
    expect(scaleSchema.safeParse({ ...definition, minimum: other.minimum }).success).toBe(false)
  })

  test('has increment, minimum and test weights within its capacity', () => {
    expect(
      faults({
        increment: g('6000.1'),
        minimum: g('6000.2'),
        dailyCheck: { weights: [weight('1'), weight('6000.3')] },
      }),
    ).toEqual([
      ['scale-invalid/increment', { increment: g('6000.1'), capacity }, 'body#/scale'],
      ['scale-invalid/minimum', { minimum: g('6000.2'), capacity }, 'body#/scale'],
      ['scale-invalid/check-weight', { nominal: g('6000.3'), capacity }, 'body#/scale'],
    ])
  })

  test('has each test weight once, in any notation, and names the second', () => {
    expect(faults({ dailyCheck: { weights: ['100', '5000', '100.0'].map(weight) } })).toEqual([
      ['scale-invalid/two-check-weights', { nominal: g('100.0') }, 'body#/scale'],
    ])
  })
})

describe('a weight of the daily check', () => {
  const { weights } = defined().dailyCheck

  test('is found by its value in any notation, in its own unit', () => {
    expect(weightOf(weights, g('5000.00'))).toBe(weights[1])
    expect(weightOf(weights, g('5000.01'))).toBeUndefined()
    expect(weightOf(weights, kg('100'))).toBeUndefined()
  })

  test('is equal to another of the same value', () => {
    expect(isEqual(dec('1.50'), dec('1.5'))).toBe(true)
    expect(isEqual(dec('1.5'), dec('1.500000000001'))).toBe(false)
  })
})
