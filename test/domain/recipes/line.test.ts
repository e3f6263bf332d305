import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as lines from '../../../shared/domain/recipes/line.ts'
import { aStep, dec, draftOf, kg, litres } from '../../support/given.ts'

type Told = NonNullable<NonNullable<Parameters<typeof aStep>[1]>['materials']>[number]
const linesOf = (...materials: Partial<Told>[]) =>
  aStep('weigh', {
    materials: materials.map((more, index) => ({
      lineId: `00${index + 1}0`,
      materialId: 'SUCROSE',
      quantity: kg('25'),
      ...more,
    })),
  }).materials
const line = (more: Partial<Told> = {}) => {
  const [only] = linesOf(more)
  if (!only) throw new Error('The step has a line.')
  return only
}
const glucose = line({ alternates: [{ materialId: 'GLUCOSE', factor: '1.25' }, { materialId: 'HONEY' }] })

describe('the tolerance of a line', () => {
  test('is counted from its quantity, and not rounded', () => {
    const [first] = draftOf().steps[0]?.materials ?? []
    expect(first && lines.boundsOf(first)).toEqual({ least: '24.75', most: '25.5' })
    const fine = line({ quantity: kg('0.001'), tolerance: { minusPercent: '0.1', plusPercent: '0' } })
    expect(lines.boundsOf(fine)).toEqual({ least: '0.000999', most: '0.001' })
  })

  test('is zero if the line has none: only the quantity itself is right', () => {
    expect(lines.boundsOf(line())).toEqual({ least: '25', most: '25' })
  })
})

describe('the materials of a line', () => {
  test('are its own and what may stand in for it', () => {
    expect(lines.materialsOf(glucose)).toEqual(['SUCROSE', 'GLUCOSE', 'HONEY'])
    expect(lines.materialsOf(line())).toEqual(['SUCROSE'])
  })
})

describe('an issue to a line', () => {
  test('counts in the unit of the line', () => {
    expect(lines.countedAs(line(), 'SUCROSE', { value: dec('1500'), unit: 'g' })).toBe('1.5')
    expect(lines.countedAs(line(), 'SUCROSE', litres('1'))).toBeUndefined()
  })

  test('counts less of an alternate that more is needed of, and the same of one without a factor', () => {
    expect(lines.countedAs(glucose, 'GLUCOSE', kg('10'))).toBe('8')
    expect(lines.countedAs(glucose, 'HONEY', kg('10'))).toBe('10')
    expect(lines.countedAs(glucose, undefined, kg('10'))).toBe('10')
  })

  test('fills a line with so much of its material, in the unit that it is kept in', () => {
    expect(lines.fillOf(glucose, 'GLUCOSE', dec('8'), 'g')).toBe('10000')
    expect(lines.fillOf(glucose, 'SUCROSE', dec('8'), 'kg')).toBe('8')
    expect(lines.fillOf(glucose, 'SUCROSE', dec('8'), 'L')).toBeUndefined()
  })

  test('that fills a line counts for what it lacked, whatever the factor and the unit, and never for less', () => {
    const factor = fc.integer({ min: 1, max: 5000 }).map((it) => String(it / 1000))
    fc.assert(
      fc.property(factor, fc.integer({ min: 1, max: 100_000 }), fc.constantFrom('g', 'kg', 't'), (of, grams, unit) => {
        const it = line({ alternates: [{ materialId: 'GLUCOSE', factor: of }] })
        const lacks = dec(String(grams / 1000))
        const counted = Number(
          lines.countedAs(it, 'GLUCOSE', { value: lines.fillOf(it, 'GLUCOSE', lacks, unit) ?? dec('0'), unit }),
        )
        expect(counted).toBeCloseTo(grams / 1000, 5)
      }),
    )
  })
})

describe('a line of an active', () => {
  const [active, filler, other] = linesOf(
    { potency: { role: 'active' } },
    { potency: { role: 'compensator', of: '0010' } },
    {},
  )
  if (!active || !filler || !other) throw new Error('The step has three lines.')
  const all = [active, filler, other]

  test('is written for a content of a hundred percent unless it tells another', () => {
    expect(lines.basisOf(active)).toBe('100')
    expect(lines.basisOf(line({ potency: { role: 'active', basis: '98.5' } }))).toBe('98.5')
    expect(lines.basisOf(filler)).toBeUndefined()
    expect(lines.basisOf(other)).toBeUndefined()
  })

  test('is found by its compensator, and by no other line', () => {
    expect(lines.activeOf(filler, all)).toBe(active)
    expect(lines.activeOf(active, all)).toBeUndefined()
    expect(lines.activeOf(other, all)).toBeUndefined()
    expect(lines.activeOf(filler, [filler, other])).toBeUndefined()
  })

  test('is weighed, and so are its compensator and a line that says so', () => {
    expect([...all, line({ weighing: {} })].map(lines.isWeighed)).toEqual([true, true, false, true])
  })
})
