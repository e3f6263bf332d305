import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { warningsOf } from '../../infra/app.ts'
import { bundleFunctions, functionsDirectory } from '../../infra/bundle.ts'
import { lyon } from '../../infra/sites/lyon.ts'
import { variable } from '../../shared/runtime/environment.ts'
import {
  ofType,
  propertiesOf,
  type Statement,
  smallFunctions,
  statementsOf,
  synthesized,
  synthesizedWith,
} from './synthesized.ts'

const { plant } = synthesized()
const functions = ofType(plant, 'AWS::Lambda::Function')
const variablesOf = (logicalId: string) =>
  propertiesOf<{ Environment: { Variables: Record<string, unknown> } }>(plant, logicalId).Environment.Variables
const actionsOf = (logicalId: string) => statementsOf(plant, logicalId).flatMap(({ Action }) => Action)
const on = (statements: readonly Statement[], action: string) =>
  statements.filter(({ Action }) => Action.includes(action)).flatMap(({ Resource }) => Resource)

describe('Every function', () => {
  it.each(functions)(
    '%s runs on the house runtime, with its own role and log, and knows its site',
    (id, { Properties }) => {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: expect.any(String) } },
      })
      expect(variablesOf(id)).toMatchObject({ [variable.site]: 'lyon', [variable.timeZone]: 'Europe/Paris' })
      const own = (part: string) => JSON.stringify(Properties[part])
      for (const part of ['Role', 'LoggingConfig'])
        expect(functions.filter(([, other]) => JSON.stringify(other.Properties[part]) === own(part))).toHaveLength(1)
    },
  )

  it.each(functions)(
    '%s raises an alarm that says what its errors mean and where the cure is written',
    (id, { Properties }) => {
      const alarms = ofType(plant, 'AWS::CloudWatch::Alarm')
        .map(([alarm]) => propertiesOf<Alarm>(plant, alarm))
        .filter(
          ({ MetricName, Dimensions }) => MetricName === 'Errors' && Dimensions.some(({ Value }) => Value.Ref === id),
        )
      expect(alarms).toHaveLength(1)
      expect(alarms[0]?.AlarmDescription).toMatch(
        new RegExp(`^[A-Z].{20,}\\. What to do: docs/runbook\\.md#${String(Properties.Description)}$`),
      )
      expect(alarms[0]?.AlarmActions).toHaveLength(1)
    },
  )

  it.each(functions)('%s may use * for tracing only', (id) => {
    const open = statementsOf(plant, id).filter(({ Resource }) => Resource.includes('*'))
    expect(open.flatMap(({ Action }) => Action).sort()).toEqual(['xray:PutTelemetryRecords', 'xray:PutTraceSegments'])
    expect(actionsOf(id).filter((action) => action.includes('*'))).toEqual([])
  })
})

describe('The privileges of', () => {
  it('the boards end at reading', () => {
    const table = actionsOf('LiveHttp').filter((action) => action.startsWith('dynamodb:'))
    expect(new Set(table)).toEqual(new Set(['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query']))
  })

  it('all functions but the outbox leave no way to delete from the record', () => {
    for (const [id] of functions) expect(actionsOf(id).includes('dynamodb:DeleteItem'), id).toBe(id === 'OutboxStream')
  })

  it('no function reach a scan or the table itself', () => {
    const every = functions.flatMap(([id]) => actionsOf(id))
    expect(every.filter((action) => /Scan|Table|Batch(Write)/.test(action))).toEqual([])
  })

  it('the quality workflow let it speak to command topics of its own site only', () => {
    expect(JSON.stringify(on(statementsOf(plant, 'QualityTask'), 'iot:Publish'))).toContain(
      ':topic/andon/lyon/*/command"',
    )
    expect(
      functions
        .map(([id]) => id)
        .filter((id) => actionsOf(id).includes('iot:Publish'))
        .sort(),
    ).toEqual(['EquipmentDevice', 'EquipmentSchedule', 'OutboxStream', 'QualityTask'])
  })

  it('the device function let it ask the edge nodes of its site for their births', () => {
    expect(JSON.stringify(on(statementsOf(plant, 'EquipmentDevice'), 'iot:Publish'))).toContain(
      ':topic/spBv1.0/lyon/NCMD/*"',
    )
  })

  it('the schedule of equipment let it say that Andon is there, and nothing else', () => {
    const statements = statementsOf(plant, 'EquipmentSchedule')
    for (const action of ['iot:Publish', 'iot:RetainPublish'])
      expect(JSON.stringify(on(statements, action))).toContain(':topic/spBv1.0/STATE/andon-lyon"')
    expect(actionsOf('EquipmentSchedule').filter((action) => !/^(logs|xray|iot):/.test(action))).toEqual([])
  })

  it('the outbox let it start and answer the workflows and speak on the live topics', () => {
    const statements = statementsOf(plant, 'OutboxStream')
    for (const action of ['states:StartExecution', 'states:SendTaskSuccess', 'states:SendTaskFailure'])
      expect(on(statements, action)).toEqual([{ Ref: 'BatchRelease' }, { Ref: 'DeviationHold' }, { Ref: 'HoldSpread' }])
    expect(JSON.stringify(on(statements, 'iot:Publish'))).toContain(':topic/andon/lyon/live/*"')
    expect(on(statements, 'events:PutEvents')).toHaveLength(1)
    expect(Object.keys(variablesOf('OutboxStream'))).toEqual(
      expect.arrayContaining([
        variable.table,
        variable.bus,
        variable.deviationHold,
        variable.holdSpread,
        variable.batchRelease,
      ]),
    )
  })

  it('the tasks of the workflows hold none over Step Functions', () => {
    for (const id of ['QualityTask', 'ReleaseTask'])
      expect(actionsOf(id).filter((action) => action.startsWith('states:'))).toEqual([])
  })

  it('the device function let it refuse a message, or look after one later, and no more of these queues', () => {
    const queues = JSON.stringify(on(statementsOf(plant, 'EquipmentDevice'), 'sqs:SendMessage'))
    expect(queues.match(/Arn/g)).toHaveLength(2)
    expect(queues).toMatch(/DeviceMessages.*RefusedMessages/)
    expect(variablesOf('EquipmentDevice')[variable.refusedMessages]).toMatchObject({
      Ref: expect.stringContaining('Refused'),
    })
  })

  it('the function that holds what other sites hold are the table and its queue', () => {
    const others = actionsOf('CrossingsQueue').filter((action) => !/^(logs|xray|sqs|dynamodb|kms):/.test(action))
    expect(others).toEqual([])
    expect(on(statementsOf(plant, 'CrossingsQueue'), 'sqs:SendMessage')).toEqual([])
  })

  it('the authorizer of the live topics are none but its own log and traces', () => {
    expect(actionsOf('LiveAuthorizer').filter((action) => !/^(logs|xray):/.test(action))).toEqual([])
    expect(Object.keys(variablesOf('LiveAuthorizer'))).toEqual(
      expect.arrayContaining([variable.issuer, variable.audience, variable.keys, variable.rolesClaim]),
    )
  })
})

describe('A function and its file', () => {
  it('come together: without the file there is neither, and synthesis says so', () => {
    const { app, plant: small } = synthesizedWith(lyon, smallFunctions(['live/http', 'quality/task']))
    expect(
      ofType(small, 'AWS::Lambda::Function')
        .map(([id]) => id)
        .sort(),
    ).toEqual(['LiveHttp', 'QualityTask'])
    expect(ofType(small, 'AWS::StepFunctions::StateMachine').map(([id]) => id)).toEqual(['DeviationHold', 'HoldSpread'])
    expect(warningsOf(app)).toContain(
      'functions/outbox/stream.ts is not there, so this plant has no outbox-stream, nor anything that it would serve.',
    )
  })

  it('come together: a file that nothing invokes is named', () => {
    const { app } = synthesizedWith(lyon, smallFunctions(['live/http', 'live/queue']))
    expect(warningsOf(app)).toContain(
      'Nothing invokes functions/live/queue.ts: give it its place in infra/stacks/plant.ts.',
    )
  })

  it('come together: the file of every function that the repository has builds to one ES module', () => {
    const bundles = bundleFunctions(functionsDirectory)
    for (const [name, folder] of bundles) expect(existsSync(join(folder, 'index.mjs')), name).toBe(true)
  }, 120_000)
})

interface Alarm {
  readonly MetricName: string
  readonly AlarmDescription: string
  readonly AlarmActions: readonly unknown[]
  readonly Dimensions: readonly { readonly Name: string; readonly Value: { readonly Ref?: string } }[]
}
