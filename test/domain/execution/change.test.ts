import { describe, expect, test } from 'vitest'
import {
  approveChange,
  proposeChange,
  rejectChange,
  reviewChange,
  withdrawChange,
} from '../../../shared/domain/execution/change.ts'
import type { Affected } from '../../../shared/domain/execution/change-effect.ts'
import type { BoundOrder } from '../../../shared/domain/orders/order.ts'
import * as given from '../../support/given.ts'
import { aChange, aStep, by, codes, noon, order, recipe, saved, signed, snapshot } from '../../support/given.ts'

const at = by(given.quinn)
const weigh = aStep('weigh', { instruction: 'Weigh it' })
const mix = aStep('mix', { after: ['weigh'] })
const fill = aStep('fill', { after: ['mix'] })

/** An order of ten pieces on a procedure of three steps, and a version with other steps. */
const situation = (steps: readonly ReturnType<typeof aStep>[], more: Partial<BoundOrder> = {}): Affected => ({
  order: order({ quantity: given.each('10'), ...more }),
  snapshot: snapshot({ steps: [weigh, mix, fill] }),
  recipe: recipe({
    steps: [...steps],
    version: '2',
    batchSize: { min: given.each('2'), nominal: given.each('10'), max: given.each('20') },
  }),
  effective: given.inForce('1'),
  remainder: undefined,
})
const approve = (on: Affected, change: Parameters<typeof aChange>[0] = {}, by = signed()) =>
  approveChange(aChange(change), on, by, 'exception-1', at)

describe('a change request', () => {
  const on = situation([weigh, mix])
  const asked = { changeId: aChange().changeId, version: '2', effect: 'immediately', reason: 'Less foam' } as const

  test('begins with a proposal, under a free id', () => {
    const decision = proposeChange(undefined, on, asked, by(given.erik))
    expect(saved(decision, 'change')).toMatchObject({ status: 'proposed', from: '1', proposedBy: 'erik', revision: 0 })
    expect(decision).toMatchObject({ fact: { type: 'andon.change.proposed.v1', data: { ...asked, from: '1' } } })
    expect(codes(proposeChange(aChange(), on, asked, by(given.erik)))).toEqual(['already-exists'])
  })

  test('is not proposed if it could not be applied', () => {
    const begun = situation([weigh], { steps: { weigh: { status: 'completed' }, mix: given.running() } })
    expect(codes(proposeChange(undefined, begun, asked, by(given.erik)))).toEqual(['change-incompatible'])
  })

  test('names the remainder order with an id that fits', () => {
    const rest = {
      ...asked,
      effect: 'remaining-quantity',
      remainderOrderId: order({ orderId: `${'x'.repeat(63)}.1` }).orderId,
    } as const
    expect(codes(proposeChange(undefined, on, rest, by(given.erik)))).toContain('invalid-request')
  })

  test('goes through proposal, review and approval by three different people', () => {
    const proposed = aChange({ status: 'proposed' })
    const review = (who = given.olga) => reviewChange(proposed, on, 'As agreed', signed(who, 'reviewed'), at)
    expect(saved(review(), 'change')).toMatchObject({ status: 'reviewed', review: { personId: 'olga' } })
    expect(review()).toMatchObject({ fact: { data: { comment: 'As agreed' } } })
    expect(codes(review(given.erik))).toEqual(['signature-same-person'])
    expect(codes(approve(on, {}, signed(given.erik)))).toEqual(['signature-same-person'])
    expect(codes(approve(on, {}, signed(given.olga)))).toEqual(['signature-same-person'])
    expect(codes(approve(on, {}, given.unsigned))).toEqual(['signature-missing'])
    expect(codes(reviewChange(proposed, on, undefined, given.unsigned, at))).toEqual(['signature-missing'])
  })

  test.each(['proposed', 'reviewed', 'approved', 'rejected', 'withdrawn'] as const)(
    'allows after %s only the next acts',
    (status) => {
      const change = aChange({ status })
      const outcomes = {
        review: reviewChange(change, on, undefined, signed(given.paula, 'reviewed'), at).outcome,
        approve: approveChange(change, on, signed(), 'exception-1', at).outcome,
        reject: rejectChange(change, 'Not now', signed(given.quinn, 'rejected'), at).outcome,
        withdraw: withdrawChange(change, 'Not needed', at).outcome,
      }
      const may = (...statuses: string[]) => (statuses.includes(status) ? 'accepted' : 'refused')
      expect(outcomes).toEqual({
        review: may('proposed'),
        approve: may('reviewed'),
        reject: may('proposed', 'reviewed'),
        withdraw: may('proposed', 'reviewed'),
      })
    },
  )

  test('ends with a signed rejection or a withdrawal, whatever the state of the order', () => {
    expect(rejectChange(aChange(), 'Not now', signed(given.quinn, 'rejected'), at)).toMatchObject({
      fact: { type: 'andon.change.rejected.v1', data: { reason: 'Not now' } },
      changes: [{ kind: 'change', value: { status: 'rejected', decidedAt: noon } }],
      signatures: [{ meaning: 'rejected' }],
    })
    expect(codes(rejectChange(aChange(), 'Not now', given.unsigned, at))).toEqual(['signature-missing'])
    expect(withdrawChange(aChange(), 'Not needed', at)).toMatchObject({
      fact: { type: 'andon.change.withdrawn.v1' },
      changes: [{ kind: 'change', value: { status: 'withdrawn' } }],
    })
  })
})
