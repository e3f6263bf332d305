import { describe, expect, test } from 'vitest'
import { endingOf, endingWithin, warnOfExpiry } from '../../../shared/domain/people/qualification.ts'
import { later, noon, person } from '../../support/given.ts'

const day = 86_400
const until = (validUntil?: string) => ({ qualificationId: 'weighing', ...(validUntil && { validUntil }) })

describe('a qualification', () => {
  test.each([
    ['ends in thirty days', later(30 * day), true],
    ['ends in thirty days and a second', later(30 * day + 1), false],
    ['ends in a second', later(1), true],
    ['has ended this instant', noon, false],
    ['has ended before', later(-day), false],
    ['never ends', undefined, false],
  ])('that %s is warned of: %s %s', (_, validUntil, warned) => {
    expect(endingWithin([until(validUntil)], 30, noon)).toHaveLength(warned ? 1 : 0)
  })

  test('that ends is warned of by name and day', () => {
    const ending = { ...until(), validUntil: later(day) }
    expect(warnOfExpiry(person({ qualifications: [ending] }), ending)).toEqual({
      outcome: 'accepted',
      fact: {
        type: 'andon.person.qualification-expiring.v1',
        data: { personId: 'ada', qualificationId: 'weighing', validUntil: later(day) },
      },
      changes: [],
    })
  })

  test('that was renewed or withdrawn meanwhile causes no warning', () => {
    const ending = { ...until(), validUntil: later(day) }
    expect(warnOfExpiry(person({ qualifications: [until(later(400 * day))] }), ending)).toBe('nothing')
    expect(warnOfExpiry(person({ qualifications: [] }), ending)).toBe('nothing')
  })

  test('is due at its end or its retraining, and not if another one renews it at its level', () => {
    const first = { ...until(later(10 * day)), level: 2, retrainingDueAt: later(5 * day) }
    const dueWith = (...others: Parameters<typeof endingOf>[0]) => endingOf([first, ...others]).map((it) => it.dueAt)
    expect(dueWith()).toEqual([later(5 * day)])
    expect(dueWith({ ...until(later(400 * day)), level: 2 })).toEqual([later(400 * day)])
    expect(dueWith({ ...until(), level: 3 })).toEqual([])
    expect(dueWith({ ...until(), level: 1 })).toEqual([later(5 * day)])
    expect(endingOf([until()])).toEqual([])
  })
})
