import type { Produce } from '../../../events/order.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import { saveOrder } from '../change.ts'
import { all, type Check, clear, decide, given, known, upon } from '../check.ts'
import type { Decision } from '../decision.ts'
import { enteredAs } from '../density.ts'
import { orderOnHold } from '../on-hold.ts'
import { afterLastStep, amendable, withException } from '../orders/amendment.ts'
import {
  applyPolicies,
  type Entered,
  entered,
  runningAt,
  spokenOf,
  withoutOverrides,
  workedOn,
} from '../orders/gate.ts'
import { beforeRelease, beforeStart, objectionsToTime } from '../orders/late-booking.ts'
import { type BoundOrder, hasStepsLeft, type RunningStep } from '../orders/order.ts'
import { writeRule } from '../orders/rule.ts'
import { withWarnings } from '../orders/warning-review.ts'
import { partOfPiece } from '../pieces.ts'
import { violation } from '../refusal.ts'
import type { Known } from '../stock/make-units.ts'
import type { Serial } from '../stock/serial.ts'
import { withUnits } from './installation.ts'
import { type BookedOutput, type Found, type OutputResult, type ProductionContext, withOutput } from './output.ts'
import { bookedOutput } from './output-amount.ts'
import { beside, made } from './output-lot.ts'
import { nothingComputed, type Recompute, withMoreComputed } from './output-reversal.ts'
import { sampled } from './sample.ts'
import { lost } from './scrap.ts'
import { isMade, unitRef } from './unit.ts'
import { finishedUnits, lostPieces, moreThanWorked } from './unit-counts.ts'
import { lostUnits, madeUnits } from './unit-turnout.ts'
import { findingsAfter } from './yield-and-balance.ts'

/** Whether the output is made here: stock, or scrap of the product. A sample and the scrap of a component may be a part of a piece. */
const isMadeHere = (
  { use }: Produce,
  { product }: { readonly product: string },
  turned: Check<OutputResult>,
): boolean => (use === 'scrap' ? known(turned)?.output.materialId === product : use !== 'sample')

/**
 * Records the output of a running step. Product, by-products and co-products become lots in quarantine, which belong to the order for good and are
 * decided with its batch. Scrap becomes no stock. A sample is taken from a lot that the order has made. Units that the order has not made are scrapped
 * after its last step as well, and what was forgotten or taken back is recorded after its step.
 */
export function produce(
  context: Found & { readonly exceptionId?: string | undefined; readonly recompute?: Recompute },
  body: Produce,
  circumstances: Circumstances,
): Decision {
  const { lot } = context
  const isLeft = scrapsWhatIsLeft(context, body)
  const corrects = correctsOutput(context, body)
  const place = corrects
    ? corrected(context, body.stepId, circumstances)
    : (isLeft ? afterLastStep : entered)(context, body.stepId, circumstances)
  const booked = upon(place, ({ order, snapshot }) => given(bookedOutput({ order, snapshot, lot }, body)))
  const turned = upon(all({ place, booked }), (it) =>
    turning[body.use]({ ...context, ...it.place }, it.booked, circumstances),
  )
  const checks = {
    place,
    booked,
    running: isLeft || corrects ? given(undefined) : runningAt(place),
    who: clear(!corrects && forFloor(body, circumstances)),
    why: clear(
      corrects && body.reason === undefined && violation('reason-missing/step-over', { stepId: body.stepId }, 'reason'),
    ),
    made: clear(
      isLeft && (context.known?.serials ?? []).flatMap((unit) => (unit && isMade(unit) ? inItsLot(unit) : [])),
    ),
    pieces: upon(all({ place, booked }), ({ place, booked: { quantity } }) =>
      clear(isMadeHere(body, place.order, turned) && partOfPiece(quantity, 'quantity')),
    ),
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
  return decide(
    checks,
    ({ place: { order, snapshot, step }, booked: { quantity }, running, turned, warnings: passedNow }) => {
      const { output, lineId, changes = [] } = turned
      // Overrides that were needed are used up.
      const passed = new Set(turned.findings?.map((it) => it?.violation.ref))
      const after = running && withOutputs(running, turned, circumstances)
      const { exceptionId } = corrects || (isLeft && order.decision === undefined) ? context : {}
      const { caller } = circumstances
      const booked: BoundOrder = {
        ...order,
        ...turned.order,
        ...withoutOverrides(order, step.stepId, (rule) => passed.has(writeRule(rule))),
        ...(after && { steps: { ...order.steps, [step.stepId]: after } }),
      }
      const counted = withUnits(booked, context.known?.serials ?? [], changes)
      const { recompute = nothingComputed } = context
      const more = corrects && body.use === 'produced' ? withMoreComputed(counted, step, output) : counted
      const computed = corrects ? recompute(order, more, snapshot.steps) : nothingComputed(order, more, [])
      const warnings = [...passedNow, ...(corrects ? [...findingsAfter(more, snapshot), ...computed.left] : [])]
      const saved = withWarnings(computed.order, step.stepId, passedNow, caller)
      return {
        outcome: 'accepted',
        fact: {
          type: 'andon.material.produced.v1',
          data: {
            orderId: order.orderId,
            stepId: step.stepId,
            lotId: body.lotId,
            materialId: output.materialId,
            quantity,
            ...enteredAs(body.quantity, quantity),
            use: body.use,
            ...(lineId && { lineId }),
            ...(body.reasonCode !== undefined && { reasonCode: body.reasonCode }),
            ...(body.serials && { serials: body.serials }),
            ...(turned.fromStock && { fromStock: true }),
            ...(exceptionId !== undefined && { exceptionId }),
            ...spokenOf(warnings, body.reason),
          },
          about: { type: 'lot', id: body.lotId },
        },
        changes: [saveOrder(exceptionId === undefined ? saved : withException(saved, exceptionId, caller)), ...changes],
      }
    },
  )
}

/** Units that no step of their order is left to make are scrapped without one. */
const scrapsWhatIsLeft = ({ order, snapshot }: Found, { use, serials }: Produce): boolean =>
  use === 'scrap' && serials !== undefined && order.status !== 'created' && !hasStepsLeft(order, snapshot)

/**
 * What a step has made is recorded after it as well, where no step counts units, whose counts would differ by that. A supervisor or quality corrects the
 * record so, with a reason, until quality decides on the batch.
 */
const correctsOutput = ({ order, snapshot }: Found, { stepId, use, serials }: Produce): boolean => {
  if (order.status === 'created' || !snapshot || use === 'sample' || (use === 'scrap' && serials)) return false
  const { status } = order.steps[stepId] ?? {}
  return (status === 'completed' || status === 'ended') && finishedUnits(order, snapshot) === undefined
}

const corrected = (context: Found, stepId: string, circumstances: Circumstances): Check<Entered> =>
  upon(amendable(context, stepId, circumstances), (it) =>
    given(
      it,
      orderOnHold(it.order),
      objectionsToTime(circumstances),
      beforeRelease(it.order, circumstances),
      beforeStart(stepId, it.progress, circumstances),
    ),
  )

const inItsLot = ({ serial, lotId, materialId }: Serial): Violation =>
  violation('unit-unfit/in-its-lot', { serial, lotId }, unitRef({ serial, materialId }))

const workers = ['operator', 'supervisor'] as const

/** Quality scraps, and does not make. */
const forFloor = ({ use }: Produce, { caller: { kind, name, roles } }: Circumstances): Violation | undefined =>
  kind === 'person' && use !== 'scrap' && roles.includes('quality') && !workers.some((it) => roles.includes(it))
    ? violation('forbidden', { person: name, operation: 'produce', roles: workers }, 'use')
    : undefined

function withOutputs(
  running: RunningStep,
  { output, fromStock, ...turned }: OutputResult,
  { caller, at }: Circumstances,
) {
  const worked = workedOn(running, caller, at)
  const { units = worked.units } = turned
  const outputs = fromStock ? running.outputs : withOutput(running.outputs, output)
  return { ...worked, ...(outputs && { outputs }), ...(units && { units }) }
}

const turning: Readonly<
  Record<
    Produce['use'],
    (at: ProductionContext, body: BookedOutput, circumstances: Circumstances) => Check<OutputResult>
  >
> = {
  produced: (at, body, circumstances) => {
    const { product, productUnit, shelfLifeDays } = at.snapshot
    const units = madeUnits(turningOf(at, body))
    const lot = made(at, body, { materialId: product, unit: productUnit, shelfLifeDays }, circumstances)
    const both = all({ lot, units: clear(units.violations, tooMuch(at, body)) })
    return upon(both, (it) => {
      const changes = [...(it.lot.changes ?? []), ...units.changes]
      return given({ ...it.lot, findings: units.findings, changes }, both.against)
    })
  },
  'by-product': beside,
  'co-product': beside,
  scrap: (at, body, circumstances) => {
    const material = lost(at, body)
    const turning = { ...turningOf(at, body), materialId: material.value.output.materialId }
    const units = lostUnits(turning, circumstances.at)
    const counted = lostPieces(at, material.value.output, units.lost)
    return given(
      {
        ...material.value,
        ...(units.lost.inStock && { fromStock: true }),
        order: { ...material.value.order, ...counted.order },
        units: counted.units,
        changes: units.changes,
      },
      material.against,
      units.violations,
      counted.violation,
    )
  },
  sample: sampled,
}

const tooMuch = ({ order, snapshot, step, progress }: ProductionContext, { quantity }: Produce) =>
  progress?.status === 'running' && moreThanWorked(order, snapshot, step, progress, quantity)

const noneKnown: Known = { serials: [], sublots: [] }

const turningOf = (
  { order, snapshot, known = noneKnown }: ProductionContext,
  { stepId, lotId, quantity, serials }: Produce,
) => ({ order, snapshot, stepId, lotId, quantity, serials, known })
