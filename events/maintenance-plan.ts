import * as z from 'zod'
import { fault } from './fault.ts'
import { identifier, instant, parameterId } from './identifiers.ts'
import { maintenanceKinds } from './names.ts'
import { policy } from './policy.ts'
import { amount, decimal, signedAmount } from './quantity.ts'
import { until } from './until.ts'

export const maintenanceKind = z.enum(maintenanceKinds)

const positive = decimal.refine((value) => /[1-9]/.test(value), fault('more-than-zero'))
const text = (longest: number) => z.string().trim().min(1).max(longest)

/** Days and months are added. What has several measures is due by the first of them. */
const interval = z
  .strictObject({
    days: z.int().min(1).max(36_500).optional(),
    months: z.int().min(1).max(1200).optional(),
    hoursRun: positive.optional(),
    cycles: positive.optional(),
  })
  .refine((every) => Object.values(every).some((it) => it !== undefined), {
    path: ['days'],
    message: fault('this-or', { other: 'months, hoursRun, cycles' }),
  })
  .meta({ id: 'MaintenanceInterval' })

/** By how much what is due may be late before it is overdue. */
const tolerance = z
  .strictObject({
    days: z.int().min(0).max(3650).optional(),
    hoursRun: decimal.optional(),
    cycles: decimal.optional(),
  })
  .meta({ id: 'MaintenanceTolerance' })

const check = z.strictObject({ checkId: parameterId, question: text(500) }).meta({ id: 'MaintenanceCheck' })

/** What a calibration measures: a known value, and how far the reading may be off. */
const point = z
  .strictObject({ pointId: parameterId, nominal: signedAmount, tolerance: amount })
  .refine(({ nominal, tolerance: its }) => nominal.unit === its.unit, {
    path: ['tolerance', 'unit'],
    message: fault('unit-as', { other: 'nominal' }),
  })
  .meta({ id: 'CalibrationPoint' })

/** `unchecked` equipment is held until it was checked; a scale needs its daily check anew. */
export const leftAs = ['dirty', 'unchecked'] as const

const once =
  <Name extends string>(name: Name) =>
  (items: readonly Readonly<Record<Name, string>>[]) =>
    new Set(items.map((it) => it[name])).size === items.length

/** Maintenance that comes back: by the calendar, by hours run or by cycles. */
const planWith = <Day extends z.ZodType<string>>(day: Day, id: string) =>
  z
    .strictObject({
      planId: identifier,
      name: text(200),
      kind: maintenanceKind.default('maintenance'),
      every: interval,
      tolerance: tolerance.optional(),
      /** When it is due for the first time, by the calendar; without it, what was never done is overdue. */
      firstDueAt: day.optional(),
      /** What happens at the start of a step while it is overdue; `warn` for maintenance and `block` for a calibration by default. */
      policy: policy.optional(),
      /** Whether quality reviews with the batch that it was passed with a reason; it does by default. */
      review: z.boolean().optional(),
      instructions: text(10_000).optional(),
      checks: z
        .array(check)
        .max(100)
        .refine(once('checkId'), fault('ids-once', { id: 'checkId' }))
        .optional(),
      points: z
        .array(point)
        .min(1)
        .max(50)
        .refine(once('pointId'), fault('ids-once', { id: 'pointId' }))
        .optional(),
      /** The parameters that the calibrated part measures; all of a step by default. */
      measures: z.array(parameterId).min(1).max(50).optional(),
      leaves: z.array(z.enum(leftAs)).max(leftAs.length).optional(),
    })
    .refine(({ kind, points }) => (kind === 'calibration') === (points !== undefined), {
      path: ['points'],
      message: fault('points-of-calibration'),
    })
    .meta({ id })

const listOf = <Plan extends z.ZodType<{ readonly planId: string }>>(plan: Plan) =>
  z
    .array(plan)
    .max(20)
    .refine(once('planId'), fault('ids-once', { id: 'planId' }))

export const maintenancePlans = listOf(planWith(until, 'MaintenancePlan'))

/** As facts and work orders have it: the edge has ended dates with their days. */
export const definedPlan = planWith(instant, 'DefinedPlan')
export const definedPlans = listOf(definedPlan)
export type MaintenancePlan = z.infer<typeof definedPlan>
