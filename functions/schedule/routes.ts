import * as z from 'zod'
import { fault } from '../../events/fault.ts'
import { equipmentId, instant, recipeId } from '../../events/identifiers.ts'
import { quantity, unit } from '../../events/quantity.ts'
import { recipeVersion } from '../../events/recipe.ts'
import type { Route } from '../../shared/http/route.ts'
import { paging } from '../lists.ts'

const tag = 'Dispatch and schedule'

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
      priority: z
        .string()
        .regex(/^[1-9]\d{0,2}$/, fault('whole-number', { least: 1, most: 999 }))
        .transform(Number)
        .optional(),
    }),
  },
] as const satisfies readonly Route[]
