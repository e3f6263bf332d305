import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions'
import { Duration, Stack, Validations } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import type { Definition } from '../workflows/states.ts'
import type { Alarms } from './alarms.ts'
import { freeze } from './frozen.ts'
import type { Handler } from './handler.ts'
import { Log } from './log.ts'

export interface WorkflowProps {
  readonly alarms: Alarms
  /** Makes the definition from the ARN of the function that its tasks call. */
  readonly definition: (functionArn: string) => Definition
  readonly asks: Handler
  /** What the plant cannot do when an execution fails; its alarm says it. */
  readonly errorImpact: string
  /** The section of the runbook; default: that of the function. */
  readonly runbook?: string
}

/** A Step Functions state machine that waits for people. Its id is frozen, because a new machine would not know the executions of the old one. */
export class Workflow extends Construct {
  readonly arn: string

  constructor(scope: Construct, id: string, { alarms, definition, asks, errorImpact, ...props }: WorkflowProps) {
    super(scope, id)
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('states.amazonaws.com') })
    const { functionArn } = asks.function
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [functionArn] }))
    const machine = new StateMachine(this, 'Machine', {
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromString(Stack.of(this).toJsonString(definition(functionArn))),
      role,
      tracingEnabled: true,
      logs: {
        destination: new Log(this, 'Log'),
        level: LogLevel.ALL,
        // With a task token, anyone can answer for a person; therefore it must not appear in a log.
        includeExecutionData: false,
      },
    })
    freeze(machine, id)
    this.arn = machine.stateMachineArn
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'The log deliveries of Step Functions and the traces of X-Ray belong to no named resource and cannot be narrowed.',
    })
    const over = { statistic: 'Sum', period: Duration.minutes(5) }
    const runbook = props.runbook ?? asks.name.replace('-task', '-workflow')
    alarms.watch(this, 'Failed', { metric: machine.metricFailed(over), impact: errorImpact, runbook })
    alarms.watch(this, 'TimedOut', { metric: machine.metricTimedOut(over), impact: errorImpact, runbook })
  }
}
