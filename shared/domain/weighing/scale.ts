import type { EquipmentId, Instant } from '../../../events/identifiers.ts'
import type { Amount } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { CheckScale, Scale } from '../../../events/scale.ts'
import type { Circumstances } from '../caller.ts'
import { saveMachine } from '../change.ts'
import type { Decision } from '../decision.ts'
import { type Candidate, objectionsToUse } from '../equipment/fitness.ts'
import type { Machine } from '../equipment/machine.ts'
import { isEqual, weightOf } from '../equipment/scale-definition.ts'
import type { ScaleCheck } from '../equipment/scale-state.ts'
import type { Equipment } from '../master-data.ts'
import { isMore, isMultiple, subtract, zero } from '../quantity.ts'
import { hasReasons, reasons, refuse, violation } from '../refusal.ts'
import { oncePerReading, saidByScale } from './scale-reading.ts'

export interface NamedReading {
  readonly name: string
  readonly reading: Amount
}

const notAScale = (equipmentId: string): Violation =>
  violation('not-a-scale', { equipmentId }, `equipment:${equipmentId}`)

/** Readings that the scale cannot show: another unit, above its capacity, or between two increments. */
export function objectionsToReadings(scale: Scale, readings: readonly NamedReading[]): Violation[] {
  const { capacity, increment } = scale
  return readings.flatMap(({ name, reading }) => {
    if (reading.unit !== increment.unit)
      return [violation('unit-mismatch/scale', { scaleUnit: increment.unit, unit: reading.unit }, `${name}/unit`)]
    return reasons(
      isMore(reading.value, capacity.value) && violation('scale-out-of-range/capacity', { reading, capacity }, name),
      !isMultiple(reading.value, increment.value) && violation('reading-off-increment', { reading, increment }, name),
    )
  })
}

/** Every reason why this equipment may not weigh now. */
export function objectionsToScale(
  equipmentId: EquipmentId,
  { equipment, machine, above = [] }: Candidate,
  now: Pick<Circumstances, 'at' | 'timeZone'>,
): Violation[] {
  const ref = `equipment:${equipmentId}`
  if (!equipment) return [violation('equipment-unknown/scale', { equipmentId }, ref)]
  if (!equipment.scale) return [notAScale(equipmentId)]
  return reasons(objectionsToUse(equipment, { machine, above }, now), notChecked(equipmentId, machine, now.at))
}

function notChecked(equipmentId: string, machine: Machine | undefined, at: Instant): Violation | undefined {
  const ref = `equipment:${equipmentId}`
  const check = machine?.scaleCheck
  const state = outcomeOf(check, at)
  if (state === 'passed') return undefined
  if (check && state === 'failed')
    return violation('scale-not-checked/failed', { equipmentId, at: check.checkedAt }, ref)
  return state === 'incomplete'
    ? violation('scale-not-checked/incomplete', { equipmentId }, ref)
    : violation('scale-not-checked/due', { equipmentId }, ref)
}

/** The state of the daily check. A failed check counts until another passes; any other counts until its day ends. */
export const checkState = (machine: Machine | undefined, at: Instant): ScaleCheck['outcome'] | 'due' =>
  outcomeOf(machine?.scaleCheck, at)

function outcomeOf(check: ScaleCheck | undefined, at: Instant): ScaleCheck['outcome'] | 'due' {
  if (check === undefined) return 'due'
  return check.outcome === 'failed' || check.validUntil > at ? check.outcome : 'due'
}

/**
 * Records readings of test weights for the daily check. Successive weights form one check. A new check begins each day, after a failure and after a
 * pass. One reading outside its tolerance fails the check.
 * @param dayEnds the end of the site's day, until which a passed check is valid
 */
export function checkScale(
  equipment: Equipment,
  machine: Machine,
  { readings, source }: CheckScale,
  dayEnds: Instant,
  { at, caller }: Circumstances,
): Decision {
  const { equipmentId, scale } = equipment
  if (!scale) return refuse([notAScale(equipmentId)])
  const { weights } = scale.dailyCheck
  const named = readings.map(({ reading }, index) => ({ name: `readings/${index}/reading`, reading }))
  const read = source === 'device' ? saidByScale(machine.weights, named.slice(0, 1), at) : undefined
  const found = reasons(
    readings.flatMap(({ nominal }, index) => {
      const ref = `readings/${index}/nominal`
      const known = { equipmentId, nominal, weights: weights.map((it) => it.nominal) }
      return reasons(
        !weightOf(weights, nominal) && violation('scale-check-unfit/no-weight', known, ref),
        readings.slice(0, index).some((it) => isEqual(it.nominal.value, nominal.value)) &&
          violation('scale-check-unfit/twice', { nominal }, ref),
      )
    }),
    objectionsToReadings(scale, named),
    read?.violations,
    read && readings.length > 1 && violation('scale-check-unfit/one-by-one', {}, 'readings'),
  )
  if (hasReasons(found)) return refuse(found)
  const judged = readings.flatMap(({ nominal, reading }) => {
    const tolerance = weightOf(weights, nominal)?.tolerance
    if (!tolerance) return []
    const off = subtract(reading.value, nominal.value)
    const passed = !isMore(off, tolerance.value) && !isMore(subtract(zero, off), tolerance.value)
    return [{ nominal, reading, tolerance, passed }]
  })
  const begun = checkState(machine, at) === 'incomplete' ? (machine.scaleCheck?.readings ?? []) : []
  const all = [...begun.filter((it) => !weightOf(readingsOf(judged), it.nominal)), ...judged]
  const outcome = all.some(({ passed }) => !passed) ? 'failed' : all.length < weights.length ? 'incomplete' : 'passed'
  const check: ScaleCheck = {
    outcome,
    readings: all,
    source,
    checkedAt: at,
    checkedBy: caller.id,
    validUntil: dayEnds,
  }
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.scale.checked.v1',
      data: { equipmentId, outcome, readings: all, source, validUntil: dayEnds },
    },
    changes: [saveMachine(equipmentId, { ...machine, scaleCheck: check })],
    ...(read && oncePerReading(equipmentId, read.said)),
  }
}

const readingsOf = (judged: ScaleCheck['readings']): Scale['dailyCheck']['weights'] =>
  judged.map(({ nominal, tolerance }) => ({ nominal, tolerance }))
