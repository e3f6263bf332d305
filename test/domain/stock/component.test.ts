import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { add, isMore, subtract } from '../../../shared/domain/quantity.ts'
import { type Component, installedOn, withoutPart } from '../../../shared/domain/stock/component.ts'
import { dec, kg, litres, noon, type Told, told } from '../../support/given.ts'
import { seeded } from '../../support/seeded.ts'

const g = (value: string) => ({ value, unit: 'g' }) as const
const component = (value: string, more: Partial<Told<Component>> = {}): Component =>
  told<Component>({
    consumptionId: 'C-1',
    stepId: 'build',
    lineId: '0010',
    materialId: 'OIL',
    lotId: 'OIL-1',
    quantity: g(value),
    counted: g(value),
    at: noon,
    by: { id: 'ada', name: 'Ada Moreau' },
    ...more,
  })

describe('what is built in on a line', () => {
  test('is the sum of what the line counts, in the unit that is asked for', () => {
    const alternate = component('480', { counted: g('240') })
    const components = [component('200'), alternate, component('1', { counted: kg('0.0005') })]
    expect([installedOn(components, '0010', 'g'), installedOn(components, '0010', 'kg')]).toEqual(['440.5', '0.4405'])
  })

  test('leaves out other lines, and is nothing where nothing is built in', () => {
    const components = [component('200'), component('50', { lineId: '0020' })]
    expect(installedOn(components, '0010', 'g')).toBe('200')
    expect([installedOn(components, '0030', 'g'), installedOn([], '0010', 'g')]).toEqual(['0', '0'])
  })

  test('does not count what measures something else', () => {
    expect(installedOn([component('200'), component('1', { counted: litres('1') })], '0010', 'g')).toBe('200')
  })
})

describe('taking out a part of a consumption', () => {
  const taken = (value: string, counted = value) => ({ value: dec(value), counted: dec(counted) })

  test('takes it off what was put in and off what the line counts, each by its own amount', () => {
    const alternate = component('480', { counted: g('240') })
    expect(withoutPart([alternate], 'C-1', taken('120', '60'))).toEqual([component('360', { counted: g('180') })])
  })

  test('leaves no component where all of it is taken out', () => {
    expect(withoutPart([component('200.50')], 'C-1', taken('200.5'))).toEqual([])
  })

  test('leaves the components of other consumptions alone', () => {
    const other = component('200', { consumptionId: 'C-2' })
    expect(withoutPart([other], 'C-1', taken('50'))).toEqual([other])
  })

  test('part by part leaves exactly what was not taken out, and in the end nothing', () => {
    const amount = fc.integer({ min: 1, max: 10 ** 9 }).map((digits) => dec(String(digits / 1000)))
    fc.assert(
      fc.property(fc.array(amount, { minLength: 1, maxLength: 8 }), amount, (parts, other) => {
        const whole = parts.reduce((sum, part) => add(sum, part), dec('0'))
        let components: readonly Component[] = [component(whole), component(other, { consumptionId: 'C-2' })]
        let left = whole
        for (const value of parts) {
          components = withoutPart(components, 'C-1', { value, counted: value })
          left = subtract(left, value)
          expect(installedOn(components, '0010', 'g')).toBe(add(left, other))
          expect(components.some(({ consumptionId }) => consumptionId === 'C-1')).toBe(isMore(left, dec('0')))
        }
        expect(components).toEqual([component(other, { consumptionId: 'C-2' })])
      }),
      seeded('parts that are taken out', 500),
    )
  })
})
