import { describe, expect, it } from 'vitest'
import {
  type Draft,
  draftIn,
  draftOf,
  emptyDraft,
  nextId,
  placeOf,
  renamed,
  withoutStep,
} from '../../console/src/screens/recipes/editor/draft.ts'
import { recipeDocument } from '../../events/recipe.ts'
import cork from '../../plants/cork/recipes/PMP@1.json' with { type: 'json' }
import lyon from '../../plants/lyon/recipes/SYR@1.json' with { type: 'json' }
import nantes from '../../plants/nantes/recipes/LOAF-SEED@1.json' with { type: 'json' }

const plants = [lyon, cork, nantes].map((it) => recipeDocument.parse(it))
const steps: Draft['steps'] = [
  { stepId: 'mix', name: 'Mix', materials: [{ lineId: '10', materialId: 'A', quantity: { value: '1', unit: 'kg' } }] },
  { stepId: 'heat', name: 'Heat', after: ['mix'], timers: [] },
  { stepId: 'fill', name: 'Fill', after: ['heat'], notBySamePersonAs: ['heat'] },
]
const draft: Draft = { ...emptyDraft('A', 'kg'), steps }

describe('A draft in the form', () => {
  it.each([
    ['body#/steps/0/name', 'steps/0/name'],
    ['steps/heat', 'steps/1'],
    ['steps/mix/materials/10', 'steps/0/materials/0'],
    ['steps/heat/equipmentClass', 'steps/1/equipmentClass'],
    ['lines/10', 'steps/0/materials/0'],
    ['lines/99', 'steps'],
    ['steps/gone/materials/10', 'steps'],
    ['batchSize', 'batchSize'],
    [undefined, ''],
  ])('has the fault %s at %s', (ref, path) => {
    expect(placeOf(draft, ref)).toBe(path)
  })

  it('keeps the order of the work when a step is taken out', () => {
    expect(withoutStep(draft, 'heat').steps.map(({ stepId, after }) => [stepId, after])).toEqual([
      ['mix', undefined],
      ['fill', ['mix']],
    ])
  })

  it('names a step anew wherever it is named', () => {
    expect(renamed(draft, 'heat', 'cook').steps.slice(1)).toEqual([
      { stepId: 'cook', name: 'Heat', after: ['mix'], timers: [] },
      { stepId: 'fill', name: 'Fill', after: ['cook'], notBySamePersonAs: ['cook'] },
    ])
  })

  it('finds ids that are free', () => {
    expect(nextId(['10', '20'], '')).toBe('30')
    expect(nextId(['step-2'], 'step')).toBe('step-3')
    expect(nextId([], 'step')).toBe('step-1')
  })

  it.each(plants)('takes the recipe of a plant as it is: $recipeId', (document) => {
    expect(draftIn(JSON.stringify(document))).toEqual(document.recipe)
    expect(draftIn(JSON.stringify(document.recipe))).toEqual(document.recipe)
    expect(draftOf(document.recipe)).toEqual(document.recipe)
  })

  it('does not take what the form cannot show', () => {
    for (const text of ['', '[]', '{}', '{"product":"A"}', JSON.stringify({ ...draft, steps: [{ stepId: 'mix' }] })])
      expect(draftIn(text)).toBeUndefined()
  })
})
