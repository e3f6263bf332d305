import { beforeEach, describe, expect, test } from 'vitest'
import type { LotId, SublotId } from '../../../events/identifiers.ts'
import { createOrder, produce as produceBody } from '../../../events/order.ts'
import type { BoundOrder, Snapshot } from '../../../shared/domain/orders/order.ts'
import { countsDiffer } from '../../../shared/domain/production/unit-counts.ts'
import type { Outcome } from '../../../shared/usecases/commit/command.ts'
import * as batches from '../../../shared/usecases/execution/batches.ts'
import * as orders from '../../../shared/usecases/orders/orders.ts'
import { produce } from '../../../shared/usecases/production/output.ts'
import { reverse, reverseConsumption } from '../../../shared/usecases/production/reversal.ts'
import { repairUnits } from '../../../shared/usecases/production/unit-repair.ts'
import { plantWithReturn } from '../../support/came-back.ts'
import { command, completeStep, refusal, startStep, stock, taken } from '../../support/commands.ts'
import { ada, noon, olga, paula, quinn, signedBy } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'
import { leave, producePumps, pumpSteps, pumps, scratchFree, wrench } from '../../support/pieces.ts'
import { announce, building, each, install, make, motors, pumpPlant, remove, unitIn } from '../../support/units.ts'

const path = { orderId: 'O-1' }
let store: MemoryStore
const detailOf = (outcome: Outcome) => JSON.stringify('violations' in outcome ? outcome.violations : outcome)
const order = (orderId = 'O-1') => store.state()[`order ${orderId}`] as BoundOrder
const closeShort = () => orders.closeShort(store, command(olga, { reason: 'Enough' }), path)
const complete = () => orders.completeOrder(store, command(ada, {}), path)
const abort = () => orders.abortOrder(store, command(olga, { reason: 'Enough' }), path)
const seals = async (into: string) => install(store, 'O-1', { lineId: '0020', lotId: 'SEAL-1', value: '2', into })
async function startedOrder(orderId: string, count: string): Promise<void> {
  const body = createOrder.parse({ orderId, recipeId: 'PUMP', product: 'PUMP', quantity: each(count) })
  taken(await orders.createOrder(store, command(paula, body)))
  taken(await orders.releaseOrder(store, command(paula, {}), { orderId }))
  taken(await orders.startOrder(store, command(ada, {}), { orderId }))
}
const over = async () => {
  taken(await completeStep(store, 'O-1', 'build'))
  taken(await startStep(store, 'O-1', 'test'))
  taken(await completeStep(store, 'O-1', 'test'))
}

describe('units with parts in them that are neither made nor lost', () => {
  beforeEach(async () => {
    store = memoryStore()
    await pumpPlant(store)
    await motors(store, 'MOT-1', ['M-1', 'M-2'])
    await stock(store, 'SEAL-1', 'SEAL', '100', noon, '{each}')
    await building(store, 'O-1')
  })

  /** P-1 is made, P-2 has its seals. */
  async function oneMade(): Promise<string> {
    taken(await announce(store, 'O-1', 'PUMP-1', ['P-1', 'P-2']))
    taken(await install(store, 'O-1', { lineId: '0010', lotId: 'MOT-1', sublotId: 'M-1', into: 'P-1' }))
    taken(await seals('P-1'))
    taken(await make(store, 'O-1', 'PUMP-1', ['P-1']))
    return taken(await seals('P-2')).fact.factId
  }

  test('are named, with the step that each is in, in the same words by each act that ends the order', async () => {
    await oneMade()
    const words =
      'Units of order O-1 are begun and neither made nor lost: P-2 (step build, lot PUMP-1). Make them, scrap them by their serial numbers, take their parts out, or put back what was taken for a repair.'
    expect(detailOf(await closeShort())).toContain(words)
    await over()
    expect(detailOf(await closeShort())).toContain(words)
    expect(refusal(await closeShort())).toEqual(['units-unfinished'])
    expect(detailOf(await complete())).toContain(words)
  })

  test('are emptied after the last step, so that the order ends', async () => {
    const ofSeals = await oneMade()
    await over()
    const back = () => remove(store, 'O-1', ofSeals, { reason: 'It is not made any more' })
    expect(refusal(await back())).toEqual(['forbidden'])
    expect(order().begun).toEqual(['P-2'])
    const body = { consumptionId: ofSeals, reason: 'It is not made any more' }
    taken(await reverseConsumption(store, command(olga, body), path))
    expect(unitIn(store.state(), 'PUMP', 'P-2')).toMatchObject({ status: 'announced', components: [] })
    taken(await complete())
  })

  test('stop the close and the decision on the batch of an order that was aborted with them', async () => {
    await oneMade()
    taken(await abort())
    const reject = () =>
      batches.rejectBatch(store, command(quinn, { reason: 'No' }, { signature: signedBy(quinn, 'rejected') }), path)
    expect(refusal(await reject())).toEqual(['units-unfinished'])
    expect(refusal(await orders.closeOrder(store, command(olga, {}), path))).toContain('units-unfinished')
  })

  test('are twenty of them named, and the others counted', async () => {
    const serials = Array.from({ length: 22 }, (_, index) => `Q-${String(index + 1).padStart(2, '0')}`)
    await startedOrder('O-2', '22')
    taken(await startStep(store, 'O-2', 'build'))
    taken(await announce(store, 'O-2', 'PUMP-2', serials))
    for (const into of serials)
      taken(await install(store, 'O-2', { lineId: '0020', lotId: 'SEAL-1', value: '2', into }))
    const refused = detailOf(await orders.completeOrder(store, command(ada, {}), { orderId: 'O-2' }))
    expect(refused).toContain('Q-20 (step build, lot PUMP-2) and 2 more. Make them')
    expect(refused).not.toContain('Q-21')
  })
})

test('a unit in repair is named, too, and goes back to its lot after the last step', async () => {
  store = await plantWithReturn()
  const ofRepair = { orderId: 'O-2' }
  const asked = command(ada, { lotId: 'PUMP-2' as LotId, serials: ['P-1' as SublotId] })
  const [taking] = await repairUnits(store, asked, ofRepair)
  if (!taking) throw new Error('No unit is taken for the repair.')
  const { fact } = taken(taking.outcome)
  taken(await announce(store, 'O-2', 'PUMP-2', ['P-9']))
  taken(await install(store, 'O-2', { lineId: '0010', lotId: 'MOT-1', sublotId: 'M-3', into: 'P-9' }))
  taken(await install(store, 'O-2', { lineId: '0020', lotId: 'SEAL-1', value: '2', into: 'P-9' }))
  taken(await make(store, 'O-2', 'PUMP-2', ['P-9']))
  for (const stepId of ['build', 'test']) {
    if (stepId === 'test') taken(await startStep(store, 'O-2', stepId))
    taken(await completeStep(store, 'O-2', stepId))
  }
  const end = () => orders.completeOrder(store, command(ada, {}), ofRepair)
  expect(detailOf(await end())).toContain('lost: P-1 (lot PUMP-2). Make')
  const back = { consumptionId: fact.factId, reason: 'There is no time for it' }
  taken(await reverseConsumption(store, command(olga, back), ofRepair))
  expect(unitIn(store.state(), 'PUMP', 'P-1')).toMatchObject({ lotId: 'RET-1' })
  taken(await end())
})

describe('a production of units that is taken back after the last step', () => {
  const [one, two] = ['P001', 'P002']
  beforeEach(async () => {
    store = memoryStore()
    await pumps(store, 2, [{ ...pumpSteps()[0], workCenter: 'MIXER-1' }])
    for (const serial of [one, two]) {
      await wrench(store, serial === one ? 1 : 2, '50', serial)
      taken(await scratchFree(store, serial))
    }
  })

  test('names the difference of the counts, and the number of what was worked on stays taken', async () => {
    const { fact } = taken(await producePumps(store, 'tighten', [one, two]))
    taken(await leave(store, 'tighten', [one, two]))
    taken(await complete())
    const body = { productionId: fact.factId, serials: [two as SublotId], reason: 'It is not there' }
    const reversed = taken(await reverse(store, command(olga, body), path))
    expect(reversed.fact.data).toMatchObject({ warnings: [{ code: 'counts-differ' }], exceptionId: expect.any(String) })
    await startedOrder('O-2', '1')
    expect(refusal(await announce(store, 'O-2', 'PUMP-2', [two]))).toContain('serial-duplicated')
    const scrap = { use: 'scrap', reason: 'It was found without a housing' }
    expect(refusal(await producePumps(store, 'tighten', [two], scrap))).toEqual(['forbidden'])
    const asked = produceBody.parse({
      stepId: 'tighten',
      lotId: 'LOT-O-1',
      quantity: each('1'),
      serials: [two],
      ...scrap,
    })
    taken(await produce(store, command(olga, asked), path))
    expect(order()).toMatchObject({ scrapped: { PUMP: each('1') }, lost: { later: '1' } })
    const snapshot = store.state()['snapshot O-1'] as Snapshot
    expect(countsDiffer(order(), snapshot)).toBeUndefined()
  })
})
