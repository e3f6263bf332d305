import { isQueue, type Limit, like, noLonger, sizeOf, within } from './limit.ts'

const queue = 'AWS::SQS::Queue'
const rule = 'AWS::Events::Rule'
const topicRule = 'AWS::IoT::TopicRule'
const schedule = 'AWS::Scheduler::Schedule'

interface Action {
  readonly Sqs?: { readonly QueueUrl?: unknown; readonly RoleArn?: unknown }
}

interface Payload {
  readonly Sql?: string
  readonly Actions?: readonly Action[]
  readonly ErrorAction?: Action
}

/** Quotas and API references of SQS, SNS, EventBridge with its scheduler, and AWS IoT Core. */
export const messageLimits: readonly Limit[] = [
  within(queue, 'MessageRetentionPeriod', 60, 1_209_600),
  within(queue, 'VisibilityTimeout', 0, 43_200),
  within(queue, 'RedrivePolicy.maxReceiveCount', 1, 1000),
  like(queue, 'QueueName', /^(?=.{1,80}$)[\w-]+(\.fifo)?$/, '1 to 80 letters, digits, _ and -'),
  {
    // SQS, "Configuring a dead-letter queue": the dead-letter queue of a FIFO queue must also be a FIFO queue.
    type: queue,
    broken: ({ FifoQueue = false, RedrivePolicy }, find) => {
      const { deadLetterTargetArn } = (RedrivePolicy ?? {}) as { readonly deadLetterTargetArn?: string }
      const dead = deadLetterTargetArn === undefined ? undefined : find(deadLetterTargetArn)
      return (
        isQueue(dead) &&
        (dead.properties.FifoQueue ?? false) !== FifoQueue &&
        'gives its messages up to a queue of another kind. Of a FIFO queue it has to be a FIFO queue, of another none.'
      )
    },
  },
  {
    // IoT Core, "SQS rule action": it does not support FIFO queues.
    type: topicRule,
    broken: ({ TopicRulePayload }, find) => {
      const { Actions = [] } = (TopicRulePayload ?? {}) as Payload
      const queues = Actions.map(({ Sqs }) => find(String(Sqs?.QueueUrl)))
      return (
        queues.some((it) => isQueue(it) && it.properties.FifoQueue === true) &&
        'sends to a FIFO queue, which a rule of IoT Core cannot.'
      )
    },
  },
  like('AWS::SNS::Topic', 'TopicName', /^[\w-]{1,256}(\.fifo)?$/, '1 to 256 letters, digits, _ and -'),
  noLonger('AWS::SNS::Topic', 'DisplayName', 100),
  {
    // SNS: Publish quotas, size of a topic's policy.
    type: 'AWS::SNS::TopicPolicy',
    broken: ({ PolicyDocument }) => sizeOf(PolicyDocument) > 30_720 && 'has a document of more than 30 KB.',
  },
  like('AWS::Events::EventBus', 'Name', /^[/.\-\w]{1,256}$/, '1 to 256 letters, digits, and / . - _'),
  noLonger('AWS::Events::EventBus', 'Description', 512),
  noLonger(rule, 'Name', 64),
  noLonger(rule, 'Description', 512),
  within(rule, 'Targets.*.RetryPolicy.MaximumEventAgeInSeconds', 60, 86_400),
  within(rule, 'Targets.*.RetryPolicy.MaximumRetryAttempts', 0, 185),
  noLonger(rule, 'Targets.*.Id', 64),
  noLonger(rule, 'Targets.*.InputTransformer.InputTemplate', 8192),
  {
    type: rule,
    broken: ({ Targets }) => ((Targets ?? []) as unknown[]).length > 5 && 'has more than 5 targets.',
  },
  {
    type: rule,
    broken: ({ EventPattern }) =>
      sizeOf(EventPattern) > 2048 && 'has an EventPattern of more than 2,048 characters, the limit of an account.',
  },
  {
    // EventBridge, event patterns: every field has a list of what it may be.
    type: rule,
    broken: ({ EventPattern }) => {
      const field = EventPattern === undefined ? undefined : withoutList(EventPattern, '')
      return field !== undefined && `has an EventPattern whose field ${field} has no list of values.`
    },
  },
  {
    // "Sending and receiving events between buses": EventBridge demands a role where the target is a bus.
    type: rule,
    broken: ({ Targets }) =>
      ((Targets ?? []) as { readonly Arn?: unknown; readonly RoleArn?: unknown }[]).some(
        ({ Arn, RoleArn }) => /:event-bus\//.test(String(Arn)) && RoleArn === undefined,
      ) && 'sends to a bus without a role that may put events there.',
  },
  within(schedule, 'Target.RetryPolicy.MaximumEventAgeInSeconds', 60, 86_400),
  within(schedule, 'Target.RetryPolicy.MaximumRetryAttempts', 0, 185),
  within(schedule, 'FlexibleTimeWindow.MaximumWindowInMinutes', 1, 1440),
  noLonger(schedule, 'Name', 64),
  noLonger(schedule, 'Description', 512),
  like(
    schedule,
    'ScheduleExpression',
    /^(rate\([1-9]\d* (minute|hour|day)s?\)|at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\)|cron\((\S+ ){5}\S+\))$/,
    'rate(…), at(…) or cron(…) with six fields',
  ),
  {
    // Of day of month and day of week, one is `?`.
    type: schedule,
    broken: ({ ScheduleExpression }) => {
      const [, , day, , weekday] = /^cron\((.*)\)$/.exec(String(ScheduleExpression))?.[1]?.split(' ') ?? []
      return (
        day !== undefined &&
        (day === '?') === (weekday === '?') &&
        `has the schedule ${ScheduleExpression}; either its day of the month or its day of the week has to be ?.`
      )
    },
  },
  {
    // IoT Core, CreateTopicRule, ruleName.
    type: topicRule,
    broken: ({ RuleName }) =>
      RuleName !== undefined &&
      !/^[a-zA-Z0-9_]{1,128}$/.test(String(RuleName)) &&
      `is called ${RuleName}; the name of an IoT rule has letters, digits and _ only.`,
  },
  like(
    topicRule,
    'TopicRulePayload.AwsIotSqlVersion',
    /^(2015-10-08|2016-03-23|beta)$/,
    '2015-10-08, 2016-03-23 or beta',
  ),
  {
    // IoT Core quotas: actions of a rule, slashes of a topic filter, bytes of a topic.
    type: topicRule,
    broken: ({ TopicRulePayload }) => {
      const { Actions = [], Sql = '' } = (TopicRulePayload ?? {}) as Payload
      if (Actions.length > 10) return `has ${Actions.length} actions; IoT Core takes 10.`
      const [, from = ''] = /\bFROM\s+'([^']*)'/i.exec(Sql) ?? []
      if (from === '') return "has no topic: its SQL lacks FROM '…'."
      const slashes = from.split('/').length - (from.startsWith('$aws/rules/') ? 4 : 1)
      if (slashes > 7) return `reads a topic with ${slashes} slashes; IoT Core takes 7.`
      return Buffer.byteLength(from) > 256 && 'reads a topic of more than 256 bytes.'
    },
  },
  {
    type: topicRule,
    broken: ({ TopicRulePayload }) => {
      const { Actions = [], ErrorAction } = (TopicRulePayload ?? {}) as Payload
      const all = ErrorAction ? [...Actions, ErrorAction] : Actions
      return all.some(({ Sqs }) => Sqs !== undefined && Sqs.RoleArn === undefined) && 'sends to a queue without a role.'
    },
  },
  {
    // IoT Core quotas: policy document size.
    type: 'AWS::IoT::Policy',
    broken: ({ PolicyDocument }) =>
      sizeOf(PolicyDocument) > 2048 && 'has a document of more than 2,048 bytes, which is all that IoT Core takes.',
  },
  like('AWS::IoT::Authorizer', 'AuthorizerName', /^[\w=,@-]{1,128}$/, '1 to 128 letters, digits, and _ = , @ -'),
  {
    type: 'AWS::IoT::Authorizer',
    broken: ({ SigningDisabled, TokenKeyName, TokenSigningPublicKeys }) =>
      SigningDisabled !== true &&
      (TokenKeyName === undefined || TokenSigningPublicKeys === undefined) &&
      'checks signatures, and has no TokenKeyName or no TokenSigningPublicKeys.',
  },
]

/** The path of the first field that has neither a list of values nor fields of its own. */
function withoutList(pattern: unknown, path: string): string | undefined {
  if (Array.isArray(pattern)) return pattern.length === 0 ? path : undefined
  if (pattern === null || typeof pattern !== 'object') return path
  for (const [name, value] of Object.entries(pattern)) {
    const alternatives = name === '$or' && Array.isArray(value)
    const found = alternatives
      ? value.map((one) => withoutList(one, path)).find((it) => it !== undefined)
      : withoutList(value, path === '' ? name : `${path}.${name}`)
    if (found !== undefined) return found
  }
  return undefined
}
