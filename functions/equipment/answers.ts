import * as z from 'zod'
import { callKind, callStatus, placedCall, secondsFromCall } from '../../events/call.ts'
import { machineState } from '../../events/device.ts'
import { actor } from '../../events/envelope.ts'
import { callId, equipmentId, instant, materialId, orderId, stepId } from '../../events/identifiers.ts'
import { amount, decimal, signedDecimal } from '../../events/quantity.ts'
import { receiptOf } from '../../events/receipt.ts'
import { readingSource, scaleCheckOutcome } from '../../events/scale.ts'
import type { Answers } from '../../shared/http/answer.ts'
import { listOf } from '../lists.ts'
import type { routes } from './routes.ts'

const machine = z
  .strictObject({
    equipmentId,
    state: machineState,
    stateSince: instant.optional(),
    stateSequence: z.int().optional(),
    stateReason: z.string().optional(),
    holds: z.array(z.string()),
    cleanUntil: instant.optional(),
    setUpFor: materialId.optional(),
    setUpFamily: z.string().optional(),
    occupancies: z.array(z.strictObject({ orderId, stepId, from: instant, to: instant.optional() })),
    values: z.record(
      z.string(),
      z.strictObject({
        value: signedDecimal,
        unit: z.string().optional(),
        occurredAt: instant,
        sequence: z.int(),
      }),
    ),
    weights: z
      .array(z.strictObject({ value: signedDecimal, unit: z.string().optional(), occurredAt: instant, since: instant }))
      .optional(),
    scaleCheck: z
      .strictObject({
        outcome: scaleCheckOutcome,
        readings: z.array(z.strictObject({ nominal: amount, reading: amount, tolerance: amount, passed: z.boolean() })),
        source: readingSource,
        checkedAt: instant,
        checkedBy: z.string(),
        validUntil: instant,
      })
      .optional(),
    counts: z.strictObject({ good: decimal, reject: decimal, occurredAt: instant, sequence: z.int() }).optional(),
    clock: z
      .strictObject({
        isOff: z.boolean(),
        behindMs: z.int().optional(),
        window: z.strictObject({ since: instant, leastMs: z.int(), leastBeforeMs: z.int().optional() }).optional(),
        ahead: z.strictObject({ receivedAt: instant, occurredAt: instant }).optional(),
      })
      .optional(),
    calls: z.array(z.strictObject({ callId, kind: callKind })).optional(),
  })
  .meta({ id: 'Machine' })

const call = placedCall
  .extend({
    status: callStatus,
    calledAt: instant,
    calledBy: actor,
    answeredAt: instant.optional(),
    answeredBy: actor.optional(),
    secondsToAnswer: secondsFromCall.optional(),
    endedAt: instant.optional(),
    endedBy: actor.optional(),
    secondsToEnd: secondsFromCall.optional(),
    result: z.string().optional(),
  })
  .meta({ id: 'Call' })

export const answers = {
  getMachine: machine,
  placeCall: receiptOf('andon.call.placed.v1'),
  answerCall: receiptOf('andon.call.answered.v1'),
  endCall: receiptOf('andon.call.ended.v1'),
  listCalls: listOf(call),
} as const satisfies Answers<typeof routes>
