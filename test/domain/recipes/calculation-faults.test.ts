import { describe, expect, test } from 'vitest'
import { faultsOf } from '../../../shared/domain/recipes/recipe-faults.ts'
import { aStep, draftOf, each, kg, litres } from '../../support/given.ts'

const brix = aStep('brix', {
  parameters: [{ parameterId: 'brix', unit: '%', source: 'operator' }],
  calculations: [{ calculationId: 'extract', expression: 'brix * 1.21', unit: '%' }],
})
const parameters = [
  { parameterId: 'filled', unit: 'L', source: 'operator' },
  { parameterId: 'ph-1', unit: '[pH]', source: 'operator' },
  { parameterId: 'ph-2', unit: '[pH]', source: 'operator' },
  { parameterId: 't-1', unit: 'Cel', source: 'operator' },
  { parameterId: 't-2', unit: '[degF]', source: 'operator' },
] as const
const line = {
  lineId: '10',
  materialId: 'BOTTLE',
  quantity: each('5000'),
  tolerance: { minusPercent: '0', plusPercent: '1' },
} as const

const faults = (expression: string, unit: string, more: object = {}) => {
  const fill = aStep('fill', {
    after: ['brix'],
    materials: [line],
    parameters: [...parameters],
    calculations: [{ calculationId: 'y', expression, unit, ...more }],
  })
  const later = aStep('pack', {
    after: ['fill'],
    parameters: [{ parameterId: 'boxes', unit: '{each}', source: 'operator' }],
  })
  const batchSize = { min: litres('500'), nominal: litres('1000'), max: litres('2000') }
  return faultsOf(draftOf({ product: 'SYR', batchSize, steps: [brix, fill, later] })).map(({ code, params, ref }) => ({
    code,
    params,
    ref,
  }))
}

describe('a calculation of a recipe', () => {
  test.each([
    ["filled * brix.brix / 66 '%'", 'L'],
    ["filled * brix.extract / 80 '%'", 'mL'],
    ['mean(ph-1, ph-2)', '[pH]'],
    ["filled * 1.21 'kg/L'", 'kg'],
    ['produced / quantity', '%'],
    ['consumed(10) / 5000', '1'],
    ['mean(t-1, t-2)', 'Cel'],
    ['max(t-1, t-2) - min(t-1, t-2)', 'K'],
    ["t-1 + 2 'K'", 'Cel'],
    ['fill.filled + filled', 'L'],
    ["(t-1 - t-2) / 30 'min'", 'K/h'],
    ['filled / (ph-1 - ph-2)', 'L/[pH]'],
    ['ph-1 / min(ph-1 - ph-2, ph-2 - ph-1)', '1'],
    ['0 / ph-1', '1/[pH]'],
  ])('%s in %s can be computed', (expression, unit) => {
    expect(faults(expression, unit)).toEqual([])
  })

  test.each([
    ['filled *', 'L', { position: 9, found: '' }],
    ['filled-brix.brix', 'L', { name: 'filled-brix.brix', position: 1 }],
    ['filled + pack.boxes', 'L', { name: 'pack.boxes', position: 10 }],
    ['filled * y', 'L', { name: 'y', position: 10 }],
    ['filled * brix', 'L', { name: 'brix', position: 10 }],
    ['consumed(20)', '1', { lineId: '20', position: 10 }],
    ['filled + brix.brix', 'L', { sign: '+', position: 8 }],
    ['filled*2-produced-1', 'L', { name: '2-produced-1', position: 8 }],
    ['max(filled, ph-1)', 'L', { sign: 'max', position: 1 }],
    ['t-1 * 2', 'Cel', { sign: '*', position: 5 }],
    ['-t-1', 'Cel', { sign: '-', position: 1 }],
    ['t-1 + t-2', 'Cel', { sign: '+', position: 5 }],
    ["2 'K' - t-1", 'Cel', { sign: '-', position: 7 }],
    ['t-1 - t-2', 'Cel', { unit: 'Cel', measures: 'K' }],
    ['filled / 0', 'L', { position: 8 }],
    ['1 / 0.00', '1', { position: 3 }],
    ["filled / (1 'min' - 60 's')", 'L/s', { position: 8 }],
    ['filled / (ph-1 - ph-1)', 'L/[pH]', { position: 8 }],
    ['mean(filled, filled / (3 - 2 - 1))', 'L', { position: 21 }],
    ['filled * brix.brix / 66', 'kg', { unit: 'kg', measures: 'm3' }],
  ])('%s in %s is refused, with the name and the position: %j', (expression, unit, params) => {
    expect(faults(expression, unit)).toEqual([
      {
        code: 'recipe-invalid',
        params: { stepId: 'fill', item: 'y', ...params },
        ref: 'steps/fill/calculations/y',
      },
    ])
  })

  test('names every fault at once', () => {
    expect(faults('a + b', 'L', { low: '2', high: '1' })).toHaveLength(3)
  })

  test('has an id that no parameter of its step has, and limits that follow the quantity only where they can', () => {
    const codes = (more: object, unit = 'L') => faults('filled', unit, more).map(({ params }) => params)
    expect(codes({ calculationId: 'ph-1' })).toEqual([{ stepId: 'fill', id: 'ph-1' }])
    expect(codes({ scaled: true })).toEqual([{ stepId: 'fill', item: 'y' }])
    expect(codes({ scaled: true, low: '900' })).toEqual([])
  })

  test('says of a name with two meanings that it has two', () => {
    const one = aStep('a', { parameters: [{ parameterId: 'b.c', unit: 'kg', source: 'operator' }] })
    const other = aStep('a.b', { parameters: [{ parameterId: 'c', unit: 'kg', source: 'operator' }] })
    const last = aStep('end', {
      after: ['a', 'a.b'],
      calculations: [{ calculationId: 'y', expression: 'a.b.c', unit: 'kg' }],
    })
    const batchSize = { min: kg('1'), nominal: kg('1'), max: kg('1') }
    expect(faultsOf(draftOf({ product: 'X', batchSize, steps: [one, other, last] }))).toMatchObject([
      { params: { stepId: 'end', item: 'y', name: 'a.b.c', position: 1 } },
    ])
  })

  test('has no result of which each unit has its own', () => {
    const torque = aStep('torque', {
      flow: 'units',
      parameters: [{ parameterId: 'torque', unit: 'N.m', source: 'operator' }],
      calculations: [{ calculationId: 'y', expression: 'torque * 2', unit: 'N.m' }],
    })
    const batchSize = { min: each('1'), nominal: each('1'), max: each('50') }
    expect(faultsOf(draftOf({ product: 'PMP', batchSize, steps: [torque] }))).toMatchObject([
      { code: 'recipe-invalid', params: { stepId: 'torque', item: 'y', name: 'torque', position: 1 } },
    ])
  })
})

test('a calculation multiplies a bounded number of values, those of the calculations that it names included', () => {
  const power = (id: string, factors: number) => Array.from({ length: factors }, () => id).join('*')
  const faultsOfAll = (...expressions: string[]) => {
    const calculations = expressions.map((expression, index) => ({
      calculationId: 'abcdefgh'.charAt(index),
      expression,
      unit: '1',
    }))
    const first = aStep('first', {
      parameters: [{ parameterId: 'x', unit: '1', source: 'operator' }],
      calculations,
    })
    const last = aStep('last', {
      after: ['first'],
      calculations: [{ calculationId: 'y', expression: 'first.a * first.a', unit: '1' }],
    })
    const batchSize = { min: kg('1'), nominal: kg('1'), max: kg('1') }
    const found = faultsOf(draftOf({ product: 'X', batchSize, steps: [last, first] }))
    return found.map(({ variant, params }) => [variant, params.stepId, params.item])
  }
  const tooMany = (stepId: string, item: string) => ['expression-factors', stepId, item]
  expect(faultsOfAll(power('x', 15))).toEqual([])
  expect(faultsOfAll(power('x', 16))).toEqual([tooMany('last', 'y')])
  expect(faultsOfAll(power('x', 10), power('a', 3), 'a + b')).toEqual([])
  expect(faultsOfAll(power('x', 10), `${power('a', 3)}*x`)).toEqual([tooMany('first', 'b')])
  expect(faultsOfAll(power('x', 250), power('a', 250))).toEqual([
    tooMany('last', 'y'),
    tooMany('first', 'a'),
    tooMany('first', 'b'),
  ])
})
