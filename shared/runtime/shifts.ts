import * as z from 'zod'
import { type Sharing, type Shift, sharings, shift } from '../../events/labour.ts'
import { environment, variable } from './environment.ts'

/** The shifts of a day at this site. @throws when the shifts in the site file are invalid. */
export const shiftPlan = (): Shift[] => z.array(shift).parse(JSON.parse(environment(variable.shifts)))

/** How the site counts the time of a person who works on several things at once. */
export const labourSharing = (): Sharing => z.enum(sharings).parse(environment(variable.labourSharing))
