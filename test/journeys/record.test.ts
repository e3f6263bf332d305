import { beforeAll, describe, expect, test } from 'vitest'
import { accepted, approvedVersion, type Crew, crewOf, read } from '../support/crew.ts'
import { useSharedPlant } from '../support/plant.ts'

const plant = useSharedPlant()
let crew: Crew
const each = (value: string) => ({ value, unit: '{each}' }) as const
const customer = { type: 'customer', id: 'RC-ACME', name: 'Acme' } as const

const recordOf = async (subject: string, more: Partial<Record<'person' | 'type' | 'from' | 'to', string>> = {}) =>
  (await read(crew.vera.getAudit({ subject, ...more }))).items
const kinds = async (...asked: Parameters<typeof recordOf>) =>
  (await recordOf(...asked)).map(({ type }) => type.replace(/^andon\.|\.v1$/g, ''))

beforeAll(async () => {
  crew = await crewOf(plant().url)
  for (const materialId of ['RC-PUMP', 'RC-MOTOR'])
    accepted(await crew.erik.defineMaterial({ materialId }, { name: materialId, unit: '{each}' }))
  const motor = {
    lineId: '0010',
    materialId: 'RC-MOTOR',
    quantity: each('110'),
    tolerance: { minusPercent: '100', plusPercent: '0' },
    perUnit: { quantity: each('1') },
  }
  const batchSize = { min: each('1'), nominal: each('2'), max: each('100') }
  await approvedVersion(crew, 'RC-PUMP', '1', [{ stepId: 'build', materials: [motor] }], { batchSize })
  const made = { lotId: 'RC-MOT', materialId: 'RC-MOTOR', quantity: each('2') }
  accepted(await crew.ada.receiveLot(made))
  accepted(await crew.quinn.releaseLot({ lotId: 'RC-MOT' }, await crew.sign('quinn', 'released')))
  // The same number on a motor and on a pump: they are two units.
  accepted(await crew.ada.makeUnits({ lotId: 'RC-MOT' }, { serials: ['N-1', 'N-2'] }))
  const orderId = 'RC-ORDER'
  accepted(await crew.paula.createOrder({ orderId, recipeId: 'RC-PUMP', product: 'RC-PUMP', quantity: each('2') }))
  accepted(await crew.paula.releaseOrder({ orderId }))
  accepted(await crew.ada.startOrder({ orderId }))
  accepted(await crew.ada.startStep({ orderId, stepId: 'build' }))
  accepted(await crew.ada.announceUnits({ orderId }, { lotId: 'RC-LOT', serials: ['N-1', 'N-3'] }))
  for (const [into, sublotId] of [
    ['N-1', 'N-2'],
    ['N-3', 'N-1'],
  ] as const)
    accepted(
      await crew.ada.consume(
        { orderId },
        { stepId: 'build', lineId: '0010', lotId: 'RC-MOT', sublotId, quantity: each('1'), into },
      ),
    )
  const produced = { stepId: 'build', lotId: 'RC-LOT', quantity: each('2'), serials: ['N-1', 'N-3'] }
  accepted(await crew.ada.produce({ orderId }, produced))
  accepted(
    await crew.quinn.placeHold({ subject: { type: 'unit', id: 'RC-PUMP@N-3' }, reason: 'A scratch on the housing' }),
  )
})

describe('the record of a unit', () => {
  test('has what its order and its lot tell of it, and nothing of its neighbours', async () => {
    const pump = await recordOf('unit:RC-PUMP@N-1')
    expect(pump.map(({ type }) => type)).toEqual([
      'andon.unit.announced.v1',
      'andon.material.consumed.v1',
      'andon.material.produced.v1',
    ])
    expect(pump[1]?.data).toMatchObject({ sublotId: 'N-2', into: { serial: 'N-1' } })
    expect((await kinds('unit:RC-PUMP@N-3')).at(-1)).toBe('hold.placed')
  })

  test('tells a motor from a pump of the same number', async () => {
    const motor = await recordOf('unit:RC-MOTOR@N-1')
    expect(motor.map(({ type }) => type)).toEqual(['andon.lot.serialised.v1', 'andon.material.consumed.v1'])
    expect(motor[1]?.data).toMatchObject({ into: { serial: 'N-3' } })
  })

  test('is read page by page', async () => {
    const subject = 'unit:RC-PUMP@N-1'
    const whole = await recordOf(subject)
    const first = await read(crew.vera.getAudit({ subject, limit: '2' }))
    const second = await read(crew.vera.getAudit({ subject, limit: '2', cursor: first.nextCursor ?? '' }))
    expect([...first.items, ...second.items]).toEqual(whole)
    expect(second.nextCursor).toBeUndefined()
  })
})

describe('the record of a shipment', () => {
  test('has what left with it and what came back', async () => {
    const lot = { lotId: 'RC-SOLD', materialId: 'RC-MOTOR', quantity: each('5') }
    accepted(await crew.ada.receiveLot(lot))
    accepted(await crew.quinn.releaseLot({ lotId: 'RC-SOLD' }, await crew.sign('quinn', 'released')))
    for (const [shipmentId, value] of [
      ['RC-SH-1', '3'],
      ['RC-SH-2', '2'],
    ] as const)
      accepted(await crew.ada.shipLot({ lotId: 'RC-SOLD' }, { shipmentId, to: customer, quantity: each(value) }))
    const origin = { site: 'lyon', lotId: 'RC-SOLD', shipmentId: 'RC-SH-1' }
    accepted(await crew.ada.receiveLot({ ...lot, lotId: 'RC-BACK', quantity: each('1'), origin }))
    expect(await kinds('shipment:RC-SH-1')).toEqual(['lot.shipped', 'lot.received'])
    expect(await kinds('shipment:RC-SH-2')).toEqual(['lot.shipped'])
    expect(await kinds('shipment:RC-NONE')).toEqual([])
  })
})

describe('the record of an order', () => {
  test('is searched by who, by what kind and by when', async () => {
    const whole = await recordOf('order:RC-ORDER')
    const of = { person: 'paula' }
    const paulas = (await read(crew.quinn.getAudit({ subject: 'order:RC-ORDER', ...of }))).items
    expect(paulas.map(({ type }) => type)).toEqual(['andon.order.created.v1', 'andon.order.released.v1'])
    expect(await kinds('order:RC-ORDER', { type: 'andon.material.consumed.v1' })).toHaveLength(2)
    const [, second, third] = whole
    const between = { from: second?.recordedAt ?? '', to: third?.recordedAt ?? '' }
    expect(await recordOf('order:RC-ORDER', between)).toEqual([second])
    expect(await kinds('lot:RC-MOT', { type: 'andon.material.consumed.v1' })).toHaveLength(2)
    expect((await read(crew.quinn.getAudit({ subject: 'lot:RC-MOT', person: 'quinn' }))).items).toHaveLength(1)
  })

  test('is not searched by another person by those who may not read the time of others', async () => {
    expect((await crew.vera.getAudit({ subject: 'order:RC-ORDER', person: 'paula' })).status).toBe(403)
  })
})

describe('a lot', () => {
  test('says why it cannot be released by itself, before anybody signs', async () => {
    const made = await read(crew.quinn.getLot({ lotId: 'RC-LOT' }))
    expect(made).toMatchObject({ canRelease: false, canReject: true, rejectViolations: [] })
    expect(made.releaseViolations.map(({ code, variant }) => [code, variant])).toEqual([
      ['lot-wrong-status', 'made-by-order'],
    ])
    const signed = await crew.quinn.releaseLot({ lotId: 'RC-LOT' }, await crew.sign('quinn', 'released'))
    expect(signed).toMatchObject({ status: 409, problem: { violations: made.releaseViolations } })
  })

  test('that was received can be decided, and says so no more when it is', async () => {
    accepted(await crew.ada.receiveLot({ lotId: 'RC-NEW', materialId: 'RC-MOTOR', quantity: each('1') }))
    expect(await read(crew.vera.getLot({ lotId: 'RC-NEW' }))).toMatchObject({ canRelease: true, canReject: true })
    accepted(await crew.quinn.releaseLot({ lotId: 'RC-NEW' }, await crew.sign('quinn', 'released')))
    expect(await read(crew.vera.getLot({ lotId: 'RC-NEW' }))).toMatchObject({ canRelease: false, canReject: true })
  })
})
