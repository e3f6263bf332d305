import { describe, expect, test } from 'vitest'
import { evolve, type LabourFact } from '../../../shared/domain/labour/labour-record.ts'
import { later, noon } from '../../support/given.ts'
import { anEntry } from '../../support/labour.ts'

const { corrections: _none, ...clockedOn } = anEntry()
const labour = (type: string, data: object) => ({ type: `andon.labour.${type}.v1`, data }) as LabourFact
const evolved = (fact: LabourFact, before?: Parameters<typeof evolve>[0]) => evolve(before, fact, later(9), 'olga')

describe('an entry after a fact', () => {
  test.each(['clocked-on', 'break-started'])('begins with it: %s', (type) => {
    expect(evolved(labour(type, clockedOn))).toEqual({ ...clockedOn, corrections: [] })
  })

  test.each(['clocked-off', 'break-ended'])('is as the fact says, with what is on record of it: %s', (type) => {
    const correction = { was: { activity: 'meeting', from: noon }, reason: 'Typo', at: noon, by: 'olga' } as const
    const missing = { shiftId: 'early', shiftEndedAt: later(3) }
    const before = { ...clockedOn, corrections: [correction], missing }
    expect(evolved(labour(type, { ...clockedOn, to: later(5) }), before)).toEqual({ ...before, to: later(5) })
  })

  test('has the shift without a clock-off, and what stopped it', () => {
    const stopped = { ...clockedOn, to: later(3), stoppedBy: 'shift-end' }
    const flagged = labour('clock-off-missing', { ...stopped, shiftId: 'early', shiftEndedAt: later(3) })
    expect(evolved(flagged, anEntry())).toEqual({
      ...stopped,
      corrections: [],
      missing: { shiftId: 'early', shiftEndedAt: later(3) },
    })
  })

  test('has the corrected times, and keeps the old ones, with person, time and reason', () => {
    const { entryId, personId } = clockedOn
    const was = { activity: 'meeting', from: noon, to: later(5) } as const
    const now = { activity: 'training', from: noon, to: later(4) } as const
    const first = { was: { ...was, to: later(1) }, reason: 'Typo', at: noon, by: 'ada' }
    const before = { ...clockedOn, ...was, corrections: [first] }
    expect(evolved(labour('corrected', { entryId, personId, was, now, reason: 'By the gate log' }), before)).toEqual({
      entryId,
      personId,
      ...now,
      corrections: [first, { was, reason: 'By the gate log', at: later(9), by: 'olga' }],
    })
  })
})
