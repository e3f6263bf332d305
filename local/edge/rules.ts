import * as z from 'zod'
import { idPattern } from '../../events/id-rule.ts'

/** The end of a sentence that begins with the setting: "cloud.url has to be …". */
export const has = (what: string) => ({ error: what })

export const id = z
  .string(has('has to be an id'))
  .regex(idPattern, has('has to be an id: up to 64 letters, digits, points, hyphens and underscores'))
