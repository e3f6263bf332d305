import { describe, expect, it } from 'vitest'
import { linesOf } from '../../console/src/screens/recipes/flow.ts'
import { recipeDraft } from '../../events/recipe.ts'

const size = { value: '1', unit: 'kg' }
type Part = { readonly id: string; readonly after?: readonly string[]; readonly within?: string }

const drawn = (steps: readonly Part[], procedures: readonly Part[] = []) =>
  linesOf(
    recipeDraft.parse({
      product: 'A',
      batchSize: { min: size, nominal: size, max: size },
      steps: steps.map(({ id, ...more }) => ({ stepId: id, name: id, ...more })),
      procedures: procedures.map(({ id, ...more }) => ({ procedureId: id, name: id, level: 'operation', ...more })),
    }),
  )
    .map(({ from, to }) => `${from} ${to}`)
    .sort()

describe('The lines of a recipe', () => {
  it('go from each step to those that wait for it', () => {
    expect(
      drawn([{ id: 'a' }, { id: 'b', after: ['a'] }, { id: 'c', after: ['a'] }, { id: 'd', after: ['b', 'c'] }]),
    ).toEqual(['a b', 'a c', 'b d', 'c d'])
  })

  it('leave out what other lines say already', () => {
    expect(drawn([{ id: 'a' }, { id: 'b', after: ['a'] }, { id: 'c', after: ['a', 'b'] }])).toEqual(['a b', 'b c'])
  })

  it('go into the first steps of a procedure and out of its last', () => {
    const steps = [
      { id: 'a' },
      { id: 'b', within: 'P' },
      { id: 'c', within: 'P', after: ['b'] },
      { id: 'd', after: ['P'] },
    ]
    expect(drawn(steps, [{ id: 'P', after: ['a'] }])).toEqual(['a b', 'b c', 'c d'])
  })

  it('keep a circle, and leave out what no step is', () => {
    expect(
      drawn([
        { id: 'a', after: ['b', 'nowhere'] },
        { id: 'b', after: ['a'] },
      ]),
    ).toEqual(['a b', 'b a'])
  })
})
