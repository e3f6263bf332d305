import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler'
import { Duration, Stack } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import { Handler, type Surroundings } from './handler.ts'
import type { RecordTable } from './plant-table.ts'

export interface LabourWatchProps extends Surroundings {
  readonly table: RecordTable
}

/** Scheduled checks: clock-offs that are forgotten at the end of a shift, and qualifications that expire. */
export class LabourWatch extends Construct {
  constructor(scope: Construct, id: string, { table, ...surroundings }: LabourWatchProps) {
    super(scope, id)
    const { function: watch } = new Handler(this, 'labour-schedule', {
      ...surroundings,
      errorImpact:
        'Forgotten clock-offs are not stopped or flagged and nobody is warned of qualifications that expire; the gate still refuses expired ones.',
      // A thousand people without a clock-off at 20 ms each take 20 s; as much again is a reserve.
      timeout: 40,
    }).writes(table)
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    })
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [watch.functionArn] }))
    const schedule = (name: string, expression: string, task: string) =>
      new CfnSchedule(this, name, {
        flexibleTimeWindow: { mode: 'OFF' },
        scheduleExpression: expression,
        scheduleExpressionTimezone: surroundings.site.timeZone,
        target: {
          arn: watch.functionArn,
          roleArn: role.roleArn,
          input: JSON.stringify({ task, asOf: '<aws.scheduler.scheduled-time>' }),
          // If a call is given up, the next one does its work.
          retryPolicy: { maximumRetryAttempts: 3, maximumEventAgeInSeconds: 900 },
        },
      })
    // The flag comes half an hour after the end of a shift, or up to a quarter of an hour later; that is still the beginning of the next shift.
    schedule('ShiftEnds', 'rate(15 minutes)', 'flag-missing-clock-offs')
    schedule('Qualifications', 'cron(0 5 * * ? *)', 'warn-of-expiring-qualifications')
    surroundings.alarms.watch(this, 'Dropped', {
      // The group is that of all schedules without one of their own.
      metric: new Metric({
        namespace: 'AWS/Scheduler',
        metricName: 'InvocationDroppedCount',
        dimensionsMap: { ScheduleGroup: 'default' },
        statistic: 'Sum',
        period: Duration.minutes(15),
      }),
      impact: 'A check of forgotten clock-offs or of expiring qualifications did not run; the next one does its work.',
      runbook: 'schedule-dropped',
    })
  }
}
