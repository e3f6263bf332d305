import * as z from 'zod'
import { rejectContainer, verifyContainer, weigh, weighing } from '../../events/dispensing.ts'
import { receipt } from '../../events/envelope.ts'
import {
  equipmentId,
  identifier,
  instant,
  lineId,
  lotId,
  materialId,
  orderId,
  stepId,
  sublotId,
} from '../../events/identifiers.ts'
import { amount, decimal } from '../../events/quantity.ts'
import { checkScale, scaleCheckOutcome } from '../../events/scale.ts'
import { violation } from '../../events/violation.ts'
import type { Route } from '../../shared/http/route.ts'

const tag = 'Weighing and dispensing'
const floor = ['operator', 'supervisor'] as const

const by = z.object({ id: z.string(), name: z.string(), at: instant })
const container = weighing
  .extend({
    orderId,
    stepId,
    lineId,
    materialId,
    lotId,
    sublotId: sublotId.optional(),
    weighed: by,
    verified: by.optional(),
    rejected: by.extend({ reasonCode: identifier.optional(), reason: z.string() }).optional(),
  })
  .meta({ id: 'DispensedContainer' })

const scaleState = z.object({
  equipmentId,
  /** Absent, as `cleaning` is, where no such equipment is defined. */
  calibration: z.enum(['not-required', 'valid', 'due']).optional(),
  cleaning: z.enum(['not-required', 'clean', 'not-clean']).optional(),
  cleanUntil: instant.optional(),
  dailyCheck: z.union([scaleCheckOutcome, z.literal('due')]),
  checkedUntil: instant.optional(),
  display: z.object({ value: z.string(), unit: z.string(), occurredAt: instant }).optional(),
  violations: z.array(violation),
})

const line = z
  .object({
    lineId,
    materialId,
    required: amount,
    least: amount,
    most: amount,
    done: amount,
    complete: z.boolean(),
    containers: z.array(container),
    target: z.object({ target: amount, low: amount, high: amount }).optional(),
    state: z.enum(['under', 'within', 'over']).optional(),
    canWeigh: z.boolean().optional(),
    violations: z.array(violation).optional(),
  })
  .loose()

export const routes = [
  {
    operationId: 'checkScale',
    method: 'POST',
    path: '/v1/equipment/{equipmentId}/scale-checks',
    summary: 'Record the daily check of a scale; nothing is weighed on it before it has passed',
    tag,
    roles: ['operator', 'supervisor', 'engineer', 'quality'],
    body: checkScale,
    answer: receipt,
  },
  {
    operationId: 'weigh',
    method: 'POST',
    path: '/v1/orders/{orderId}/weighings',
    summary: 'Weigh material of a lot into a container, which consumes it for a line of a step',
    tag,
    roles: floor,
    body: weigh,
    answer: receipt,
  },
  {
    operationId: 'getDispensing',
    method: 'GET',
    path: '/v1/orders/{orderId}/steps/{stepId}/dispensing',
    summary:
      'Read what is to be weighed, how much of this lot on this scale, what the scale shows, and whether you may weigh it now',
    tag,
    roles: 'anyone',
    query: z.strictObject({
      lineId: lineId.optional(),
      lotId: lotId.optional(),
      sublotId: sublotId.optional(),
      equipmentId: equipmentId.optional(),
      /** What the scale is not tared for, in its unit. */
      tare: decimal.optional(),
    }),
    answer: z.object({ scale: scaleState.optional(), items: z.array(line) }),
  },
  {
    operationId: 'listDispensed',
    method: 'GET',
    path: '/v1/orders/{orderId}/dispensed',
    summary: 'List the containers that were weighed for an order',
    tag,
    roles: 'anyone',
    answer: z.object({ items: z.array(container) }),
  },
  {
    operationId: 'getDispensed',
    method: 'GET',
    path: '/v1/orders/{orderId}/dispensed/{containerId}',
    summary: 'Read a container that was weighed for an order',
    tag,
    roles: 'anyone',
    answer: container,
  },
  {
    operationId: 'verifyContainer',
    method: 'POST',
    path: '/v1/orders/{orderId}/dispensed/{containerId}/verify',
    summary: 'Verify a container: another person than who weighed it signs',
    tag,
    roles: ['operator', 'supervisor', 'quality'],
    body: verifyContainer,
    answer: receipt,
  },
  {
    operationId: 'rejectContainer',
    method: 'POST',
    path: '/v1/orders/{orderId}/dispensed/{containerId}/reject',
    summary: 'Take a container out of its order: what is in it does not count, and is scrap',
    tag,
    roles: ['operator', 'supervisor', 'quality'],
    body: rejectContainer,
    answer: receipt,
  },
] as const satisfies readonly Route[]
