import type { FactData } from '../../../events/catalog.ts'
import type { Instant, SublotId } from '../../../events/identifiers.ts'
import type { CompleteStep } from '../../../events/order.ts'
import type { Decimal } from '../../../events/quantity.ts'
import type { Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import { type Change, saveSerial } from '../change.ts'
import { all, type Check, clear, given, none, upon } from '../check.ts'
import type { Pointer } from '../decision.ts'
import { applyPolicies, type Entered, type Finding, finding } from '../orders/gate.ts'
import type { BoundOrder, RunningStep, Snapshot, Units } from '../orders/order.ts'
import { writeRule } from '../orders/rule.ts'
import { finish, isThrough, noUnits } from '../orders/units.ts'
import { objectionsToScrap, objectionsToUnit, type Target } from '../production/installation.ts'
import { objectionsToReason } from '../production/scrap.ts'
import { isMade, lackingIn, type UnitLine, unitLines, unitRef } from '../production/unit.ts'
import { stepsAhead, withStep } from '../production/unit-steps.ts'
import { add, convert, decimalOf, isZero, subtract, zero } from '../quantity.ts'
import { isAskedAfter, itemsPerUnit } from '../recipes/per.ts'
import { reasons, violation } from '../refusal.ts'
import { type Serial, whereaboutsOf } from '../stock/serial.ts'

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
  /** Pieces of product by how they were lost, beside the units of the step. */
  readonly lost: { readonly made: Decimal; readonly sampled: Decimal }
  /** Pieces of product that were not scrapped before, made or not. */
  readonly scrapped: Decimal
  /** The lots whose units were scrapped. */
  readonly pointers: readonly Pointer[]
  readonly told: Pick<
    FactData<'andon.step.completed.v1'>,
    'serials' | 'scrappedSerials' | 'scrappedStock' | 'scrappedUnmade'
  >
}

/** A person can read about a hundred reasons; 40 units may have one for each of 100 results. */
const mostReasons = 100

/**
 * Units leave a step by their serial numbers, finished or scrapped. Each of them belongs to the order, has no hold, is in this step, and has left every
 * step before that names its units. A finished one has each of its results within limits and all its parts of this step, or an override of its own.
 */
export function unitsLeaving(
  place: Entered,
  running: RunningStep,
  body: CompleteStep,
  { finished, scrapped }: Leaving = { finished: [], scrapped: [] },
  { at, caller }: Circumstances,
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
    presentIn(scrapped).length > 0 && objectionsToReason(step, body.scrapReasonCode, 'scrapReasonCode'),
    named.flatMap((target, index) => {
      const { serial } = target
      const ref = index < finished.length ? `serials/${index}` : `scrappedSerials/${index - finished.length}`
      if (named.findIndex((it) => it.serial === serial) < index)
        return [violation('serial-duplicated/twice', { serial }, ref)]
      return index < finished.length ? objectionsToFinishing(place, target) : objectionsToScrapping(order, step, target)
    }),
  )
  const findings = finished.flatMap(({ unit }, index) =>
    unit ? lackingOfUnit(snapshot, step, unit, add(before.finished, decimalOf(index))) : [],
  )
  const warnings = applyPolicies(findings, order, stepId, caller, body.reason)
  const units = finish(order, snapshot, step, before, asked)
  return upon(
    all({ units, against: clear(boundedTo(mostReasons, [...objections, ...warnings.against])) }),
    ({ units }) =>
      given({
        units: withLost(units, scrapped),
        warnings: warnings.value,
        named: namedOf(place, { finished, scrapped }, at),
      }),
  )
}

/** The units of the step with those of its scrap that were product already. */
function withLost(units: Units, scrapped: readonly Target[]): Units {
  const made = scrapped.filter(({ unit }) => unit && isMade(unit)).length
  return made === 0 ? units : { ...units, lost: add(units.lost ?? zero, decimalOf(made)) }
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

/** A unit that was scrapped or sampled as output before is only counted here; another one that is made leaves its lot. */
function objectionsToScrapping(order: BoundOrder, step: Step, target: Target): readonly Violation[] {
  const { unit } = target
  const isCounted = unit !== undefined && unit.orderId === order.orderId && goneAs(target) !== undefined
  return reasons(!isCounted && objectionsToScrap(order, target), unit && leftBefore(step, unit))
}

/** The units that are there now; another one was counted where it was scrapped or sampled. */
const presentIn = (targets: readonly Target[]): Serial[] =>
  targets.flatMap((it) => (it.unit && goneAs(it) === undefined ? it.unit : []))

/** What a unit that is no more was recorded as; undefined if it is there, or left otherwise. */
function goneAs({ unit, sublot }: Target): 'scrapped' | 'sampled' | undefined {
  const at = unit && whereaboutsOf(unit, sublot).at
  return at === 'scrapped' || at === 'sampled' ? at : undefined
}

/**
 * What a unit lacks of a step, each with the policy of its item or line. An override is for this unit only.
 * @param before how many units leave the step before it; without it, whatever any unit may lack
 */
export const lackingOfUnit = (
  snapshot: Snapshot,
  step: Step,
  unit: Serial,
  before?: Decimal,
): (Finding | undefined)[] => [
  ...lackingResults(step, unit, before),
  ...lackingIn(unit, linesOf(snapshot, step)).map(({ line: { materialId, lineId, perUnit }, missing }) => {
    const { serial } = unit
    const about = { materialId, lineId, serial, stepId: step.stepId, missing }
    return finding(perUnit, 'unit-incomplete/leaving', about, writeRule({ rule: 'unit', of: lineId, serial }))
  }),
]

/** The lines of a step that give each unit a part. */
export const linesOf = (snapshot: Snapshot, { stepId }: Pick<Step, 'stepId'>): UnitLine[] =>
  unitLines(snapshot).filter((line) => line.stepId === stepId)

/** The unit with what an override or a reason let it leave without, so that this is not asked again as the unit is made. */
function withoutParts(unit: Serial, lines: readonly UnitLine[]): Serial {
  const passed = isMade(unit) ? [] : lackingIn(unit, lines)
  if (passed.length === 0) return unit
  const { without = {} } = unit
  const more = passed.map(
    ({ line, missing }) => [line.lineId, add(without[line.lineId] ?? zero, missing.value)] as const,
  )
  return { ...unit, without: { ...without, ...Object.fromEntries(more) } }
}

const lackingResults = (step: Step, { serial, steps = {} }: Serial, before?: Decimal): (Finding | undefined)[] =>
  itemsPerUnit(step).map(({ id, item }) => {
    const inSpec = steps[step.stepId]?.results[id]
    // With `warn`, the reason was given when the result was recorded, and a missing result blocks nothing.
    if (inSpec || item.policy === 'warn') return undefined
    if (inSpec === undefined && before !== undefined && !isAskedAfter(before, item)) return undefined
    const ref = writeRule({ rule: 'parameter', of: id, serial })
    return inSpec === undefined
      ? finding(item, 'parameter-missing/unit', { stepId: step.stepId, item: id, serial }, ref)
      : finding(item, 'parameter-out-of-limits/unit', { item: id, serial }, ref)
  })

const boundedTo = (most: number, found: readonly Violation[]): readonly Violation[] =>
  found.length <= most
    ? found
    : [...found.slice(0, most), violation('unit-unfit/more', { more: found.length - most }, 'serials')]

function namedOf(place: Entered, { finished, scrapped }: Leaving, at: Instant): Named {
  const { stepId } = place.step
  const gone = (targets: readonly Target[], left: 'finished' | 'scrapped') =>
    targets.flatMap(({ unit }) => {
      if (!unit) return []
      const complete = left === 'finished' ? withoutParts(unit, linesOf(place.snapshot, place.step)) : unit
      const after = withStep(complete, stepId, { left })
      return saveSerial(left === 'scrapped' && !isMade(unit) ? { ...after, status: 'scrapped' } : after)
    })
  const serials = (targets: readonly Target[]) => targets.map(({ serial }) => serial as SublotId)
  const named = [...finished, ...scrapped]
  const staying = presentIn(finished).filter(isMade)
  const lost = presentIn(scrapped)
  const stock = lost.filter(isMade)
  const byLot = (units: readonly Serial[]) =>
    [...Map.groupBy(units, ({ lotId }) => lotId)].map(([lotId, units]) => ({
      lotId,
      materialId: place.order.product,
      quantity: { value: decimalOf(units.length), unit: '{each}' as const },
      serials: units.map(({ sublotId }) => sublotId),
    }))
  const scrappedStock = byLot(stock)
  const scrappedUnmade = byLot(lost.filter((it) => !isMade(it)))
  const touched = [...new Set(staying.map(({ lotId }) => lotId))].filter((lotId) =>
    scrappedStock.every((it) => it.lotId !== lotId),
  )
  return {
    serials: new Set(serials(named)),
    before: named.map(({ unit }) => unit),
    lost: {
      made: decimalOf(stock.length),
      sampled: decimalOf(scrapped.filter((it) => goneAs(it) === 'sampled').length),
    },
    scrapped: decimalOf(lost.length),
    changes: [
      ...gone(finished, 'finished'),
      ...gone(scrapped, 'scrapped'),
      ...staying.map(({ lotId, sublotId }) => ({ change: 'require-no-hold', lotId, sublotId }) as const),
      ...touched.map((lotId) => ({ change: 'require-no-hold', lotId }) as const),
      ...scrappedStock.map(
        (it): Change => ({
          change: 'issue-units',
          lotId: it.lotId,
          sublotIds: it.serials,
          into: 'scrapped',
          unless: ['held'],
          at,
        }),
      ),
    ],
    pointers: [...scrappedStock, ...scrappedUnmade].map(({ lotId, materialId, quantity }) => ({
      about: { type: 'lot', id: lotId },
      card: { type: 'andon.material.produced.v1', use: 'scrap', materialId, quantity },
    })),
    told: {
      ...(finished.length > 0 && { serials: serials(finished) }),
      ...(scrapped.length > 0 && { scrappedSerials: serials(scrapped) }),
      ...(scrappedStock.length > 0 && { scrappedStock }),
      ...(scrappedUnmade.length > 0 && { scrappedUnmade }),
    },
  }
}
