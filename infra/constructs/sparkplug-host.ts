import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler'
import { Stack } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import { Handler, type Surroundings } from './handler.ts'
import { hostTopicOf } from './thing-policy.ts'

/** Andon is the primary host of the edge nodes of its site, and says so again and again: a node waits for it before it sends its births. */
export class SparkplugHost extends Construct {
  constructor(scope: Construct, id: string, { site, bundles, alarms }: Surroundings) {
    super(scope, id)
    const { function: host } = new Handler(this, 'equipment-schedule', {
      site,
      bundles,
      alarms,
      errorImpact:
        'Edge nodes that connect for the first time do not hear that Andon is there, and keep their data; those that have heard it go on.',
    }).retains(hostTopicOf(site.site))
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    })
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [host.functionArn] }))
    new CfnSchedule(this, 'Online', {
      flexibleTimeWindow: { mode: 'OFF' },
      // The broker keeps the message; this is for the first one, and for one that somebody has deleted.
      scheduleExpression: 'rate(15 minutes)',
      target: {
        arn: host.functionArn,
        roleArn: role.roleArn,
        input: JSON.stringify({ asOf: '<aws.scheduler.scheduled-time>' }),
        retryPolicy: { maximumRetryAttempts: 3, maximumEventAgeInSeconds: 900 },
      },
    })
  }
}
