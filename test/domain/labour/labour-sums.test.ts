import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { activities } from '../../../events/names.ts'
import { groupings, sumBy } from '../../../shared/domain/labour/labour-sums.ts'
import type { Entry } from '../../../shared/domain/labour/timecard.ts'
import { later, noon, told } from '../../support/given.ts'
import { anEntry } from '../../support/labour.ts'

type Reckoned = Parameters<typeof sumBy>[1][number]
const reckoned = (entry: Partial<Entry>, seconds?: number, provisional = false): Reckoned => ({
  entry: anEntry({ ...entry, ...(seconds !== undefined && { to: later(seconds) }) }),
  seconds,
  provisional,
})
const weighing = told<Pick<Entry, 'activity' | 'orderId' | 'stepId'>>({
  activity: 'production',
  orderId: 'O-1',
  stepId: 'weigh',
})
const mixing = { ...weighing, ...told<Pick<Entry, 'stepId'>>({ stepId: 'mix' }) }
const ben = told<Pick<Entry, 'personId'>>({ personId: 'ben' })
const some = { open: false, provisional: false }

describe('the sums of hours', () => {
  const all = [
    reckoned(weighing, 3600),
    reckoned(mixing),
    reckoned({ activity: 'meeting' }, 900, true),
    reckoned({ ...weighing, ...ben }, 1800),
  ]

  test('are by order, with a separate sum for entries without one', () => {
    expect(sumBy('order', all)).toEqual([
      { orderId: 'O-1', ...some, seconds: 5400, entries: 3, open: true },
      { ...some, seconds: 900, entries: 1, provisional: true },
    ])
  })

  test('are by step of an order', () => {
    expect(sumBy('step', all)).toEqual([
      { orderId: 'O-1', stepId: 'mix', ...some, seconds: 0, entries: 1, open: true },
      { orderId: 'O-1', stepId: 'weigh', ...some, seconds: 5400, entries: 2 },
      { ...some, seconds: 900, entries: 1, provisional: true },
    ])
  })

  test('are by person', () => {
    expect(sumBy('person', all)).toEqual([
      { personId: 'ada', seconds: 4500, entries: 3, open: true, provisional: true },
      { personId: 'ben', ...some, seconds: 1800, entries: 1 },
    ])
  })

  test('are by activity, which is direct or not', () => {
    expect(sumBy('activity', all)).toEqual([
      { activity: 'meeting', direct: false, ...some, seconds: 900, entries: 1, provisional: true },
      { activity: 'production', direct: true, ...some, seconds: 5400, entries: 3, open: true },
    ])
  })

  test('are empty without entries', () => {
    for (const by of groupings) expect(sumBy(by, [])).toEqual([])
  })

  const entries = fc.array(
    fc
      .record({
        activity: fc.constantFrom(...activities),
        order: fc.constantFrom(undefined, 'O-1', 'O-2'),
        person: fc.constantFrom('ada', 'ben'),
        seconds: fc.option(fc.nat(5000), { nil: undefined }),
      })
      .map(({ activity, order, person, seconds }) => {
        const of = told<Pick<Entry, 'orderId' | 'personId'>>({ personId: person, ...(order && { orderId: order }) })
        return reckoned({ activity, from: noon, ...of }, seconds)
      }),
  )
  const total = (numbers: readonly (number | undefined)[]) => numbers.reduce<number>((sum, it) => sum + (it ?? 0), 0)

  test('have the same total for every grouping', () => {
    fc.assert(
      fc.property(entries, fc.constantFrom(...groupings), (found, by) => {
        const sums = sumBy(by, found)
        expect(total(sums.map(({ seconds }) => seconds))).toBe(total(found.map(({ seconds }) => seconds)))
        expect(total(sums.map((it) => it.entries))).toBe(found.length)
        expect(sums.some(({ open }) => open)).toBe(found.some(({ entry }) => entry.to === undefined))
      }),
    )
  })

  test('do not depend on the order of the entries', () => {
    const shuffled = entries.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    )
    fc.assert(
      fc.property(shuffled, fc.constantFrom(...groupings), ([found, other], by) => {
        expect(sumBy(by, other)).toEqual(sumBy(by, found))
      }),
    )
  })
})
