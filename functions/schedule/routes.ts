import * as z from 'zod'
import { maintenanceWindow } from '../../events/calendar.ts'
import { machineState } from '../../events/device.ts'
import { fault } from '../../events/fault.ts'
import { equipmentId, instant } from '../../events/identifiers.ts'
import { orderStatus } from '../../events/order.ts'
import { quantity } from '../../events/quantity.ts'
import { violation } from '../../events/violation.ts'
import { infeasibleCauses } from '../../shared/domain/schedule/infeasible.ts'
import type { Route } from '../../shared/http/route.ts'
import { paging } from '../lists.ts'
import { decodeCursor } from './cursor.ts'

const tag = 'Dispatch and schedule'
const rank = { orderId: z.string(), priority: z.int().optional(), dueAt: z.string().optional() }

const noCursor = fault('cursor')
const dispatchCursor = z
  .base64url(noCursor)
  .max(300, noCursor)
  .transform((text, context) => {
    const line = decodeCursor(text)
    if (line === undefined) context.addIssue({ code: 'custom', message: noCursor })
    return line ?? z.NEVER
  })

const line = z.object({
  ...rank,
  stepId: z.string(),
  name: z.string(),
  product: z.string(),
  quantity,
  status: orderStatus,
  canStart: z.boolean(),
  equipmentIds: z.array(z.string()),
  violations: z.array(violation),
})
const unit = z.object({
  equipmentId: z.string(),
  name: z.string(),
  state: machineState,
  running: z.object({ orderId: z.string(), stepId: z.string(), from: z.string() }).optional(),
  holds: z.array(z.string()),
  maintenance: maintenanceWindow.optional(),
  closedUntil: z.string().optional(),
})
const operation = z.object({
  orderId: z.string(),
  stepId: z.string(),
  status: z.enum(['running', 'planned']),
  workCenter: z.string().optional(),
  equipmentId: z.string().optional(),
  personId: z.string().optional(),
  setUpFrom: z.string().optional(),
  from: z.string(),
  to: z.string(),
})

export const routes = [
  {
    operationId: 'getDispatch',
    method: 'GET',
    path: '/v1/dispatch',
    summary: 'List what may start next at a work center or unit, the most urgent first, and why the rest may not',
    tag,
    roles: 'anyone',
    query: z.strictObject({ workCenter: equipmentId, limit: paging.limit, cursor: dispatchCursor.optional() }),
    answer: z.object({
      workCenter: z.string(),
      at: z.string(),
      units: z.array(unit),
      items: z.array(line),
      nextCursor: z.string().optional(),
    }),
  },
  {
    operationId: 'getSchedule',
    method: 'GET',
    path: '/v1/schedule',
    summary:
      'Read the plan as it follows from the facts of now, and each order that cannot meet its due date; or see it (SVG)',
    tag,
    roles: 'anyone',
    produces: ['image/svg+xml'],
    query: z
      .strictObject({ workCenter: equipmentId.optional(), from: instant.optional(), to: instant.optional() })
      .refine(({ from, to }) => from === undefined || to === undefined || from < to, {
        path: ['to'],
        message: fault('later-than', { earlier: 'from' }),
      }),
    answer: z.object({
      at: z.string(),
      horizon: z.string(),
      operations: z.array(operation),
      orders: z.array(
        z.object({
          ...rank,
          plannedEnd: z.string().optional(),
          lateBySeconds: z.int().optional(),
          withoutDuration: z.array(z.string()).optional(),
        }),
      ),
      infeasible: z.array(
        z.object({
          orderId: z.string(),
          stepId: z.string().optional(),
          cause: z.enum(infeasibleCauses),
          detail: z.string(),
        }),
      ),
    }),
  },
] as const satisfies readonly Route[]
