import * as z from 'zod'
import { fault } from '../../events/fault.ts'
import { equipmentId, instant, orderId, recipeId } from '../../events/identifiers.ts'
import { quantity, unit } from '../../events/quantity.ts'
import { recipeVersion } from '../../events/recipe.ts'
import type { Route } from '../../shared/http/route.ts'
import { paging } from '../lists.ts'

const tag = 'Dispatch and schedule'

/** A unit has a few hundred bytes for each day. */
const mostDays = 31

const priority = z
  .string()
  .regex(/^[1-9]\d{0,2}$/, fault('whole-number', { least: 1, most: 999 }))
  .transform(Number)

export const routes = [
  {
    operationId: 'getDispatch',
    method: 'GET',
    path: '/v1/dispatch',
    summary: 'List what may start next at a work center or unit, the most urgent first, and why the rest may not',
    tag,
    roles: 'anyone',
    query: z.strictObject({ workCenter: equipmentId, ...paging }),
  },
  {
    operationId: 'getBoard',
    method: 'GET',
    path: '/v1/board',
    summary:
      'Read what every unit of the plant does now: its state, its order and step, and its values against their limits',
    tag: 'Live picture and audit',
    roles: 'anyone',
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
  },
  {
    operationId: 'getWorkingTimes',
    method: 'GET',
    path: '/v1/schedule/working-times',
    summary:
      'Read when each unit of the plant works in a period: its shifts, holidays and maintenance as the plan takes them',
    tag,
    roles: 'anyone',
    query: z
      .strictObject({ from: instant, to: instant })
      .refine(({ from, to }) => from < to, { path: ['to'], message: fault('later-than', { earlier: 'from' }) })
      .refine(({ from, to }) => Date.parse(to) - Date.parse(from) <= mostDays * 86_400_000, {
        path: ['from'],
        message: fault('within-days', { days: mostDays, other: 'to' }),
      }),
  },
  {
    operationId: 'getOrderPlan',
    method: 'GET',
    path: '/v1/schedule/orders/{orderId}',
    summary:
      'Read what decides when an order ends by the plan, and what would change if it came before or after another one; nothing is written',
    tag,
    roles: 'anyone',
    query: z
      .strictObject({ before: orderId.optional(), after: orderId.optional(), priority: priority.optional() })
      .refine((asked) => Object.values(asked).filter((it) => it !== undefined).length <= 1, {
        path: ['before'],
        message: fault('one-place'),
      }),
  },
  {
    operationId: 'getPromise',
    method: 'GET',
    path: '/v1/schedule/promise',
    summary:
      'Read by when an order of this quantity could be done if it were released now, and what decides it; nothing is written',
    tag,
    roles: ['planner', 'supervisor', 'integration'],
    query: z.strictObject({
      recipeId,
      version: recipeVersion.optional(),
      quantity: quantity.shape.value,
      unit,
      priority: priority.optional(),
    }),
  },
] as const satisfies readonly Route[]
