import * as z from 'zod'
import { fault } from './fault.ts'
import { entryId, instant, orderId, personId, stepId } from './identifiers.ts'
import { activities, isDirect } from './names.ts'
import { bookedLate, reason } from './order.ts'

export const activity = z.enum(activities)
export type Activity = z.infer<typeof activity>

const namedWork = z.strictObject({ activity, orderId: orderId.optional(), stepId: stepId.optional() })
type NamedWork = z.infer<typeof namedWork>
const hasItsOrder = ({ activity: name, orderId: order }: NamedWork) => order !== undefined || !isDirect(name)
const orderNeeded = { path: ['orderId'], message: fault('order-of-work') }
const hasItsStep = ({ orderId: order, stepId: step }: NamedWork) => step === undefined || order !== undefined
const orderOfStepNeeded = { path: ['orderId'], message: fault('order-of-step') }

/** The work of a person: direct work names its order, and its step if time is recorded by step. */
const work = namedWork.refine(hasItsOrder, orderNeeded).refine(hasItsStep, orderOfStepNeeded)
export type Work = z.infer<typeof work>

/** Without `personId`, the caller clocks on; a supervisor may name another person. */
export const clockOn = namedWork
  .extend({ personId: personId.optional(), ...bookedLate })
  .refine(hasItsOrder, orderNeeded)
  .refine(hasItsStep, orderOfStepNeeded)
  .meta({ id: 'ClockOn' })
export type ClockOn = z.infer<typeof clockOn>

/** Ends the open entry that has all fields given; there must be only one. */
export const clockOff = z
  .strictObject({
    personId: personId.optional(),
    entryId: entryId.optional(),
    activity: activity.optional(),
    orderId: orderId.optional(),
    stepId: stepId.optional(),
    ...bookedLate,
  })
  .meta({ id: 'ClockOff' })
export type ClockOff = z.infer<typeof clockOff>

/** The break of the caller, or of the person that a supervisor names. */
export const takeBreak = z.strictObject({ personId: personId.optional() })

/** `work` replaces activity, order and step together. */
export const correctEntry = z
  .strictObject({ personId, from: instant.optional(), to: instant.optional(), work: work.optional(), reason })
  .refine(({ from, to, work: other }) => from !== undefined || to !== undefined || other !== undefined, {
    message: fault('corrects-nothing'),
  })
  .meta({ id: 'CorrectEntry' })
export type CorrectEntry = z.infer<typeof correctEntry>

/** Whether overlapping entries share their time equally or each count all of it. A site has one policy for all hours. */
export const sharings = ['equal-share', 'full'] as const
export type Sharing = (typeof sharings)[number]

/** A shift in local time of the plant; if it ends before it begins, it ends on the next day. */
const wallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, fault('wall-time'))
export const shift = z.strictObject({ shiftId: z.string().min(1).max(64), from: wallTime, to: wallTime })
export type Shift = z.infer<typeof shift>

/** An entry at one time. A break is an entry of its own, without work. */
export const stretch = z.strictObject({
  activity: z.enum([...activities, 'break']),
  orderId: orderId.optional(),
  stepId: stepId.optional(),
  from: instant,
  to: instant.optional(),
})
export type Stretch = z.infer<typeof stretch>

export const entry = stretch.extend({ entryId, personId })
/** An entry of a person, as facts contain it. */
export type ClockEntry = z.infer<typeof entry>
