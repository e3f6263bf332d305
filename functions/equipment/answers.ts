import * as z from 'zod'
import { callKind, callStatus, placedCall, secondsFromCall } from '../../events/call.ts'
import { machineState } from '../../events/device.ts'
import { actor } from '../../events/envelope.ts'
import { gatewayHealth } from '../../events/gateway.ts'
import {
  callId,
  equipmentId,
  identifier,
  instant,
  maintenanceId,
  materialId,
  orderId,
  stateId,
  stepId,
} from '../../events/identifiers.ts'
import { deviceFaults } from '../../events/names.ts'
import { amount, decimal, signedDecimal } from '../../events/quantity.ts'
import { receiptOf } from '../../events/receipt.ts'
import { readingSource, scaleCheckOutcome } from '../../events/scale.ts'
import { counterEvents } from '../../shared/domain/performance/counter.ts'
import { undefinedReasons } from '../../shared/domain/performance/kpi.ts'
import { timeKinds } from '../../shared/domain/performance/time-kinds.ts'
import type { Answers } from '../../shared/http/answer.ts'
import { listOf } from '../lists.ts'
import type { routes } from './routes.ts'

const machine = z
  .strictObject({
    equipmentId,
    state: machineState,
    stateSince: instant.optional(),
    stateSequence: z.int().optional(),
    stateReason: z.string().optional(),
    holds: z.array(z.string()),
    cleanUntil: instant.optional(),
    setUpFor: materialId.optional(),
    setUpFamily: z.string().optional(),
    occupancies: z.array(z.strictObject({ orderId, stepId, from: instant, to: instant.optional() })),
    values: z.record(
      z.string(),
      z.strictObject({
        value: signedDecimal,
        unit: z.string().optional(),
        occurredAt: instant,
        sequence: z.int(),
      }),
    ),
    weights: z
      .array(z.strictObject({ value: signedDecimal, unit: z.string().optional(), occurredAt: instant, since: instant }))
      .optional(),
    scaleCheck: z
      .strictObject({
        outcome: scaleCheckOutcome,
        readings: z.array(z.strictObject({ nominal: amount, reading: amount, tolerance: amount, passed: z.boolean() })),
        source: readingSource,
        checkedAt: instant,
        checkedBy: z.string(),
        validUntil: instant,
      })
      .optional(),
    counts: z.strictObject({ good: decimal, reject: decimal, occurredAt: instant, sequence: z.int() }).optional(),
    clock: z
      .strictObject({
        isOff: z.boolean(),
        behindMs: z.int().optional(),
        window: z.strictObject({ since: instant, leastMs: z.int(), leastBeforeMs: z.int().optional() }).optional(),
        ahead: z.strictObject({ receivedAt: instant, occurredAt: instant }).optional(),
      })
      .optional(),
    heardAt: instant.optional(),
    heartbeatMs: z.int().optional(),
    calls: z.array(z.strictObject({ callId, kind: callKind })).optional(),
    works: z.array(z.strictObject({ maintenanceId, planId: identifier.optional() })).optional(),
    lockedOut: z
      .strictObject({ maintenanceId, equipmentId, since: instant, by: actor })
      .meta({ id: 'LockOut' })
      .optional(),
    lockOuts: z.array(z.strictObject({ maintenanceId, from: instant, to: instant })).optional(),
    done: z
      .record(
        z.string(),
        z.strictObject({ maintenanceId, at: instant, runMs: z.int().optional(), cycles: decimal.optional() }),
      )
      .optional(),
    calibration: z.strictObject({ maintenanceId, at: instant, goodAt: instant.optional() }).optional(),
  })
  .meta({ id: 'Machine' })

const call = placedCall
  .extend({
    status: callStatus,
    calledAt: instant,
    calledBy: actor,
    answeredAt: instant.optional(),
    answeredBy: actor.optional(),
    secondsToAnswer: secondsFromCall.optional(),
    endedAt: instant.optional(),
    endedBy: actor.optional(),
    secondsToEnd: secondsFromCall.optional(),
    result: z.string().optional(),
  })
  .meta({ id: 'Call' })

const seconds = decimal
const indicator = z
  .union([z.strictObject({ value: decimal }), z.strictObject({ value: z.null(), reason: z.enum(undefinedReasons) })])
  .meta({ id: 'Indicator' })
const loss = {
  kind: z.enum(timeKinds),
  reasonId: identifier.optional(),
  names: z.array(z.string()).optional(),
  seconds,
  stops: z.int(),
}
const performance = {
  elements: z
    .strictObject({
      plannedBusyTime: seconds,
      actualProductionTime: seconds,
      actualUnitSetupTime: seconds,
      actualUnitDelayTime: seconds,
      unknownTime: seconds,
      calendarTime: seconds,
      plannedRuntime: seconds.nullable(),
      goodQuantity: decimal,
      scrapQuantity: decimal,
      producedQuantity: decimal,
      failureEvents: z.int(),
    })
    .meta({ id: 'OeeElements' }),
  indicators: z
    .strictObject({
      availability: indicator,
      effectiveness: indicator,
      qualityRatio: indicator,
      oee: indicator,
      nee: indicator,
      teep: indicator,
      allocationRatio: indicator,
      utilizationEfficiency: indicator,
      setupRatio: indicator,
      scrapRatio: indicator,
      meanTimeBetweenFailures: indicator,
      meanTimeToRepair: indicator,
    })
    .meta({ id: 'Indicators' }),
  scrapByReason: z.record(z.string(), decimal),
  losses: z.array(z.strictObject(loss).meta({ id: 'Loss' })),
  counterEvents: z.partialRecord(z.enum(counterEvents), z.int()),
}
const oee = z
  .strictObject({
    equipmentId,
    from: instant,
    to: instant,
    /** The units whose indicators these are. */
    measured: z.array(equipmentId),
    target: decimal.optional(),
    ...performance,
    groups: z.array(z.strictObject({ key: z.string(), ...performance })).optional(),
  })
  .meta({ id: 'Oee' })

const state = z
  .strictObject({
    stateId,
    from: instant,
    /** Absent while the state lasts. */
    to: instant.optional(),
    seconds,
    state: machineState,
    kind: z.enum(timeKinds),
    mode: z.string().optional(),
    machineReason: z.string().optional(),
    reasonId: identifier.optional(),
    names: z.array(z.string()).optional(),
    comment: z.string().optional(),
    givenBy: z.string().optional(),
    stateSaid: machineState.optional(),
    needsReason: z.boolean(),
    isImpossible: z.boolean(),
    orderId: orderId.optional(),
    stepId: stepId.optional(),
  })
  .meta({ id: 'State' })

const shiftReport = z
  .strictObject({
    date: z.string(),
    shiftId: z.string(),
    from: instant,
    to: instant,
    isOver: z.boolean(),
    equipment: z.array(z.strictObject({ equipmentId, ...performance, openStops: z.array(state) })),
    total: z.strictObject(performance),
  })
  .meta({ id: 'ShiftReport' })

/** What newer gateways add is not kept, so the answer is closed. */
const { machines: _, backlog, lost, ...own } = gatewayHealth.shape

const device = z
  .strictObject({
    deviceId: z.string(),
    kind: z.enum(['gateway', 'machine']),
    lastHeardAt: instant.optional(),
    degraded: z.array(z.enum(deviceFaults)),
    trouble: z.string().optional(),
    clock: z.strictObject({ isOff: z.boolean(), behindMs: z.int().optional() }).optional(),
    gateway: z.string().optional(),
    waiting: z.int().optional(),
    health: z
      .strictObject({ ...own, backlog: z.strictObject(backlog.shape), lost: z.strictObject(lost.shape) })
      .optional(),
  })
  .meta({ id: 'Device' })

export const answers = {
  listStates: listOf(state),
  explainStop: receiptOf('andon.equipment.stop-explained.v1'),
  splitState: receiptOf('andon.equipment.state-split.v1'),
  mergeStates: receiptOf('andon.equipment.states-merged.v1'),
  correctState: receiptOf('andon.equipment.state-corrected.v1'),
  getOee: oee,
  listOee: listOf(oee.omit({ groups: true })),
  listLosses: z.strictObject({
    from: instant,
    to: instant,
    items: z.array(z.strictObject({ ...loss, share: decimal, cumulativeShare: decimal }).meta({ id: 'ParetoLoss' })),
  }),
  getShift: shiftReport,
  getMachine: machine,
  placeCall: receiptOf('andon.call.placed.v1'),
  answerCall: receiptOf('andon.call.answered.v1'),
  endCall: receiptOf('andon.call.ended.v1'),
  listCalls: listOf(call),
  listDevices: listOf(device),
} as const satisfies Answers<typeof routes>
