import * as z from 'zod'
import { instant, parameterId } from './identifiers.ts'
import { reckoned, unit } from './quantity.ts'

const point = z.strictObject({ at: instant, value: reckoned })

/** From the first value outside the limits to the next one within; without `to`, it lasts. */
const excursion = z.strictObject({ from: instant, to: instant.optional(), peak: reckoned })

/** The time of a parameter within the values of a timer. */
const inWindow = z.strictObject({
  timerId: parameterId,
  secondsInside: reckoned,
  secondsOutside: reckoned,
  /** The longest time in one piece outside or silent, after the first value inside. */
  longestOutside: reckoned,
  /** The first value inside. */
  reachedAt: instant.optional(),
})

/** What all values come to that a device measured of a parameter during a step. */
export const values = z.strictObject({
  parameterId,
  /** The unit of the product that the values are of; without it, all values of the step. */
  serial: z.string().optional(),
  unit,
  count: z.int(),
  sum: reckoned,
  /** To twelve decimals. */
  mean: reckoned,
  lowest: point,
  highest: point,
  first: instant,
  last: point,
  /** Inside and outside the limits of the parameter. Neither is a silence, nor the time from a value inside to one outside. */
  secondsInside: reckoned,
  secondsOutside: reckoned,
  secondsSilent: reckoned,
  timers: z.array(inWindow).optional(),
  excursions: z.int(),
  firstExcursion: excursion.optional(),
  worstExcursion: excursion.optional(),
  /** A value came so late that the times around it do not consider it; lowest, highest and curve do. */
  approximate: z.literal(true).optional(),
})
export type Values = z.infer<typeof values>

/** What all values come to that devices measured of one unit for one parameter, in the unit of the parameter. */
export const unitValues = z.strictObject({
  serial: z.string(),
  parameterId,
  count: z.int(),
  lowest: reckoned,
  highest: reckoned,
  last: reckoned,
  /** Each of them in the order of time, if there are two to eight. */
  each: z.array(reckoned).optional(),
})
export type UnitValues = z.infer<typeof unitValues>

/** The lowest and the highest value of each period. */
export const trendCurve = z.strictObject({ everySeconds: reckoned, points: z.array(point) })
export type TrendCurve = z.infer<typeof trendCurve>

const drawn = excursion.extend({ curve: trendCurve })
/** The same with curves: of the step, and closer of the first and the worst excursion with what was around them. */
export const valuesWithCurves = values.extend({
  curve: trendCurve,
  firstExcursion: drawn.optional(),
  worstExcursion: drawn.optional(),
})
export type ValuesWithCurves = z.infer<typeof valuesWithCurves>
