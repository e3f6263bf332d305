import type { MaterialId } from '../../../events/identifiers.ts'
import type { Produce } from '../../../events/order.ts'
import type { Unit } from '../../../events/quantity.ts'
import type { Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import type { Change } from '../change.ts'
import { saveOrder } from '../change.ts'
import type { Decision } from '../decision.ts'
import type { Material } from '../master-data.ts'
import {
  enter,
  type Finding,
  notRunning,
  type StepContext,
  settle,
  spokenOf,
  withoutOverrides,
  workedOn,
} from '../orders/gate.ts'
import type { Output, ReleasedOrder, Snapshot } from '../orders/order.ts'
import { add, convert, isRepresentable, sameDimension } from '../quantity.ts'
import { reasons, refuse, violation } from '../refusal.ts'
import { issued, objectionsToIssue } from '../stock/issue.ts'
import { daysAfter, type Lot, onHold } from '../stock/lot.ts'
import type { Known } from '../stock/make-units.ts'
import { sum, withOutput } from './output.ts'
import { withUnits } from './unit.ts'
import { lostUnits, madeUnits } from './unit-turnout.ts'

type Line = Step['materials'][number]

/** What a production finds: the lot that it names, and the definition of what is made beside the product. */
type Found = StepContext & {
  readonly lot: Lot | undefined
  readonly material?: Material | undefined
  /** What is on record for the serial numbers that it names. */
  readonly known?: Known | undefined
}

/**
 * Puts on record what a running step turns out. The product, and what comes beside it, become lots under quarantine, which belong to the
 * order for good and are decided with its batch; scrap becomes no stock; a sample leaves a lot that the order has made.
 */
export function produce(floor: Found, body: Produce, circumstances: Circumstances): Decision {
  const { violations, order, step, progress } = enter(floor, body.stepId, circumstances)
  const running = progress?.status === 'running' ? progress : undefined
  const { snapshot, lot } = floor
  const turned =
    order && step && snapshot ? turning[body.use]({ ...floor, order, step, snapshot }, body, circumstances) : undefined
  const settled = order && settle(turned?.findings ?? [], order, body.stepId, circumstances.caller, body.reason)
  const found = reasons(
    violations,
    step && !running && notRunning(step.stepId),
    turned?.violations,
    settled?.violations,
    lot &&
      order &&
      lot.orderId !== order.orderId &&
      violation('lot-of-another-order/to-make', { lotId: lot.lotId, orderId: order.orderId }, `lot:${lot.lotId}`),
  )
  if (found.length > 0 || !order || !step || !running || !turned?.output) return refuse(found)
  const { output, lineId, changes = [] } = turned
  // An override that was needed is used up.
  const passed = new Set(turned.findings?.map((it) => it?.violation.ref))
  const worked = workedOn(running, circumstances.caller)
  const after = { ...worked, outputs: withOutput(running.outputs, output) }
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.material.produced.v1',
      data: {
        orderId: order.orderId,
        stepId: step.stepId,
        lotId: body.lotId,
        materialId: output.materialId,
        quantity: body.quantity,
        use: body.use,
        ...(lineId && { lineId }),
        ...(body.reasonCode !== undefined && { reasonCode: body.reasonCode }),
        ...(body.serials && { serials: body.serials }),
        ...spokenOf(settled?.warnings ?? [], body.reason),
      },
      about: { type: 'lot', id: body.lotId },
    },
    changes: [
      saveOrder(
        withUnits(
          {
            ...order,
            ...turned.order,
            ...withoutOverrides(order, step.stepId, (ref) => passed.has(ref)),
            steps: { ...order.steps, [step.stepId]: after },
          },
          floor.known?.serials ?? [],
          changes,
        ),
      ),
      ...changes,
    ],
  }
}

interface ProductionContext extends Omit<Found, 'order' | 'snapshot'> {
  readonly order: ReleasedOrder
  readonly snapshot: Snapshot
  readonly step: Step
}

/** What a production comes to: what the order remembers of it, and what becomes of stock. */
interface Turned {
  readonly violations: readonly Violation[]
  readonly findings?: readonly (Finding | undefined)[]
  readonly output?: Output
  readonly lineId?: Line['lineId'] | undefined
  readonly order?: Partial<ReleasedOrder>
  readonly changes?: readonly Change[]
}

const turning: Readonly<
  Record<Produce['use'], (at: ProductionContext, body: Produce, circumstances: Circumstances) => Turned>
> = {
  produced: (at, body, circumstances) => {
    const { product, productUnit, shelfLifeDays } = at.snapshot
    const units = madeUnits(turningOf(at, body))
    const lot = made(at, body, { materialId: product, unit: productUnit, shelfLifeDays }, circumstances)
    return {
      ...lot,
      violations: [...lot.violations, ...units.violations],
      findings: units.findings,
      changes: [...(lot.changes ?? []), ...units.changes],
    }
  },
  'by-product': beside,
  'co-product': beside,
  scrap: (at, body) => {
    const material = lost(at, body)
    const units = lostUnits({ ...turningOf(at, body), materialId: material.output.materialId })
    return { ...material, violations: [...material.violations, ...units.violations], changes: units.changes }
  },
  sample: sampled,
}

const noneKnown: Known = { serials: [], sublots: [] }

const turningOf = (
  { order, snapshot, known = noneKnown }: ProductionContext,
  { stepId, lotId, quantity, serials }: Produce,
) => ({ order, snapshot, stepId, lotId, quantity, serials, known })

interface Making {
  readonly materialId: MaterialId
  readonly unit: Unit
  readonly shelfLifeDays: number | undefined
}

/** The line of something beside the product: the one that is named, or the only one that there is. */
export function lineBeside({ steps }: Snapshot, { stepId, use, lineId }: Produce): Line | undefined {
  const lines = linesOf(
    steps.find((it) => it.stepId === stepId),
    use,
  )
  return lineId === undefined && lines.length === 1 ? lines[0] : lines.find((it) => it.lineId === lineId)
}

const linesOf = (step: Step | undefined, use: Produce['use']): Line[] =>
  step?.materials.filter((it) => it.use === use) ?? []

function beside(at: ProductionContext, body: Produce, circumstances: Circumstances): Turned {
  const line = lineBeside(at.snapshot, body)
  if (!line) return { violations: [noSuchLine(at.step, body, linesOf(at.step, body.use))] }
  const { materialId, lineId, quantity } = line
  const making = { materialId, unit: quantity.unit, shelfLifeDays: at.material?.shelfLifeDays }
  return { ...made(at, body, making, circumstances), lineId }
}

function noSuchLine({ stepId }: Step, { use, lineId }: Produce, lines: readonly Line[]): Violation {
  if (lines.length === 0) return violation('line-unknown/none-of-use', { stepId, use }, 'lineId')
  const there = { stepId, use, lines: lines.map((it) => `${it.lineId} (${it.materialId})`) }
  return lineId === undefined
    ? violation('line-unknown/name-one', there, 'lineId')
    : violation('line-unknown/of-use', { ...there, lineId }, 'lineId')
}

function made(
  { order, lot }: ProductionContext,
  { lotId, quantity, use, serials }: Produce,
  { materialId, unit: measured, shelfLifeDays }: Making,
  { at }: Circumstances,
): Turned {
  const ref = `lot:${lotId}`
  const unit = lot?.unit ?? quantity.unit
  const value = convert(quantity.value, quantity.unit, unit)
  const total = value && add(lot?.quantity ?? '0', value)
  const isOwn = lot?.orderId === order.orderId
  const violations = reasons(
    !sameDimension(measured, quantity.unit) &&
      violation('unit-mismatch/made', { materialId, measured, unit: quantity.unit }, 'quantity/unit'),
    total !== undefined &&
      !isRepresentable(total) &&
      violation('unit-mismatch/lot-total', { lotId, total: { value: total, unit } }, 'quantity'),
    value !== undefined &&
      !isRepresentable(value) &&
      violation('unit-mismatch/lot-exact', { lotId, unit, quantity }, 'quantity'),
    lot &&
      isOwn &&
      lot.materialId !== materialId &&
      violation('lot-wrong-material/to-make', { lotId, materialId: lot.materialId, made: materialId }, ref),
    lot &&
      isOwn &&
      lot.status !== 'quarantine' &&
      violation('lot-wrong-status/to-make', { lotId, status: lot.status }, ref),
    lot && lot.holds.length > 0 && onHold(lot),
  )
  if (value === undefined) return { violations }
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
    ...(shelfLifeDays !== undefined && { expiresAt: daysAfter(at, shelfLifeDays) }),
  }
  const madeSoFar = add(order.produced[lotId]?.value ?? '0', value)
  const entry = { value: madeSoFar, unit, ...(use !== 'produced' && { materialId }) }
  return {
    violations,
    output: { use, materialId, value, unit },
    order: { produced: { ...order.produced, [lotId]: entry } },
    changes: [
      lot
        ? { change: 'fill', lotId, value, unlessHeld: true, ...(serials && { inSublots: true }) }
        : { change: 'create-lot', lot: fresh },
    ],
  }
}

/** Scrap is of the material of the named line, else of the lot that it would have become, else of the product. */
function lost({ order, step, snapshot, lot }: ProductionContext, body: Produce): Turned & { readonly output: Output } {
  const { lineId, quantity, use } = body
  const line = step.materials.find((it) => it.lineId === lineId)
  const materialId = line?.materialId ?? lot?.materialId ?? snapshot.product
  const unit = line?.quantity.unit ?? lot?.unit ?? snapshot.productUnit
  const before = order.scrapped?.[materialId]
  const violations = reasons(
    objectionsToReason(step, body),
    lineId !== undefined && !line && violation('line-unknown', { stepId: step.stepId, lineId }, 'lineId'),
    !sameDimension(before?.unit ?? unit, quantity.unit) &&
      violation(
        'unit-mismatch/scrap',
        { materialId, measured: before?.unit ?? unit, unit: quantity.unit },
        'quantity/unit',
      ),
  )
  const total = before ? { value: sum([before, quantity], before.unit), unit: before.unit } : quantity
  return {
    violations,
    output: { use, materialId, ...quantity },
    lineId,
    order: { scrapped: { ...order.scrapped, [materialId]: total } },
  }
}

function objectionsToReason({ stepId, scrapCodes }: Step, { reasonCode }: Produce): Violation | undefined {
  if (!scrapCodes || (reasonCode !== undefined && scrapCodes.includes(reasonCode))) return undefined
  const about = { stepId, known: scrapCodes }
  return reasonCode === undefined
    ? violation('reason-missing/scrap', about, 'reasonCode')
    : violation('reason-code-unknown/scrap', { ...about, reasonCode }, 'reasonCode')
}

/** A sample is taken for the laboratory before anybody has decided on the lot. */
function sampled({ order, lot }: ProductionContext, { lotId, quantity, use }: Produce, { at }: Circumstances): Turned {
  const wanted = { lotId, quantity, unless: ['held'] as const, to: [] }
  const drawing = objectionsToIssue(lot, undefined, wanted, at)
  const { value } = drawing
  const violations = drawing.violations.map((it) =>
    it.code === 'sublot-missing' ? violation('sublot-missing/sample', { lotId }, it.ref) : it,
  )
  if (!lot || value === undefined) return { violations }
  const { materialId, unit } = lot
  const total = { value: add(order.sampled?.[lotId]?.value ?? '0', value), unit }
  return {
    violations,
    output: { use, materialId, value, unit },
    order: { sampled: { ...order.sampled, [lotId]: total } },
    changes: [issued(wanted, value, 'sampled', at)],
  }
}
