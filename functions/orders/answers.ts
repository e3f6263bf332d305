import * as z from 'zod'
import { density } from '../../events/density.ts'
import {
  deviationId,
  equipmentId,
  identifier,
  instant,
  lineId,
  lotId,
  materialId,
  orderId,
  procedureId,
  recipeId,
  stepId,
  sublotId,
} from '../../events/identifiers.ts'
import { batchStatuses } from '../../events/names.ts'
import { allocation, orderLine, orderStatus, productionUses } from '../../events/order.ts'
import { amount, decimal, exactValue, quantity, reckoned, reckonedAmount, unit } from '../../events/quantity.ts'
import { receiptOf } from '../../events/receipt.ts'
import { calculated, orderedStep, recipeVersion } from '../../events/recipe.ts'
import { values, valuesWithCurves } from '../../events/trend.ts'
import { violation } from '../../events/violation.ts'
import type { Answers } from '../../shared/http/answer.ts'
import { listOf } from '../lists.ts'
import { unit as serialisedUnit } from '../stock/answers.ts'
import type { routes } from './routes.ts'

const byId = <Value extends z.ZodType>(value: Value) => z.record(z.string(), value)
const productionUse = z.enum(productionUses)

const places = {
  workCenters: z.array(equipmentId).optional(),
  equipmentClasses: z.array(identifier).optional(),
}
export const orderListed = z
  .strictObject({
    orderId,
    status: orderStatus,
    recipeId,
    product: materialId,
    quantity,
    dueAt: instant.optional(),
    priority: z.int().optional(),
    ...places,
    endedAt: instant.optional(),
    batchStatus: z.enum(batchStatuses).optional(),
    waitingFor: z.enum(['record', 'review', 'signature']).optional(),
  })
  .meta({ id: 'OrderListed' })

const common = {
  orderId,
  recipeId,
  product: materialId,
  quantity,
  dueAt: instant.optional(),
  priority: z.int().optional(),
  createdAt: instant,
  holds: z.array(z.string()),
  reserved: byId(quantity).optional(),
}
const created = z
  .strictObject({
    ...common,
    status: z.literal('created'),
    version: recipeVersion.optional(),
    foreseenVersion: recipeVersion.optional(),
    materials: z.array(orderLine).optional(),
    allocations: z.array(allocation).optional(),
  })
  .meta({ id: 'OrderCreatedOnly' })

const workers = z.array(z.string())
const unitsBegun = z.strictObject({
  started: reckoned,
  finished: reckoned,
  scrapped: reckoned,
  lost: reckoned.optional(),
})
const exact = exactValue.optional()
const output = z.strictObject({ value: reckoned, unit, exact, use: productionUse, materialId })
/** An act of the step was booked late. */
const late = { late: z.literal(true).optional() }
const running = {
  startedAt: instant,
  equipmentId: equipmentId.optional(),
  results: byId(z.boolean()),
  signed: byId(z.string()).optional(),
  round: z.int().optional(),
  units: unitsBegun.optional(),
  outputs: z.array(output).optional(),
  bookedCounts: z.record(z.string(), decimal).optional(),
  lastAt: instant.optional(),
  ...late,
}
/** The values that calculations have as inputs. */
const computedFrom = byId(z.strictObject({ value: reckoned, unit, at: instant.optional() })).optional()
/** The exact values of these sums by line, where the unit of the line has rounded them. */
const exactTotals = z.strictObject({
  consumed: byId(exactValue).optional(),
  weighed: byId(exactValue).optional(),
  rejected: byId(exactValue).optional(),
})
const weighed = {
  consumed: byId(reckoned),
  weighed: byId(reckoned).optional(),
  rejected: byId(reckoned).optional(),
  exact: exactTotals.optional(),
  unverified: byId(lineId).optional(),
  uncharged: byId(lineId).optional(),
  reopened: z.array(lineId).optional(),
}
/** The weighings of a step that is over, for the step that charges its containers. */
const weighings = z.strictObject({
  startedAt: instant,
  ...weighed,
  workers,
})
const stepProgress = z.discriminatedUnion('status', [
  z.strictObject({
    status: z.literal('running'),
    ...running,
    ...weighed,
    charged: byId(lineId).optional(),
    workers,
    roundStartedAt: instant.optional(),
    measuredAt: byId(instant).optional(),
    newest: byId(z.int()).optional(),
    exceeded: byId(z.array(z.strictObject({ from: instant, to: instant }))).optional(),
    computedFrom,
  }),
  z.strictObject({
    status: z.literal('completed'),
    completedAt: instant.optional(),
    workers: workers.optional(),
    finished: reckoned.optional(),
    took: byId(reckoned).optional(),
    exact: exactTotals.optional(),
    computedFrom,
    newest: byId(z.int()).optional(),
    amounts: z.strictObject({ consumed: byId(reckoned), produced: reckoned, exact }).optional(),
    dispensed: weighings.optional(),
    ...late,
  }),
  z.strictObject({ status: z.literal('skipped'), ...late }),
  z.strictObject({ status: z.literal('ended'), workers: workers.optional(), finished: reckoned.optional(), ...late }),
  z.strictObject({ status: z.literal('not-done'), ...late }),
])

const issued = z
  .strictObject({
    ...common,
    ...places,
    status: orderStatus.exclude(['created']),
    version: recipeVersion,
    releasedAt: instant.optional(),
    ordered: quantity.optional(),
    exact,
    steps: byId(stepProgress),
    produced: byId(z.strictObject({ value: reckoned, unit, exact, materialId: materialId.optional() })),
    scrapped: byId(amount.extend({ exact })).optional(),
    begunUnits: z.int().optional(),
    begun: z.array(sublotId).optional(),
    serialised: z.literal(true).optional(),
    lost: z
      .strictObject({ made: reckoned.optional(), later: reckoned.optional(), sampled: reckoned.optional() })
      .optional(),
    sampled: byId(amount.extend({ exact })).optional(),
    inputs: byId(
      z.strictObject({ value: reckoned, unit, exact, at: instant.optional(), materialId: materialId.optional() }),
    ).optional(),
    preIssued: byId(
      z.strictObject({
        consumed: byId(reckoned),
        exact: exactTotals.optional(),
        workers,
        units: unitsBegun.optional(),
      }),
    ).optional(),
    rejected: byId(amount.extend({ exact, materialId: materialId.optional() })).optional(),
    returned: z.array(z.strictObject({ consumptionId: z.string(), value: reckoned })).optional(),
    reversed: z
      .array(
        z.strictObject({
          productionId: z.string(),
          value: reckoned,
          serials: z.array(sublotId).optional(),
        }),
      )
      .optional(),
    deviations: byId(z.enum(['open', 'closed'])),
    lotDeviations: z.array(deviationId).optional(),
    breaches: byId(deviationId),
    reviewed: z.array(z.string()),
    overrides: byId(z.strictObject({ by: z.string(), code: z.string() })).optional(),
    exceptions: z.array(z.string()).optional(),
    signers: byId(z.union([z.string(), z.array(z.string())])).optional(),
    revision: z.int().optional(),
    remainderOf: orderId.optional(),
    remainders: z.array(orderId).optional(),
    decision: z.enum(['released', 'rejected']).optional(),
    family: identifier.optional(),
    startedAt: instant.optional(),
    endedAt: instant.optional(),
    closedShort: z.literal(true).optional(),
  })
  .meta({ id: 'OrderIssued' })

const order = z.discriminatedUnion('status', [created, issued]).meta({ id: 'Order' })

const line = orderedStep.shape.materials.element.extend({
  least: reckoned,
  most: reckoned,
  consumed: reckoned.optional(),
})
const stepShown = orderedStep
  .extend({
    materials: z.array(line),
    within: z.array(procedureId),
    branch: z.strictObject({ branchId: z.string(), deviationId, reworks: stepId.optional() }).optional(),
    status: z.enum(['waiting', 'running', 'completed', 'skipped', 'ended', 'not-done']),
    canStart: z.boolean(),
    violations: z.array(violation),
    equipment: z.array(z.strictObject({ equipmentId, canStart: z.boolean(), violations: z.array(violation) })),
    expiring: z.array(
      z.strictObject({
        qualificationId: identifier,
        level: z.int().optional(),
        validFrom: instant.optional(),
        validUntil: instant,
        retrainingDueAt: instant.optional(),
      }),
    ),
    canComplete: z.boolean().optional(),
    lacking: z.array(violation).optional(),
    /** The containers of earlier steps that it has charged into its equipment, and those that it still has to. */
    charging: z
      .strictObject({
        charged: z.array(z.strictObject({ containerId: z.string(), lineId: z.string() })),
        missing: z.array(z.strictObject({ containerId: z.string(), from: z.string(), lineId: z.string() })),
      })
      .optional(),
    /** What devices have measured so far, by parameter. */
    values: z.array(values).optional(),
    /** What the calculations come to with what is known now. */
    calculated: z.array(calculated).optional(),
    ...z.strictObject(running).partial().shape,
  })
  .meta({ id: 'StepOfOrder' })

const entry = z.strictObject({
  lotId,
  materialId,
  quantity: reckonedAmount,
  use: productionUse.optional(),
  reasonCode: identifier.optional(),
})
const turnover = z.strictObject({
  inputs: z.array(entry),
  outputs: z.array(entry),
  samples: z.array(entry),
  balances: z.array(
    z.strictObject({
      dimension: z.string(),
      unit,
      in: reckoned,
      out: reckoned,
      difference: reckoned,
      percent: reckoned.optional(),
      rounded: z.literal(true).optional(),
      densities: z.array(density.extend({ materialId: z.string() })).optional(),
      without: z.array(z.string()).optional(),
    }),
  ),
})
const orderBalance = turnover
  .extend({
    orderId,
    yield: z.strictObject({ made: reckoned, asked: reckoned, percent: reckoned.optional() }),
    steps: z.array(turnover.extend({ stepId })),
  })
  .meta({ id: 'OrderBalance' })

const pick = z.strictObject({
  stepId,
  lineId,
  materialId,
  needed: quantity,
  lots: z.array(
    z.strictObject({
      lotId,
      materialId,
      quantity,
      reserved: z.boolean(),
      inSublots: z.boolean(),
      expiresAt: instant.optional(),
      location: equipmentId.optional(),
    }),
  ),
  short: quantity.optional(),
})

const unitOfOrder = serialisedUnit
  .extend({
    steps: z.array(
      z.strictObject({
        stepId,
        status: z.enum(['waiting', 'finished', 'scrapped', 'skipped']),
        missing: z.array(z.string()),
        outOfLimits: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: 'UnitOfOrder' })

const unitRefused = z.strictObject({
  serial: sublotId,
  status: z.literal('refused'),
  violations: z.array(violation),
})

/** A unit has a fact of its own; `consumptionId` names one component, to take it out again. */
const unitBuilt = z.discriminatedUnion('status', [
  z.strictObject({
    serial: sublotId,
    status: z.literal('built'),
    factId: z.string(),
    components: z.array(z.strictObject({ lineId, lotId, sublotId: sublotId.optional(), consumptionId: z.string() })),
  }),
  unitRefused,
])

/** `factId` is the consumption that a reversal names to put the unit back. */
const unitTakenForRepair = z.discriminatedUnion('status', [
  z.strictObject({ serial: sublotId, status: z.literal('in-repair'), factId: z.string(), lotId }),
  unitRefused,
])

export const answers = {
  createOrder: receiptOf('andon.order.created.v1'),
  listOrders: listOf(orderListed),
  getOrder: order,
  releaseOrder: receiptOf('andon.order.released.v1'),
  startOrder: receiptOf('andon.order.started.v1'),
  pauseOrder: receiptOf('andon.order.paused.v1'),
  resumeOrder: receiptOf('andon.order.resumed.v1'),
  completeOrder: receiptOf('andon.order.completed.v1'),
  cancelOrder: receiptOf('andon.order.cancelled.v1'),
  abortOrder: receiptOf('andon.order.aborted.v1'),
  closeShort: receiptOf('andon.order.closed-short.v1'),
  closeOrder: receiptOf('andon.order.closed.v1'),
  prioritizeOrder: receiptOf('andon.order.prioritized.v1'),
  changeQuantity: receiptOf('andon.order.quantity-changed.v1'),
  splitOrder: receiptOf('andon.order.split.v1'),
  commentOrder: receiptOf('andon.order.commented.v1'),
  getOrderBalance: orderBalance,
  listSteps: z.strictObject({ items: z.array(stepShown) }),
  listStepValues: z.strictObject({ items: z.array(valuesWithCurves) }),
  startStep: receiptOf('andon.step.started.v1'),
  completeStep: receiptOf('andon.step.completed.v1', 'andon.step.progressed.v1'),
  skipStep: receiptOf('andon.step.skipped.v1'),
  signStep: receiptOf('andon.step.signed.v1'),
  overrideStep: receiptOf('andon.step.overridden.v1', 'andon.deviation.opened.v1'),
  consume: receiptOf('andon.material.consumed.v1'),
  produce: receiptOf('andon.material.produced.v1'),
  announceUnits: receiptOf('andon.unit.announced.v1'),
  listUnits: listOf(unitOfOrder),
  buildUnits: z.strictObject({ units: z.array(unitBuilt) }),
  repairUnits: z.strictObject({ units: z.array(unitTakenForRepair) }),
  reverse: receiptOf('andon.material.returned.v1', 'andon.production.reversed.v1', 'andon.unit.repair-cancelled.v1'),
  reserveLot: receiptOf('andon.order.reserved.v1'),
  unreserveLot: receiptOf('andon.order.unreserved.v1'),
  listPicks: z.strictObject({ items: z.array(pick) }),
  correctResult: receiptOf('andon.result.corrected.v1', 'andon.step.repeated.v1', 'andon.deviation.opened.v1'),
  recordResult: receiptOf('andon.result.recorded.v1', 'andon.step.repeated.v1', 'andon.deviation.opened.v1'),
} as const satisfies Answers<typeof routes>
