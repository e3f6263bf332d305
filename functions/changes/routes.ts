import * as z from 'zod'
import * as change from '../../events/change.ts'
import { receipt } from '../../events/envelope.ts'
import { step } from '../../events/recipe.ts'
import { violation } from '../../events/violation.ts'
import type { Route } from '../../shared/http/route.ts'

const tag = 'Change in flight'
const proposers = ['engineer', 'planner', 'supervisor', 'quality'] as const
const card = z
  .object({ changeId: z.string(), status: change.changeStatus, version: z.string(), effect: change.changeEffect })
  .loose()
const difference = z.object({
  added: z.array(step),
  removed: z.array(step),
  changed: z.array(
    z.object({
      stepId: z.string(),
      fields: z.array(z.object({ field: z.string(), before: z.unknown().optional(), after: z.unknown().optional() })),
    }),
  ),
})

export const routes = [
  {
    operationId: 'proposeChange',
    method: 'POST',
    path: '/v1/orders/{orderId}/changes',
    summary: 'Propose that an order which is under way go over to another version of its recipe',
    tag,
    roles: proposers,
    body: change.proposeChange,
    answer: receipt,
  },
  {
    operationId: 'listChanges',
    method: 'GET',
    path: '/v1/orders/{orderId}/changes',
    summary: 'List the changes of an order',
    tag,
    roles: 'anyone',
    answer: z.object({ items: z.array(card) }),
  },
  {
    operationId: 'getChange',
    method: 'GET',
    path: '/v1/orders/{orderId}/changes/{changeId}',
    summary: 'Read a change: what is different step by step, and what stands against it now',
    tag,
    roles: 'anyone',
    answer: card.extend({ difference: difference.optional(), violations: z.array(violation) }),
  },
  {
    operationId: 'reviewChange',
    method: 'POST',
    path: '/v1/orders/{orderId}/changes/{changeId}/review',
    summary: 'Attest, signed, that the difference is what is meant',
    tag,
    roles: ['engineer', 'supervisor', 'quality'],
    body: change.reviewChange,
    answer: receipt,
  },
  {
    operationId: 'approveChange',
    method: 'POST',
    path: '/v1/orders/{orderId}/changes/{changeId}/approve',
    summary: 'Approve a change, signed; it takes its effect with that',
    tag,
    roles: ['quality'],
    body: change.approveChange,
    answer: receipt,
  },
  {
    operationId: 'rejectChange',
    method: 'POST',
    path: '/v1/orders/{orderId}/changes/{changeId}/reject',
    summary: 'Reject a change, signed, with the reason',
    tag,
    roles: ['quality'],
    body: change.rejectChange,
    answer: receipt,
  },
  {
    operationId: 'withdrawChange',
    method: 'POST',
    path: '/v1/orders/{orderId}/changes/{changeId}/withdraw',
    summary: 'Withdraw a change that is not decided',
    tag,
    roles: proposers,
    body: change.withdrawChange,
    answer: receipt,
  },
] as const satisfies readonly Route[]
