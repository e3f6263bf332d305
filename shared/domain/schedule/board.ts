import { type MachineState, readingIn } from '../../../events/device.ts'
import type { EquipmentId, Instant } from '../../../events/identifiers.ts'
import type { OrderStatus } from '../../../events/order.ts'
import type { Amount, Decimal, Quantity } from '../../../events/quantity.ts'
import type { Parameter, Step } from '../../../events/recipe.ts'
import { type Machine, type Occupancy, occupant, unknownMachine } from '../equipment/machine.ts'
import { type BoundOrder, openDeviations, type RunningStep, type Snapshot, statusOfOrder } from '../orders/order.ts'
import { mostToCome } from '../orders/units.ts'
import { add, convert, isMore, isWithin, zero } from '../quantity.ts'
import { boundsOf } from '../recipes/line.ts'
import { perOf } from '../recipes/per.ts'
import { type EquipmentTree, lineage, type PlacedEquipment, unitsOf } from './capacity.ts'
import { workOf } from './open-order.ts'

/** The equipment of a site as a list has it, with its name. */
export type NamedEquipment = PlacedEquipment & { readonly name: string }

export interface Floor {
  readonly tree: EquipmentTree<NamedEquipment>
  readonly machines: ReadonlyMap<string, Machine>
  readonly orders: ReadonlyMap<string, { readonly order: BoundOrder; readonly snapshot: Snapshot }>
}

/** One unit of the live picture: what it does, for whom, and whether it is within its limits. */
export interface BoardUnit {
  readonly equipmentId: EquipmentId
  readonly name: string
  readonly workCenter?: Placed
  readonly area?: Placed
  readonly state: MachineState
  readonly stateSince?: Instant
  /** Why it is in that state, in its own words. */
  readonly stateReason?: string
  readonly holds: readonly string[]
  readonly cleanUntil?: Instant
  readonly work?: BoardWork
  readonly values: readonly BoardValue[]
}

/** A unit by its place in the plant. */
export type PlacedUnit = Pick<BoardUnit, keyof Placed | 'workCenter' | 'area'>

interface Placed {
  readonly equipmentId: EquipmentId
  readonly name: string
}

export interface BoardWork {
  readonly orderId: BoundOrder['orderId']
  readonly product: BoundOrder['product']
  readonly quantity: Quantity
  readonly status: OrderStatus
  /** The holds of the order, and its open deviations. */
  readonly holds: readonly string[]
  readonly deviations: readonly string[]
  readonly stepId: Step['stepId']
  readonly name: string
  /** The place of the step in the recipe, from 1, and the number of steps. */
  readonly place: number
  readonly steps: number
  readonly startedAt: Instant
  /** By the duration of the recipe, if it has one. */
  readonly expectedEnd?: Instant
  readonly progress?: Progress
}

/** Units that have left the step of those that come to it; or lines of material that are complete. */
export type Progress =
  | { readonly by: 'units'; readonly done: Decimal; readonly of: Amount }
  | { readonly by: 'lines'; readonly done: number; readonly of: number }

/** A value of the machine against the limits of the step that it is measured in. A machine that has not measured it has no value. */
export interface BoardValue extends Pick<Parameter, 'parameterId' | 'name' | 'unit' | 'low' | 'target' | 'high'> {
  readonly value?: Decimal
  readonly measuredAt?: Instant
  /** Whether the newest result is within the limits, as the step has judged it; of a step that measures each unit, whether the newest value is. A limit that nobody enforces is where a step wants to come to: no result is wrong by it. */
  readonly within?: boolean
}

/** Units that can work, each with its place: those of work centers, and work centers without units. */
export function unitsOnBoard(tree: EquipmentTree<NamedEquipment>): readonly NamedEquipment[] {
  const centers = [...tree.byId.values()].filter(({ level }) => level === 'work-center')
  const loose = [...tree.byId.values()].filter(
    ({ level, parentId }) => level === 'work-unit' && tree.byId.get(parentId ?? '')?.level !== 'work-center',
  )
  return [...new Set([...centers.flatMap(({ equipmentId }) => unitsOf(equipmentId, tree)), ...loose])]
}

/** Work centers with units: a step may run on one as a whole. */
const centersOfUnits = (tree: EquipmentTree<NamedEquipment>): readonly NamedEquipment[] =>
  [...tree.byId.values()].filter(
    (it) => it.level === 'work-center' && !unitsOf(it.equipmentId, tree).some((unit) => unit === it),
  )

/** All equipment whose machine may be shown. */
export const equipmentOnBoard = (tree: EquipmentTree<NamedEquipment>): readonly NamedEquipment[] => [
  ...unitsOnBoard(tree),
  ...centersOfUnits(tree),
]

/** The live picture, in the order of areas, work centers and units. A work center with units is one of them while a step runs on it as a whole. */
export function board({ tree, machines, orders }: Floor): BoardUnit[] {
  const machineOf = ({ equipmentId }: NamedEquipment) => machines.get(equipmentId) ?? unknownMachine(equipmentId)
  const whole = centersOfUnits(tree).filter((it) => occupant(machineOf(it)))
  return [
    ...unitsOnBoard(tree).map((unit) => ({ unit, place: placeOf(unit, tree) })),
    ...whole.map((unit) => ({ unit, place: { ...placeOf(unit, tree), workCenter: placed(unit) } })),
  ]
    .map(({ unit, place }) => {
      const machine = machineOf(unit)
      const using = occupant(machine)
      const found = using && orders.get(using.orderId)
      return {
        ...place,
        state: machine.state,
        ...(machine.stateSince !== undefined && { stateSince: machine.stateSince }),
        ...(machine.stateReason !== undefined && { stateReason: machine.stateReason }),
        holds: machine.holds,
        ...(machine.cleanUntil !== undefined && { cleanUntil: machine.cleanUntil }),
        ...workAt(machine, using, found),
      }
    })
    .sort(byPlace)
}

const placed = ({ equipmentId, name }: NamedEquipment): Placed => ({ equipmentId, name })

/** The unit with the work center and the area that it belongs to. */
export function placeOf(unit: NamedEquipment, tree: EquipmentTree<NamedEquipment>): PlacedUnit {
  const [, ...above] = lineage(unit, tree)
  const nearest = (level: PlacedEquipment['level']): Placed | undefined => {
    const found = above.find((it) => it.level === level)
    return found && placed(found)
  }
  const [workCenter, area] = [nearest('work-center'), nearest('area')]
  return { ...placed(unit), ...(workCenter && { workCenter }), ...(area && { area }) }
}

function workAt(
  machine: Machine,
  using: Occupancy | undefined,
  found: { readonly order: BoundOrder; readonly snapshot: Snapshot } | undefined,
): Pick<BoardUnit, 'work' | 'values'> {
  const place = found?.snapshot.steps.findIndex(({ stepId }) => stepId === using?.stepId) ?? -1
  const step = found?.snapshot.steps[place]
  const running = step && found?.order.steps[step.stepId]
  if (!found || !step || running?.status !== 'running') return { values: [] }
  const { order, snapshot } = found
  const expectedEnd = endOf(running.startedAt, workOf(step.duration, order.quantity))
  const progress = progressOf(order, snapshot, step, running)
  return {
    work: {
      orderId: order.orderId,
      product: order.product,
      quantity: order.quantity,
      status: statusOfOrder(order),
      holds: order.holds,
      deviations: openDeviations(order),
      stepId: step.stepId,
      name: step.name,
      place: place + 1,
      steps: snapshot.steps.length,
      startedAt: running.startedAt,
      ...(expectedEnd !== undefined && { expectedEnd }),
      ...(progress && { progress }),
    },
    values: step.parameters
      .filter((it) => it.source === 'device' || machine.values[it.parameterId])
      .map((it) => readingOf(step, it, machine, running)),
  }
}

function endOf(startedAt: Instant, workMs: number | undefined): Instant | undefined {
  if (!workMs || !Number.isFinite(workMs)) return undefined
  const end = new Date(Date.parse(startedAt) + workMs)
  return Number.isNaN(end.getTime()) ? undefined : end.toISOString()
}

function progressOf(order: BoundOrder, snapshot: Snapshot, step: Step, running: RunningStep): Progress | undefined {
  if (step.flow === 'units') {
    const { finished, scrapped } = running.units ?? { finished: zero, scrapped: zero }
    const of = { value: mostToCome(order, snapshot)(step), unit: order.quantity.unit }
    return { by: 'units', done: add(finished, scrapped), of }
  }
  const lines = step.materials.filter(({ use, backflush }) => use === 'consumed' && backflush === undefined)
  if (lines.length === 0) return undefined
  const complete = lines.filter((line) => !isMore(boundsOf(line).least, running.consumed[line.lineId] ?? zero))
  return { by: 'lines', done: complete.length, of: lines.length }
}

function readingOf(step: Step, parameter: Parameter, { values }: Machine, { results }: RunningStep): BoardValue {
  const { parameterId, name, unit, low, target, high, policy } = parameter
  const newest = values[parameterId]
  const reading = newest && readingIn(newest)
  const value = reading && convert(reading.value, reading.unit ?? unit, unit)
  // The results of a step that measures each unit are those of the units: what counts here is the one that the machine has at hand.
  const isOfUnit = perOf(step, parameter) === 'unit'
  const judged = isOfUnit ? value && isWithin(value, low, high) : results[parameterId]
  const within = policy === 'off' && !judged ? undefined : judged
  return {
    parameterId,
    ...(name !== undefined && { name }),
    unit,
    ...(low !== undefined && { low }),
    ...(target !== undefined && { target }),
    ...(high !== undefined && { high }),
    ...(value !== undefined && newest && { value, measuredAt: newest.occurredAt }),
    ...(within !== undefined && { within }),
  }
}

export const byPlace = (one: PlacedUnit, other: PlacedUnit): number => {
  const key = ({ area, workCenter, equipmentId }: PlacedUnit) =>
    [area?.equipmentId ?? '', workCenter?.equipmentId ?? '', equipmentId].join('\u0000')
  return key(one) < key(other) ? -1 : 1
}
