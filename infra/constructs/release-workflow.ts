import { Construct } from 'constructs'
import { batchRelease } from '../workflows/batch-release.ts'
import { Handler, type Surroundings } from './handler.ts'
import type { RecordTable } from './plant-table.ts'
import { Workflow } from './workflow.ts'

export interface ReleaseWorkflowProps extends Surroundings {
  readonly table: RecordTable
}

/** Takes a batch from its record to the signed decision, and reports the decision to the lots and the ERP. */
export class ReleaseWorkflow extends Construct {
  readonly batchRelease: Workflow

  constructor(scope: Construct, id: string, { table, ...surroundings }: ReleaseWorkflowProps) {
    super(scope, id)
    const asks = new Handler(this, 'release-task', {
      ...surroundings,
      errorImpact: 'Batches do not move on to their release: signed decisions do not reach the lots or the ERP.',
      timeout: 30,
    }).writes(table)
    this.batchRelease = new Workflow(this, 'BatchRelease', {
      alarms: surroundings.alarms,
      asks,
      definition: batchRelease,
      errorImpact: 'A batch has lost its workflow: its lots stay in quarantine whatever quality signs.',
    })
  }
}
