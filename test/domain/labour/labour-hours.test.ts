import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { OrderId } from '../../../events/identifiers.ts'
import { personnelTimes, reckon } from '../../../shared/domain/labour/labour-hours.ts'
import type { Entry } from '../../../shared/domain/labour/timecard.ts'
import { later, noon } from '../../support/given.ts'
import { anEntry, coveredSeconds } from '../../support/labour.ts'

const stretch = (from: number, to: number | undefined, more: Partial<Entry> = {}): Entry =>
  anEntry({ from: later(from), ...(to !== undefined && { to: later(to) }), ...more })
const secondsOf = (entries: readonly Entry[], ...more: [sharing?: 'equal-share' | 'full', window?: object]) =>
  reckon(entries, more[0] ?? 'equal-share', more[1]).map(({ seconds }) => seconds)
const total = (numbers: readonly (number | undefined)[]) => numbers.reduce<number>((sum, it) => sum + (it ?? 0), 0)

/** Entries of ten minutes, to the millisecond, of which some are breaks and some are direct. */
const someEntries = fc
  .array(
    fc.record({
      from: fc.nat(600_000),
      length: fc.nat(300_000),
      activity: fc.constantFrom('production', 'meeting', 'training', 'break' as const),
    }),
    { maxLength: 12 },
  )
  .map((drawn) =>
    drawn.map(({ from, length, activity }) =>
      anEntry({ from: later(from / 1000), to: later((from + length) / 1000), activity }),
    ),
  )

describe('the hours of a person', () => {
  test('count whole for one work at a time', () => {
    expect(secondsOf([stretch(0, 3600), stretch(3600, 5400)])).toEqual([3600, 1800])
  })

  test('are shared equally while several entries run, and whole for the rest', () => {
    expect(secondsOf([stretch(0, 3600), stretch(1800, 5400)])).toEqual([1800 + 900, 900 + 1800])
    expect(secondsOf([stretch(0, 100), stretch(0, 100), stretch(0, 100)])).toEqual([34, 33, 33])
  })

  test('count whole for each entry if the site says so', () => {
    expect(secondsOf([stretch(0, 3600), stretch(1800, 5400)], 'full')).toEqual([3600, 3600])
  })

  test('stop during a break, whatever runs', () => {
    const pause = stretch(600, 1200, { activity: 'break' })
    expect(secondsOf([stretch(0, 3600), stretch(0, 3600), pause])).toEqual([1500, 1500])
    expect(secondsOf([stretch(0, 3600), pause], 'full')).toEqual([3000])
  })

  test('stop during an open break', () => {
    expect(secondsOf([stretch(0, 3600), stretch(600, undefined, { activity: 'break' })])).toEqual([600])
  })

  test('are unknown while an entry is open, and provisional for entries that share its time', () => {
    const entries = [stretch(0, 3600), stretch(1800, undefined), stretch(0, 1800)]
    expect(reckon(entries, 'equal-share').map(({ seconds, provisional }) => [seconds, provisional])).toEqual([
      [2700, true],
      [undefined, false],
      [900, false],
    ])
    expect(reckon(entries, 'full').map(({ provisional }) => provisional)).toEqual([false, false, false])
  })

  test('in a window count only the part within it', () => {
    const entries = [stretch(0, 3600), stretch(1800, 5400)]
    expect(secondsOf(entries, 'equal-share', { from: later(1800), to: later(3600) })).toEqual([900, 900])
    expect(secondsOf(entries, 'full', { from: later(3600) })).toEqual([1800])
    expect(secondsOf(entries, 'full', { to: later(60) })).toEqual([60])
  })

  test('add up to the attendance without breaks, whatever overlaps (equal share)', () => {
    fc.assert(
      fc.property(someEntries, (entries) => {
        expect(total(secondsOf(entries))).toBe(coveredSeconds(entries).size)
        expect(personnelTimes(entries).attendanceSeconds).toBe(coveredSeconds(entries).size)
      }),
    )
  })

  test('of each entry differ from its exact share by less than a second per start or end of an entry', () => {
    fc.assert(
      fc.property(someEntries, (entries) => {
        const covered = [...coveredSeconds(entries).values()]
        for (const { entry, seconds } of reckon(entries, 'equal-share')) {
          const share = covered.filter((it) => it.includes(entry)).reduce((sum, it) => sum + 1 / it.length, 0)
          expect(Math.abs(Number(seconds) - share)).toBeLessThanOrEqual(2 * entries.length)
        }
      }),
    )
  })

  test('are the length of each entry without breaks (full)', () => {
    fc.assert(
      fc.property(someEntries, (entries) => {
        const covered = [...coveredSeconds(entries).values()]
        for (const { entry, seconds } of reckon(entries, 'full'))
          expect(seconds).toBe(covered.filter((it) => it.includes(entry)).length)
      }),
    )
  })

  test('do not depend on the order of the entries', () => {
    const byId = (entries: readonly Entry[]) =>
      new Map(reckon(entries, 'equal-share').map(({ entry, seconds }) => [entry.entryId, seconds]))
    fc.assert(
      fc.property(
        someEntries.chain((entries) =>
          fc.tuple(fc.constant(entries), fc.shuffledSubarray(entries, { minLength: entries.length })),
        ),
        ([entries, shuffled]) => {
          expect(byId(shuffled)).toEqual(byId(entries))
        },
      ),
    )
  })

  test('of two adjacent windows add up to those of both together', () => {
    fc.assert(
      fc.property(someEntries, fc.nat(900), (entries, cut) => {
        const at = later(cut)
        const parts = [{ to: at }, { from: at }].map((window) => total(secondsOf(entries, 'equal-share', window)))
        expect(total(parts)).toBe(total(secondsOf(entries)))
      }),
    )
  })
})

describe('the times of a person', () => {
  test('are attendance, work for orders and their ratio, by ISO 22400-2', () => {
    const direct = { activity: 'production', orderId: 'O-1' as OrderId } as const
    const entries = [stretch(0, 3600, direct), stretch(1800, 5400), stretch(5400, 6000, { activity: 'break' })]
    expect(personnelTimes(entries)).toEqual({ attendanceSeconds: 5400, workSeconds: 3600, efficiency: '0.6667' })
    expect(personnelTimes([stretch(0, undefined)])).toEqual({ attendanceSeconds: 0, workSeconds: 0 })
    expect(personnelTimes([anEntry({ to: noon })])).toEqual({ attendanceSeconds: 0, workSeconds: 0 })
  })
})
