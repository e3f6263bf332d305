import { describe, expect, test } from 'vitest'
import type { LineId, LotId, MaterialId, StepId } from '../../../events/identifiers.ts'
import { lackingIn, unitLines } from '../../../shared/domain/production/unit.ts'
import type { Component } from '../../../shared/domain/stock/component.ts'
import { aStep, dec, noon, snapshot } from '../../support/given.ts'

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

describe('a component that every unit has', () => {
  test('is counted in its own unit, and is complete from the lower tolerance on', () => {
    const lines = linesOf(oil())
    const lacks = (...components: Component[]) => lackingIn({ components }, lines).map(({ missing }) => missing)
    expect(lacks()).toEqual([{ value: '0.24', unit: 'kg' }])
    expect(lacks(component('200'), component('39.999'))).toEqual([{ value: '0.000001', unit: 'kg' }])
    expect(lacks(component('200'), component('40'))).toEqual([])
  })

  test('of an alternate counts as the line counts it', () => {
    const components = [component('480', { counted: g('240') })]
    expect(lackingIn({ components }, linesOf(oil()))).toEqual([])
  })

  test('is required by line number, in whichever step it is built in, and not if the policy is off', () => {
    const components = [component('250', { stepId: 'rework-1.replace' as StepId })]
    expect(lackingIn({ components }, linesOf(oil()))).toEqual([])
    expect(lackingIn({ components: [component('250', { lineId: '0020' as LineId })] }, linesOf(oil()))).toHaveLength(1)
    expect(linesOf(oil({ policy: 'off' }))).toEqual([])
    expect(linesOf({ ...oil(), perUnit: undefined })).toEqual([])
  })
})
