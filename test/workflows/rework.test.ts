import { beforeAll, describe, expect, test } from 'vitest'
import { type Said, until } from '../../local/demo/client.ts'
import type { Answer } from '../../shared/client/client.ts'
import { accepted, approvedRecipe, approvedVersion, codesOf, crewOf, kg, read, runningOrder } from '../support/crew.ts'
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
      await crew.erik.defineEquipment(
        { equipmentId },
        {
          name: equipmentId,
          level: 'work-unit',
          equipmentClass: 'vat',
        },
      ),
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
  accepted(await crew.ada.recordResult({ orderId }, measured))
  const order = await desk.order(orderId)
  const [deviationId = ''] = 'deviations' in order ? Object.keys(order.deviations) : []
  await desk.waitsIn(deviationId, 'Wait for the classification')
  await desk.classify(deviationId)
  await desk.waitsIn(deviationId, 'Wait for the signed disposition')
  return deviationId
}

const dispose = async (deviationId: string, more: Partial<Said<'dispositionDeviation'>> = {}) => {
  const decision = { disposition: 'rework' as const, reason: 'It is too thick', rework: { recipeId: 'THIN' }, ...more }
  const signature = await desk.crew.sign('quinn', 'dispositioned')
  return desk.crew.quinn.dispositionDeviation({ deviationId }, { ...decision, ...signature })
}
const act = (
  orderId: string,
  stepId: string,
  what: 'start' | 'complete',
  body: Said<'startStep' | 'completeStep'> = {},
): Promise<Answer> => {
  const step = { orderId, stepId }
  return what === 'start' ? desk.crew.ada.startStep(step, body) : desk.crew.ada.completeStep(step, body)
}
const stepsOf = async (orderId: string) => (await read(desk.crew.ada.listSteps({ orderId }))).items

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
    accepted(await desk.crew.ada.recordResult({ orderId }, better))
    accepted(await act(orderId, 'mix', 'complete'))
    expect(codesOf(await act(orderId, 'fill', 'start'))).toEqual(['predecessor-incomplete'])
    accepted(await act(orderId, 'rework-1.stir', 'start'))
    accepted(await act(orderId, 'rework-1.stir', 'complete'))
    accepted(await act(orderId, 'fill', 'start'))
    const made = { stepId: 'fill', lotId: 'PASTE-1', quantity: kg('100') }
    accepted(await desk.crew.ada.produce({ orderId }, made))
    accepted(await act(orderId, 'fill', 'complete'))
    accepted(await desk.crew.ada.completeOrder({ orderId }))

    await desk.waitsIn(orderId, 'Wait for the exceptions to be reviewed')
    await desk.review(orderId, deviationId)
    accepted(await desk.sign(orderId, 'released'))
    expect((await desk.ended(orderId)).status).toBe('SUCCEEDED')
    expect(statesOf(await desk.ended(orderId)).slice(-3)).toEqual(toSignature.slice(-3))
    const record = await read(desk.crew.vera.getBatchRecord({ orderId }))
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
    const refused = async (more: Partial<Said<'dispositionDeviation'>>) => codesOf(await dispose(deviationId, more))
    expect(await refused({ rework: { recipeId: 'PASTE' } })).toEqual(['recipe-not-for-rework'])
    expect(await refused({ rework: { recipeId: 'THIN', version: '9' } })).toEqual(['recipe-not-approved'])
    expect(await refused({ disposition: 'use-as-is' })).toEqual(['disposition-unfit'])
    const bad = await desk.crew.quinn.post(`/v1/deviations/${deviationId}/disposition`, {
      disposition: 'rework',
      reason: 'It is too thick',
      rework: { recipe: 'THIN' },
      ...(await desk.crew.sign('quinn', 'dispositioned')),
    })
    expect([bad.status, bad.body.code]).toEqual([400, 'invalid-request'])
    expect(await stepsOf('REFUSED')).toEqual(before)
    const asOrder = { orderId: 'OF-THIN', recipeId: 'THIN', product: 'PASTE', quantity: kg('100') }
    accepted(await desk.crew.paula.createOrder(asOrder))
    expect(codesOf(await desk.crew.paula.releaseOrder({ orderId: 'OF-THIN' }))).toEqual(['recipe-for-rework'])
  })

  test('sent twice adds its branch once', async () => {
    const deviationId = await tooThick('TWICE', 'VAT-3')
    const rework = { recipeId: 'THIN', version: '1' }
    const decision = { disposition: 'rework' as const, reason: 'It is too thick', rework }
    const body = { ...decision, ...(await desk.crew.sign('quinn', 'dispositioned')) }
    const key = crypto.randomUUID()
    const answers = await Promise.all([
      desk.crew.quinn.dispositionDeviation({ deviationId }, body, { key }),
      desk.crew.quinn.dispositionDeviation({ deviationId }, body, { key }),
    ])
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    const steps = await until(
      () => stepsOf('TWICE'),
      ({ length }) => length >= 4,
      'The branch',
    )
    expect(steps).toHaveLength(4)
  })
})
