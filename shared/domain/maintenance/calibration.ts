import type { Instant } from '../../../events/identifiers.ts'
import type { Calibrated, CompleteMaintenance } from '../../../events/maintenance.ts'
import type { MaintenancePlan } from '../../../events/maintenance-plan.ts'
import type { MaintenanceResult } from '../../../events/names.ts'
import type { Decimal } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import { isMore, magnitude, subtract } from '../quantity.ts'
import { reasons, violation } from '../refusal.ts'

type Point = NonNullable<MaintenancePlan['points']>[number]
type Given = CompleteMaintenance['calibration']

/** Each point of the plan is read once, against a standard whose own calibration is in force. */
export function calibrationFaults(
  { points = [] }: Pick<MaintenancePlan, 'points'>,
  given: Given,
  at: Instant,
): Violation[] {
  if (points.length === 0)
    return reasons(given !== undefined && violation('maintenance-incomplete/no-calibration', {}, 'calibration'))
  if (!given)
    return [
      violation('maintenance-incomplete/calibration', { points: points.map(({ pointId }) => pointId) }, 'calibration'),
    ]
  const { standard, readings } = given
  const ref = 'calibration/readings'
  return reasons(
    standard.dueAt <= at && violation('standard-overdue', standard, 'calibration/standard/dueAt'),
    points
      .filter(({ pointId }) => !readings.some((it) => it.pointId === pointId))
      .map(({ pointId, nominal }) => violation('maintenance-incomplete/point', { pointId, nominal }, ref)),
    readings
      .filter(
        ({ pointId }, index) =>
          !points.some((it) => it.pointId === pointId) || readings.findIndex((it) => it.pointId === pointId) !== index,
      )
      .map(({ pointId }) => violation('maintenance-incomplete/point-unknown', { pointId }, ref)),
  )
}

type Judged = Pick<Calibrated, 'points' | 'foundWithin'> & { readonly result: MaintenanceResult }

/** As found and as left, each against the tolerance, limits included. What was not adjusted is left as it was found. */
export function judged(points: readonly Point[], { readings }: NonNullable<Given>): Judged {
  const read = points.flatMap((point) => {
    const found = readings.find(({ pointId }) => pointId === point.pointId)
    if (!found) return []
    const { asFound, asLeft } = found
    return [
      {
        ...point,
        asFound,
        foundWithin: isWithin(point, asFound),
        ...(asLeft !== undefined && { asLeft }),
        leftWithin: isWithin(point, asLeft ?? asFound),
      },
    ]
  })
  const isGood = read.every(({ leftWithin }) => leftWithin)
  const isAdjusted = read.some(({ asLeft }) => asLeft !== undefined)
  return {
    points: read,
    foundWithin: read.every(({ foundWithin }) => foundWithin),
    result: isGood ? (isAdjusted ? 'adjusted' : 'pass') : 'fail',
  }
}

const isWithin = ({ nominal, tolerance }: Point, reading: Decimal): boolean =>
  !isMore(magnitude(subtract(reading, nominal.value)), tolerance.value)
