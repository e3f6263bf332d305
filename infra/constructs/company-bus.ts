import { EventBus } from 'aws-cdk-lib/aws-events'
import { AccountPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Stack } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'
import type { Site } from '../sites/site.ts'

/** The place of a bus. Either all files of a company name an account, or none does and one account holds all; plantApp checks it. */
type Whereabouts = Pick<Site, 'region' | 'account'>

export const accountOf = (scope: Construct, { account }: Whereabouts): string => account ?? Stack.of(scope).account

export interface CompanyBusProps {
  /** The site, or `enterprise`. */
  readonly owner: string
  readonly description: string
  /** Only the accounts of these stages may put events on the bus. */
  readonly speakers: readonly Whereabouts[]
}

const busName = (owner: string): string => `andon-${owner}`

/**
 * A bus for other accounts and regions of the company. It has a physical name, because CloudFormation passes no references between accounts and
 * regions: each stack computes the address of a bus from the file of its owner.
 */
export class CompanyBus extends EventBus {
  constructor(scope: Construct, id: string, { owner, description, speakers }: CompanyBusProps) {
    super(scope, id, { eventBusName: busName(owner), description })
    const accounts = new Set(speakers.map((it) => accountOf(this, it)))
    for (const [index, account] of [...accounts].entries())
      this.addToResourcePolicy(
        new PolicyStatement({
          sid: `Speaker${index}`,
          principals: [new AccountPrincipal(account)],
          actions: ['events:PutEvents'],
          resources: [this.eventBusArn],
        }),
      )
  }
}

/** The bus of a site or of the enterprise, addressed from the file of its owner. */
export function busOf(scope: Construct, id: string, owner: string, where: Whereabouts) {
  const eventBusName = busName(owner)
  const { region } = where
  const account = accountOf(scope, where)
  const arn = Stack.of(scope).formatArn({
    service: 'events',
    resource: 'event-bus',
    resourceName: eventBusName,
    region,
    account,
  })
  return EventBus.fromEventBusAttributes(scope, id, { eventBusArn: arn, eventBusName, eventBusPolicy: '' })
}
