import * as z from 'zod'
import { fault } from './fault.ts'
import { instant } from './identifiers.ts'

/**
 * The end of something: an instant, or a date such as `2027-06-30`, which ends with its day at the site. The edge replaces a date by the midnight that
 * ends its day, so that facts and state have instants only. A field of this schema has one of the {@link untilFields} as its name.
 */
export const until = z.union([instant, z.iso.date(fault('until'))], { error: fault('until') })

/** The names of the fields in which the edge replaces a date. */
export const untilFields: ReadonlySet<string> = new Set([
  'expiresAt',
  'retestAt',
  'dueAt',
  'firstDueAt',
  'calibrationDueAt',
  'cleanUntil',
  'validUntil',
  'retrainingDueAt',
  'before',
])
