import type { MaintenanceStatus } from '../../names.ts'
import type { Sentences } from '../sentence.ts'
import { allOf, decimal } from './words.ts'

/** A plan of an equipment. */
interface Planned {
  readonly equipmentId: string
  readonly planId: string
  readonly name: string
}

type Use = 'hours-run' | 'cycles'

const useOf: Readonly<Record<Use, string>> = { 'hours-run': 'hours', cycles: 'cycles' }
const because: Readonly<Record<string, string>> = {
  'not-counted': 'nothing counts them',
  'not-counted-then': 'nothing counted them when it was done last',
  'went-back': 'the counter shows less than when it was done last',
}
const cure = 'Have it done, or give a reason if the plan allows that.'

const states: Readonly<Record<MaintenanceStatus, string>> = {
  open: 'has not started',
  running: 'is being done',
  completed: 'is completed',
  cancelled: 'was cancelled',
}

export const maintenance = {
  'equipment-locked-out': (p: { equipmentId: string; maintenanceId: string; at: string; by: string; since: string }) =>
    p.at === p.equipmentId
      ? `${p.equipmentId} is locked out for maintenance ${p.maintenanceId}, which ${p.by} started on ${p.since}; it can be used when that is completed.`
      : `${p.equipmentId} is locked out with ${p.at} for maintenance ${p.maintenanceId}, which ${p.by} started on ${p.since}; it can be used when that is completed.`,
  'late-booking/equipment-locked-out': (p: {
    equipmentId: string
    maintenanceId: string
    until: string
    occurredAt: string
  }) =>
    `${p.equipmentId} was locked out for maintenance ${p.maintenanceId} until ${p.until}, so no step started on it on ${p.occurredAt}.`,

  'maintenance-overdue': (p: Planned & { dueAt: string }) =>
    `${p.name} (${p.planId}) of ${p.equipmentId} was due on ${p.dueAt}. ${cure}`,
  'maintenance-overdue/never': (p: Planned) =>
    `${p.name} (${p.planId}) of ${p.equipmentId} was never done, and its plan has no first date. ${cure}`,
  'maintenance-overdue/use': (p: Planned & { by: Use; used: string; every: string }) =>
    `${p.name} (${p.planId}) of ${p.equipmentId} is due every ${decimal(p.every)} ${useOf[p.by] ?? p.by}, and ${decimal(p.used)} have passed. ${cure}`,
  'maintenance-overdue/unknown': (p: Planned & { by: Use; because: string }) =>
    `Whether ${p.name} (${p.planId}) of ${p.equipmentId} is due is unknown: it goes by ${useOf[p.by] ?? p.by}, and ${because[p.because] ?? p.because}. ${cure}`,

  'maintenance-open': (p: { equipmentId: string; planId: string; maintenanceId: string }) =>
    `Maintenance ${p.maintenanceId} of ${p.equipmentId} by plan ${p.planId} has not ended; go on with that one.`,
  'maintenance-wrong-status': (p: { maintenanceId: string; status: MaintenanceStatus }) =>
    `Maintenance ${p.maintenanceId} ${states[p.status] ?? p.status}.`,
  'plan-unknown': (p: { equipmentId: string; planId: string; plans: readonly string[] }) =>
    p.plans.length === 0
      ? `${p.equipmentId} has no plan of maintenance; an engineer defines one, or leave the planId out.`
      : `${p.equipmentId} has no plan ${p.planId}, but ${allOf(p.plans)}.`,
  'maintenance-incomplete/check': (p: { checkId: string; question: string }) =>
    `Check ${p.checkId} (${p.question}) is not answered.`,
  'maintenance-incomplete/check-unknown': (p: { checkId: string }) =>
    `The plan has no check ${p.checkId}, or it is answered twice; leave it out.`,
  'maintenance-incomplete/calibration': (p: { points: readonly string[] }) =>
    `This is a calibration; give its standard and its readings at ${allOf(p.points)}.`,
  'maintenance-incomplete/no-calibration': () =>
    'This is no calibration; leave the readings out, or open a calibration by its plan.',
  'maintenance-incomplete/point': (p: { pointId: string; nominal: { value: string; unit: string } }) =>
    `Point ${p.pointId} (${decimal(p.nominal.value)} ${p.nominal.unit}) has no reading.`,
  'maintenance-incomplete/point-unknown': (p: { pointId: string }) =>
    `The plan has no point ${p.pointId}, or it is read twice; leave it out.`,
  'maintenance-incomplete/parts': (p: { most: number }) =>
    `This maintenance has ${p.most} parts already; complete it, and go on with another one.`,
  'standard-overdue': (p: { standardId: string; certificate: string; dueAt: string }) =>
    `The standard ${p.standardId} (certificate ${p.certificate}) was due for its own calibration on ${p.dueAt}; take another one.`,
  'already-exists/maintenance': (p: { maintenanceId: string }) =>
    `Maintenance ${p.maintenanceId} exists already; choose another id.`,
} as const satisfies Sentences
