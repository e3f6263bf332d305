import { CannotStart } from './cannot-start.ts'
import type { Resource } from './resources.ts'

/** What AWS refuses although the template is well formed. */
interface Limit {
  readonly type: string
  /** @returns what is wrong and what cures it; nothing where AWS takes it. */
  readonly broken: (properties: Properties, find: Find) => string | false | undefined
}

type Properties = Readonly<Record<string, unknown>>
type Find = (reference: string) => Resource | undefined

const sizeOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value ?? ''))
const isQueue = (resource: Resource | undefined): resource is Resource => resource?.type === 'AWS::SQS::Queue'

const limits: readonly Limit[] = [
  {
    // Lambda, CreateEventSourceMapping, BatchSize.
    type: 'AWS::Lambda::EventSourceMapping',
    broken: ({ EventSourceArn, BatchSize = 10, MaximumBatchingWindowInSeconds: window = 0 }, find) =>
      isQueue(find(String(EventSourceArn))) &&
      Number(BatchSize) > 10 &&
      Number(window) < 1 &&
      `takes ${BatchSize} messages at once without waiting for more. Of a queue, Lambda takes more than 10 only with a MaximumBatchingWindowInSeconds of at least 1.`,
  },
  {
    // Lambda, "Using Lambda with Amazon SQS": the call is refused, not only slow.
    type: 'AWS::Lambda::EventSourceMapping',
    broken: ({ EventSourceArn, FunctionName }, find) => {
      const [queue, called] = [find(String(EventSourceArn)), find(String(FunctionName))]
      if (!isQueue(queue) || called === undefined) return undefined
      const [visible, runs] = [Number(queue.properties.VisibilityTimeout ?? 30), Number(called.properties.Timeout ?? 3)]
      return (
        visible < runs &&
        `hands out messages for ${visible} s to a function that may run ${runs} s. The VisibilityTimeout of the queue has to be as long at least.`
      )
    },
  },
  {
    // SQS, "Configuring a dead-letter queue": the dead-letter queue of a FIFO queue must also be a FIFO queue.
    type: 'AWS::SQS::Queue',
    broken: ({ FifoQueue = false, RedrivePolicy }, find) => {
      const { deadLetterTargetArn } = (RedrivePolicy ?? {}) as { deadLetterTargetArn?: string }
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
    type: 'AWS::IoT::TopicRule',
    broken: ({ TopicRulePayload }, find) => {
      const { Actions = [] } = (TopicRulePayload ?? {}) as { Actions?: { Sqs?: { QueueUrl?: string } }[] }
      const queues = Actions.map(({ Sqs }) => find(String(Sqs?.QueueUrl)))
      return (
        queues.some((it) => isQueue(it) && it.properties.FifoQueue === true) &&
        'sends to a FIFO queue, which a rule of IoT Core cannot.'
      )
    },
  },
  {
    type: 'AWS::Lambda::EventSourceMapping',
    broken: ({ ScalingConfig }) => {
      const { MaximumConcurrency: most } = (ScalingConfig ?? {}) as { MaximumConcurrency?: number }
      return (
        most !== undefined && (most < 2 || most > 1000) && `has a MaximumConcurrency of ${most}; AWS takes 2 to 1000.`
      )
    },
  },
  {
    type: 'AWS::Lambda::Function',
    broken: ({ Timeout = 3 }) => Number(Timeout) > 900 && `may run ${Timeout} s; Lambda ends a function after 900.`,
  },
  {
    // Lambda quotas: environment variables.
    type: 'AWS::Lambda::Function',
    broken: ({ Environment }) =>
      sizeOf((Environment as Properties | undefined)?.Variables) > 4096 &&
      'has more than 4 KB of environment variables, which is all that Lambda takes.',
  },
  {
    // API Gateway quotas for HTTP APIs.
    type: 'AWS::ApiGatewayV2::Integration',
    broken: ({ TimeoutInMillis = 30_000 }) =>
      Number(TimeoutInMillis) > 30_000 &&
      `waits ${TimeoutInMillis} ms; an HTTP API answers after 30,000 at the latest.`,
  },
  {
    // IoT Core, CreateTopicRule, ruleName.
    type: 'AWS::IoT::TopicRule',
    broken: ({ RuleName }) =>
      RuleName !== undefined &&
      !/^[a-zA-Z0-9_]{1,128}$/.test(String(RuleName)) &&
      `is called ${RuleName}; the name of an IoT rule has letters, digits and _ only.`,
  },
  {
    // IoT Core quotas: policy document size.
    type: 'AWS::IoT::Policy',
    broken: ({ PolicyDocument }) =>
      sizeOf(PolicyDocument) > 2048 && 'has a document of more than 2,048 bytes, which is all that IoT Core takes.',
  },
  {
    // EventBridge quotas: targets per rule; size of an event pattern.
    type: 'AWS::Events::Rule',
    broken: ({ Targets }) => ((Targets ?? []) as unknown[]).length > 5 && 'has more than 5 targets.',
  },
  {
    type: 'AWS::Events::Rule',
    broken: ({ EventPattern }) =>
      sizeOf(EventPattern) > 2048 && 'has an EventPattern of more than 2,048 characters, the limit of an account.',
  },
  {
    // IAM quotas: an aggregate of 10,240 characters of inline policies per role.
    type: 'AWS::IAM::Policy',
    broken: ({ PolicyDocument }) =>
      sizeOf(PolicyDocument) > 10_240 && 'has more than 10,240 characters, which is all that a role takes.',
  },
  {
    // DynamoDB quotas: 100 projected attributes over all indexes.
    type: 'AWS::DynamoDB::Table',
    broken: ({ GlobalSecondaryIndexes }) => {
      const indexes = (GlobalSecondaryIndexes ?? []) as { Projection: { NonKeyAttributes?: string[] } }[]
      const projected = indexes.flatMap(({ Projection }) => Projection.NonKeyAttributes ?? []).length
      return projected > 100 && `projects ${projected} attributes into its indexes; DynamoDB takes 100.`
    },
  },
]

/** @throws CannotStart with everything that AWS would refuse in a deployment: what runs here shall run there. */
export function demandLimits(resources: readonly Resource[], find: Find): void {
  const faults = resources.flatMap(({ stack, logicalId, type, properties }) =>
    limits
      .filter((limit) => limit.type === type)
      .map(({ broken }) => broken(properties, find))
      .flatMap((fault) => (fault ? [`${stack}/${logicalId} (${type}) ${fault}`] : [])),
  )
  if (faults.length > 0) throw new CannotStart(`AWS would not deploy this:\n${faults.join('\n')}`)
}

/** CloudFormation quotas of one stack: resources, outputs, and the size of a template that comes by S3. */
export function demandStackLimits(
  name: string,
  template: { readonly Resources: object; readonly Outputs?: object },
): void {
  const counts = [
    ['resources', Object.keys(template.Resources).length, 500],
    ['outputs', Object.keys(template.Outputs ?? {}).length, 200],
    ['bytes', sizeOf(template), 1_000_000],
  ] as const
  const faults = counts.flatMap(([what, count, most]) =>
    count > most ? [`It has ${count} ${what}, and CloudFormation takes ${most}.`] : [],
  )
  if (faults.length > 0) throw new CannotStart(`AWS would not deploy the stack ${name}. ${faults.join(' ')}`)
}
