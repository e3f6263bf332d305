import * as z from 'zod'
import { fault } from './fault.ts'
import { identifier, instant } from './identifiers.ts'
import { weekdays } from './names.ts'
import { quantity } from './quantity.ts'

/** A length of time: more than nothing, in seconds, minutes, hours or days (UCUM). */
export const timeSpan = z
  .strictObject({
    value: z
      .string()
      .regex(/^(0|[1-9]\d{0,5})(\.\d{1,6})?$/, {
        error: fault('decimal-below-million'),
        abort: true,
      })
      .refine((text) => /[1-9]/.test(text), fault('more-than-zero'))
      .brand<'Decimal'>(),
    unit: z.enum(['s', 'min', 'h', 'd'], { error: fault('time-unit') }),
  })
  .meta({ id: 'TimeSpan' })
export type TimeSpan = z.infer<typeof timeSpan>

/**
 * How long a step takes: a fixed part, and one that grows with the quantity of the order. Work that `spansBreaks` stops when its
 * unit closes and goes on when it opens again; any other has to fit between opening and closing.
 */
export const stepDuration = z
  .strictObject({
    fixed: timeSpan.optional(),
    perQuantity: z.strictObject({ time: timeSpan, per: quantity }).optional(),
    spansBreaks: z.boolean().default(false),
  })
  .refine(({ fixed, perQuantity }) => fixed !== undefined || perQuantity !== undefined, {
    path: ['fixed'],
    message: fault('this-or', { other: 'perQuantity' }),
  })
  .meta({ id: 'StepDuration' })
export type StepDuration = z.infer<typeof stepDuration>

export const weekday = z.enum(weekdays)
export type Weekday = z.infer<typeof weekday>

/** A time on the wall clock of the site; `24:00` is the midnight that ends the day. */
export const wallTime = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, fault('wall-time'))

/** On these days, from one time to the other; one that ends no later than it begins ends on the day after. */
const shift = z.strictObject({ days: z.array(weekday).min(1).max(7), from: wallTime, to: wallTime })

/** When an equipment works, in the time zone of the site. */
export const calendar = z.strictObject({ shifts: z.array(shift).min(1).max(50) }).meta({ id: 'Calendar' })
export type Calendar = z.infer<typeof calendar>

/** An equipment is out of service from one instant to the other. */
export const maintenanceWindow = z
  .strictObject({ from: instant, to: instant, reason: z.string().trim().min(3).max(200) })
  .refine(({ from, to }) => from < to, { path: ['to'], message: fault('later-than', { earlier: 'from' }) })
export type MaintenanceWindow = z.infer<typeof maintenanceWindow>

/** What it takes to change over from one product family to another; a side that is left out stands for any family. */
export const setUp = z.strictObject({ from: identifier.optional(), to: identifier.optional(), duration: timeSpan })
export type SetUp = z.infer<typeof setUp>
