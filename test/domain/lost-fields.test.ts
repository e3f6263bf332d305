import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lostFields } from '../../shared/domain/lost-fields.ts'

describe('what a definition loses', () => {
  const ada = {
    name: 'Ada',
    qualifications: [{ qualificationId: 'weighing', validUntil: '2030' }, { qualificationId: 'mixing' }],
  }

  test.each<[what: string, before: object, after: object, lost: string[]]>([
    ['is nothing of the same', ada, ada, []],
    ['is nothing of more, or of another value', ada, { ...ada, name: 'Ada M.', badge: '7' }, []],
    ['is a field that is left out', { name: 'Salt', gtin: '123' }, { name: 'Salt' }, ['gtin']],
    ['is a list that becomes empty', ada, { name: 'Ada', qualifications: [] }, ['qualifications']],
    [
      'is an item of a list, by its id, wherever the others stand',
      ada,
      { ...ada, qualifications: [{ qualificationId: 'filling' }, { qualificationId: 'mixing' }] },
      ['qualifications/weighing'],
    ],
    [
      'is a field of an item',
      ada,
      { ...ada, qualifications: [{ qualificationId: 'mixing' }, { qualificationId: 'weighing' }] },
      ['qualifications/weighing/validUntil'],
    ],
    ['is a text of a list', { hazards: ['H302', 'H412'] }, { hazards: ['H412', 'H400'] }, ['hazards/H302']],
    [
      'is a day, by its uid or its date',
      { days: [{ from: '2027-05-01' }, { uid: 'x', from: '2027-12-25' }] },
      { days: [{ from: '2027-05-01' }] },
      ['days/x'],
    ],
    [
      'is a set-up',
      { setUps: [{ from: 'a', to: 'b' }, { to: 'c' }] },
      { setUps: [{ from: 'a', to: 'b' }] },
      ['setUps/* to c'],
    ],
    [
      'is an item without an id, by its position, if fewer come than go',
      { calendar: { shifts: [{ from: '06:00' }, { from: '14:00' }] } },
      { calendar: { shifts: [{ from: '06:00' }] } },
      ['calendar/shifts/2'],
    ],
    ['is not an item without an id that changes', { shifts: [{ from: '06:00' }] }, { shifts: [{ from: '07:00' }] }, []],
    [
      'is a part of a recipe, however deep',
      { steps: [{ stepId: 'mix', parameters: [{ parameterId: 'ph', low: '4', high: '6' }] }] },
      { steps: [{ stepId: 'mix', parameters: [{ parameterId: 'ph', low: '4' }] }] },
      ['steps/mix/parameters/ph/high'],
    ],
    ['is a whole field, not its parts', { scale: { capacity: 1, increment: 2 } }, {}, ['scale']],
  ])('%s', (_what, before, after, lost) => {
    expect(lostFields(before, after)).toEqual(lost)
  })

  test('is a value that falls back to its default, unless the request says the default', () => {
    const [before, after] = [{ expiryPolicy: 'warn' }, { expiryPolicy: 'block' }]
    expect(lostFields(before, after, {})).toEqual(['expiryPolicy'])
    expect(lostFields(before, after, { expiryPolicy: 'block' })).toEqual([])
    expect(lostFields(before, before, {})).toEqual([])
    const steps = (policy: string) => ({ steps: [{ stepId: 'a', policy }] })
    expect(lostFields(steps('warn'), steps('block'), { steps: [{ stepId: 'a' }] })).toEqual(['steps/a/policy'])
  })

  test('is nothing of itself, and everything of nothing', () => {
    const value = fc.dictionary(
      fc.string({ minLength: 1 }),
      fc.jsonValue().filter((it) => it !== null),
    )
    fc.assert(
      fc.property(value, (it) => {
        expect(lostFields(it, it, it)).toEqual([])
        const isEmpty = (one: unknown) => Array.isArray(one) && one.length === 0
        expect(lostFields(it, {})).toHaveLength(Object.values(it).filter((one) => !isEmpty(one)).length)
      }),
    )
  })
})
