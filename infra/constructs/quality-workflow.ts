import { Construct } from 'constructs'
import { deviationHold } from '../workflows/deviation-hold.ts'
import { holdSpread } from '../workflows/hold-spread.ts'
import { Handler, type Surroundings } from './handler.ts'
import type { RecordTable } from './plant-table.ts'
import { Workflow } from './workflow.ts'

export interface QualityWorkflowProps extends Surroundings {
  readonly table: RecordTable
}

/**
 * Holds what a deviation affects, and reports the hold to the shop floor, until a signed disposition ends it. Spreads every hold to the products of
 * its subject.
 */
export class QualityWorkflow extends Construct {
  readonly deviationHold: Workflow
  readonly holdSpread: Workflow

  constructor(scope: Construct, id: string, { table, ...surroundings }: QualityWorkflowProps) {
    super(scope, id)
    const { site, alarms } = surroundings
    const asks = new Handler(this, 'quality-task', {
      ...surroundings,
      errorImpact:
        'Deviations do not move on and holds do not spread: what they affect may not be held yet, or is held longer than it must be.',
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
    this.holdSpread = new Workflow(this, 'HoldSpread', {
      alarms,
      asks,
      definition: holdSpread,
      runbook: 'spread-workflow',
      errorImpact:
        'A hold is not carried to all that was made of what is held, or not taken back from there: it stays in force, and every use of stock looks back for it.',
    })
  }
}
