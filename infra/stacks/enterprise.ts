import { DefaultStackSynthesizer, Stack } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'
import type { Bundles } from '../bundle.ts'
import { Alarms } from '../constructs/alarms.ts'
import { busOf } from '../constructs/company-bus.ts'
import { Dashboard } from '../constructs/dashboard.ts'
import { Handler } from '../constructs/handler.ts'
import { Identity } from '../constructs/identity.ts'
import { PlantApi } from '../constructs/plant-api.ts'
import { PlantTable, type RecordTable, restoredTable } from '../constructs/plant-table.ts'
import { SiteNews } from '../constructs/site-news.ts'
import { ToSites } from '../constructs/to-sites.ts'
import type { Enterprise } from '../enterprise.ts'
import { requestRateOf } from '../request-rate.ts'
import { routesOf } from '../routes.ts'
import { enterpriseName, type Site } from '../sites/site.ts'
import { exportForGood } from './export-for-good.ts'
import type { FrontStack } from './front.ts'
import { partsOf } from './parts.ts'

/** The facts that the enterprise has received, and its people. */
export class EnterpriseStateStack extends Stack {
  readonly table: RecordTable
  readonly identity: Identity

  constructor(
    scope: Construct,
    id: string,
    { enterprise, bundles }: { readonly enterprise: Enterprise; readonly bundles: Bundles },
  ) {
    super(scope, id, {
      description: 'Andon, the enterprise: what its sites have told, and its people',
      terminationProtection: true,
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
    })
    const own = new PlantTable(this, 'Record', { customerManagedKey: enterprise.customerManagedKey ?? false })
    this.table = enterprise.restoredTable === undefined ? own : restoredTable(enterprise.restoredTable)
    this.identity = new Identity(this, 'Identity', { site: enterpriseName(enterprise), bundles })
    exportForGood(this, [...own.shared, ...this.identity.shared])
  }
}

export interface EnterpriseStackProps {
  readonly enterprise: Enterprise
  readonly sites: readonly Site[]
  readonly bundles: Bundles
  readonly state: EnterpriseStateStack
  readonly front: FrontStack
}

/** Everything that runs for the company as a whole: it receives the facts of the sites, and answers for all sites. */
export class EnterpriseStack extends Stack {
  constructor(scope: Construct, id: string, { enterprise, sites, bundles, state, front }: EnterpriseStackProps) {
    super(scope, id, {
      description: 'Andon, the enterprise: everything that runs',
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
    })
    const { table } = state
    const { tokens } = front
    const alarms = new Alarms(this, 'Alarms', { email: enterprise.alarmEmail })
    const bus = busOf(this, 'Sites', enterpriseName(enterprise), enterprise)
    const api = new PlantApi(this, 'Api', { front: front.api, alarms, tokens, rate: requestRateOf(enterprise) })
    const { part, finish } = partsOf(this, bundles, 'infra/stacks/enterprise.ts')

    part('enterprise-http', (name) => {
      const errorImpact = 'Nobody can trace or recall over several sites; each site still answers for itself.'
      // The timeout of API Gateway: a raw material may be in tens of thousands of lots.
      const handler = new Handler(this, name, { bundles, alarms, errorImpact, timeout: 29 })
      api.serve(handler.readsRoles(tokens).reads(table), routesOf('enterprise'), { otherwise: true })
    })
    new ToSites(this, 'ToSites', { sites, alarms, bus })
    part('enterprise-queue', () => new SiteNews(this, 'News', { sites, bundles, alarms, bus, table }))
    finish()
    state.identity.watchedBy(alarms, this)
    alarms.watchThrottles(this)
    new Dashboard(this, 'Dashboard', { title: 'Andon, the enterprise', alarms })
  }
}
