import { type IEventBus, Rule } from 'aws-cdk-lib/aws-events'
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Duration, Validations } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import { crossingFacts } from '../../events/site-to-enterprise.ts'
import type { Site } from '../sites/site.ts'
import { accountOf } from './company-bus.ts'
import { DeadLetters } from './dead-letters.ts'
import { Handler, type Surroundings } from './handler.ts'
import { openToRules } from './open-to-rules.ts'
import type { RecordTable } from './plant-table.ts'

export interface SiteNewsProps extends Omit<Surroundings, 'site'> {
  readonly sites: readonly Site[]
  readonly bus: IEventBus
  readonly table: RecordTable
}

const functionTimeout = 20

/** Facts of the sites: bus -> queue -> batched function. Only the account of a site can put its facts. */
export class SiteNews extends Construct {
  constructor(scope: Construct, id: string, props: SiteNewsProps) {
    super(scope, id)
    const { sites, alarms, bus, table } = props
    const impact =
      'Holds may not go along to other sites, and traces over several sites miss some of what the sites told'
    const dead = new DeadLetters(this, 'SiteNewsDead', {
      alarms,
      impact: `${impact}; what was told is kept for 14 days.`,
      runbook: 'site-news-dead',
    })
    const news = new Queue(this, 'SiteNews', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // AWS asks for six times the function's timeout, so that a slow batch is not delivered twice.
      visibilityTimeout: Duration.seconds(6 * functionTimeout),
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: dead, maxReceiveCount: 5 },
    })
    for (const queue of [news, dead]) openToRules(queue, bus)
    const rules = sites.map(
      (site) =>
        new Rule(this, `From-${site.site}`, {
          eventBus: bus,
          eventPattern: {
            source: ['andon'],
            account: [accountOf(this, site)],
            detailType: [...crossingFacts],
            detail: { site: [site.site] },
          },
          targets: [{ bind: () => ({ arn: news.queueArn, deadLetterConfig: { arn: dead.queueArn } }) }],
        }),
    )
    alarms.watchRules(this, rules, bus, { impact: `${impact}; what was told is lost.`, runbook: 'rules-lost' })

    const handler = new Handler(this, 'enterprise-queue', {
      ...props,
      errorImpact: `${impact} just now; it is tried again.`,
      timeout: functionTimeout,
    })
      .writes(table)
      .consumes(news)
      .putsEventsOn(bus)
    const mapping = new EventSourceMapping(this, 'SiteNewsMapping', {
      target: handler.function,
      eventSourceArn: news.queueArn,
      // Ten facts are the most that Lambda hands out without waiting a second for more (CreateEventSourceMapping, BatchSize).
      batchSize: 10,
      reportBatchItemFailures: true,
      maxConcurrency: 20,
    })
    Validations.of(mapping).acknowledge({
      id: 'Serverless-LambdaEventSourceMappingDestination',
      reason:
        'SQS mappings have no failure destination; the queue itself moves a message to SiteNewsDead after five tries.',
    })
    alarms.watchAge(this, news, 300, { impact: `${impact} more than five minutes ago.`, runbook: 'site-news-late' })
  }
}
