import * as change from '../../events/change.ts'
import type { Route } from '../../shared/http/route.ts'

const tag = 'Change in flight'
const proposers = ['engineer', 'planner', 'supervisor', 'quality'] as const

export const routes = [
  {
    operationId: 'proposeChange',
    method: 'POST',
    path: '/v1/orders/{orderId}/changes',
    summary: 'Propose that an order which is under way go over to another version of its recipe',
    tag,
    roles: proposers,
    body: change.proposeChange,
  },
  {
    operationId: 'listChanges',
    method: 'GET',
    path: '/v1/orders/{orderId}/changes',
    summary: 'List the changes of an order',
    tag,
    roles: 'anyone',
  },
  {
    operationId: 'getChange',
    method: 'GET',
    path: '/v1/orders/{orderId}/changes/{changeId}',
    summary: 'Read a change: what is different step by step, and what stands against it now',
    tag,
    roles: 'anyone',
  },
  {
    operationId: 'reviewChange',
    method: 'POST',
    path: '/v1/orders/{orderId}/changes/{changeId}/review',
    summary: 'Attest, signed, that the difference is what is meant',
    tag,
    roles: ['engineer', 'supervisor', 'quality'],
    body: change.reviewChange,
  },
  {
    operationId: 'approveChange',
    method: 'POST',
    path: '/v1/orders/{orderId}/changes/{changeId}/approve',
    summary: 'Approve a change, signed; it takes its effect with that',
    tag,
    roles: ['quality'],
    body: change.approveChange,
  },
  {
    operationId: 'rejectChange',
    method: 'POST',
    path: '/v1/orders/{orderId}/changes/{changeId}/reject',
    summary: 'Reject a change, signed, with the reason',
    tag,
    roles: ['quality'],
    body: change.rejectChange,
  },
  {
    operationId: 'withdrawChange',
    method: 'POST',
    path: '/v1/orders/{orderId}/changes/{changeId}/withdraw',
    summary: 'Withdraw a change that is not decided',
    tag,
    roles: proposers,
    body: change.withdrawChange,
  },
] as const satisfies readonly Route[]
