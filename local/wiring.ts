import { CannotStart } from './cannot-start.ts'
import type { RulePlan } from './eventbridge.ts'
import { readInput } from './eventbridge.ts'
import type { MachinePlan } from './execution.ts'
import { checkMachine, readMachine } from './machine.ts'
import type { QueueMappingPlan } from './mapping.ts'
import { type Pattern, readPattern } from './patterns.ts'
import { placeOf } from './plans.ts'
import { judge, refusalOf, type Statement } from './policy.ts'
import type { Resource } from './resources.ts'
import { readSchedule, type SchedulePlan } from './scheduler.ts'
import type { Topics } from './sns.ts'
import type { Queue } from './sqs.ts'
import type { StreamMappingPlan } from './stream.ts'
import type { Template } from './template.ts'
import type { RuleAction, TopicRulePlan } from './topic-rules.ts'
import { readTopicSql } from './topic-sql.ts'

// Connects the parts of the plant: each part reads its resource and refers to the parts that the resource names.

type Properties = Readonly<Record<string, unknown>>
type RoleOf = (roleArn: string) => readonly Statement[]

export interface Parts {
  readonly template: Template
  readonly queues: ReadonlyMap<string, Queue>
  readonly topics: Topics
  readonly roleOf: RoleOf
  /** Sends an event to the bus of another stage, if that stage runs. */
  readonly sendOn: (busArn: string, event: object) => void
}

export function machinePlans(template: Template, timeScale: number): MachinePlan[] {
  return template.of('AWS::StepFunctions::StateMachine').map((resource) => {
    const { DefinitionString, RoleArn, StateMachineType } = resource.properties
    if (StateMachineType === 'EXPRESS')
      throw new CannotStart(`${placeOf(resource)} is an express workflow; the local plant runs standard ones.`)
    return {
      name: resource.name,
      arn: resource.arn,
      roleArn: String(RoleArn),
      machine: readMachine(String(DefinitionString), placeOf(resource), timeScale),
    }
  })
}

/** @throws CannotStart when the definition of a state machine is not valid. */
export function checkMachines(template: Template): void {
  for (const resource of template.of('AWS::StepFunctions::StateMachine'))
    checkMachine(String(resource.properties.DefinitionString), placeOf(resource))
}

export function eventRules(parts: Parts): RulePlan[] {
  const { template } = parts
  return template
    .of('AWS::Events::Rule')
    .filter(({ properties }) => properties.State !== 'DISABLED')
    .map((resource) => {
      const { EventPattern, Targets, EventBusName } = resource.properties
      const bus = String(EventBusName ?? 'default')
      return {
        name: resource.name,
        busName: template.find(bus)?.name ?? bus,
        pattern: readPattern(EventPattern, placeOf(resource)),
        targets: ((Targets ?? []) as Properties[]).map((target) => ({
          input: readInput(target, placeOf(resource)),
          deliver: delivery(target, resource, parts),
        })),
      }
    })
}

export function schedulePlans({ template, roleOf }: Parts): SchedulePlan[] {
  return template
    .of('AWS::Scheduler::Schedule')
    .filter(({ properties }) => properties.State !== 'DISABLED')
    .map((resource) => {
      const { ScheduleExpression, ScheduleExpressionTimezone, Target } = resource.properties
      const { Arn, RoleArn, Input } = Target as Properties
      const called = template.find(String(Arn))
      if (called?.type !== 'AWS::Lambda::Function')
        throw new CannotStart(`${placeOf(resource)} has the target ${Arn}; the local plant schedules functions only.`)
      const verdict = judge(roleOf(String(RoleArn)), 'lambda:InvokeFunction', called.arn)
      if (verdict !== 'allowed')
        throw new CannotStart(
          `${placeOf(resource)}: ${refusalOf(verdict, String(RoleArn), 'lambda:InvokeFunction', called.arn)}`,
        )
      const expression = String(ScheduleExpression)
      const due = (asOf: Date) => asOf.toISOString().replace(/\.\d+Z$/, 'Z')
      return {
        name: resource.name,
        expression,
        functionArn: called.arn,
        input: (asOf) => JSON.parse(String(Input ?? '{}').replaceAll('<aws.scheduler.scheduled-time>', due(asOf))),
        start: readSchedule(expression, String(ScheduleExpressionTimezone ?? 'UTC'), placeOf(resource)),
      }
    })
}

function delivery(
  { Arn, RoleArn }: Properties,
  rule: Resource,
  { template, queues, topics, roleOf, sendOn }: Parts,
): (text: string) => void {
  const arn = String(Arn)
  const target = template.find(arn)
  const queue = queues.get(arn)
  if (target?.type === 'AWS::SNS::Topic') {
    const verdict = RoleArn === undefined ? 'allowed' : judge(roleOf(String(RoleArn)), 'sns:Publish', arn)
    if (verdict !== 'allowed')
      throw new CannotStart(`${placeOf(rule)}: ${refusalOf(verdict, String(RoleArn), 'sns:Publish', arn)}`)
    return (text) => topics.publish(arn, text)
  }
  if (queue !== undefined) return (text) => void queue.send(text, { senderId: rule.name })
  if (target?.type === 'AWS::Logs::LogGroup') return () => undefined
  if (isBus(arn)) {
    const verdict = judge(roleOf(String(RoleArn)), 'events:PutEvents', arn)
    if (verdict !== 'allowed')
      throw new CannotStart(`${placeOf(rule)}: ${refusalOf(verdict, String(RoleArn), 'events:PutEvents', arn)}`)
    return (text) => sendOn(arn, JSON.parse(text))
  }
  throw new CannotStart(
    `${placeOf(rule)} has the target ${arn}; the local plant sends events to topics, queues and buses only.`,
  )
}

const isBus = (arn: string): boolean => /^arn:aws:events:[^:]*:[^:]*:event-bus\//.test(arn)

export function busesElsewhere(template: Template): string[] {
  const targets = template
    .of('AWS::Events::Rule')
    .flatMap(({ properties }) => (properties.Targets ?? []) as Properties[])
  return [...new Set(targets.map(({ Arn }) => String(Arn)).filter((arn) => isBus(arn) && !template.find(arn)))]
}

export function topicRules(parts: Parts): TopicRulePlan[] {
  return parts.template.of('AWS::IoT::TopicRule').flatMap((resource) => {
    const { Sql, Actions, ErrorAction, RuleDisabled, AwsIotSqlVersion } = resource.properties
      .TopicRulePayload as Properties
    if (RuleDisabled === true) return []
    if (AwsIotSqlVersion !== '2016-03-23')
      throw new CannotStart(`${placeOf(resource)} is not written in the SQL of 2016-03-23.`)
    return [
      {
        name: resource.name,
        sql: readTopicSql(String(Sql), placeOf(resource)),
        actions: (Actions as Properties[]).map((action) => ruleAction(action, resource, parts)),
        errorAction: ErrorAction === undefined ? undefined : ruleAction(ErrorAction as Properties, resource, parts),
      },
    ]
  })
}

function ruleAction(action: Properties, rule: Resource, { queues, roleOf }: Parts): RuleAction {
  const { Sqs, ...others } = action
  const [other] = Object.keys(others)
  if (Sqs === undefined || other !== undefined)
    throw new CannotStart(`${placeOf(rule)} has the action ${other}; the local plant runs Sqs actions only.`)
  const { QueueUrl, RoleArn, UseBase64 } = Sqs as Properties
  const queue = [...queues.values()].find(({ plan }) => plan.url === QueueUrl)
  if (queue === undefined) throw new CannotStart(`${placeOf(rule)} sends to a queue that is not in the template.`)
  return {
    kind: 'SqsAction',
    resource: queue.plan.url,
    run(output) {
      const verdict = judge(roleOf(String(RoleArn)), 'sqs:SendMessage', queue.plan.arn)
      if (verdict !== 'allowed') throw new Error(refusalOf(verdict, String(RoleArn), 'sqs:SendMessage', queue.plan.arn))
      queue.send(UseBase64 === true ? Buffer.from(output).toString('base64') : output, { senderId: rule.name })
    },
  }
}

export interface Mappings {
  readonly queues: readonly { readonly queue: Queue; readonly plan: QueueMappingPlan }[]
  readonly streams: readonly StreamMappingPlan[]
}

/** The event-source mappings; each poller acts with the role of its function, as on AWS. */
export function readMappings(parts: Parts): Mappings {
  const queues: { queue: Queue; plan: QueueMappingPlan }[] = []
  const streams: StreamMappingPlan[] = []
  for (const resource of parts.template.of('AWS::Lambda::EventSourceMapping')) {
    const source = String(resource.properties.EventSourceArn)
    const queue = parts.queues.get(source)
    if (queue !== undefined) queues.push({ queue, plan: queueMapping(resource, parts) })
    else streams.push(streamMapping(resource, source, parts))
  }
  return { queues, streams }
}

function queueMapping(resource: Resource, parts: Parts): QueueMappingPlan {
  const { BatchSize, MaximumBatchingWindowInSeconds, ScalingConfig, EventSourceArn } = resource.properties
  demand(resource, parts, ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], String(EventSourceArn))
  return {
    functionArn: functionOf(resource, parts.template).arn,
    batchSize: Number(BatchSize ?? 10),
    windowSeconds: Number(MaximumBatchingWindowInSeconds ?? 0),
    filters: filtersOf(resource),
    reportsItems: reportsItems(resource),
    // Lambda begins with five batches at a time and adds more; one thread would gain nothing from more.
    concurrency: Math.min(5, Number((ScalingConfig as Properties | undefined)?.MaximumConcurrency ?? 5)),
    region: parts.template.region,
  }
}

function streamMapping(resource: Resource, source: string, parts: Parts): StreamMappingPlan {
  const table = parts.template.of('AWS::DynamoDB::Table').find(({ arn }) => source === `${arn}/stream/local`)
  if (table === undefined)
    throw new CannotStart(
      `${placeOf(resource)} follows ${source}, which is neither a queue nor a table's stream of the template.`,
    )
  const needed = ['DescribeStream', 'GetRecords', 'GetShardIterator'].map((action) => `dynamodb:${action}`)
  demand(resource, parts, needed, source)
  const { properties } = resource
  const start = properties.StartingPosition
  if (start !== 'TRIM_HORIZON' && start !== 'LATEST')
    throw new CannotStart(`${placeOf(resource)} starts at ${start}, which a table's stream does not have.`)
  const factor = Number(properties.ParallelizationFactor ?? 1)
  if (!Number.isInteger(factor) || factor < 1 || factor > 10)
    throw new CannotStart(`${placeOf(resource)} has a ParallelizationFactor of ${factor}; Lambda takes 1 to 10.`)
  const retries = properties.MaximumRetryAttempts
  const destination = (properties.DestinationConfig as { OnFailure?: { Destination?: string } } | undefined)?.OnFailure
  const onFailure = destination?.Destination === undefined ? undefined : parts.queues.get(destination.Destination)
  if (destination !== undefined && onFailure === undefined)
    throw new CannotStart(
      `${placeOf(resource)} sends its failures to ${destination.Destination}, which is no queue of the template.`,
    )
  if (onFailure !== undefined) demand(resource, parts, ['sqs:SendMessage'], onFailure.plan.arn)
  return {
    tableName: table.name,
    streamArn: source,
    functionArn: functionOf(resource, parts.template).arn,
    factor,
    batchSize: Number(properties.BatchSize ?? 100),
    windowSeconds: Number(properties.MaximumBatchingWindowInSeconds ?? 0),
    filters: filtersOf(resource),
    startingPosition: start,
    bisects: properties.BisectBatchOnFunctionError === true,
    maximumRetries: retries === undefined || Number(retries) < 0 ? undefined : Number(retries),
    reportsItems: reportsItems(resource),
    onFailure,
    region: parts.template.region,
  }
}

function functionOf(mapping: Resource, template: Template): Resource {
  const target = template.find(String(mapping.properties.FunctionName))
  if (target?.type !== 'AWS::Lambda::Function')
    throw new CannotStart(`${placeOf(mapping)} has no function of the template.`)
  return target
}

function filtersOf(mapping: Resource): Pattern[] {
  const criteria = mapping.properties.FilterCriteria as { Filters?: { Pattern: string }[] } | undefined
  return (criteria?.Filters ?? []).map(({ Pattern }) => readPattern(JSON.parse(Pattern), placeOf(mapping)))
}

function reportsItems(mapping: Resource): boolean {
  return ((mapping.properties.FunctionResponseTypes ?? []) as string[]).includes('ReportBatchItemFailures')
}

/** AWS refuses to create a mapping whose function may not read its source. */
function demand(mapping: Resource, { template, roleOf }: Parts, actions: readonly string[], resource: string): void {
  const statements = roleOf(String(functionOf(mapping, template).properties.Role))
  for (const action of actions)
    if (judge(statements, action, resource) !== 'allowed')
      throw new CannotStart(`${placeOf(mapping)}: the role of its function does not allow ${action} on ${resource}.`)
}
