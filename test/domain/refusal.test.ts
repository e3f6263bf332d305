import { describe, expect, test } from 'vitest'
import { hasReasons, ofQuantityIn, overridable, reasons, refuse, violation } from '../../shared/domain/refusal.ts'
import { order, whyNot } from '../support/given.ts'

const open = violation('deviation-open', { deviationId: 'dev-1' }, 'deviation:dev-1')
const undecided = violation('order-wrong-status/batch-undecided', { orderId: order().orderId }, 'order:O-1')

describe('a reason why not', () => {
  test('is a code, its variant where the code has several sentences, what that names and what it points at', () => {
    expect(open).toMatchObject({ code: 'deviation-open', params: { deviationId: 'dev-1' }, ref: 'deviation:dev-1' })
    expect(open).not.toHaveProperty('variant')
    expect(undecided).toMatchObject({ code: 'order-wrong-status', variant: 'batch-undecided', ref: 'order:O-1' })
  })

  test('has no ref if none is given', () => {
    expect(violation('deviation-open', { deviationId: 'dev-1' })).not.toHaveProperty('ref')
  })

  test('may be one that another person can override, and is the same reason otherwise', () => {
    expect(overridable(undecided)).toMatchObject({
      code: 'order-wrong-status',
      variant: 'batch-undecided',
      params: { orderId: 'O-1' },
      ref: 'order:O-1',
      overridable: true,
    })
    expect(undecided).not.toHaveProperty('overridable')
  })
})

describe('the reasons of several checks', () => {
  test('come in the order of the checks, without those that found nothing', () => {
    expect(whyNot(reasons(undefined, open, false, [undecided, open], []))).toEqual(whyNot([open, undecided, open]))
    expect(reasons(undefined, false, [])).toEqual([])
  })

  test('are enough to refuse if there is one', () => {
    expect(hasReasons([])).toBe(false)
    expect(hasReasons([open])).toBe(true)
    expect(refuse([open, undecided])).toEqual({ outcome: 'refused', violations: [open, undecided] })
  })
})

test('A reason about a quantity further in points there, and one about a thing stays with the thing', () => {
  const refs = ['quantity', 'quantity/unit', 'lot:L-1', 'quantityOf', undefined].map(
    (ref) => ofQuantityIn('from/1')(violation('not-found/operation', { path: '/' }, ref)).ref,
  )
  expect(refs).toEqual(['from/1/quantity', 'from/1/quantity/unit', 'lot:L-1', 'quantityOf', undefined])
})
