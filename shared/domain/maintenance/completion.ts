import type { DeviationId, Instant } from '../../../events/identifiers.ts'
import type { Calibrated, CompleteMaintenance } from '../../../events/maintenance.ts'
import type { MaintenanceResult } from '../../../events/names.ts'
import type { Violation } from '../../../events/refusals.ts'
import { records } from '../../../events/sentences/english/records.ts'
import type { Circumstances } from '../caller.ts'
import { type Change, saveCalibration, saveDeviation, saveMachine, saveWork } from '../change.ts'
import type { Decision } from '../decision.ts'
import { equipmentAfter } from '../equipment/equipment-then.ts'
import type { Done, Machine } from '../equipment/machine.ts'
import { nextDue } from '../equipment/plan-due.ts'
import { totalsOf } from '../equipment/totals.ts'
import type { Equipment } from '../master-data.ts'
import type { Deviation, Hold } from '../quality/deviation.ts'
import { holdOf, startOf } from '../quality/holding.ts'
import { hasReasons, reasons, refuse, violation } from '../refusal.ts'
import { judgeSignature, type PresentedSignature } from '../signature.ts'
import { calibrationFaults, judged } from './calibration.ts'
import { holdBecause, leftBy, needsHold, type Site, savedWith, unchecked, without } from './giving-back.ts'
import { actorOf, wrongStatus } from './opening.ts'
import { type CompletedWork, namesOf, type RunningWork } from './work-order.ts'

/** Who may sign that the equipment is fit again. */
const signers = { meanings: ['performed', 'verified'], roles: ['supervisor', 'engineer', 'quality'] } as const

/**
 * Ends the maintenance and gives the equipment back. What was not put right is held, and is not done. A calibration that found or left the equipment
 * out of tolerance opens a deviation in the same commit, because what was measured with it is in doubt.
 */
export function completeMaintenance(
  site: Site & { readonly deviationId: DeviationId },
  body: CompleteMaintenance,
  presented: PresentedSignature | undefined,
  circumstances: Circumstances,
): Decision {
  const { work } = site
  const { at, caller } = circumstances
  if (work.status !== 'running') return refuse([wrongStatus(work)])
  const signed = judgeSignature(presented, signers, circumstances)
  const found = reasons(
    checkFaults(work, body.checks),
    calibrationFaults(work.plan ?? {}, body.calibration, at),
    signed.violations,
  )
  if (hasReasons(found)) return refuse(found)
  const end = endOf(site, work, body, circumstances)
  const stop = stopOf(site, work, body, end, circumstances)
  const told = {
    ...namesOf(work),
    result: end.result,
    comment: body.comment,
    ...(body.checks && { checks: body.checks }),
    ...(end.calibration && { calibration: end.calibration }),
    ...(stop.hold && { holdId: stop.hold.holdId }),
    ...(stop.deviation && { deviationId: stop.deviation.deviationId }),
  }
  const { comment: report, ...kept } = told
  const completed: CompletedWork = {
    ...work,
    ...kept,
    status: 'completed',
    endedAt: at,
    endedBy: actorOf(caller),
    report,
  }
  return {
    outcome: 'accepted',
    fact: stop.deviation
      ? {
          type: 'andon.deviation.opened.v1',
          data: { ...openedOf(stop.deviation), maintenance: told },
          about: { type: 'deviation', id: stop.deviation.deviationId },
        }
      : { type: 'andon.maintenance.completed.v1', data: told },
    changes: [
      saveWork(completed),
      ...savedWith(stop.hold, end.machine),
      ...end.others.map((it) => saveMachine(it.equipmentId, it)),
      ...calibrationSaved(completed, end),
      ...(stop.deviation ? [saveDeviation(stop.deviation)] : []),
    ],
    ...(stop.hold && { pointers: [startOf(stop.hold.holdId)] }),
    signatures: signed.signatures,
    spent: signed.spent,
  }
}

/** Each check of the plan is answered once. */
function checkFaults({ plan }: RunningWork, answered: CompleteMaintenance['checks'] = []): Violation[] {
  const asked = plan?.checks ?? []
  return reasons(
    asked
      .filter(({ checkId }) => !answered.some((it) => it.checkId === checkId))
      .map((it) => violation('maintenance-incomplete/check', it, 'checks')),
    answered
      .filter(
        ({ checkId }, index) =>
          !asked.some((it) => it.checkId === checkId) || answered.findIndex((it) => it.checkId === checkId) !== index,
      )
      .map(({ checkId }) => violation('maintenance-incomplete/check-unknown', { checkId }, 'checks')),
  )
}

/** What the end makes of the equipment, before anything holds it. */
interface End {
  readonly result: MaintenanceResult
  readonly calibration?: Calibrated
  readonly machine: Machine
  readonly others: readonly Machine[]
  /** With the dates of a calibration. */
  readonly equipment?: Equipment
}

function endOf(
  { equipment, machines: [own, ...others] }: Site,
  work: RunningWork,
  { checks = [], calibration: given }: CompleteMaintenance,
  { at, timeZone }: Circumstances,
): End {
  const { plan, maintenanceId } = work
  const read = given && plan?.points && judged(plan.points, given)
  const result = checks.some(({ passed }) => !passed) ? 'fail' : (read?.result ?? 'pass')
  const isDone = result !== 'fail'
  const done = isDone && plan ? { ...own.done, [plan.planId]: doneNow(own, maintenanceId, at) } : own.done
  const back = { ...leftBy(work, without(work, own, at), at), ...(done && { done }) }
  const rest = others.map((it) => without(work, it, at))
  if (!read || !given) return { result, machine: back, others: rest }
  const goodSince = own.calibration?.goodAt ?? equipment.calibratedAt
  const after = calibratedEquipment(equipment, done ?? {}, isDone, at, timeZone)
  const goodAt = isDone ? at : own.calibration?.goodAt
  const machine = { ...back, calibration: { maintenanceId, at, ...(goodAt !== undefined && { goodAt }) } }
  return {
    result,
    machine,
    others: rest,
    equipment: equipmentAfter(equipment, after, { before: own, after: machine }, at),
    calibration: {
      standard: given.standard,
      points: read.points,
      foundWithin: read.foundWithin,
      ...(after.calibrationDueAt !== undefined && { dueAt: after.calibrationDueAt }),
      ...(goodSince !== undefined && { goodSince }),
      usedUntil: work.startedAt,
    },
  }
}

function doneNow(machine: Machine, maintenanceId: Done['maintenanceId'], at: Instant): Done {
  const { runMs, cycles } = totalsOf(machine)
  return { maintenanceId, at, ...(runMs !== undefined && { runMs }), ...(cycles !== undefined && { cycles }) }
}

/** The earliest date of its plans is that of the equipment. A failed calibration makes the next one due at once. */
function calibratedEquipment(
  { past: _past, calibrationDueAt: before, ...equipment }: Equipment,
  done: NonNullable<Machine['done']>,
  isDone: boolean,
  at: Instant,
  timeZone: string | undefined,
): Equipment {
  if (!isDone) return { ...equipment, calibrationDueAt: at }
  const dates = (equipment.plans ?? [])
    .filter(({ kind }) => kind === 'calibration')
    .flatMap((plan) => {
      const last = done[plan.planId]
      return (last ? nextDue(plan, last.at, timeZone) : plan.firstDueAt) ?? []
    })
    .sort()
  const kept = before !== undefined && before > at ? before : undefined
  const dueAt = dates[0] ?? kept
  return { ...equipment, calibratedAt: at, ...(dueAt !== undefined && { calibrationDueAt: dueAt }) }
}

/** What keeps the equipment from use: a deviation that quality judges, or a hold that is released when it was checked. */
interface Stop {
  readonly deviation?: Deviation
  readonly hold?: Hold
}

function stopOf(
  { equipment, holdId, deviationId }: Site & { readonly deviationId: DeviationId },
  work: RunningWork,
  { comment }: CompleteMaintenance,
  { result, calibration }: End,
  { at, caller }: Circumstances,
): Stop {
  const { maintenanceId, equipmentId, plan } = work
  if (calibration && plan && (!calibration.foundWithin || result === 'fail')) {
    const of = { equipmentId, planId: plan.planId }
    const { points, goodSince } = calibration
    const deviation: Deviation = {
      deviationId,
      subject: { type: 'equipment', id: equipmentId },
      title: calibration.foundWithin ? records['record/calibration-failed'](of) : records['record/calibration-out'](of),
      description: records['record/calibration-points']({
        calibrated: points,
        maintenanceId,
        ...(goodSince !== undefined && { since: goodSince }),
      }),
      status: 'open',
      openedAt: at,
      holds: [holdId],
    }
    return { deviation, hold: holdOf(deviation, holdId, caller) }
  }
  const reason =
    result === 'fail'
      ? records['record/maintenance-failed']({ maintenanceId, comment })
      : needsHold(work, equipment)
        ? unchecked(work)
        : undefined
  return reason === undefined ? {} : { hold: holdBecause(reason, work, holdId, at, caller.id) }
}

const openedOf = ({ deviationId, subject, title, description, holds: [holdId] }: Deviation) => ({
  deviationId,
  subject,
  title,
  description,
  ...(holdId !== undefined && { holdId }),
})

function calibrationSaved(completed: CompletedWork, { calibration, equipment, result }: End): Change[] {
  const { equipmentId, maintenanceId, endedAt: calibratedAt, endedBy, plan } = completed
  if (!calibration || !equipment || !plan) return []
  return [
    { change: 'save', kind: 'equipment', id: equipmentId, value: equipment },
    saveCalibration({
      ...calibration,
      equipmentId,
      maintenanceId,
      planId: plan.planId,
      calibratedAt,
      calibratedBy: endedBy.id,
      result,
    }),
  ]
}
