import { describe, expect, test } from 'vitest'
import { answerOfDeviation, answerOfOrder } from '../../../shared/domain/execution/waits.ts'
import { aDeviation, createdOrder, kg, later, order } from '../../support/given.ts'

describe('the workflow of a deviation', () => {
  const answer = (waiting: string, more: Parameters<typeof aDeviation>[0] = {}) =>
    answerOfDeviation(waiting, aDeviation(more), later(60))

  test('learns the severity once it is classified, with how long quality may take', () => {
    expect(answer('classification')).toBeUndefined()
    expect(answer('classification', { status: 'classified', severity: 'minor' })).toEqual({
      severity: 'minor',
      patienceSeconds: 24 * 3600,
    })
    expect(answer('classification', { status: 'investigated', severity: 'critical' })).toEqual({
      severity: 'critical',
      patienceSeconds: 3600,
    })
  })

  test('goes on waiting while only the reporter has given a severity', () => {
    expect(answer('classification', { severity: 'critical' })).toBeUndefined()
  })

  test('learns the disposition, and whether a corrective action is required (no by default)', () => {
    expect(answer('disposition', { status: 'classified', severity: 'major' })).toBeUndefined()
    expect(answer('disposition', { disposition: 'scrap', severity: 'minor' })).toEqual({
      disposition: 'scrap',
      capaRequired: false,
      patienceSeconds: 24 * 3600,
    })
    expect(answer('disposition', { disposition: 'scrap', capaRequired: true })).toEqual({
      disposition: 'scrap',
      capaRequired: true,
      patienceSeconds: 4 * 3600,
    })
  })

  test('waits forever for an unknown decision', () => {
    expect(answer('weather', { status: 'classified', severity: 'minor', disposition: 'scrap' })).toBeUndefined()
  })
})

describe('the workflow of a batch', () => {
  const complete = (more: Parameters<typeof order>[0] = {}) =>
    order({ status: 'completed', produced: { 'SYR-1': kg('99') }, ...more })
  const toReview = complete({ deviations: { 'dev-1': 'closed' } })

  test('waits for its order to be released', () => {
    for (const waiting of ['record', 'review', 'signature'])
      expect(answerOfOrder(waiting, createdOrder())).toBeUndefined()
  })

  test('goes on to what the batch waits for now, and waits while that is the same', () => {
    expect(answerOfOrder('record', order())).toBeUndefined()
    expect(answerOfOrder('record', complete())).toEqual({ waitingFor: 'signature' })
    expect(answerOfOrder('record', toReview)).toEqual({ waitingFor: 'review' })
    expect(answerOfOrder('review', toReview)).toBeUndefined()
    expect(answerOfOrder('review', { ...toReview, reviewed: ['dev-1'] })).toEqual({ waitingFor: 'signature' })
    // A hold that comes during the review brings it back.
    expect(answerOfOrder('review', { ...toReview, holds: ['H-1'] })).toEqual({ waitingFor: 'record' })
  })

  test('ends only with the decision', () => {
    expect(answerOfOrder('signature', complete())).toBeUndefined()
    expect(answerOfOrder('signature', toReview)).toBeUndefined()
    expect(answerOfOrder('signature', complete({ decision: 'rejected' }))).toEqual({ decision: 'rejected' })
  })
})
