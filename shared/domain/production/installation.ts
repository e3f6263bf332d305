import type { Consume } from '../../../events/order.ts'
import type { Decimal } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import { type Change, saveSerial } from '../change.ts'
import { type Check, given } from '../check.ts'
import { lotOnHold, sublotOnHold, unitOnHold } from '../on-hold.ts'
import { type Entered, type Finding, finding } from '../orders/gate.ts'
import type { BoundOrder, Snapshot } from '../orders/order.ts'
import { writeRule } from '../orders/rule.ts'
import { add, convert, isMore, isZero, zero } from '../quantity.ts'
import { boundsOf, type Line } from '../recipes/line.ts'
import { reasons, violation } from '../refusal.ts'
import { type Component, withoutPart } from '../stock/component.ts'
import { packed } from '../stock/issue.ts'
import type { Lot, Sublot } from '../stock/lot.ts'
import type { Serial } from '../stock/serial.ts'
import { withPart } from './taken-anew.ts'
import { barredBy, installedIn, isMade, unitLines, unitRef, unitRejected } from './unit.ts'

/** The unit that a component is built into or taken out of, by its serial number. */
export interface Target {
  readonly serial: string
  readonly unit: Serial | undefined
  /** Its sublot and lot, once it is made. */
  readonly sublot: Sublot | undefined
  readonly lot?: Lot | undefined
}

/** The component that the issue becomes in a unit; undefined if there is no unit. */
export interface Built {
  readonly component: Component
  readonly snapshot: Snapshot
  readonly unit: Target['unit']
  readonly finding: Finding | undefined
}

/** What is issued, and the unit that it is built into with the id of the component there. */
export interface Installing {
  readonly lot: Lot | undefined
  readonly sublot: Sublot | undefined
  readonly into?: (Target & { readonly consumptionId: string }) | undefined
}

/** The component that an issue becomes, with the reasons why it cannot go into the unit. */
export function builtInto(
  { order, snapshot }: Entered,
  context: Installing,
  body: Consume,
  drawn: { readonly line: Line } | undefined,
  counted: { readonly value: Decimal } | undefined,
  circumstances: Circumstances,
): Check<Built | undefined> {
  const { into: target, lot } = context
  if (!target) return given(undefined)
  const component =
    drawn &&
    counted &&
    lot &&
    componentOf(order, context, body, { line: drawn.line, counted: counted.value }, circumstances)
  if (!component) return given(undefined, objectionsToUnit(order, target))
  const { violations, finding } = judgeInstallation(order, target, { line: drawn.line, snapshot, component })
  return given({ component, snapshot, unit: target.unit, finding }, violations)
}

function componentOf(
  { orderId }: BoundOrder,
  { lot, sublot, into }: Installing,
  { stepId, lotId, sublotId, quantity }: Consume,
  { line, counted }: { readonly line: Line; readonly counted: Decimal },
  { at, caller: { id, name } }: Circumstances,
): Component | undefined {
  if (!lot || !into) return undefined
  return {
    consumptionId: into.consumptionId,
    orderId,
    stepId,
    lineId: line.lineId,
    materialId: lot.materialId,
    lotId,
    ...(sublotId !== undefined && { sublotId }),
    ...(sublot?.serial !== undefined && { serial: sublot.serial }),
    quantity,
    counted: { value: counted, unit: line.quantity.unit },
    at,
    by: { id, name },
  }
}

/**
 * Why nothing can be built into a unit or taken out of it now. It must belong to the order, and must not be packed, built in or gone. So a unit can
 * never be inside itself.
 */
export const objectionsToUnit = (order: BoundOrder, target: Target): Violation[] =>
  reasons(
    objectionsToScrap(order, target),
    target.unit?.orderId === order.orderId && (unitRejected(target.unit) ?? rejectedInStock(target)),
  )

/** A rejected unit passes nothing: it is scrapped, or released by a new decision first. */
function rejectedInStock({ serial, unit, sublot, lot }: Target): Violation | undefined {
  if (!unit || !isMade(unit)) return undefined
  return sublot?.status === 'rejected' || lot?.status === 'rejected'
    ? violation('unit-unfit/rejected-in-stock', { serial, lotId: unit.lotId }, unitRef(unit))
    : undefined
}

/** Why a unit cannot be scrapped now. One that was rejected is scrapped. */
export function objectionsToScrap(
  { orderId, product }: BoundOrder,
  { serial, unit, sublot, lot }: Target,
): Violation[] {
  if (!unit || unit.orderId !== orderId) return [notOfOrder({ orderId, product, serial }, unit)]
  return reasons(
    unit.status === 'scrapped' && violation('unit-unfit/scrapped', { serial }, unitRef(unit)),
    unitOnHold(unit),
    isMade(unit) && (!sublot || isZero(sublot.remaining)) && notInStock(unit, serial, sublot),
    sublot && packed(sublot),
    sublot && sublotOnHold(sublot),
    isMade(unit) && lot && lotOnHold(lot),
  )
}

export function notOfOrder(
  asked: { readonly orderId: string; readonly product: string; readonly serial: string },
  unit: Serial | undefined,
): Violation {
  const ref = `unit:${asked.product}/${asked.serial}`
  if (!unit) return violation('unit-unknown', asked, ref)
  return unit.orderId === undefined
    ? violation('unit-unknown/no-order', asked, ref)
    : violation('unit-unknown/other-order', { ...asked, builtBy: unit.orderId }, ref)
}

function notInStock(unit: Serial, serial: string, sublot: Sublot | undefined): Violation {
  return sublot?.builtInto === undefined
    ? violation('unit-unfit/gone', { serial }, unitRef(unit))
    : violation('unit-unfit/built-in', { serial, into: sublot.builtInto.replace('@', ' ') }, unitRef(unit))
}

interface Installation {
  readonly line: Line
  readonly snapshot: Snapshot
  readonly component: Component
}

/** A component is about 200 bytes of the unit's item; a document of 400 KB holds ten times as many, compressed. */
const mostComponents = 500

/** Why a component cannot go into a unit; `finding` if the unit would have too much of it. */
function judgeInstallation(
  order: BoundOrder,
  target: Target,
  { line, snapshot, component }: Installation,
): { readonly violations: readonly Violation[]; readonly finding?: Finding | undefined } {
  const { serial, unit } = target
  const components = unit?.components ?? []
  const violations = reasons(
    objectionsToUnit(order, target),
    unit &&
      component.lotId === unit.lotId &&
      component.sublotId === unit.sublotId &&
      violation('unit-unfit/into-itself', { serial }, unitRef(unit)),
    unit?.orderId === order.orderId &&
      unit.steps?.[component.stepId]?.left !== undefined &&
      violation('unit-unfit/step-left', { serial, stepId: component.stepId }, unitRef(unit)),
    unit &&
      components.length >= mostComponents &&
      violation('unit-unfit/full', { serial, atMost: mostComponents }, unitRef(unit)),
  )
  const own = unitLines(snapshot).find((it) => it.lineId === line.lineId)
  if (!own) return { violations }
  const { quantity } = own.perUnit
  const { most } = boundsOf(own.perUnit)
  const total = add(
    installedIn({ components, orderId: order.orderId }, line, quantity.unit),
    convert(component.counted.value, component.counted.unit, quantity.unit) ?? zero,
  )
  return {
    violations,
    finding: isMore(total, most)
      ? finding(
          line,
          'line-over-tolerance/unit',
          {
            serial,
            lineId: line.lineId,
            total: { value: total, unit: quantity.unit },
            most: { value: most, unit: quantity.unit },
          },
          writeRule({ rule: 'piece', of: line.lineId, serial }),
        )
      : undefined,
  }
}

/** A violation if an issue for units of an order does not name the unit. */
export const notSaidWhich = (line: Line, snapshot: Snapshot): Violation | undefined =>
  unitLines(snapshot).some(({ lineId }) => lineId === line.lineId)
    ? violation('unit-missing/into', { lineId: line.lineId }, 'into')
    : undefined

export const installed = (unit: Serial, component: Component, snapshot: Snapshot): Change[] =>
  changesOf(
    { ...withPart(unit, component.at), components: [...(unit.components ?? []), component] },
    component.lotId,
    snapshot,
  )

export const removed = (
  unit: Serial,
  consumptionId: string,
  taken: Parameters<typeof withoutPart>[2],
  snapshot: Snapshot,
): Change[] => {
  const { components = [] } = unit
  const lotId = components.find((it) => it.consumptionId === consumptionId)?.lotId
  return changesOf({ ...unit, components: withoutPart(components, consumptionId, taken) }, lotId, snapshot)
}

/** The sublot of a made unit has the list of what it lacks, because packing, shipping and use read only the sublot. */
const changesOf = (unit: Serial, lotOfPart: string | undefined, snapshot: Snapshot): Change[] => [
  saveSerial(unit),
  ...(isMade(unit)
    ? [
        // A commit may change each thing only once: a component of the same lot already writes that lot.
        ...(unit.lotId === lotOfPart ? [] : [{ change: 'require-no-hold', lotId: unit.lotId } as const]),
        {
          change: 'build',
          lotId: unit.lotId,
          sublotId: unit.sublotId,
          lacks: barredBy(unit, unitLines(snapshot)),
        } as const,
      ]
    : []),
]

/**
 * The order with the names of the units that have components, or are in repair, and are neither made nor scrapped. An order cannot complete with such
 * units.
 * @param before these units before the changes
 */
export function withUnits(
  order: BoundOrder,
  before: readonly (Serial | undefined)[],
  changes: readonly Change[],
): BoundOrder {
  const after = changes.flatMap((it) => (it.change === 'save' && it.kind === 'serial' ? it.value : []))
  const { begun = [], ...rest } = order
  const still = new Set(after.filter(isBegun).map(({ sublotId }) => sublotId))
  const others = [...before, ...after].flatMap((unit) => (unit && !still.has(unit.sublotId) ? unit.sublotId : []))
  const gone = new Set(others)
  const now = [...new Set([...begun, ...still])].filter((it) => !gone.has(it))
  return now.length > 0 ? { ...rest, begun: now } : rest
}

const isBegun = (unit: Serial | undefined): boolean =>
  unit?.status === 'in-repair' ||
  (unit?.status === 'announced' && unit.components !== undefined && unit.components.length > 0)
