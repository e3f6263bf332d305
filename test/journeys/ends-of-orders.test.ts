import { beforeAll, describe, expect, test } from 'vitest'
import { accepted, approvedVersion, type Crew, codesOf, crewOf, kg, read } from '../support/crew.ts'
import { useSharedPlant } from '../support/plant.ts'

const plant = useSharedPlant()
const product = 'END-PASTE'
let crew: Crew

beforeAll(async () => {
  crew = await crewOf(plant().url)
  await approvedVersion(crew, product, '1', [{ stepId: 'cook' }, { stepId: 'cool', after: ['cook'] }])
})

async function cooking(orderId: string): Promise<void> {
  accepted(await crew.paula.createOrder({ orderId, recipeId: product, product, quantity: kg('100') }))
  accepted(await crew.paula.releaseOrder({ orderId }))
  accepted(await crew.ada.startOrder({ orderId }))
  accepted(await crew.ada.startStep({ orderId, stepId: 'cook' }))
}
const made = (orderId: string, value: string, more: object = {}) => ({
  stepId: 'cook',
  lotId: `${orderId}-LOT`,
  quantity: kg(value),
  ...more,
})
const corrections = async (orderId: string) =>
  (await read(crew.quinn.listExceptions({ orderId }))).items.filter(({ kind }) => kind === 'correction')

describe('an order whose steps ended with nothing produced', () => {
  const order = { orderId: 'END-P1' }

  test('is completed once a supervisor has recorded what was made, which quality reviews', async () => {
    await cooking('END-P1')
    accepted(await crew.ada.completeStep({ ...order, stepId: 'cook' }))
    accepted(await crew.ada.startStep({ ...order, stepId: 'cool' }))
    accepted(await crew.ada.completeStep({ ...order, stepId: 'cool' }))
    const early = await crew.ada.completeOrder(order)
    expect(codesOf(early)).toEqual(['nothing-produced'])
    expect(early.text).toContain('which after its step a supervisor or quality does with a reason')
    expect(codesOf(await crew.olga.closeShort(order, { reason: 'There is nothing' }))).toEqual(['nothing-produced'])

    const late = made('END-P1', '98', { reason: 'It was forgotten' })
    expect(codesOf(await crew.ada.produce(order, late))).toEqual(['forbidden'])
    expect(codesOf(await crew.olga.produce(order, made('END-P1', '98')))).toEqual(['reason-missing'])
    accepted(await crew.olga.produce(order, late))
    accepted(await crew.ada.completeOrder(order))
    const [exception] = await corrections('END-P1')
    expect(exception).toMatchObject({
      status: 'to-review',
      title: expect.stringContaining(
        `recorded 98 kg of ${product}, lot END-P1-LOT, as made after step cook: It was forgotten.`,
      ),
    })
    const release = async () => crew.quinn.releaseBatch(order, await crew.sign('quinn', 'released'))
    expect(codesOf(await release())).toEqual(['exception-not-reviewed'])
    const seen = { comment: 'The tank shows 98 kg', ...(await crew.sign('quinn', 'reviewed')) }
    accepted(await crew.quinn.reviewException({ ...order, exceptionId: exception?.exceptionId ?? '' }, seen))
    accepted(await release())
    expect(codesOf(await crew.olga.produce(order, late))).toContain('batch-decided')
  })
})

describe('an output that was typed wrongly and is found after its step', () => {
  test('is taken back as a whole and recorded in another lot', async () => {
    const order = { orderId: 'END-P2' }
    await cooking('END-P2')
    const typed = accepted(await crew.ada.produce(order, made('END-P2', '98', { lotId: 'END-P2-LTO' }))).body
    accepted(await crew.ada.completeStep({ ...order, stepId: 'cook' }))
    const reason = 'The lot was typed wrongly'
    accepted(await crew.olga.reverse(order, { productionId: String(typed.factId), reason }))
    accepted(await crew.olga.produce(order, made('END-P2', '98', { reason })))
    expect(await read(crew.vera.getOrder(order))).toMatchObject({ produced: { 'END-P2-LOT': kg('98') } })
    expect(await read(crew.vera.getLotBalance({ lotId: 'END-P2-LOT' }))).toMatchObject({ balanced: true })
    expect(await corrections('END-P2')).toHaveLength(2)
  })
})
