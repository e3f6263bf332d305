import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda'
import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Duration, Validations } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import { variable } from '../../shared/runtime/environment.ts'
import { sparkplugGroupsOf } from '../sites/site.ts'
import { DeadLetters } from './dead-letters.ts'
import { DeviceTopics } from './device-topics.ts'
import { Handler, type Surroundings } from './handler.ts'
import type { RecordTable } from './plant-table.ts'
import { EdgeNodePolicy, ThingPolicy } from './thing-policy.ts'

export interface DeviceIngestProps extends Surroundings {
  readonly table: RecordTable
}

const functionTimeout = 10

/**
 * Messages of machines: topic rule -> queue -> lanes, one for each machine -> batched function (ADR 0043). A machine that sends too much fills its own
 * lane. A message of an unknown format is kept, never dropped.
 */
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
    const deadInLane = new DeadLetters(this, 'DeviceLanesDead', {
      alarms,
      impact:
        'Messages of a machine could not be recorded although they were tried five times; they are kept for 14 days.',
      runbook: 'device-lanes-dead',
      fifo: true,
    })
    const shared = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // AWS asks for six times the function's timeout, so that a slow batch is not delivered twice.
      visibilityTimeout: Duration.seconds(6 * functionTimeout),
      retentionPeriod: Duration.days(14),
    }
    const messages = new Queue(this, 'DeviceMessages', {
      ...shared,
      deadLetterQueue: { queue: dead, maxReceiveCount: 5 },
    })
    const lanes = new Queue(this, 'DeviceLanes', {
      ...shared,
      deadLetterQueue: { queue: deadInLane, maxReceiveCount: 5 },
      fifo: true,
      // High throughput: without it the queue takes 3,000 messages a second in batches, and with it each lane does.
      deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
      fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
    })

    alarms.watchAge(this, messages, 60, {
      impact: 'What the machines say is recorded more than a minute late: limits are checked late, too.',
      runbook: 'device-messages-late',
    })
    alarms.watchAge(lanes, lanes, 60, {
      impact: 'What a machine says is recorded more than a minute late: its limits are checked late, too.',
      runbook: 'device-lanes-late',
    })

    const groups = sparkplugGroupsOf(site)
    const { ruleName } = new DeviceTopics(this, 'Topics', { site: site.site, groups, messages, refused, alarms })
    new ThingPolicy(this, 'ThingPolicy', { site: site.site, ruleName })
    for (const group of groups) new EdgeNodePolicy(this, `EdgeNodePolicy-${group}`, { site: site.site, group })

    const sorter = new Handler(this, 'equipment-queue', {
      ...props,
      errorImpact:
        'What the machines say waits before their lanes: states, counts and samples are late, and limits are not checked.',
      timeout: functionTimeout,
    })
      .consumes(messages)
      .sends(lanes, variable.deviceLanes)
    // A batch is one call to SQS, some 20 ms: 20 batches are 10,000 messages a second, and IoT Core takes 100 from a device.
    this.feed('DeviceMessagesMapping', sorter, messages, { most: 20, asideIn: 'DeviceMessagesDead' })

    const handler = new Handler(this, 'equipment-device', {
      ...props,
      errorImpact:
        'What the machines say is not recorded: states, counts and samples are late, and limits are not checked.',
      timeout: functionTimeout,
    })
      .writes(table)
      .consumes(lanes)
      .sends(refused, variable.refusedMessages)
      .sends(messages, variable.deviceMessages)
    for (const group of groups)
      handler.publishesTo(`spBv1.0/${group}/NCMD/*`, 'Any edge node of the site can be asked for its births.')
    // Each lane has one batch at a time, processed one message after the other at 50 ms each: 50 lanes are 1,000 messages a second. A higher rate waits
    // in the lanes, because people's commands need the remaining executions.
    this.feed('DeviceLanesMapping', handler, lanes, { most: 50, asideIn: 'DeviceLanesDead' })
  }

  private feed(
    id: string,
    handler: Handler,
    queue: Queue,
    { most, asideIn }: { readonly most: number; readonly asideIn: string },
  ): void {
    const mapping = new EventSourceMapping(this, id, {
      target: handler.function,
      eventSourceArn: queue.queueArn,
      // Ten messages are the most that Lambda hands out without waiting a second for more (CreateEventSourceMapping, BatchSize).
      batchSize: 10,
      reportBatchItemFailures: true,
      maxConcurrency: most,
    })
    Validations.of(mapping).acknowledge({
      id: 'Serverless-LambdaEventSourceMappingDestination',
      reason: `SQS mappings have no failure destination; the queue itself moves a message to ${asideIn} after five tries.`,
    })
  }
}
