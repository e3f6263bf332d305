import * as z from 'zod'
import { deviationId, instant, orderId } from '../../events/identifiers.ts'
import { orderStatus } from '../../events/order.ts'
import {
  breach,
  deviationStatus,
  disposition,
  holdable,
  holdOrigin,
  holdPurpose,
  override,
  severity,
} from '../../events/quality.ts'
import { receiptOf } from '../../events/receipt.ts'
import { factSubject, subjectId } from '../../events/subject.ts'
import type { Answers } from '../../shared/http/answer.ts'
import { affectedLot } from '../genealogy/answers.ts'
import { listOf } from '../lists.ts'
import type { routes } from './routes.ts'

const hold = z
  .strictObject({
    holdId: z.string(),
    subject: holdable,
    reason: z.string(),
    deviationId: deviationId.optional(),
    purpose: holdPurpose.optional(),
    origin: holdOrigin.optional(),
    originReleasedAt: instant.optional(),
    status: z.enum(['active', 'released']),
    placedAt: instant,
    placedBy: z.string(),
    releasedAt: instant.optional(),
    spreadAt: instant.optional(),
  })
  .meta({ id: 'Hold' })
/** `inherited` marks a hold that applies to the subject and was placed on another one. */
const holdListed = hold.extend({ inherited: z.literal(true).optional() }).meta({ id: 'HoldListed' })

const inheritance = { id: subjectId, from: factSubject, since: instant, held: z.boolean() }
const heir = z.union([
  affectedLot.extend({ type: z.literal('lot'), ...inheritance }),
  z.strictObject({ type: z.literal('order'), ...inheritance, status: orderStatus }),
  // The index has it and the record does not.
  z.strictObject({ type: z.enum(['lot', 'order']), ...inheritance }),
])

const deviationListed = z
  .strictObject({
    deviationId,
    subject: holdable,
    title: z.string(),
    status: deviationStatus,
    severity: severity.optional(),
    openedAt: instant,
  })
  .meta({ id: 'DeviationListed' })
const deviation = deviationListed
  .extend({
    description: z.string(),
    rootCause: z.string().optional(),
    disposition: disposition.optional(),
    capaRequired: z.boolean().optional(),
    decidedBy: z.string().optional(),
    closedAt: instant.optional(),
    orderId: orderId.optional(),
    breach: breach.optional(),
    override: override.optional(),
    holds: z.array(z.string()),
  })
  .meta({ id: 'Deviation' })

export const answers = {
  placeHold: receiptOf('andon.hold.placed.v1'),
  listHolds: listOf(holdListed),
  getHold: hold,
  listAffected: listOf(heir).extend({ spreading: z.boolean() }),
  releaseHold: receiptOf('andon.hold.released.v1'),
  openDeviation: receiptOf('andon.deviation.opened.v1'),
  listDeviations: listOf(deviationListed),
  getDeviation: deviation,
  classifyDeviation: receiptOf('andon.deviation.classified.v1'),
  investigateDeviation: receiptOf('andon.deviation.investigated.v1'),
  dispositionDeviation: receiptOf('andon.deviation.dispositioned.v1'),
  closeDeviation: receiptOf('andon.deviation.closed.v1'),
} as const satisfies Answers<typeof routes>
