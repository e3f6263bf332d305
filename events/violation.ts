import * as z from 'zod'
import { refusals } from './refusals.ts'

const codes = Object.keys(refusals) as [keyof typeof refusals, ...(keyof typeof refusals)[]]
export const violation = z
  .strictObject({
    code: z.enum(codes),
    variant: z.string().optional(),
    params: z.record(z.string(), z.unknown()),
    detail: z.string(),
    ref: z.string().optional(),
    overridable: z.literal(true).optional(),
    /** A warning that was passed, which quality reviews with the batch. */
    review: z.literal(true).optional(),
  })
  .meta({ id: 'Violation' })
