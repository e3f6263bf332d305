import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { Stack, Validations } from 'aws-cdk-lib/core'
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

  constructor(scope: Construct, id: string, { email }: { readonly email: string | undefined }) {
    super(scope, id)
    this.topic = new Topic(this, 'Topic', { displayName: 'Andon alarms', enforceSSL: true })
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
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
    return alarm
  }
}
