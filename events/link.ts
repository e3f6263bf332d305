import * as z from 'zod'
import { fault } from './fault.ts'

/**
 * A link to a document outside Andon, which people follow from a record. Only `https:`: a script (`javascript:`) would run with the rights of the
 * reader, and plain HTTP lets anybody on the way change what a record refers to. Without a user name or password, because records are kept and shown.
 */
export const link = z
  .url({ protocol: /^https$/, error: fault('link'), abort: true })
  .max(2000)
  .refine((text) => /^https:\/\/[^\s/?#@]+(?:[/?#]|$)/i.test(text), fault('link'))
