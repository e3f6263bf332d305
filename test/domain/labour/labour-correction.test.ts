import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Work } from '../../../events/labour.ts'
import { correctEntry, reachHours, reachOf } from '../../../shared/domain/labour/labour-correction.ts'
import type { Entry } from '../../../shared/domain/labour/timecard.ts'
import { accepted, allSaved, by, codes, later, noon, olga, order, snapshot, told, whyNot } from '../../support/given.ts'
import { anEntry, aTimecard } from '../../support/labour.ts'

const production = told<Work>({ activity: 'production', orderId: 'O-1', stepId: 'weigh' })
const open = anEntry({ from: later(-7200) })
const ended: Entry = { ...open, to: later(-3600) }

const correct = (entry: Entry, body: object, others: Entry[] = [], where: object = {}) =>
  correctEntry(
    aTimecard(...(entry.to === undefined ? [entry] : [])),
    entry,
    others,
    { personId: entry.personId, reason: 'By the gate log', ...body },
    { order: order(), snapshot: snapshot(), ...where },
    by(olga),
  )
/** What is left open on the timecard, where that changes, and the entry that is ended. */
const left = (decision: ReturnType<typeof correct>) => {
  const [timecard] = allSaved(decision, 'timecard')
  const [entry] = allSaved(decision, 'entry')
  return { fact: accepted(decision).fact, open: timecard?.open, ended: entry }
}

describe('correcting an entry', () => {
  test('keeps the old times, who changed them, when and why', () => {
    const done = left(correct(ended, { to: later(-1800) }))
    const was = { activity: 'meeting', from: ended.from, to: ended.to }
    expect(done).toEqual({
      fact: {
        type: 'andon.labour.corrected.v1',
        data: {
          entryId: ended.entryId,
          personId: 'ada',
          was,
          now: { ...was, to: later(-1800) },
          reason: 'By the gate log',
        },
      },
      open: undefined,
      ended: {
        ...ended,
        to: later(-1800),
        corrections: [{ was, reason: 'By the gate log', at: noon, by: 'olga' }],
      },
    })
  })

  test('removes nothing from the record: older values come first', () => {
    const once = left(correct(ended, { to: later(-1800) })).ended ?? ended
    const twice = left(correct(once, { from: later(-7000) })).ended
    expect(twice?.corrections.map((it) => it.was.to)).toEqual([later(-3600), later(-1800)])
  })

  test('ends an entry without a clock-off, and the flag stays on it', () => {
    const missing = { shiftId: 'early', shiftEndedAt: later(-1800) }
    const done = left(correct({ ...open, missing }, { to: later(-60) }))
    expect(done.open).toEqual([])
    expect(done.ended).toMatchObject({ to: later(-60), missing })
  })

  test('of the start leaves an open entry open', () => {
    const done = left(correct(open, { from: later(-9000) }))
    expect(done.open).toMatchObject([{ from: later(-9000) }])
    expect(done.ended).toBeUndefined()
  })

  test('moves the whole time to other work, on the record of its order', () => {
    const { fact, ended: moved = ended } = left(correct(ended, { work: production }))
    expect(moved).toMatchObject(production)
    expect(fact.about).toEqual({ type: 'order', id: 'O-1' })
    const back = left(correct(moved, { work: { activity: 'meeting' } }))
    expect([back.ended?.activity, back.ended?.orderId, back.ended?.stepId]).toEqual(['meeting', undefined, undefined])
    expect(back.fact).not.toHaveProperty('about')
  })

  test('is refused for an unknown order or step', () => {
    expect(whyNot(correct(ended, { work: production }, [], { order: undefined }))).toEqual([
      ['not-found', { type: 'order', id: 'O-1' }, 'order:O-1'],
    ])
    expect(whyNot(correct(ended, { work: { ...production, stepId: 'bake' } }))).toEqual([
      ['step-unknown/in-recipe', { orderId: 'O-1', stepId: 'bake' }, 'stepId'],
    ])
  })

  test('is refused for an impossible time', () => {
    expect(whyNot(correct(ended, { to: later(-7201) }))).toEqual([
      ['interval-invalid/end-first', { from: later(-7200), to: later(-7201) }, 'to'],
    ])
    expect(whyNot(correct(ended, { to: later(1) }))).toEqual([['interval-in-future/end', { to: later(1) }, 'to']])
    expect(whyNot(correct(ended, { from: later(1), to: later(2) }))).toEqual([
      ['interval-in-future/beginning', { from: later(1) }, 'from'],
      ['interval-in-future/end', { to: later(2) }, 'to'],
    ])
    expect(codes(correct(ended, { to: noon }))).toEqual([])
    expect(codes(correct(ended, { to: ended.from }))).toEqual([])
  })

  test('allows a day at most, and moves the start by a day at most', () => {
    const day = 86_400
    expect(codes(correct(ended, { from: later(-day), to: noon }))).toEqual([])
    expect(whyNot(correct(ended, { from: later(-day - 0.001), to: noon }))).toEqual([
      ['interval-invalid/too-long', { from: later(-day - 0.001), to: noon, hours: 24 }, 'to'],
    ])
    expect(codes(correct(ended, { from: later(-7200 - day), to: later(-day) }))).toEqual([])
    expect(whyNot(correct(ended, { from: later(-7200.001 - day), to: later(-day) }))).toEqual([
      ['interval-invalid/far-from-clock', { clockedOnAt: later(-7200), hours: 24 }, 'from'],
    ])
  })

  test('moves the start to later by a day at most, too', () => {
    const old = anEntry({ from: later(-90_000), to: later(-80_000) })
    expect(codes(correct(old, { from: later(-3600), to: noon }))).toEqual([])
    expect(codes(correct(old, { from: later(-3599.999), to: noon }))).toEqual(['interval-invalid'])
  })

  test('counts the day from the clock-on, whatever the number of corrections', () => {
    const once = left(correct(ended, { from: later(-80_000), to: later(-70_000) })).ended ?? ended
    expect(codes(correct(once, { from: later(-7200 - 86_401), to: later(-90_000) }))).toEqual(['interval-invalid'])
  })

  test('does not overlap the same work, and names the other entry', () => {
    const next = anEntry({ from: later(-3600), to: later(-60) })
    expect(whyNot(correct(ended, { to: later(-3599) }, [next]))).toEqual([
      ['interval-overlaps', { work: { activity: 'meeting' }, from: next.from, to: next.to }, `entry:${next.entryId}`],
    ])
    const running = anEntry({ from: later(-120) })
    expect(whyNot(correct(ended, { to: later(-60) }, [running]))).toEqual([
      ['interval-overlaps', { work: { activity: 'meeting' }, from: running.from }, `entry:${running.entryId}`],
    ])
    expect(codes(correct(open, { from: later(-7300) }, [next]))).toEqual(['interval-overlaps'])
  })

  test('may overlap other work and itself, and may touch the same work', () => {
    const next = anEntry({ from: later(-3600), to: later(-60) })
    expect(codes(correct(ended, { to: later(-3599) }, [{ ...next, activity: 'training' }]))).toEqual([])
    expect(codes(correct(ended, { from: later(-7000) }, [next, ended]))).toEqual([])
    expect(codes(correct(ended, {}, [next]))).toEqual([])
  })

  test('that is undone restores the times, with both corrections on record', () => {
    const second = fc.integer({ min: -80_000, max: 0 })
    fc.assert(
      fc.property(second, second, (one, other) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other)]
        const there = left(correct(ended, { from: later(from), to: later(to) })).ended ?? ended
        const back = left(correct(there, { from: ended.from, to: ended.to })).ended
        expect(back).toEqual({ ...ended, corrections: back?.corrections })
        expect(back?.corrections).toHaveLength(2)
      }),
    )
  })
})

describe('the search for entries that may touch', () => {
  const hours = (count: number) => later(count * 3600)

  test('covers three days around the clock-on, whatever the correction', () => {
    expect(reachHours).toBe(72)
    expect(reachOf(ended)).toEqual({ from: hours(-74), to: hours(70) })
    const moved = left(correct(ended, { from: later(-80_000), to: later(-70_000) })).ended ?? ended
    expect(reachOf(moved)).toEqual({ from: hours(-74), to: hours(70) })
  })

  test('finds all that a correction could make it overlap with', () => {
    const day = 86_400
    const shift = fc.integer({ min: -day, max: day })
    const length = fc.integer({ min: 0, max: day })
    const clock = fc.integer({ min: -5 * day, max: 5 * day })
    fc.assert(
      fc.property(shift, length, clock, shift, length, (moved, long, otherClock, otherMoved, otherLong) => {
        // Both are within a day of their clock, and no longer than a day.
        const [from, other] = [moved, otherClock + otherMoved]
        fc.pre(from < other + otherLong && other < from + long)
        const { from: earliest, to: latest } = reachOf(anEntry({ from: noon }))
        expect(later(otherClock) >= earliest && later(otherClock) <= latest).toBe(true)
      }),
    )
  })
})
