import type { MaterialId } from '../../../events/identifiers.ts'
import type { Produce } from '../../../events/order.ts'
import type { Unit } from '../../../events/quantity.ts'
import type { Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import type { Change } from '../change.ts'
import { saveOrder } from '../change.ts'
import { all, type Check, clear, decide, type Given, given, known, present, reworded, upon } from '../check.ts'
import type { Decision } from '../decision.ts'
import type { Material } from '../master-data.ts'
import {
  applyPolicies,
  entered,
  type Finding,
  runningAt,
  type StepContext,
  spokenOf,
  withoutOverrides,
  workedOn,
} from '../orders/gate.ts'
import type { BoundOrder, Output, Snapshot } from '../orders/order.ts'
import { writeRule } from '../orders/rule.ts'
import { add, convert, isRepresentable, sameDimension, zero } from '../quantity.ts'
import { reasons, violation } from '../refusal.ts'
import { issuable, issued } from '../stock/issue.ts'
import { daysAfter, type Lot, lotOnHold } from '../stock/lot.ts'
import type { Known } from '../stock/make-units.ts'
import { withUnits } from './installation.ts'
import { sum, withOutput } from './output.ts'
import { lostUnits, madeUnits } from './unit-turnout.ts'

type Line = Step['materials'][number]

/** The state for an output: the lot that it names, and the definition of a by-product or co-product. */
type Found = StepContext & {
  readonly lot: Lot | undefined
  readonly material?: Material | undefined
  /** The stored records of the serial numbers that it names. */
  readonly known?: Known | undefined
}

/**
 * Records the output of a running step. Product, by-products and co-products become lots in quarantine, which belong to the order for good and are
 * decided with its batch. Scrap becomes no stock. A sample is taken from a lot that the order has made.
 */
export function produce(context: Found, body: Produce, circumstances: Circumstances): Decision {
  const { lot } = context
  const place = entered(context, body.stepId, circumstances)
  const turned = upon(place, (it) => turning[body.use]({ ...context, ...it }, body, circumstances))
  const checks = {
    place,
    running: runningAt(place),
    turned,
    warnings: upon(place, ({ order }) => {
      const findings = known(turned)?.findings ?? []
      return applyPolicies(findings, order, body.stepId, circumstances.caller, body.reason)
    }),
    lot: upon(place, ({ order }) =>
      clear(
        lot &&
          lot.orderId !== order.orderId &&
          violation('lot-of-another-order/to-make', { lotId: lot.lotId, orderId: order.orderId }, `lot:${lot.lotId}`),
      ),
    ),
  }
  return decide(checks, ({ place: { order, step }, running, turned, warnings }) => {
    const { output, lineId, changes = [] } = turned
    // Overrides that were needed are used up.
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
          ...spokenOf(warnings, body.reason),
        },
        about: { type: 'lot', id: body.lotId },
      },
      changes: [
        saveOrder(
          withUnits(
            {
              ...order,
              ...turned.order,
              ...withoutOverrides(order, step.stepId, (rule) => passed.has(writeRule(rule))),
              steps: { ...order.steps, [step.stepId]: after },
            },
            context.known?.serials ?? [],
            changes,
          ),
        ),
        ...changes,
      ],
    }
  })
}

interface ProductionContext extends Omit<Found, 'order' | 'snapshot'> {
  readonly order: BoundOrder
  readonly snapshot: Snapshot
  readonly step: Step
}

interface OutputResult {
  readonly findings?: readonly (Finding | undefined)[]
  readonly output: Output
  readonly lineId?: Line['lineId'] | undefined
  readonly order?: Partial<Pick<BoundOrder, 'produced' | 'scrapped' | 'sampled'>>
  readonly changes?: readonly Change[]
}

const turning: Readonly<
  Record<Produce['use'], (at: ProductionContext, body: Produce, circumstances: Circumstances) => Check<OutputResult>>
> = {
  produced: (at, body, circumstances) => {
    const { product, productUnit, shelfLifeDays } = at.snapshot
    const units = madeUnits(turningOf(at, body))
    const lot = made(at, body, { materialId: product, unit: productUnit, shelfLifeDays }, circumstances)
    const both = all({ lot, units: clear(units.violations) })
    return upon(both, (it) => {
      const changes = [...(it.lot.changes ?? []), ...units.changes]
      return given({ ...it.lot, findings: units.findings, changes }, both.against)
    })
  },
  'by-product': beside,
  'co-product': beside,
  scrap: (at, body) => {
    const material = lost(at, body)
    const units = lostUnits({ ...turningOf(at, body), materialId: material.value.output.materialId })
    return given({ ...material.value, changes: units.changes }, material.against, units.violations)
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

function beside(at: ProductionContext, body: Produce, circumstances: Circumstances): Check<OutputResult> {
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

function made(
  { order, lot }: ProductionContext,
  { lotId, quantity, use, serials }: Produce,
  { materialId, unit: measured, shelfLifeDays }: Making,
  { at }: Circumstances,
): Check<OutputResult> {
  const ref = `lot:${lotId}`
  const unit = lot?.unit ?? quantity.unit
  const isOwn = lot?.orderId === order.orderId
  const measuresSame = sameDimension(measured, quantity.unit)
  const notMeasured = violation('unit-mismatch/made', { materialId, measured, unit: quantity.unit }, 'quantity/unit')
  const value = present(convert(quantity.value, quantity.unit, unit), () =>
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
        !isRepresentable(it) && violation('unit-mismatch/lot-exact', { lotId, unit, quantity }, 'quantity'),
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
      ...(shelfLifeDays !== undefined && { expiresAt: daysAfter(at, shelfLifeDays) }),
    }
    const madeSoFar = add(order.produced[lotId]?.value ?? zero, value)
    const entry = { value: madeSoFar, unit, ...(use !== 'produced' && { materialId }) }
    const turned: OutputResult = {
      output: { use, materialId, value, unit },
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

/** The material of scrap: that of the line named, else of the lot that it would have become, else the product. */
function lost({ order, step, snapshot, lot }: ProductionContext, body: Produce): Given<OutputResult> {
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
  const turned = {
    output: { use, materialId, ...quantity },
    lineId,
    order: { scrapped: { ...order.scrapped, [materialId]: total } },
  }
  return given(turned, violations)
}

function objectionsToReason({ stepId, scrapCodes }: Step, { reasonCode }: Produce): Violation | undefined {
  if (!scrapCodes || (reasonCode !== undefined && scrapCodes.includes(reasonCode))) return undefined
  const about = { stepId, known: scrapCodes }
  return reasonCode === undefined
    ? violation('reason-missing/scrap', about, 'reasonCode')
    : violation('reason-code-unknown/scrap', { ...about, reasonCode }, 'reasonCode')
}

/** A sample goes to the laboratory before the lot is decided. */
function sampled(
  { order, lot }: ProductionContext,
  { lotId, quantity, use }: Produce,
  { at }: Circumstances,
): Check<OutputResult> {
  const wanted = { lotId, quantity, unless: ['held'] as const, to: [] }
  const stock = reworded(issuable(lot, undefined, wanted, at), (it) =>
    it.code === 'sublot-missing' ? violation('sublot-missing/sample', { lotId }, it.ref) : it,
  )
  return upon(stock, ({ lot: { materialId, unit }, value }) => {
    const total = { value: add(order.sampled?.[lotId]?.value ?? zero, value), unit }
    return given({
      output: { use, materialId, value, unit },
      order: { sampled: { ...order.sampled, [lotId]: total } },
      changes: [issued(wanted, value, 'sampled', at)],
    })
  })
}
