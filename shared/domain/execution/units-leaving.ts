import type { SublotId } from '../../../events/identifiers.ts'
import type { CompleteStep } from '../../../events/order.ts'
import type { Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Caller } from '../caller.ts'
import { type Change, saveSerial } from '../change.ts'
import { all, type Check, clear, given, none, upon } from '../check.ts'
import { applyPolicies, type Entered, type Finding, finding } from '../orders/gate.ts'
import type { BoundOrder, RunningStep, Units } from '../orders/order.ts'
import { writeRule } from '../orders/rule.ts'
import { finish, isThrough, noUnits } from '../orders/units.ts'
import { objectionsToUnit, type Target } from '../production/installation.ts'
import { isMade, unitRef } from '../production/unit.ts'
import { stepsAhead } from '../production/unit-steps.ts'
import { convert, decimalOf, isZero, subtract } from '../quantity.ts'
import { itemsPerUnit } from '../recipes/per.ts'
import { reasons, violation } from '../refusal.ts'
import type { Serial } from '../stock/serial.ts'
import { withStep } from './unit-result.ts'

/** The units that a completion names, as loaded. */
export interface Leaving {
  readonly finished: readonly Target[]
  readonly scrapped: readonly Target[]
}

/** The units of a step after a completion, and the units that it names. */
export interface UnitsLeft {
  readonly units: Units
  readonly warnings?: readonly Violation[]
  readonly named?: Named
}

interface Named {
  readonly serials: ReadonlySet<string>
  readonly before: readonly (Serial | undefined)[]
  readonly changes: readonly Change[]
  readonly told: { readonly serials?: SublotId[]; readonly scrappedSerials?: SublotId[] }
}

/** A person can read about a hundred reasons; 40 units may have one for each of 100 results. */
const mostReasons = 100

/**
 * Units leave a step by their serial numbers, finished or scrapped. Each of them belongs to the order, has no hold, is in this step, and has left every
 * step before that names its units. A finished one has each of its results within limits, or an override of its own.
 */
export function unitsLeaving(
  place: Entered,
  running: RunningStep,
  body: CompleteStep,
  { finished, scrapped }: Leaving = { finished: [], scrapped: [] },
  caller: Caller,
): Check<UnitsLeft> {
  const { order, snapshot, step } = place
  const { stepId } = step
  const before = running.units ?? noUnits
  const named = [...finished, ...scrapped]
  if (named.length === 0)
    return isThrough(order, snapshot, step, before)
      ? given({ units: before })
      : none(violation('unit-missing/finished', { stepId }, 'serials'))
  const asked = { quantity: pieces(finished), scrapped: pieces(scrapped) }
  const objections = reasons(
    notAsMany(body.quantity, finished, 'quantity'),
    notAsMany(body.scrapped, scrapped, 'scrapped'),
    named.flatMap((target, index) => {
      const { serial } = target
      const ref = index < finished.length ? `serials/${index}` : `scrappedSerials/${index - finished.length}`
      if (named.findIndex((it) => it.serial === serial) < index)
        return [violation('serial-duplicated/twice', { serial }, ref)]
      return index < finished.length ? objectionsToFinishing(place, target) : objectionsToScrapping(order, step, target)
    }),
  )
  const findings = finished.flatMap(({ unit }) => (unit ? lackingOfUnit(step, unit) : []))
  const warnings = applyPolicies(findings, order, stepId, caller, body.reason)
  const units = finish(order, snapshot, step, before, asked)
  return upon(
    all({ units, against: clear(boundedTo(mostReasons, [...objections, ...warnings.against])) }),
    ({ units }) => given({ units, warnings: warnings.value, named: namedOf(stepId, finished, scrapped) }),
  )
}

const pieces = (of: readonly Target[]) => ({ value: decimalOf(of.length), unit: '{each}' }) as const

function notAsMany(
  told: CompleteStep['quantity'],
  named: readonly Target[],
  field: 'quantity' | 'scrapped',
): Violation | undefined {
  if (!told) return undefined
  const value = convert(told.value, told.unit, '{each}')
  return value !== undefined && isZero(subtract(value, decimalOf(named.length)))
    ? undefined
    : violation('unit-mismatch/serials', { serials: named.length, quantity: told }, field)
}

function objectionsToFinishing({ order, snapshot, step }: Entered, target: Target): readonly Violation[] {
  const { unit } = target
  return reasons(
    objectionsToUnit(order, target),
    unit && leftBefore(step, unit),
    unit && stepsAhead(order, snapshot, step, unit),
  )
}

const leftBefore = ({ stepId }: Step, unit: Serial): Violation | undefined => {
  const { serial } = unit
  return unit.steps?.[stepId]?.left === undefined
    ? undefined
    : violation('unit-unfit/step-left', { serial, stepId }, unitRef(unit))
}

/** A unit that was scrapped as output before is only counted here; a made one is scrapped in its lot. */
function objectionsToScrapping(order: BoundOrder, step: Step, target: Target): readonly Violation[] {
  const { serial, unit } = target
  const isCounted = unit?.status === 'scrapped' && unit.orderId === order.orderId
  return reasons(
    !isCounted && objectionsToUnit(order, target),
    unit && isMade(unit) && violation('unit-unfit/made', { serial }, unitRef(unit)),
    unit && leftBefore(step, unit),
  )
}

/** What a unit lacks of a step, each with the policy of its item. An override is for this unit only. */
export const lackingOfUnit = (step: Step, { serial, steps = {} }: Serial): (Finding | undefined)[] =>
  itemsPerUnit(step).map(({ id, item }) => {
    const inSpec = steps[step.stepId]?.results[id]
    // With `warn`, the reason was given when the result was recorded, and a missing result blocks nothing.
    if (inSpec || item.policy === 'warn') return undefined
    const ref = writeRule({ rule: 'parameter', of: id, serial })
    return inSpec === undefined
      ? finding(item, 'parameter-missing/unit', { stepId: step.stepId, item: id, serial }, ref)
      : finding(item, 'parameter-out-of-limits/unit', { item: id, serial }, ref)
  })

const boundedTo = (most: number, found: readonly Violation[]): readonly Violation[] =>
  found.length <= most
    ? found
    : [...found.slice(0, most), violation('unit-unfit/more', { more: found.length - most }, 'serials')]

function namedOf(stepId: string, finished: readonly Target[], scrapped: readonly Target[]): Named {
  const gone = (targets: readonly Target[], left: 'finished' | 'scrapped') =>
    targets.flatMap(({ unit }) => {
      if (!unit) return []
      const after = withStep(unit, stepId, { left })
      return saveSerial(left === 'scrapped' ? { ...after, status: 'scrapped' } : after)
    })
  const serials = (targets: readonly Target[]) => targets.map(({ serial }) => serial as SublotId)
  const named = [...finished, ...scrapped]
  const made = named.flatMap(({ unit }) => (unit && isMade(unit) ? unit : []))
  return {
    serials: new Set(serials(named)),
    before: named.map(({ unit }) => unit),
    changes: [
      ...gone(finished, 'finished'),
      ...gone(scrapped, 'scrapped'),
      ...made.map(({ lotId, sublotId }) => ({ change: 'require-no-hold', lotId, sublotId }) as const),
      ...[...new Set(made.map(({ lotId }) => lotId))].map((lotId) => ({ change: 'require-no-hold', lotId }) as const),
    ],
    told: {
      ...(finished.length > 0 && { serials: serials(finished) }),
      ...(scrapped.length > 0 && { scrappedSerials: serials(scrapped) }),
    },
  }
}
