import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Duration, Validations } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'
import type { Alarms } from './alarms.ts'

export interface DeadLettersProps {
  readonly alarms: Alarms
  readonly impact: string
  readonly runbook: string
  /** For the messages of a FIFO queue, which SQS moves to a FIFO queue only. */
  readonly fifo?: boolean
}

/** The queue of messages that could not be processed: kept for the longest time that SQS allows; the first message raises an alarm. */
export class DeadLetters extends Queue {
  readonly runbook: string

  constructor(scope: Construct, id: string, { alarms, impact, runbook, fifo }: DeadLettersProps) {
    super(scope, id, {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      ...(fifo && { fifo }),
    })
    this.runbook = runbook
    const reason = 'This queue is itself the end of the line: people read it, and its alarm calls them.'
    Validations.of(this).acknowledge({ id: 'AwsSolutions-SQS3', reason }, { id: 'Serverless-SQSRedrivePolicy', reason })
    const metric = this.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: Duration.minutes(1) })
    alarms.watch(this, 'Alarm', { metric, impact, runbook })
  }
}
