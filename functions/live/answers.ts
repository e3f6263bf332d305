import * as z from 'zod'
import { instant, siteId } from '../../events/identifiers.ts'
import { shift } from '../../events/labour.ts'
import { anyFact } from '../../events/receipt.ts'
import type { Answers } from '../../shared/http/answer.ts'
import { listOf } from '../lists.ts'
import type { routes } from './routes.ts'

/** Whether the chain of one subject is complete and unchanged. */
export const verified = z.strictObject({ intact: z.boolean(), entries: z.int(), firstBroken: z.string().optional() })

export const answers = {
  getHealth: z.strictObject({
    status: z.literal('ok'),
    site: siteId,
    timeZone: z.string(),
    /** The shifts of a day, in local time of the plant. */
    shifts: z.array(shift),
    at: instant,
    version: z.string(),
  }),
  getOpenApi: z.looseObject({ openapi: z.string() }),
  getAsyncApi: z.looseObject({ asyncapi: z.string() }),
  getAudit: listOf(anyFact),
  verifyAudit: verified,
} as const satisfies Answers<typeof routes>
