import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import type { IEventBus, Rule } from 'aws-cdk-lib/aws-events'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { Duration, Stack, Validations } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'

export interface AlarmSpec {
  readonly metric: IMetric
  /** What the plant cannot do while the alarm lasts: the first thing that the person on call reads. */
  readonly impact: string
  /** The heading of docs/runbook.md with the remedy. */
  readonly runbook: string
  /** The alarm is raised at this value and above; default 1. */
  readonly atLeast?: number
}

/** The topic of all alarms, for the people who run the system. */
export class Alarms extends Construct {
  private readonly topic: Topic
  /** All of them, for the dashboard of the site. */
  readonly all: Alarm[] = []

  constructor(scope: Construct, id: string, { email }: { readonly email: string | undefined }) {
    super(scope, id)
    // Not encrypted by a key of KMS: an alarm says nothing of what the plant makes, and CloudWatch cannot use the key that AWS manages for SNS.
    this.topic = new Topic(this, 'Topic', { displayName: 'Andon alarms', enforceSSL: true })
    const { partition, region, account } = Stack.of(this)
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudwatch:${region}:${account}:alarm:*` },
        },
      }),
    )
    if (email === undefined) return
    const subscription = this.topic.addSubscription(new EmailSubscription(email))
    Validations.of(subscription).acknowledge({
      id: 'Serverless-SNSRedrivePolicy',
      reason:
        'An alarm that could not be mailed is not lost: it stays in the ALARM state in CloudWatch until it is cured.',
    })
  }

  /** Raises when Lambda had no execution left for a call of any function in the account and region, which share one quota. */
  watchThrottles(scope: Construct): void {
    this.watch(scope, 'Throttled', {
      metric: new Metric({
        namespace: 'AWS/Lambda',
        metricName: 'Throttles',
        statistic: 'Sum',
        period: Duration.minutes(1),
      }),
      impact: 'Functions find no execution left: commands are answered 503, and messages and facts are late.',
      runbook: 'throttled',
    })
  }

  /** Raises when the oldest message of a queue waits longer than `seconds`. */
  watchAge(scope: Construct, queue: IQueue, seconds: number, spec: Omit<AlarmSpec, 'metric' | 'atLeast'>): void {
    const metric = queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', period: Duration.minutes(1) })
    this.watch(scope, 'Late', { ...spec, metric, atLeast: seconds })
  }

  /** Raises when a rule of EventBridge could neither reach its target nor put the event into its dead-letter queue: the event is lost. */
  watchRules(scope: Construct, rules: readonly Rule[], bus: IEventBus, spec: Omit<AlarmSpec, 'metric'>): void {
    const period = Duration.minutes(5)
    const lost = ({ ruleName }: Rule) =>
      new Metric({
        namespace: 'AWS/Events',
        metricName: 'InvocationsFailedToBeSentToDlq',
        dimensionsMap: { EventBusName: bus.eventBusName, RuleName: ruleName },
        statistic: 'Sum',
        period,
      })
    // An alarm computes with ten metrics at most.
    for (let from = 0; from < rules.length; from += 10) {
      const of = rules.slice(from, from + 10)
      const usingMetrics = Object.fromEntries(of.map((rule, index) => [`rule${index}`, lost(rule)]))
      const expression = Object.keys(usingMetrics)
        .map((name) => `FILL(${name}, 0)`)
        .join(' + ')
      const metric = new MathExpression({ expression, usingMetrics, period })
      this.watch(scope, from === 0 ? 'Lost' : `Lost-${from}`, { ...spec, metric })
    }
  }

  /** Adds an alarm under `scope`, so that the alarm bears the name of what it watches. */
  watch(scope: Construct, id: string, { metric, impact, runbook, atLeast = 1 }: AlarmSpec): Alarm {
    const alarm = new Alarm(scope, id, {
      alarmDescription: `${impact} What to do: docs/runbook.md#${runbook}`,
      metric,
      threshold: atLeast,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    })
    alarm.addAlarmAction(new SnsAction(this.topic))
    this.all.push(alarm)
    return alarm
  }
}
