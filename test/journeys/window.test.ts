import { setTimeout as pause } from 'node:timers/promises'
import { connectAsync, type MqttClient } from 'mqtt'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { until } from '../../local/demo/client.ts'
import { accepted, approvedRecipe, type Crew, codesOf, crewOf, read, runningOrder } from '../support/crew.ts'
import { useSharedPlant } from '../support/plant.ts'

const plant = useSharedPlant()
const [equipmentId, orderId] = ['DISSOLVER', 'WINDOW-1']
const dissolve = { orderId, stepId: 'dissolve' }
let crew: Crew
let mixer: MqttClient
let begun = 0
let sequence = 0

/** The dissolving of Lyon in seconds: 3 s inside, not more than 1.2 s outside in one piece. The pauses of this test are no silence. */
beforeAll(async () => {
  crew = await crewOf(plant().url)
  const seconds = (value: string) => ({ value, unit: 's' }) as const
  await approvedRecipe(crew, 'DISSOLVE', [
    {
      stepId: 'dissolve',
      equipmentClass: 'dissolver',
      parameters: [{ parameterId: 'TEMP', unit: 'Cel', low: '62', high: '66', source: 'device' }],
      timers: [
        {
          timerId: 'dissolved',
          rule: 'at-least',
          duration: seconds('3'),
          while: { parameterId: 'TEMP' },
          silence: seconds('0.5'),
        },
        {
          timerId: 'brief',
          rule: 'at-most',
          duration: seconds('1.2'),
          outside: { parameterId: 'TEMP' },
          silence: seconds('600'),
        },
      ],
    },
  ])
  const definition = { name: 'Dissolver', level: 'work-unit', equipmentClass: 'dissolver' } as const
  accepted(await crew.erik.defineEquipment({ equipmentId }, definition))
  mixer = await connectAsync(plant().mqttUrl, { clientId: equipmentId, reconnectPeriod: 0 })
  await runningOrder(crew, orderId, 'DISSOLVE', [{ stepId: 'dissolve', equipmentId }])
  begun = Date.now() + 100
})
afterAll(() => mixer.endAsync(true))

/** A value each tenth of a second, from one tenth to another after the start, sent when the last of them has come. */
async function measures(from: number, to: number, value: number): Promise<void> {
  const samples = Array.from({ length: to - from + 1 }, (_, index) => ({
    parameterId: 'TEMP',
    value,
    occurredAt: new Date(begun + (from + index) * 100).toISOString(),
  }))
  await pause(Math.max(0, begun + to * 100 - Date.now()))
  sequence += 1
  await mixer.publishAsync(`andon/lyon/${equipmentId}/sample`, JSON.stringify({ sequence, samples }), { qos: 1 })
}
const stepNow = async () => (await read(crew.ada.listSteps({ orderId }))).items[0]
const insideSoFar = async (seconds: string) =>
  until(stepNow, (step) => step?.values?.[0]?.secondsInside === seconds, `${seconds} s inside`)

describe('the dissolving of a syrup', () => {
  test('counts the time inside, is held by an excursion that lasts, and goes on where it stood', async () => {
    await measures(1, 11, 64)
    await insideSoFar('1')
    // The values are kept a moment before the first of them is the result of the step.
    const lacking = await until(
      async () => (await stepNow())?.lacking,
      (it) => it?.length === 1,
      'Nothing but the time inside lacks',
    )
    expect(lacking).toMatchObject([{ code: 'timer-running', variant: 'inside' }])
    expect(codesOf(await crew.ada.completeStep(dissolve))).toEqual(['timer-running'])

    await measures(12, 25, 68.4)
    const held = await until(
      () => read(crew.vera.getOrder({ orderId })),
      ({ status }) => status === 'held',
      'The hold of the order',
    )
    const [deviationId = ''] = held.status === 'created' ? [] : Object.keys(held.deviations)
    const { breach } = await read(crew.vera.getDeviation({ deviationId }))
    expect(breach).toMatchObject({ timerId: 'brief', value: '68.4', since: new Date(begun + 1200).toISOString() })
    expect(breach?.curve?.points.map(({ value }) => value)).toContain('64')

    accepted(await crew.quinn.classifyDeviation({ deviationId }, { severity: 'minor', reason: 'Short, and not hot' }))
    const decision = { disposition: 'use-as-is', reason: 'Sugar bears 70 Cel', capaRequired: false } as const
    accepted(
      await crew.quinn.dispositionDeviation(
        { deviationId },
        { ...decision, ...(await crew.sign('quinn', 'dispositioned')) },
      ),
    )
    await until(
      () => read(crew.vera.getOrder({ orderId })),
      ({ status }) => status === 'running',
      'The end of the hold',
    )
    expect((await stepNow())?.values?.[0]?.secondsInside).toBe('1')

    await measures(26, 46, 64)
    await insideSoFar('3')
    const { body } = accepted(await crew.ada.completeStep(dissolve))
    expect(body.data).toMatchObject({ values: [{ parameterId: 'TEMP', count: 46, secondsInside: '3', excursions: 1 }] })
    const { items } = await read(crew.vera.listStepValues(dissolve))
    expect(items).toMatchObject([
      { highest: { value: '68.4' }, worstExcursion: { peak: '68.4' }, timers: [{ timerId: 'dissolved' }, {}] },
    ])
    const record = await read(crew.quinn.getBatchRecord({ orderId }))
    expect(record.values).toMatchObject([{ stepId: 'dissolve', parameterId: 'TEMP', count: 46 }])
  })
})
