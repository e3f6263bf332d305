import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { draftRecipe as draftBody, recipeDocument } from '../../../events/recipe.ts'
import { exported, importRecipe, writtenIn } from '../../../shared/domain/recipes/recipe-document.ts'
import * as given from '../../support/given.ts'
import { by, draftOf, erik, inForce, kg, olga, recipe, saved, syrup, whyNot } from '../../support/given.ts'
import { nested } from '../../support/procedures.ts'

const plant = { equipmentClasses: new Set(['mixer']), materials: new Map() }
const nowhere = { equipmentClasses: new Set<string>(), materials: new Map() }

describe('the content of a version', () => {
  test('is its draft, without its status, its people and its holds', () => {
    expect(writtenIn(recipe({ holds: ['H-1'], signatures: given.signed().signatures }))).toEqual(draftOf())
  })

  test('has the rules about what comes out where there are any', () => {
    const rules = { yield: { lowPercent: '95', highPercent: '101' }, balance: { tolerancePercent: '2' } }
    const draft = draftOf({ ...syrup, ...rules })
    expect(writtenIn(recipe(draft))).toEqual(draft)
  })
})

describe('exporting a version', () => {
  test('contains the references of the recipe, and no state of its plant', () => {
    const document = exported(recipe({ holds: ['H-1'] }), 'lyon')
    expect(document).toEqual({
      format: 'andon-recipe',
      formatVersion: 1,
      site: 'lyon',
      recipeId: 'SYRUP',
      version: '1',
      recipe: draftOf(),
      refersTo: {
        materials: ['ACTIVE', 'SUCROSE', 'SYRUP'],
        equipmentClasses: ['mixer'],
        workCenters: [],
        qualifications: ['weighing'],
      },
    })
  })
})

describe('importing a version', () => {
  test('brings the same recipe to another plant, as a draft of the person who imports it', () => {
    fc.assert(
      fc.property(nested, (shape) => {
        const before = recipe({ ...shape, signaturesNeeded: 2 })
        const document = recipeDocument.parse(JSON.parse(JSON.stringify(exported(before, 'lyon'))))
        const after = saved(importRecipe(undefined, undefined, plant, document, by(olga)), 'recipe')
        expect(after).toMatchObject({ status: 'draft', authors: ['olga'], signatures: [], holds: [] })
        expect(exported(after, 'lyon')).toEqual(exported(before, 'lyon'))
        expect(draftBody.parse(document.recipe)).toEqual(document.recipe)
      }),
    )
  })

  test('tells where it came from, if the document says so, and remembers the version before it', () => {
    const { site: _none, ...document } = exported(recipe({ version: '2' }), 'lyon')
    const anonymous = importRecipe(undefined, inForce('1'), plant, document, by(erik))
    expect(anonymous).toMatchObject({ fact: { type: 'andon.recipe.imported.v1', data: { version: '2', faults: [] } } })
    expect(anonymous).not.toHaveProperty('fact.data.importedFrom')
    expect(saved(anonymous, 'recipe')).toMatchObject({ before: '1', authorId: 'erik' })
  })

  test('takes it with its faults, those of any plant and those of this one, each named', () => {
    const document = exported(recipe({ batchSize: { ...syrup.batchSize, max: kg('1') } }), 'lyon')
    expect(importRecipe(undefined, undefined, nowhere, document, by(erik))).toMatchObject({
      outcome: 'accepted',
      fact: {
        data: {
          importedFrom: 'lyon',
          faults: [
            { code: 'recipe-invalid', ref: 'batchSize' },
            { code: 'recipe-invalid', ref: 'steps/mix/equipmentClass' },
          ],
        },
      },
    })
  })

  test.each(['draft', 'in-review', 'approved', 'retired'] as const)(
    'is refused over a version that is %s here',
    (status) => {
      const document = exported(recipe(), 'lyon')
      expect(whyNot(importRecipe(recipe({ status }), undefined, plant, document, by(erik)))).toEqual([
        ['already-exists/recipe-version', { recipeId: 'SYRUP', version: '1', status }, 'body#/version'],
      ])
    },
  )
})
