import * as z from 'zod'
import { fault } from './fault.ts'
import { entryId, instant, orderId, personId, stepId } from './identifiers.ts'
import { activities, isDirect } from './names.ts'
import { reason } from './order.ts'

export const activity = z.enum(activities)
export type Activity = z.infer<typeof activity>

const namedWork = z.strictObject({ activity, orderId: orderId.optional(), stepId: stepId.optional() })
type NamedWork = z.infer<typeof namedWork>
const hasItsOrder = ({ activity: name, orderId: order }: NamedWork) => order !== undefined || !isDirect(name)
const orderNeeded = { path: ['orderId'], message: fault('order-of-work') }
const hasItsStep = ({ orderId: order, stepId: step }: NamedWork) => step === undefined || order !== undefined
const orderOfStepNeeded = { path: ['orderId'], message: fault('order-of-step') }

/** What somebody works on: direct work names its order, and the step where the time can be told by step. */
const work = namedWork.refine(hasItsOrder, orderNeeded).refine(hasItsStep, orderOfStepNeeded)
export type Work = z.infer<typeof work>

/** Without a `personId` whoever asks clocks on; a supervisor may name somebody else. */
export const clockOn = namedWork
  .extend({ personId: personId.optional() })
  .refine(hasItsOrder, orderNeeded)
  .refine(hasItsStep, orderOfStepNeeded)
  .meta({ id: 'ClockOn' })
export type ClockOn = z.infer<typeof clockOn>

/** Ends the one open entry that has all that is named here. */
export const clockOff = z
  .strictObject({
    personId: personId.optional(),
    entryId: entryId.optional(),
    activity: activity.optional(),
    orderId: orderId.optional(),
    stepId: stepId.optional(),
  })
  .meta({ id: 'ClockOff' })
export type ClockOff = z.infer<typeof clockOff>

/** Whose break it is: that of whoever asks, unless a supervisor names somebody else. */
export const takeBreak = z.strictObject({ personId: personId.optional() })

/** `work` takes the place of activity, order and step together. */
export const correctEntry = z
  .strictObject({ personId, from: instant.optional(), to: instant.optional(), work: work.optional(), reason })
  .refine(({ from, to, work: other }) => from !== undefined || to !== undefined || other !== undefined, {
    message: fault('corrects-nothing'),
  })
  .meta({ id: 'CorrectEntry' })
export type CorrectEntry = z.infer<typeof correctEntry>

/** Time that two entries share counts in equal parts, or whole for each; a site has one policy for all its hours. */
export const sharings = ['equal-share', 'full'] as const
export type Sharing = (typeof sharings)[number]

/** A part of the day by the clock on the plant's wall; one that ends before it begins ends on the next day. */
const wallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, fault('wall-time'))
export const shift = z.strictObject({ shiftId: z.string().min(1).max(64), from: wallTime, to: wallTime })
export type Shift = z.infer<typeof shift>

/** What an entry says at one time: a break is an entry of its own, for which no work counts. */
export const stretch = z.strictObject({
  activity: z.enum([...activities, 'break']),
  orderId: orderId.optional(),
  stepId: stepId.optional(),
  from: instant,
  to: instant.optional(),
})
export type Stretch = z.infer<typeof stretch>

export const entry = stretch.extend({ entryId, personId })
