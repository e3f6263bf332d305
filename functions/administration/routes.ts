import * as z from 'zod'
import { fault } from '../../events/fault.ts'
import type { Route } from '../../shared/http/route.ts'
import { paging } from '../lists.ts'

const tag = 'Administration'
/** Those who run the plant: they see what got stuck between its parts, and set it going again. */
const keepers = ['admin', 'engineer'] as const

export const routes = [
  {
    operationId: 'listDeadLetters',
    method: 'GET',
    path: '/v1/dead-letters',
    summary:
      'List the messages that the plant could not deliver or process and has put aside: what each carries, and why it was put aside. The first hundred of each queue',
    tag,
    roles: keepers,
  },
  {
    operationId: 'redriveDeadLetter',
    method: 'POST',
    path: '/v1/dead-letters/{deadLetterId}/redrive',
    summary:
      'Give a message that was put aside back to where it came from. It is taken out of the list; a message that is not there any more was given back before',
    tag,
    roles: keepers,
  },
  {
    operationId: 'listExecutions',
    method: 'GET',
    path: '/v1/executions',
    summary: 'List the executions of a workflow, the newest first, with their states',
    tag,
    // Quality decides what two of the workflows wait for.
    roles: [...keepers, 'quality'],
    query: z.strictObject({
      workflow: z.enum(['batch-release', 'deviation-hold', 'hold-spread']),
      status: z.enum(['running', 'succeeded', 'failed', 'timed-out', 'aborted']).optional(),
      limit: paging.limit,
      cursor: z
        .string()
        .regex(/^[\w-]{1,4096}$/, fault('cursor'))
        .optional(),
    }),
  },
] as const satisfies readonly Route[]
