import { isQueue, type Limit, like, noLonger, sizeOf, within } from './limit.ts'

const mapping = 'AWS::Lambda::EventSourceMapping'
const called = 'AWS::Lambda::Function'

/** Lambda sets these itself and refuses a function that sets them. */
const reserved =
  /^(_HANDLER|_X_AMZN_TRACE_ID|AWS_(DEFAULT_REGION|REGION|EXECUTION_ENV|LAMBDA_\w+|ACCESS_KEY(_ID)?|SECRET_ACCESS_KEY|SESSION_TOKEN)|LAMBDA_(TASK_ROOT|RUNTIME_DIR))$/

interface Environment {
  readonly Variables?: Readonly<Record<string, unknown>>
}

/** "Lambda quotas", and the API reference of CreateFunction and CreateEventSourceMapping. */
export const functionLimits: readonly Limit[] = [
  {
    type: mapping,
    broken: ({ EventSourceArn, BatchSize = 10, MaximumBatchingWindowInSeconds: window = 0 }, find) =>
      isQueue(find(String(EventSourceArn))) &&
      Number(BatchSize) > 10 &&
      Number(window) < 1 &&
      `takes ${BatchSize} messages at once without waiting for more. Of a queue, Lambda takes more than 10 only with a MaximumBatchingWindowInSeconds of at least 1.`,
  },
  {
    // "Using Lambda with Amazon SQS": the call is refused, not only slow.
    type: mapping,
    broken: ({ EventSourceArn, FunctionName }, find) => {
      const [queue, runner] = [find(String(EventSourceArn)), find(String(FunctionName))]
      if (!isQueue(queue) || runner === undefined) return undefined
      const [visible, runs] = [Number(queue.properties.VisibilityTimeout ?? 30), Number(runner.properties.Timeout ?? 3)]
      return (
        visible < runs &&
        `hands out messages for ${visible} s to a function that may run ${runs} s. The VisibilityTimeout of the queue has to be as long at least.`
      )
    },
  },
  {
    type: mapping,
    broken: (properties, find) => {
      const { EventSourceArn, StartingPosition } = properties
      const ofQueue = isQueue(find(String(EventSourceArn)))
      const ofStream = [
        'ParallelizationFactor',
        'BisectBatchOnFunctionError',
        'MaximumRetryAttempts',
        'StartingPosition',
      ]
      const wrong = ofQueue ? ofStream.find((name) => properties[name] !== undefined) : undefined
      if (wrong) return `has a ${wrong}, which only a stream can have; a queue has its own retries.`
      if (ofQueue) return undefined
      if (properties.ScalingConfig !== undefined) return 'has a ScalingConfig, which only a queue can have.'
      return StartingPosition === undefined && 'reads a stream without a StartingPosition.'
    },
  },
  within(mapping, 'ScalingConfig.MaximumConcurrency', 2, 1000),
  within(mapping, 'BatchSize', 1, 10_000),
  within(mapping, 'MaximumBatchingWindowInSeconds', 0, 300),
  within(mapping, 'ParallelizationFactor', 1, 10),
  within(mapping, 'MaximumRetryAttempts', -1, 10_000),
  {
    type: mapping,
    broken: ({ MaximumRecordAgeInSeconds: age }) =>
      age !== undefined &&
      age !== -1 &&
      (Number(age) < 60 || Number(age) > 604_800) &&
      `has the MaximumRecordAgeInSeconds ${age}; AWS takes 60 to 604,800, or -1.`,
  },
  {
    type: mapping,
    broken: ({ FilterCriteria }) => {
      const { Filters = [] } = (FilterCriteria ?? {}) as { readonly Filters?: readonly { readonly Pattern: string }[] }
      if (Filters.length > 5) return `has ${Filters.length} filters; AWS takes 5.`
      return Filters.some(({ Pattern }) => Pattern.length > 4096) && 'has a filter of more than 4,096 characters.'
    },
  },
  {
    type: called,
    broken: ({ Timeout = 3 }) => Number(Timeout) > 900 && `may run ${Timeout} s; Lambda ends a function after 900.`,
  },
  within(called, 'MemorySize', 128, 10_240),
  like(called, 'FunctionName', /^[\w-]{1,64}$/, '1 to 64 letters, digits, _ and -'),
  noLonger(called, 'Description', 256),
  {
    type: called,
    broken: ({ Environment }) =>
      sizeOf((Environment as Environment | undefined)?.Variables) > 4096 &&
      'has more than 4 KB of environment variables, which is all that Lambda takes.',
  },
  {
    type: called,
    broken: ({ Environment }) => {
      const names = Object.keys((Environment as Environment | undefined)?.Variables ?? {})
      const wrong = names.find((name) => reserved.test(name) || !/^[a-zA-Z]\w+$/.test(name))
      return wrong !== undefined && `sets the variable ${wrong}, which Lambda keeps for itself or cannot name.`
    },
  },
  {
    type: called,
    broken: ({ LoggingConfig }) => {
      const { LogFormat, ...levels } = (LoggingConfig ?? {}) as Readonly<Record<string, unknown>>
      const level = ['ApplicationLogLevel', 'SystemLogLevel'].find((name) => levels[name] !== undefined)
      return (
        level !== undefined && LogFormat !== 'JSON' && `has an ${level}, which Lambda takes only with logs in JSON.`
      )
    },
  },
  noLonger('AWS::IAM::Role', 'RoleName', 64),
  noLonger('AWS::IAM::Role', 'Description', 1000),
  {
    // IAM quotas: length of a trust policy; white space does not count.
    type: 'AWS::IAM::Role',
    broken: ({ AssumeRolePolicyDocument }) =>
      sizeOf(AssumeRolePolicyDocument) > 2048 && 'has a trust policy of more than 2,048 characters.',
  },
  {
    type: 'AWS::IAM::Policy',
    broken: ({ PolicyDocument }) => {
      const { Statement = [] } = (PolicyDocument ?? {}) as { readonly Statement?: readonly { readonly Sid?: string }[] }
      const wrong = Statement.find(({ Sid }) => Sid !== undefined && !/^[a-zA-Z0-9]*$/.test(Sid))
      return wrong && `has a statement with the Sid ${wrong.Sid}; a Sid of IAM has letters and digits only.`
    },
  },
]
