import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { idFromPath, idInPath, idPattern, lotIdPattern } from '../../events/id-rule.ts'
import { lotId } from '../../events/identifiers.ts'
import { readRule, writeRule } from '../../shared/domain/orders/rule.ts'
import { lotRef, violation } from '../../shared/domain/refusal.ts'

const set82 = [...'!"%&\'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz']
const printed = fc.array(fc.constantFrom(...set82), { minLength: 1, maxLength: 20 }).map((it) => it.join(''))
const sublot = fc.stringMatching(idPattern)

describe('the id of a lot', () => {
  test('may be whatever GS1 lets a label print under AI 10, and nothing that separates ids in a key', () => {
    fc.assert(fc.property(printed, (id) => lotIdPattern.test(id)))
    for (const id of ['', ' 1', '24#117', '24@117', '24~117', '24\n117', '24$117', `${'9'.repeat(20)}/`])
      expect([id, lotId.safeParse(id).success]).toEqual([id, false])
    expect(lotId.safeParse('__proto__').success).toBe(false)
  })

  test('comes back from a path, in which it is one part that no server normalises', () => {
    fc.assert(
      fc.property(printed, (id) => {
        const part = idInPath(id)
        expect(idFromPath(part)).toBe(id)
        expect(part).toMatch(/^[A-Za-z0-9._~-]+$/)
        expect(new URL(`https://plant.example/v1/lots/${part}/trace`).pathname).toBe(`/v1/lots/${part}/trace`)
      }),
    )
    expect(idInPath('24/117')).toBe('24~2F117')
    expect(['..', '.', 'A.1'].map(idInPath)).toEqual(['~2E~2E', '~2E', 'A.1'])
  })

  test('has one form in a path: whatever else decodes to it is no id', () => {
    expect(['24~2f117', '~41', '24~2', '~', 'A~2E1'].map(idFromPath)).toEqual(['24~2f117', '~41', '24~2', '~', 'A~2E1'])
  })

  test('is never mistaken for a sublot, in a rule that is overridden or in what a violation is about', () => {
    fc.assert(
      fc.property(printed, fc.option(sublot, { nil: undefined }), (of, sublotId) => {
        const rule = { rule: 'expiry', of, ...(sublotId !== undefined && { sublotId }) } as const
        expect(readRule(writeRule(rule))).toEqual(rule)
      }),
    )
    const ofLot = violation('lot-on-hold', { lotId: '24/117', holds: [] }, 'lot:24/117')
    const ofSublot = violation('sublot-on-hold', { lotId: '24/1', sublotId: '17', holds: [] }, 'lot:24/1/17')
    expect([ofLot.ref, ofSublot.ref]).toEqual(['lot:24~2F117', 'lot:24~2F1/17'])
    const ofOther = violation('lots-not-alike/potency', { lotId: '24/1', other: '24/117' }, lotRef('24/117'))
    expect([ofOther.ref, lotRef('24/1', '17')]).toEqual(['lot:24~2F117', 'lot:24~2F1/17'])
  })
})
