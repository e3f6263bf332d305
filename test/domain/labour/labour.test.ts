import { describe, expect, test } from 'vitest'
import type { OrderId, StepId } from '../../../events/identifiers.ts'
import type { Activity, Work } from '../../../events/labour.ts'
import { activities } from '../../../events/names.ts'
import type { Accepted, Decision } from '../../../shared/domain/decision.ts'
import { clockOff, clockOn, endBreak, flagMissingClockOff, startBreak } from '../../../shared/domain/labour/labour.ts'
import type { Entry } from '../../../shared/domain/labour/timecard.ts'
import type { BoundOrder } from '../../../shared/domain/orders/order.ts'
import * as given from '../../support/given.ts'
import { ada, by, codes, later, noon, olga, order, person, running, snapshot } from '../../support/given.ts'
import { anEntry, aTimecard } from '../../support/labour.ts'

const orderId = 'O-1' as OrderId
const weigh = { orderId, stepId: 'weigh' as StepId }
const production: Work = { activity: 'production', ...weigh }
const place = (more: object = {}) => ({ order: order(), snapshot: snapshot(), person: person(), ...more })
const on = (work: Work, where: object = {}, timecard = aTimecard(), who = by(ada)) =>
  clockOn(timecard, work, anEntry().entryId, place(where), who)

const taken = (decision: Decision | 'nothing'): Accepted => {
  if (decision === 'nothing' || decision.outcome === 'refused')
    throw new Error(`It was refused: ${JSON.stringify(decision)}`)
  return decision
}
/** The open entries that a decision leaves on the timecard, and the entry that it ends. */
const left = (decision: Decision | 'nothing') => {
  const { changes, fact } = taken(decision)
  const saved = (kind: string) => changes.flatMap((it) => (it.change === 'save' && it.kind === kind ? [it.value] : []))
  return {
    fact,
    open: saved('timecard')[0] as { open: Entry[] } | undefined,
    ended: saved('entry')[0] as Entry | undefined,
  }
}

describe('a person who clocks on', () => {
  test('for a step has an open entry for it, and the order records it', () => {
    const { fact, open } = left(on(production))
    expect(fact).toMatchObject({
      type: 'andon.labour.clocked-on.v1',
      about: { type: 'order', id: 'O-1' },
      data: { personId: 'ada', ...production, from: noon },
    })
    expect(open?.open).toMatchObject([{ ...production, from: noon, corrections: [] }])
  })

  test('for indirect work has an entry without an order', () => {
    expect(left(on({ activity: 'training' }, { order: undefined })).fact.about).toBeUndefined()
  })

  test('may do so for several works at once, and once for each', () => {
    const timecard = aTimecard(anEntry({ ...production }), anEntry({ activity: 'meeting' }))
    expect(
      left(on({ activity: 'production', orderId, stepId: 'mix' as StepId }, {}, timecard)).open?.open,
    ).toHaveLength(3)
    expect(codes(on(production, {}, timecard))).toEqual(['already-clocked-on'])
  })

  test('is another person only if a supervisor says so', () => {
    const ben = { ...ada, id: 'ben', name: 'Ben Okafor' }
    expect(codes(on({ activity: 'meeting' }, {}, aTimecard(), by(ben)))).toEqual(['forbidden'])
    expect(codes(on({ activity: 'meeting' }, {}, aTimecard(), by(olga)))).toEqual([])
  })

  test('is refused with every reason', () => {
    const ben = by({ ...ada, id: 'ben', name: 'Ben Okafor' })
    const timecard = aTimecard(anEntry(production), anEntry({ activity: 'break' }))
    const where = { order: order({ status: 'paused', holds: ['H-1'] }), person: undefined }
    expect(codes(on(production, where, timecard, ben))).toEqual([
      'forbidden',
      'already-clocked-on',
      'on-break',
      'order-wrong-status',
      'order-on-hold',
      'person-not-qualified',
    ])
  })
})

describe('work for an order', () => {
  const statuses = {
    created: given.createdOrder(),
    released: order({ status: 'released' }),
    running: order(),
    paused: order({ status: 'paused' }),
    'on hold': order({ holds: ['H-1'] }),
    completed: order({ status: 'completed' }),
    closed: order({ status: 'closed' }),
    aborted: order({ status: 'aborted' }),
  }
  const when: Readonly<Record<string, readonly string[]>> = {
    production: ['running'],
    rework: ['running'],
    'set-up': ['released', 'running', 'paused', 'on hold'],
    cleaning: ['released', 'running', 'paused', 'on hold', 'completed', 'aborted'],
  }
  const takenFor = (activity: Activity, more: object = {}) =>
    Object.entries(statuses)
      .filter(([, found]) => codes(on({ activity, orderId, ...more }, { order: found })).length === 0)
      .map(([status]) => status)

  test.each(Object.entries(when))('is %s if the order is %j', (activity, expected) => {
    expect(takenFor(activity as Activity)).toEqual(expected)
    expect(takenFor(activity as Activity, { stepId: 'weigh' })).toEqual(expected)
  })

  test('that is indirect may name any existing order', () => {
    for (const activity of activities.filter((it) => !(it in when)))
      expect(takenFor(activity)).toEqual(Object.keys(statuses))
  })

  test.each(activities)('of the kind %s is refused for an unknown order or step', (activity) => {
    expect(codes(on({ activity, orderId }, { order: undefined, snapshot: undefined }))).toEqual(['not-found'])
    expect(codes(on({ activity, orderId, stepId: 'bake' as StepId }))).toEqual(['step-unknown'])
  })

  test('at a step passes its gate: a person whose qualification has ended may train there, and not produce', () => {
    const expired = { person: person({ qualifications: [{ qualificationId: 'weighing', validUntil: noon }] }) }
    expect(codes(on(production, expired))).toEqual(['qualification-expired'])
    expect(codes(on({ ...production, activity: 'rework' }, { person: undefined }))).toEqual(['person-not-qualified'])
    expect(codes(on({ ...production, activity: 'training' }, expired))).toEqual([])
  })

  test('at a step that is complete is over', () => {
    const done: BoundOrder = order({ steps: { weigh: { status: 'completed' } } })
    expect(codes(on(production, { order: done }))).toEqual(['step-not-running'])
    expect(codes(on(production, { order: order({ steps: { weigh: running() } }) }))).toEqual([])
    expect(codes(on({ ...production, activity: 'cleaning' }, { order: done }))).toEqual([])
  })
})

describe('a person who clocks off', () => {
  const meeting = anEntry({ from: later(-60) })
  const weighing = anEntry({ ...production, from: later(-30) })
  const off = (asked: object, ...entries: Entry[]) => clockOff(aTimecard(...entries), asked, by(ada))

  test('ends the only open entry', () => {
    const { fact, open, ended } = left(off({}, weighing))
    expect(fact).toMatchObject({ type: 'andon.labour.clocked-off.v1', about: { type: 'order', id: 'O-1' } })
    expect(open?.open).toEqual([])
    expect(ended).toEqual({ ...weighing, to: noon })
  })

  test.each([{ entryId: weighing.entryId }, { activity: 'production' }, { orderId: 'O-1' }, weigh])(
    'ends the entry with %j, and not the other',
    (asked) => {
      const { open, ended } = left(off(asked, meeting, weighing))
      expect(open?.open).toEqual([meeting])
      expect(ended?.entryId).toBe(weighing.entryId)
    },
  )

  test('must say which one, if several fit', () => {
    expect(codes(off({}, meeting, weighing))).toEqual(['clock-off-ambiguous'])
    expect(codes(off({ orderId: 'O-2' }, meeting, weighing))).toEqual(['not-clocked-on'])
  })

  test('may do so up to a day later, and not a millisecond more', () => {
    expect(codes(off({}, anEntry({ from: later(-86_400) })))).toEqual([])
    expect(codes(off({}, anEntry({ from: later(-86_400.001) })))).toEqual(['clock-off-late'])
  })

  test('does not end an entry that began later, as with a slow clock', () => {
    expect(codes(off({}, anEntry({ from: later(1) })))).toEqual(['interval-invalid'])
  })

  test('cannot be on a break', () => {
    expect(codes(off({}, meeting, anEntry({ activity: 'break' })))).toEqual(['on-break'])
  })
})

describe('a break', () => {
  const meeting = anEntry({ from: later(-60) })
  test('interrupts all open entries, and is an entry of its own', () => {
    const { open } = left(startBreak(aTimecard(meeting), anEntry().entryId, by(ada)))
    expect(open?.open).toMatchObject([meeting, { activity: 'break', from: noon }])
    const pause = anEntry({ activity: 'break', from: later(-30) })
    const end = left(endBreak(aTimecard(meeting, pause), by(ada)))
    expect([end.open?.open, end.ended]).toEqual([[meeting], { ...pause, to: noon }])
  })

  test('needs an open entry, and ends before the next break', () => {
    expect(codes(startBreak(aTimecard(), anEntry().entryId, by(ada)))).toEqual(['not-clocked-on'])
    const paused = aTimecard(meeting, anEntry({ activity: 'break' }))
    expect(codes(startBreak(paused, anEntry().entryId, by(ada)))).toEqual(['on-break'])
    expect(codes(endBreak(aTimecard(meeting), by(ada)))).toEqual(['not-on-break'])
  })
})

describe('a clock-off that is missing', () => {
  const shift = { shiftId: 'early', from: later(-8 * 3600), to: later(-1800) }
  const forgotten = anEntry({ from: later(-7 * 3600) })
  const flag = (entry: Entry, of = shift, where = aTimecard(entry)) =>
    flagMissingClockOff(where, entry.entryId, of, by(olga))
  const missing = { shiftId: 'early', shiftEndedAt: shift.to }

  test('stops the clock at the end of the shift, and the entry says so', () => {
    const { open, ended } = left(flag(forgotten))
    expect(ended).toEqual({ ...forgotten, to: shift.to, missing, stoppedBy: 'shift-end' })
    expect(open).toMatchObject({ open: [], stopped: { entryId: forgotten.entryId, at: shift.to } })
  })

  test('stops it at the longest that an entry may be, and never in the future', () => {
    const long = { ...shift, from: later(-40 * 3600) }
    const ofYesterday = anEntry({ from: later(-25 * 3600) })
    expect(left(flag(ofYesterday, long)).ended).toMatchObject({ to: later(-3600), stoppedBy: 'longest-entry' })
    const ahead = { ...shift, to: later(7200) }
    expect(left(flag(forgotten, ahead)).ended).toMatchObject({ to: noon, stoppedBy: 'shift-end' })
  })

  test('is flagged once, and not after a clock-off meanwhile', () => {
    expect(flag({ ...forgotten, missing })).toBe('nothing')
    expect(flag(forgotten, shift, aTimecard())).toBe('nothing')
  })

  test('is named to a person who clocks off later, until the next clock-on', () => {
    const stopped = { ...aTimecard(), stopped: { entryId: forgotten.entryId, at: shift.to } }
    expect(clockOff(stopped, {}, by(ada))).toMatchObject({
      violations: [{ code: 'not-clocked-on', variant: 'stopped', ref: `entry:${forgotten.entryId}` }],
    })
    expect(left(on({ activity: 'meeting' }, {}, stopped)).open).not.toHaveProperty('stopped')
  })
})
