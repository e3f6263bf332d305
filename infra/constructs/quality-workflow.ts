import { Construct } from 'constructs'
import { deviationHold } from '../workflows/deviation-hold.ts'
import { Handler, type Surroundings } from './handler.ts'
import type { PlantTable } from './plant-table.ts'
import { Workflow } from './workflow.ts'

export interface QualityWorkflowProps extends Surroundings {
  readonly table: PlantTable
}

/** Holds what a deviation affects, and tells the floor, until a signed disposition ends it. */
export class QualityWorkflow extends Construct {
  readonly deviationHold: Workflow

  constructor(scope: Construct, id: string, { table, ...surroundings }: QualityWorkflowProps) {
    super(scope, id)
    const { site, alarms } = surroundings
    const asks = new Handler(this, 'quality-task', {
      ...surroundings,
      errorImpact:
        'Deviations do not move on: what they affect may not be held yet, or is held longer than it must be.',
      timeout: 30,
    })
      .writes(table)
      .publishesTo(
        `andon/${site.site}/*/command`,
        'A deviation can stop any equipment of the site, and only its command topic is open.',
      )
    this.deviationHold = new Workflow(this, 'DeviationHold', {
      alarms,
      asks,
      definition: deviationHold,
      errorImpact: 'A deviation has lost its workflow: nobody is asked for its classification or disposition any more.',
    })
  }
}
