import { connectAsync, type MqttClient } from 'mqtt'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { until } from '../../local/demo/client.ts'
import { accepted, approvedVersion, type Crew, codesOf, crewOf, read } from '../support/crew.ts'
import { useSharedPlant } from '../support/plant.ts'
import { each } from '../support/units.ts'

const plant = useSharedPlant()
const [equipmentId, orderId, lotId] = ['BENCH-PUMPS', 'PUMPS-5', 'LOT-PUMPS-5']
const order = { orderId }
const tighten = { orderId, stepId: 'tighten' }
let crew: Crew
let wrench: MqttClient
let sequence = 0

beforeAll(async () => {
  crew = await crewOf(plant().url)
  const batchSize = { min: each('1'), nominal: each('50'), max: each('100') }
  accepted(await crew.erik.defineMaterial({ materialId: 'PUMP-5' }, { name: 'Pump', unit: '{each}' }))
  const torque = { parameterId: 'torque', unit: 'N.m', low: '48', high: '52', source: 'device' } as const
  const steps = [
    { stepId: 'tighten', flow: 'units', equipmentClass: 'bench', parameters: [torque] },
    {
      stepId: 'inspect',
      flow: 'units',
      after: ['tighten'],
      checks: [{ checkId: 'scratch', question: 'Is there no scratch?' }],
    },
  ] as const
  await approvedVersion(crew, 'PUMP-5', '1', steps, { batchSize })
  const bench = { name: 'Bench', level: 'work-unit', equipmentClass: 'bench' } as const
  accepted(await crew.erik.defineEquipment({ equipmentId }, bench))
  wrench = await connectAsync(plant().mqttUrl, { clientId: equipmentId, reconnectPeriod: 0 })
  accepted(await crew.paula.createOrder({ orderId, recipeId: 'PUMP-5', product: 'PUMP-5', quantity: each('5') }))
  accepted(await crew.paula.releaseOrder(order))
  accepted(await crew.ada.startOrder(order))
  accepted(await crew.ada.announceUnits(order, { lotId, serials: [{ from: 'P001', to: 'P005' }] }))
  accepted(await crew.ada.startStep(tighten, { equipmentId }))
})
afterAll(() => wrench.endAsync(true))

const tightens = async (...values: readonly (readonly [serial: string, value: number])[]) => {
  sequence += 1
  const occurredAt = new Date().toISOString()
  const samples = values.map(([serial, value]) => ({ parameterId: 'torque', value, serial, occurredAt }))
  await wrench.publishAsync(`andon/lyon/${equipmentId}/sample`, JSON.stringify({ sequence, samples }), { qos: 1 })
}
const units = async () => (await read(crew.vera.listUnits(order))).items
/** What each unit lacks, and its holds, by serial number. */
const lacks = async () =>
  Object.fromEntries(
    (await units()).map(({ serial, holds, steps }) => [
      serial,
      [
        ...steps.flatMap(({ missing, outOfLimits }) => [...missing, ...outOfLimits]),
        ...(holds ?? []).map(() => 'hold'),
      ].join(' '),
    ]),
  )
const become = (wanted: Readonly<Record<string, string>>, what: string) =>
  until(lacks, (now) => Object.entries(wanted).every(([serial, it]) => now[serial] === it), what)

describe('five pumps that a wrench tightens', () => {
  test('leave one by one, and only the one out of limits waits, is tightened again and follows', async () => {
    await tightens(['P001', 50], ['P002', 49], ['P003', 57], ['P004', 51], ['P 5', 50])
    await become(
      { P001: 'scratch', P003: 'torque scratch hold', P004: 'scratch', P005: 'torque scratch' },
      'Four torques',
    )
    expect((await read(crew.vera.getOrder(order))).status).toBe('running')

    const { items } = await read(crew.vera.listStepValues(tighten))
    expect(items.map(({ serial, count, last }) => [serial, count, last.value])).toEqual([
      [undefined, 4, expect.anything()],
      ['P001', 1, '50'],
      ['P002', 1, '49'],
      ['P003', 1, '57'],
      ['P004', 1, '51'],
    ])
    expect(codesOf(await crew.ada.completeStep(tighten, { serials: [{ from: 'P001', to: 'P005' }] }))).toEqual([
      'parameter-missing',
      'parameter-out-of-limits',
      'sublot-on-hold',
    ])
    accepted(await crew.ada.completeStep(tighten, { serials: ['P001', 'P002', 'P004'] }))

    const running = await read(crew.vera.getOrder(order))
    const [deviationId = ''] = running.status === 'created' ? [] : Object.keys(running.deviations)
    const { breach } = await read(crew.quinn.getDeviation({ deviationId }))
    expect(breach).toMatchObject({ serial: 'P003', curve: { points: [{ value: '57' }] } })
    accepted(await crew.quinn.classifyDeviation({ deviationId }, { severity: 'minor', reason: 'One pump only' }))
    accepted(
      await crew.quinn.dispositionDeviation(
        { deviationId },
        {
          disposition: 'rework',
          reason: 'Tighten it again',
          capaRequired: false,
          rework: { stepIds: ['tighten'] },
          ...(await crew.sign('quinn', 'dispositioned')),
        },
      ),
    )
    await become({ P003: 'torque scratch' }, 'The end of the hold')
    await tightens(['P003', 50], ['P005', 50])
    await become({ P003: 'scratch', P005: 'scratch' }, 'Two more torques')
    const done = accepted(await crew.ada.completeStep(tighten, { serials: ['P003', 'P005'] })).body
    expect(done).toMatchObject({
      data: {
        unitValues: [
          { serial: 'P003', parameterId: 'torque', count: 2, each: ['57', '50'] },
          { serial: 'P005', parameterId: 'torque', count: 1, last: '50' },
        ],
      },
    })
    accepted(await crew.ada.startStep({ orderId, stepId: 'inspect' }))
    expect((await units()).map(({ steps }) => steps.map(({ status }) => status))).toEqual(
      Array.from({ length: 5 }, () => ['finished', 'waiting']),
    )
  })
})

describe('a dimension that every third unit is measured for', () => {
  const every = { orderId: 'PUMPS-EVERY' }
  const step = { ...every, stepId: 'press' }

  test('is asked of the first, the fourth and the seventh unit that leave, and of no other', async () => {
    const batchSize = { min: each('1'), nominal: each('50'), max: each('100') }
    const length = {
      parameterId: 'length',
      unit: 'mm',
      low: '9',
      high: '11',
      source: 'operator',
      per: { every: 3 },
    } as const
    const batch = [{ stepId: 'press', parameters: [length] }] as const
    const faulty = { product: 'PUMP-5', batchSize, steps: [{ ...batch[0], name: 'Press' }] }
    accepted(await crew.erik.draftRecipe({ recipeId: 'PUMP-EVERY', version: '0' }, faulty))
    const refused = await crew.erik.submitRecipe({ recipeId: 'PUMP-EVERY', version: '0' }, {})
    expect(codesOf(refused)).toEqual(['recipe-invalid'])
    const steps = [{ stepId: 'press', flow: 'units', parameters: [length] }] as const
    await approvedVersion(crew, 'PUMP-EVERY', '1', steps, { batchSize, product: 'PUMP-5' })
    accepted(await crew.paula.createOrder({ ...every, recipeId: 'PUMP-EVERY', product: 'PUMP-5', quantity: each('8') }))
    accepted(await crew.paula.releaseOrder(every))
    accepted(await crew.ada.startOrder(every))
    accepted(await crew.ada.announceUnits(every, { lotId: 'LOT-EVERY', serials: [{ from: 'E01', to: 'E08' }] }))
    accepted(await crew.ada.startStep(step))
    const leave = (...serials: string[]) => crew.ada.completeStep(step, { serials })
    const measure = async (serial: string) =>
      accepted(
        await crew.ada.recordResult(every, { stepId: 'press', parameterId: 'length', serial, value: '10', unit: 'mm' }),
      )

    expect(codesOf(await leave('E01', 'E02'))).toEqual(['parameter-missing'])
    await measure('E01')
    expect(codesOf(await leave('E02', 'E01'))).toEqual(['parameter-missing'])
    accepted(await leave('E01', 'E02'))
    accepted(await leave('E05'))
    expect(codesOf(await leave('E03', 'E04', 'E06', 'E07'))).toEqual(['parameter-missing'])
    await measure('E03')
    expect(codesOf(await leave('E03', 'E04', 'E06', 'E07'))).toEqual(['parameter-missing'])
    await measure('E07')
    accepted(await leave('E03', 'E04', 'E06', 'E07'))
  })
})
