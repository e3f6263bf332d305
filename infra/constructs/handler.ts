import type { IUserPool } from 'aws-cdk-lib/aws-cognito'
import type { IEventBus } from 'aws-cdk-lib/aws-events'
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import {
  ApplicationLogLevel,
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { Duration, Stack, Token, Validations } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import { defaultClockTolerance } from '../../events/device.ts'
import { type Variable, variable } from '../../shared/runtime/environment.ts'
import { type Bundles, sourceOf } from '../bundle.ts'
import type { OidcIssuer, Site } from '../sites/site.ts'
import { readsPeoplesTime, tableRoles } from '../table-roles.ts'
import type { Alarms } from './alarms.ts'
import type { DeadLetters } from './dead-letters.ts'
import { freeze } from './frozen.ts'
import { Log } from './log.ts'
import type { RecordTable } from './plant-table.ts'
import { forgettingOf, readingOf, writingOf } from './table-statements.ts'

export interface Surroundings {
  readonly site: Site
  readonly bundles: Bundles
  readonly alarms: Alarms
}

interface Watched {
  readonly alarms: Alarms
  /** What the plant cannot do while this function fails; the text of its alarm. */
  readonly errorImpact: string
}

/** A function of another stack than the alarms gets them afterwards, by `watchedBy`. */
interface WatchedLater {
  readonly alarms?: never
  readonly errorImpact?: never
}

interface Running {
  readonly bundles: Bundles
  /** Absent for a function that needs no settings of a site. */
  readonly site?: Site
  /** MiB; default 1024, because below it the processor delays a cold start. */
  readonly memorySize?: number
  /** Seconds; default 15. */
  readonly timeout?: number
  /** Reserved executions, which no other function can take. */
  readonly reserved?: number
}

export type HandlerProps = Running & (Watched | WatchedLater)

/**
 * One function of the plant with the defaults of all functions. It starts with no permission but to write its log. Each verb adds one ability: the
 * variable that names the resource, and the least privilege to use it.
 */
export class Handler extends Construct {
  readonly function: LambdaFunction
  private readonly role: Role
  /** Seconds. */
  private readonly timeout: number

  /** @param name `<capability>-<file>`, such as `orders-http`: the folder and file of `functions/` that it runs. */
  constructor(
    scope: Construct,
    readonly name: string,
    props: HandlerProps,
  ) {
    const { site, bundles, alarms, errorImpact, memorySize = 1024, timeout = 15, reserved } = props
    super(scope, pascal(name))
    this.timeout = timeout
    const bundle = bundles.get(name)
    if (bundle === undefined) throw new Error(`There is no ${sourceOf(name)} to run as ${name}.`)
    const logGroup = new Log(this, 'Log')
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
    this.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn])
    this.function = new LambdaFunction(this, 'Function', {
      description: name,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(bundle),
      handler: 'index.handler',
      role: this.role,
      memorySize,
      timeout: Duration.seconds(timeout),
      ...(reserved === undefined ? {} : { reservedConcurrentExecutions: reserved }),
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      systemLogLevelV2: SystemLogLevel.WARN,
      tracing: Tracing.ACTIVE,
      environment: site === undefined ? {} : environmentOf(site),
    })
    freeze(this.function, pascal(name))
    if (alarms !== undefined) this.watchedBy(alarms, this, { errorImpact })
    Validations.of(this).acknowledge(
      {
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason:
          'X-Ray takes traces for no named resource: xray:PutTraceSegments cannot be narrowed. Nothing else of this role is open.',
      },
      {
        id: 'Serverless-LambdaDLQ',
        reason:
          'Nothing is lost with an invocation: a caller waits for the answer, an event-source mapping with its own failure queue retries, or the next call of a schedule does what this one did not.',
      },
    )
  }

  /** @param scope where the alarms are, in the stack of `alarms`. */
  watchedBy(alarms: Alarms, scope: Construct, { errorImpact }: Pick<Watched, 'errorImpact'>): void {
    const metric = this.function.metricErrors({ statistic: 'Sum', period: Duration.minutes(5) })
    alarms.watch(scope, 'Errors', { metric, impact: errorImpact, runbook: this.name })
    alarms.watch(scope, 'Slow', {
      metric: this.function.metricDuration({ statistic: 'Maximum', period: Duration.minutes(5) }),
      impact: `${this.name} takes almost as long as it may: soon it is ended before it answers.`,
      runbook: 'slow',
      atLeast: 900 * this.timeout,
    })
  }

  reads(table: RecordTable): this {
    return this.add(readingOf(table, readsPeoplesTime.has(this.name))).knows(variable.table, table.tableName)
  }

  /** Reads, and writes what `tableRoles` names for this function. It cannot delete, because the record is append-only. */
  writes(table: RecordTable): this {
    const role = tableRoles[this.name]
    if (role === undefined) throw new Error(`infra/table-roles.ts does not say what ${this.name} writes.`)
    return this.add(writingOf(table, role)).reads(table)
  }

  /** Deletes waits that were answered; they are not part of the record. */
  forgets(table: RecordTable): this {
    return this.add(forgettingOf(table)).knows(variable.table, table.tableName)
  }

  follows(table: RecordTable): this {
    const actions = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams']
    this.allow(
      actions.map((action) => `dynamodb:${action}`),
      [table.streamArn],
    )
    return this
  }

  consumes(queue: IQueue): this {
    const actions = ['ReceiveMessage', 'DeleteMessage', 'ChangeMessageVisibility', 'GetQueueAttributes']
    return this.allow(
      actions.map((action) => `sqs:${action}`),
      [queue.queueArn],
    )
  }

  /** @param name the variable with the queue's address; none when Lambda sends on behalf of the function. */
  sends(queue: IQueue, name?: Variable): this {
    this.allow(['sqs:SendMessage'], [queue.queueArn])
    return name === undefined ? this : this.knows(name, queue.queueUrl)
  }

  putsEventsOn(bus: IEventBus): this {
    return this.allow(['events:PutEvents'], [bus.eventBusArn]).knows(variable.bus, bus.eventBusName)
  }

  /**
   * @param topic an MQTT topic; `*` stands for any equipment or any depth
   * @param why the reason for so wide a permission, for the audit
   */
  publishesTo(topic: string, why: string): this {
    const { region, account } = Stack.of(this)
    const arn = (owner: string) => `arn:aws:iot:${region}:${owner}:topic/${topic}`
    const owner = Token.isUnresolved(account) ? '<AWS::AccountId>' : account
    Validations.of(this).acknowledge({ id: `AwsSolutions-IAM5[Resource::${arn(owner)}]`, reason: why })
    return this.allow(['iot:Publish'], [arn(account)])
  }

  /** Publishes on one topic messages that the broker keeps for later subscribers. */
  retains(topic: string): this {
    const { region, account } = Stack.of(this)
    return this.allow(['iot:Publish', 'iot:RetainPublish'], [`arn:aws:iot:${region}:${account}:topic/${topic}`])
  }

  /** Starts executions of a workflow and answers those that wait. */
  resumes(workflow: { readonly arn: string }, name: Variable): this {
    const actions = ['states:StartExecution', 'states:SendTaskSuccess', 'states:SendTaskFailure']
    return this.allow(actions, [workflow.arn]).knows(name, workflow.arn)
  }

  /** Lists the executions of workflows. */
  lists(workflow: { readonly arn: string }, name: Variable): this {
    return this.allow(['states:ListExecutions'], [workflow.arn]).knows(name, workflow.arn)
  }

  /** Reads what was put aside, and gives back what a queue gave up. */
  redrives(lines: readonly { readonly dead: DeadLetters; readonly source?: IQueue | undefined }[]): this {
    const actions = ['ReceiveMessage', 'DeleteMessage', 'ChangeMessageVisibility']
    this.allow(
      actions.map((action) => `sqs:${action}`),
      lines.map(({ dead }) => dead.queueArn),
    )
    const sources = lines.flatMap(({ source }) => source ?? [])
    if (sources.length > 0)
      this.allow(
        ['sqs:SendMessage'],
        sources.map(({ queueArn }) => queueArn),
      )
    const told = lines.map(({ dead, source }) => ({
      name: dead.runbook,
      url: dead.queueUrl,
      ...(source && { source: source.queueUrl }),
      ...(source && dead.fifo && { isFifo: true }),
    }))
    return this.knows(variable.deadLetters, Stack.of(this).toJsonString(told))
  }

  /** Reads single users of a pool. The policy is one of its own: the function waits for that of its role, and a pool for the function that it calls. */
  readsUsers(pool: IUserPool): this {
    const statements = [new PolicyStatement({ actions: ['cognito-idp:AdminGetUser'], resources: [pool.userPoolArn] })]
    new Policy(this, 'Users', { roles: [this.role], statements })
    return this
  }

  knowsSites(others: readonly string[]): this {
    return others.length > 0 ? this.knows(variable.otherSites, others.join(' ')) : this
  }

  /** Reads who calls, and in which roles, from a token that the API's authorizer has already verified. */
  readsRoles({ rolesClaim, roleNames, personClaim = 'sub', terminal }: OidcIssuer): this {
    this.knows(variable.rolesClaim, rolesClaim).knows(variable.personClaim, personClaim)
    if (terminal !== undefined) this.knows(variable.terminalClient, terminal)
    return roleNames ? this.knows(variable.roleNames, JSON.stringify(roleNames)) : this
  }

  /** Verifies tokens itself: those of a signature, or of a person who watches live topics. */
  verifiesTokens(tokens: OidcIssuer): this {
    return this.readsRoles(tokens)
      .knows(variable.issuer, tokens.issuer)
      .knows(variable.audience, tokens.audience)
      .knows(variable.keys, tokens.keysUrl)
  }

  private allow(actions: string[], resources: string[]): this {
    return this.add([new PolicyStatement({ actions, resources })])
  }

  private add(statements: readonly PolicyStatement[]): this {
    for (const statement of statements) this.role.addToPolicy(statement)
    return this
  }

  private knows(name: Variable, value: string): this {
    this.function.addEnvironment(name, value)
    return this
  }
}

const environmentOf = (site: Site): Partial<Record<Variable, string>> => ({
  [variable.site]: site.site,
  [variable.timeZone]: site.timeZone,
  [variable.shifts]: JSON.stringify(site.shifts),
  [variable.labourSharing]: site.labourSharing ?? 'equal-share',
  [variable.deviceClockTolerance]: String(site.deviceClockTolerance ?? defaultClockTolerance),
  [variable.nameBase]: site.nameBase ?? `https://${site.site}.andon.example`,
  ...(site.gs1CompanyPrefix !== undefined && { [variable.gs1CompanyPrefix]: site.gs1CompanyPrefix }),
})

const pascal = (name: string) => name.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase())
