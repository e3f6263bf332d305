import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { differenceOf, fieldsThatDiffer } from '../../../shared/domain/execution/step-difference.ts'
import { aStep, kg } from '../../support/given.ts'
import { aRouting, edited, edits } from '../../support/routings.ts'

const weigh = aStep('weigh', { instruction: 'Weigh it' })
const mix = aStep('mix', { after: ['weigh'] })

describe('the difference of two procedures', () => {
  test('names added, removed and changed steps', () => {
    const filter = aStep('filter')
    expect(differenceOf([weigh, mix], [{ ...weigh, instruction: 'Weigh it twice' }, filter])).toEqual({
      added: [filter],
      removed: [mix],
      changed: [{ stepId: 'weigh', fields: [{ field: 'instruction', before: 'Weigh it', after: 'Weigh it twice' }] }],
    })
  })

  test('is empty for the same steps in another order', () => {
    expect(differenceOf([weigh, mix], [mix, weigh])).toEqual({ added: [], removed: [], changed: [] })
  })

  test('has its sides exchanged in the reverse comparison', () => {
    fc.assert(
      fc.property(aRouting, edits, (before, made) => {
        const after = edited(before, made)
        const [there, back] = [differenceOf(before, after), differenceOf(after, before)]
        expect(back.added).toEqual(there.removed)
        expect(back.removed).toEqual(there.added)
        const turned = back.changed.map(({ stepId, fields }) => ({
          stepId,
          fields: fields.map(({ field, before, after }) => ({ field, before: after, after: before })),
        }))
        const byId = <It extends { stepId: string }>(all: readonly It[]) => new Map(all.map((it) => [it.stepId, it]))
        // The fields of a step come in the order in which the one before tells them.
        const sorted = (all: typeof turned | typeof there.changed) =>
          [...byId(all).values()]
            .map(({ stepId, fields }) => ({ stepId, fields: fields.toSorted((a, b) => (a.field < b.field ? -1 : 1)) }))
            .toSorted((a, b) => (a.stepId < b.stepId ? -1 : 1))
        expect(sorted(turned)).toEqual(sorted(there.changed))
      }),
    )
  })

  test('applied to the old one gives the new one, step by step', () => {
    fc.assert(
      fc.property(aRouting, edits, (before, made) => {
        const after = edited(before, made)
        const { added, removed, changed } = differenceOf(before, after)
        const gone = new Set(removed.map(({ stepId }) => stepId))
        const kept = before.filter(({ stepId }) => !gone.has(stepId))
        const now = kept.map((step) => {
          const { fields } = changed.find(({ stepId }) => stepId === step.stepId) ?? { fields: [] }
          return { ...step, ...Object.fromEntries(fields.map((it) => [it.field, it.after])) }
        })
        const steps = new Map([...now, ...added].map((step) => [step.stepId, step]))
        expect([...steps.keys()].sort()).toEqual(after.map(({ stepId }) => stepId).sort())
        for (const step of after) expect(steps.get(step.stepId)).toEqual(step)
        expect(differenceOf(after, after)).toEqual({ added: [], removed: [], changed: [] })
      }),
    )
  })
})

describe('the fields in which two steps differ', () => {
  test('have no value on the side without the field', () => {
    const { instruction: _none, ...short } = weigh
    expect(fieldsThatDiffer(short, weigh)).toEqual([{ field: 'instruction', before: undefined, after: 'Weigh it' }])
    expect(fieldsThatDiffer(weigh, short)).toEqual([{ field: 'instruction', before: 'Weigh it', after: undefined }])
  })

  test('are compared by content: the order of fields in a line does not matter', () => {
    const line = { lineId: '0010', materialId: 'SUCROSE', quantity: kg('25') }
    const turned = { quantity: { unit: 'kg', value: '25' } as const, materialId: 'SUCROSE', lineId: '0010' }
    expect(fieldsThatDiffer(aStep('a', { materials: [line] }), aStep('a', { materials: [turned] }))).toEqual([])
    const other = aStep('a', { materials: [{ ...line, quantity: kg('25.0') }] })
    expect(fieldsThatDiffer(aStep('a', { materials: [line] }), other)).toMatchObject([{ field: 'materials' }])
  })
})
