import * as z from 'zod'
import { instant } from '../../events/identifiers.ts'
import type { Answers } from '../../shared/http/answer.ts'
import { listOf } from '../lists.ts'
import type { routes } from './routes.ts'

export const deadLetter = z
  .strictObject({
    deadLetterId: z.string(),
    /** The section of the runbook that is about its queue. */
    queue: z.string(),
    sentAt: instant,
    /** Who put it aside says so; a queue gives no reason but that it was tried too often. */
    reason: z.string().optional(),
    /** The message as it was sent, mostly JSON. */
    carries: z.string(),
    canRedrive: z.boolean(),
  })
  .meta({ id: 'DeadLetter' })

export const execution = z
  .strictObject({
    workflow: z.string(),
    /** The id of the order, the deviation or the hold, with what began it. */
    executionId: z.string(),
    status: z.enum(['running', 'succeeded', 'failed', 'timed-out', 'aborted']),
    startedAt: instant,
    stoppedAt: instant.optional(),
  })
  .meta({ id: 'Execution' })

export const answers = {
  listDeadLetters: z.strictObject({ items: z.array(deadLetter) }),
  redriveDeadLetter: z.strictObject({ deadLetterId: z.string(), queue: z.string() }),
  listExecutions: listOf(execution),
} as const satisfies Answers<typeof routes>
