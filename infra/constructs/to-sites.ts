import { type IEventBus, Rule } from 'aws-cdk-lib/aws-events'
import { EventBus as BusTarget } from 'aws-cdk-lib/aws-events-targets'
import { Construct } from 'constructs'
import { enterpriseMessages, enterpriseSource } from '../../events/enterprise-to-site.ts'
import type { Site } from '../sites/site.ts'
import type { Alarms } from './alarms.ts'
import { busOf } from './company-bus.ts'
import { DeadLetters } from './dead-letters.ts'
import { openToRules } from './open-to-rules.ts'

export interface ToSitesProps {
  readonly sites: readonly Site[]
  readonly alarms: Alarms
  readonly bus: IEventBus
}

/** Sends each site the facts that are addressed to it, and no others. */
export class ToSites extends Construct {
  constructor(scope: Construct, id: string, { sites, alarms, bus }: ToSitesProps) {
    super(scope, id)
    const dead = new DeadLetters(this, 'ToSitesDead', {
      alarms,
      impact: 'A site was not told that a lot it has received is held where it came from: the lot can be used there.',
      runbook: 'to-sites-dead',
    })
    openToRules(dead, bus)
    const rules = sites.map((site) => {
      const there = new BusTarget(busOf(this, site.site, site.site, site))
      return new Rule(this, `To-${site.site}`, {
        eventBus: bus,
        eventPattern: {
          source: [enterpriseSource],
          detailType: Object.keys(enterpriseMessages),
          detail: { to: [site.site] },
        },
        targets: [{ bind: (rule) => ({ ...there.bind(rule), deadLetterConfig: { arn: dead.queueArn } }) }],
      })
    })
    alarms.watchRules(this, rules, bus, {
      impact: 'A site was not told that a lot it has received is held where it came from, and the message is lost.',
      runbook: 'rules-lost',
    })
  }
}
