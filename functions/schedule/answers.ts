import * as z from 'zod'
import { maintenanceWindow } from '../../events/calendar.ts'
import { machineState } from '../../events/device.ts'
import {
  equipmentId,
  instant,
  lineId,
  materialId,
  orderId,
  parameterId,
  personId,
  recipeId,
  stepId,
} from '../../events/identifiers.ts'
import { orderStatus } from '../../events/order.ts'
import { amount, decimal, unit as measureUnit, quantity, signedDecimal } from '../../events/quantity.ts'
import { recipeVersion } from '../../events/recipe.ts'
import { violation } from '../../events/violation.ts'
import { infeasibleCauses } from '../../shared/domain/schedule/infeasible.ts'
import { waitCauses } from '../../shared/domain/schedule/promise.ts'
import type { Answers } from '../../shared/http/answer.ts'
import type { routes } from './routes.ts'

const rank = { orderId, priority: z.int().optional(), dueAt: instant.optional() }

const line = z
  .strictObject({
    ...rank,
    stepId,
    name: z.string(),
    product: materialId,
    family: z.string(),
    quantity,
    status: orderStatus,
    canStart: z.boolean(),
    equipmentIds: z.array(equipmentId),
    violations: z.array(violation),
  })
  .meta({ id: 'DispatchLine' })
const unit = z
  .strictObject({
    equipmentId,
    name: z.string(),
    state: machineState,
    stateSince: instant.optional(),
    stateReason: z.string().optional(),
    running: z.strictObject({ orderId, stepId, from: instant }).optional(),
    holds: z.array(z.string()),
    maintenance: maintenanceWindow.optional(),
    closedUntil: instant.optional(),
  })
  .meta({ id: 'DispatchUnit' })

const placed = z.strictObject({ equipmentId, name: z.string() })
const boardUnit = z
  .strictObject({
    equipmentId,
    name: z.string(),
    workCenter: placed.optional(),
    area: placed.optional(),
    state: machineState,
    stateSince: instant.optional(),
    stateReason: z.string().optional(),
    holds: z.array(z.string()),
    cleanUntil: instant.optional(),
    work: z
      .strictObject({
        orderId,
        product: materialId,
        quantity,
        status: orderStatus,
        holds: z.array(z.string()),
        deviations: z.array(z.string()),
        stepId,
        name: z.string(),
        place: z.int(),
        steps: z.int(),
        startedAt: instant,
        expectedEnd: instant.optional(),
        progress: z
          .discriminatedUnion('by', [
            z.strictObject({ by: z.literal('units'), done: decimal, of: amount }),
            z.strictObject({ by: z.literal('lines'), done: z.int(), of: z.int() }),
          ])
          .optional(),
      })
      .optional(),
    values: z.array(
      z.strictObject({
        parameterId,
        name: z.string().optional(),
        unit: measureUnit,
        low: signedDecimal.optional(),
        target: signedDecimal.optional(),
        high: signedDecimal.optional(),
        value: signedDecimal.optional(),
        measuredAt: instant.optional(),
        within: z.boolean().optional(),
      }),
    ),
  })
  .meta({ id: 'BoardUnit' })

/** A line of an order that the stock of today does not cover. */
const shortage = z
  .strictObject({
    stepId,
    lineId,
    materialId,
    needed: quantity,
    short: quantity,
    neededAt: instant,
    detail: z.string(),
  })
  .meta({ id: 'Shortage' })

const operation = z.strictObject({
  orderId,
  stepId,
  status: z.enum(['running', 'planned']),
  workCenter: equipmentId.optional(),
  equipmentId: equipmentId.optional(),
  personId: personId.optional(),
  setUpFrom: instant.optional(),
  from: instant,
  to: instant,
})

/** A piece of work that a unit has behind it. */
const done = z
  .strictObject({ equipmentId, orderId, stepId, name: z.string().optional(), from: instant, to: instant })
  .meta({ id: 'DoneOperation' })

const period = z.strictObject({ from: instant, to: instant })

const infeasible = z.array(
  z.strictObject({
    orderId,
    stepId: stepId.optional(),
    cause: z.enum(infeasibleCauses),
    detail: z.string(),
  }),
)

/** By when an order ends, and how late that is. */
const ending = { ...rank, plannedEnd: instant.optional(), lateBySeconds: z.int().optional() }

/** An operation of the order that decides when it ends. */
const link = operation
  .omit({ orderId: true, status: true })
  .extend({
    readyAt: instant,
    waitsFor: z.array(z.enum(waitCauses)),
    behind: z.array(orderId),
    detail: z.string(),
  })
  .meta({ id: 'PromiseLink' })

export const answers = {
  getDispatch: z.strictObject({
    workCenter: equipmentId,
    at: instant,
    units: z.array(unit),
    items: z.array(line),
    nextCursor: z.string().optional(),
  }),
  getBoard: z.strictObject({ at: instant, units: z.array(boardUnit) }),
  getSchedule: z.strictObject({
    at: instant,
    horizon: instant,
    operations: z.array(operation.extend({ name: z.string() }).meta({ id: 'PlannedOperation' })),
    done: z.array(done),
    orders: z.array(
      z.strictObject({
        ...rank,
        product: materialId,
        quantity,
        status: orderStatus,
        plannedEnd: instant.optional(),
        lateBySeconds: z.int().optional(),
        withoutDuration: z.array(stepId).optional(),
        shortages: z.array(shortage).optional(),
      }),
    ),
    uncheckedMaterials: z.array(materialId).optional(),
    infeasible,
  }),
  getWorkingTimes: z.strictObject({
    from: instant,
    to: instant,
    units: z.array(
      z.strictObject({
        equipmentId,
        name: z.string(),
        workCenter: placed.optional(),
        area: placed.optional(),
        open: z.array(period),
        maintenance: z.array(maintenanceWindow),
      }),
    ),
  }),
  getOrderPlan: z.strictObject({
    at: instant,
    ...ending,
    chain: z.array(link),
    infeasible,
    /** Without a priority: the order would have none. */
    proposal: z
      .strictObject({
        ...ending,
        chain: z.array(link),
        /** In the order of rank, the order itself too. */
        moved: z.array(
          z.strictObject({
            ...ending,
            plannedEndNow: instant.optional(),
            lateBySecondsNow: z.int().optional(),
            worse: z.boolean(),
          }),
        ),
        infeasible,
      })
      .optional(),
  }),
  getPromise: z.strictObject({
    at: instant,
    recipeId,
    version: recipeVersion,
    product: materialId,
    quantity,
    priority: z.int().optional(),
    promisedEnd: instant.optional(),
    chain: z.array(link),
    /** Without a planned end, the order would have no place in the plan any more. */
    delayedOrders: z.array(z.strictObject(ending)),
    shortages: z.array(shortage),
    uncheckedMaterials: z.array(materialId).optional(),
    infeasible: z.array(infeasible.element.omit({ orderId: true })),
  }),
} as const satisfies Answers<typeof routes>
