import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { type RecipeDraft, recipeDraft } from '../../../events/recipe.ts'
import type { Difference } from '../../../events/sentences/difference.ts'
import { differenceInEnglish } from '../../../events/sentences/english/differences.ts'
import { differenceInFrench, fieldInFrench } from '../../../events/sentences/french/differences.ts'
import { differencesOf } from '../../../shared/domain/recipes/recipe-diff.ts'
import { writtenIn } from '../../../shared/domain/recipes/recipe-document.ts'
import { draftOf, recipe, syrup } from '../../support/given.ts'
import { nested } from '../../support/procedures.ts'

type Draft = z.input<typeof recipeDraft>
const [weigh, mix] = draftOf().steps
if (!weigh || !mix) throw new Error('The recipe has two steps.')
const said = (after: Draft, before: Draft = syrup) =>
  differencesOf(draftOf(before), draftOf(after)).map(differenceInEnglish)

const idOf: Readonly<Record<string, string>> = {
  procedures: 'procedureId',
  steps: 'stepId',
  materials: 'lineId',
  parameters: 'parameterId',
  checks: 'checkId',
}

type Part = Record<string, unknown>

/** Carries differences out on a copy, as a reader of them would. */
function applied(before: RecipeDraft, differences: readonly Difference[]): unknown {
  const result = structuredClone(before) as unknown as Part
  for (const { change, path, after } of differences) {
    const parts = path.split('/')
    let part = result
    while (parts.length > 2) {
      const [list = '', id] = parts.splice(0, 2)
      part = (part[list] as Part[]).find((it) => it[idOf[list] ?? ''] === id) as Part
    }
    const [field = '', id] = parts
    const key = idOf[field] ?? ''
    const list = part[field] as Part[]
    if (change === 'reordered')
      part[field] = (after as string[]).map((it) => list.find((element) => element[key] === it))
    else if (id === undefined) {
      if (change === 'removed') delete part[field]
      else part[field] = after
    } else if (change === 'added') list.push(after as Part)
    else part[field] = list.filter((it) => it[key] !== id)
  }
  return result
}

describe('the difference of two versions', () => {
  test('contains the yield and balance rules of steps and recipe, and an export contains them too', () => {
    const rules = { yield: { lowPercent: '95', highPercent: '101' }, balance: { tolerancePercent: '2' } }
    const after = { ...syrup, ...rules, steps: [{ ...syrup.steps[0], yield: rules.yield }, syrup.steps[1]] } as Draft
    expect(said(after)).toEqual([
      'Step weigh: yield is low percent 95, high percent 101, policy block, and was not given.',
      'The recipe: yield is low percent 95, high percent 101, policy block, and was not given.',
      'The recipe: balance is tolerance percent 2, policy block, and was not given.',
    ])
    const written = writtenIn({ ...recipe(), ...draftOf(after) })
    expect(differencesOf(draftOf(after), written)).toEqual([])
  })

  test('is empty for the same content, in any order of fields', () => {
    const turned = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(turned)
      if (typeof value !== 'object' || value === null) return value
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, it]) => [key, turned(it)]),
      )
    }
    expect(differencesOf(draftOf(), turned(draftOf()) as RecipeDraft)).toEqual([])
  })

  test.each<[what: string, after: Draft, sentences: readonly string[]]>([
    [
      'a limit',
      {
        ...syrup,
        steps: [
          weigh,
          { ...mix, parameters: mix.parameters.map((it) => ({ ...it, ...(it.high === '45' && { high: '50' }) })) },
        ],
      },
      ['Parameter temperature of step mix: high was 45 and is 50.'],
    ],
    [
      'a quantity and a tolerance of a line',
      {
        ...syrup,
        steps: [
          {
            ...weigh,
            materials: weigh.materials.map((it) =>
              it.lineId === '0010' ? { ...it, quantity: { value: '26', unit: 'kg' }, tolerance: undefined } : it,
            ),
          },
          mix,
        ] as Draft['steps'],
      },
      [
        'Line 0010 of step weigh: quantity was 25 kg and is 26 kg.',
        'Line 0010 of step weigh: tolerance was minus percent 1, plus percent 2, and is not given any more.',
      ],
    ],
    [
      'a step less, a step more, and another order',
      {
        ...syrup,
        steps: [
          { stepId: 'fill', name: 'Fill', after: ['mix'] },
          { ...mix, after: [] },
        ],
      },
      [
        'Step weigh is gone.',
        'Step fill is new.',
        'Step mix: after was weigh and is nothing.',
        'The steps now stand in this order: fill, mix.',
      ],
    ],
    [
      'the recipe itself',
      { ...syrup, signaturesNeeded: 2, procedures: [{ procedureId: 'make', name: 'Make', level: 'operation' }] },
      ['Procedure make is new.', 'The recipe: signatures needed was 1 and is 2.'],
    ],
    [
      'the equipment of a step',
      {
        ...syrup,
        steps: [
          { ...weigh, equipmentClass: 'booth' },
          { ...mix, equipmentClass: 'kettle' },
        ],
      },
      [
        'Step weigh: equipment class is booth, and was not given.',
        'Step mix: equipment class was mixer and is kettle.',
      ],
    ],
  ])('is told in sentences: %s', (_what, after, sentences) => {
    expect(said(after).sort()).toEqual([...sentences].sort())
  })

  test('names ids and fields, with the old and the new value', () => {
    const after = { ...syrup, steps: [weigh, { ...mix, name: 'Mix well' }] }
    const differences = differencesOf(draftOf(), draftOf(after))
    expect(differences).toEqual([{ change: 'changed', path: 'steps/mix/name', before: 'Mix', after: 'Mix well' }])
    expect(differences.map(differenceInEnglish)).toEqual(['Step mix: name was Mix and is Mix well.'])
  })

  test.each<[difference: Difference, sentence: string]>([
    [
      { change: 'changed', path: 'steps/mix/parameters/temperature/high', before: '45', after: '50' },
      'Paramètre temperature de l’étape mix, limite haute : 50, au lieu de 45.',
    ],
    [
      {
        change: 'changed',
        path: 'steps/weigh/materials/0010/quantity',
        before: { value: '25', unit: 'kg' },
        after: { value: '26.5', unit: 'kg' },
      },
      'Ligne 0010 de l’étape weigh, quantité : 26,5 kg, au lieu de 25 kg.',
    ],
    [
      { change: 'removed', path: 'steps/weigh/materials/0010/tolerance', before: { minusPercent: '1' } },
      'Ligne 0010 de l’étape weigh, tolérance : sans valeur désormais, pourcentage en moins 1 auparavant.',
    ],
    [
      { change: 'added', path: 'steps/mix/equipmentClass', after: 'kettle' },
      'Étape mix, classe d’équipement : kettle, sans valeur auparavant.',
    ],
    [
      { change: 'changed', path: 'signaturesNeeded', before: 1, after: 2 },
      'Recette, signatures demandées : 2, au lieu de 1.',
    ],
    [{ change: 'added', path: 'steps/fill', after: {} }, 'Étape fill : ajout.'],
    [
      { change: 'removed', path: 'steps/mix/signatures/verified', before: {} },
      'Signature « vérifié » de l’étape mix : suppression.',
    ],
    [
      { change: 'reordered', path: 'steps/mix/materials', before: ['1', '2'], after: ['2', '1'] },
      'Nouvel ordre des lignes de l’étape mix : 2, 1.',
    ],
  ])('is told in French as well: %o', (difference, sentence) => {
    expect(differenceInFrench(difference)).toBe(sentence)
  })

  test('has a French name for each field of a recipe', () => {
    const namesIn = (schema: unknown): string[] => {
      if (typeof schema !== 'object' || schema === null) return []
      const { properties } = schema as { readonly properties?: object }
      return [...Object.keys(properties ?? {}), ...Object.values(schema).flatMap(namesIn)]
    }
    const schema = z.toJSONSchema(recipeDraft, { io: 'input', unrepresentable: 'any' })
    const names = [...new Set(namesIn(schema))]
    expect(names.length).toBeGreaterThan(70)
    const sameWord = ['documents', 'instruction', 'qualifications', 'question', 'signatures', 'source']
    expect(names.filter((name) => fieldInFrench(name) === name).sort()).toEqual(sameWord)
  })

  test('compares a whole list if an id is in it twice', () => {
    const twice = draftOf({ ...syrup, steps: [weigh, weigh] })
    expect(differencesOf(twice, draftOf())).toMatchObject([{ change: 'changed', path: 'steps' }])
  })

  test('turns the old version into the new one when it is applied', () => {
    const line = fc.record({ lineId: fc.constantFrom('1', '2', '3'), value: fc.constantFrom('1', '2') })
    const lines = fc.uniqueArray(line, { selector: ({ lineId }) => lineId, maxLength: 3 })
    const version = fc
      .tuple(nested, fc.shuffledSubarray(['s0', 's1', 's2', 's3', 's4', 's5', 's6'], { minLength: 1 }), lines)
      .map(([shape, ids, found]): RecipeDraft => {
        const materials = found.map(({ lineId, value }) => ({
          lineId,
          materialId: 'X',
          quantity: { value, unit: 'kg' },
        }))
        const steps = ids.flatMap((id) => shape.steps.filter(({ stepId }) => stepId === id))
        return draftOf({
          ...syrup,
          procedures: shape.procedures,
          steps: steps.map((it, index) => (index === 0 ? { ...it, materials } : it)) as Draft['steps'],
        })
      })
    fc.assert(
      fc.property(version, version, (before, after) => {
        const differences = differencesOf(before, after)
        expect(applied(before, differences)).toEqual(after)
        for (const difference of differences) {
          expect(differenceInEnglish(difference)).toMatch(/^[A-Z].*\.$/)
          expect(differenceInFrench(difference)).toMatch(/^[A-ZÉ].*\.$/)
        }
      }),
    )
  })
})
