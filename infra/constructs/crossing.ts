import { type IEventBus, Rule } from 'aws-cdk-lib/aws-events'
import { EventBus as BusTarget } from 'aws-cdk-lib/aws-events-targets'
import { Construct } from 'constructs'
import { crossingFacts } from '../../events/site-to-enterprise.ts'
import type { Enterprise } from '../enterprise.ts'
import { enterpriseName, type Site } from '../sites/site.ts'
import type { Alarms } from './alarms.ts'
import { busOf } from './company-bus.ts'
import { DeadLetters } from './dead-letters.ts'

export interface CrossingProps {
  readonly site: Site
  readonly enterprise: Enterprise
  readonly alarms: Alarms
  readonly bus: IEventBus
}

/** Sends the enterprise the facts of events/site-to-enterprise.ts, and no others. */
export class Crossing extends Construct {
  constructor(scope: Construct, id: string, { site, enterprise, alarms, bus }: CrossingProps) {
    super(scope, id)
    const dead = new DeadLetters(this, 'CrossingDead', {
      alarms,
      impact: `The enterprise was not told of material or holds at ${site.site}: traces over several sites end there.`,
      runbook: 'crossing-dead',
    })
    const rule = new Rule(this, 'ToEnterprise', {
      eventBus: bus,
      // Facts that came from the enterprise name another site and are not sent back.
      eventPattern: { source: ['andon'], detailType: [...crossingFacts], detail: { site: [site.site] } },
      targets: [
        new BusTarget(busOf(this, 'Enterprise', enterpriseName(enterprise), enterprise), { deadLetterQueue: dead }),
      ],
    })
    alarms.watchRules(this, [rule], bus, {
      impact: `The enterprise was not told of material or holds at ${site.site}, and the fact was lost on its way.`,
      runbook: 'rules-lost',
    })
  }
}
