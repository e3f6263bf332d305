import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as crossing from '../../../shared/domain/quality/crossing.ts'
import { said } from '../../support/crossing.ts'
import { later, noon, told } from '../../support/given.ts'

type RemoteHold = crossing.RemoteHold
type Told = Partial<Omit<RemoteHold, 'holdId'>>
const hold = (holdId: string, more: Told = {}) => ({ ...told<Pick<RemoteHold, 'holdId'>>({ holdId }), ...more })
const received = (at = noon) => told<crossing.ReceivedLot>({ site: 'lyon', lotId: 'L-1', at })
const there = told<crossing.LotAt>({ site: 'cork', lotId: 'C-1' })

describe('the hold in a fact', () => {
  const word = (type: Parameters<typeof said>[1], data: object, sequence = 7) =>
    crossing.reportOf(said('cork', type, data, { recordedAt: later(5), sequence }) as crossing.ReportingFact)
  const lot = { type: 'lot', id: 'C-1' }
  const onLot = (it: RemoteHold) => ({ about: 'hold', lot: there, hold: it })

  test('has its start with the reason, and its end', () => {
    const placed = { holdId: 'H-1', subject: lot, reason: 'Glass' }
    expect(word('andon.hold.placed.v1', placed)).toEqual(onLot(hold('H-1', { since: later(5), reason: 'Glass' })))
    expect(word('andon.hold.placed.v1', { ...placed, purpose: 'recall' })).toMatchObject({
      hold: { purpose: 'recall' },
    })
    expect(word('andon.hold.released.v1', { holdId: 'H-1', subject: lot })).toEqual(
      onLot(hold('H-1', { until: later(5) })),
    )
  })

  test('is the same for an inherited hold, without a reason', () => {
    expect(word('andon.lot.hold-inherited.v1', { lotId: 'C-1', holdId: 'H-1' })).toEqual(
      onLot(hold('H-1', { since: later(5) })),
    )
    expect(word('andon.lot.hold-ended.v1', { lotId: 'C-1', holdId: 'H-1' })).toEqual(
      onLot(hold('H-1', { until: later(5) })),
    )
  })

  test.each(['order', 'sublot', 'unit', 'material', 'equipment', 'recipe'])('is absent for a hold on: %s', (type) => {
    const subject = { type, id: 'X-1' }
    expect(word('andon.hold.placed.v1', { holdId: 'H-1', subject, reason: 'Glass' })).toBeUndefined()
    expect(word('andon.hold.released.v1', { holdId: 'H-1', subject })).toBeUndefined()
  })

  test.each(['andon.lot.status-changed.v1', 'andon.lot.synchronized.v1'] as const)(
    'is a rejection or its end, at its place in the record of the lot: %s',
    (type) => {
      expect(word(type, { lotId: 'C-1', status: 'rejected', reason: 'Glass' })).toEqual(
        onLot(hold('rejected.7', { since: later(5), reason: 'Glass' })),
      )
      expect(word(type, { lotId: 'C-1', status: 'rejected' })).toEqual(onLot(hold('rejected.7', { since: later(5) })))
      expect(word(type, { lotId: 'C-1', status: 'released' })).toEqual(onLot(hold('released.7', { until: later(5) })))
      expect(word(type, { lotId: 'C-1', status: 'quarantine' })).toBeUndefined()
      expect(word(type, { lotId: 'C-1', sublotId: 'A', status: 'rejected' })).toBeUndefined()
    },
  )

  test('may be a receipt at another site, but not a return to the original site', () => {
    const origin = { site: 'turin', lotId: 'T-1' }
    expect(word('andon.lot.received.v1', { lotId: 'C-1', origin })).toEqual({
      about: 'receipt',
      lot: origin,
      received: { ...there, at: later(5) },
    })
    expect(word('andon.lot.received.v1', { lotId: 'C-1', origin: { site: 'cork', lotId: 'C-0' } })).toBeUndefined()
    expect(word('andon.lot.received.v1', { lotId: 'C-1' })).toBeUndefined()
  })

  test('has the names that stand for a rejection and a release apart from those that people give', () => {
    expect(['rejected.7', 'released.7', 'rejected.x', 'H-rejected.7', 'rejected.'].map(crossing.isInForce)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ])
    expect(['rejected.7', 'released.7'].map(crossing.isRejection)).toEqual([true, false])
  })
})

describe('the record of holds on a lot', () => {
  const rejected = (place: number, more: Told = {}) => hold(`rejected.${place}`, { since: later(place), ...more })
  const released = (place: number) => hold(`released.${place}`, { until: later(place) })

  test('ends each rejection with the first release after it', () => {
    expect(crossing.withEnds([released(30), rejected(20), released(10), rejected(5), released(40)])).toEqual([
      rejected(5, { until: later(10) }),
      rejected(20, { until: later(30) }),
    ])
  })

  test('leaves the rejection open that no release follows, and other holds as they are', () => {
    expect(crossing.withEnds([hold('H-1', { since: noon }), released(3), rejected(4)])).toEqual([
      hold('H-1', { since: noon }),
      rejected(4),
    ])
  })

  test('marks a rejection of what was rejected already', () => {
    expect(crossing.withEnds([rejected(1), rejected(2), released(3), rejected(4)])).toEqual([
      rejected(1, { until: later(3) }),
      rejected(2, { until: later(3), isRepeated: true }),
      rejected(4),
    ])
  })

  test('orders the places as numbers', () => {
    expect(crossing.withEnds([rejected(9), released(10)])).toEqual([rejected(9, { until: later(10) })])
  })

  test('is the same in whatever order it was heard', () => {
    const facts = fc
      .uniqueArray(fc.nat(30), { maxLength: 8 })
      .chain((places) => fc.tuple(...places.map((it) => fc.boolean().map((no) => (no ? rejected(it) : released(it))))))
    fc.assert(
      fc.property(
        facts.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          expect(crossing.withEnds(shuffled)).toEqual(crossing.withEnds(all))
        },
      ),
    )
  })
})

describe('whether a hold applies to a lot that another site received', () => {
  test('it does if it was not over by then, though it began later', () => {
    expect(crossing.crosses(hold('H-1', { since: later(-9) }), received())).toBe(true)
    expect(crossing.crosses(hold('H-1', { since: later(9) }), received())).toBe(true)
    expect(crossing.crosses(hold('H-1', { since: later(-9), until: later(1) }), received())).toBe(true)
    expect(crossing.crosses(hold('H-1', { since: later(-9), until: later(-1) }), received())).toBe(false)
  })

  test('it does if it ended at the very instant of the receipt', () => {
    expect(crossing.crosses(hold('H-1', { since: later(-9), until: noon }), received())).toBe(true)
  })

  test('it does not while only its end is known, nor when it is a repeated rejection', () => {
    expect(crossing.crosses(hold('H-1', { until: later(9) }), received())).toBe(false)
    expect(crossing.crosses(hold('rejected.2', { since: later(-9), isRepeated: true }), received())).toBe(false)
  })
})

test('the site of the lot is told whose hold it is, why, what for and when it ended there', () => {
  const told = { to: 'lyon', lotId: 'L-1', origin: { ...there, holdId: 'H-1' } }
  expect(crossing.crossingOf(there, hold('H-1', { since: noon }), received())).toEqual(told)
  const recall = hold('H-1', { since: noon, reason: 'Glass', purpose: 'recall', until: later(9) })
  expect(crossing.crossingOf(there, recall, received())).toEqual({
    ...told,
    reason: 'Glass',
    purpose: 'recall',
    releasedAt: later(9),
  })
})
