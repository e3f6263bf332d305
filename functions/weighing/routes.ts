import * as z from 'zod'
import { chargeContainer, rejectContainer, reverseCharge, verifyContainer, weigh } from '../../events/dispensing.ts'
import { equipmentId, lineId, lotId, sublotId } from '../../events/identifiers.ts'
import { decimal } from '../../events/quantity.ts'
import { checkScale } from '../../events/scale.ts'
import type { Route } from '../../shared/http/route.ts'

const tag = 'Weighing and dispensing'
const floor = ['operator', 'supervisor'] as const

export const routes = [
  {
    operationId: 'checkScale',
    method: 'POST',
    path: '/v1/equipment/{equipmentId}/scale-checks',
    summary: 'Record the daily check of a scale; nothing is weighed on it before it has passed',
    tag,
    roles: ['operator', 'supervisor', 'engineer', 'quality'],
    body: checkScale,
  },
  {
    operationId: 'weigh',
    method: 'POST',
    path: '/v1/orders/{orderId}/weighings',
    summary: 'Weigh material of a lot into a container, which consumes it for a line of a step',
    tag,
    roles: floor,
    body: weigh,
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
      /** The weight of an empty container that the scale is not tared for, in the unit of the scale. */
      tare: decimal.optional(),
    }),
  },
  {
    operationId: 'listDispensed',
    method: 'GET',
    path: '/v1/orders/{orderId}/dispensed',
    summary: 'List the containers that were weighed for an order',
    tag,
    roles: 'anyone',
  },
  {
    operationId: 'getDispensed',
    method: 'GET',
    path: '/v1/orders/{orderId}/dispensed/{containerId}',
    summary: 'Read a container that was weighed for an order',
    tag,
    roles: 'anyone',
  },
  {
    operationId: 'verifyContainer',
    method: 'POST',
    path: '/v1/orders/{orderId}/dispensed/{containerId}/verify',
    summary: 'Verify a container: another person than who weighed it signs',
    tag,
    roles: ['operator', 'supervisor', 'quality'],
    body: verifyContainer,
  },
  {
    operationId: 'rejectContainer',
    method: 'POST',
    path: '/v1/orders/{orderId}/dispensed/{containerId}/reject',
    summary: 'Take a container out of its order: what is in it does not count, and is scrap',
    tag,
    roles: ['operator', 'supervisor', 'quality'],
    body: rejectContainer,
  },
  {
    operationId: 'chargeContainer',
    method: 'POST',
    path: '/v1/orders/{orderId}/dispensed/{containerId}/charge',
    summary: 'Charge a scanned container into the equipment of the step that takes it',
    tag,
    roles: floor,
    body: chargeContainer,
  },
  {
    operationId: 'reverseCharge',
    method: 'POST',
    path: '/v1/orders/{orderId}/dispensed/{containerId}/reverse-charge',
    summary: 'Take back a charge that was recorded by mistake, while its step runs',
    tag,
    roles: floor,
    body: reverseCharge,
  },
] as const satisfies readonly Route[]
