import { expect, test } from 'vitest'
import type { HoldId } from '../../../events/identifiers.ts'
import type { Lot } from '../../../shared/domain/stock/lot.ts'
import * as workflow from '../../../shared/usecases/execution/batch-release.ts'
import { releaseBatch } from '../../../shared/usecases/execution/batches.ts'
import * as holding from '../../../shared/usecases/quality/holding.ts'
import { releaseLot } from '../../../shared/usecases/stock/usage-decision.ts'
import { command, completedOrder, furnish, taken } from '../../support/commands.ts'
import { noon, quinn, signedBy } from '../../support/given.ts'
import { memoryStore } from '../../support/memory-store.ts'

// docs/runbook.md#release-workflow
test('a lot that is held before its released batch releases it is released by a new execution, and not by hand', async () => {
  const store = memoryStore()
  const deps: workflow.Deps = { store, site: 'lyon', now: () => noon }
  const signed = () => ({ signature: signedBy(quinn, 'released') })
  const lotId = 'SYR-1'
  const statusOfLot = () => (store.state()[`lot ${lotId}`] as Lot).status
  await furnish(store)
  const orderId = await completedOrder(store, 'O-1', lotId)
  taken(await releaseBatch(store, command(quinn, {}, signed()), { orderId }))
  const hold = { holdId: 'H-1' as HoldId, subject: { type: 'lot', id: lotId }, reason: 'It is cloudy' } as const
  taken(await holding.placeHold(store, command(quinn, hold)))
  await expect(workflow.applyDecision(deps, orderId)).rejects.toThrow(`Lot ${lotId} is on hold`)

  taken(await holding.releaseHold(store, command(quinn, { reason: 'It is clear' }, signed()), { holdId: 'H-1' }))
  const byHand = await releaseLot(store, command(quinn, { reason: 'It is clear' }, signed()), { lotId })
  expect(byHand).toMatchObject({ violations: [{ code: 'lot-wrong-status', variant: 'made-by-order' }] })
  expect(statusOfLot()).toBe('quarantine')

  expect(await workflow.checkRecord(deps, orderId)).toEqual({ waitingFor: 'signature' })
  await workflow.applyDecision(deps, orderId)
  expect(statusOfLot()).toBe('released')
})
