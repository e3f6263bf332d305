import type { Amount } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Scale } from '../../../events/scale.ts'
import type { Equipment } from '../master-data.ts'
import { format, isMore, isZero, subtract } from '../quantity.ts'
import { reasons, violation } from '../refusal.ts'

/** Every reason why nothing could be weighed or checked on a scale that is defined so. */
export function scaleFaults({ scale }: Pick<Equipment, 'scale'>): Violation[] {
  if (!scale) return []
  const { capacity, increment, minimum, dailyCheck } = scale
  const wrong = (detail: string) => violation('scale-invalid', detail, 'body#/scale')
  return reasons(
    isMore(increment.value, capacity.value) &&
      wrong(`The increment of ${format(increment)} is more than the capacity of ${format(capacity)}.`),
    minimum !== undefined &&
      isMore(minimum.value, capacity.value) &&
      wrong(`The minimum of ${format(minimum)} is more than the capacity of ${format(capacity)}.`),
    dailyCheck.weights
      .filter(({ nominal }) => isMore(nominal.value, capacity.value))
      .map(({ nominal }) => wrong(`The check weight of ${format(nominal)} is beyond the capacity.`)),
    dailyCheck.weights
      .filter(({ nominal }, index) => weightOf(dailyCheck.weights, nominal) !== dailyCheck.weights[index])
      .map(({ nominal }) => wrong(`There are two check weights of ${format(nominal)}.`)),
  )
}

export const isEqual = (one: string, other: string): boolean => isZero(subtract(one, other))

export const weightOf = (weights: Scale['dailyCheck']['weights'], nominal: Amount) =>
  weights.find((it) => it.nominal.unit === nominal.unit && isEqual(it.nominal.value, nominal.value))
