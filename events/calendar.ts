import * as z from 'zod'
import { dayKey } from './day-key.ts'
import { fault } from './fault.ts'
import { identifier, instant } from './identifiers.ts'
import { weekdays } from './names.ts'
import { quantity } from './quantity.ts'

/** A duration greater than zero, in seconds, minutes, hours or days (UCUM). */
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
 * The duration of a step: a fixed part, and a part in proportion to the order quantity. Work with `spansBreaks` stops when its unit closes and
 * continues when it opens; other work must fit between opening and closing.
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

/** A local time of the site; `24:00` is the midnight at the end of the day. */
export const wallTime = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, fault('wall-time'))

/** A shift on these days. If it does not end after it begins, it ends on the next day. */
const shift = z.strictObject({ days: z.array(weekday).min(1).max(7), from: wallTime, to: wallTime })

/** The working time of equipment, in the time zone of the site. */
export const calendar = z.strictObject({ shifts: z.array(shift).min(1).max(50) }).meta({ id: 'Calendar' })
export type Calendar = z.infer<typeof calendar>

/** The most dates of an entry: a year. */
const mostFurtherDates = 365
const date = z.iso.date(fault('date'))
const furtherDates = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000

/**
 * Dates on which equipment does not work as its calendar says: from midnight to midnight in the time zone of the site, `to` included. Without shifts
 * the days are closed. With shifts, these begin on the days in place of those of the weekday. The same every year if `yearly`.
 */
export const calendarDay = z
  .strictObject({
    from: date,
    to: date.optional(),
    name: z.string().trim().min(1).max(200),
    shifts: z
      .array(z.strictObject({ from: wallTime, to: wallTime }))
      .min(1)
      .max(10)
      .optional(),
    yearly: z.boolean().optional(),
    /** The id of the event in the iCalendar file that it comes from, and under which a later file replaces it. */
    uid: z.string().min(1).max(200).optional(),
  })
  .refine(({ from, to = from }) => from <= to && furtherDates(from, to) <= mostFurtherDates, {
    path: ['to'],
    message: fault('last-date', { first: 'from' }),
  })
  .meta({ id: 'CalendarDay' })
export type CalendarDay = z.infer<typeof calendarDay>

/** An entry has 150 bytes: 30 KB of the definition, which is read at each start of a step. */
export const mostDays = 200

/** Holidays, closures and worked weekends of equipment. */
export const calendarDays = z
  .array(calendarDay)
  .max(mostDays)
  .refine((days) => new Set(days.map(dayKey)).size === days.length, fault('days-once'))

/** A period in which equipment is out of service. */
export const maintenanceWindow = z
  .strictObject({ from: instant, to: instant, reason: z.string().trim().min(3).max(200) })
  .refine(({ from, to }) => from < to, { path: ['to'], message: fault('later-than', { earlier: 'from' }) })
export type MaintenanceWindow = z.infer<typeof maintenanceWindow>

/**
 * Maintenance that comes back every week, in the time zone of the site. If it does not end after it begins, it ends on the next day. The first and the
 * last date are those on which it begins.
 */
export const regularMaintenance = z
  .strictObject({
    days: z.array(weekday).min(1).max(7),
    from: wallTime,
    to: wallTime,
    reason: z.string().trim().min(3).max(200),
    firstDate: date.optional(),
    lastDate: date.optional(),
  })
  .refine(({ firstDate, lastDate }) => firstDate === undefined || lastDate === undefined || firstDate <= lastDate, {
    path: ['lastDate'],
    message: fault('last-date', { first: 'firstDate' }),
  })
  .meta({ id: 'RegularMaintenance' })
export type RegularMaintenance = z.infer<typeof regularMaintenance>

/** The change-over from one product family to another; an absent side means any family. */
export const setUp = z.strictObject({ from: identifier.optional(), to: identifier.optional(), duration: timeSpan })
export type SetUp = z.infer<typeof setUp>
