import type { Instant, LotId, MaterialId, SublotId } from '../../../events/identifiers.ts'
import type { Amount } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import { type Change, saveSerial } from '../change.ts'
import { unitOnHold } from '../on-hold.ts'
import { type Finding, finding } from '../orders/gate.ts'
import type { BoundOrder, Snapshot } from '../orders/order.ts'
import { writeRule } from '../orders/rule.ts'
import { decimalOf, isZero, one, subtract } from '../quantity.ts'
import { waitsOf } from '../recipes/procedure.ts'
import { lotRef, reasons, violation } from '../refusal.ts'
import type { Sublot } from '../stock/lot.ts'
import { given, type Known } from '../stock/make-units.ts'
import { type Serial, whereaboutsOf } from '../stock/serial.ts'
import { objectionsToScrap } from './installation.ts'
import { barredBy, isBeingMade, isMade, lackingIn, unitLines, unitRejected } from './unit.ts'
import type { LostUnits } from './unit-counts.ts'
import { stepsAhead, withStep } from './unit-steps.ts'

export interface UnitOutput {
  readonly violations: readonly Violation[]
  readonly findings: readonly (Finding | undefined)[]
  readonly changes: readonly Change[]
}

interface Turning {
  readonly order: BoundOrder
  readonly snapshot: Snapshot
  readonly stepId: string
  readonly lotId: LotId
  readonly quantity: Amount
  readonly serials: readonly SublotId[] | undefined
  readonly known: Known
}

/**
 * Units of an order's product, announced before or with new numbers. Each needs its components from this step's lines and from steps that do not come
 * later. A unit that lacks components of later steps cannot be packed, shipped or used yet.
 */
export function madeUnits({ order, snapshot, stepId, lotId, quantity, serials, known }: Turning): UnitOutput {
  const { product, orderId } = order
  const lines = unitLines(snapshot)
  if (!serials)
    return {
      violations: reasons(unnumbered(order, snapshot, 'unit-missing/made')),
      findings: [],
      changes: [],
    }
  const units = serials.map((serial, index): Serial => {
    const { status: _unmade, ...holder } = known.serials[index] ?? { materialId: product, serial, sublotId: serial }
    return { ...holder, lotId, orderId }
  })
  const step = snapshot.steps.find((it) => it.stepId === stepId)
  const waits = waitsOf(snapshot)
  const asked = lines.filter((line) => !waits.get(line.stepId)?.has(stepId))
  return {
    violations: reasons(
      notOneEach(quantity, serials),
      serials.flatMap((serial, index) => objectionsToNumber(serial, index, { order, lotId, serials, known })),
      step && units.flatMap((unit) => stepsAhead(order, snapshot, step, unit)),
    ),
    findings: asked.flatMap(({ materialId, lineId, perUnit, ...line }) =>
      units.flatMap((unit) => {
        const { serial } = unit
        const [first] = lackingIn(unit, [{ ...line, materialId, lineId, perUnit }])
        if (!first) return []
        const lacking = [{ serial, missing: first.missing }]
        const ref = writeRule({ rule: 'unit', of: lineId, serial })
        return [finding(perUnit, 'unit-incomplete/made', { materialId, lineId, lacking }, ref)]
      }),
    ),
    changes: units.flatMap((unit, index): Change[] => {
      // By the override, this unit lacks these quantities for good.
      const passed = lackingIn(unit, asked).map(({ line, missing }) => [line.lineId, missing.value] as const)
      const now = { ...unit, ...(passed.length > 0 && { without: Object.fromEntries(passed) }) }
      const lacks = barredBy(now, lines)
      return [
        {
          change: 'create-sublot',
          sublot: {
            lotId,
            sublotId: unit.sublotId,
            serial: unit.serial,
            unit: '{each}',
            quantity: one,
            remaining: one,
            ...(lacks.length > 0 && { lacks }),
          },
          ...(known.sublots[index] && { again: true }),
        },
        saveSerial(now),
      ]
    }),
  }
}

/** The findings that an override can let pass once, in advance: this unit is made without a component, or takes more of one. */
export const unitPermissions = (snapshot: Snapshot, serial: string): (Finding | undefined)[] =>
  unitLines(snapshot).flatMap(({ lineId, perUnit, ...line }) => [
    finding(perUnit, 'unit-incomplete/permission', { lineId }, writeRule({ rule: 'unit', of: lineId, serial })),
    finding(line, 'line-over-tolerance/piece-ahead', { lineId }, writeRule({ rule: 'piece', of: lineId, serial })),
  ])

/** Refuses pieces without numbers where each unit has one. */
const unnumbered = (
  { product, serialised }: BoundOrder,
  snapshot: Snapshot,
  parts: 'unit-missing/made' | 'unit-missing/lost',
): Violation | undefined =>
  unitLines(snapshot).length > 0
    ? violation(parts, { product }, 'serials')
    : serialised || snapshot.serialised
      ? violation('unit-missing/number', { product }, 'serials')
      : undefined

export const notOneEach = ({ value, unit }: Amount, serials: readonly string[]): Violation[] =>
  unit !== '{each}' || !isZero(subtract(value, decimalOf(serials.length)))
    ? [violation('unit-mismatch/serials', { serials: serials.length, quantity: { value, unit } }, 'quantity')]
    : []

/** Why units of an order cannot leave the stock of this lot. */
export const stockedUnits = (
  order: BoundOrder,
  lotId: LotId,
  serials: readonly SublotId[],
  { serials: units, sublots }: Known = { serials: [], sublots: [] },
): Violation[] =>
  serials.flatMap((serial, index) => {
    const [unit, sublot] = [units[index], sublots[index]]
    const ref = `serials/${index}`
    if (serials.indexOf(serial) < index) return [violation('serial-duplicated/twice', { serial }, ref)]
    return reasons(
      objectionsToScrap(order, { serial, unit, sublot }),
      unit && isBeingMade(unit) && violation('unit-unfit/not-made', { serial }, ref),
      unit && unit.lotId !== lotId && violation('unit-unfit/other-lot', { serial, lotId: unit.lotId }, ref),
    )
  })

function objectionsToNumber(
  serial: string,
  index: number,
  {
    order,
    lotId,
    serials,
    known,
  }: Pick<Turning, 'order' | 'lotId' | 'known'> & { readonly serials: readonly string[] },
): Violation[] {
  const ref = `serials/${index}`
  const holder = known.serials[index]
  const isOwn = holder !== undefined && isBeingMade(holder) && holder.orderId === order.orderId
  // What is against the unit is said where it is named first.
  if (serials.indexOf(serial) < index) return [violation('serial-duplicated/twice', { serial }, ref)]
  return reasons(
    holder &&
      !isOwn &&
      (holder.status === 'scrapped'
        ? violation('serial-duplicated/unit-scrapped', { serial, product: order.product }, ref)
        : given(serial, order.product, whereaboutsOf(holder, known.places?.[index]), ref)),
    holder && unitOnHold(holder),
    isOwn && unitRejected(holder),
    holder &&
      isOwn &&
      holder.lotId !== lotId &&
      violation('unit-unfit/announced-elsewhere', { serial, lotId: holder.lotId }, ref),
    (!holder || isOwn) &&
      isTaken(known.sublots[index]) &&
      violation('already-exists/sublot-to-make', { serial, lotId }, ref),
  )
}

/** A sublot has this id; one of a unit whose production was taken back is empty and is made again. */
const isTaken = (sublot: Sublot | undefined): boolean =>
  sublot !== undefined && (sublot.serial === undefined || !isZero(sublot.quantity))

/** Units that an order scraps, and how many of them had left the step before. */
export interface ScrappedUnits extends Pick<UnitOutput, 'violations' | 'changes'> {
  readonly lost: LostUnits
}

/**
 * Units that are scrapped: all of them before they are made, with their components, or all of them out of the stock of their lot.
 */
export function lostUnits(
  {
    order,
    snapshot,
    stepId,
    lotId,
    quantity,
    serials = [],
    known,
    materialId,
  }: Turning & { readonly materialId: MaterialId },
  at: Instant,
): ScrappedUnits {
  const { product } = order
  if (serials.length === 0)
    return {
      violations: reasons(materialId === product && unnumbered(order, snapshot, 'unit-missing/lost')),
      changes: [],
      lost: {},
    }
  const units = known.serials.flatMap((unit) => unit ?? [])
  const stocked = units.filter(isMade)
  const inStock = stocked.length > 0
  const step = snapshot.steps.find((it) => it.stepId === stepId)
  const gone = units.filter((unit) => unit.steps?.[stepId]?.left !== undefined)
  const leaving = (unit: Serial): Serial =>
    step?.flow === 'units' && !gone.includes(unit) ? withStep(unit, stepId, { left: 'scrapped' }) : unit
  return {
    violations: reasons(
      materialId !== product && violation('lot-wrong-material/lost-units', { product, materialId }, lotRef(lotId)),
      notOneEach(quantity, serials),
      inStock
        ? stockedUnits(order, lotId, serials, known)
        : serials.flatMap((serial, index) =>
            serials.indexOf(serial) < index
              ? [violation('serial-duplicated/twice', { serial }, `serials/${index}`)]
              : reasons(
                  objectionsToScrap(order, { serial, unit: known.serials[index], sublot: known.sublots[index] }),
                  known.serials[index] &&
                    known.serials[index].lotId !== lotId &&
                    violation(
                      'unit-unfit/lost-elsewhere',
                      { serial, lotId: known.serials[index].lotId },
                      `serials/${index}`,
                    ),
                ),
          ),
    ),
    changes: inStock
      ? [
          { change: 'issue-units', lotId, sublotIds: serials, into: 'scrapped', unless: ['held'], at },
          ...units.map((unit) => saveSerial(leaving(unit))),
        ]
      : units.map((unit) => saveSerial({ ...leaving(unit), status: 'scrapped' })),
    lost: { inStock, leftBefore: decimalOf(gone.length) },
  }
}
