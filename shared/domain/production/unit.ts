import type { Amount, Decimal } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { NamedUnit } from '../../../events/unit.ts'
import type { BoundOrder, Snapshot } from '../orders/order.ts'
import { isMore, isZero, subtract, zero } from '../quantity.ts'
import { boundsOf, type Line, materialsOf } from '../recipes/line.ts'
import { violation } from '../refusal.ts'
import { type Component, installedOn } from '../stock/component.ts'
import type { Sublot } from '../stock/lot.ts'
import { type Serial, stayBeforeRepair } from '../stock/serial.ts'

/** A line that gives every unit a component. */
export type UnitLine = Line & { readonly perUnit: NonNullable<Line['perUnit']> }

export const isMade = ({ status }: Serial): boolean => status === undefined

/** Whether an order makes the unit now, or makes it again. */
export const isBeingMade = ({ status }: Serial): boolean => status === 'announced' || status === 'in-repair'

/**
 * The lines that give every unit a component. A line has one number in the whole order, so a rework step that replaces a component uses the number of
 * that component's line.
 */
export function unitLines({ steps }: Snapshot): (UnitLine & { readonly stepId: string })[] {
  const lines = steps.flatMap(({ stepId, materials }) =>
    materials.flatMap((line) => (isPerUnit(line) ? { ...line, stepId } : [])),
  )
  return [...Map.groupBy(lines, ({ lineId }) => lineId).values()].flatMap(([first]) => first ?? [])
}

const isPerUnit = (line: Line): line is UnitLine => line.perUnit !== undefined && line.perUnit.policy !== 'off'

/**
 * The quantity of a line that a unit has, in the given unit of measure. What an earlier order built in counts as well, if its line has the same id and
 * its material is one of this line: a repair builds no second seal into a unit that still has its first one.
 */
export const installedIn = (
  { components = [], orderId }: Pick<Serial, 'components' | 'orderId'>,
  line: Line,
  unit: Amount['unit'],
): Decimal => {
  const isOfLine = (it: Component) =>
    it.orderId === undefined || it.orderId === orderId || materialsOf(line).includes(it.materialId)
  return installedOn(components.filter(isOfLine), line.lineId, unit)
}

/** What a unit lacks of each line, less what an override let pass, in the unit of the component. */
export function lackingIn(
  { components = [], without = {}, orderId }: Pick<Serial, 'components' | 'without' | 'orderId'>,
  lines: readonly UnitLine[],
): { readonly line: UnitLine; readonly missing: Amount }[] {
  return lines.flatMap((line) => {
    const { quantity } = line.perUnit
    const { least } = boundsOf(line.perUnit)
    const installed = installedIn({ components, orderId }, line, quantity.unit)
    const asked = subtract(least, without[line.lineId] ?? zero)
    if (!isMore(asked, installed)) return []
    return { line, missing: { value: subtract(asked, installed), unit: quantity.unit } }
  })
}

/**
 * The lines whose missing components prevent packing, shipping and use of a unit; a `warn` line does not. What a unit lacked before its repair it still
 * lacks, where the order of the repair has no such line.
 */
export function barredBy(
  unit: Pick<Serial, 'components' | 'without' | 'orderId' | 'before'>,
  lines: readonly UnitLine[],
): string[] {
  const lacks = lackingIn(unit, lines).flatMap(({ line }) => (line.perUnit.policy === 'warn' ? [] : line.lineId))
  const before = stayBeforeRepair(unit)?.lacks ?? []
  return [...lacks, ...before.filter((lineId) => !lines.some((line) => line.lineId === lineId))]
}

/** Why a unit that was rejected before it was made can only be scrapped. A made one is rejected in its stock. */
export const unitRejected = ({ materialId, serial, rejectedIn }: Serial): Violation | undefined =>
  rejectedIn === undefined
    ? undefined
    : violation('unit-unfit/rejected', { serial, deviationId: rejectedIn }, unitRef({ materialId, serial }))

export const unitRef = ({ materialId, serial }: Pick<Serial, 'materialId' | 'serial'>): string =>
  `unit:${materialId}/${serial}`

/** A violation if made units in stock lack components that no later step would add. */
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

export const nameOfUnit = ({ materialId, lotId, sublotId }: Serial): NamedUnit => ({
  materialId,
  lotId,
  serial: sublotId,
})
