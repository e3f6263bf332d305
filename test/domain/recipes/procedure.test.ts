import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { procedure, step } from '../../../events/recipe.ts'
import { flattened, holdersOf } from '../../../shared/domain/recipes/procedure.ts'
import { allWaits, nested } from '../../support/procedures.ts'
import { histories } from '../../support/seeded.ts'

const make = procedure.parse({ procedureId: 'make', name: 'Make', level: 'unit-procedure' })
const mix = procedure.parse({ procedureId: 'mix', name: 'Mix', level: 'operation', within: 'make' })
const fill = procedure.parse({ procedureId: 'fill', name: 'Fill', level: 'unit-procedure', after: ['make'] })
const steps = [
  { stepId: 'weigh', within: 'make' },
  { stepId: 'heat', within: 'mix', after: ['weigh'] },
  { stepId: 'stir', within: 'mix', after: ['weigh'] },
  { stepId: 'sample', after: ['mix'] },
  { stepId: 'rinse', within: 'fill' },
  { stepId: 'bottle', within: 'fill', after: ['rinse'] },
].map((it) => step.parse({ name: it.stepId, ...it }))
const recipe = { procedures: [make, mix, fill], steps }

describe('the flattened procedure of a recipe', () => {
  test('lets the first steps of a procedure come after the last ones of another', () => {
    const after = Object.fromEntries(flattened(recipe).map((it) => [it.stepId, it.after]))
    expect(after).toEqual({
      weigh: [],
      heat: ['weigh'],
      stir: ['weigh'],
      sample: ['heat', 'stir'],
      rinse: ['heat', 'stir'],
      bottle: ['rinse'],
    })
  })

  test('does not change without procedures', () => {
    const flat = steps.slice(0, 3).map(({ within: _within, ...it }) => it)
    expect(flattened({ procedures: [], steps: flat })).toEqual(flat)
  })

  test('keeps everything of a step except its predecessors', () => {
    const laid = flattened(recipe)
    expect(laid.map(({ after: _after, ...it }) => it)).toEqual(steps.map(({ after: _after, ...it }) => it))
  })

  test('has a cycle if and only if the nested one has, and else the same order of the same steps', () => {
    const isRing = (waits: Set<string>) => [...waits].some((pair) => pair.split(' ')[0] === pair.split(' ')[1])
    fc.assert(
      fc.property(nested, (it) => {
        const before = allWaits(it)
        const after = allWaits({ procedures: [], steps: flattened(it) })
        expect(isRing(after)).toBe(isRing(before))
        if (!isRing(before)) expect([...after].sort()).toEqual([...before].sort())
      }),
      { numRuns: histories(1000) },
    )
  })
})

describe('a step', () => {
  test('is in procedures, outermost first', () => {
    expect(holdersOf('mix' as never, recipe.procedures)).toEqual([make, mix])
    expect(holdersOf(undefined, recipe.procedures)).toEqual([])
    expect(holdersOf('nothing' as never, recipe.procedures)).toEqual([])
  })

  test('in procedures that contain each other is in each once', () => {
    const ring = [{ ...make, within: mix.procedureId }, mix]
    expect(holdersOf('mix', ring).map(({ procedureId }) => procedureId)).toEqual(['make', 'mix'])
  })
})
