import * as z from 'zod'
import { fault } from '../../events/fault.ts'
import { equipmentId, instant } from '../../events/identifiers.ts'
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
] as const satisfies readonly Route[]
