import type { Amount, Decimal } from '../../../events/quantity.ts'
import type { Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import { type Finding, finding } from '../orders/gate.ts'
import type { BoundOrder, RunningStep, Snapshot, Units } from '../orders/order.ts'
import { arrived, noUnits, passage } from '../orders/units.ts'
import { add, convert, isMore, isZero, least, magnitude, subtract, zero } from '../quantity.ts'
import { waitsOf } from '../recipes/procedure.ts'
import { violation } from '../refusal.ts'
import { keptOf, madeBy, type OutputResult, type ProductionContext, sum } from './output.ts'

/** The steps that count units and are not skipped. */
const counting = (order: BoundOrder, { steps }: Snapshot): Step[] =>
  steps.filter(({ stepId, flow }) => flow === 'units' && order.steps[stepId]?.status !== 'skipped')

/** The units that every last step of those that count has finished; undefined if none counts. */
export function finishedUnits(order: BoundOrder, snapshot: Snapshot): Decimal | undefined {
  const steps = counting(order, snapshot)
  const waits = waitsOf(snapshot)
  const last = steps.filter(({ stepId }) => !steps.some((it) => waits.get(it.stepId)?.has(stepId)))
  const { leftBy } = passage(order, snapshot)
  const [first, ...others] = last.map(({ stepId }) => leftBy(stepId))
  return first === undefined ? undefined : others.reduce(least, first)
}

/** Whether the step works on what steps before it have counted. */
function isAfterUnits(order: BoundOrder, snapshot: Snapshot, { stepId }: Step): boolean {
  const before = waitsOf(snapshot).get(stepId)
  return counting(order, snapshot).some((it) => before?.has(it.stepId))
}

/** Pieces of the order that became product, are not scrapped again, and were not sampled before a step that counts them. */
const keptBy = (order: BoundOrder): Decimal => subtract(keptOf(order), order.lost?.sampled ?? zero)

/**
 * How many pieces a step can still make; undefined if no step counts units. In a step that counts them, they are the units that it has started and not
 * scrapped; in a later step, the units that have come to it. A piece that another step has made is not made again.
 */
export function leftToMake(
  order: BoundOrder,
  snapshot: Snapshot,
  step: Step,
  { units, outputs = [] }: RunningStep,
): Decimal | undefined {
  if (step.flow === 'units') {
    const { started, scrapped, lost = zero } = units ?? noUnits
    const here = subtract(madeIn(outputs, order), lost)
    const worked = subtract(subtract(started, scrapped), here)
    const come = subtract(subtract(arrived(order, snapshot, step), scrapped), keptBy(order))
    return least(worked, come)
  }
  if (!isAfterUnits(order, snapshot, step)) return undefined
  return subtract(subtract(arrived(order, snapshot, step), order.lost?.later ?? zero), keptBy(order))
}

const madeIn = (outputs: NonNullable<RunningStep['outputs']>, { product, quantity }: BoundOrder): Decimal =>
  sum(
    outputs.filter(({ use, materialId }) => use === 'produced' && materialId === product),
    quantity.unit,
  )

/** Refuses product that no unit stands for. */
export function moreThanWorked(
  order: BoundOrder,
  snapshot: Snapshot,
  step: Step,
  running: RunningStep,
  asked: Amount,
): Violation | undefined {
  const { unit } = order.quantity
  const left = leftToMake(order, snapshot, step, running)
  const value = convert(asked.value, asked.unit, unit)
  if (left === undefined || value === undefined || !isMore(value, left)) return undefined
  const most = { value: isMore(left, zero) ? left : zero, unit }
  return violation('units-not-available/to-make', { stepId: step.stepId, left: most, asked }, 'quantity')
}

/** What is known of scrapped units by their numbers. */
export interface LostUnits {
  /** They were stock, and so were made before. */
  readonly inStock?: boolean
  /** How many of them had left the step before. */
  readonly leftBefore?: Decimal
}

/**
 * What a scrap of product changes in the counts. In a step that counts units, the pieces are units under way there, but for units that have left it
 * already. Pieces scrapped after all such steps are missing in what is kept. If another such step comes, it counts them as its own scrap.
 */
export function lostPieces(
  { order, snapshot, step, progress }: Counting,
  { materialId, ...amount }: Amount & { readonly materialId: string },
  units: LostUnits = {},
): Pick<OutputResult, 'order' | 'units'> & { readonly violation?: Violation | undefined } {
  const { unit } = order.quantity
  const value = convert(amount.value, amount.unit, unit)
  if (materialId !== order.product || value === undefined) return {}
  const { underWay: here, later, made } = placeOfLoss(order, snapshot, step, value, units)
  const lost = lostWith(order, { made, later })
  if (step.flow !== 'units' || progress?.status !== 'running') return lost ? { order: { lost } } : {}
  const { units: counted = noUnits } = progress
  const underWay = subtract(counted.started, add(counted.finished, counted.scrapped))
  const asked = { value: amount.value, unit: amount.unit }
  const about = { stepId: step.stepId, underWay: { value: underWay, unit }, asked }
  return {
    units: {
      ...counted,
      scrapped: add(counted.scrapped, here),
      ...(units.inStock && { lost: add(counted.lost ?? zero, here) }),
    },
    ...(lost && { order: { lost } }),
    ...(isMore(here, underWay) && {
      violation: violation('units-not-available/under-way', about, 'quantity'),
    }),
  }
}

/** The order and the units of a running step when a scrap is taken back: the reverse of {@link lostPieces}. */
export function foundPieces(
  order: BoundOrder,
  snapshot: Snapshot,
  step: Step,
  running: RunningStep | undefined,
  amount: Amount,
  named: LostUnits = {},
): { readonly order: BoundOrder; readonly units?: Units | undefined } {
  const value = convert(amount.value, amount.unit, order.quantity.unit)
  if (value === undefined) return { order }
  const { underWay, later, made } = placeOfLoss(order, snapshot, step, value, named)
  const { lost: _before, ...rest } = order
  const lost = lostWith(order, { made: subtract(zero, made), later: subtract(zero, later) })
  const after = lost ? { ...rest, lost } : rest
  const { units } = step.flow === 'units' ? (running ?? {}) : {}
  if (!units) return { order: after }
  const { lost: lostHere = zero, ...others } = units
  const left = named.inStock ? subtract(lostHere, underWay) : lostHere
  return {
    order: after,
    units: { ...others, scrapped: subtract(units.scrapped, underWay), ...(!isZero(left) && { lost: left }) },
  }
}

/** Where scrapped pieces were: under way in the step, or finished by all steps that count them; and how many of them were made. */
function placeOfLoss(
  order: BoundOrder,
  snapshot: Snapshot,
  step: Step,
  value: Decimal,
  { inStock = false, leftBefore = zero }: LostUnits,
) {
  const counts = step.flow === 'units'
  const underWay = counts ? subtract(value, leftBefore) : zero
  const isLater = !isBeforeUnits(order, snapshot, step) && (counts || isAfterUnits(order, snapshot, step))
  return { underWay, later: isLater ? subtract(value, underWay) : zero, made: inStock ? value : zero }
}

/** Whether another step that counts units comes after this one. */
function isBeforeUnits(order: BoundOrder, snapshot: Snapshot, { stepId }: Step): boolean {
  const waits = waitsOf(snapshot)
  return counting(order, snapshot).some((it) => waits.get(it.stepId)?.has(stepId))
}

/** What the order has lost with these pieces more, or with negative numbers fewer; undefined if nothing. */
export function lostWith(
  { lost = {} }: BoundOrder,
  more: NonNullable<BoundOrder['lost']>,
): NonNullable<BoundOrder['lost']> | undefined {
  const kinds = ['made', 'later', 'sampled'] as const
  const entries = kinds.flatMap((kind) => {
    const value = add(lost[kind] ?? zero, more[kind] ?? zero)
    return isMore(value, zero) ? [[kind, value] as const] : []
  })
  return entries.length > 0 ? Object.fromEntries(entries) : undefined
}

type Counting = Pick<ProductionContext, 'order' | 'snapshot' | 'step' | 'progress'>

/** Whoever lets different counts pass signs for it, and quality reviews it. */
const policy = { policy: 'block-unless-signed' } as const

/** After the last step nothing more is made, and an order that has made nothing cannot complete. So no signature lets this pass. */
const nothingMade = { policy: 'block' } as const

/**
 * A finding if the last step that counts units has finished more or fewer than the order has made:
 * finished = made - made and scrapped - sampled before the end + scrapped after the end.
 */
export function countsDiffer(order: BoundOrder, snapshot: Snapshot): Finding | undefined {
  const finished = finishedUnits(order, snapshot)
  if (finished === undefined) return undefined
  const made = add(keptBy(order), order.lost?.later ?? zero)
  if (isZero(magnitude(subtract(finished, made)))) return undefined
  const { orderId, quantity } = order
  const { unit } = quantity
  const counts = { finished: { value: finished, unit }, made: { value: made, unit } }
  return finding(isZero(madeBy(order)) ? nothingMade : policy, 'counts-differ', { orderId, ...counts }, 'counts:order')
}

/** The same before a completion that finishes units, so that it can be let pass beforehand. */
export const countsPermission = ({ orderId }: BoundOrder): Finding | undefined =>
  finding(policy, 'counts-differ/permission', { orderId }, 'counts:order')
