import { expect, test } from 'vitest'
import type { EquipmentId, HoldId } from '../../../events/identifiers.ts'
import { placeHold } from '../../../shared/usecases/quality/holding.ts'
import { boardNow } from '../../../shared/usecases/schedule/board.ts'
import { command, furnish, mixingOrder, taken } from '../../support/commands.ts'
import { later, quinn } from '../../support/given.ts'
import { memoryStore } from '../../support/memory-store.ts'

const equipment = async () => [{ equipmentId: 'MIXER-1' as EquipmentId, name: 'Mixer', level: 'work-unit' as const }]

test('the live picture shows a hold from its answer on, before it is stored on the order under it', async () => {
  const store = memoryStore()
  await furnish(store)
  const orderId = await mixingOrder(store, 'O-1')
  const work = async () => (await boardNow(store, { equipment }, later(60)))[0]?.work
  expect(await work()).toMatchObject({ orderId, status: 'running', holds: [] })
  const subject = { type: 'lot', id: 'SUC-1' } as const
  taken(await placeHold(store, command(quinn, { holdId: 'H-1' as HoldId, subject, reason: 'Glass in it' })))
  expect(store.state()['order O-1']).not.toMatchObject({ holds: ['H-1'] })
  expect(await work()).toMatchObject({ orderId, status: 'held', holds: ['H-1'] })
})
