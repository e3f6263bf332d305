import { beforeAll, describe, expect, test } from 'vitest'
import { until } from '../../local/demo/client.ts'
import { accepted, approvedRecipe, type Crew, crewOf, kg, read, releasedLot, runningOrder } from '../support/crew.ts'
import { useSharedPlant } from '../support/plant.ts'

const plant = useSharedPlant()
let crew: Crew

beforeAll(async () => {
  crew = await crewOf(plant().url)
})

/** What no other journey does; like all others, each answer is held against the document of the API. */
describe('What is seldom done', () => {
  test('is told in the documents that the plant answers', async () => {
    const { vera } = crew
    accepted(await vera.getHealth())
    accepted(await vera.getOpenApi())
    accepted(await vera.getAsyncApi())
  })

  test('is to move a lot and a container', async () => {
    await releasedLot(crew, 'SELDOM-LOT', 'SELDOM-SUGAR', kg('10'))
    for (const id of ['SELDOM-A', 'SELDOM-B'])
      accepted(await crew.erik.defineEquipment({ equipmentId: id }, { name: id, level: 'storage-unit' }))
    const moved = accepted(await crew.ada.moveLot({ lotId: 'SELDOM-LOT' }, { to: 'SELDOM-B' }))
    expect(moved.body.data).toEqual({ lotId: 'SELDOM-LOT', to: 'SELDOM-B' })
    accepted(await crew.ada.makeContainer({ containerId: 'SELDOM-TOTE', kind: 'tote', location: 'SELDOM-A' }))
    const tote = accepted(await crew.ada.moveContainer({ containerId: 'SELDOM-TOTE' }, { to: 'SELDOM-B' }))
    expect(tote.body.data).toEqual({ containerId: 'SELDOM-TOTE', from: 'SELDOM-A', to: 'SELDOM-B' })
  })

  test('is to return a recipe to its authors', async () => {
    const version = { recipeId: 'SELDOM-R', version: '1' }
    const batchSize = { min: kg('1'), nominal: kg('100'), max: kg('1000') }
    accepted(await crew.erik.defineMaterial({ materialId: 'SELDOM-R' }, { name: 'Syrup', unit: 'kg' }))
    const steps = [{ stepId: 'mix', name: 'Mix' }]
    accepted(await crew.erik.draftRecipe(version, { product: 'SELDOM-R', batchSize, steps }))
    accepted(await crew.erik.submitRecipe(version))
    const returned = await crew.quinn.returnRecipe(version, { reason: 'The mixing time is missing' })
    expect(accepted(returned).body.data.status).toBe('draft')
  })

  test('is to pause an order, leave a step out, reject the batch and put the order away', async () => {
    const order = { orderId: 'SELDOM-1' }
    accepted(await crew.erik.defineMaterial({ materialId: 'SELDOM' }, { name: 'Syrup', unit: 'kg' }))
    await approvedRecipe(crew, 'SELDOM', [{ stepId: 'mix' }, { stepId: 'taste', skip: { policy: 'off' } }])
    await runningOrder(crew, 'SELDOM-1', 'SELDOM', [{ stepId: 'mix' }])
    accepted(await crew.ada.commentOrder(order, { stepId: 'mix', text: 'The kettle was warm before.' }))
    accepted(await crew.ada.pauseOrder(order, { reason: 'Lunch' }))
    expect((await read(crew.vera.getOrder(order))).status).toBe('held')
    accepted(await crew.ada.resumeOrder(order))
    accepted(await crew.ada.skipStep({ ...order, stepId: 'taste' }, { reason: 'Nobody is there to taste' }))
    accepted(await crew.ada.produce(order, { stepId: 'mix', lotId: 'SELDOM-MADE', quantity: kg('100') }))
    accepted(await crew.ada.completeStep({ ...order, stepId: 'mix' }))
    accepted(await crew.ada.completeOrder(order))
    const rejected = { reason: 'It is of no use to anybody', ...(await crew.sign('quinn', 'rejected')) }
    accepted(await crew.quinn.rejectBatch(order, rejected))
    const closed = accepted(await crew.paula.closeOrder(order))
    expect(closed.body.data).toEqual({ ...order, status: 'closed' })
  })

  test('is to take a deviation from its report to its end', async () => {
    const deviation = { deviationId: 'SELDOM-D' }
    const subject = { type: 'lot', id: 'SELDOM-LOT' } as const
    const description = 'The bag has a hole, and some sugar lies beside it.'
    accepted(await crew.ada.openDeviation({ deviationId: 'SELDOM-D', subject, title: 'Torn bag', description }))
    accepted(await crew.quinn.classifyDeviation(deviation, { severity: 'minor', reason: 'Only the bag is torn' }))
    accepted(await crew.quinn.investigateDeviation(deviation, { rootCause: 'The fork of the truck was too low.' }))
    const signed = await crew.sign('quinn', 'dispositioned')
    const disposition = { disposition: 'use-as-is', reason: 'The sugar is sound', ...signed } as const
    accepted(await crew.quinn.dispositionDeviation(deviation, disposition))
    const found = await until(
      () => read(crew.vera.getDeviation(deviation)),
      ({ status }) => status === 'closed',
      'The end of the deviation',
    )
    expect(found.disposition).toBe('use-as-is')
    const { items } = await read(crew.vera.listDeviations({ limit: '200' }))
    expect(items).toContainEqual(expect.objectContaining(deviation))
  })

  test('is to send a message of an ERP by hand', async () => {
    const xml = `<SyncMaterialDefinition xmlns="http://www.wbf.org/xml/B2MML-V0401"><ApplicationArea><CreationDateTime>2026-03-02T06:00:00.0Z</CreationDateTime></ApplicationArea><DataArea><Sync/><MaterialDefinition><ID>SELDOM-SALT</ID><Description>Salt</Description><MaterialDefinitionProperty><ID>BaseUnitOfMeasure</ID><Value><ValueString>KG</ValueString></Value></MaterialDefinitionProperty></MaterialDefinition></DataArea></SyncMaterialDefinition>`
    const { body } = accepted(await crew.sap.receiveB2mml(xml))
    expect(body).toMatchObject({ verb: 'sync', noun: 'MaterialDefinition', refused: [] })
    expect(body.accepted).toMatchObject([{ object: 'material:SELDOM-SALT' }])
  })
})
