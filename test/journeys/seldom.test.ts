import { beforeAll, describe, expect, test } from 'vitest'
import { until } from '../../local/demo/client.ts'
import { accepted, approvedRecipe, type Crew, crewOf, kg, releasedLot, runningOrder } from '../support/crew.ts'
import { useSharedPlant } from '../support/plant.ts'

const plant = useSharedPlant()
let crew: Crew

beforeAll(async () => {
  crew = await crewOf(plant().url)
})

/** What no other journey does; like all others, each answer is held against the document of the API. */
describe('What is seldom done', () => {
  test('is told in the documents that the plant answers', async () => {
    for (const path of ['/v1/health', '/v1/openapi.json', '/v1/asyncapi.json']) accepted(await crew.vera.get(path))
  })

  test('is to move a lot and a container', async () => {
    await releasedLot(crew, 'SELDOM-LOT', 'SELDOM-SUGAR', kg('10'))
    for (const id of ['SELDOM-A', 'SELDOM-B'])
      accepted(await crew.erik.put(`/v1/equipment/${id}`, { name: id, level: 'storage-unit' }))
    const moved = accepted(await crew.ada.post('/v1/lots/SELDOM-LOT/move', { to: 'SELDOM-B' }))
    expect(moved.body.data).toEqual({ lotId: 'SELDOM-LOT', to: 'SELDOM-B' })
    accepted(await crew.ada.post('/v1/containers', { containerId: 'SELDOM-TOTE', kind: 'tote', location: 'SELDOM-A' }))
    const tote = accepted(await crew.ada.post('/v1/containers/SELDOM-TOTE/move', { to: 'SELDOM-B' }))
    expect(tote.body.data).toEqual({ containerId: 'SELDOM-TOTE', from: 'SELDOM-A', to: 'SELDOM-B' })
  })

  test('is to return a recipe to its authors', async () => {
    const version = '/v1/recipes/SELDOM-R/versions/1'
    const batchSize = { min: kg('1'), nominal: kg('100'), max: kg('1000') }
    accepted(await crew.erik.put('/v1/materials/SELDOM-R', { name: 'Syrup', unit: 'kg' }))
    const steps = [{ stepId: 'mix', name: 'Mix' }]
    accepted(await crew.erik.put(version, { product: 'SELDOM-R', batchSize, steps }))
    accepted(await crew.erik.post(`${version}/submit`))
    const returned = await crew.quinn.post(`${version}/return`, { reason: 'The mixing time is missing' })
    expect(accepted(returned).body.data.status).toBe('draft')
  })

  test('is to pause an order, leave a step out, reject the batch and put the order away', async () => {
    const order = '/v1/orders/SELDOM-1'
    accepted(await crew.erik.put('/v1/materials/SELDOM', { name: 'Syrup', unit: 'kg' }))
    await approvedRecipe(crew, 'SELDOM', [{ stepId: 'mix' }, { stepId: 'taste', skip: { policy: 'off' } }])
    await runningOrder(crew, 'SELDOM-1', 'SELDOM', [{ stepId: 'mix' }])
    accepted(await crew.ada.post(`${order}/comments`, { stepId: 'mix', text: 'The kettle was warm before.' }))
    accepted(await crew.ada.post(`${order}/pause`, { reason: 'Lunch' }))
    expect((await crew.vera.get(order)).body.status).toBe('held')
    accepted(await crew.ada.post(`${order}/resume`))
    accepted(await crew.ada.post(`${order}/steps/taste/skip`, { reason: 'Nobody is there to taste' }))
    accepted(await crew.ada.post(`${order}/productions`, { stepId: 'mix', lotId: 'SELDOM-MADE', quantity: kg('100') }))
    accepted(await crew.ada.post(`${order}/steps/mix/complete`))
    accepted(await crew.ada.post(`${order}/complete`))
    const rejected = { reason: 'It is of no use to anybody', ...(await crew.sign('quinn', 'rejected')) }
    accepted(await crew.quinn.post('/v1/batches/SELDOM-1/reject', rejected))
    const closed = accepted(await crew.paula.post(`${order}/close`))
    expect(closed.body.data).toEqual({ orderId: 'SELDOM-1', status: 'closed' })
  })

  test('is to take a deviation from its report to its end', async () => {
    const deviation = '/v1/deviations/SELDOM-D'
    const subject = { type: 'lot', id: 'SELDOM-LOT' }
    const description = 'The bag has a hole, and some sugar lies beside it.'
    accepted(
      await crew.ada.post('/v1/deviations', { deviationId: 'SELDOM-D', subject, title: 'Torn bag', description }),
    )
    accepted(await crew.quinn.post(`${deviation}/classify`, { severity: 'minor', reason: 'Only the bag is torn' }))
    accepted(await crew.quinn.post(`${deviation}/investigate`, { rootCause: 'The fork of the truck was too low.' }))
    const signed = await crew.sign('quinn', 'dispositioned')
    const disposition = { disposition: 'use-as-is', reason: 'The sugar is sound', ...signed }
    accepted(await crew.quinn.post(`${deviation}/disposition`, disposition))
    const isClosed = (it: { status: string; disposition?: string }) => it.status === 'closed'
    const found = await until(async () => (await crew.vera.get(deviation)).body, isClosed, 'The end of the deviation')
    expect(found.disposition).toBe('use-as-is')
    const { body } = await crew.vera.get('/v1/deviations?limit=200')
    expect(body.items).toContainEqual(expect.objectContaining({ deviationId: 'SELDOM-D' }))
  })

  test('is to send a message of an ERP by hand', async () => {
    const xml = `<SyncMaterialDefinition xmlns="http://www.wbf.org/xml/B2MML-V0401"><ApplicationArea><CreationDateTime>2026-03-02T06:00:00.0Z</CreationDateTime></ApplicationArea><DataArea><Sync/><MaterialDefinition><ID>SELDOM-SALT</ID><Description>Salt</Description><MaterialDefinitionProperty><ID>BaseUnitOfMeasure</ID><Value><ValueString>KG</ValueString></Value></MaterialDefinitionProperty></MaterialDefinition></DataArea></SyncMaterialDefinition>`
    const { body } = accepted(await crew.sap.sendXml('/v1/erp/b2mml', xml))
    expect(body).toMatchObject({ verb: 'sync', noun: 'MaterialDefinition', refused: [] })
    expect(body.accepted).toMatchObject([{ object: 'material:SELDOM-SALT' }])
  })
})
