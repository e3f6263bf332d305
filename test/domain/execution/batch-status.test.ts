import { expect, test } from 'vitest'
import { batchStatusOf } from '../../../shared/domain/execution/batch-decision.ts'
import { createdOrder, kg, order } from '../../support/given.ts'

const produced = { 'MADE-1': kg('100') }

test.each([
  ['is none before its order ends', order({ status: 'running', produced }), undefined],
  ['is none where its order ended without output', order({ status: 'aborted', decision: 'rejected' }), undefined],
  [
    'waits for its release where nothing has to be reviewed',
    order({ status: 'completed', produced }),
    'awaiting-release',
  ],
  [
    'waits for its review while an exception is not reviewed',
    order({ status: 'completed', produced, exceptions: ['e-1'] }),
    'awaiting-review',
  ],
  [
    'waits for its review while its order is held',
    order({ status: 'completed', produced, holds: ['H-1'] }),
    'awaiting-review',
  ],
  ['waits for a signature where its order ended early', order({ status: 'aborted', produced }), 'awaiting-release'],
  ['stays released when its order is closed', order({ status: 'closed', produced, decision: 'released' }), 'released'],
  ['is rejected by quality', order({ status: 'completed', produced, decision: 'rejected' }), 'rejected'],
] as const)('a batch %s', (_name, of, status) => {
  expect(batchStatusOf(of)).toBe(status)
})

test('a created order has no batch', () => {
  expect(batchStatusOf(createdOrder())).toBeUndefined()
})
