import * as z from 'zod'
import { fault } from './fault.ts'
import { callId, equipmentId, instant, orderId, stepId } from './identifiers.ts'
import { callKinds, callStatuses } from './names.ts'

export const callKind = z.enum(callKinds)

const said = z.string().trim().min(1).max(2000)
const asked = {
  kind: callKind,
  orderId: orderId.optional(),
  stepId: stepId.optional(),
  comment: said.optional(),
}

export const placeCall = z
  .strictObject(asked)
  .refine(({ orderId: order, stepId: step }) => step === undefined || order !== undefined, {
    path: ['orderId'],
    message: fault('order-of-step'),
  })
  .meta({ id: 'PlaceCall' })
export type PlaceCall = z.infer<typeof placeCall>

export const answerCall = z.strictObject({}).meta({ id: 'AnswerCall' })

export const endCall = z.strictObject({ result: said.optional() }).meta({ id: 'EndCall' })
export type EndCall = z.infer<typeof endCall>

export const callStatus = z.enum(callStatuses)

/** A call as it was placed. */
export const placedCall = z.strictObject({ equipmentId, callId, ...asked })
/** Whole seconds from the call. */
export const secondsFromCall = z.int().min(0)

export const callFacts = {
  'andon.call.placed.v1': placedCall,
  'andon.call.answered.v1': placedCall.extend({ calledAt: instant, secondsToAnswer: secondsFromCall }),
  'andon.call.ended.v1': placedCall.extend({
    calledAt: instant,
    /** Absent if nobody answered the call. */
    secondsToAnswer: secondsFromCall.optional(),
    secondsToEnd: secondsFromCall,
    result: said.optional(),
  }),
} as const
