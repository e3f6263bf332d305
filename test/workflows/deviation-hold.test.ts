import { connectAsync, type MqttClient } from 'mqtt'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DeviceCommand } from '../../events/device.ts'
import { type Said, until } from '../../local/demo/client.ts'
import { accepted, approvedRecipe, codesOf, crewOf, kg, releasedLot, runningOrder } from '../support/crew.ts'
import { usePlant } from '../support/plant.ts'
import { completed, type Desk, deskOf, making, statesOf, straight, withCapa } from './desk.ts'

// No wait for a person runs out within the tests; machines' messages that are lost come back soon.
const timeScale = 0.1
const plant = usePlant({ timeScale })
let desk: Desk
const devices: MqttClient[] = []

beforeAll(async () => {
  const crew = await crewOf(plant().url)
  desk = deskOf(plant(), crew)
  const density = { parameterId: 'density', unit: 'kg/L', low: '1.2', source: 'operator' } as const
  const temperature = { parameterId: 'temperature', unit: 'Cel', low: '35', high: '45', source: 'device' } as const
  const drawn = (materialId: string) => [{ lineId: '0010', materialId, quantity: kg('10') }]
  await approvedRecipe(crew, 'BOIL', [{ stepId: 'make', parameters: [density] }])
  await approvedRecipe(crew, 'MIX', [{ stepId: 'mix', equipmentClass: 'mixer', parameters: [temperature] }])
  await approvedRecipe(crew, 'TWO', [
    { stepId: 'one', equipmentClass: 'mixer' },
    { stepId: 'two', equipmentClass: 'mixer' },
  ])
  await approvedRecipe(crew, 'BULK', [{ stepId: 'make', materials: drawn('SUGAR') }])
  await approvedRecipe(crew, 'FILL', [{ stepId: 'make', materials: drawn('BULK') }])
})
afterAll(() => Promise.all(devices.map((device) => device.endAsync(true))))

const onlyDeviationOf = async (orderId: string): Promise<string> => {
  const order = await desk.order(orderId)
  const [deviationId, ...more] = 'deviations' in order ? Object.keys(order.deviations) : []
  if (deviationId === undefined || more.length > 0) throw new Error(`Order ${orderId} has not exactly one deviation.`)
  return deviationId
}

/** A mixer that hears what it is told. */
async function mixer(equipmentId: string) {
  const definition = { name: equipmentId, level: 'work-unit', equipmentClass: 'mixer' } as const
  accepted(await desk.crew.erik.defineEquipment({ equipmentId }, definition))
  const client = await connectAsync(plant().mqttUrl, { clientId: equipmentId, reconnectPeriod: 0 })
  devices.push(client)
  const told: DeviceCommand[] = []
  client.on('message', (_topic, payload) => told.push(JSON.parse(payload.toString())))
  await client.subscribeAsync(`andon/lyon/${equipmentId}/command`, { qos: 1 })
  return { client, told }
}

const toldBoth = (told: readonly DeviceCommand[]) =>
  until(
    async () => told.map(({ command }) => command),
    ({ length }) => length >= 2,
    'Both commands to the machine',
  )

describe.concurrent("an operator's result outside its limits", () => {
  const breach = async (orderId: string) => {
    const lotId = await making(desk, orderId, 'BOIL')
    const result = { stepId: 'make', parameterId: 'density', value: '0.9' }
    accepted(await desk.crew.ada.recordResult({ orderId }, result))
    return { lotId, deviationId: await onlyDeviationOf(orderId) }
  }

  test.each([
    ['use-as-is', false, 'running', 'quarantine'],
    ['use-as-is', true, 'running', 'quarantine'],
    ['rework', false, 'running', 'quarantine'],
    ['rework', true, 'running', 'quarantine'],
    ['scrap', false, 'aborted', 'rejected'],
    ['scrap', true, 'aborted', 'rejected'],
    ['return', false, 'aborted', 'rejected'],
    ['return', true, 'aborted', 'rejected'],
    ['reject', false, 'aborted', 'rejected'],
    ['reject', true, 'aborted', 'rejected'],
  ] as const)(
    'that ends in %s (corrective action: %s) leaves its order %s and its lot in %s',
    async (disposition, capa, orderStatus, lotStatus) => {
      const orderId = `${disposition}-${capa}`
      const { lotId, deviationId } = await breach(orderId)
      await desk.waitsIn(deviationId, 'Wait for the classification')
      const { holds } = await desk.deviation(deviationId)
      expect(holds).toHaveLength(1)
      expect(await desk.order(orderId)).toMatchObject({ status: 'held', holds })
      expect(await desk.carries(lotId, holds)).toMatchObject({ status: 'quarantine' })

      const execution = await desk.carriedThrough(deviationId, disposition, capa)

      expect(execution.status).toBe('SUCCEEDED')
      expect(statesOf(execution)).toEqual(capa ? withCapa : straight)
      expect(await desk.order(orderId)).toMatchObject({
        status: orderStatus,
        holds: [],
        breaches: {},
        deviations: { [deviationId]: 'closed' },
      })
      expect(await desk.carries(lotId, [])).toMatchObject({ status: lotStatus })
      expect(await desk.holdsOn(`order:${orderId}`)).toEqual(['released'])
      expect(await desk.holdsOn(`lot:${lotId}`)).toEqual([])
      expect(await desk.deviation(deviationId)).toMatchObject({ status: 'closed', disposition, capaRequired: capa })
      const due = await desk.factsOf(`deviation:${deviationId}`, 'andon.deviation.capa-required.v1')
      expect(due).toHaveLength(capa ? 1 : 0)
      const [closed, ...again] = await desk.factsOf(`deviation:${deviationId}`, 'andon.deviation.closed.v1')
      expect(closed).toMatchObject({ actor: { kind: 'workflow', id: 'DeviationHold' }, data: { disposition } })
      expect(again).toEqual([])
    },
  )

  test('that is used as it is stands in the way of its step no longer; after a rework it is taken anew', async () => {
    const completeStep = (orderId: string) => desk.crew.ada.completeStep({ orderId, stepId: 'make' })
    const asItIs = await breach('AS-IT-IS')
    await desk.carriedThrough(asItIs.deviationId, 'use-as-is')
    expect((await completeStep('AS-IT-IS')).status).toBe(200)

    const anew = await breach('ANEW')
    await desk.carriedThrough(anew.deviationId, 'rework')
    expect(codesOf(await completeStep('ANEW'))).toEqual(['parameter-out-of-limits'])
    const result = { stepId: 'make', parameterId: 'density', value: '1.3' }
    accepted(await desk.crew.ada.recordResult({ orderId: 'ANEW' }, result))
    expect((await completeStep('ANEW')).status).toBe(200)
  })
})

describe.concurrent("a device's sample outside its limits", () => {
  test.each([
    ['use-as-is', 'running'],
    ['scrap', 'aborted'],
  ] as const)('tells that machine to hold, and to go on after %s', async (disposition, orderStatus) => {
    const equipmentId = `MIXER-${disposition}`
    const orderId = `SAMPLE-${disposition}`
    const { client, told } = await mixer(equipmentId)
    await runningOrder(desk.crew, orderId, 'MIX', [{ stepId: 'mix', equipmentId }])
    const sample = { parameterId: 'temperature', value: '61.5', unit: 'Cel', occurredAt: new Date().toISOString() }
    const payload = JSON.stringify({ sequence: 1, samples: [sample] })
    await client.publishAsync(`andon/lyon/${equipmentId}/sample`, payload, { qos: 1 })
    await until(
      () => desk.order(orderId),
      ({ status }) => status === 'held',
      'The hold on the order',
    )
    const deviationId = await onlyDeviationOf(orderId)

    expect((await desk.carriedThrough(deviationId, disposition)).status).toBe('SUCCEEDED')

    expect(await toldBoth(told)).toEqual(['hold', 'release'])
    const { title } = await desk.deviation(deviationId)
    expect(told).toMatchObject([
      { commandId: `${deviationId}.hold`, deviationId, orderId, reason: title },
      { commandId: `${deviationId}.release`, deviationId, orderId, reason: title },
    ])
    expect(await desk.order(orderId)).toMatchObject({ status: orderStatus, holds: [] })
  })
})

describe.concurrent('a deviation that a person reports', () => {
  test.each([
    ['use-as-is', 'running'],
    ['reject', 'aborted'],
  ] as const)('on an order holds it, tells all its machines, and ends in %s', async (disposition, orderStatus) => {
    const orderId = `REPORTED-${disposition}`
    const [one, two] = [`ONE-${disposition}`, `TWO-${disposition}`]
    const machines = [await mixer(one), await mixer(two)]
    await runningOrder(desk.crew, orderId, 'TWO', [
      { stepId: 'one', equipmentId: one },
      { stepId: 'two', equipmentId: two },
    ])
    await desk.report(`dev-${orderId}`, `order:${orderId}`)
    await desk.waitsIn(`dev-${orderId}`, 'Wait for the classification')
    expect(await desk.order(orderId)).toMatchObject({ status: 'held', deviations: { [`dev-${orderId}`]: 'open' } })

    expect((await desk.carriedThrough(`dev-${orderId}`, disposition)).status).toBe('SUCCEEDED')

    for (const { told } of machines) expect(await toldBoth(told)).toEqual(['hold', 'release'])
    expect(await desk.order(orderId)).toMatchObject({
      status: orderStatus,
      holds: [],
      deviations: { [`dev-${orderId}`]: 'closed' },
    })
  })

  test.each([
    ['use-as-is', 'released'],
    ['scrap', 'rejected'],
  ] as const)('on a lot holds all that was made of it, and %s leaves them %s', async (disposition, lotStatus) => {
    const lotId = `SUGAR-${disposition}`
    await releasedLot(desk.crew, lotId, 'SUGAR', kg('100'))
    const bulk = await completed(desk, `BULK-${disposition}`, 'BULK', lotId)
    await desk.waitsIn(`BULK-${disposition}`, 'Wait for the quality signature')
    accepted(await desk.sign(`BULK-${disposition}`, 'released'))
    await desk.ended(`BULK-${disposition}`)
    const fill = await making(desk, `FILL-${disposition}`, 'FILL', bulk)
    await releasedLot(desk.crew, `OTHER-${disposition}`, 'SUGAR', kg('100'))
    const deviationId = `dev-${lotId}`
    await desk.report(deviationId, `lot:${lotId}`)
    await desk.waitsIn(deviationId, 'Wait for the classification')
    const { holds } = await desk.deviation(deviationId)
    expect(holds).toHaveLength(1)
    const held = [lotId, bulk, fill]
    for (const id of held) {
      await desk.carries(id, holds)
      expect(await desk.holdsOn(`lot:${id}`)).toEqual(['active'])
    }
    // The spread reaches the order by itself, not with the lot that it makes.
    await expect
      .poll(() => desk.order(`FILL-${disposition}`), { timeout: 20_000 })
      .toMatchObject({ status: 'held', holds })
    expect(await desk.lot(`OTHER-${disposition}`)).toMatchObject({ status: 'released', holds: [] })

    expect((await desk.carriedThrough(deviationId, disposition)).status).toBe('SUCCEEDED')

    // What is scrapped is in the order that goes on: it stays held, with what it made, until somebody decides about it.
    const isScrap = disposition === 'scrap'
    for (const id of isScrap ? [lotId, bulk] : held) await desk.carries(id, [])
    if (isScrap) {
      const order = await desk.order(`FILL-${disposition}`)
      expect(order.status).toBe('held')
      expect(order.holds).not.toEqual(holds)
    }
    expect(await desk.holdsOn(`lot:${lotId}`)).toEqual(['released'])
    expect(await desk.lot(lotId)).toMatchObject({ status: lotStatus, holds: [] })
    if (disposition === 'scrap') for (const id of held) expect(await desk.lot(id)).toMatchObject({ status: 'rejected' })
    expect((await desk.deviation(deviationId)).status).toBe('closed')
  })

  test.each([
    ['use-as-is', []],
    ['scrap', ['sublot-not-released']],
    ['return', ['sublot-not-released']],
  ] as const)(
    'on a sublot holds that and nothing else, and after %s it is used or refused: %s',
    async (disposition, codes) => {
      const lotId = `BAGGED-${disposition}`
      await releasedLot(desk.crew, lotId, 'SUGAR', kg('30'))
      const sublots = ['BAG-1', 'BAG-2'].map((sublotId) => ({ sublotId, quantity: kg('10') }))
      accepted(await desk.crew.ada.divideLot({ lotId }, { sublots }))
      const [deviationId, subject] = [`torn-${lotId}`, `sublot:${lotId}@BAG-1`] as const
      const sample = (more: Partial<Said<'sampleLot'>>) =>
        desk.crew.ada.sampleLot({ lotId }, { quantity: kg('1'), ...more })
      await desk.report(deviationId, subject)
      await desk.waitsIn(deviationId, 'Wait for the classification')
      expect(await desk.holdsOn(subject)).toEqual(['active'])
      expect(codesOf(await sample({ sublotId: 'BAG-1' }))).toEqual(['sublot-on-hold'])
      accepted(await sample({ sublotId: 'BAG-2' }))
      accepted(await sample({}))

      const execution = await desk.carriedThrough(deviationId, disposition)

      expect(execution.status).toBe('SUCCEEDED')
      expect(statesOf(execution)).toEqual(straight)
      expect(await desk.holdsOn(subject)).toEqual(['released'])
      expect(await desk.deviation(deviationId)).toMatchObject({ status: 'closed', disposition })
      expect(await desk.lot(lotId)).toMatchObject({ status: 'released', holds: [] })
      const orderId = `OF-${lotId}`
      await runningOrder(desk.crew, orderId, 'BULK', [{ stepId: 'make' }])
      const drawn = { stepId: 'make', lineId: '0010', lotId, sublotId: 'BAG-1', quantity: kg('5') }
      expect(codesOf(await desk.crew.ada.consume({ orderId }, drawn))).toEqual(codes)
    },
  )

  test('on a material holds every lot of it, also those that come, and lets them go with a decision that is for all', async () => {
    const { crew } = desk
    await releasedLot(crew, 'SALT-1', 'SALT', kg('10'))
    await desk.report('dev-SALT', 'material:SALT')
    await desk.waitsIn('dev-SALT', 'Wait for the classification')
    accepted(await crew.ada.receiveLot({ lotId: 'SALT-2', materialId: 'SALT', quantity: kg('10') }))
    const sample = (lotId: string) => crew.ada.sampleLot({ lotId }, { quantity: kg('1') })
    for (const lotId of ['SALT-1', 'SALT-2']) expect(codesOf(await sample(lotId))).toEqual(['lot-on-hold'])
    await desk.classify('dev-SALT')
    await desk.waitsIn('dev-SALT', 'Wait for the signed disposition')
    const scrapped = {
      disposition: 'scrap' as const,
      reason: 'As judged',
      ...(await crew.sign('quinn', 'dispositioned')),
    }
    const refused = await crew.quinn.dispositionDeviation({ deviationId: 'dev-SALT' }, scrapped)
    expect(codesOf(refused)).toEqual(['disposition-unfit'])
    const rejected = { reason: 'Wet', ...(await crew.sign('quinn', 'rejected')) }
    accepted(await crew.quinn.rejectLot({ lotId: 'SALT-2' }, rejected))
    await desk.decide('dev-SALT', 'use-as-is')
    expect((await desk.ended('dev-SALT')).status).toBe('SUCCEEDED')

    expect(await desk.holdsOn('material:SALT')).toEqual(['released'])
    accepted(await sample('SALT-1'))
    expect(await desk.lot('SALT-2')).toMatchObject({ status: 'rejected', holds: [] })
  })

  test('on a sublot or a material that is not there is refused', async () => {
    const report = (type: 'sublot' | 'material', id: string) =>
      desk.crew.ada.openDeviation({
        subject: { type, id },
        title: 'Something',
        description: 'Seen on the round.',
      })
    for (const [type, id] of [
      ['sublot', 'NO-LOT@BAG-1'],
      ['material', 'NO-MATERIAL'],
    ] as const)
      expect(codesOf(await report(type, id))).toEqual(['not-found'])
  })

  test('on an equipment keeps work off it, and tells it to hold and to go on', async () => {
    const { told } = await mixer('SUSPECT')
    await runningOrder(desk.crew, 'ON-SUSPECT', 'MIX')
    const start = () => desk.crew.ada.startStep({ orderId: 'ON-SUSPECT', stepId: 'mix' }, { equipmentId: 'SUSPECT' })
    await desk.report('dev-SUSPECT', 'equipment:SUSPECT')
    await desk.waitsIn('dev-SUSPECT', 'Wait for the classification')
    expect(codesOf(await start())).toEqual(['equipment-on-hold'])
    await desk.classify('dev-SUSPECT', 'minor')
    const scrapped = {
      disposition: 'scrap' as const,
      reason: 'As judged',
      ...(await desk.crew.sign('quinn', 'dispositioned')),
    }
    const refused = await desk.crew.quinn.dispositionDeviation({ deviationId: 'dev-SUSPECT' }, scrapped)
    expect(codesOf(refused)).toEqual(['disposition-unfit'])

    await desk.waitsIn('dev-SUSPECT', 'Wait for the signed disposition')
    await desk.decide('dev-SUSPECT', 'use-as-is', true)
    expect((await desk.ended('dev-SUSPECT')).status).toBe('SUCCEEDED')

    expect(await toldBoth(told)).toEqual(['hold', 'release'])
    expect((await start()).status).toBe(200)
  })

  test('on a recipe version keeps orders of it off the floor until it is decided', async () => {
    const { crew } = desk
    await approvedRecipe(crew, 'DOUBTED', [{ stepId: 'make' }])
    const wanted = { orderId: 'OF-DOUBTED', recipeId: 'DOUBTED', product: 'DOUBTED', quantity: kg('100') }
    accepted(await crew.paula.createOrder(wanted))
    await desk.report('dev-DOUBTED', 'recipe:DOUBTED@1')
    await desk.waitsIn('dev-DOUBTED', 'Wait for the classification')
    expect(codesOf(await crew.paula.releaseOrder({ orderId: 'OF-DOUBTED' }))).toEqual(['recipe-on-hold'])

    expect((await desk.carriedThrough('dev-DOUBTED', 'use-as-is')).status).toBe('SUCCEEDED')

    expect(await desk.holdsOn('recipe:DOUBTED@1')).toEqual(['released'])
    expect((await crew.paula.releaseOrder({ orderId: 'OF-DOUBTED' })).status).toBe(200)
  })

  test.each([
    ['critical', 60 * 60],
    ['major', 4 * 60 * 60],
    ['minor', 24 * 60 * 60],
    ['not-yet-classified', 4 * 60 * 60],
  ] as const)(
    'that is %s is waited for %i s, and for its disposition as long as its new class allows',
    async (severity, seconds) => {
      const deviationId = `dev-patience-${severity}`
      await runningOrder(desk.crew, `PATIENCE-${severity}`, 'BOIL')
      const said = severity === 'not-yet-classified' ? {} : { severity }
      await desk.report(deviationId, `order:PATIENCE-${severity}`, said)
      const expectPatience = ({ until: end = '' }: { until?: string }, exact: number) => {
        const left = (Date.parse(end) - Date.now()) / 1000 / timeScale
        expect(left).toBeLessThanOrEqual(exact)
        expect(left).toBeGreaterThan(exact * 0.9)
      }
      expectPatience(await desk.waitsIn(deviationId, 'Wait for the classification'), seconds)
      await desk.classify(deviationId, 'critical')
      expectPatience(await desk.waitsIn(deviationId, 'Wait for the signed disposition'), 60 * 60)
    },
  )
})
