import * as z from 'zod'
import { equipmentId, instant } from '../../events/identifiers.ts'
import {
  cancelMaintenance,
  completeMaintenance,
  maintenanceStatus,
  openMaintenance,
  startMaintenance,
  usePart,
} from '../../events/maintenance.ts'
import { maintenanceKind } from '../../events/maintenance-plan.ts'
import type { Route } from '../../shared/http/route.ts'
import { byTime, paging } from '../lists.ts'

const tag = 'Maintenance'
const floor = ['operator', 'supervisor', 'quality', 'engineer'] as const

export const routes = [
  {
    operationId: 'openMaintenance',
    method: 'POST',
    path: '/v1/maintenance',
    summary: 'Open a work order of maintenance: by a plan of the equipment, for a call for help, or for what was found',
    tag,
    roles: floor,
    body: openMaintenance,
  },
  {
    operationId: 'listMaintenance',
    method: 'GET',
    path: '/v1/maintenance',
    summary:
      'List work orders of maintenance by the time at which they were opened: those that have not ended, or of one status',
    tag,
    roles: 'anyone',
    query: z.strictObject({
      ...paging,
      status: maintenanceStatus.optional(),
      equipmentId: equipmentId.optional(),
      kind: maintenanceKind.optional(),
      /** When it was opened: from this instant on. */
      from: instant.optional(),
      /** When it was opened: before this instant. */
      to: instant.optional(),
      order: byTime.unwrap().default('newest'),
    }),
    columns: [
      'maintenanceId',
      'equipmentId',
      'kind',
      'status',
      'planId',
      'planName',
      'callId',
      'comment',
      'openedAt',
      'openedBy.name',
      'startedAt',
      'startedBy.name',
      'endedAt',
      'endedBy.name',
      'result',
      'report',
      'deviationId',
      'holdId',
    ],
  },
  {
    operationId: 'getMaintenance',
    method: 'GET',
    path: '/v1/maintenance/{maintenanceId}',
    summary: 'Read a work order of maintenance: its plan, what it has taken, its parts and its result',
    tag,
    roles: 'anyone',
  },
  {
    operationId: 'startMaintenance',
    method: 'POST',
    path: '/v1/maintenance/{maintenanceId}/start',
    summary: 'Take the equipment and all below it out of use: nothing and nobody starts it until the maintenance ends',
    tag,
    roles: floor,
    body: startMaintenance,
  },
  {
    operationId: 'usePart',
    method: 'POST',
    path: '/v1/maintenance/{maintenanceId}/parts',
    summary: 'Take a part of a released lot out of stock for the maintenance',
    tag,
    roles: floor,
    body: usePart,
  },
  {
    operationId: 'completeMaintenance',
    method: 'POST',
    path: '/v1/maintenance/{maintenanceId}/complete',
    summary:
      'Complete the maintenance, signed, and give the equipment back; what was not put right, and a calibration that found it out of tolerance, hold it',
    tag,
    roles: floor,
    body: completeMaintenance,
  },
  {
    operationId: 'cancelMaintenance',
    method: 'POST',
    path: '/v1/maintenance/{maintenanceId}/cancel',
    summary: 'Cancel the maintenance: it was not done, and the equipment is given back',
    tag,
    roles: ['supervisor', 'engineer'],
    body: cancelMaintenance,
  },
  {
    operationId: 'listMeasured',
    method: 'GET',
    path: '/v1/maintenance/{maintenanceId}/measured',
    summary:
      'List what was measured with the equipment from its last good calibration to this one: orders with their lots, steps and parameters',
    tag,
    roles: 'anyone',
    query: z.strictObject(paging),
    columns: [
      'orderId',
      'status',
      'product',
      'lots',
      'stepId',
      'parameterId',
      'lineId',
      'unit',
      'firstUsedAt',
      'lastUsedAt',
    ],
  },
  {
    operationId: 'getCalibration',
    method: 'GET',
    path: '/v1/equipment/{equipmentId}/calibration',
    summary:
      'Read with which calibration an equipment measured at an instant, now by default, and whether it was in force',
    tag,
    roles: 'anyone',
    query: z.strictObject({ at: instant.optional() }),
  },
  {
    operationId: 'listCalibrations',
    method: 'GET',
    path: '/v1/equipment/{equipmentId}/calibrations',
    summary: 'List the calibrations of an equipment, the newest first',
    tag,
    roles: 'anyone',
    query: z.strictObject(paging),
    columns: [
      'calibratedAt',
      'calibratedBy',
      'maintenanceId',
      'planId',
      'result',
      'foundWithin',
      'dueAt',
      'standard.standardId',
      'standard.certificate',
    ],
  },
] as const satisfies readonly Route[]
