import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { density } from '../../events/density.ts'
import { fraction, fractionOf } from '../../events/fraction.ts'
import type { Amount, Unit } from '../../events/quantity.ts'
import { convertBy, exactlyIn, isCountable } from '../../shared/domain/density.ts'
import { exactText, intoBase, nearest } from '../../shared/domain/quantity.ts'
import { dec, each, kg, litres } from '../support/given.ts'

const syrup = { value: dec('1.21'), unit: 'kg/L' } as const

describe('a density', () => {
  const faultsIn = (body: object) => density.safeParse(body).error?.issues.map(({ path }) => path.join('.')) ?? []

  test('is a mass by volume, more than zero, with the temperature at which it was measured', () => {
    expect(faultsIn({ value: '1.21', unit: 'kg/L' })).toEqual([])
    expect(faultsIn({ value: '1210', unit: 'kg/m3', at: { value: '-20.5', unit: 'Cel' } })).toEqual([])
    expect(faultsIn({ value: '10', unit: '[lb_av]/[gal_us]', at: { value: '68', unit: '[degF]' } })).toEqual([])
    expect(faultsIn({ value: '0', unit: 'kg/L' })).toEqual(['value'])
    for (const unit of ['L/kg', 'kg', 'kg/L2', 'mol/L', '%']) expect(faultsIn({ value: '1', unit })).toEqual(['unit'])
    expect(faultsIn({ value: '1', unit: 'kg/L', at: { value: '20', unit: 'bar' } })).toEqual(['at.unit'])
  })

  test('leads from volume to mass and back, and nowhere else', () => {
    expect(convertBy(syrup, litres('1000'), 'kg')).toBe('1210')
    expect(convertBy(syrup, kg('1210'), 'L')).toBe('1000')
    expect(convertBy(syrup, { value: dec('250'), unit: 'mL' }, 'g')).toBe('302.5')
    expect(convertBy(syrup, kg('1'), 'g')).toBe('1000')
    expect(convertBy(undefined, litres('1'), 'mL')).toBe('1000')
    expect(convertBy(undefined, litres('1'), 'kg')).toBeUndefined()
    expect(convertBy(syrup, each('1'), 'kg')).toBeUndefined()
    expect(convertBy(syrup, litres('1'), '{each}')).toBeUndefined()
    expect(isCountable(syrup, 'L', 'm')).toBe(false)
  })

  test('is exact as a fraction, and rounded once', () => {
    const exact = exactlyIn(syrup, kg('1'), 'L')
    expect(exact).toEqual(fraction(100n, 121n))
    expect(convertBy(syrup, kg('1'), 'L')).toBe('0.826446280992')
  })

  test('leads from any unit of volume to any unit of mass and back to the same fraction', () => {
    const digits = fc.integer({ min: 1, max: 1_000_000_000 })
    const places = fc.integer({ min: 0, max: 9 })
    const value = fc.tuple(digits, places).map(([of, by]) => nearest(fraction(BigInt(of), 10n ** BigInt(by))))
    const volume = fc.constantFrom<Unit>('L', 'mL', 'm3', '[gal_us]' as Unit, 'hL' as Unit)
    const mass = fc.constantFrom<Unit>('kg', 'g', 't', '[lb_av]', 'ug')
    const by = fc.constantFrom<Unit>('kg/L', 'g/mL', 'kg/m3' as Unit, '[lb_av]/[gal_us]' as Unit)
    fc.assert(
      fc.property(value, volume, mass, value, by, (amount, from, to, of, unit) => {
        const told: Amount = { value: amount, unit: from }
        const there = exactlyIn({ value: of, unit }, told, to)
        if (!there) throw new Error('A volume has a mass.')
        // Back by the exact mass: one unit of it has this volume.
        const one = exactlyIn({ value: of, unit }, { value: dec('1'), unit: to }, from)
        const back = one && fraction(there.over * one.over, there.under * one.under)
        expect(back).toEqual(fractionOf(amount))
        expect(intoBase(amount, from).over > 0n && exactText(there) !== '0').toBe(true)
      }),
    )
  })
})
