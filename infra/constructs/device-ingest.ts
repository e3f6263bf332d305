import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Duration, Validations } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import { variable } from '../../shared/runtime/environment.ts'
import { DeadLetters } from './dead-letters.ts'
import { DeviceTopics } from './device-topics.ts'
import { Handler, type Surroundings } from './handler.ts'
import type { PlantTable } from './plant-table.ts'
import { ThingPolicy } from './thing-policy.ts'

export interface DeviceIngestProps extends Surroundings {
  readonly table: PlantTable
}

const functionTimeout = 10

/** Messages of machines: topic rule -> queue -> batched function. A message of an unknown format is kept, never dropped. */
export class DeviceIngest extends Construct {
  constructor(scope: Construct, id: string, props: DeviceIngestProps) {
    super(scope, id)
    const { site, alarms, table } = props
    const refused = new DeadLetters(this, 'RefusedMessages', {
      alarms,
      impact: 'A machine sends messages that Andon cannot understand, so part of what it does is not on record.',
      runbook: 'refused-messages',
    })
    const dead = new DeadLetters(this, 'DeviceMessagesDead', {
      alarms,
      impact:
        'Messages of machines could not be recorded although they were tried five times; they are kept for 14 days.',
      runbook: 'device-messages-dead',
    })
    const messages = new Queue(this, 'DeviceMessages', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // AWS asks for six times the function's timeout, so that a slow batch is not delivered twice.
      visibilityTimeout: Duration.seconds(6 * functionTimeout),
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: dead, maxReceiveCount: 5 },
    })

    alarms.watchAge(this, messages, 60, {
      impact: 'What the machines say is recorded more than a minute late: limits are checked late, too.',
      runbook: 'device-messages-late',
    })

    const { ruleName } = new DeviceTopics(this, 'Topics', { site: site.site, messages, refused, alarms })
    new ThingPolicy(this, 'ThingPolicy', { site: site.site, ruleName })

    const handler = new Handler(this, 'equipment-device', {
      ...props,
      errorImpact:
        'What the machines say is not recorded: states, counts and samples are late, and limits are not checked.',
      timeout: functionTimeout,
    })
      .writes(table)
      .consumes(messages)
      .sends(refused, variable.refusedMessages)
    const mapping = new EventSourceMapping(this, 'DeviceMessagesMapping', {
      target: handler.function,
      eventSourceArn: messages.queueArn,
      // Ten messages are the most that Lambda hands out without waiting a second for more (CreateEventSourceMapping, BatchSize).
      batchSize: 10,
      reportBatchItemFailures: true,
      // A batch is processed one message after the other at 50 ms each: 50 batches are 1,000 messages a second. A higher rate waits in the queue,
      // because people's commands need the remaining executions.
      maxConcurrency: 50,
    })
    Validations.of(mapping).acknowledge({
      id: 'Serverless-LambdaEventSourceMappingDestination',
      reason:
        'SQS mappings have no failure destination; the queue itself moves a message to DeviceMessagesDead after five tries.',
    })
  }
}
