import { describe, expect, test } from 'vitest'
import type { Fact } from '../../../events/envelope.ts'
import { english } from '../../../events/sentences/english.ts'
import {
  decideBatch,
  exceptionsOf,
  reviewException,
  waitingFor,
} from '../../../shared/domain/execution/batch-decision.ts'
import type { BoundOrder } from '../../../shared/domain/orders/order.ts'
import * as given from '../../support/given.ts'
import { ada, codes, createdOrder, later, lot, noon, olga, order, signed, unsigned } from '../../support/given.ts'

const complete = (more: Partial<BoundOrder> = {}) =>
  order({ status: 'completed', produced: { 'SYR-1': { value: '99', unit: 'kg' } }, ...more })
const decide = (
  found: Parameters<typeof decideBatch>[0],
  how: 'released' | 'rejected',
  by = signed(),
  lots = [lot()],
) => decideBatch(found, lots, how, how === 'rejected' ? 'It is cloudy' : undefined, by)

describe('a batch', () => {
  test('is released when its record is complete, everything is reviewed and quality signs', () => {
    expect(decide(complete({ deviations: { 'dev-1': 'closed' }, reviewed: ['dev-1'] }), 'released')).toMatchObject({
      outcome: 'accepted',
      fact: { type: 'andon.batch.released.v1', data: { orderId: 'O-1', product: 'SYRUP', lots: ['SYR-1'] } },
      changes: [
        { kind: 'order', value: { decision: 'released' } },
        { change: 'require-no-hold', lotId: 'SUC-1' },
      ],
      signatures: [{ personId: 'quinn' }],
    })
  })

  test('is rejected with a reason and a signature, whatever else is open', () => {
    const open = { deviations: { 'dev-1': 'open' }, holds: ['H-1'] } as const
    for (const status of ['completed', 'aborted'] as const) {
      expect(decide(order({ status, ...open }), 'rejected')).toMatchObject({
        fact: { type: 'andon.batch.rejected.v1', data: { reason: 'It is cloudy' } },
      })
    }
    expect(codes(decide(complete(), 'rejected', unsigned))).toEqual(['signature-missing'])
  })

  test('is decided when its order is over, and once', () => {
    expect(codes(decide(order(), 'rejected'))).toEqual(['order-wrong-status'])
    expect(codes(decide(order({ status: 'aborted' }), 'released'))).toEqual(['order-wrong-status'])
    expect(codes(decide(createdOrder(), 'released', unsigned))).toEqual(['order-wrong-status', 'signature-missing'])
    for (const decision of ['released', 'rejected'] as const)
      for (const how of ['released', 'rejected'] as const)
        expect(codes(decide(complete({ decision }), how))).toEqual(['batch-decided'])
  })

  test('is not released while a lot of it is on hold', () => {
    expect(codes(decide(complete(), 'released', signed(), [lot(), lot({ holds: ['H-1'] })]))).toEqual(['hold-open'])
  })

  test('waits for its record, then for the review, then for the signature', () => {
    expect(waitingFor(order())).toBe('record')
    expect(waitingFor(complete({ holds: ['H-1'] }))).toBe('record')
    expect(waitingFor(complete({ deviations: { 'dev-1': 'open' } }))).toBe('record')
    expect(waitingFor(complete({ deviations: { 'dev-1': 'closed' } }))).toBe('review')
    expect(waitingFor(complete({ deviations: { 'dev-1': 'closed' }, reviewed: ['dev-1'] }))).toBe('signature')
    expect(waitingFor(order({ status: 'aborted', deviations: { 'dev-1': 'open' } }))).toBe('signature')
    expect(waitingFor(complete({ decision: 'rejected', deviations: { 'dev-1': 'open' } }))).toBe('signature')
  })
})

describe('an exception of a batch', () => {
  const closed = complete({ deviations: { 'dev-1': 'closed' } })

  test('is reviewed and signed once it is closed, and counts once', () => {
    const review = reviewException(closed, 'dev-1', 'Seen', signed())
    expect(review).toMatchObject({
      fact: { type: 'andon.exception.reviewed.v1' },
      changes: [{ kind: 'order', value: { reviewed: ['dev-1'] } }],
    })
    const again = reviewException({ ...closed, reviewed: ['dev-1'] }, 'dev-1', 'Seen again', signed())
    expect(again).toMatchObject({ changes: [{ value: { reviewed: ['dev-1'] } }] })
  })

  test('is an override without deviation, which the batch waits for and a person other than its signer reviews', () => {
    const overridden = complete({ exceptions: ['override-1'], signers: { 'override-1': 'olga' } })
    expect(waitingFor(overridden)).toBe('review')
    const review = (who = given.quinn) =>
      reviewException(overridden, 'override-1', 'Plausible', signed(who, 'reviewed'))
    expect(review(olga)).toMatchObject({
      violations: [
        {
          code: 'signature-same-person',
          variant: 'review',
          params: { person: 'Olga Petrova' },
          ref: 'signature/signer',
        },
      ],
    })
    expect(review()).toMatchObject({ outcome: 'accepted', changes: [{ value: { reviewed: ['override-1'] } }] })
  })

  test('is refused with everything that is wrong', () => {
    const open = complete({ deviations: { 'dev-1': 'open' }, decision: 'rejected' })
    expect(codes(reviewException(open, 'dev-1', 'Seen', unsigned))).toEqual([
      'deviation-open',
      'batch-decided',
      'signature-missing',
    ])
    expect(codes(reviewException(closed, 'dev-2', 'Seen', signed()))).toEqual(['exception-unknown'])
    expect(codes(reviewException(createdOrder(), 'dev-1', 'Seen', signed()))).toEqual(['order-wrong-status'])
  })

  test('is a deviation of the batch to review, or a refused attempt for information, oldest first', () => {
    const told = (type: string, data: object, recordedAt: string): Fact =>
      ({
        type,
        data,
        recordedAt,
        factId: `fact ${type}`,
        actor: { name: 'Ada Moreau' },
        subject: { type: 'order', id: 'O-1' },
      }) as Fact
    const facts = [
      told('andon.deviation.opened.v1', { deviationId: 'dev-1', title: 'Too warm' }, later(2)),
      told('andon.deviation.opened.v1', { deviationId: 'dev-9', title: 'Of another order' }, later(3)),
      told('andon.order.command-refused.v1', { command: 'consume', violations: [{ detail: 'It has expired.' }] }, noon),
      told('andon.order.commented.v1', {}, later(1)),
    ]
    const shown = (found: BoundOrder) =>
      exceptionsOf(found, facts, english).map(({ kind, status, title }) => [kind, status, title])
    expect(shown(closed)).toEqual([
      ['refused-attempt', 'for-information', 'Ada Moreau wanted to use material, and was refused: It has expired.'],
      ['deviation', 'to-review', 'Too warm'],
    ])
    expect(shown(complete({ deviations: { 'dev-1': 'open' } }))[1]?.[1]).toBe('open')
    expect(shown(complete({ deviations: { 'dev-1': 'closed' }, reviewed: ['dev-1'] }))[1]?.[1]).toBe('reviewed')
  })

  test('is a change of the order, unless the batch is not affected or began with it', () => {
    const approved = (id: string, data: object): Fact =>
      ({
        type: 'andon.change.approved.v1',
        data: { changeId: 'CH-1', version: '2', ...data },
        recordedAt: noon,
        factId: `fact of ${id}`,
        actor: { name: 'Quinn Delaney' },
        subject: { type: 'order', id },
      }) as unknown as Fact
    const shown = (fact: Fact, more: Partial<BoundOrder> = {}) =>
      exceptionsOf(complete({ exceptions: ['exception-1'], ...more }), [fact], english).map(
        ({ exceptionId, status, title }) => [exceptionId, status, title],
      )
    const now = approved('O-1', { effect: 'immediately', exceptionId: 'exception-1' })
    const title = 'Change CH-1 to version 2, in effect immediately'
    expect(shown(now)).toEqual([['exception-1', 'to-review', title]])
    expect(shown(now, { reviewed: ['exception-1'] })).toEqual([['exception-1', 'reviewed', title]])
    expect(shown(approved('O-1', { effect: 'next-batch' }))).toEqual([
      ['fact of O-1', 'for-information', 'Change CH-1 to version 2, in effect from the next batch'],
    ])
    expect(shown(approved('O-0', { effect: 'remaining-quantity', exceptionId: 'exception-0' }))).toEqual([
      ['fact of O-0', 'for-information', 'Change CH-1 to version 2, in effect for the remaining quantity'],
    ])
    expect(codes(decide(complete({ exceptions: ['exception-1'] }), 'released'))).toEqual(['exception-not-reviewed'])
  })
})

describe('the exceptions of a batch', () => {
  const fact = (type: string, data: object, signatures?: object[]) =>
    ({
      type,
      data,
      factId: `f-${type}`,
      recordedAt: noon,
      actor: ada,
      subject: { type: 'order', id: 'O-1' },
      signatures,
    }) as unknown as Parameters<typeof exceptionsOf>[1][number]

  test('contain overrides, for review, and warnings that the recipe accepts with a reason', () => {
    const found = complete({ exceptions: ['override-1'] })
    const warned = { warnings: [{ code: 'timer-exceeded', detail: 'It took 61 s.' }], reason: 'The crane was busy' }
    expect(
      exceptionsOf(
        found,
        [
          fact('andon.step.overridden.v1', { exceptionId: 'override-1', detail: 'Too thin.' }, [{ name: 'Olga' }]),
          fact('andon.step.completed.v1', warned),
          fact('andon.step.completed.v1', {}),
        ],
        english,
      ),
    ).toMatchObject([
      { exceptionId: 'override-1', kind: 'override', status: 'to-review', title: 'Olga let pass: Too thin.' },
      { kind: 'warning', status: 'for-information', title: 'It took 61 s. The crane was busy' },
    ])
  })

  test('contain warnings that were passed, those of one kind and step together, until somebody else has reviewed them', () => {
    const exceptionId = 'mix.line-over-tolerance'
    const warned = (detail: string, reason: string, name = 'Ada Moreau') => ({
      ...fact('andon.material.consumed.v1', {
        stepId: 'mix',
        warnings: [{ code: 'line-over-tolerance', detail, review: true }],
        reason,
      }),
      actor: { ...ada, name },
    })
    const repeated = fact('andon.step.repeated.v1', {
      stepId: 'mix',
      because: {
        stepId: 'mix',
        warnings: [{ code: 'parameter-from-device', detail: 'Typed.', review: true }],
        reason: 'No probe',
      },
    })
    const found = complete({
      exceptions: [exceptionId, 'mix.parameter-from-device'],
      signers: { [exceptionId]: ['ada', 'ben'] },
    })
    const facts = [warned('26 kg.', 'A spill'), warned('27 kg.', 'Again', 'Ben Okafor'), repeated]
    expect(exceptionsOf(found, facts, english)).toEqual([
      {
        exceptionId,
        kind: 'warning',
        status: 'to-review',
        title: '2 times in step mix, by Ada Moreau, Ben Okafor; the first: 26 kg. A spill',
        count: 2,
        at: noon,
        ref: { type: 'order', id: 'O-1' },
      },
      expect.objectContaining({ exceptionId: 'mix.parameter-from-device', count: 1, title: 'Typed. No probe' }),
    ])
    expect(waitingFor(found)).toBe('review')
    expect(codes(decide(found, 'released'))).toEqual(['exception-not-reviewed', 'exception-not-reviewed'])
    const ben = { ...olga, id: 'ben' }
    expect(codes(reviewException(found, exceptionId, 'Seen', signed(ben, 'reviewed')))).toEqual([
      'signature-same-person',
    ])
    expect(reviewException(found, exceptionId, 'Seen', signed(given.quinn, 'reviewed'))).toMatchObject({
      changes: [{ value: { reviewed: [exceptionId] } }],
    })
  })
})
