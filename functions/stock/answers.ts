import * as z from 'zod'
import { actor } from '../../events/envelope.ts'
import {
  containerId,
  equipmentId,
  identifier,
  instant,
  lineId,
  lotId,
  maintenanceId,
  materialId,
  orderId,
  personId,
  shipmentId,
  stepId,
  sublotId,
} from '../../events/identifiers.ts'
import { certificate, consignee, lotStatus, lotStatuses, origin } from '../../events/material.ts'
import { accounts } from '../../events/names.ts'
import { policy } from '../../events/policy.ts'
import { amount, decimal, signedAmount } from '../../events/quantity.ts'
import { receiptOf } from '../../events/receipt.ts'
import { definedPerson, equipmentLevels } from '../../events/recipe.ts'
import { factSubject } from '../../events/subject.ts'
import { whereabouts } from '../../events/unit.ts'
import { violation } from '../../events/violation.ts'
import { dueStates } from '../../shared/domain/equipment/plan-due.ts'
import type { Answers } from '../../shared/http/answer.ts'
import { listOf } from '../lists.ts'
import type { routes } from './routes.ts'

const byAccount = z.strictObject({
  consumed: signedAmount,
  shipped: signedAmount,
  scrapped: signedAmount,
  sampled: signedAmount,
  parted: signedAmount,
  adjusted: signedAmount,
} satisfies Record<(typeof accounts)[number], z.ZodType>)

const balance = { quantity: amount, remaining: amount, left: byAccount }

const standing = {
  status: lotStatus,
  expiresAt: instant.optional(),
  retestAt: instant.optional(),
  location: equipmentId.optional(),
  potency: decimal.optional(),
}

export const lot = z
  .strictObject({
    lotId,
    materialId,
    ...standing,
    ...balance,
    free: amount,
    reserved: amount,
    cameBack: amount.optional(),
    inSublots: amount.optional(),
    loose: amount.optional(),
    holds: z.array(z.string()),
    receivedAt: instant,
    manufacturedAt: instant.optional(),
    supplierId: identifier.optional(),
    supplierLot: z.string().optional(),
    certificate: certificate.optional(),
    origin: origin.optional(),
    rejectedBy: z.string().optional(),
    decidedAt: instant.optional(),
    undecided: z.literal(true).optional(),
    orderId: orderId.optional(),
    parents: z.array(lotId).optional(),
    madeOf: z.record(z.string(), amount).optional(),
    goesTo: z.array(z.string()).optional(),
    goesToMany: z.boolean().optional(),
    inUnits: z.literal(true).optional(),
  })
  .meta({ id: 'Lot' })

/** A lot with what quality may decide about it now, before anybody has signed. */
export const lotToDecide = lot
  .extend({
    canRelease: z.boolean(),
    canReject: z.boolean(),
    /** Why not. */
    releaseViolations: z.array(violation),
    rejectViolations: z.array(violation),
  })
  .meta({ id: 'LotToDecide' })

export const unitLink = z.strictObject({ materialId, serial: sublotId, href: z.string() }).meta({ id: 'UnitLink' })

export const sublot = z
  .strictObject({
    lotId,
    sublotId,
    materialId,
    ...standing,
    ...balance,
    holds: z.array(z.string()),
    serial: sublotId.optional(),
    asBuilt: z.string().optional(),
    builtInto: unitLink.optional(),
    lacks: z.array(lineId).optional(),
    containerId: containerId.optional(),
  })
  .meta({ id: 'Sublot' })

/** `announced` until the unit is made; then the status of its stock, and `in-repair` while an order repairs it. `rejected` also before it is made. */
export const unitStatus = z.enum(['announced', 'in-repair', ...lotStatuses, 'scrapped'])

/** A serialised unit without its components. */
export const unit = z.strictObject({
  ...unitLink.shape,
  lotId,
  orderId: orderId.optional(),
  status: unitStatus,
  holds: z.array(z.string()).optional(),
  builtInto: unitLink.optional(),
  where: whereabouts,
})

const component = z.strictObject({
  consumptionId: z.string(),
  /** The order that built it in. */
  orderId: orderId.optional(),
  stepId,
  lineId,
  materialId,
  lotId,
  sublotId: sublotId.optional(),
  quantity: amount,
  at: instant,
  by: actor.pick({ id: true, name: true }),
  unit: unitLink.optional(),
})
/** What the unit has gone through in each step: whether its newest results are within limits, and how it left. */
const unitStep = z.strictObject({
  results: z.record(z.string(), z.boolean()),
  measuredAt: z.record(z.string(), instant).optional(),
  newest: z.record(z.string(), z.int()).optional(),
  left: z.enum(['finished', 'scrapped']).optional(),
  /** A part was taken out of the unit during the step: results count from the part that is built in after it. */
  opened: z.literal(true).optional(),
})
const asBuilt = unit
  .extend({
    steps: z.record(z.string(), unitStep).optional(),
    /** The lots that it has left: what built or repaired it there, and the shipment or the order that took it away. */
    before: z
      .array(
        z.strictObject({
          lotId,
          orderId: orderId.optional(),
          shipmentId: shipmentId.optional(),
          takenBy: orderId.optional(),
          /** What it went through in the order before the repair that took it out of this lot. */
          steps: z.record(z.string(), unitStep).optional(),
        }),
      )
      .optional(),
    components: z.array(component),
    /** What repairs took out of it, which earlier orders had built in. */
    removed: z.array(component.extend({ outBy: orderId, outAt: instant })).optional(),
    lacking: z.array(z.strictObject({ lineId, materialId, missing: amount })),
  })
  .meta({ id: 'UnitAsBuilt' })

const shipment = z
  .strictObject({
    shipmentId,
    to: consignee,
    lines: z.array(
      z.strictObject({
        lotId,
        sublotId: sublotId.optional(),
        materialId,
        quantity: amount,
        at: instant,
        containerId: containerId.optional(),
        serial: z.string().optional(),
        cameBackAs: lotId.optional(),
      }),
    ),
    returned: z.record(z.string(), amount).optional(),
  })
  .meta({ id: 'Shipment' })

const lotBalance = z
  .strictObject({
    lotId,
    materialId,
    received: signedAmount,
    remaining: signedAmount,
    left: byAccount,
    movements: z.array(
      z.strictObject({
        account: z.enum(['received', ...accounts]),
        quantity: signedAmount,
        at: instant,
        type: z.string(),
        factId: z.string(),
        subject: factSubject,
      }),
    ),
    balanced: z.boolean(),
    differences: z.array(
      z.strictObject({
        of: z.enum(['received', 'remaining', ...accounts]),
        facts: signedAmount,
        kept: signedAmount,
      }),
    ),
  })
  .meta({ id: 'LotBalance' })

const due = { dueAt: instant, isOverdue: z.boolean() }
const lotDue = z
  .strictObject({
    kind: z.enum(['expiry', 'retest']),
    ...due,
    lotId,
    /** The sublot, if it has a date of its own before that of its lot. */
    sublotId: sublotId.optional(),
    materialId,
    status: lotStatus,
    remaining: amount,
    location: equipmentId.optional(),
    supplierId: identifier.optional(),
    holds: z.array(z.string()),
  })
  .meta({ id: 'LotDue' })
const dueReason = z
  .strictObject({
    by: z.enum(['date', 'never-done', 'hours-run', 'cycles']),
    state: z.enum(dueStates),
    dueAt: instant.optional(),
    overdueAt: instant.optional(),
    every: decimal.optional(),
    used: decimal.optional(),
    unknown: z.enum(['not-counted', 'not-counted-then', 'went-back']).optional(),
  })
  .meta({ id: 'DueReason' })
const equipmentDue = z
  .strictObject({
    kind: z.enum(['calibration', 'maintenance', 'cleaning']),
    /** Absent from a plan that goes by use alone, or was never done. */
    dueAt: instant.optional(),
    isOverdue: z.boolean(),
    /** Of a plan. */
    state: z.enum(dueStates).optional(),
    reasons: z.array(dueReason).optional(),
    planId: identifier.optional(),
    planName: z.string().optional(),
    policy: policy.optional(),
    /** The work order that has been opened for it. */
    maintenanceId: maintenanceId.optional(),
    equipmentId,
    name: z.string(),
    level: z.enum(equipmentLevels),
    parentId: equipmentId.optional(),
    equipmentClass: identifier.optional(),
  })
  .meta({ id: 'EquipmentDue' })
const qualificationDue = definedPerson.shape.qualifications
  .unwrap()
  .element.extend({ kind: z.literal('qualification'), ...due, personId })
  .meta({ id: 'QualificationDue' })

const stockRow = z
  .strictObject({
    materialId,
    name: z.string(),
    location: equipmentId.optional(),
    lotId: lotId.optional(),
    sublotId: sublotId.optional(),
    containerId: containerId.optional(),
    lots: z.int(),
    quantity: amount,
    available: amount,
    reserved: amount,
    quarantine: amount,
    held: amount,
    rejected: amount,
    expired: amount,
    retestDue: amount,
    incomplete: amount,
  })
  .meta({ id: 'StockRow' })

const decided = receiptOf('andon.lot.status-changed.v1')
const shipped = receiptOf('andon.lot.shipped.v1')

export const answers = {
  receiveLot: receiptOf('andon.lot.received.v1'),
  listLots: listOf(lot),
  getLot: lotToDecide,
  divideLot: receiptOf('andon.lot.divided.v1'),
  makeUnits: receiptOf('andon.lot.serialised.v1'),
  listSublots: listOf(sublot),
  getSublot: sublot,
  getUnit: asBuilt,
  releaseLot: decided,
  rejectLot: decided,
  retestLot: receiptOf('andon.lot.retested.v1'),
  splitLot: receiptOf('andon.lot.split.v1'),
  mergeLots: receiptOf('andon.lot.merged.v1'),
  moveLot: receiptOf('andon.lot.moved.v1'),
  adjustLot: receiptOf('andon.lot.adjusted.v1'),
  scrapLot: receiptOf('andon.lot.scrapped.v1'),
  sampleLot: receiptOf('andon.lot.sampled.v1'),
  shipLot: shipped,
  returnLot: shipped,
  getShipment: shipment,
  getLotBalance: lotBalance,
  listStock: listOf(stockRow),
  listDue: listOf(z.union([lotDue, equipmentDue, qualificationDue])),
} as const satisfies Answers<typeof routes>
