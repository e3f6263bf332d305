import type { MaintenanceWindow } from '../../../events/calendar.ts'
import type { MachineState } from '../../../events/device.ts'
import type { EquipmentId, Instant } from '../../../events/identifiers.ts'
import type { OrderStatus } from '../../../events/order.ts'
import type { Quantity } from '../../../events/quantity.ts'
import type { Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import { type Machine, type Occupancy, occupant, unheardOf } from '../equipment/machine.ts'
import { maintenanceAt } from '../equipment/maintenance.ts'
import { startable } from '../execution/step.ts'
import type { Equipment, Person } from '../master-data.ts'
import { type Order, type Snapshot, statusOfOrder } from '../orders/order.ts'
import { distinct } from '../refusal.ts'
import { opening } from './calendar.ts'
import { type EquipmentTree, lineage, unitsFor, unitsOf, workingOf } from './capacity.ts'
import { byRank, type Ranked } from './rank.ts'

/** What is known of a work center and of the orders that have steps there. */
export interface WorkCenter {
  readonly workCenter: string
  /** The work center, its units and whatever they are part of. */
  readonly tree: EquipmentTree
  readonly machines: Readonly<Record<string, Machine>>
  readonly orders: readonly { readonly order: Order; readonly snapshot: Snapshot }[]
  /** Who asks: a step may start for one person and not for another. */
  readonly person: Person | undefined
}

/** A step that has not been started, and whether the one who asks may start it now. */
export interface DispatchLine extends Ranked {
  readonly stepId: string
  readonly name: string
  readonly product: string
  readonly quantity: Quantity
  readonly status: OrderStatus
  readonly canStart: boolean
  /** The units on which it may start. */
  readonly equipmentIds: readonly string[]
  /** Every reason why it may start on none of them. */
  readonly violations: readonly Violation[]
}

export interface DispatchUnit {
  readonly equipmentId: string
  readonly name: string
  readonly state: MachineState
  /** What runs on it. */
  readonly running?: Pick<Occupancy, 'orderId' | 'stepId' | 'from'>
  readonly holds: readonly string[]
  readonly maintenance?: MaintenanceWindow
  /** Outside its shifts: until when. It may be started all the same. */
  readonly closedUntil?: Instant
}

/** The steps that come next at a work center, the most urgent order first ({@link byRank}), each order's as its recipe has them. */
export const dispatch = (place: WorkCenter, circumstances: Circumstances): DispatchLine[] =>
  place.orders
    .toSorted((one, other) => byRank(one.order, other.order))
    .flatMap(({ order, snapshot }) =>
      snapshot.steps.flatMap((step) => {
        const isWaiting = order.status === 'created' || order.steps[step.stepId] === undefined
        const candidates = isWaiting ? candidatesFor(step, place) : []
        return candidates.length > 0 ? [lineOf(place, { order, snapshot }, step, candidates, circumstances)] : []
      }),
    )

/** The units of the work center that may run the step; one that nobody has defined is asked for all the same, to say so. */
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
    quantity: order.quantity,
    ...(order.priority !== undefined && { priority: order.priority }),
    ...(order.dueAt !== undefined && { dueAt: order.dueAt }),
    status: statusOfOrder(order),
    canStart: startable.length > 0,
    equipmentIds: startable,
    violations: startable.length > 0 ? [] : distinct(every),
  }
}

/** What the command to start the step on this unit would be refused with. */
function objections(
  { tree, machines, person }: WorkCenter,
  { order, snapshot }: WorkCenter['orders'][number],
  step: Step,
  equipmentId: EquipmentId,
  circumstances: Circumstances,
): readonly Violation[] {
  const equipment = tree.byId.get(equipmentId)
  const machine = machines[equipmentId] ?? unheardOf(equipmentId)
  const above = equipment ? lineage(equipment, tree).slice(1) : []
  const spot = { equipment, machine, above }
  return startable({ order, snapshot, person, ...spot }, step.stepId, { equipmentId }, circumstances).against
}

/** How the units of a work center are now. */
export const dispatchUnits = (
  { workCenter, tree, machines }: WorkCenter,
  at: Instant,
  timeZone: string,
): DispatchUnit[] =>
  unitsOf(workCenter, tree).map((unit) => {
    const machine = machines[unit.equipmentId] ?? unheardOf(unit.equipmentId)
    const user = occupant(machine)
    const maintenance = maintenanceAt(workingOf(unit, tree), at)
    const closedUntil = opensAt(workingOf(unit, tree).calendar, at, timeZone)
    return {
      equipmentId: unit.equipmentId,
      name: unit.name,
      state: machine.state,
      ...(user && { running: { orderId: user.orderId, stepId: user.stepId, from: user.from } }),
      holds: machine.holds,
      ...(maintenance && { maintenance }),
      ...(closedUntil !== undefined && { closedUntil }),
    }
  })

/** Every calendar has a shift within a week; one of its days may fall into a change of the clocks. */
const twoWeeksMs = 14 * 24 * 60 * 60 * 1000

function opensAt(calendar: Equipment['calendar'], at: Instant, timeZone: string): Instant | undefined {
  if (!calendar) return undefined
  const from = Date.parse(at)
  const next = opening(calendar, timeZone, { from, to: from + twoWeeksMs }).span(0)
  return next && next.from > from ? new Date(next.from).toISOString() : undefined
}
