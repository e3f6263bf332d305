import * as z from 'zod'
import { subjectTypes } from './names.ts'

/** A recipe version is written `SYRUP@1`, a unit `PMP@P1`, a sublot `LOT@SUBLOT`; every other subject has its own id. */
export const factSubject = z
  .strictObject({
    type: z.enum(subjectTypes),
    id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,130}$/),
  })
  .meta({ id: 'FactSubject' })
export type FactSubject = z.infer<typeof factSubject>
