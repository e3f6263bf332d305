import type { Backflush } from '../../../events/order.ts'
import type { Amount, Decimal } from '../../../events/quantity.ts'
import type { Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import { convertBy, isCountable } from '../density.ts'
import type { BoundOrder, RunningStep } from '../orders/order.ts'
import { add, isMore, isZero, pieces, subtract, zero } from '../quantity.ts'
import { countedAs, densityOn, type Line, materialsOf } from '../recipes/line.ts'
import { scaledLine } from '../recipes/scaling.ts'
import { reasons, violation } from '../refusal.ts'
import type { Lot } from '../stock/lot.ts'
import {
  type Basis,
  enough,
  exactly,
  lotIn,
  named,
  passedOver,
  pour,
  reservedFor,
  type Take,
} from './available-stock.ts'
import { notRepresentable } from './input.ts'
import { madeBy, outputOf } from './output.ts'

/**
 * What a line still needs by `standard`, in its unit and in whole pieces: its quantity in proportion to what was made, or all of a `fixed` line; undefined for a line that books the given quantity.
 */
export function needOf(line: Line, step: Step, order: BoundOrder, running: RunningStep): Decimal | undefined {
  if (line.backflush !== 'standard') return undefined
  const made = line.fixed ? undefined : workedOff(step, order, running)
  const share = made !== undefined && { part: { ...order.quantity, value: made }, whole: order.quantity }
  const { value, unit } = (share ? scaledLine(line, share) : line).quantity
  const need = subtract(unit === '{each}' ? pieces(value) : value, running.consumed[line.lineId] ?? zero)
  return isMore(need, zero) ? need : zero
}

/**
 * How much of the order quantity the step has processed, good or scrapped: its units; else its own output; else the output of the order. Undefined if
 * there is no output yet, because the step then prepares all of it, and for set-up and cleaning, which do not depend on the quantity.
 */
function workedOff({ kind }: Step, order: BoundOrder, { units, outputs = [] }: RunningStep): Decimal | undefined {
  if (kind !== 'production') return undefined
  if (units) return add(units.finished, units.scrapped)
  const here = outputOf(outputs, order.product, order.quantity.unit)
  const made = isZero(here) ? madeBy(order) : here
  return isZero(made) ? undefined : made
}

/** @param need what the line needs by `standard`; undefined for a line that books the given quantity */
export function takesOf(
  line: Line,
  need: Decimal | undefined,
  entries: readonly Backflush[],
  basis: Basis,
): { takes: Take[]; violations: Violation[] } {
  const takes: Take[] = []
  const violations: Violation[] = []
  let rest = need
  for (const entry of entries.length > 0 || need === undefined ? entries : [unnamed]) {
    const { lotId, quantity } = entry
    const lot = lotId === undefined ? undefined : lotIn(basis.shelf, lotId)
    const counted = quantity && countedAs(line, lot?.materialId, quantity)
    const found = reasons(
      quantity && counted === undefined && mismatch(line, quantity),
      quantity && counted !== undefined && notRepresentable(line, counted, quantity),
      lotId !== undefined && objectionsToSource(line, lotId, lot),
    )
    violations.push(...found)
    if (found.length > 0) continue
    const now = { ...basis, takes: [...basis.takes, ...takes] }
    // The given quantity may be the last piece for the line, which needs only a part of it.
    const told = lot && quantity && convertBy(densityOn(line, lot.materialId), quantity, lot.unit)
    const fills = lot && told !== undefined && rest !== undefined && isZero(subtract(enough(line, lot, rest), told))
    const wanted = fills ? rest : (counted ?? (rest !== undefined && isMore(zero, rest) ? zero : rest))
    const poured =
      lot && quantity
        ? { takes: [exactly(line, lot, entry, quantity)], missing: zero }
        : pour(line, wanted, lot ? [named(lot, entry, now)] : reservedFor(line, now))
    takes.push(...poured.takes)
    if (rest !== undefined && wanted !== undefined) rest = subtract(rest, subtract(wanted, poured.missing))
    else if (isMore(poured.missing, zero)) violations.push(lacks(line, poured.missing, now))
    else if (poured.takes.length === 0 && lotId !== undefined)
      violations.push(violation('lot-insufficient/empty', { lotId }, `lot:${lotId}`))
  }
  if (violations.length === 0 && rest !== undefined && isMore(rest, zero))
    violations.push(lacks(line, rest, { ...basis, takes: [...basis.takes, ...takes] }))
  if (rest !== undefined && isMore(zero, rest))
    violations.push(
      violation(
        'backflush-unfit/standard',
        { lineId: line.lineId, need: { value: need ?? zero, unit: line.quantity.unit } },
        `line:${line.lineId}`,
      ),
    )
  return { takes, violations }
}

const unnamed: Partial<Backflush> = {}

const mismatch = ({ lineId, quantity }: Line, { unit }: Amount): Violation =>
  violation('unit-mismatch/line', { lineId, lineUnit: quantity.unit, unit }, `line:${lineId}`)

function lacks(line: Line, value: Decimal, basis: Basis): Violation {
  const { lineId, quantity } = line
  const missing = { value, unit: quantity.unit }
  return violation(
    reservedFor(line, basis).length > 0 ? 'backflush-missing/reserved' : 'backflush-missing/unnamed',
    { lineId, missing, materials: materialsOf(line), passedOver: passedOver(line, basis) },
    `line:${lineId}`,
  )
}

/** Why a lot does not fit the line, whatever is left of it. */
const objectionsToSource = (line: Line, lotId: string, lot: Lot | undefined): Violation[] =>
  reasons(
    !lot && violation('lot-unknown', { lotId }, `lot:${lotId}`),
    lot &&
      !materialsOf(line).includes(lot.materialId) &&
      violation(
        'lot-wrong-material/to-book',
        { lotId, materialId: lot.materialId, lineId: line.lineId, materials: materialsOf(line) },
        `lot:${lotId}`,
      ),
    lot &&
      !isCountable(densityOn(line, lot.materialId), lot.unit, line.quantity.unit) &&
      violation(
        'unit-mismatch/lot-for-line',
        { lotId, lotUnit: lot.unit, lineId: line.lineId, lineUnit: line.quantity.unit },
        `line:${line.lineId}`,
      ),
  )
