import * as z from 'zod'
import { violation } from '../../events/violation.ts'
import type { Answers } from '../../shared/http/answer.ts'
import type { routes } from './routes.ts'

const taken = z.strictObject({
  messageId: z.string().optional(),
  verb: z.enum(['sync', 'process', 'change', 'cancel']),
  noun: z.string(),
  /** The fact of each object; empty where the object was known with the same values. */
  accepted: z.array(z.strictObject({ object: z.string(), factId: z.string() })),
  refused: z.array(z.strictObject({ object: z.string().optional(), violations: z.array(violation) })),
})

export const answers = { receiveB2mml: taken } as const satisfies Answers<typeof routes>
