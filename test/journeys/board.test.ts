import { connectAsync, type MqttClient } from 'mqtt'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { until } from '../../local/demo/client.ts'
import { accepted, approvedRecipe, type Crew, crewOf, read, runningOrder } from '../support/crew.ts'
import { useSharedPlant } from '../support/plant.ts'

const plant = useSharedPlant()
let crew: Crew
let kettle: MqttClient

beforeAll(async () => {
  crew = await crewOf(plant().url)
  kettle = await connectAsync(plant().mqttUrl, { clientId: 'BOARD-K1', reconnectPeriod: 0 })
})
afterAll(() => kettle.endAsync(true))

const unitsOf = async (area: string) =>
  (await read(crew.vera.getBoard())).units.filter((it) => it.area?.equipmentId === area)
const says = (message: string, payload: object) =>
  kettle.publishAsync(`andon/lyon/BOARD-K1/${message}`, JSON.stringify(payload), { qos: 1 })
const sample = (sequence: number, value: string, unit: string) =>
  says('sample', { sequence, samples: [{ parameterId: 'heat', value, unit, occurredAt: new Date().toISOString() }] })

describe('the live picture', () => {
  test('shows each unit in its place, at work or not, and one that has said nothing as unknown', async () => {
    const placed = { 'BOARD-A': ['Cooking', 'area'], 'BOARD-WC': ['Kettles', 'work-center', 'BOARD-A'] } as const
    for (const [equipmentId, [name, level, parentId]] of Object.entries(placed))
      accepted(await crew.erik.defineEquipment({ equipmentId }, { name, level, ...(parentId && { parentId }) }))
    for (const equipmentId of ['BOARD-K1', 'BOARD-K2'])
      accepted(
        await crew.erik.defineEquipment(
          { equipmentId },
          { name: `Kettle ${equipmentId}`, level: 'work-unit', parentId: 'BOARD-WC' },
        ),
      )
    const place = {
      area: { equipmentId: 'BOARD-A', name: 'Cooking' },
      workCenter: { equipmentId: 'BOARD-WC', name: 'Kettles' },
    }
    const units = await until(
      () => unitsOf('BOARD-A'),
      ({ length }) => length === 2,
      'The kettles on the board',
    )
    expect(units).toEqual([
      { equipmentId: 'BOARD-K1', name: 'Kettle BOARD-K1', ...place, state: 'unknown', holds: [], values: [] },
      { equipmentId: 'BOARD-K2', name: 'Kettle BOARD-K2', ...place, state: 'unknown', holds: [], values: [] },
    ])
  })

  test('shows the order and step at work, and each value against its limits in the unit of the recipe', async () => {
    const parameters = [
      { parameterId: 'heat', name: 'Temperature', unit: 'Cel', low: '62', high: '66', source: 'device' },
      { parameterId: 'colour', unit: '1', source: 'operator' },
    ] as const
    await approvedRecipe(crew, 'BOARD-SOUP', [
      { stepId: 'prepare', duration: { fixed: { value: '5', unit: 'min' } } },
      {
        stepId: 'cook',
        workCenter: 'BOARD-WC',
        after: [],
        parameters,
        duration: { fixed: { value: '30', unit: 'min' } },
      },
    ])
    await runningOrder(crew, 'BOARD-1', 'BOARD-SOUP', [{ stepId: 'cook', equipmentId: 'BOARD-K1' }])
    await says('state', { sequence: 1, occurredAt: new Date().toISOString(), state: 'execute' })
    await sample(2, '147.2', '[degF]')
    const [busy, idle] = await until(
      () => unitsOf('BOARD-A'),
      ([unit]) => unit?.values[0]?.within !== undefined && unit.state === 'execute',
      'The value on the board',
    )
    expect(busy).toMatchObject({
      state: 'execute',
      work: { orderId: 'BOARD-1', stepId: 'cook', status: 'running', place: 2, steps: 2, holds: [], deviations: [] },
      values: [
        { parameterId: 'heat', name: 'Temperature', unit: 'Cel', low: '62', high: '66', value: '64', within: true },
      ],
    })
    const { startedAt = '', expectedEnd = '' } = busy?.work ?? {}
    expect(Date.parse(expectedEnd) - Date.parse(startedAt)).toBe(30 * 60_000)
    expect(idle?.work).toBeUndefined()
  })

  test('shows what has left its limits, that its order is held, and the deviation', async () => {
    await sample(3, '68.4', 'Cel')
    const [unit] = await until(
      () => unitsOf('BOARD-A'),
      ([it]) => it?.work?.status === 'held' && it.work.deviations.length > 0,
      'The hold on the board',
    )
    const { items } = await read(crew.vera.listDeviations({ status: 'open' }))
    const ours = items.filter(({ subject }) => subject.id === 'BOARD-1')
    expect(unit?.work?.deviations).toEqual(ours.map(({ deviationId }) => deviationId))
    expect(ours).toHaveLength(1)
    expect(unit?.values).toMatchObject([{ value: '68.4', within: false }])
  })
})
