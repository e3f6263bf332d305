import { connectAsync, type MqttClient } from 'mqtt'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LiveWeight, liveWeight } from '../../events/device.ts'
import { type Said, until } from '../../local/demo/client.ts'
import {
  accepted,
  approvedRecipe,
  type Crew,
  codesOf,
  crewOf,
  kg,
  type RecipeLine,
  read,
  releasedLot,
  runningOrder,
} from '../support/crew.ts'
import { useSharedPlant } from '../support/plant.ts'

const plant = useSharedPlant()
let crew: Crew
let device: MqttClient
let sequence = 0
const g = (value: string) => ({ value, unit: 'g' }) as const
const scale = 'BAL-1'
const definition = {
  name: 'Balance',
  level: 'equipment-module',
  scale: {
    capacity: g('6000'),
    increment: g('0.1'),
    dailyCheck: { weights: [{ nominal: g('1000'), tolerance: g('0.2') }] },
  },
} satisfies Said<'defineEquipment'>
const typed = { stepId: 'dispense', equipmentId: scale, source: 'typed', reason: 'No cable' } as const
const active = {
  lineId: '10',
  potency: { role: 'active', basis: '95' },
  weighing: { manualEntry: 'block', verify: 'block' },
} satisfies Partial<RecipeLine>

beforeAll(async () => {
  crew = await crewOf(plant().url)
  accepted(await crew.erik.defineEquipment({ equipmentId: scale }, definition))
  const tolerance = { minusPercent: '0.5', plusPercent: '0.5' }
  const materials = [
    { ...active, materialId: 'ACTIVE', quantity: g('1000'), tolerance },
    { lineId: '20', materialId: 'LACTOSE', quantity: g('4000'), tolerance, potency: { role: 'compensator', of: '10' } },
  ] as const
  await approvedRecipe(crew, 'TABLET', [{ stepId: 'dispense', materials }])
  for (const [lotId, materialId, potency] of [
    ['ACT-1', 'ACTIVE', '90'],
    ['LAC-1', 'LACTOSE', undefined],
  ] as const) {
    accepted(await crew.erik.defineMaterial({ materialId }, { name: materialId, unit: 'kg', hazards: ['H302'] }))
    const lot = { lotId, materialId, quantity: kg('20'), ...(potency && { potency }) }
    accepted(await crew.ada.receiveLot({ ...lot, expiresAt: '2040-05-31T22:00:00.000Z' }))
    accepted(await crew.quinn.releaseLot({ lotId }, await crew.sign('quinn', 'released')))
  }
  device = await connectAsync(plant().mqttUrl, { clientId: scale, reconnectPeriod: 0 })
})
afterAll(() => device?.endAsync(true))

/** The scale comes to rest at this weight, and Andon has heard it. */
async function rests(value: string): Promise<void> {
  sequence += 1
  const samples = [{ parameterId: 'weight', value, unit: 'g', occurredAt: new Date().toISOString() }]
  await device.publishAsync(`andon/lyon/${scale}/sample`, JSON.stringify({ sequence, samples }), { qos: 1 })
  await until(
    async () => (await read(crew.vera.getMachine({ equipmentId: scale }))).values.weight?.value,
    (heard) => heard === value,
    `The weight of ${value} g`,
  )
}
const moving = (value: string) =>
  liveWeight.parse({ value, unit: 'g', occurredAt: new Date().toISOString(), stable: false })
/** A terminal: a person who watches the live topics with a token. */
async function watching(sees: (weight: LiveWeight) => void): Promise<MqttClient> {
  const password = await plant().token('ada')
  const watcher = await connectAsync(plant().mqttUrl, {
    clientId: `live/ada/${crypto.randomUUID()}`,
    password,
    username: 'ada',
  })
  watcher.on('message', (_topic, payload) => sees(liveWeight.parse(JSON.parse(payload.toString()))))
  await watcher.subscribeAsync(`andon/lyon/live/${scale}/weight`, { qos: 1 })
  return watcher
}
const lineOf = async (lineId: string, lotId: string, tare?: string) => {
  const { body } = accepted(
    await crew.ada.getDispensing(
      { orderId: 'DISP-1', stepId: 'dispense' },
      { lineId, lotId, equipmentId: scale, tare },
    ),
  )
  const [line] = body.items
  if (line === undefined || body.scale === undefined) throw new Error(`Nothing is to be weighed for line ${lineId}.`)
  return { scale: body.scale, line }
}
const weigh = (
  more: Omit<Said<'weigh'>, 'stepId' | 'equipmentId' | 'source'> & Partial<Pick<Said<'weigh'>, 'source'>>,
) => crew.ada.weigh({ orderId: 'DISP-1' }, { stepId: 'dispense', equipmentId: scale, source: 'device', ...more })
const check = (reading: string) =>
  crew.ada.checkScale(
    { equipmentId: scale },
    {
      readings: [{ nominal: g('1000'), reading: g(reading) }],
      source: 'device',
    },
  )

describe('dispensing by a scale that speaks for itself', () => {
  test('begins with the check of the day, and a failed one stops it', async () => {
    await runningOrder(crew, 'DISP-1', 'TABLET', [{ stepId: 'dispense' }])
    const before = await lineOf('10', 'ACT-1')
    expect(before.scale).toMatchObject({ dailyCheck: 'due', calibration: 'not-required' })
    expect(before.line).toMatchObject({ canWeigh: false, violations: [{ code: 'scale-not-checked' }] })
    await rests('1000.5')
    expect(accepted(await check('1000.5')).body.data).toMatchObject({ outcome: 'failed' })
    expect(
      codesOf(await weigh({ lineId: '10', lotId: 'ACT-1', containerId: 'C-1', method: 'net', net: g('1000.5') })),
    ).toEqual(['scale-not-checked'])
    await rests('1000.1')
    expect(codesOf(await check('1000'))).toEqual(['reading-not-from-device'])
    expect(accepted(await check('1000.1')).body.data).toMatchObject({ outcome: 'passed' })
    expect((await lineOf('10', 'ACT-1')).scale).toMatchObject({ dailyCheck: 'passed', violations: [] })
  })

  test('goes on under the eyes of who weighs, by the potency of the lot', async () => {
    await rests('200')
    const seen: string[] = []
    const watcher = await watching((weight) => seen.push(weight.value))
    for (const value of ['450.3', '701.7'])
      await device.publishAsync(`andon/lyon/live/${scale}/weight`, JSON.stringify(moving(value)), { qos: 1 })
    await until(
      async () => seen,
      ({ length }) => length === 2,
      'What the scale shows while it is filled',
    )
    await watcher.endAsync(true)
    expect(seen).toEqual(['450.3', '701.7'])
    const band = { target: g('1055.6'), low: g('1050.3'), high: g('1060.8') }
    const { scale: shown, line } = await lineOf('10', 'ACT-1', '200')
    // What moved is kept nowhere: what was said last is the tare.
    expect(shown.display).toMatchObject({ value: '200', unit: 'g' })
    expect(line).toMatchObject({ target: band, state: 'under', canWeigh: true, complete: false })
    await rests('1261')
    expect((await lineOf('10', 'ACT-1', '200')).line.state).toBe('over')
    const body = { lineId: '10', lotId: 'ACT-1', containerId: 'C-1', method: 'gross-tare', tare: g('200') } as const
    expect(codesOf(await weigh({ ...body, gross: g('1261') }))).toEqual(['line-over-tolerance'])
    await rests('1255.5')
    expect((await lineOf('10', 'ACT-1', '200')).line.state).toBe('within')
    expect(codesOf(await weigh({ ...body, gross: g('1255.4') }))).toContain('reading-not-from-device')
    expect(codesOf(await weigh({ ...body, gross: g('1255.5'), source: 'typed', reason: 'It is so' }))).toEqual([
      'parameter-from-device',
    ])
    const { body: fact } = accepted(await weigh({ ...body, gross: g('1255.5') }))
    expect(fact.data).toMatchObject({
      quantity: g('1055.5'),
      weighing: { source: 'device', potency: '90', basis: '95', equivalent: g('999.947368421053') },
    })
    expect((await read(crew.vera.getLot({ lotId: 'ACT-1' }))).remaining.value).toBe('18.9445')
  })

  test('takes from the compensator the room that the active needs', async () => {
    const { line } = await lineOf('20', 'LAC-1')
    // 4000 g less the 55.552631578947 g that the active takes more than it counts for.
    expect(line).toMatchObject({ required: g('3944.447368421053'), target: { target: g('3944.4') }, canWeigh: true })
    await rests('3944.4')
    accepted(await weigh({ lineId: '20', lotId: 'LAC-1', containerId: 'C-2', method: 'net', net: g('3944.4') }))
    const again = { lineId: '10', lotId: 'ACT-1', containerId: 'C-3', method: 'net', net: g('3944.4') } as const
    expect(codesOf(await weigh(again))).toContain('compensation-out-of-order')
  })

  test('is done when a second person has looked at the label', async () => {
    const complete = () => crew.ada.completeStep({ orderId: 'DISP-1', stepId: 'dispense' })
    expect(codesOf(await complete())).toEqual(['container-not-verified'])
    const verify = async (who: 'ada' | 'ben', scanned: string) =>
      crew[who].verifyContainer(
        { orderId: 'DISP-1', containerId: 'C-1' },
        { scanned, ...(await crew.sign(who, 'verified')) },
      )
    expect(codesOf(await verify('ben', '91LAC-1\u001d92C-2'))).toEqual(['container-mismatch'])
    expect(codesOf(await verify('ada', '91ACT-1\u001d92C-1'))).toEqual(['signature-same-person'])
    expect(accepted(await verify('ben', ']d291ACT-1\u001d92C-1')).body.signatures).toMatchObject([
      { personId: 'ben', meaning: 'verified' },
    ])
    accepted(await complete())
    const body = await read(crew.vera.listDispensed({ orderId: 'DISP-1' }))
    expect(body.items).toMatchObject([
      { containerId: 'C-1', net: g('1055.5'), weighed: { id: 'ada' }, verified: { id: 'ben' } },
      { containerId: 'C-2', net: g('3944.4') },
    ])
  })

  test('is on the record of the scale, between its checks', async () => {
    const seen = await until(
      async () => (await read(crew.vera.getAudit({ subject: `equipment:${scale}` }))).items,
      (items) => items.filter(({ type }) => type === 'andon.material.consumed.v1').length === 2,
      'Two weighings on the record of the scale',
    )
    const told = seen.map(({ type }) => type)
    expect(told.filter((type: string) => !type.includes('refused'))).toEqual([
      'andon.equipment.defined.v1',
      'andon.scale.checked.v1',
      'andon.scale.checked.v1',
      'andon.material.consumed.v1',
      'andon.material.consumed.v1',
    ])
  })
})

describe('a scale', () => {
  test('tells what was taken by what its source has lost, from readings that are its own', async () => {
    await releasedLot(crew, 'SODA-1', 'SODA', kg('1'))
    const tolerance = { minusPercent: '1', plusPercent: '1' }
    const materials = [{ lineId: '1', materialId: 'SODA', quantity: g('100'), tolerance, weighing: {} } as const]
    await approvedRecipe(crew, 'LYE', [{ stepId: 'dispense', materials }])
    await runningOrder(crew, 'DISP-3', 'LYE', [{ stepId: 'dispense' }])
    const body = {
      lineId: '1',
      lotId: 'SODA-1',
      containerId: 'C-1',
      method: 'by-difference',
      before: g('1120.4'),
    } as const
    const lye = (more: Partial<Said<'weigh'>>) => crew.ada.weigh({ orderId: 'DISP-3' }, { ...body, ...typed, ...more })
    expect((await lye({})).status).toBe(400)
    expect(codesOf(await lye({ after: g('1010') }))).toEqual(['line-over-tolerance'])
    const { body: fact } = accepted(await lye({ after: g('1020') }))
    expect(fact.data).toMatchObject({
      quantity: g('100.4'),
      weighing: { method: 'by-difference', before: g('1120.4'), after: g('1020'), net: g('100.4') },
    })
    expect((await read(crew.vera.getLot({ lotId: 'SODA-1' }))).remaining.value).toBe('0.8996')
  })

  test.each([
    ['overdue for calibration', 'BAL-2', { calibrationDueAt: '2020-01-01T00:00:00.000Z' }, 'equipment-calibration-due'],
    ['not clean', 'BAL-3', { cleanUntil: '2020-01-01T00:00:00.000Z' }, 'equipment-not-clean'],
  ])('that is %s weighs nothing', async (_what, equipmentId, dated, code) => {
    accepted(await crew.erik.defineEquipment({ equipmentId }, { ...definition, ...dated }))
    const orderId = `DISP-${equipmentId}`
    await runningOrder(crew, orderId, 'LYE', [{ stepId: 'dispense' }])
    const readings = [{ nominal: g('1000'), reading: g('1000') }]
    accepted(await crew.ada.checkScale({ equipmentId }, { readings, source: 'typed' }))
    const body = { lineId: '1', lotId: 'SODA-1', containerId: 'C-1', method: 'net', net: g('100') } as const
    const answer = await crew.ada.weigh({ orderId }, { ...body, ...typed, equipmentId })
    expect([answer.status, codesOf(answer)]).toEqual([409, [code]])
    expect((await read(crew.vera.listDispensed({ orderId }))).items).toEqual([])

    accepted(await crew.erik.defineEquipment({ equipmentId }, definition, { ifMatch: '*' }))
    // The scale is the same, and so it stays checked.
    accepted(await crew.ada.weigh({ orderId }, { ...body, ...typed, equipmentId }))
  })
})

describe('the label of a container', () => {
  test('comes as commands for a printer, with its code', async () => {
    const { status, headers, text } = await crew.ada.getContainerLabel(
      { orderId: 'DISP-1', containerId: 'C-1' },
      { format: 'zpl' },
    )
    expect([status, headers.get('content-type')]).toEqual([200, 'application/zpl'])
    expect(text).toMatch(/^\^XA[\s\S]*\^XZ\s*$/)
    for (const part of ['ACT_2D1', 'C_2D1', '1055_2E5']) expect(text).toContain(part)
  })

  test('comes as a page, whose bytes arrive as they are, the same each time', async () => {
    const page = async () => {
      const answer = await plant().request('ada', 'GET', '/v1/orders/DISP-1/dispensed/C-1/label?format=pdf')
      expect(answer.headers.get('content-type')).toBe('application/pdf')
      return Buffer.from(await answer.arrayBuffer())
    }
    const bytes = await page()
    expect(bytes.subarray(0, 5).toString('latin1')).toBe('%PDF-')
    expect(bytes.subarray(-6).toString('latin1')).toContain('%%EOF')
    expect((await page()).equals(bytes)).toBe(true)
  })

  test('comes as a picture for a screen', async () => {
    const answer = await plant().request('ada', 'GET', '/v1/orders/DISP-1/dispensed/C-1/label?format=svg&print=2')
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/svg+xml'])
    expect(await answer.text()).toMatch(/^<svg [\s\S]*C-1[\s\S]*REPRINT[\s\S]*<\/svg>$/)
  })

  test('is none of a container that is not there, or not in use, or in another form', async () => {
    expect((await crew.ada.getContainerLabel({ orderId: 'DISP-1', containerId: 'C-9' })).status).toBe(404)
    expect((await crew.ada.get('/v1/orders/DISP-1/dispensed/C-1/label?format=gif')).status).toBe(400)
    await releasedLot(crew, 'SALT-1', 'SALT', kg('1'))
    const materials = [{ lineId: '1', materialId: 'SALT', quantity: g('10'), weighing: {} } as const]
    await approvedRecipe(crew, 'BRINE', [{ stepId: 'dispense', materials }])
    await runningOrder(crew, 'DISP-2', 'BRINE', [{ stepId: 'dispense' }])
    const body = {
      stepId: 'dispense',
      equipmentId: scale,
      lineId: '1',
      lotId: 'SALT-1',
      containerId: 'C-1',
      method: 'net',
      net: g('10'),
      source: 'typed',
      reason: 'No cable',
    } as const
    accepted(await crew.ada.weigh({ orderId: 'DISP-2' }, body))
    accepted(
      await crew.olga.rejectContainer(
        { orderId: 'DISP-2', containerId: 'C-1' },
        { reasonCode: 'WRONG', reason: 'Wet' },
      ),
    )
    const { status, problem } = await crew.ada.getContainerLabel({ orderId: 'DISP-2', containerId: 'C-1' })
    expect([status, problem?.code]).toEqual([409, 'container-decided'])
    expect(await read(crew.vera.getDispensed({ orderId: 'DISP-2', containerId: 'C-1' }))).toMatchObject({
      rejected: { id: 'olga', reasonCode: 'WRONG' },
    })
    expect((await read(crew.vera.getLot({ lotId: 'SALT-1' }))).left).toMatchObject({
      consumed: { value: '0' },
      scrapped: { value: '0.01' },
    })
  })
})
