import { beforeAll, describe, expect, test } from 'vitest'
import { accepted, approvedRecipe, type Crew, codesOf, crewOf, kg, read, runningOrder } from '../support/crew.ts'
import { usePlant } from '../support/plant.ts'

/** A plant of its own: these lists have everything that there is. */
const plant = usePlant()
let crew: Crew

beforeAll(async () => {
  crew = await crewOf(plant().url)
  for (const materialId of ['SUGAR', 'SALT'])
    accepted(await crew.erik.defineMaterial({ materialId }, { name: materialId, unit: 'kg' }))
  accepted(await crew.erik.defineEquipment({ equipmentId: 'KETTLE' }, { name: 'Kettle', level: 'work-unit' }))
  for (const lotId of ['SUGAR-1', 'SUGAR-2'])
    accepted(await crew.ada.receiveLot({ lotId, materialId: 'SUGAR', quantity: kg('100') }))
})

describe('the holds of the plant', () => {
  beforeAll(async () => {
    for (const [holdId, type, id, reason] of [
      ['H-1', 'lot', 'SUGAR-1', '=1+1'],
      ['H-2', 'equipment', 'KETTLE', 'A seal leaks'],
      ['H-3', 'material', 'SALT', 'The supplier warns'],
      ['H-4', 'lot', 'SUGAR-2', 'A torn bag'],
    ] as const)
      accepted(await crew.quinn.placeHold({ holdId, subject: { type, id }, reason }))
    accepted(
      await crew.quinn.releaseHold({ holdId: 'H-4' }, { reason: 'Intact', ...(await crew.sign('quinn', 'released')) }),
    )
  })
  const ids = async (query: Parameters<Crew['vera']['listHolds']>[0]) =>
    (await read(crew.vera.listHolds(query))).items.map(({ holdId }) => holdId)

  test('are those that are active, with what they hold, since when, by whom and why, oldest first', async () => {
    const { items } = await read(crew.vera.listHolds({}))
    expect(items).toMatchObject([
      { holdId: 'H-1', subject: { type: 'lot', id: 'SUGAR-1' }, status: 'active', placedBy: expect.any(String) },
      { holdId: 'H-2', subject: { type: 'equipment', id: 'KETTLE' }, reason: 'A seal leaks' },
      { holdId: 'H-3', subject: { type: 'material', id: 'SALT' }, placedAt: expect.any(String) },
    ])
    expect(await ids({ order: 'newest' })).toEqual(['H-3', 'H-2', 'H-1'])
    expect(await ids({ type: 'lot' })).toEqual(['H-1'])
    expect(await ids({ purpose: 'recall' })).toEqual([])
    expect(await ids({ subject: 'lot:SUGAR-2' })).toEqual(['H-4'])
  })

  test('come in pages, in either order', async () => {
    for (const order of ['oldest', 'newest'] as const) {
      const first = await read(crew.vera.listHolds({ limit: '2', order }))
      const rest = await read(crew.vera.listHolds({ limit: '2', order, cursor: first.nextCursor }))
      const both = [...first.items, ...rest.items].map(({ holdId }) => holdId)
      expect(both).toEqual(order === 'oldest' ? ['H-1', 'H-2', 'H-3'] : ['H-3', 'H-2', 'H-1'])
      expect(rest.nextCursor).toBeUndefined()
    }
  })

  test('are a table, page by page, that runs nothing in a spreadsheet', async () => {
    const csv = { accept: 'text/csv' }
    const answer = accepted(await crew.vera.listHolds({ limit: '2' }, csv))
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(answer.headers.get('vary')).toContain('accept')
    const [head, first, second] = answer.text.split('\r\n')
    expect(head).toMatch(/^holdId,subject\.type,subject\.id,reason,/)
    expect(first).toMatch(/^H-1,lot,SUGAR-1,'=1\+1,/)
    expect(second).toMatch(/^H-2,equipment,KETTLE,A seal leaks,/)
    const next = /^<(.+)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1] ?? ''
    const token = await plant().token('vera')
    const rest = await fetch(`${plant().url}${next}`, { headers: { authorization: `Bearer ${token}`, ...csv } })
    expect((await rest.text()).split('\r\n').slice(1)).toEqual([expect.stringMatching(/^H-3,material,SALT,/), ''])
    expect(rest.headers.get('link')).toBeNull()
  })

  test('are refused by a filter that is none', async () => {
    expect(codesOf(await crew.vera.get('/v1/holds?type=deviation'))).toEqual(['invalid-request'])
  })
})

describe('the batches that wait for quality', () => {
  beforeAll(async () => {
    accepted(await crew.erik.defineMaterial({ materialId: 'MIX' }, { name: 'Mix', unit: 'kg' }))
    await approvedRecipe(crew, 'MIX', [{ stepId: 'mix' }])
    for (const orderId of ['B-1', 'B-2', 'B-3', 'A-4']) {
      await runningOrder(crew, orderId, 'MIX', [{ stepId: 'mix' }])
      accepted(await crew.ada.produce({ orderId }, { stepId: 'mix', lotId: `MIX-${orderId}`, quantity: kg('100') }))
      accepted(await crew.ada.completeStep({ orderId, stepId: 'mix' }))
    }
    for (const orderId of ['B-1', 'B-3']) accepted(await crew.ada.completeOrder({ orderId }))
    accepted(
      await crew.quinn.rejectBatch({ orderId: 'B-3' }, { reason: 'Lost', ...(await crew.sign('quinn', 'rejected')) }),
    )
    accepted(await crew.olga.abortOrder({ orderId: 'A-4' }, { reason: 'The kettle broke' }))
  })
  const batches = async (query: Parameters<Crew['vera']['listBatches']>[0] = {}) =>
    (await read(crew.vera.listBatches(query))).items.map(({ orderId }) => orderId)

  test('come by the end of their orders, and those that ended early with output wait, too', async () => {
    expect(await batches()).toEqual(['B-1', 'A-4'])
    expect(await batches({ order: 'newest' })).toEqual(['A-4', 'B-1'])
    expect(await read(crew.vera.listBatches({ status: 'awaiting-release', limit: '1' }))).toMatchObject({
      items: [
        { orderId: 'B-1', batchStatus: 'awaiting-release', waitingFor: 'signature', endedAt: expect.any(String) },
      ],
      nextCursor: expect.any(String),
    })
    expect(await batches({ product: 'SUGAR' })).toEqual([])
  })

  test('move to those that are released when quality signs, and stay there when the order is closed', async () => {
    accepted(await crew.quinn.releaseBatch({ orderId: 'B-1' }, await crew.sign('quinn', 'released')))
    expect(await batches()).toEqual(['A-4'])
    expect(await batches({ status: 'released' })).toEqual(['B-1'])
    expect(await batches({ status: 'rejected' })).toEqual(['B-3'])
    accepted(await crew.paula.closeOrder({ orderId: 'B-1' }))
    expect(await batches({ status: 'released' })).toEqual(['B-1'])
    const ofStatus = async (status: 'completed' | 'closed' | 'aborted') =>
      (await read(crew.vera.listOrders({ status }))).items.map(({ orderId }) => orderId)
    expect(await ofStatus('completed')).toEqual(['B-3'])
    expect(await ofStatus('closed')).toEqual(['B-1'])
    expect(await ofStatus('aborted')).toEqual(['A-4'])
  })

  test('are a table', async () => {
    const { text } = accepted(await crew.vera.listBatches({ status: 'rejected' }, { accept: 'text/csv' }))
    expect(text).toMatch(/^orderId,batchStatus,.*\r\nB-3,rejected,,completed,MIX,100,kg,MIX,/)
  })
})
