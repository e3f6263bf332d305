import * as z from 'zod'
import { fault } from '../../events/fault.ts'
import { equipmentId, instant } from '../../events/identifiers.ts'
import { correctState, giveReason, mergeStates, splitState } from '../../events/stop.ts'
import { groupings } from '../../shared/domain/performance/report.ts'
import type { Route } from '../../shared/http/route.ts'
import { paging } from '../lists.ts'

const tag = 'Equipment'
const floor = ['operator', 'supervisor', 'quality', 'engineer'] as const

/** A quarter of shifts is 276 logs of an equipment, as many as one request reads. */
const mostDays = 92
const times = { from: instant, to: instant }
const isInOrder = ({ from, to }: { readonly from: string; readonly to: string }) => from < to
const inOrder = { path: ['to'], message: fault('later-than', { earlier: 'from' }) }
const isShort = ({ from, to }: { readonly from: string; readonly to: string }) =>
  Date.parse(to) - Date.parse(from) <= mostDays * 86_400_000
const short = { path: ['from'], message: fault('within-days', { days: mostDays, other: 'to' }) }

export const performanceRoutes = [
  {
    operationId: 'listStates',
    method: 'GET',
    path: '/v1/equipment/{equipmentId}/states',
    summary:
      'List the states of an equipment in a time, in order, each with its reason and what the time model of ISO 22400-2 makes of it',
    tag,
    roles: 'anyone',
    query: z
      .strictObject({ ...times, ...paging })
      .refine(isInOrder, inOrder)
      .refine(isShort, short),
    columns: [
      'stateId',
      'from',
      'to',
      'seconds',
      'state',
      'kind',
      'mode',
      'reasonId',
      'machineReason',
      'comment',
      'givenBy',
      'orderId',
    ],
  },
  {
    operationId: 'explainStop',
    method: 'POST',
    path: '/v1/equipment/{equipmentId}/states/{stateId}/reason',
    summary: 'Say why an equipment stood: a reason of its class, in place of the one that it has',
    tag,
    roles: floor,
    body: giveReason,
  },
  {
    operationId: 'splitState',
    method: 'POST',
    path: '/v1/equipment/{equipmentId}/states/{stateId}/split',
    summary: 'Part a stop in two where its reason changed',
    tag,
    roles: floor,
    body: splitState,
  },
  {
    operationId: 'mergeStates',
    method: 'POST',
    path: '/v1/equipment/{equipmentId}/states/{stateId}/merge',
    summary: 'Make one stop of several of a shift that had one reason',
    tag,
    roles: floor,
    body: mergeStates,
  },
  {
    operationId: 'correctState',
    method: 'POST',
    path: '/v1/equipment/{equipmentId}/states/{stateId}/correct',
    summary: 'Correct what a machine said of its state, for the state or a part of it; what it said stays known',
    tag,
    roles: ['supervisor', 'engineer'],
    body: correctState,
  },
  {
    operationId: 'getOee',
    method: 'GET',
    path: '/v1/equipment/{equipmentId}/oee',
    summary:
      'Read the indicators of ISO 22400-2 of an equipment or a work center for a time, with its losses; by shift, day, week, order or product on request',
    tag,
    roles: 'anyone',
    query: z
      .strictObject({ ...times, by: z.enum(groupings).optional() })
      .refine(isInOrder, inOrder)
      .refine(isShort, short),
  },
  {
    operationId: 'listOee',
    method: 'GET',
    path: '/v1/oee',
    summary: 'List the indicators of ISO 22400-2 of every equipment that says what it does, for a time',
    tag,
    roles: 'anyone',
    query: z
      .strictObject({ ...times, ...paging })
      .refine(isInOrder, inOrder)
      .refine(isShort, short),
    columns: [
      'equipmentId',
      'indicators.oee.value',
      'indicators.availability.value',
      'indicators.effectiveness.value',
      'indicators.qualityRatio.value',
    ],
  },
  {
    operationId: 'listLosses',
    method: 'GET',
    path: '/v1/losses',
    summary: 'List what time was lost for, the greatest loss first: of the plant, or of an equipment or a work center',
    tag,
    roles: 'anyone',
    query: z
      .strictObject({ ...times, equipmentId: equipmentId.optional() })
      .refine(isInOrder, inOrder)
      .refine(isShort, short),
  },
  {
    operationId: 'getShift',
    method: 'GET',
    path: '/v1/shifts/{date}/{shift}',
    summary: 'Read what a shift came to: each equipment with its indicators, its losses and the stops without a reason',
    tag,
    roles: 'anyone',
  },
] as const satisfies readonly Route[]
