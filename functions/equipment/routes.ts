import * as z from 'zod'
import { answerCall, callStatus, endCall, placeCall } from '../../events/call.ts'
import { equipmentId, instant } from '../../events/identifiers.ts'
import type { Route } from '../../shared/http/route.ts'
import { byTime, paging } from '../lists.ts'
import { performanceRoutes } from './performance-routes.ts'

const tag = 'Equipment'
const floor = ['operator', 'supervisor', 'quality', 'engineer'] as const

export const routes = [
  {
    operationId: 'getMachine',
    method: 'GET',
    path: '/v1/equipment/{equipmentId}/state',
    summary: 'Read what an equipment does now: its state, its newest values, who uses it, what holds it',
    tag,
    roles: 'anyone',
  },
  {
    operationId: 'placeCall',
    method: 'POST',
    path: '/v1/equipment/{equipmentId}/calls',
    summary: 'Call for help at an equipment: for a hand, material, maintenance, quality, a supervisor, or a danger',
    tag,
    roles: floor,
    body: placeCall,
  },
  {
    operationId: 'answerCall',
    method: 'POST',
    path: '/v1/equipment/{equipmentId}/calls/{callId}/answer',
    summary: 'Say that you come to a call for help',
    tag,
    roles: floor,
    body: answerCall,
  },
  {
    operationId: 'endCall',
    method: 'POST',
    path: '/v1/equipment/{equipmentId}/calls/{callId}/end',
    summary: 'End a call for help, with what came of it; unanswered, as a false alarm, by its caller or a supervisor',
    tag,
    roles: floor,
    body: endCall,
  },
  {
    operationId: 'listCalls',
    method: 'GET',
    path: '/v1/calls',
    summary:
      'List calls for help by the time of the call, with the seconds until the answer and the end: those that have not ended, or of one status',
    tag,
    roles: 'anyone',
    query: z.strictObject({
      ...paging,
      status: callStatus.optional(),
      equipmentId: equipmentId.optional(),
      /** The time of the call: from this instant on. */
      from: instant.optional(),
      /** The time of the call: before this instant. */
      to: instant.optional(),
      order: byTime.unwrap().default('newest'),
    }),
    columns: [
      'callId',
      'equipmentId',
      'kind',
      'status',
      'calledAt',
      'calledBy.id',
      'calledBy.name',
      'orderId',
      'stepId',
      'comment',
      'answeredAt',
      'answeredBy.name',
      'secondsToAnswer',
      'endedAt',
      'endedBy.name',
      'secondsToEnd',
      'result',
    ],
  },
  ...performanceRoutes,
  {
    operationId: 'listDevices',
    method: 'GET',
    path: '/v1/devices',
    summary: 'List edge gateways, then machines that speak for themselves or by one, with what is wrong with each',
    tag,
    roles: 'anyone',
    query: z.strictObject(paging),
    columns: [
      'kind',
      'deviceId',
      'lastHeardAt',
      'degraded',
      'trouble',
      'clock.isOff',
      'clock.behindMs',
      'gateway',
      'waiting',
      'health.backlog.messages',
      'health.backlog.bytes',
      'health.backlog.oldestAt',
      'health.lost.samples',
      'health.lost.others',
      'health.connectedSince',
      'health.version',
    ],
  },
] as const satisfies readonly Route[]
