import { IoTDataPlaneClient, PublishCommand } from '@aws-sdk/client-iot-data-plane'
import { BatchGetCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, test } from 'vitest'
import { deviceCommand } from '../../events/device.ts'
import { patienceSeconds } from '../../shared/domain/quality/deviation.ts'
import { setFunctionEnvironment } from '../support/function-environment.ts'

setFunctionEnvironment()
const { handler } = await import('../../functions/quality/task.ts')
const { table } = await import('../../shared/runtime/plant.ts')

const dynamodb = mockClient(table.client as DynamoDBDocumentClient)
const iot = mockClient(IoTDataPlaneClient)

const breach = { orderId: 'A-1', stepId: 'mix', parameterId: 'temperature', equipmentId: 'MIXER-1', value: '61.5' }
const deviation = {
  deviationId: 'dev-1',
  subject: { type: 'order', id: 'A-1' },
  orderId: 'A-1',
  title: 'temperature 61.5 Cel in step mix of order A-1',
  status: 'open',
  openedAt: new Date().toISOString(),
  holds: ['hold-1'],
}
const found = (more: object) => {
  const doc = { ...deviation, ...more }
  dynamodb.on(BatchGetCommand).resolves({
    Responses: { plant: [{ pk: 'DEVIATION#dev-1', sk: 'DEVIATION', kind: 'deviation', version: 1, doc }] },
  })
}
const published = () =>
  iot.commandCalls(PublishCommand).map(({ args: [{ input }] }) => ({
    topic: input.topic,
    qos: input.qos,
    command: deviceCommand.parse(JSON.parse(Buffer.from(input.payload as Uint8Array).toString())),
  }))

beforeEach(() => {
  dynamodb.reset()
  iot.reset()
  iot.on(PublishCommand).resolves({})
  dynamodb.on(PutCommand).resolves({})
})

describe('the tasks of DeviationHold', () => {
  test.each(['hold', 'release'] as const)(
    'tell the machine that broke the limit to %s, once and only it',
    async (command) => {
      found({ breach })
      const answer = await handler({ task: 'tell-the-floor', deviationId: 'dev-1', command })
      expect(answer).toEqual({ told: ['MIXER-1'], patienceSeconds: patienceSeconds.major })
      expect(published()).toMatchObject([
        {
          topic: 'andon/lyon/MIXER-1/command',
          qos: 1,
          command: {
            commandId: `dev-1.${command}`,
            command,
            reason: deviation.title,
            deviationId: 'dev-1',
            orderId: 'A-1',
          },
        },
      ])
    },
  )

  test('tell a held equipment itself, and no machine when a lot is held', async () => {
    found({ subject: { type: 'equipment', id: 'PRESS-1' }, orderId: undefined })
    await handler({ task: 'tell-the-floor', deviationId: 'dev-1', command: 'hold' })
    found({ subject: { type: 'lot', id: 'LOT-1' }, orderId: undefined })
    expect(await handler({ task: 'tell-the-floor', deviationId: 'dev-1', command: 'hold' })).toMatchObject({ told: [] })
    expect(published().map(({ topic }) => topic)).toEqual(['andon/lyon/PRESS-1/command'])
  })

  test('give the same command the same id when they are run again', async () => {
    found({ breach })
    await handler({ task: 'tell-the-floor', deviationId: 'dev-1', command: 'hold' })
    await handler({ task: 'tell-the-floor', deviationId: 'dev-1', command: 'hold' })
    expect(new Set(published().map(({ command }) => command.commandId)).size).toBe(1)
  })

  test('fail when the machine cannot be told, so that the workflow tries again', async () => {
    found({ breach })
    iot.on(PublishCommand).rejects(new Error('IoT Core is away'))
    await expect(handler({ task: 'tell-the-floor', deviationId: 'dev-1', command: 'hold' })).rejects.toThrow(
      'IoT Core is away',
    )
  })

  test('fail when there is no such deviation', async () => {
    dynamodb.on(BatchGetCommand).resolves({ Responses: {} })
    await expect(handler({ task: 'tell-the-floor', deviationId: 'dev-9', command: 'hold' })).rejects.toThrow(
      'There is no deviation dev-9',
    )
  })

  test('keep the token of what they wait for, until a year has passed', async () => {
    await handler({ task: 'await', deviationId: 'dev-1', waitingFor: 'classification', token: 'token-1' })
    const [item] = dynamodb.commandCalls(PutCommand).map((call) => call.args[0].input.Item)
    expect(item).toMatchObject({
      pk: 'WAIT#deviation#dev-1',
      sk: 'WAIT#classification',
      kind: 'wait',
      token: 'token-1',
    })
    const year = 365 * 86_400
    expect(Number(item?.expiresOn)).toBeGreaterThan(Date.now() / 1000 + year)
  })
})
