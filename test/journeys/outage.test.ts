import { setTimeout as pause } from 'node:timers/promises'
import { connectAsync, type MqttClient } from 'mqtt'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../local/demo/client.ts'
import {
  accepted,
  approvedRecipe,
  approvedVersion,
  type Crew,
  codesOf,
  crewOf,
  kg,
  read,
  releasedLot,
  runningOrder,
} from '../support/crew.ts'
import { useSharedPlant } from '../support/plant.ts'
import { each } from '../support/units.ts'

/** The terminals of the hall have no network, while the devices go on. Afterwards people book what they did, in its order. The hours are seconds here. */
const plant = useSharedPlant()
const lateReason = 'The terminals had no network'
const [vessel, bench, line] = ['OUTAGE-VESSEL', 'OUTAGE-BENCH', 'OUTAGE-LINE'] as const
let crew: Crew
const clients = new Map<string, MqttClient>()
let begun = 0
let sequence = 0
const timeOf = (seconds: number) => new Date(begun + seconds * 1000).toISOString()
const at = (seconds: number) => ({ occurredAt: timeOf(seconds), lateReason })

beforeAll(async () => {
  crew = await crewOf(plant().url)
  for (const [equipmentId, equipmentClass] of [
    [vessel, 'outage-vessel'],
    [bench, 'outage-bench'],
    [line, 'outage-line'],
  ] as const) {
    accepted(
      await crew.erik.defineEquipment({ equipmentId }, { name: equipmentId, level: 'work-unit', equipmentClass }),
    )
    clients.set(equipmentId, await connectAsync(plant().mqttUrl, { clientId: equipmentId, reconnectPeriod: 0 }))
  }
})
afterAll(() => Promise.all([...clients.values()].map((it) => it.endAsync(true))))

async function send(equipmentId: string, samples: readonly { readonly parameterId: string; readonly value: number }[]) {
  sequence += 1
  await clients
    .get(equipmentId)
    ?.publishAsync(`andon/lyon/${equipmentId}/sample`, JSON.stringify({ sequence, samples }), { qos: 1 })
}
const each100ms = (parameterId: string, value: number, from: number, to: number) =>
  Array.from({ length: Math.round((to - from) * 10) + 1 }, (_, index) => ({
    parameterId,
    value,
    occurredAt: timeOf(from + index / 10),
  }))
const countOf = (orderId: string, stepId: string, count: number) =>
  until(
    async () => (await read(crew.vera.listStepValues({ orderId, stepId }))).items,
    (items) => items.some((it) => it.serial === undefined && it.count === count),
    `${count} values of ${stepId}`,
  )
const isOver = (seconds: number) => pause(Math.max(0, begun + seconds * 1000 - Date.now()))

test('the syrup of Lyon has the end, the values and the cooling that it had', async () => {
  const orderId = 'OUTAGE-SYR'
  const [dissolve, cool] = ['dissolve', 'cool'].map((stepId) => ({ orderId, stepId })) as [Step, Step]
  const seconds = (value: string) => ({ value, unit: 's' }) as const
  await approvedRecipe(crew, orderId, [
    {
      stepId: 'dissolve',
      equipmentClass: 'outage-vessel',
      materials: [{ lineId: '10', materialId: 'OUTAGE-SUGAR', quantity: kg('60') }],
      parameters: [{ parameterId: 'TEMP', unit: 'Cel', low: '62', high: '66', source: 'device' }],
      timers: [
        {
          timerId: 'in',
          rule: 'at-least',
          duration: seconds('1'),
          while: { parameterId: 'TEMP' },
          silence: seconds('9'),
        },
      ],
    },
    {
      stepId: 'cool',
      after: ['dissolve'],
      equipmentClass: 'outage-vessel',
      timers: [
        { timerId: 'soon', policy: 'block-unless-signed', rule: 'at-most', from: 'dissolve', duration: seconds('0.5') },
      ],
    },
  ])
  await releasedLot(crew, 'OUTAGE-SUGAR-1', 'OUTAGE-SUGAR', kg('60'))
  await runningOrder(crew, orderId, orderId, [{ stepId: 'dissolve', equipmentId: vessel }])
  begun = Date.now() + 50
  await isOver(3)
  await send(vessel, each100ms('TEMP', 64, 0.1, 3))
  await countOf(orderId, 'dissolve', 30)
  // Meanwhile quality has tested the sugar again.
  const retest = { retestAt: '2037-12-31', ...(await crew.sign('quinn', 'verified')) }
  accepted(await crew.quinn.retestLot({ lotId: 'OUTAGE-SUGAR-1' }, retest))

  const sugar = { stepId: 'dissolve', lineId: '10', lotId: 'OUTAGE-SUGAR-1', quantity: kg('60') }
  accepted(await crew.ada.consume({ orderId }, { ...sugar, ...at(0.2) }))
  expect(codesOf(await crew.ada.completeStep(dissolve, at(1)))).toEqual(['timer-running'])
  const { data } = accepted(await crew.ada.completeStep(dissolve, at(1.35))).body
  expect(data).toMatchObject({ values: [{ count: 13, last: { at: timeOf(1.3) }, secondsInside: '1.2' }] })
  expect((await read(crew.vera.listStepValues(dissolve))).items).toMatchObject([{ count: 13 }])

  accepted(await crew.ada.startStep(cool, { equipmentId: vessel, ...at(1.4) }))
  const made = { stepId: 'cool', lotId: 'OUTAGE-SYR-1', quantity: kg('100'), use: 'produced' } as const
  accepted(await crew.ada.produce({ orderId }, { ...made, ...at(1.8) }))
  accepted(await crew.ada.completeStep(cool, at(2)))
  const record = await read(crew.quinn.getBatchRecord({ orderId }))
  expect(record.values).toMatchObject([{ stepId: 'dissolve', count: 13 }])
  expect(record.integrity.intact).toBe(true)
})

test('the pumps of Cork leave one after the other, each when it left', async () => {
  const [orderId, lotId] = ['OUTAGE-PMP', 'OUTAGE-PMP-1']
  const [tighten, pack] = ['tighten', 'pack'].map((stepId) => ({ orderId, stepId })) as [Step, Step]
  accepted(await crew.erik.defineMaterial({ materialId: orderId }, { name: 'Pump', unit: '{each}' }))
  const torque = { parameterId: 'torque', unit: 'N.m', low: '48', high: '52', source: 'device' } as const
  const batchSize = { min: each('1'), nominal: each('3'), max: each('100') }
  await approvedVersion(
    crew,
    orderId,
    '1',
    [
      { stepId: 'tighten', flow: 'units', equipmentClass: 'outage-bench', parameters: [torque] },
      { stepId: 'pack', flow: 'units', after: ['tighten'] },
    ],
    { batchSize },
  )
  accepted(await crew.paula.createOrder({ orderId, recipeId: orderId, product: orderId, quantity: each('3') }))
  accepted(await crew.paula.releaseOrder({ orderId }))
  accepted(await crew.ada.startOrder({ orderId }))
  accepted(await crew.ada.announceUnits({ orderId }, { lotId, serials: [{ from: 'P901', to: 'P903' }] }))
  accepted(await crew.ada.startStep(tighten, { equipmentId: bench }))
  begun = Date.now() + 50
  await isOver(2.2)
  const torques = ['P901', 'P902', 'P903'].map((serial, index) => ({
    parameterId: 'torque',
    value: 50,
    serial,
    occurredAt: timeOf(0.5 + index / 2),
  }))
  await send(bench, torques)
  await countOf(orderId, 'tighten', 3)

  const early = await crew.ada.completeStep(tighten, { serials: ['P902'], ...at(0.9) })
  expect(codesOf(early)).toEqual(['late-booking'])
  expect(early.text).toMatch(/torque of unit P902 was measured in step tighten/)
  accepted(await crew.ada.completeStep(tighten, { serials: ['P901'], ...at(0.6) }))
  accepted(await crew.ada.startStep(pack, { quantity: each('1'), ...at(0.7) }))
  const made = { stepId: 'pack', lotId, use: 'produced' } as const
  accepted(await crew.ada.produce({ orderId }, { ...made, quantity: each('1'), serials: ['P901'], ...at(0.8) }))
  accepted(await crew.ada.completeStep(pack, { serials: ['P901'], ...at(0.9) }))
  accepted(await crew.ada.completeStep(tighten, { serials: ['P902', 'P903'], ...at(1.6) }))
  accepted(await crew.ada.startStep(pack, { quantity: each('2'), ...at(1.7) }))
  const rest = ['P902', 'P903']
  accepted(await crew.ada.produce({ orderId }, { ...made, quantity: each('2'), serials: rest, ...at(1.8) }))
  accepted(await crew.ada.completeStep(pack, { serials: rest, ...at(2) }))
  const { items } = await read(crew.vera.listSteps({ orderId }))
  expect(items.map(({ status, late }) => [status, late])).toEqual([
    ['completed', true],
    ['completed', true],
  ])
})

test('the line of Nantes goes from one order to the next, each at its time', async () => {
  const [plain, sesame] = ['OUTAGE-PLAIN', 'OUTAGE-SESAME']
  const metal = { parameterId: 'metal', unit: 'mm', high: '2', source: 'device' } as const
  for (const recipeId of [plain, sesame])
    await approvedRecipe(crew, recipeId, [
      {
        stepId: 'bake',
        equipmentClass: 'outage-line',
        materials: [{ lineId: '10', materialId: 'OUTAGE-FLOUR', quantity: kg('60') }],
        parameters: [metal],
      },
    ])
  await releasedLot(crew, 'OUTAGE/24', 'OUTAGE-FLOUR', kg('120'))
  await runningOrder(crew, plain, plain, [{ stepId: 'bake', equipmentId: line }])
  await runningOrder(crew, sesame, sesame)
  begun = Date.now() + 50
  await isOver(3)
  await send(line, each100ms('metal', 1, 0.1, 3))
  await countOf(plain, 'bake', 30)

  const bookedFor = async (orderId: string, lotId: string, from: number) => {
    const flour = { stepId: 'bake', lineId: '10', lotId: 'OUTAGE/24', quantity: kg('60') }
    accepted(await crew.ada.consume({ orderId }, { ...flour, ...at(from) }))
    const made = { stepId: 'bake', lotId, use: 'produced' } as const
    accepted(await crew.ada.produce({ orderId }, { ...made, quantity: kg('70'), ...at(from + 0.3) }))
    accepted(await crew.ada.produce({ orderId }, { ...made, quantity: kg('30'), ...at(from + 0.6) }))
  }
  await bookedFor(plain, 'OUTAGE-24-1', 0.2)
  const next = { orderId: sesame, stepId: 'bake' }
  // The line is free from the end of the order before, which is booked first.
  expect(codesOf(await crew.ada.startStep(next, { equipmentId: line, ...at(1.5) }))).toEqual(['equipment-occupied'])
  const { data } = accepted(await crew.ada.completeStep({ orderId: plain, stepId: 'bake' }, at(1.25))).body
  expect(data).toMatchObject({ values: [{ count: 12 }] })
  accepted(await crew.ada.startStep(next, { equipmentId: line, ...at(1.5) }))
  await bookedFor(sesame, 'OUTAGE-24-2', 1.6)
  // What the line measured before this was booked, is in no step: the device's values of now go on.
  expect(codesOf(await crew.ada.completeStep(next, at(2.5)))).toEqual(['parameter-missing'])
  await send(line, each100ms('metal', 1, 3.1, 3.1))
  await countOf(sesame, 'bake', 1)
  accepted(await crew.ada.completeStep(next))
})

type Step = { readonly orderId: string; readonly stepId: string }
