import * as z from 'zod'
import { subjectTypes } from './names.ts'

/** The id of any subject, the lot number of a supplier among them. */
export const subjectId = z
  .string()
  .regex(
    /^(?:[A-Za-z0-9][A-Za-z0-9._@-]{0,130}|[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]{1,20}(?:@[A-Za-z0-9][A-Za-z0-9._-]{0,63})?)$/,
  )

/** A recipe version is written `SYRUP@1`, a unit `PMP@P1`, a sublot `LOT@SUBLOT`; every other subject has its own id. */
export const factSubject = z
  .strictObject({
    type: z.enum(subjectTypes),
    id: subjectId,
  })
  .meta({ id: 'FactSubject' })
export type FactSubject = z.infer<typeof factSubject>
