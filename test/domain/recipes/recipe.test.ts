import { describe, expect, test } from 'vitest'
import { asDraft, recipeKey, recipeSubject, withAuthor } from '../../../shared/domain/recipes/recipe.ts'
import { draftOf, inForce, recipe } from '../../support/given.ts'

const id = { recipeId: recipe().recipeId, version: '2' }

describe('a version as its author writes it', () => {
  test('is a draft that nobody has signed', () => {
    expect(asDraft(undefined, undefined, id, draftOf(), 'erik')).toEqual({
      ...draftOf(),
      ...id,
      status: 'draft',
      authorId: 'erik',
      authors: ['erik'],
      signatures: [],
      holds: [],
    })
  })

  test('keeps its earlier authors and its holds, and nothing that it said before', () => {
    const before = recipe({ status: 'draft', holds: ['H-1'], balance: { tolerancePercent: '2', policy: 'block' } })
    const again = asDraft(before, undefined, id, draftOf(), 'olga')
    expect(again).toMatchObject({ authorId: 'olga', authors: ['erik', 'olga'], holds: ['H-1'] })
    expect(again).not.toHaveProperty('balance')
    expect(again).not.toHaveProperty('effectiveFrom')
  })

  test('stores the version that was approved last before it', () => {
    expect(asDraft(undefined, inForce('1', { latest: '7' }), id, draftOf(), 'erik')).toMatchObject({ before: '7' })
  })
})

test('an author is named once', () => {
  expect(withAuthor(['erik', 'olga'], 'erik')).toEqual(['erik', 'olga'])
  expect(withAuthor(['erik'], 'olga')).toEqual(['erik', 'olga'])
})

test('a version is known by the name of its recipe and its own', () => {
  expect(recipeKey('SYRUP', '2')).toBe('SYRUP@2')
  expect(recipeSubject(id)).toEqual({ type: 'recipe', id: 'SYRUP@2' })
})
