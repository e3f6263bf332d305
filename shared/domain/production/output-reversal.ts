import type { FactData } from '../../../events/catalog.ts'
import type { ReverseProduction } from '../../../events/consumption.ts'
import type { Density } from '../../../events/density.ts'
import type { Fact } from '../../../events/envelope.ts'
import { type Fraction, fractionOf, minus, plus } from '../../../events/fraction.ts'
import type { SublotId } from '../../../events/identifiers.ts'
import type { Amount, Decimal, Unit } from '../../../events/quantity.ts'
import type { Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import { saveOrder } from '../change.ts'
import { all, type Check, clear, decide, given, known, present, upon } from '../check.ts'
import type { Decision } from '../decision.ts'
import { exactlyIn, takenBackIn } from '../density.ts'
import { exactOf, exactSum, type Measured, measured, partOfExact, withoutBooked } from '../measured.ts'
import { orderOnHold } from '../on-hold.ts'
import { type Amended, amendable, withException } from '../orders/amendment.ts'
import { type StepContext, withoutOverrides, workedOn } from '../orders/gate.ts'
import { type BoundOrder, hasStepsLeft, type Reversed } from '../orders/order.ts'
import { isAboutSignature } from '../orders/rule.ts'
import { add, convert, decimalOf, exactText, isMore, isRepresentable, isZero, subtract, zero } from '../quantity.ts'
import { reasons, refuse, violation } from '../refusal.ts'
import type { Lot } from '../stock/lot.ts'
import type { Known } from '../stock/make-units.ts'
import { withUnits } from './installation.ts'
import { withoutOutput } from './output.ts'
import { densityIn } from './output-amount.ts'
import { objectionsToStock, objectionsToUnits, unmade } from './output-stock.ts'
import { countsDiffer, foundPieces, type LostUnits } from './unit-counts.ts'
import { findingsAfter } from './yield-and-balance.ts'

export type Production = FactData<'andon.material.produced.v1'>

export const productionIn = (fact: Fact | undefined): Production | undefined =>
  fact?.type === 'andon.material.produced.v1' ? fact.data : undefined

/** The state that a reversed output is judged by: its lot, and its units in the order of {@link reversedSerials}. */
export type MadeContext = StepContext & {
  readonly lot: Lot | undefined
  readonly known?: Known | undefined
  readonly recompute?: Recompute
}

/** Computes anew what depends on an amount of a step that is over, and names what leaves its limits. */
export type Recompute = (
  before: BoundOrder,
  after: BoundOrder,
  steps: readonly Step[],
) => { readonly order: BoundOrder; readonly left: readonly Violation[] }
export const nothingComputed: Recompute = (_, order) => ({ order, left: [] })

/** The units of a production that a reversal is about: those named, or all that it has not taken back yet. */
export function reversedSerials(
  order: { readonly reversed?: readonly Reversed[] | undefined },
  made: Production | undefined,
  { productionId, serials }: Pick<ReverseProduction, 'productionId' | 'serials'>,
): readonly SublotId[] {
  const before = reversedOf(order, productionId)?.serials ?? []
  return serials ?? made?.serials?.filter((it) => !before.includes(it)) ?? []
}

const reversedOf = ({ reversed = [] }: { readonly reversed?: readonly Reversed[] | undefined }, productionId: string) =>
  reversed.find((it) => it.productionId === productionId)

/**
 * Takes back what a step recorded as made, lost or sampled, wholly or in part. Both facts stay. Lot, units and the order's sums are as if it had never
 * been recorded. Only what has moved on stops it: consumed, shipped, packed, split or decided on.
 *
 * An amount is the difference of the reversed totals before and after, so that parts add up to the whole exactly. A unit gets its announced number
 * back, with its components, and can be made again.
 */
export function reverseProduction(
  context: MadeContext,
  fact: Fact | undefined,
  body: ReverseProduction,
  exceptionId: string,
  circumstances: Circumstances,
): Decision {
  const { productionId, quantity, reason } = body
  const made = productionIn(fact)
  const { orderId } = context.order
  if (!made) return refuse([violation('production-unknown', { orderId, productionId }, 'productionId')])
  const place = amendable(context, made.stepId, circumstances)
  const serials = reversedSerials(context.order.status === 'created' ? {} : context.order, made, body)
  const before = context.order.status === 'created' ? undefined : reversedOf(context.order, productionId)
  const left = subtract(made.quantity.value, before?.value ?? zero)
  const density = context.snapshot && densityIn(context.snapshot, made.materialId)
  const value = present(amountOf(made, body, serials, left, density), () =>
    violation('unit-mismatch/reversed', { made: made.quantity.unit, unit: quantity?.unit ?? '' }, 'quantity/unit'),
  )
  const part = upon(all({ place, value }), (it) => partOf(made, it.place, context.lot, before?.value ?? zero, it.value))
  const checks = {
    place: upon(place, (it) => given(it, orderOnHold(it.order))),
    value: upon(value, (it) =>
      given(
        it,
        isZero(left) && violation('return-exceeded/made-all', { productionId }, 'quantity'),
        !isZero(left) &&
          isMore(it, left) &&
          violation(
            'return-exceeded/made',
            { productionId, left: { value: left, unit: made.quantity.unit } },
            'quantity',
          ),
      ),
    ),
    serials: clear(!isZero(left) && objectionsToSerials(made, body, serials, known(value), before?.serials)),
    part,
    units: upon(place, ({ order }) => clear(objectionsToUnits(order, made, serials, context.known))),
  }
  return decide(checks, ({ place, value, part }) => {
    const { order, step, running, snapshot } = place
    const units = unmade(made, serials, part.value, context.known)
    const total = { productionId, value: add(before?.value ?? zero, value), ...namedIn(before?.serials, serials) }
    const after = withUnits(
      {
        ...afterwards(place, made, part, lostUnitsIn(made, context.known), circumstances),
        reversed: [...(order.reversed ?? []).filter((it) => it.productionId !== productionId), total],
      },
      context.known?.serials ?? [],
      units,
    )
    const { recompute = nothingComputed } = context
    const computed = running ? nothingComputed(order, after, []) : recompute(order, after, snapshot.steps)
    // Nothing makes the piece again, which its steps have finished; quality sees that, and what became of a unit is settled before it decides.
    const differs = hasStepsLeft(order, snapshot) ? undefined : countsDiffer(after, snapshot)?.violation
    const warnings = running ? [] : reasons(differs, findingsAfter(after, snapshot), computed.left)
    return {
      outcome: 'accepted',
      fact: {
        type: 'andon.production.reversed.v1',
        data: {
          orderId,
          productionId,
          stepId: step.stepId,
          lotId: made.lotId,
          materialId: made.materialId,
          quantity: { value, unit: made.quantity.unit },
          use: made.use,
          ...(made.lineId !== undefined && { lineId: made.lineId }),
          ...(made.reasonCode !== undefined && { reasonCode: made.reasonCode }),
          ...(serials.length > 0 && { serials: [...serials] }),
          ...(made.fromStock && { fromStock: true }),
          reason,
          ...(!running && { exceptionId }),
          ...(warnings.length > 0 && { warnings }),
        },
        about: { type: 'lot', id: made.lotId },
      },
      changes: [
        saveOrder(running ? after : withException(computed.order, exceptionId, circumstances.caller)),
        ...units,
      ],
    }
  })
}

/** In the unit of the production; undefined if the quantity measures something else. */
function amountOf(
  { quantity: made, serials: all }: Production,
  { quantity, serials: asked }: ReverseProduction,
  serials: readonly SublotId[],
  left: Decimal,
  density: Density | undefined,
): Decimal | undefined {
  if (quantity) return takenBackIn(density, quantity, made.unit, left)
  return all && asked ? decimalOf(serials.length) : left
}

/** Units go back by their numbers, never as a mere count. */
function objectionsToSerials(
  { serials: made = [] }: Production,
  { productionId, quantity, serials: asked }: ReverseProduction,
  serials: readonly SublotId[],
  value: Decimal | undefined,
  before: readonly SublotId[] = [],
): Violation[] {
  const foreign = asked?.filter((it) => !made.includes(it)) ?? []
  const again = asked?.filter((it) => before.includes(it)) ?? []
  const isOther = value !== undefined && !isZero(subtract(value, decimalOf(serials.length)))
  return reasons(
    foreign.length > 0 && violation('unit-unknown/of-production', { productionId, serials: foreign }, 'serials'),
    again.length > 0 && violation('return-exceeded/units', { productionId, serials: again }, 'serials'),
    asked &&
      new Set(asked).size < asked.length &&
      violation('serial-duplicated/twice', { serial: asked.find((it, at) => asked.indexOf(it) < at) ?? '' }, 'serials'),
    made.length > 0 &&
      quantity &&
      isOther &&
      violation('unit-missing/reversed', { productionId, quantity }, asked ? 'quantity' : 'serials'),
  )
}

/** The amount in the unit of the order's sum, which is that of the lot, or of the scrap of the material. */
interface Part {
  readonly value: Decimal
  /** The same as it was said, exactly. */
  readonly exact: Fraction
  readonly unit: Unit
  /** All that was taken back of the production before and after, as the step recorded it: in the unit of the lot, scrap in its own. */
  readonly before: Amount
  readonly after: Amount
}

function partOf(
  made: Production,
  { order, snapshot }: Pick<Amended, 'order' | 'snapshot'>,
  lot: Lot | undefined,
  before: Decimal,
  value: Decimal,
): Check<Part> {
  const { lotId, use, quantity, entered = quantity } = made
  const scrapUnit = use === 'scrap' ? (order.scrapped?.[made.materialId]?.unit ?? quantity.unit) : undefined
  const there = use === 'scrap' ? given(lot) : present(lot, () => violation('lot-unknown', { lotId }, `lot:${lotId}`))
  return upon(there, (it): Check<Part> => {
    const unit = scrapUnit ?? it?.unit ?? quantity.unit
    const totalIn = (of: Unit, amount: Decimal): Decimal => convert(amount, quantity.unit, of) ?? zero
    const part = subtract(totalIn(unit, add(before, value)), totalIn(unit, before))
    const recorded = use === 'scrap' ? quantity.unit : unit
    const whole = exactlyIn(densityIn(snapshot, made.materialId), entered, unit)
    const exact = whole ? partOfExact(whole, value, quantity.value) : fractionOf(part)
    const recordedAs = (amount: Decimal): Amount => ({ value: totalIn(recorded, amount), unit: recorded })
    return given(
      { value: part, exact, unit, before: recordedAs(before), after: recordedAs(add(before, value)) },
      !isZero(value) &&
        !isRepresentable(part) &&
        violation('unit-mismatch/reversed-exact', { quantity: { ...quantity, value }, unit }, 'quantity'),
      it && objectionsToStock(made, it, part),
    )
  })
}

/** The order and its step without the amount. */
function afterwards(
  { order, snapshot, step, running }: Amended,
  made: Production,
  part: Part,
  units: LostUnits,
  { caller }: Circumstances,
): BoundOrder {
  const { lotId, materialId, use, fromStock } = made
  const { stepId } = step
  const value = subtract(part.after.value, part.before.value)
  const found =
    use === 'scrap' && materialId === order.product
      ? foundPieces(order, snapshot, step, running, { value, unit: part.after.unit }, units)
      : { order }
  const less = withLess(found.order, use === 'scrap' ? materialId : lotId, use, part)
  const lessExactly = { value: part.value, unit: part.unit, exact: exactText(part.exact) }
  if (!running) return use === 'produced' ? withLessComputed(less, step, lessExactly) : less
  const { outputs: told = [], units: counted, ...rest } = workedOn(running, caller)
  const counts = found.units ?? counted
  const outputs = fromStock ? told : withoutOutput(told, { use, materialId }, lessExactly)
  return {
    ...less,
    ...withoutOverrides(less, stepId, isAboutSignature),
    steps: {
      ...less.steps,
      [stepId]: { ...rest, ...(counts && { units: counts }), ...(outputs.length > 0 && { outputs }) },
    },
  }
}

/** The order with less of the product in the calculations of a step that is over. */
const withLessComputed = (order: BoundOrder, step: Step, less: Measured): BoundOrder =>
  withComputed(order, step, (produced) => minus(produced, exactSum([less], order.quantity.unit)))

/** The order with more of it there. */
export const withMoreComputed = (order: BoundOrder, step: Step, more: Measured): BoundOrder =>
  withComputed(order, step, (produced) => plus(produced, exactSum([more], order.quantity.unit)))

function withComputed(order: BoundOrder, { stepId, flow }: Step, now: (produced: Fraction) => Fraction): BoundOrder {
  const over = order.steps[stepId]
  if (over?.status !== 'completed' || !over.amounts || flow === 'units') return order
  const { consumed, produced, exact } = over.amounts
  const { value, exact: beside } = measured(now(exactOf({ value: produced, exact })), order.quantity.unit)
  const amounts = { consumed, produced: value, ...(beside !== undefined && { exact: beside }) }
  return { ...order, steps: { ...order.steps, [stepId]: { ...over, amounts } } }
}

/** Units that had left the step before they were scrapped were not counted as its scrap. */
const lostUnitsIn = ({ stepId, fromStock, serials }: Production, known: Known | undefined): LostUnits => ({
  ...(fromStock && { inStock: true }),
  ...(serials && {
    leftBefore: decimalOf((known?.serials ?? []).filter((it) => it?.steps?.[stepId]?.left === 'finished').length),
  }),
})

/** The order's sum of one lot, or of the scrap or samples of one key, less the value; what is zero is left out, as before the first output. */
function withLess(order: BoundOrder, key: string, use: Production['use'], part: Part): BoundOrder {
  const lessOf = <Sum extends Measured>(all: Readonly<Record<string, Sum>>) => {
    const { [key]: had, ...others } = all
    const left = had && withoutBooked(had, part)
    return left ? { ...others, [key]: left } : others
  }
  const isAny = (all: object) => Object.keys(all).length > 0
  if (use === 'scrap') {
    const { scrapped: { [key]: had, ...others } = {}, ...rest } = order
    const sum = had && measured(minus(exactOf(had), part.exact), had.unit)
    const left = sum && !isZero(sum.value) ? { ...others, [key]: sum } : others
    return isAny(left) ? { ...rest, scrapped: left } : rest
  }
  if (use === 'sample') {
    const { sampled = {}, ...rest } = order
    const left = lessOf(sampled)
    return isAny(left) ? { ...rest, sampled: left } : rest
  }
  return { ...order, produced: lessOf(order.produced) }
}

const namedIn = (before: readonly SublotId[] = [], now: readonly SublotId[]): Pick<Reversed, 'serials'> =>
  before.length + now.length > 0 ? { serials: [...before, ...now] } : {}
