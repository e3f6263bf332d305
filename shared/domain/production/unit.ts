import type { Amount } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { AnnounceUnits, NamedUnit } from '../../../events/unit.ts'
import { type Change, saveSerial } from '../change.ts'
import type { Decision } from '../decision.ts'
import { type Finding, finding } from '../orders/gate.ts'
import { type BoundOrder, type Order, orderOnHold, type Snapshot, underWay, wrongStatus } from '../orders/order.ts'
import { writeRule } from '../orders/rule.ts'
import { add, convert, isMore, isZero, subtract, zero } from '../quantity.ts'
import { boundsOf, type Line } from '../recipes/line.ts'
import { hasReasons, reasons, refuse, violation } from '../refusal.ts'
import { type Component, installedOn, withoutPart } from '../stock/component.ts'
import { packed } from '../stock/issue.ts'
import { type Lot, lotOnHold, type Sublot, sublotOnHold } from '../stock/lot.ts'
import type { Known } from '../stock/make-units.ts'
import type { Serial } from '../stock/serial.ts'

/** A line of which every unit has its part. */
export type UnitLine = Line & { readonly perUnit: NonNullable<Line['perUnit']> }

/** The unit that a draw goes into or a component comes out of, found by its serial number. */
export interface Target {
  readonly serial: string
  readonly unit: Serial | undefined
  /** Its stock, once it is made, and the lot of that. */
  readonly sublot: Sublot | undefined
  readonly lot?: Lot | undefined
}

/** Each component is some 200 bytes of the unit's item, which a packed document of 400 KB could hold ten times. */
const mostComponents = 500

export const isMade = ({ status }: Serial): boolean => status === undefined

/**
 * The lines of which every unit has its part. A line has one number in the whole order: a step of rework that replaces a component gives
 * its line the number of the component's line.
 */
export function unitLines({ steps }: Snapshot): (UnitLine & { readonly stepId: string })[] {
  const lines = steps.flatMap(({ stepId, materials }) =>
    materials.flatMap((line) => (isPerUnit(line) ? { ...line, stepId } : [])),
  )
  return [...Map.groupBy(lines, ({ lineId }) => lineId).values()].flatMap(([first]) => first ?? [])
}

const isPerUnit = (line: Line): line is UnitLine => line.perUnit !== undefined && line.perUnit.policy !== 'off'

/** How much a unit lacks of each line, beyond what an override has let pass, in the unit of the part. */
export function lackingIn(
  { components = [], without = {} }: Pick<Serial, 'components' | 'without'>,
  lines: readonly UnitLine[],
): { readonly line: UnitLine; readonly missing: Amount }[] {
  return lines.flatMap((line) => {
    const { quantity } = line.perUnit
    const { least } = boundsOf(line.perUnit)
    const installed = installedOn(components, line.lineId, quantity.unit)
    const asked = subtract(least, without[line.lineId] ?? zero)
    if (!isMore(asked, installed)) return []
    return { line, missing: { value: subtract(asked, installed), unit: quantity.unit } }
  })
}

/** The numbers of the lines that keep a unit from being packed, shipped or used; a line that only warns does not. */
export const barredBy = (unit: Pick<Serial, 'components' | 'without'>, lines: readonly UnitLine[]): string[] =>
  lackingIn(unit, lines).flatMap(({ line }) => (line.perUnit.policy === 'warn' ? [] : line.lineId))

/**
 * Gives units of an order's product their numbers before they are made. Each belongs to the order from now on; until it is made, it can be
 * announced anew for another lot, with what is in it.
 */
export function announceUnits(
  order: Order,
  snapshot: Snapshot | undefined,
  lot: Lot | undefined,
  known: Known,
  { lotId, serials }: AnnounceUnits,
): Decision {
  const { orderId, product } = order
  const found = reasons(
    (order.status === 'created' || !underWay(order)) &&
      wrongStatus(order, ['released', 'running', 'held'], 'units-under-way'),
    order.holds.length > 0 && orderOnHold(order),
    snapshot &&
      snapshot.productUnit !== '{each}' &&
      violation('unit-mismatch/no-pieces', { product, unit: snapshot.productUnit }, 'serials'),
    lot &&
      (lot.orderId !== orderId || lot.materialId !== product) &&
      violation('lot-of-another-order/to-announce', { lotId, product, orderId }, `lot:${lotId}`),
    serials.flatMap((serial, index) => {
      const holder = known.serials[index]
      const isMoved = holder?.status === 'announced' && holder.orderId === orderId && holder.lotId !== lotId
      const ref = `serials/${index}`
      return reasons(
        serials.indexOf(serial) < index && violation('serial-duplicated/twice', { serial }, ref),
        known.sublots[index] &&
          (!holder || isMoved) &&
          violation('already-exists/sublot-no-unit', { lotId, sublotId: serial }, ref),
        holder &&
          !isMoved &&
          violation('serial-duplicated/given', { serial, materialId: product, lotId: holder.lotId }, ref),
      )
    }),
  )
  if (hasReasons(found)) return refuse(found)
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.unit.announced.v1',
      data: { orderId, materialId: product, lotId, serials },
      about: { type: 'lot', id: lotId },
    },
    changes: serials.map((serial, index) =>
      saveSerial({
        ...known.serials[index],
        materialId: product,
        serial,
        lotId,
        sublotId: serial,
        orderId,
        status: 'announced',
      }),
    ),
  }
}

const unitRef = ({ materialId, serial }: Pick<Serial, 'materialId' | 'serial'>): string =>
  `unit:${materialId}/${serial}`

/**
 * Why nothing can be built into a unit now, or taken out of it. It has to belong to the order, and to stand by itself: a unit that is
 * packed, built in or gone is out of reach. For the same reason no unit can come to be within itself.
 */
export function objectionsToUnit({ orderId, product }: BoundOrder, { serial, unit, sublot, lot }: Target): Violation[] {
  if (!unit || unit.orderId !== orderId) return [notOfOrder({ orderId, product, serial }, unit)]
  return reasons(
    unit.status === 'scrapped' && violation('unit-unfit/scrapped', { serial }, unitRef(unit)),
    unitOnHold(unit),
    isMade(unit) && (!sublot || isZero(sublot.remaining)) && notInStock(unit, serial, sublot),
    sublot && packed(sublot),
    sublot && sublotOnHold(sublot),
    isMade(unit) && lot && lot.holds.length > 0 && lotOnHold(lot),
  )
}

function notOfOrder(
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

/** That a unit is on hold before it is made; afterwards the hold is on its stock. */
export const unitOnHold = (unit: Serial): Violation | undefined =>
  unit.holds === undefined
    ? undefined
    : violation(
        'sublot-on-hold/unit',
        { serial: unit.serial, materialId: unit.materialId, holds: unit.holds },
        unitRef(unit),
      )

/** What a draw puts into a unit. */
export interface Installation {
  readonly line: Line
  readonly snapshot: Snapshot
  readonly component: Component
}

/** Why a component cannot go into a unit; `finding` says that the unit would hold too much of it. */
export function judgeInstallation(
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
    unit &&
      components.length >= mostComponents &&
      violation('unit-unfit/full', { serial, atMost: mostComponents }, unitRef(unit)),
  )
  const own = unitLines(snapshot).find((it) => it.lineId === line.lineId)
  if (!own) return { violations }
  const { quantity } = own.perUnit
  const { most } = boundsOf(own.perUnit)
  const total = add(
    installedOn(components, line.lineId, quantity.unit),
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
          writeRule({ rule: 'over', of: line.lineId }),
        )
      : undefined,
  }
}

/** That a draw for the units of an order has to say which one it is for. */
export const notSaidWhich = (line: Line, snapshot: Snapshot): Violation | undefined =>
  unitLines(snapshot).some(({ lineId }) => lineId === line.lineId)
    ? violation('unit-missing/into', { lineId: line.lineId }, 'into')
    : undefined

/** A unit with one component more. */
export const installed = (unit: Serial, component: Component, snapshot: Snapshot): Change[] =>
  changesOf({ ...unit, components: [...(unit.components ?? []), component] }, component.lotId, snapshot)

/** A unit without what was taken out of it. */
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

/** The stock of a made unit says what the unit lacks, because packing, shipping and using it ask the stock. */
const changesOf = (unit: Serial, lotOfPart: string | undefined, snapshot: Snapshot): Change[] => [
  saveSerial(unit),
  ...(isMade(unit)
    ? [
        // A commit changes each thing once: where the component is of the same lot, the lot is written already.
        ...(unit.lotId === lotOfPart ? [] : [{ change: 'unheld', lotId: unit.lotId } as const]),
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
 * The order after its units have changed. It counts the units that have components and are neither made nor lost, for it is not complete
 * with one of them.
 * @param before the units that these changes are of
 */
export function withUnits(
  order: BoundOrder,
  before: readonly (Serial | undefined)[],
  changes: readonly Change[],
): BoundOrder {
  const after = changes.flatMap((it) => (it.change === 'save' && it.kind === 'serial' ? it.value : []))
  const { begunUnits = 0, ...rest } = order
  const now = begunUnits + after.filter(isBegun).length - before.filter(isBegun).length
  return now > 0 ? { ...rest, begunUnits: now } : rest
}

const isBegun = (unit: Serial | undefined): boolean =>
  unit?.status === 'announced' && unit.components !== undefined && unit.components.length > 0

/** That made units in stock lack a component, which nothing would give to them any more. */
export function unitsLacking(
  { orderId }: Pick<BoundOrder, 'orderId'>,
  stock: readonly Sublot[],
  isAsked: (lineId: string) => boolean = () => true,
): Violation | undefined {
  const open = stock.filter(({ remaining, lacks = [] }) => !isZero(remaining) && lacks.some(isAsked))
  const named = open.slice(0, mostNamed).map(({ sublotId, lacks = [] }) => ({ serial: sublotId, lines: lacks }))
  return open.length === 0
    ? undefined
    : violation(
        'units-unfinished/lacking',
        { orderId, units: named, others: open.length - named.length },
        `order:${orderId}`,
      )
}
const mostNamed = 10

/** How facts name a unit. */
export const nameOfUnit = ({ materialId, lotId, sublotId }: Serial): NamedUnit => ({
  materialId,
  lotId,
  serial: sublotId,
})
