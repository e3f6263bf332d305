import type { EquipmentId } from '../../../events/identifiers.ts'
import type { Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import { type Candidate, fits, placeOf } from '../equipment/fitness.ts'
import type { Trend } from '../equipment/trend.ts'
import { completable } from '../execution/step-completion.ts'
import { startable } from '../execution/step-start.ts'
import type { Equipment } from '../master-data.ts'
import type { StepContext } from '../orders/gate.ts'
import type { PreIssue, StepProgress } from '../orders/order.ts'
import type { AvailableStock } from '../production/available-stock.ts'
import { reasons } from '../refusal.ts'

export type Available = Candidate & { readonly equipment: Equipment }

export interface Readiness {
  readonly step: Step
  readonly progress?: StepProgress
  /** Pre-issues of a step that has not started. */
  readonly preIssued?: PreIssue
  /** Empty if the step can start: on one of the equipment below, if it needs any. */
  readonly violations: readonly Violation[]
  /** Reasons why a running step cannot be completed now; empty if it can. */
  readonly lacking?: readonly Violation[]
  readonly equipment: readonly { readonly equipmentId: EquipmentId; readonly violations: readonly Violation[] }[]
}

/**
 * For each step, whether it could start now, with every reason why not. It uses the check of the command for all equipment that the step may run on,
 * so the two never differ.
 */
export const forecast = (floor: Stocked, site: readonly Available[], circumstances: Circumstances): Readiness[] =>
  (floor.snapshot?.steps ?? []).map((step) => readiness(floor, step, site, circumstances))

/** With the stock reserved for the order, which its steps may book. */
type Stocked = StepContext & { readonly shelf?: AvailableStock | undefined; readonly trends?: readonly Trend[] }

function readiness(floor: Stocked, step: Step, site: readonly Available[], circumstances: Circumstances): Readiness {
  const progress = floor.order.status === 'created' ? undefined : floor.order.steps[step.stepId]
  const preIssued = floor.order.status === 'created' ? undefined : floor.order.preIssued?.[step.stepId]
  const ask = (candidate: Candidate) => {
    const equipmentId = candidate.equipment?.equipmentId
    return startable({ ...floor, ...candidate }, step.stepId, equipmentId ? { equipmentId } : {}, circumstances).against
  }
  const nowhere = ask({ equipment: undefined, machine: undefined })
  const shown = {
    step,
    ...(progress && { progress }),
    ...(preIssued && { preIssued }),
    ...(progress?.status === 'running' && {
      lacking: completable(floor, step.stepId, {}, circumstances).against,
    }),
  }
  if (placeOf(step) === undefined) return { ...shown, violations: nowhere, equipment: [] }
  const equipment = site
    .filter((it) => fits(step, it.equipment))
    .map((it) => ({ equipmentId: it.equipment.equipmentId, violations: ask(it) }))
  if (equipment.length === 0) return { ...shown, violations: nowhere, equipment }
  if (equipment.some(({ violations }) => violations.length === 0)) return { ...shown, violations: [], equipment }
  // Violations that apply on any equipment appear once, then those of each equipment.
  const common = nowhere.filter(({ code }) => code !== 'equipment-missing')
  const own = equipment.flatMap(({ violations }) =>
    violations.filter((it) => !common.some((other) => other.code === it.code && other.ref === it.ref)),
  )
  return { ...shown, violations: reasons(common, own), equipment }
}
