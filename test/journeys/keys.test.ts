import { connectAsync } from 'mqtt'
import { beforeAll, describe, expect, test } from 'vitest'
import { until } from '../../local/demo/client.ts'
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

const mixer = async (equipmentId: string) =>
  accepted(
    await crew.erik.defineEquipment(
      { equipmentId },
      { name: equipmentId, level: 'work-unit', equipmentClass: 'keyed-mixer' },
    ),
  )

beforeAll(async () => {
  crew = await crewOf(plant().url)
  await approvedRecipe(crew, 'KEYED', [
    {
      stepId: 'mix',
      equipmentClass: 'keyed-mixer',
      parameters: [{ parameterId: 'temperature', unit: 'Cel', low: '35', high: '45', source: 'device' }],
    },
  ])
  await mixer('KEYED-1')
})

/** A command of a person that makes something, under a key of somebody else's choice: what is made claims its key at the whole site. */
const reported = async (key: string) => {
  const deviationId = `dev-${crypto.randomUUID()}`
  const report = { title: 'A lamp is broken', description: 'Seen in the hall' }
  accepted(
    await crew.ada.openDeviation({ deviationId, subject: { type: 'equipment', id: 'KEYED-1' }, ...report }, { key }),
  )
}

const held = (orderId: string) =>
  until(
    () => read(crew.vera.getOrder({ orderId })),
    ({ status }) => status === 'held',
    `order ${orderId} is on hold`,
  )

describe('a key', () => {
  test('of one person is another command than the same key of another', async () => {
    await releasedLot(crew, 'KEY-1', 'KEY-SUGAR', kg('10'))
    const key = crypto.randomUUID()
    const first = accepted(await crew.ada.sampleLot({ lotId: 'KEY-1' }, { quantity: kg('1') }, { key }))
    const second = accepted(await crew.ben.sampleLot({ lotId: 'KEY-1' }, { quantity: kg('1') }, { key }))
    expect(second.headers.get('idempotency-replayed')).toBeNull()
    expect(second.body.actor.id).toBe('ben')
    expect(second.body.factId).not.toBe(first.body.factId)
    expect((await read(crew.vera.getLot({ lotId: 'KEY-1' }))).remaining).toEqual(kg('8'))
    const again = accepted(await crew.ben.sampleLot({ lotId: 'KEY-1' }, { quantity: kg('1') }, { key }))
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(again.body).toEqual(second.body)
  })

  test('of another person answers nobody with his receipt, nor leaves a sign-in unspent', async () => {
    await runningOrder(crew, 'KEY-2', 'KEYED')
    const hold = { holdId: 'hold-KEY-2', subject: { type: 'order', id: 'KEY-2' }, reason: 'A seal is broken' } as const
    accepted(await crew.quinn.placeHold(hold))
    const key = crypto.randomUUID()
    const lifting = async (who: 'quinn' | 'quentin') =>
      crew[who].releaseHold(
        { holdId: 'hold-KEY-2' },
        { reason: 'It was another one', ...(await crew.sign(who, 'released')) },
        { key },
      )
    accepted(await lifting('quinn'))
    const second = await lifting('quentin')
    expect(second.status).toBe(409)
    expect(codesOf(second)).toEqual(['hold-already-released'])
  })

  test.each([
    ['device', 'KEYED-2'],
    ['mqtt', 'KEYED-3'],
  ])(
    'of a person that looks like that of a machine, %s/%s/…, takes no message from it',
    async (prefix, equipmentId) => {
      await mixer(equipmentId)
      const orderId = `KEY-${equipmentId}`
      await runningOrder(crew, orderId, 'KEYED', [{ stepId: 'mix', equipmentId }])
      const occurredAt = new Date().toISOString()
      await reported(`${prefix}/${equipmentId}/sample/temperature/${orderId}/mix/${occurredAt}/7`)
      const machine = await connectAsync(plant().mqttUrl, { clientId: equipmentId, reconnectPeriod: 0 })
      const sample = { parameterId: 'temperature', value: '61.5', unit: 'Cel', occurredAt }
      const message = JSON.stringify({ sequence: 7, samples: [sample] })
      await machine.publishAsync(`andon/lyon/${equipmentId}/sample`, message, { qos: 1 })
      await machine.endAsync()
      // The sample is outside its limits, which stops the order.
      await held(orderId)
    },
  )

  test.each([
    ['workflow/DeviationHold/', 'KEY-4'],
    ['', 'KEY-5'],
  ])(
    'of a person that looks like that of a workflow, %sdev-%s/hold/…, keeps no deviation from holding',
    async (prefix, orderId) => {
      await runningOrder(crew, orderId, 'KEYED')
      const deviationId = `dev-${orderId}`
      await reported(`${prefix}${deviationId}/hold/order:${orderId}`)
      const report = { title: 'A seal is broken', description: 'Seen at the mixer' }
      accepted(await crew.ada.openDeviation({ deviationId, subject: { type: 'order', id: orderId }, ...report }))
      await held(orderId)
    },
  )
})
