import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnTopicRule } from 'aws-cdk-lib/aws-iot'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { Duration } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import type { Alarms } from './alarms.ts'

export interface DeviceTopicsProps {
  readonly site: string
  /** Of the Sparkplug edge nodes of the site. */
  readonly groups: readonly string[]
  readonly messages: Queue
  readonly refused: Queue
  readonly alarms: Alarms
}

const select =
  "SELECT encode(*, 'base64') AS payload, topic() AS topic, clientid() AS clientId, timestamp() AS receivedAt"

/** Takes every message under `andon/<site>/` except live values and commands, without a gap, and what the edge nodes of the site publish. */
export class DeviceTopics extends Construct {
  /** With Basic Ingest, a machine publishes to `$aws/rules/<ruleName>/andon/...`, which avoids the broker and its fee. */
  readonly ruleName: string

  constructor(scope: Construct, id: string, { site, groups, messages, refused, alarms }: DeviceTopicsProps) {
    super(scope, id)
    this.ruleName = `andon_${site.replaceAll('-', '_')}_messages`
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('iot.amazonaws.com') })
    const resources = [messages.queueArn, refused.queueArn]
    role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources }))
    const to = ({ queueUrl }: Queue) => ({ sqs: { queueUrl, roleArn: role.roleArn, useBase64: false } })
    const payload = (sql: string) => ({ awsIotSqlVersion: '2016-03-23', sql })

    const known = new CfnTopicRule(this, 'Messages', {
      ruleName: this.ruleName,
      topicRulePayload: {
        ...payload(`${select} FROM 'andon/${site}/+/+' WHERE topic(3) <> 'live' AND topic(4) <> 'command'`),
        actions: [to(messages)],
        errorAction: to(refused),
      },
    })
    const relayed = new CfnTopicRule(this, 'Relayed', {
      topicRulePayload: {
        ...payload(`${select} FROM 'andon/${site}/+/+/+' WHERE topic(3) <> 'live' AND topic(5) <> 'command'`),
        actions: [to(messages)],
        errorAction: to(refused),
      },
    })
    const ofSite = groups.map((group) => `topic(2) = '${group}'`).join(' OR ')
    const ofNodes = (id: string, filter: string, command: string) =>
      new CfnTopicRule(this, id, {
        topicRulePayload: {
          ...payload(`${select} FROM '${filter}' WHERE (${ofSite}) AND topic(3) <> '${command}'`),
          actions: [to(messages)],
          errorAction: to(refused),
        },
      })
    const sparkplug = [
      ofNodes('EdgeNodes', 'spBv1.0/+/+/+', 'NCMD'),
      ofNodes('EdgeNodeDevices', 'spBv1.0/+/+/+/+', 'DCMD'),
    ]
    const unknown = `${select}, 'No message of this site has such a topic.' AS reason FROM`
    // Brokers differ in whether `#` also matches its parent level; only a topic with a sixth level satisfies the WHERE.
    const hasSixthLevel = "(topic(6) = '' OR topic(6) <> '')"
    const others = [
      ['TooDeep', `${unknown} 'andon/${site}/+/+/+/#' WHERE topic(3) <> 'live' AND ${hasSixthLevel}`],
      ['TooShallow', `${unknown} 'andon/${site}/+'`],
    ] as const
    const rules = others.map(
      ([ruleId, sql]) =>
        new CfnTopicRule(this, ruleId, { topicRulePayload: { ...payload(sql), actions: [to(refused)] } }),
    )
    // AWS IoT tests the role when a rule is created, so the policy of the role must exist by then.
    for (const rule of [known, relayed, ...sparkplug, ...rules]) rule.node.addDependency(role)
    for (const [id, ruleName] of [
      ['Lost', this.ruleName],
      ['RelayedLost', relayed.ref],
      ...sparkplug.map(({ node: { id }, ref }) => [`${id}Lost`, ref] as const),
    ] as const)
      alarms.watch(this, id, {
        metric: new Metric({
          namespace: 'AWS/IoT',
          metricName: 'ErrorActionFailure',
          dimensionsMap: { RuleName: ruleName, ActionType: 'SQS' },
          statistic: 'Sum',
          period: Duration.minutes(5),
        }),
        impact: 'Messages of machines are lost: neither their queue nor the queue of refused messages takes them.',
        runbook: 'device-messages-lost',
      })
  }
}
