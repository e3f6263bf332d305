import * as z from 'zod'
import { callFacts } from './call.ts'
import { changeEffect } from './change.ts'
import { consumption, drawingFacts, ofLot, replaced } from './consumption.ts'
import { containerFacts } from './container.ts'
import { deviceMessages } from './device.ts'
import { dispensingFacts, weighing } from './dispensing.ts'
import {
  changeId,
  deviationId,
  entryId,
  equipmentClassId,
  equipmentId,
  holdId,
  identifier,
  instant,
  lineId,
  lotId,
  materialId,
  orderId,
  personId,
  recipeId,
  siteId,
  stepId,
  sublotId,
} from './identifiers.ts'
import { entry, stretch } from './labour.ts'
import { completedMaintenance, maintenanceFacts } from './maintenance.ts'
import { lotStatus, stockFacts } from './material.ts'
import { clockStops } from './names.ts'
import { allocation, createdOrder, orderLine, productionUses, reason } from './order.ts'
import { breach, disposition, holdable, holdFacts, override, severity, unitReworked } from './quality.ts'
import { amount, decimal, exactValue, quantity } from './quantity.ts'
import {
  calculated,
  definedEquipment,
  definedEquipmentClass,
  definedPerson,
  materialDefinition,
  recipeDraft,
  recipeVersion,
} from './recipe.ts'
import { readingSource, scaleCheckOutcome } from './scale.ts'
import { meaning } from './signature.ts'
import { stopFacts } from './stop.ts'
import { unitValues, values } from './trend.ts'
import { namedUnit, unitFacts } from './unit.ts'
import { violation } from './violation.ts'

/** The refusal of a command, with every reason; the same for every noun. */
const refused = z.strictObject({
  command: z.string(),
  request: z.record(z.string(), z.unknown()),
  violations: z.array(violation).min(1),
})

const orderState = z.strictObject({ orderId, status: z.string(), reason: reason.optional() })
/** Who is still on the clock for an order that ends. */
const openLabour = z.array(entry).min(1).optional()
/** Reservations that an order still had are released when it ends. */
const ended = orderState.extend({ unreserved: z.array(ofLot).optional(), openLabour })
const recipeState = z.strictObject({ recipeId, version: recipeVersion, status: z.string() })
/** Rules that were not met and were accepted as the recipe allows: with a reason or a signed override. */
const warnings = z.array(violation).optional()
/** The result for which this one stands from now on, its value, and why. */
const corrects = z.strictObject({ resultId: z.string(), was: z.string(), reason })
const result = z.strictObject({
  orderId,
  stepId,
  parameterId: z.string().optional(),
  checkId: z.string().optional(),
  /** The unit that was measured. */
  serial: sublotId.optional(),
  /** What a device sent as the serial number, where the value is not judged for that unit. */
  sentSerial: z.string().optional(),
  /** The value is of one unit, and the device does not say of which unit of the order. */
  ofUnknownUnit: z.boolean().optional(),
  value: z.string(),
  unit: z.string().optional(),
  inSpec: z.boolean(),
  /** Typed by a person although a device measures it. */
  manual: z.boolean().optional(),
  low: z.string().optional(),
  high: z.string().optional(),
  equipmentId: equipmentId.optional(),
  /** The device's time lay too far in the future. */
  future: z.boolean().optional(),
  /** A device sent what cannot be read in the unit of the parameter; the value is the text that it sent. */
  unreadable: z.boolean().optional(),
  /** What was computed with this result. */
  calculated: z.array(calculated).min(1).optional(),
  reason: reason.optional(),
  warnings,
  corrects: corrects.optional(),
})
const unitsOfLot = z.strictObject({ lotId, materialId, quantity, serials: z.array(sublotId).min(1) })
/** The units that left the step now. */
const unitsNamed = {
  serials: z.array(sublotId).min(1).optional(),
  scrappedSerials: z.array(sublotId).min(1).optional(),
  /** The scrapped units that were stock and left it, by lot. */
  scrappedStock: z.array(unitsOfLot).min(1).optional(),
  /** The scrapped units that were not made yet, by the lot in which they were to be made. */
  scrappedUnmade: z.array(unitsOfLot).min(1).optional(),
  /** Why they were scrapped, by a code of the recipe. */
  scrapReasonCode: identifier.optional(),
  /** What devices measured of each of these units, by parameter. */
  unitValues: z.array(unitValues).min(1).optional(),
  /** How many more there are than the fact has room for; they are in the values of the step. */
  moreUnitValues: z.int().min(1).optional(),
}
const stepState = z.strictObject({
  orderId,
  stepId,
  equipmentId: equipmentId.optional(),
  reason: reason.optional(),
  warnings,
})
/** The quantity of one lot for a line, with the fields of a consumption. */
const booked = z.strictObject({
  lineId,
  materialId,
  lotId,
  sublotId: sublotId.optional(),
  quantity,
  replaces: replaced.optional(),
  entered: quantity.optional(),
  fromReservation: quantity.optional(),
  /** The id by which it is reversed. */
  consumptionId: z.string().optional(),
})
const change = z.strictObject({ orderId, changeId, recipeId, version: recipeVersion, effect: changeEffect })
const branch = z.strictObject({
  orderId,
  branchId: z.string(),
  recipeId,
  version: recipeVersion,
  stepIds: z.array(stepId),
})
const lotState = z.strictObject({
  lotId,
  sublotId: sublotId.optional(),
  status: lotStatus,
  reason: reason.optional(),
  orderId: orderId.optional(),
})
const closedEntry = entry.extend({ to: instant })
const batchDecision = z.strictObject({ orderId, product: materialId, lots: z.array(lotId), reason: reason.optional() })

/** All types of facts with the schema of their `data`. A published type never changes: a new shape is a new version beside it. */
export const facts = {
  'andon.equipment.defined.v1': definedEquipment.extend({ equipmentId }),
  'andon.class.defined.v1': definedEquipmentClass.extend({ equipmentClassId }),
  'andon.material.defined.v1': materialDefinition.extend({ materialId }),
  'andon.person.defined.v1': definedPerson.extend({ personId }),
  'andon.person.qualification-expiring.v1': z.strictObject({
    personId,
    qualificationId: identifier,
    validUntil: instant,
  }),
  'andon.recipe.drafted.v1': z.strictObject({ recipeId, version: recipeVersion, recipe: recipeDraft }),
  'andon.recipe.imported.v1': z.strictObject({
    recipeId,
    version: recipeVersion,
    recipe: recipeDraft,
    importedFrom: siteId.optional(),
    faults: z.array(violation),
  }),
  'andon.recipe.submitted.v1': recipeState,
  'andon.recipe.reviewed.v1': recipeState.extend({ comment: z.string().optional() }),
  'andon.recipe.returned.v1': recipeState.extend({ reason }),
  'andon.recipe.approved.v1': recipeState.extend({ effectiveFrom: instant.optional() }),
  'andon.recipe.retired.v1': recipeState,

  ...stockFacts,
  ...containerFacts,
  'andon.lot.status-changed.v1': lotState,
  'andon.lot.synchronized.v1': z.strictObject({
    lotId,
    sublotId: sublotId.optional(),
    status: lotStatus.optional(),
    expiresAt: instant.optional(),
    quantity: quantity.optional(),
  }),
  'andon.sublot.received.v1': z.strictObject({
    lotId,
    sublotId,
    materialId,
    quantity: amount,
    entered: quantity.optional(),
    status: lotStatus,
    /** The earlier of its own expiry and that of its lot. */
    expiresAt: instant.optional(),
  }),

  'andon.order.created.v1': createdOrder,
  'andon.order.changed.v1': createdOrder,
  'andon.order.released.v1': z.strictObject({
    orderId,
    recipeId,
    version: recipeVersion,
    /** The quantity in the unit of the recipe, by the density of the product, and as it was ordered, if that was in the other of mass and volume. */
    quantity: quantity.optional(),
    ordered: quantity.optional(),
    exact: exactValue.optional(),
    lines: z.array(orderLine.extend({ stepId, exact: exactValue.optional() })),
    allocations: z.array(allocation).optional(),
  }),
  'andon.order.started.v1': orderState,
  'andon.order.paused.v1': orderState,
  'andon.order.resumed.v1': orderState,
  'andon.order.completed.v1': ended,
  'andon.order.aborted.v1': ended,
  'andon.order.cancelled.v1': ended,
  'andon.order.closed-short.v1': ended.extend({
    reason,
    /** What it was to make, and what it made of the product. */
    asked: quantity,
    made: amount,
    /** The steps that did not come to their end, each with the exception that quality reviews. */
    steps: z
      .array(z.strictObject({ stepId, state: z.enum(['ended', 'not-done']), exceptionId: z.string() }))
      .min(1)
      .optional(),
    exceptionId: z.string(),
    /** What an ordinary completion would have asked for. */
    warnings,
  }),
  'andon.order.closed.v1': orderState.extend({ openLabour }),
  'andon.order.quantity-changed.v1': z.strictObject({
    orderId,
    was: quantity,
    quantity,
    exact: exactValue.optional(),
    /** As it was said, if in another unit than that of the order. */
    entered: quantity.optional(),
    reason,
  }),
  /** `part` is the order that makes what this one no longer makes. */
  'andon.order.split.v1': z.strictObject({
    orderId,
    was: quantity,
    quantity,
    exact: exactValue.optional(),
    part: z.strictObject({ orderId, quantity, exact: exactValue.optional() }),
    reason: reason.optional(),
  }),
  'andon.order.prioritized.v1': z.strictObject({
    orderId,
    priority: z.int().optional(),
    dueAt: instant.optional(),
    reason,
  }),
  'andon.order.commented.v1': z.strictObject({ orderId, stepId: stepId.optional(), text: z.string() }),
  'andon.change.proposed.v1': change.extend({ from: recipeVersion, reason, remainderOrderId: orderId.optional() }),
  'andon.change.reviewed.v1': change.extend({ comment: reason.optional() }),
  'andon.change.approved.v1': change.extend({
    from: recipeVersion,
    /** The exception that quality reviews with the batch; absent if the batch does not change. */
    exceptionId: z.string().optional(),
    /** The quantity that the order still makes, and the order that makes the rest. */
    quantity: quantity.optional(),
    remainder: z.strictObject({ orderId, quantity }).optional(),
  }),
  'andon.change.rejected.v1': change.extend({ reason }),
  'andon.change.withdrawn.v1': change.extend({ reason }),
  'andon.step.started.v1': stepState.extend({ quantity: quantity.optional() }),
  'andon.step.progressed.v1': stepState.extend({
    finished: amount,
    scrapped: amount,
    ...unitsNamed,
    consumed: z.array(booked).min(1).optional(),
  }),
  'andon.step.repeated.v1': stepState.extend({ round: z.int().min(2), because: result }),
  'andon.step.completed.v1': stepState.extend({
    finished: amount.optional(),
    scrapped: amount.optional(),
    ...unitsNamed,
    consumed: z.array(booked).min(1).optional(),
    /** What devices measured of each parameter. */
    values: z.array(values).min(1).optional(),
    /** What was computed at the end. */
    calculated: z.array(calculated).min(1).optional(),
  }),
  'andon.step.skipped.v1': stepState,
  'andon.step.signed.v1': z.strictObject({ orderId, stepId, meaning }),
  'andon.step.overridden.v1': override.extend({ orderId, exceptionId: z.string() }),
  ...dispensingFacts,
  ...drawingFacts,
  ...unitFacts,
  /** All components that one unit got together. Each can be taken out by its own `consumptionId`. */
  'andon.unit.built.v1': z.strictObject({
    orderId,
    stepId,
    into: namedUnit,
    consumed: z.array(booked.extend({ consumptionId: z.string() })).min(1),
    preIssued: z.literal(true).optional(),
    reason: reason.optional(),
    warnings,
  }),
  'andon.material.consumed.v1': consumption.extend({ weighing: weighing.optional(), warnings }),
  'andon.material.produced.v1': z.strictObject({
    orderId,
    stepId,
    lotId,
    materialId,
    quantity,
    /** The quantity as it was said, if the lot is kept in the other of mass and volume, or in a unit that rounds it. */
    entered: quantity.optional(),
    use: z.enum(productionUses),
    lineId: lineId.optional(),
    reasonCode: identifier.optional(),
    serials: z.array(sublotId).min(1).optional(),
    /** The scrapped units were stock of the lot, and part of an earlier production. */
    fromStock: z.literal(true).optional(),
    reason: reason.optional(),
    /** It was recorded after its step, which quality reviews. */
    exceptionId: z.string().optional(),
    /** The counter that it comes from, with what it has counted of the step in all. */
    counted: z.strictObject({ equipmentId, total: decimal }).optional(),
    warnings,
  }),
  'andon.result.recorded.v1': result,
  'andon.result.corrected.v1': result.extend({ corrects, exceptionId: z.string().optional() }),

  'andon.equipment.state-changed.v1': deviceMessages.state.extend({
    equipmentId,
    late: z.boolean().optional(),
    future: z.boolean().optional(),
  }),
  'andon.scale.checked.v1': z.strictObject({
    equipmentId,
    outcome: scaleCheckOutcome,
    readings: z.array(z.strictObject({ nominal: quantity, reading: amount, tolerance: amount, passed: z.boolean() })),
    source: readingSource,
    validUntil: instant,
  }),
  'andon.equipment.alarm-raised.v1': deviceMessages.alarm.extend({ equipmentId, future: z.boolean().optional() }),
  ...callFacts,
  ...stopFacts,
  ...maintenanceFacts,

  'andon.labour.clocked-on.v1': entry,
  'andon.labour.clocked-off.v1': closedEntry,
  'andon.labour.break-started.v1': entry,
  'andon.labour.break-ended.v1': closedEntry,
  'andon.labour.corrected.v1': z.strictObject({ entryId, personId, was: stretch, now: stretch, reason }),
  /** The clock stopped at `to`. */
  'andon.labour.clock-off-missing.v1': entry.extend({
    shiftId: z.string(),
    shiftEndedAt: instant,
    stoppedBy: z.enum(clockStops).optional(),
  }),

  ...holdFacts,

  'andon.deviation.opened.v1': z.strictObject({
    deviationId,
    subject: holdable,
    title: z.string(),
    description: z.string(),
    severity: severity.optional(),
    orderId: orderId.optional(),
    breach: breach.optional(),
    override: override.optional(),
    holdId: holdId.optional(),
    /** The limit was broken by the correction of a result. */
    corrects: corrects.optional(),
    /** The calibration that found the equipment out of its tolerance, or could not put it right. */
    maintenance: completedMaintenance.optional(),
  }),
  'andon.deviation.classified.v1': z.strictObject({ deviationId, severity, reason }),
  'andon.deviation.investigated.v1': z.strictObject({ deviationId, rootCause: z.string() }),
  'andon.deviation.dispositioned.v1': z.strictObject({
    deviationId,
    disposition,
    reason,
    capaRequired: z.boolean(),
    rework: branch.optional(),
    unitReworked: unitReworked.optional(),
  }),
  'andon.deviation.escalated.v1': z.strictObject({ deviationId, waitingFor: z.string(), severity }),
  'andon.deviation.capa-required.v1': z.strictObject({ deviationId }),
  'andon.deviation.closed.v1': z.strictObject({ deviationId, disposition: disposition.optional(), reason }),

  'andon.exception.reviewed.v1': z.strictObject({ orderId, exceptionId: z.string(), comment: z.string() }),
  'andon.batch.released.v1': batchDecision,
  'andon.batch.rejected.v1': batchDecision,
  'andon.batch.reminded.v1': z.strictObject({ orderId, waitingFor: z.string() }),
  'andon.performance.reported.v1': z.strictObject({ orderId, href: z.string() }),

  'andon.order.command-refused.v1': refused,
  'andon.lot.command-refused.v1': refused,
  'andon.sublot.command-refused.v1': refused,
  'andon.unit.command-refused.v1': refused,
  'andon.equipment.command-refused.v1': refused,
  'andon.class.command-refused.v1': refused,
  'andon.material.command-refused.v1': refused,
  'andon.person.command-refused.v1': refused,
  'andon.recipe.command-refused.v1': refused,
  'andon.hold.command-refused.v1': refused,
  'andon.deviation.command-refused.v1': refused,
  'andon.container.command-refused.v1': refused,
} as const

export type FactType = keyof typeof facts
export type FactData<Type extends FactType> = z.infer<(typeof facts)[Type]>
