import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler'
import { Stack } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import { Handler, type Surroundings } from './handler.ts'
import type { PlantTable } from './plant-table.ts'

export interface LabourWatchProps extends Surroundings {
  readonly table: PlantTable
}

/** Looks after what nobody does: clock-offs that are forgotten at the end of a shift, and qualifications that run out. */
export class LabourWatch extends Construct {
  constructor(scope: Construct, id: string, { table, ...surroundings }: LabourWatchProps) {
    super(scope, id)
    const { function: watch } = new Handler(this, 'labour-schedule', {
      ...surroundings,
      errorImpact:
        'Forgotten clock-offs are not flagged and nobody is warned of qualifications that expire; the gate still refuses expired ones.',
      // A thousand people who forgot, at 20 ms each, with as much again to spare.
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
          // A call that is given up is made good by the next one.
          retryPolicy: { maximumRetryAttempts: 3, maximumEventAgeInSeconds: 900 },
        },
      })
    // A flag half an hour after the end of a shift may come a quarter of an hour later and still finds the next shift at its beginning.
    schedule('ShiftEnds', 'rate(15 minutes)', 'flag-missing-clock-offs')
    schedule('Qualifications', 'cron(0 5 * * ? *)', 'warn-of-expiring-qualifications')
  }
}
