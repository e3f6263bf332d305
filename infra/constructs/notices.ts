import { EventField, type IEventBus, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events'
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { Stack } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import type { facts } from '../../events/catalog.ts'
import type { Site } from '../sites/site.ts'
import type { Alarms } from './alarms.ts'
import { DeadLetters } from './dead-letters.ts'

/** The facts that people get a notice of, and the beginning of each sentence. */
const noticed = {
  'andon.deviation.opened.v1': 'A deviation was opened',
  'andon.deviation.escalated.v1': 'A deviation waits too long',
  'andon.deviation.capa-required.v1': 'A corrective action is due',
  'andon.batch.released.v1': 'A batch was released',
  'andon.batch.rejected.v1': 'A batch was rejected',
  'andon.batch.reminded.v1': 'A batch waits for quality',
  'andon.labour.clock-off-missing.v1': 'A clock-off is missing',
  'andon.person.qualification-expiring.v1': `The qualification ${EventField.fromPath('$.detail.data.qualificationId')} expires soon`,
} as const satisfies Partial<Record<keyof typeof facts, string>>

export interface NoticesProps {
  readonly site: Site
  readonly alarms: Alarms
  readonly bus: IEventBus
}

export class Notices extends Construct {
  constructor(scope: Construct, id: string, { site, alarms, bus }: NoticesProps) {
    super(scope, id)
    const dead = new DeadLetters(this, 'NoticesDead', {
      alarms,
      impact:
        'Somebody was not told of a deviation, a release, a rejection or a person whom the plant has to see to; the record itself is complete.',
      runbook: 'notices-dead',
    })
    // A notice leaves by mail, in plain text, a moment after it comes; so a key of KMS, at a dollar a month, would protect little.
    const topic = new Topic(this, 'Topic', { displayName: `Andon ${site.site}`, enforceSSL: true })
    const role = roleOfRules(this, bus)
    if (site.noticeEmail !== undefined)
      topic.addSubscription(new EmailSubscription(site.noticeEmail, { deadLetterQueue: dead }))
    const at = (path: string) => EventField.fromPath(`$.detail.${path}`)
    const rules = Object.entries(noticed).map(([type, what]) => {
      const sentence = `${what} at ${site.site}: ${at('subject.type')} ${at('subject.id')}, by ${at('actor.name')}, ${at('occurredAt')}.`
      return new Rule(this, ruleIdOf(type), {
        eventBus: bus,
        eventPattern: { source: ['andon'], detailType: [type] },
        targets: [new SnsTopic(topic, { message: RuleTargetInput.fromText(sentence), deadLetterQueue: dead, role })],
      })
    })
    alarms.watchRules(this, rules, bus, {
      impact:
        'A notice to people was lost: of a deviation, a release, a rejection or a person whom the plant has to see to.',
      runbook: 'rules-lost',
    })
  }
}

/**
 * The role by which rules publish. The policy of a topic cannot say which rules may: it takes no condition for EventBridge ("Using resource-based
 * policies for Amazon EventBridge"). The trust of a role can, so that no rule of another account publishes through EventBridge.
 */
function roleOfRules(scope: Construct, bus: IEventBus): Role {
  const { partition, region, account } = Stack.of(scope)
  return new Role(scope, 'PublishesNotices', {
    assumedBy: new ServicePrincipal('events.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': account },
        ArnLike: { 'aws:SourceArn': `arn:${partition}:events:${region}:${account}:rule/${bus.eventBusName}/*` },
      },
    }),
  })
}

const ruleIdOf = (type: string) =>
  type
    .split(/[.-]/)
    .slice(1, -1)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
