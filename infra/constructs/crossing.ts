import { type IEventBus, Rule } from 'aws-cdk-lib/aws-events'
import { EventBus as BusTarget } from 'aws-cdk-lib/aws-events-targets'
import { Construct } from 'constructs'
import { crossingFacts } from '../../events/crossing.ts'
import type { Enterprise } from '../enterprise.ts'
import type { Site } from '../sites/site.ts'
import type { Alarms } from './alarms.ts'
import { busElsewhere } from './company-bus.ts'
import { DeadLetters } from './dead-letters.ts'

export interface CrossingProps {
  readonly site: Site
  readonly enterprise: Enterprise
  readonly alarms: Alarms
  readonly bus: IEventBus
}

/** Tells the enterprise what it has to know of the site, and nothing else: the facts of events/crossing.ts. */
export class Crossing extends Construct {
  constructor(scope: Construct, id: string, { site, enterprise, alarms, bus }: CrossingProps) {
    super(scope, id)
    const dead = new DeadLetters(this, 'CrossingDead', {
      alarms,
      impact: `The enterprise was not told of material or holds at ${site.site}: traces over several sites end there.`,
      runbook: 'crossing-dead',
    })
    new Rule(this, 'ToEnterprise', {
      eventBus: bus,
      // What the enterprise says on this bus is not sent back to it.
      eventPattern: { source: ['andon'], detailType: [...crossingFacts], detail: { site: [site.site] } },
      targets: [new BusTarget(busElsewhere(this, 'Enterprise', 'enterprise', enterprise), { deadLetterQueue: dead })],
    })
  }
}
