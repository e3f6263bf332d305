import { type IEventBus, Rule } from 'aws-cdk-lib/aws-events'
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets'
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Duration, Validations } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import { enterpriseMessages, enterpriseSource } from '../../events/enterprise-to-site.ts'
import type { Enterprise } from '../enterprise.ts'
import { accountOf } from './company-bus.ts'
import { DeadLetters } from './dead-letters.ts'
import { Handler, type Surroundings } from './handler.ts'
import type { RecordTable } from './plant-table.ts'

export interface HoldCrossingsProps extends Surroundings {
  readonly enterprise: Enterprise
  readonly table: RecordTable
  readonly bus: IEventBus
}

const functionTimeout = 30

/** Holds of other sites, as the enterprise reports them: bus -> queue -> function, which holds the lots that were received from there. */
export class HoldCrossings extends Construct {
  constructor(scope: Construct, id: string, props: HoldCrossingsProps) {
    super(scope, id)
    const { enterprise, alarms, table, bus } = props
    const dead = new DeadLetters(this, 'MessagesDead', {
      alarms,
      impact:
        'A lot that was received from another site is held there and not here: it can be used until somebody holds it by hand.',
      runbook: 'hold-crossings-dead',
    })
    const messages = new Queue(this, 'Messages', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // AWS asks for six times the function's timeout, so that a slow batch is not delivered twice.
      visibilityTimeout: Duration.seconds(6 * functionTimeout),
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: dead, maxReceiveCount: 5 },
    })
    alarms.watchAge(this, messages, 300, {
      impact: 'A hold of another site came more than five minutes ago and is not in force here.',
      runbook: 'hold-crossings-late',
    })
    const rule = new Rule(this, 'Rule', {
      eventBus: bus,
      eventPattern: {
        source: [enterpriseSource],
        account: [accountOf(this, enterprise)],
        detailType: Object.keys(enterpriseMessages),
      },
      targets: [new SqsQueue(messages, { deadLetterQueue: dead })],
    })
    alarms.watchRules(this, [rule], bus, {
      impact: 'A hold of another site was lost on its way: a lot that was received from there can be used here.',
      runbook: 'rules-lost',
    })
    const handler = new Handler(this, 'crossings-queue', {
      ...props,
      errorImpact:
        'Holds of other sites do not come through: what was received from there can be used until they do, or until somebody holds it by hand.',
      timeout: functionTimeout,
    })
      .writes(table)
      .consumes(messages)
    const mapping = new EventSourceMapping(this, 'MessagesMapping', {
      target: handler.function,
      eventSourceArn: messages.queueArn,
      batchSize: 10,
      reportBatchItemFailures: true,
      // The least that AWS allows. A hold that is placed locks the alerts of the site for a moment, and people's commands take precedence.
      maxConcurrency: 2,
    })
    Validations.of(mapping).acknowledge({
      id: 'Serverless-LambdaEventSourceMappingDestination',
      reason:
        'SQS mappings have no failure destination; the queue itself moves a message to MessagesDead after five tries.',
    })
  }
}
