import * as z from 'zod'
import { entryId, instant, orderId, personId, stepId } from '../../events/identifiers.ts'
import { sharings, stretch } from '../../events/labour.ts'
import { clockStops } from '../../events/names.ts'
import { receiptOf } from '../../events/receipt.ts'
import type { Answers } from '../../shared/http/answer.ts'
import { listOf } from '../lists.ts'
import type { routes } from './routes.ts'

const entry = stretch.extend({
  entryId,
  personId,
  missing: z.strictObject({ shiftId: z.string(), shiftEndedAt: instant }).optional(),
  stoppedBy: z.enum(clockStops).optional(),
  corrections: z.array(z.strictObject({ was: stretch, reason: z.string(), at: instant, by: z.string() })),
})
const reckoned = entry
  .extend({ open: z.boolean(), seconds: z.int().optional(), provisional: z.boolean().optional() })
  .meta({ id: 'LabourEntry' })

const hours = z
  .strictObject({
    orderId: orderId.optional(),
    stepId: stepId.optional(),
    personId: personId.optional(),
    activity: stretch.shape.activity.optional(),
    direct: z.boolean().optional(),
    seconds: z.int(),
    entries: z.int(),
    open: z.boolean(),
    provisional: z.boolean(),
    attendanceSeconds: z.int().optional(),
    workSeconds: z.int().optional(),
    efficiency: z.string().optional(),
  })
  .meta({ id: 'LabourHours' })

const onTheClock = z
  .strictObject({ personId, name: z.string().optional(), onBreak: z.boolean(), open: z.array(entry) })
  .meta({ id: 'OnTheClock' })

export const answers = {
  clockOn: receiptOf('andon.labour.clocked-on.v1'),
  clockOff: receiptOf('andon.labour.clocked-off.v1'),
  startBreak: receiptOf('andon.labour.break-started.v1'),
  endBreak: receiptOf('andon.labour.break-ended.v1'),
  correctEntry: receiptOf('andon.labour.corrected.v1'),
  listLabour: listOf(reckoned),
  listOnTheClock: listOf(onTheClock),
  listHours: z.strictObject({ sharing: z.enum(sharings), items: z.array(hours) }),
} as const satisfies Answers<typeof routes>
