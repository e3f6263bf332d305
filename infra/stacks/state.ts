import { DefaultStackSynthesizer, Stack } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'
import type { Bundles } from '../bundle.ts'
import { Identity } from '../constructs/identity.ts'
import { PlantTable, type RecordTable, restoredTable } from '../constructs/plant-table.ts'
import type { Site } from '../sites/site.ts'
import { exportForGood } from './export-for-good.ts'

/** What a plant must never lose: its record and its people. */
export class StateStack extends Stack {
  /** The table that the plant works with. */
  readonly table: RecordTable
  readonly identity: Identity

  constructor(scope: Construct, id: string, { site, bundles }: { readonly site: Site; readonly bundles: Bundles }) {
    super(scope, id, {
      description: `Andon at ${site.site} (${site.kind} plant): the record and the people`,
      terminationProtection: true,
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
    })
    const own = new PlantTable(this, 'Record', { customerManagedKey: site.customerManagedKey ?? false })
    this.table = site.restoredTable === undefined ? own : restoredTable(site.restoredTable)
    this.identity = new Identity(this, 'Identity', { ...site, bundles })
    exportForGood(this, [...own.shared, ...this.identity.shared])
  }
}
