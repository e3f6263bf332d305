import type * as z from 'zod'
import type { EquipmentId, Instant, MaintenanceId } from '../../events/identifiers.ts'
import type { CompleteMaintenance } from '../../events/maintenance.ts'
import { definedPlan, type MaintenancePlan } from '../../events/maintenance-plan.ts'
import type { Machine } from '../../shared/domain/equipment/machine.ts'
import type { Site } from '../../shared/domain/maintenance/giving-back.ts'
import type { OpenWork, RunningWork } from '../../shared/domain/maintenance/work-order.ts'
import type { Equipment } from '../../shared/domain/master-data.ts'
import { ada, erik, later, machine, mixer, noon } from './given.ts'

type Planned = z.input<typeof definedPlan>

/** A plan to grease the mixer every thirty days. */
export const aPlan = (more: Partial<Planned> = {}): MaintenancePlan =>
  definedPlan.parse({ planId: 'GREASE', name: 'Grease the bearing', every: { days: 30 }, ...more })

/** The calibration of its probe at two points, every year. */
export const probePlan = (more: Partial<Planned> = {}): MaintenancePlan =>
  aPlan({
    planId: 'PROBE',
    name: 'Calibrate the probe',
    kind: 'calibration',
    every: { months: 12 },
    points: [
      { pointId: 'low', nominal: { value: '20', unit: 'Cel' }, tolerance: { value: '0.5', unit: 'Cel' } },
      { pointId: 'high', nominal: { value: '80', unit: 'Cel' }, tolerance: { value: '0.5', unit: 'Cel' } },
    ],
    ...more,
  })

export const openWork = (plan: MaintenancePlan | undefined = aPlan()): OpenWork => ({
  maintenanceId: 'M-1' as MaintenanceId,
  equipmentId: 'MIXER-1' as EquipmentId,
  kind: plan?.kind ?? 'maintenance',
  ...(plan && { plan }),
  status: 'open',
  openedAt: noon,
  openedBy: { kind: 'person', id: ada.id, name: ada.name },
})

export const runningWork = (plan: MaintenancePlan | undefined = aPlan()): RunningWork => ({
  ...openWork(plan),
  status: 'running',
  startedAt: noon,
  startedBy: { kind: 'person', id: erik.id, name: erik.name },
  takes: ['MIXER-1' as EquipmentId],
  parts: [],
})

export const lockedFor = (maintenanceId: string): Pick<Machine, 'lockedOut'> => ({
  lockedOut: {
    maintenanceId: maintenanceId as MaintenanceId,
    equipmentId: 'MIXER-1' as EquipmentId,
    since: noon,
    by: { kind: 'person', id: erik.id, name: erik.name },
  },
})

/** A work order that goes on at the mixer, which it has locked out. */
export const atMixer = (
  work: OpenWork | RunningWork = runningWork(),
  {
    equipment = mixer({ plans: work.plan ? [work.plan] : [] }),
    own = machine(lockedFor('M-1')),
  }: {
    readonly equipment?: Equipment
    readonly own?: Machine
  } = {},
): Site & { readonly deviationId: never } => ({
  work,
  equipment,
  machines: [own],
  holdId: 'hold.1' as never,
  deviationId: 'dev.1' as never,
})

/** Readings of the probe, at twenty and at eighty degrees. */
export const reads = (
  low: readonly [asFound: string, asLeft?: string],
  high: readonly [asFound: string, asLeft?: string],
  dueAt: Instant = later(86_400),
): NonNullable<CompleteMaintenance['calibration']> =>
  ({
    standard: { standardId: 'PT-100', certificate: 'C-2026-7', dueAt },
    readings: [
      { pointId: 'low', asFound: low[0], ...(low[1] !== undefined && { asLeft: low[1] }) },
      { pointId: 'high', asFound: high[0], ...(high[1] !== undefined && { asLeft: high[1] }) },
    ],
  }) as NonNullable<CompleteMaintenance['calibration']>
