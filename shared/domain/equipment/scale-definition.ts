import type { Amount, Decimal } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Scale } from '../../../events/scale.ts'
import type { Equipment } from '../master-data.ts'
import { isMore, isZero, subtract } from '../quantity.ts'
import { reasons, violation } from '../refusal.ts'

/** Every reason why a scale with this definition could not weigh or be checked. */
export function scaleFaults({ scale }: Pick<Equipment, 'scale'>): Violation[] {
  if (!scale) return []
  const { capacity, increment, minimum, dailyCheck } = scale
  const ref = 'body#/scale'
  return reasons(
    isMore(increment.value, capacity.value) && violation('scale-invalid/increment', { increment, capacity }, ref),
    minimum !== undefined &&
      isMore(minimum.value, capacity.value) &&
      violation('scale-invalid/minimum', { minimum, capacity }, ref),
    dailyCheck.weights
      .filter(({ nominal }) => isMore(nominal.value, capacity.value))
      .map(({ nominal }) => violation('scale-invalid/check-weight', { nominal, capacity }, ref)),
    dailyCheck.weights
      .filter(({ nominal }, index) => weightOf(dailyCheck.weights, nominal) !== dailyCheck.weights[index])
      .map(({ nominal }) => violation('scale-invalid/two-check-weights', { nominal }, ref)),
  )
}

export const isEqual = (one: Decimal, other: Decimal): boolean => isZero(subtract(one, other))

export const weightOf = (weights: Scale['dailyCheck']['weights'], nominal: Amount) =>
  weights.find((it) => it.nominal.unit === nominal.unit && isEqual(it.nominal.value, nominal.value))
