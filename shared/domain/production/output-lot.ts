import type { MaterialId } from '../../../events/identifiers.ts'
import type { Produce } from '../../../events/order.ts'
import type { Unit } from '../../../events/quantity.ts'
import type { Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import { all, type Check, clear, given, present, upon } from '../check.ts'
import { measured, withBooked } from '../measured.ts'
import { lotOnHold } from '../on-hold.ts'
import type { Snapshot } from '../orders/order.ts'
import { add, isRepresentable, sameDimension, zero } from '../quantity.ts'
import { violation } from '../refusal.ts'
import { endOfShelfLife, type Lot, notExactInLot } from '../stock/lot.ts'
import type { BookedOutput, OutputResult, ProductionContext } from './output.ts'

type Line = Step['materials'][number]

interface Making {
  readonly materialId: MaterialId
  readonly unit: Unit
  readonly shelfLifeDays: number | undefined
}

/** The line of a by-product or co-product: the one named, or the only one. */
export function lineBeside({ steps }: Snapshot, { stepId, use, lineId }: Produce): Line | undefined {
  const lines = linesOf(
    steps.find((it) => it.stepId === stepId),
    use,
  )
  return lineId === undefined && lines.length === 1 ? lines[0] : lines.find((it) => it.lineId === lineId)
}

const linesOf = (step: Step | undefined, use: Produce['use']): Line[] =>
  step?.materials.filter((it) => it.use === use) ?? []

export function beside(at: ProductionContext, body: BookedOutput, circumstances: Circumstances): Check<OutputResult> {
  const line = present(lineBeside(at.snapshot, body), () => noSuchLine(at.step, body, linesOf(at.step, body.use)))
  return upon(line, ({ materialId, lineId, quantity }) => {
    const making = { materialId, unit: quantity.unit, shelfLifeDays: at.material?.shelfLifeDays }
    return upon(made(at, body, making, circumstances), (it) => given({ ...it, lineId }))
  })
}

function noSuchLine({ stepId }: Step, { use, lineId }: Produce, lines: readonly Line[]): Violation {
  if (lines.length === 0) return violation('line-unknown/none-of-use', { stepId, use }, 'lineId')
  const there = { stepId, use, lines: lines.map((it) => `${it.lineId} (${it.materialId})`) }
  return lineId === undefined
    ? violation('line-unknown/name-one', there, 'lineId')
    : violation('line-unknown/of-use', { ...there, lineId }, 'lineId')
}

export function made(
  { order, lot }: ProductionContext,
  { lotId, quantity, use, serials, exact, ...body }: BookedOutput,
  { materialId, unit: measuredIn, shelfLifeDays }: Making,
  { at, timeZone }: Circumstances,
): Check<OutputResult> {
  const ref = `lot:${lotId}`
  const unit = lot?.unit ?? quantity.unit
  const isOwn = lot?.orderId === order.orderId
  const measuresSame = sameDimension(measuredIn, quantity.unit)
  const notMeasured = violation(
    'unit-mismatch/made',
    { materialId, measured: measuredIn, unit: quantity.unit },
    'quantity/unit',
  )
  const value = present(sameDimension(quantity.unit, unit) ? body.value : undefined, () =>
    measuresSame ? violation('unit-mismatch/lot', { lotId, unit, told: quantity.unit }, 'quantity/unit') : notMeasured,
  )
  const checks = all({
    measured: clear(!measuresSame && notMeasured),
    value: upon(value, (it) => {
      const total = add(lot?.quantity ?? zero, it)
      return given(
        it,
        !isRepresentable(total) &&
          violation('unit-mismatch/lot-total', { lotId, total: { value: total, unit } }, 'quantity'),
        !isRepresentable(it) && notExactInLot(quantity, { lotId, unit }, 'quantity'),
      )
    }),
    lot: clear(
      lot &&
        isOwn &&
        lot.materialId !== materialId &&
        violation('lot-wrong-material/to-make', { lotId, materialId: lot.materialId, made: materialId }, ref),
      lot &&
        isOwn &&
        lot.status !== 'quarantine' &&
        violation('lot-wrong-status/to-make', { lotId, status: lot.status }, ref),
      lot && lotOnHold(lot),
    ),
  })
  return upon(checks, ({ value }) => {
    const fresh: Lot = {
      lotId,
      materialId,
      unit,
      quantity: quantity.value,
      remaining: quantity.value,
      status: 'quarantine',
      holds: [],
      receivedAt: at,
      orderId: order.orderId,
      ...(serials && { inSublots: quantity.value }),
      ...(shelfLifeDays !== undefined && { expiresAt: endOfShelfLife(at, shelfLifeDays, timeZone) }),
    }
    const before = order.produced[lotId]
    const entry = { ...withBooked(before, { value, exact }, unit), ...(use !== 'produced' && { materialId }) }
    const turned: OutputResult = {
      output: { use, materialId, ...measured(exact, unit) },
      order: { produced: { ...order.produced, [lotId]: entry } },
      changes: [
        lot
          ? { change: 'add-stock', lotId, value, unlessHeld: true, ...(serials && { inSublots: true }) }
          : { change: 'create-lot', lot: fresh },
      ],
    }
    return given(turned, checks.against)
  })
}
