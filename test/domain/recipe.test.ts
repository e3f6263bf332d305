import { describe, expect, test } from 'vitest'
import type * as z from 'zod'
import type { RecipeId } from '../../events/identifiers.ts'
import type { recipeDraft } from '../../events/recipe.ts'
import {
  approveRecipe,
  draftRecipe,
  faultsOf,
  type Recipe,
  retireRecipe,
  submitRecipe,
} from '../../shared/domain/master-data.ts'
import { by, codes, draftOf, erik, later, noon, quinn, recipe, signed, syrup, unsigned } from '../support/floor.ts'

type Draft = z.input<typeof recipeDraft>
const id = { recipeId: 'SYRUP' as RecipeId, version: '1' }
const step = (stepId: string, more: object = {}) => ({ stepId, name: stepId, ...more })
const withSteps = (...steps: Draft['steps']): Draft => ({ ...syrup, steps })
const faults = (draft: Draft) => faultsOf(draftOf(draft)).map(({ detail }) => detail)
const kg = (value: string) => ({ value, unit: 'kg' as const })

describe('a recipe can be executed', () => {
  test('when nothing is wrong with it', () => {
    expect(faults(syrup)).toEqual([])
  })

  test.each<[why: string, draft: Draft, fault: RegExp]>([
    [
      'its batch size mixes dimensions',
      { ...syrup, batchSize: { min: kg('1'), nominal: kg('2'), max: { value: '3', unit: 'L' } } },
      /mixes units/,
    ],
    [
      'its batch size mixes units',
      { ...syrup, batchSize: { min: kg('1'), nominal: kg('2'), max: { value: '3', unit: 't' } } },
      /in one unit/,
    ],
    [
      'its smallest batch is larger than its usual one',
      { ...syrup, batchSize: { min: kg('3'), nominal: kg('2'), max: kg('4') } },
      /must rise/,
    ],
    ['two steps have one id', withSteps(step('a'), step('a')), /same stepId/],
    ['a step comes after one that is not there', withSteps(step('a', { after: ['b'] })), /comes after b/],
    ['a step waits for itself', withSteps(step('a', { after: ['a'] })), /steps a wait for each other/],
    [
      'its steps wait for each other in a ring',
      withSteps(step('a'), step('b', { after: ['a', 'd'] }), step('c', { after: ['b'] }), step('d', { after: ['c'] })),
      /steps b, c, d wait for each other/,
    ],
    [
      'two lines have one id, in whichever steps',
      withSteps(
        step('a', { materials: [{ lineId: '1', materialId: 'X', quantity: kg('1') }] }),
        step('b', { materials: [{ lineId: '1', materialId: 'X', quantity: kg('1') }] }),
      ),
      /same lineId/,
    ],
    [
      'a parameter and a check have one id',
      withSteps(
        step('a', {
          parameters: [{ parameterId: 'x', unit: 'kg', source: 'operator' }],
          checks: [{ checkId: 'x', question: 'Well?' }],
        }),
      ),
      /same id/,
    ],
    [
      'a low limit is above the high one',
      withSteps(
        step('a', { parameters: [{ parameterId: 'x', unit: 'Cel', low: '5', high: '-5', source: 'operator' }] }),
      ),
      /low limit of x is above/,
    ],
    [
      'a device measures where no equipment is named',
      withSteps(step('a', { parameters: [{ parameterId: 'x', unit: 'Cel', source: 'device' }] })),
      /comes from a device/,
    ],
  ])('but not when %s', (_why, draft, fault) => {
    const found = faults(draft)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(fault)
  })

  test('and tells every fault at once', () => {
    const bad: Draft = {
      ...withSteps(step('a', { after: ['x', 'b'] }), step('b', { after: ['a'] }), step('c'), step('c')),
      batchSize: { min: kg('9'), nominal: kg('2'), max: kg('4') },
    }
    expect(faults(bad)).toHaveLength(4)
  })
})

describe('a recipe version', () => {
  const draft = () => draftRecipe(undefined, id, draftOf(), by(erik))
  const inReview = recipe({ status: 'in-review' })

  test('begins as a draft of its author, and may be drafted again', () => {
    const decision = draft()
    expect(decision).toMatchObject({
      outcome: 'accepted',
      fact: { type: 'andon.recipe.drafted.v1', data: id },
      changes: [{ kind: 'recipe', id: 'SYRUP@1', value: { status: 'draft', authorId: 'erik' } }],
    })
    const again = draftRecipe(recipe({ status: 'draft', holds: ['H-1'] }), id, draftOf(), by(erik))
    expect(again).toMatchObject({ changes: [{ value: { holds: ['H-1'] } }] })
  })

  test.each(['in-review', 'approved', 'retired'] as const)('that is %s is drafted no more', (status) => {
    expect(codes(draftRecipe(recipe({ status }), id, draftOf(), by(erik)))).toEqual(['recipe-wrong-status'])
  })

  test('is submitted once', () => {
    const decision = submitRecipe(recipe({ status: 'draft' }), by(erik, later(5)))
    expect(decision).toMatchObject({ changes: [{ value: { status: 'in-review', submittedAt: later(5) } }] })
    expect(codes(submitRecipe(inReview, by(erik)))).toEqual(['recipe-wrong-status'])
  })

  test('becomes the one that new orders take when a second person signs its approval', () => {
    const decision = approveRecipe(inReview, signed(quinn))
    const approved = { status: 'approved', approval: { personId: 'quinn', meaning: 'approved', signedAt: noon } }
    expect(decision).toMatchObject({
      outcome: 'accepted',
      changes: [
        { kind: 'recipe', id: 'SYRUP@1', value: approved },
        { kind: 'effective', id: 'SYRUP', value: approved },
      ],
      signatures: [{ name: 'Quinn Delaney' }],
      spent: ['token-1'],
    })
  })

  test('is not approved by its author, unsigned, before its submission or with a fault', () => {
    expect(codes(approveRecipe(recipe({ status: 'in-review', authorId: 'quinn' }), signed(quinn)))).toEqual([
      'signature-same-person',
    ])
    expect(codes(approveRecipe(inReview, unsigned))).toEqual(['signature-missing'])
    const bad = recipe({ status: 'draft', steps: draftOf(withSteps(step('a', { after: ['a'] }))).steps })
    expect(codes(approveRecipe(bad, unsigned))).toEqual(['recipe-wrong-status', 'recipe-invalid', 'signature-missing'])
  })

  test('is retired once, and takes the copy of the new orders with it if it is the effective one', () => {
    const kinds = (effective: Recipe | undefined) => {
      const decision = retireRecipe(recipe(), effective)
      return decision.outcome === 'accepted' ? decision.changes.map((it) => it.change === 'save' && it.kind) : []
    }
    expect(kinds(recipe())).toEqual(['recipe', 'effective'])
    expect(kinds(recipe({ version: '2' }))).toEqual(['recipe'])
    expect(codes(retireRecipe(recipe({ status: 'retired' }), undefined))).toEqual(['recipe-wrong-status'])
  })
})
