import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LineId, LotId, MaterialId, StepId } from '../../../events/identifiers.ts'
import type { Departure } from '../../../shared/domain/genealogy/genealogy.ts'
import { heldBy } from '../../../shared/domain/genealogy/units.ts'
import { lackingIn, unitLines } from '../../../shared/domain/production/unit.ts'
import { add, isMore, subtract } from '../../../shared/domain/quantity.ts'
import { type Component, installedOn, withoutPart } from '../../../shared/domain/stock/component.ts'
import { aStep, dec, noon, snapshot } from '../../support/given.ts'
import { seeded } from '../../support/seeded.ts'

const g = (value: string) => ({ value: dec(value), unit: 'g' }) as const
const component = (value: string, more: Partial<Component> = {}): Component => ({
  consumptionId: 'C-1',
  stepId: 'build' as StepId,
  lineId: '0010' as LineId,
  materialId: 'OIL' as MaterialId,
  lotId: 'OIL-1' as LotId,
  quantity: g(value),
  counted: g(value),
  at: noon,
  by: { id: 'ada', name: 'Ada Moreau' },
  ...more,
})
const oil = (more: object = {}) => ({
  lineId: '0010',
  materialId: 'OIL',
  quantity: { value: '10', unit: 'kg' as const },
  perUnit: {
    quantity: { value: '0.25', unit: 'kg' as const },
    tolerance: { minusPercent: '4', plusPercent: '0' },
    ...more,
  },
})
const linesOf = (...materials: object[]) =>
  unitLines(snapshot({ steps: [aStep('build', { materials: materials as never })] }))

describe('the part of a line that every unit has', () => {
  test('is counted in the unit of the part, and is whole from its lower tolerance on', () => {
    const lines = linesOf(oil())
    const lacks = (...components: Component[]) => lackingIn({ components }, lines).map(({ missing }) => missing)
    expect(lacks()).toEqual([{ value: '0.24', unit: 'kg' }])
    expect(lacks(component('200'), component('39.999'))).toEqual([{ value: '0.000001', unit: 'kg' }])
    expect(lacks(component('200'), component('40'))).toEqual([])
  })

  test('of an alternate is what the line counts for it', () => {
    const components = [component('480', { counted: g('240') })]
    expect(lackingIn({ components }, linesOf(oil()))).toEqual([])
  })

  test('is asked for by the number of the line, in whatever step it was built in, and not where it is switched off', () => {
    const components = [component('250', { stepId: 'rework-1.replace' as StepId })]
    expect(lackingIn({ components }, linesOf(oil()))).toEqual([])
    expect(lackingIn({ components: [component('250', { lineId: '0020' as LineId })] }, linesOf(oil()))).toHaveLength(1)
    expect(linesOf(oil({ policy: 'off' }))).toEqual([])
    expect(linesOf({ ...oil(), perUnit: undefined })).toEqual([])
  })
})

test('what is taken out part by part leaves exactly what was not, and in the end nothing', () => {
  const amount = fc.integer({ min: 1, max: 10 ** 9 }).map((digits) => String(digits / 1000))
  fc.assert(
    fc.property(fc.array(amount, { minLength: 1, maxLength: 8 }), amount, (parts, other) => {
      const whole = parts.reduce((sum, part) => add(dec(sum), dec(part)), '0')
      let components: readonly Component[] = [component(whole), component(other, { consumptionId: 'C-2' })]
      let left = whole
      for (const value of parts) {
        components = withoutPart(components, 'C-1', { value: dec(value), counted: dec(value) })
        left = subtract(dec(left), dec(value))
        expect(installedOn(components, '0010', 'g')).toBe(add(dec(left), dec(other)))
        expect(components.some(({ consumptionId }) => consumptionId === 'C-1')).toBe(isMore(dec(left), dec('0')))
      }
      expect(components).toEqual([component(other, { consumptionId: 'C-2' })])
    }),
    seeded('parts that are taken out', 500),
  )
})

test('a consumption that was given back in parts is nowhere any more, and one of another order of the same id still is', () => {
  const into = { materialId: 'PUMP', lotId: 'PUMP-7', serial: 'P-1' } as Exclude<Departure['into'], string | undefined>
  const of = (id: string) => ({ subject: { type: 'order', id } as const, quantity: g('3') })
  const consumed = { type: 'andon.material.consumed.v1', factId: 'C-1' }
  const returned = (value: string) => ({
    ...of('O-1'),
    type: 'andon.material.returned.v1',
    factId: `back ${value}`,
    consumptionId: 'C-1',
    quantity: g(value),
  })
  const both = [
    { ...of('O-1'), ...consumed, into },
    { ...of('O-2'), ...consumed },
  ]
  expect(heldBy(both)).toEqual([{ orderId: 'O-1', into }, { orderId: 'O-2' }])
  expect(heldBy([...both, returned('1')])).toHaveLength(2)
  expect(heldBy([...both, returned('1'), returned('2')])).toEqual([{ orderId: 'O-2' }])
})
