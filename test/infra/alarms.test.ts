import { describe, expect, it } from 'vitest'
import { ofType, only, type Resource, synthesized, synthesizedCompany } from './synthesized.ts'

type Resources = Readonly<Record<string, Resource>>
interface Alarm {
  readonly Namespace?: string
  readonly MetricName?: string
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: unknown }[]
  readonly Metrics?: readonly { readonly MetricStat?: { readonly Metric: Alarm } }[]
  readonly Threshold: number
}

const { plant } = synthesized()
const { hub } = synthesizedCompany({ region: 'eu-west-3' })

/** Every metric that an alarm watches, also within an expression. */
const watched = (resources: Resources): Alarm[] =>
  ofType(resources, 'AWS::CloudWatch::Alarm').flatMap(([, { Properties }]) => {
    const alarm = Properties as unknown as Alarm
    return [alarm, ...(alarm.Metrics ?? []).flatMap(({ MetricStat }) => MetricStat?.Metric ?? [])]
  })
const dimension = (name: string, metricName: string, resources: Resources) =>
  watched(resources)
    .filter(({ MetricName }) => MetricName === metricName)
    .flatMap(({ Dimensions = [] }) => Dimensions.filter(({ Name }) => Name === name).map(({ Value }) => Value))
const idOf = (value: unknown): string => JSON.stringify(value).replace(/.*?"(?:Ref|Fn::GetAtt)":\[?"(\w+)".*/, '$1')

describe.each([
  ['a site', plant],
  ['the enterprise', hub],
] as const)('The topics of %s', (_, resources) => {
  it('are published on by services only where the account and the source are conditions', () => {
    const policies = ofType(resources, 'AWS::SNS::TopicPolicy').map(([, { Properties }]) => Properties.PolicyDocument)
    const allowed = (policies as { Statement: Statement[] }[])
      .flatMap(({ Statement }) => Statement)
      .filter(({ Effect }) => Effect === 'Allow')
    expect(allowed.length).toBeGreaterThan(0)
    for (const { Principal, Condition } of allowed) {
      expect(Principal).toEqual({ Service: 'cloudwatch.amazonaws.com' })
      expect(JSON.stringify(Condition?.StringEquals)).toContain('"aws:SourceAccount"')
      expect(JSON.stringify(Condition?.ArnLike)).toMatch(/"aws:SourceArn":.*:cloudwatch:.*:alarm:\*/)
    }
  })
})

interface Statement {
  readonly Effect: string
  readonly Principal: unknown
  readonly Condition?: Readonly<Record<string, unknown>>
}

it('Rules publish notices by a role that only rules of the bus of the site may take', () => {
  const targets = ofType(plant, 'AWS::Events::Rule')
    .filter(([id]) => id.startsWith('Notices'))
    .flatMap(([, { Properties }]) => Properties.Targets as { readonly RoleArn?: unknown }[])
  expect(targets.length).toBeGreaterThan(0)
  for (const { RoleArn } of targets) {
    const trust = JSON.stringify(plant[idOf(RoleArn)]?.Properties.AssumeRolePolicyDocument)
    expect(trust).toContain('"aws:SourceAccount"')
    expect(trust).toMatch(/"aws:SourceArn":.*:rule\//)
  }
})

describe.each([
  ['a site', plant],
  ['the enterprise', hub],
] as const)('The alarms of %s', (_, resources) => {
  it('watch every function for errors and for runs near its timeout', () => {
    const functions = ofType(resources, 'AWS::Lambda::Function').map(([id]) => id)
    for (const metric of ['Errors', 'Duration'])
      expect(dimension('FunctionName', metric, resources).map(idOf)).toEqual(expect.arrayContaining(functions))
  })

  it('watch the age of each queue that a function empties', () => {
    const emptied = ofType(resources, 'AWS::Lambda::EventSourceMapping')
      .map(([, { Properties }]) => idOf(Properties.EventSourceArn))
      .filter((id) => resources[id]?.Type === 'AWS::SQS::Queue')
    expect(emptied.length).toBeGreaterThan(0)
    expect(dimension('QueueName', 'ApproximateAgeOfOldestMessage', resources).map(idOf).sort()).toEqual(emptied.sort())
  })

  it('watch every other queue for its first message', () => {
    const ends = ofType(resources, 'AWS::SQS::Queue')
      .filter(([, { Properties }]) => !('RedrivePolicy' in Properties))
      .map(([id]) => id)
    expect(dimension('QueueName', 'ApproximateNumberOfMessagesVisible', resources).map(idOf).sort()).toEqual(
      ends.sort(),
    )
  })

  it('watch each rule of the bus for events that are lost', () => {
    const rules = ofType(resources, 'AWS::Events::Rule').map(([id]) => id)
    expect(dimension('RuleName', 'InvocationsFailedToBeSentToDlq', resources).map(idOf).sort()).toEqual(rules.sort())
    for (const { Metrics } of watched(resources)) expect(Metrics?.length ?? 0).toBeLessThanOrEqual(11)
  })

  it('watch the one quota of executions that all functions share', () => {
    const throttled = watched(resources).filter(({ MetricName }) => MetricName === 'Throttles')
    expect(throttled).toHaveLength(1)
    expect(throttled[0]?.Dimensions ?? []).toEqual([])
  })

  it('are on the one dashboard, all of them', () => {
    const page = JSON.stringify(only(resources, 'AWS::CloudWatch::Dashboard').Properties)
    for (const [id] of ofType(resources, 'AWS::CloudWatch::Alarm')) expect(page).toContain(`"${id}"`)
  })
})

describe('The alarms of a site', () => {
  it('watch every workflow', () => {
    const machines = ofType(plant, 'AWS::StepFunctions::StateMachine').map(([id]) => id)
    for (const metric of ['ExecutionsFailed', 'ExecutionsTimedOut'])
      expect(dimension('StateMachineArn', metric, plant).map(idOf).sort()).toEqual([...machines].sort())
  })

  it('watch the schedules, and the messages of machines that no queue takes', () => {
    expect(dimension('ScheduleGroup', 'InvocationDroppedCount', plant)).toEqual(['default'])
    expect(dimension('RuleName', 'ErrorActionFailure', plant)).toEqual([
      'andon_lyon_messages',
      ...['Relayed', 'EdgeNodes', 'EdgeNodeDevices'].map((rule) => ({ Ref: expect.stringContaining(rule) })),
    ])
  })
})
