import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Duration, Validations } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'
import type { Alarms } from './alarms.ts'

export interface DeadLettersProps {
  readonly alarms: Alarms
  readonly impact: string
  readonly runbook: string
}

/** Where a message ends that could not be dealt with: kept as long as SQS can, and heard at the first one. */
export class DeadLetters extends Queue {
  constructor(scope: Construct, id: string, { alarms, impact, runbook }: DeadLettersProps) {
    super(scope, id, {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    })
    const reason = 'This queue is itself the end of the line: people read it, and its alarm calls them.'
    Validations.of(this).acknowledge({ id: 'AwsSolutions-SQS3', reason }, { id: 'Serverless-SQSRedrivePolicy', reason })
    const metric = this.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: Duration.minutes(1) })
    alarms.watch(this, 'Alarm', { metric, impact, runbook })
  }
}
