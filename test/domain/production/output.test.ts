import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { madeBy, outputOf, sum, withOutput } from '../../../shared/domain/production/output.ts'
import { convert } from '../../../shared/domain/quantity.ts'
import { each, g, kg, litres, order, running, told } from '../../support/given.ts'

type Output = Parameters<typeof withOutput>[1]
const output = (use: Output['use'], materialId: string, amount: Pick<Output, 'value' | 'unit'>) =>
  told<Output>({ use, materialId, ...amount })
const [syrup, foam] = [output('produced', 'SYRUP', kg('1')), output('by-product', 'FOAM', kg('2'))]

describe('what a step has turned out', () => {
  test('is one entry for each use and material, in the unit of its first part', () => {
    expect(withOutput(undefined, syrup)).toEqual([syrup])
    expect(withOutput([syrup, foam], output('produced', 'SYRUP', g('500')))).toEqual([
      output('produced', 'SYRUP', kg('1.5')),
      foam,
    ])
    expect(withOutput([foam], output('scrap', 'FOAM', kg('2')))).toHaveLength(2)
    expect(withOutput([foam], output('by-product', 'STEAM', kg('2')))).toHaveLength(2)
  })

  test('is an entry more where it measures something else', () => {
    expect(withOutput([syrup], output('produced', 'SYRUP', litres('1')))).toEqual([
      syrup,
      output('produced', 'SYRUP', litres('1')),
    ])
  })

  test('comes to the same total of each material, in whatever order it is made', () => {
    const made = fc.record({
      use: fc.constantFrom('produced', 'scrap' as const),
      materialId: fc.constantFrom('SYRUP', 'FOAM'),
      grams: fc.integer({ min: 1, max: 9_999 }),
      inGrams: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(made), (all) => {
        const totals = (parts: typeof all) => {
          const outputs = parts.reduce<readonly Output[]>(
            (before, { use, materialId, grams, inGrams }) =>
              withOutput(before, output(use, materialId, inGrams ? g(String(grams)) : kg(String(grams / 1000)))),
            [],
          )
          expect(new Set(outputs.map((it) => `${it.use} ${it.materialId}`)).size).toBe(outputs.length)
          return outputs.map((it) => `${it.use} ${it.materialId} ${convert(it.value, it.unit, 'g')}`).sort()
        }
        const expected = [...Map.groupBy(all, (it) => `${it.use} ${it.materialId}`)]
          .map(([key, parts]) => `${key} ${parts.reduce((total, { grams }) => total + grams, 0)}`)
          .sort()
        expect(totals(all)).toEqual(expected)
        expect(totals([...all].reverse())).toEqual(expected)
      }),
    )
  })
})

describe('a sum', () => {
  test('is in the unit that is asked for, without what measures something else', () => {
    expect(sum([kg('1'), g('500'), litres('7'), each('3')], 'g')).toBe('1500')
    expect(sum([], 'kg')).toBe('0')
  })
})

describe('what an order has made', () => {
  test('is its product, in its own unit, and nothing that comes beside it', () => {
    const made = order({
      produced: { 'SYR-1': g('40500'), 'SYR-2': kg('1'), 'FOAM-1': { ...kg('9'), materialId: 'FOAM' } },
      scrapped: { SYRUP: kg('7') },
    })
    expect(madeBy(made)).toBe('41.5')
    expect(madeBy(order())).toBe('0')
  })

  test('is what a backflush is reckoned from: good product and what was lost of it, of that material alone', () => {
    const { outputs = [] } = running({
      outputs: [
        output('produced', 'SYRUP', kg('40')),
        output('scrap', 'SYRUP', g('500')),
        output('sample', 'SYRUP', kg('1')),
        output('scrap', 'SUCROSE', kg('2')),
        foam,
      ],
    })
    expect(outputOf(outputs, syrup.materialId, 'kg')).toBe('40.5')
  })
})
