import type { MaintenanceWindow } from '../../../events/calendar.ts'
import type { MachineState } from '../../../events/device.ts'
import type { EquipmentId, Instant } from '../../../events/identifiers.ts'
import type { OrderStatus } from '../../../events/order.ts'
import type { Quantity } from '../../../events/quantity.ts'
import type { Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import { type Machine, type Occupancy, occupant, unknownMachine } from '../equipment/machine.ts'
import { maintenanceNow } from '../equipment/maintenance.ts'
import { startable } from '../execution/step-start.ts'
import type { Person } from '../master-data.ts'
import { type Order, type Snapshot, statusOfOrder } from '../orders/order.ts'
import { distinct } from '../refusal.ts'
import { opening } from './calendar.ts'
import { type EquipmentTree, lineage, unitsFor, unitsOf, type Working, workingOf } from './capacity.ts'
import { familyOf } from './open-order.ts'
import { byRank, type Ranked } from './rank.ts'

export interface WorkCenter {
  readonly workCenter: string
  /** The work center with its units and parents. */
  readonly tree: EquipmentTree
  readonly machines: Readonly<Record<string, Machine>>
  readonly orders: readonly { readonly order: Order; readonly snapshot: Snapshot }[]
  /** The person who reads the list: a step may start for one person and not for another. */
  readonly person: Person | undefined
}

/** A step that has not started, and whether this person may start it now. */
export interface DispatchLine extends Ranked {
  readonly stepId: string
  readonly name: string
  readonly product: string
  /** A product without a family is its own family. */
  readonly family: string
  readonly quantity: Quantity
  readonly status: OrderStatus
  readonly canStart: boolean
  readonly equipmentIds: readonly string[]
  /** If there are none, every reason. */
  readonly violations: readonly Violation[]
}

export interface DispatchUnit {
  readonly equipmentId: string
  readonly name: string
  readonly state: MachineState
  readonly stateSince?: Instant
  /** Why it is in that state, in its own words. */
  readonly stateReason?: string
  readonly running?: Pick<Occupancy, 'orderId' | 'stepId' | 'from'>
  readonly holds: readonly string[]
  readonly maintenance?: MaintenanceWindow
  /** The end of a period outside shifts. Steps may still start in it. */
  readonly closedUntil?: Instant
}

/** The next steps at a work center: the most urgent order first ({@link byRank}), the steps of an order as in its recipe. */
export const dispatch = (place: WorkCenter, circumstances: Circumstances): DispatchLine[] =>
  place.orders
    .toSorted((one, other) => byRank(rankOf(one.order), rankOf(other.order)))
    .flatMap(({ order, snapshot }) =>
      snapshot.steps.flatMap((step) => {
        const isWaiting = order.status === 'created' || order.steps[step.stepId] === undefined
        const candidates = isWaiting ? candidatesFor(step, place) : []
        return candidates.length > 0 ? [lineOf(place, { order, snapshot }, step, candidates, circumstances)] : []
      }),
    )

const rankOf = (order: Order): Ranked => ({ ...order, family: familyOf(order) })

/** The units of the work center that may run the step. An undefined unit is checked too, so that the answer names it. */
function candidatesFor(step: Step, { workCenter, tree }: WorkCenter): EquipmentId[] {
  const here = unitsOf(workCenter, tree)
  const fitting = unitsFor(step, tree).filter((unit) => here.includes(unit))
  if (fitting.length > 0) return fitting.map(({ equipmentId }) => equipmentId)
  return step.workCenter === workCenter ? [step.workCenter] : []
}

function lineOf(
  place: WorkCenter,
  { order, snapshot }: WorkCenter['orders'][number],
  step: Step,
  candidates: readonly EquipmentId[],
  circumstances: Circumstances,
): DispatchLine {
  const asked = candidates.map((equipmentId) => ({
    equipmentId,
    violations: objections(place, { order, snapshot }, step, equipmentId, circumstances),
  }))
  const startable = asked.filter(({ violations }) => violations.length === 0).map(({ equipmentId }) => equipmentId)
  const every = asked.flatMap(({ violations }) => violations)
  return {
    orderId: order.orderId,
    stepId: step.stepId,
    name: step.name,
    product: order.product,
    family: familyOf(order),
    quantity: order.quantity,
    ...(order.priority !== undefined && { priority: order.priority }),
    ...(order.dueAt !== undefined && { dueAt: order.dueAt }),
    status: statusOfOrder(order),
    canStart: startable.length > 0,
    equipmentIds: startable,
    violations: startable.length > 0 ? [] : distinct(every),
  }
}

/** The reasons why the command to start the step on this unit would be refused. */
function objections(
  { tree, machines, person }: WorkCenter,
  { order, snapshot }: WorkCenter['orders'][number],
  step: Step,
  equipmentId: EquipmentId,
  circumstances: Circumstances,
): readonly Violation[] {
  const equipment = tree.byId.get(equipmentId)
  const machine = machines[equipmentId] ?? unknownMachine(equipmentId)
  const above = equipment ? lineage(equipment, tree).slice(1) : []
  const spot = { equipment, machine, above }
  return startable({ order, snapshot, person, ...spot }, step.stepId, { equipmentId }, circumstances).against
}

/** The units of the work center; the work center itself is one of them, behind its own, while a step runs on it as a whole. */
export function dispatchUnits(
  { workCenter, tree, machines }: WorkCenter,
  at: Instant,
  timeZone: string,
): DispatchUnit[] {
  const units = unitsOf(workCenter, tree)
  const itself = tree.byId.get(workCenter)
  const whole = machines[workCenter] && occupant(machines[workCenter]) ? itself : undefined
  return [...new Set([...units, ...(whole ? [whole] : [])])].map((unit) => {
    const machine = machines[unit.equipmentId] ?? unknownMachine(unit.equipmentId)
    const user = occupant(machine)
    const working = workingOf(unit, tree)
    const maintenance = maintenanceNow([working], at, timeZone)
    const closedUntil = opensAt(working, at, timeZone)
    return {
      equipmentId: unit.equipmentId,
      name: unit.name,
      state: machine.state,
      ...(machine.stateSince !== undefined && { stateSince: machine.stateSince }),
      ...(machine.stateReason !== undefined && { stateReason: machine.stateReason }),
      ...(user && { running: { orderId: user.orderId, stepId: user.stepId, from: user.from } }),
      holds: machine.holds,
      ...(maintenance && { maintenance }),
      ...(closedUntil !== undefined && { closedUntil }),
    }
  })
}

/** Every calendar has a shift within a week, but its closed days may follow each other for a year, and for another in a yearly entry. */
const furthestMs = 3 * 366 * 24 * 60 * 60 * 1000

function opensAt({ calendar, days }: Working, at: Instant, timeZone: string): Instant | undefined {
  const from = Date.parse(at)
  const opens = opening(calendar, timeZone, { from, to: from + furthestMs }, days).span(0)?.from ?? from + furthestMs
  return opens > from ? new Date(opens).toISOString() : undefined
}
