import type { MaintenancePlan } from '../../../events/maintenance-plan.ts'
import type { Circumstances } from '../caller.ts'
import type { Equipment } from '../master-data.ts'
import { type Finding, finding } from '../orders/gate.ts'
import { type RuleRef, writeRule } from '../orders/rule.ts'
import type { Candidate } from './fitness.ts'
import type { Machine } from './machine.ts'
import { type DueReason, type PlanDue, planDue } from './plan-due.ts'
import { totalsOf } from './totals.ts'

type Moment = Pick<Circumstances, 'at' | 'timeZone'>

/** All plans of an equipment, with what is due of them. What was done is that of now, also for an act that is booked late. */
export const plansDue = (equipment: Equipment, machine: Machine | undefined, { at, timeZone }: Moment): PlanDue[] =>
  (equipment.plans ?? []).map((plan) => {
    const upkeep = { equipment, done: machine?.done?.[plan.planId], totals: machine && totalsOf(machine) }
    return planDue(plan, upkeep, at, timeZone)
  })

/** What is overdue at an equipment, or not known, as the policy of its plan has it: nobody can say of an unknown that it is not due. */
export function overdueFindings(
  { equipment, machine, isCalibratedSince }: Candidate,
  now: Moment,
): (Finding | undefined)[] {
  if (!equipment?.plans) return []
  const { equipmentId } = equipment
  return plansDue(equipment, machine, now).flatMap(({ plan, reasons }) => {
    const worst = reasons.find(({ state }) => state === 'overdue') ?? reasons.find(({ state }) => state === 'unknown')
    return worst ? overdue(equipmentId, plan, worst, isCalibratedSince ? now.at : undefined) : []
  })
}

export const policyOf = ({ kind, policy }: MaintenancePlan) => policy ?? (kind === 'calibration' ? 'block' : 'warn')

/** @param then the time of an act that is booked late, if the present calibration was entered since */
function overdue(equipmentId: string, plan: MaintenancePlan, reason: DueReason, then: string | undefined) {
  const enforced = { policy: policyOf(plan), review: plan.review }
  const ref: RuleRef = writeRule({ rule: 'maintenance', of: equipmentId, planId: plan.planId })
  const of = { equipmentId, planId: plan.planId, name: plan.name }
  switch (reason.by) {
    case 'never-done':
      return finding(enforced, 'maintenance-overdue/never', of, ref)
    case 'date': {
      const { dueAt } = reason
      if (plan.kind !== 'calibration') return finding(enforced, 'maintenance-overdue', { ...of, dueAt }, ref)
      return then === undefined
        ? finding(enforced, 'equipment-calibration-due', { equipmentId, dueAt }, ref)
        : finding(enforced, 'equipment-calibration-due/then', { equipmentId, dueAt, on: then }, ref)
    }
    case 'cycles':
    case 'hours-run': {
      const { by, every, used, unknown = 'not-counted' } = reason
      return used === undefined
        ? finding(enforced, 'maintenance-overdue/unknown', { ...of, by, because: unknown }, ref)
        : finding(enforced, 'maintenance-overdue/use', { ...of, by, used, every }, ref)
    }
  }
}
