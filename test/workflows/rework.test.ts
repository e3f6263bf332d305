import { beforeAll, describe, expect, test } from 'vitest'
import { until } from '../../local/demo/client.ts'
import { accepted, approvedRecipe, approvedVersion, codesOf, crewOf, kg, runningOrder } from '../support/crew.ts'
import { usePlant } from '../support/plant.ts'
import { type Desk, deskOf, statesOf, straight, toSignature } from './desk.ts'

const plant = usePlant({ timeScale: 0.1 })
let desk: Desk

const density = { parameterId: 'density', unit: 'kg/L', high: '1.4', source: 'operator' } as const

beforeAll(async () => {
  desk = deskOf(plant(), await crewOf(plant().url))
  const { crew } = desk
  for (const equipmentId of ['VAT-1', 'VAT-2', 'VAT-3'])
    accepted(
      await crew.erik.put(`/v1/equipment/${equipmentId}`, {
        name: equipmentId,
        level: 'work-unit',
        equipmentClass: 'vat',
      }),
    )
  await approvedRecipe(crew, 'PASTE', [
    { stepId: 'mix', equipmentClass: 'vat', parameters: [density] },
    { stepId: 'fill', after: ['mix'] },
  ])
  const thin = { product: 'PASTE', purpose: 'rework' } as const
  const steps = [
    { stepId: 'dilute', equipmentClass: 'vat' },
    { stepId: 'stir', after: ['dilute'] },
  ]
  await approvedVersion(crew, 'THIN', '1', steps, thin)
})

/** An order whose paste has come too thick, on a vat; its deviation is classified. */
async function tooThick(orderId: string, vat: string): Promise<string> {
  const { crew } = desk
  await runningOrder(crew, orderId, 'PASTE', [{ stepId: 'mix', equipmentId: vat }])
  const measured = { stepId: 'mix', parameterId: 'density', value: '1.6' }
  accepted(await crew.ada.post(`/v1/orders/${orderId}/results`, measured))
  const [deviationId = ''] = Object.keys((await desk.order(orderId)).deviations)
  await desk.waitsIn(deviationId, 'Wait for the classification')
  await desk.classify(deviationId)
  await desk.waitsIn(deviationId, 'Wait for the signed disposition')
  return deviationId
}

const dispose = async (deviationId: string, more: object = {}) => {
  const decision = { disposition: 'rework', reason: 'It is too thick', rework: { recipeId: 'THIN' }, ...more }
  const signature = await desk.crew.sign('quinn', 'dispositioned')
  return desk.crew.quinn.post(`/v1/deviations/${deviationId}/disposition`, { ...decision, ...signature })
}
const act = (orderId: string, stepId: string, what: 'start' | 'complete', body: object = {}) =>
  desk.crew.ada.post(`/v1/orders/${orderId}/steps/${stepId}/${what}`, body)
const stepsOf = async (orderId: string) => accepted(await desk.crew.ada.get(`/v1/orders/${orderId}/steps`)).body.items

describe('a disposition that names a rework recipe', () => {
  test('has the order reworked on the machine where it stands, before it goes on, and the batch released', async () => {
    const orderId = 'THICK'
    const deviationId = await tooThick(orderId, 'VAT-1')
    expect(await desk.order(orderId)).toMatchObject({ status: 'held' })

    const decided = accepted(await dispose(deviationId)).body
    expect(decided).toMatchObject({
      about: { type: 'order', id: orderId },
      data: { rework: { branchId: 'rework-1', recipeId: 'THIN', stepIds: ['rework-1.dilute', 'rework-1.stir'] } },
    })
    const execution = await desk.ended(deviationId)
    expect([execution.status, statesOf(execution)]).toEqual(['SUCCEEDED', straight])
    expect(await desk.order(orderId)).toMatchObject({ status: 'running', holds: [] })

    const branch = { branchId: 'rework-1', deviationId, reworks: 'mix' }
    expect(await stepsOf(orderId)).toMatchObject([
      { stepId: 'mix', status: 'running' },
      { stepId: 'fill', canStart: false, after: ['mix', 'rework-1.stir'] },
      {
        stepId: 'rework-1.dilute',
        branch,
        canStart: true,
        equipment: [{ equipmentId: 'VAT-1', canStart: true }, {}, {}],
      },
      { stepId: 'rework-1.stir', branch, canStart: false },
    ])
    expect(codesOf(await act(orderId, 'mix', 'complete'))).toEqual(['parameter-out-of-limits'])
    accepted(await act(orderId, 'rework-1.dilute', 'start', { equipmentId: 'VAT-1' }))
    accepted(await act(orderId, 'rework-1.dilute', 'complete'))
    const better = { stepId: 'mix', parameterId: 'density', value: '1.3' }
    accepted(await desk.crew.ada.post(`/v1/orders/${orderId}/results`, better))
    accepted(await act(orderId, 'mix', 'complete'))
    expect(codesOf(await act(orderId, 'fill', 'start'))).toEqual(['predecessor-incomplete'])
    accepted(await act(orderId, 'rework-1.stir', 'start'))
    accepted(await act(orderId, 'rework-1.stir', 'complete'))
    accepted(await act(orderId, 'fill', 'start'))
    const made = { stepId: 'fill', lotId: 'PASTE-1', quantity: kg('100') }
    accepted(await desk.crew.ada.post(`/v1/orders/${orderId}/productions`, made))
    accepted(await act(orderId, 'fill', 'complete'))
    accepted(await desk.crew.ada.post(`/v1/orders/${orderId}/complete`))

    await desk.waitsIn(orderId, 'Wait for the exceptions to be reviewed')
    await desk.review(orderId, deviationId)
    accepted(await desk.sign(orderId, 'released'))
    expect((await desk.ended(orderId)).status).toBe('SUCCEEDED')
    expect(statesOf(await desk.ended(orderId)).slice(-3)).toEqual(toSignature.slice(-3))
    const record = accepted(await desk.crew.vera.get(`/v1/batches/${orderId}/record`)).body
    expect(record).toMatchObject({
      integrity: { intact: true },
      branches: [{ branchId: 'rework-1', recipeId: 'THIN', version: '1', deviationId }],
      superseded: [
        {
          version: '1',
          because: { type: 'deviation', id: deviationId },
          steps: [{ stepId: 'mix' }, { stepId: 'fill' }],
        },
      ],
    })
    expect(record.signatures).toContainEqual(expect.objectContaining({ meaning: 'dispositioned', personId: 'quinn' }))
  })

  test('is refused, and changes nothing, by a recipe that is none for rework or not there, and with another disposition', async () => {
    const deviationId = await tooThick('REFUSED', 'VAT-2')
    const before = await stepsOf('REFUSED')
    const refused = async (more: object) => codesOf(await dispose(deviationId, more))
    expect(await refused({ rework: { recipeId: 'PASTE' } })).toEqual(['recipe-not-for-rework'])
    expect(await refused({ rework: { recipeId: 'THIN', version: '9' } })).toEqual(['recipe-not-approved'])
    expect(await refused({ disposition: 'use-as-is' })).toEqual(['disposition-unfit'])
    const bad = await dispose(deviationId, { rework: { recipe: 'THIN' } })
    expect([bad.status, bad.body.code]).toEqual([400, 'invalid-request'])
    expect(await stepsOf('REFUSED')).toEqual(before)
    const asOrder = { orderId: 'OF-THIN', recipeId: 'THIN', product: 'PASTE', quantity: kg('100') }
    accepted(await desk.crew.paula.post('/v1/orders', asOrder))
    expect(codesOf(await desk.crew.paula.post('/v1/orders/OF-THIN/release'))).toEqual(['recipe-for-rework'])
  })

  test('sent twice adds its branch once', async () => {
    const deviationId = await tooThick('TWICE', 'VAT-3')
    const decision = { disposition: 'rework', reason: 'It is too thick', rework: { recipeId: 'THIN', version: '1' } }
    const body = { ...decision, ...(await desk.crew.sign('quinn', 'dispositioned')) }
    const key = crypto.randomUUID()
    const path = `/v1/deviations/${deviationId}/disposition`
    const answers = await Promise.all([desk.crew.quinn.post(path, body, key), desk.crew.quinn.post(path, body, key)])
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    const steps = await until(
      () => stepsOf('TWICE'),
      ({ length }) => length >= 4,
      'The branch',
    )
    expect(steps).toHaveLength(4)
  })
})
