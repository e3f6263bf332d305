import { beforeAll, describe, expect, test } from 'vitest'
import {
  accepted,
  approvedRecipe,
  type Crew,
  codesOf,
  crewOf,
  kg,
  read,
  releasedLot,
  runningOrder,
} from '../support/crew.ts'
import { useSharedPlant } from '../support/plant.ts'

const plant = useSharedPlant()
let crew: Crew
const g = (value: string) => ({ value, unit: 'g' }) as const
const [scale, mixer] = ['CH-SCALE', 'CH-MIX-1']
const tolerance = { minusPercent: '1', plusPercent: '1' }
const label = (orderId: string, containerId: string) => `]d291CH-ACT-1\u001d92${containerId}\u001d93${orderId}`

beforeAll(async () => {
  crew = await crewOf(plant().url)
  const weights = [{ nominal: g('1000'), tolerance: g('0.2') }]
  accepted(
    await crew.erik.defineEquipment(
      { equipmentId: scale },
      {
        name: 'Scale',
        level: 'equipment-module',
        scale: { capacity: g('6000'), increment: g('0.1'), dailyCheck: { weights } },
      },
    ),
  )
  const readings = [{ nominal: g('1000'), reading: g('1000') }]
  accepted(await crew.ada.checkScale({ equipmentId: scale }, { readings, source: 'typed' }))
  await approvedRecipe(crew, 'CH-SYRUP', [
    {
      stepId: 'dispense',
      materials: [
        { lineId: '10', materialId: 'CH-ACT', quantity: g('1000'), tolerance, weighing: { verify: 'block' } },
      ],
    },
    {
      stepId: 'charge',
      after: ['dispense'],
      equipmentClass: 'ch-mixer',
      charges: [{ from: 'dispense', lineIds: ['10'] }],
    },
  ])
  accepted(
    await crew.erik.defineEquipment(
      { equipmentId: mixer },
      { name: 'Mixer', level: 'work-unit', equipmentClass: 'ch-mixer' },
    ),
  )
  await releasedLot(crew, 'CH-ACT-1', 'CH-ACT', kg('20'))
})

const weigh = (orderId: string, containerId: string, net: string) =>
  crew.ada.weigh(
    { orderId },
    {
      stepId: 'dispense',
      lineId: '10',
      lotId: 'CH-ACT-1',
      containerId,
      equipmentId: scale,
      method: 'net',
      net: g(net),
      source: 'typed',
      reason: 'No cable',
    },
  )

const verify = async (orderId: string, containerId: string) =>
  crew.ben.verifyContainer(
    { orderId, containerId },
    { scanned: label(orderId, containerId), ...(await crew.sign('ben', 'verified')) },
  )

async function dispensed(orderId: string) {
  await runningOrder(crew, orderId, 'CH-SYRUP', [{ stepId: 'dispense' }])
  for (const containerId of ['C-1', 'C-2']) {
    accepted(await weigh(orderId, containerId, '500'))
    accepted(await verify(orderId, containerId))
  }
  accepted(await crew.ada.completeStep({ orderId, stepId: 'dispense' }))
}

const charge = (orderId: string, containerId: string, scanned = label(orderId, containerId)) =>
  crew.ada.chargeContainer({ orderId, containerId }, { stepId: 'charge', equipmentId: mixer, scanned })

const chargingOf = async (orderId: string) =>
  (await read(crew.ada.listSteps({ orderId }))).items.find(({ stepId }) => stepId === 'charge')?.charging

describe('a dispensed container', () => {
  const orderId = 'CH-1'
  const complete = () => crew.ada.completeStep({ orderId, stepId: 'charge' })

  test('is charged by the scan of its own label, into the vessel of the step', async () => {
    await dispensed(orderId)
    await dispensed('CH-2')
    expect(codesOf(await charge(orderId, 'C-1'))).toEqual(['step-not-running'])
    accepted(await crew.ada.startStep({ orderId, stepId: 'charge' }, { equipmentId: mixer }))
    // The same id in another order, and another id in this one.
    expect(codesOf(await charge(orderId, 'C-1', label('CH-2', 'C-1')))).toEqual(['container-mismatch'])
    expect(codesOf(await charge(orderId, 'C-1', label(orderId, 'C-2')))).toEqual(['container-mismatch'])
    const { data } = accepted(await charge(orderId, 'C-1')).body
    expect(data).toMatchObject({ containerId: 'C-1', from: 'dispense', equipmentId: mixer, quantity: g('500') })
    expect(codesOf(await charge(orderId, 'C-1'))).toEqual(['container-decided'])
    expect(await chargingOf(orderId)).toEqual({
      charged: [{ containerId: 'C-1', lineId: '10' }],
      missing: [{ containerId: 'C-2', from: 'dispense', lineId: '10' }],
    })
    expect(codesOf(await complete())).toEqual(['container-not-charged'])
    expect((await read(crew.vera.getLot({ lotId: 'CH-ACT-1' }))).remaining.value).toBe('18')
  })

  test('is found by its label', async () => {
    const { matches } = await read(crew.ada.scan({ code: label(orderId, 'C-1') }))
    expect(matches).toMatchObject([
      { type: 'dispensed', orderId, containerId: 'C-1', charged: { id: 'ada', stepId: 'charge', equipmentId: mixer } },
    ])
    const printed = await crew.ada.getContainerLabel({ orderId, containerId: 'C-1' }, { format: 'zpl' })
    expect(printed.text).toContain(`#193${orderId}`)
    expect((await crew.ada.scan({ code: label('CH-9', 'C-1') })).status).toBe(404)
  })

  test('that was charged by mistake is taken back, and both facts stay', async () => {
    accepted(await crew.ada.reverseCharge({ orderId, containerId: 'C-1' }, { reason: 'It stands beside the mixer' }))
    expect((await chargingOf(orderId))?.charged).toEqual([])
    accepted(await charge(orderId, 'C-1'))
    const types = (await read(crew.vera.getAudit({ subject: `order:${orderId}` }))).items.map(({ type }) => type)
    expect(types.filter((type) => type.includes('charge'))).toEqual([
      'andon.dispensing.charged.v1',
      'andon.dispensing.charge-reversed.v1',
      'andon.dispensing.charged.v1',
    ])
  })

  test('that is spilled on its way is rejected and weighed again, although its step is over', async () => {
    const spilled = { reasonCode: 'SPILLED', reason: 'It fell over' }
    accepted(await crew.ada.rejectContainer({ orderId, containerId: 'C-2' }, spilled))
    expect(codesOf(await complete())).toEqual(['line-incomplete'])
    accepted(await weigh(orderId, 'C-3', '500'))
    expect(codesOf(await charge(orderId, 'C-3'))).toEqual(['container-not-verified'])
    accepted(await verify(orderId, 'C-3'))
    accepted(await charge(orderId, 'C-3'))
    accepted(await complete())
    const { left, remaining } = await read(crew.vera.getLot({ lotId: 'CH-ACT-1' }))
    expect([remaining.value, left]).toMatchObject(['17.5', { consumed: { value: '2' }, scrapped: { value: '0.5' } }])
  })

  test('stands in the history of its vessel, and in the list of its order', async () => {
    const history = await read(crew.vera.getAudit({ subject: `equipment:${mixer}` }))
    expect(history.items.map(({ type }) => type)).toContain('andon.dispensing.charged.v1')
    const { items } = await read(crew.vera.listDispensed({ orderId }))
    expect(items.map(({ containerId, charged }) => [containerId, charged?.equipmentId])).toEqual([
      ['C-1', mixer],
      ['C-2', undefined],
      ['C-3', mixer],
    ])
  })
})

test('a recipe that charges what nobody dispenses is not submitted', async () => {
  const version = { recipeId: 'CH-WRONG', version: '1' }
  const batchSize = { min: kg('1'), nominal: kg('1'), max: kg('1') }
  const steps = [{ stepId: 'charge', name: 'Charge', equipmentClass: 'ch-mixer', charges: [{ from: 'dispense' }] }]
  accepted(await crew.erik.draftRecipe(version, { product: 'CH-SYRUP', batchSize, steps }))
  expect(codesOf(await crew.erik.submitRecipe(version))).toEqual(['recipe-invalid'])
})
