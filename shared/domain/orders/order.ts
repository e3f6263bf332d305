import type {
  DeviationId,
  EquipmentId,
  Instant,
  LotId,
  MaterialId,
  OrderId,
  RecipeId,
} from '../../../events/identifiers.ts'
import type { CreateOrder, OrderLine, OrderStatus, PrioritizeOrder, ProductionUse } from '../../../events/order.ts'
import type { Quantity } from '../../../events/quantity.ts'
import type { Procedure, Purpose, RecipeDraft, Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import { type Change, type Circumstances, type Decision, reasons, refuse, violation } from '../decision.ts'
import type { Material } from '../master-data.ts'
import { add, convert, isMore, percentOf, proportion, spell, subtract } from '../quantity.ts'
import type { Recipe } from '../recipes/recipe.ts'
import { faultsOf } from '../recipes/recipe-faults.ts'
import { givingBack, type SetAside } from '../stock/set-aside.ts'
import { flattened } from './procedure.ts'
import type { Branch } from './rework.ts'

interface OrderCommon {
  readonly orderId: OrderId
  readonly recipeId: RecipeId
  readonly product: MaterialId
  readonly quantity: Quantity
  readonly dueAt?: Instant
  readonly priority?: number
  readonly createdAt: Instant
  /** The active holds on the order itself. */
  readonly holds: readonly string[]
  readonly reserved?: SetAside
}

/** Asked for, not yet committed to a recipe version. */
export interface CreatedOrder extends OrderCommon {
  readonly status: 'created'
  readonly version?: string
  readonly materials?: readonly OrderLine[]
  readonly allocations?: CreateOrder['allocations']
}

/** Released to the floor: bound for good to the snapshot of one recipe version. */
export interface IssuedOrder extends OrderCommon {
  readonly status: 'released' | 'running' | 'paused' | 'completed' | 'closed' | 'aborted'
  readonly version: string
  readonly steps: Readonly<Record<string, StepProgress>>
  /** What each lot got from this order; one of something beside the product names its material. */
  readonly produced: Readonly<Record<string, Quantity & { readonly materialId?: MaterialId }>>
  /** What it lost, by the material. */
  readonly scrapped?: Readonly<Record<string, Quantity>>
  /** What it took of its own lots for the laboratory, in the lot's unit; it stands in `produced` too. */
  readonly sampled?: Readonly<Record<string, Quantity>>
  /** What it drew from each lot and did not give back, in the lot's unit. */
  readonly inputs?: Readonly<Record<string, Quantity>>
  /** What was drawn for steps that have not started, by the step. */
  readonly ahead?: Readonly<Record<string, Ahead>>
  /** What was weighed into containers that were rejected, by the lot: it went in and came out as scrap, and is in `inputs` no more. */
  readonly rejected?: Readonly<Record<string, Quantity>>
  /** What was given back of consumptions, in the unit of each. */
  readonly returned?: readonly Returned[]
  readonly deviations: Readonly<Record<string, 'open' | 'closed'>>
  /** The open deviation of a broken limit, by `step/parameter`, so that one excursion is one deviation. */
  readonly breaches: Readonly<Record<string, DeviationId>>
  readonly reviewed: readonly string[]
  /** Who has overridden what: by step and what the rule points at. */
  readonly overrides?: Readonly<Record<string, { readonly by: string; readonly code: string }>>
  /** What quality has to review besides the deviations: changes, and the overrides that opened none. */
  readonly exceptions?: readonly string[]
  /** Who signed what is to be reviewed, and therefore does not review it. */
  readonly signers?: Readonly<Record<string, string>>
  /** The revision of its snapshot, by which a reader knows that the two belong together. */
  readonly revision?: number
  /** The order that it was a part of, and those that make a part of it. */
  readonly remainderOf?: OrderId
  readonly remainders?: readonly OrderId[]
  readonly decision?: 'released' | 'rejected'
  /** Where its steps run, so that the orders of a work center are found without their recipes. */
  readonly workCenters?: readonly EquipmentId[]
  readonly equipmentClasses?: readonly string[]
  /** The product family at the release, for set-ups. */
  readonly family?: string
  readonly startedAt?: Instant
  readonly endedAt?: Instant
}

export type Order = CreatedOrder | IssuedOrder

/** What a step has of its lines before it starts, and who has drawn it. */
export type Ahead = Pick<RunningStep, 'consumed' | 'workers'>

export interface Returned {
  readonly consumptionId: string
  readonly value: string
}

export interface RunningStep {
  readonly status: 'running'
  readonly startedAt: Instant
  readonly equipmentId?: EquipmentId
  /** By line, in the line's unit; of an active, what it counts for by its potency. */
  readonly consumed: Readonly<Record<string, string>>
  /** What was weighed of an active in fact, by line, in the line's unit. */
  readonly weighed?: Readonly<Record<string, string>>
  /** What was weighed into containers that were rejected, by line, in the line's unit. */
  readonly rejected?: Readonly<Record<string, string>>
  /** The containers that a second person has to verify, with the line of each. */
  readonly unverified?: Readonly<Record<string, string>>
  /** Whether the newest result of each parameter or check is within its limits. */
  readonly results: Readonly<Record<string, boolean>>
  /** The people who have worked on it. */
  readonly workers: readonly string[]
  /** Who has signed, by the meaning. */
  readonly signed?: Readonly<Record<string, string>>
  /** Which time it is being done, of a step that is repeated, and since when. */
  readonly round?: number
  readonly roundStartedAt?: Instant
  /** When a device measured what the results say, by the parameter: what it measured before comes too late to change them. */
  readonly measuredAt?: Readonly<Record<string, Instant>>
  readonly units?: Units
  /** What it has turned out, by use and material. */
  readonly outputs?: readonly Output[]
}

export interface Output extends Quantity {
  readonly use: ProductionUse
  readonly materialId: MaterialId
}

/** Units that a step has begun, and what became of them; decimals in the order's unit. */
export interface Units {
  readonly started: string
  readonly finished: string
  readonly scrapped: string
}

/** A step that is over keeps only what a later one asks of it: its details are facts, and the order stays cheap to write. */
export type StepProgress =
  | RunningStep
  | {
      readonly status: 'completed'
      readonly completedAt?: Instant
      readonly workers?: readonly string[]
      readonly finished?: string
    }
  | { readonly status: 'skipped' }

export const isOver = (progress: StepProgress | undefined): boolean =>
  progress?.status === 'completed' || progress?.status === 'skipped'

/** The frozen definition: the approved recipe version with the order's own quantities, judged against for as long as it runs. */
export interface Snapshot {
  readonly orderId: OrderId
  readonly recipeId: RecipeId
  readonly version: string
  readonly product: MaterialId
  readonly productUnit: Quantity['unit']
  readonly shelfLifeDays?: number
  /** What holds the steps, for people to find their way; the order of the steps is in their `after` alone. */
  readonly procedures: readonly Procedure[]
  readonly steps: readonly Step[]
  readonly yield?: RecipeDraft['yield']
  readonly balance?: RecipeDraft['balance']
  /** The lines as the ERP asked for them, for the version that a change may bring. */
  readonly asked?: readonly OrderLine[]
  /** How much of what was first asked for is made by this order, in its unit; its lines are that part of the recipe's. */
  readonly portion?: { readonly part: string; readonly whole: string }
  /** What quality has added by disposition. */
  readonly branches?: readonly Branch[]
  /** How often it was replaced while the order ran. */
  readonly revision?: number
}

/** The order with what a step has before it starts, or without it. */
export function withAhead(order: IssuedOrder, stepId: string, ahead?: Ahead): IssuedOrder {
  const { ahead: { [stepId]: _before, ...others } = {}, ...rest } = order
  const all = ahead ? { ...others, [stepId]: ahead } : others
  return Object.keys(all).length > 0 ? { ...rest, ahead: all } : rest
}

/** What the public sees: a hold or a pause of any kind is `held` for as long as the order is under way. */
export function statusOfOrder(order: Order): OrderStatus {
  if (order.status === 'paused') return 'held'
  const underWay = order.status === 'released' || order.status === 'running'
  return underWay && order.holds.length > 0 ? 'held' : order.status
}

export const underWay = ({ status }: Order): boolean =>
  status === 'released' || status === 'running' || status === 'paused'

/** The order with the holds that are on their way to it, by which it is judged and which it does not carry yet. */
export const underHoldsAbove = (order: Order, above: readonly string[]): Order =>
  above.length === 0 ? order : { ...order, holds: [...new Set([...order.holds, ...above])] }

export const openDeviations = (order: IssuedOrder): string[] =>
  Object.entries(order.deviations).flatMap(([id, state]) => (state === 'open' ? [id] : []))

export function createOrder(existing: Order | undefined, body: CreateOrder, { at }: Circumstances): Decision {
  if (existing)
    return refuse([
      violation(
        'already-exists',
        `Order ${body.orderId} exists already, in status ${statusOfOrder(existing)}.`,
        'orderId',
      ),
    ])
  const order: CreatedOrder = { ...body, status: 'created', createdAt: at, holds: [] }
  return {
    outcome: 'accepted',
    fact: { type: 'andon.order.created.v1', data: body, about: { type: 'material', id: body.product } },
    changes: [save(order)],
  }
}

/** The ERP may change its mind until the order is released to the floor. */
export function changeOrder(order: Order, body: CreateOrder, { at }: Circumstances): Decision {
  if (order.status !== 'created')
    return refuse([wrongStatus(order, 'created', 'it can be changed only before its release to the floor')])
  return {
    outcome: 'accepted',
    fact: { type: 'andon.order.changed.v1', data: body },
    changes: [
      save({
        ...body,
        status: 'created',
        createdAt: at,
        holds: order.holds,
        ...(order.reserved && { reserved: order.reserved }),
      }),
    ],
  }
}

/** Freezes the approved recipe version, with the quantities that the order asks for, and gives the order to the floor. */
export function releaseOrder(
  order: Order,
  recipe: Recipe | undefined,
  product: Material | undefined,
  { at }: Pick<Circumstances, 'at'>,
): Decision {
  if (order.status !== 'created') return refuse([wrongStatus(order, 'created', 'it was released before')])
  const named = order.version === undefined ? order.recipeId : `version ${order.version} of ${order.recipeId}`
  const found = reasons(
    order.holds.length > 0 && orderOnHold(order),
    objectionsToVersion(recipe, named, order.product, 'production', at),
    recipe && outsideBatchSize(order.quantity, recipe),
    recipe && strayLines(order.materials ?? [], recipe),
  )
  if (found.length > 0 || !recipe) return refuse(found)
  const { materials, allocations, ...rest } = order
  const snapshot = snapshotOf({ orderId: order.orderId, ...(materials && { asked: materials }) }, recipe, product)
  const issued: IssuedOrder = {
    ...rest,
    status: 'released',
    version: recipe.version,
    ...placesIn(snapshot),
    ...(product?.family !== undefined && { family: product.family }),
    ...unbegun,
  }
  const lines = snapshot.steps.flatMap(({ stepId, materials }) =>
    materials.map(({ lineId, materialId, quantity }) => ({ stepId, lineId, materialId, quantity })),
  )
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.order.released.v1',
      data: {
        orderId: order.orderId,
        recipeId: recipe.recipeId,
        version: recipe.version,
        lines,
        ...(allocations && { allocations }),
      },
    },
    changes: [save(issued), { change: 'save', kind: 'snapshot', id: order.orderId, value: snapshot }],
  }
}

/** Where the steps of an order run, by which it is found. */
export const placesIn = ({ steps }: Snapshot): Required<Pick<IssuedOrder, 'workCenters' | 'equipmentClasses'>> => ({
  workCenters: unique(steps.flatMap(({ workCenter }) => workCenter ?? [])),
  equipmentClasses: unique(steps.flatMap(({ equipmentClass }) => equipmentClass ?? [])),
})

const unique = <Id>(ids: readonly Id[]): Id[] => [...new Set(ids)]

/** Every reason why nobody may make this product by this version of a recipe now, for this purpose. */
export function objectionsToVersion(
  recipe: Recipe | undefined,
  named: string,
  product: MaterialId,
  purpose: Purpose,
  at: Instant,
): Violation[] {
  if (!recipe)
    return [violation('recipe-not-approved', `There is no approved ${named}; have it approved first.`, 'recipeId')]
  return reasons(
    recipe.status !== 'approved' &&
      violation('recipe-not-approved', `The recipe ${named} is ${recipe.status}, not approved.`, 'version'),
    recipe.effectiveFrom !== undefined &&
      recipe.effectiveFrom > at &&
      violation(
        'recipe-not-approved',
        `The recipe ${named} takes effect on ${recipe.effectiveFrom}; use it then.`,
        'version',
      ),
    recipe.holds.length > 0 &&
      violation('recipe-on-hold', `The recipe ${named} is on hold (${recipe.holds.join(', ')}).`, 'version'),
    recipe.product !== product &&
      violation(
        'recipe-wrong-product',
        `The recipe ${named} makes ${recipe.product}; the order asks for ${product}.`,
        'product',
      ),
    purpose === 'production' &&
      recipe.purpose === 'rework' &&
      violation(
        'recipe-for-rework',
        `The recipe ${named} is for rework; its steps come into an order by disposition only.`,
        'recipeId',
      ),
    purpose === 'rework' &&
      recipe.purpose !== 'rework' &&
      violation(
        'recipe-not-for-rework',
        `The recipe ${named} is for production; have a recipe for rework approved.`,
        'recipeId',
      ),
    faultsOf(recipe),
  )
}

/** The version as this order executes it: with the lines that it asks for, and its part of them where others make the rest. */
export function snapshotOf(
  { orderId, asked, portion }: Pick<Snapshot, 'orderId' | 'asked' | 'portion'>,
  recipe: Recipe,
  product: Pick<Snapshot, 'shelfLifeDays'> | undefined,
): Snapshot {
  const steps = flattened(recipe).map((step) => ({
    ...step,
    materials: step.materials.map((line) => asOrdered(line, asked ?? [])),
  }))
  return {
    orderId,
    recipeId: recipe.recipeId,
    version: recipe.version,
    product: recipe.product,
    productUnit: recipe.batchSize.nominal.unit,
    ...(product?.shelfLifeDays !== undefined && { shelfLifeDays: product.shelfLifeDays }),
    procedures: recipe.procedures,
    steps: portion ? steps.map((step) => partOf(step, portion)) : steps,
    ...(recipe.yield && { yield: recipe.yield }),
    ...(recipe.balance && { balance: recipe.balance }),
    ...(asked && { asked }),
    ...(portion && { portion }),
  }
}

/** Setting up and cleaning take the same, however much is made. */
export const partOf = (step: Step, { part, whole }: NonNullable<Snapshot['portion']>): Step =>
  step.kind === 'production'
    ? {
        ...step,
        materials: step.materials.map((line) => ({
          ...line,
          quantity: { ...line.quantity, value: proportion(line.quantity.value, part, whole) },
        })),
      }
    : step

export function outsideBatchSize(wanted: Quantity, { batchSize: { min, max } }: Recipe): Violation | undefined {
  const value = convert(wanted.value, wanted.unit, min.unit)
  if (value === undefined)
    return violation(
      'unit-mismatch',
      `The recipe is sized in ${min.unit}; ${wanted.unit} measures something else.`,
      'quantity/unit',
    )
  if (!isMore(min.value, value) && !isMore(value, max.value)) return undefined
  return violation(
    'quantity-outside-batch-size',
    `${spell(wanted)} is outside the recipe's ${spell(min)} to ${spell(max)}.`,
    'quantity',
  )
}

const strayLines = (asked: readonly OrderLine[], recipe: Recipe): Violation[] =>
  asked
    .filter(
      ({ lineId, materialId }) =>
        !recipe.steps.some((step) =>
          step.materials.some((line) => line.lineId === lineId && line.materialId === materialId),
        ),
    )
    .map(({ lineId, materialId }) =>
      violation(
        'line-not-in-recipe',
        `The order asks for ${materialId} on line ${lineId}, which the recipe does not have.`,
        `line:${lineId}`,
      ),
    )

function asOrdered(line: Step['materials'][number], asked: readonly OrderLine[]): Step['materials'][number] {
  // Another version may give the number of a line to another material.
  const wanted = asked.find(({ lineId, materialId }) => lineId === line.lineId && materialId === line.materialId)
  return wanted ? { ...line, quantity: wanted.quantity } : line
}

/** The limits of a line, in its own unit: what may be consumed at most, and what completes it. */
export function boundsOf(line: Pick<Step['materials'][number], 'quantity' | 'tolerance'>): {
  least: string
  most: string
} {
  const { value } = line.quantity
  return {
    least: subtract(value, percentOf(line.tolerance?.minusPercent ?? '0', value)),
    most: add(value, percentOf(line.tolerance?.plusPercent ?? '0', value)),
  }
}

/** The plan of a site follows from ranks and due dates, so that both can be changed for as long as there is something to plan. */
export function prioritizeOrder(order: Order, { priority, dueAt, reason }: PrioritizeOrder): Decision {
  if (order.status !== 'created' && !underWay(order))
    return refuse([wrongStatus(order, 'created, released, running or held', 'nothing of it is left to plan')])
  const { priority: oldRank, dueAt: oldDue, ...rest } = order
  const rank = priority === undefined ? oldRank : (priority ?? undefined)
  const due = dueAt === undefined ? oldDue : (dueAt ?? undefined)
  const planned = { ...(rank !== undefined && { priority: rank }), ...(due !== undefined && { dueAt: due }) }
  return {
    outcome: 'accepted',
    fact: { type: 'andon.order.prioritized.v1', data: { orderId: order.orderId, ...planned, reason } },
    changes: [save({ ...rest, ...planned } as Order)],
  }
}

export type Transition = 'start' | 'pause' | 'resume' | 'abort' | 'complete' | 'close'

/** ISA-88 procedural states, as far as a person commands them. */
const transitions = {
  start: { from: ['released'], to: 'running', fact: 'andon.order.started.v1' },
  pause: { from: ['running'], to: 'paused', fact: 'andon.order.paused.v1' },
  resume: { from: ['paused'], to: 'running', fact: 'andon.order.resumed.v1' },
  abort: { from: ['released', 'running', 'paused'], to: 'aborted', fact: 'andon.order.aborted.v1' },
  complete: { from: ['running'], to: 'completed', fact: 'andon.order.completed.v1' },
  close: { from: ['completed', 'aborted'], to: 'closed', fact: 'andon.order.closed.v1' },
} as const

/** An order that was never given to the floor is withdrawn; one that was is stopped there, by a person. */
export function cancelOrder(order: Order, reason: string, { at }: Circumstances): Decision {
  if (order.status !== 'created')
    return refuse([wrongStatus(order, 'created', 'have a supervisor abort it on the floor')])
  const { order: freed, changes, told } = givingBack(order)
  const { materials: _materials, allocations: _allocations, ...rest } = freed
  const withdrawn: IssuedOrder = {
    ...rest,
    ...unbegun,
    status: 'aborted',
    version: order.version ?? 'none',
    endedAt: at,
    decision: 'rejected',
  }
  return {
    outcome: 'accepted',
    fact: { type: 'andon.order.cancelled.v1', data: { orderId: order.orderId, status: 'aborted', reason, ...told } },
    changes: [save(withdrawn), ...changes],
  }
}

export const unbegun = { steps: {}, produced: {}, deviations: {}, breaches: {}, reviewed: [] } as const

export function moveOrder(
  order: Order,
  transition: Transition,
  snapshot: Snapshot | undefined,
  reason: string | undefined,
  { at }: Circumstances,
): Decision {
  const { from, to, fact } = transitions[transition]
  const fits = (from as readonly string[]).includes(order.status)
  const found = reasons(
    !fits && wrongStatus(order, from.join(' or '), `it cannot ${transition} now`),
    // A held order may be paused, or stopped for good; nothing else moves.
    order.holds.length > 0 && transition !== 'abort' && transition !== 'pause' && orderOnHold(order),
    transition === 'complete' && order.status !== 'created' && snapshot && unfinished(order, snapshot),
    transition === 'close' &&
      (order.status === 'completed' || (order.status === 'aborted' && Object.keys(order.produced).length > 0)) &&
      order.decision === undefined &&
      violation(
        'order-wrong-status',
        `The batch of order ${order.orderId} is neither released nor rejected yet.`,
        `order:${order.orderId}`,
      ),
  )
  if (found.length > 0 || order.status === 'created') return refuse(found)
  const ends = to === 'completed' || to === 'aborted'
  const stopped = ends ? givingBack(order) : { order, changes: [], told: {} }
  const moved: IssuedOrder = {
    ...stopped.order,
    status: to,
    ...(transition === 'start' && { startedAt: at }),
    ...(ends && { endedAt: at }),
  }
  return {
    outcome: 'accepted',
    fact: {
      type: fact,
      data: {
        orderId: order.orderId,
        status: statusOfOrder(moved),
        ...(reason !== undefined && { reason }),
        ...stopped.told,
      },
    },
    changes: [save(moved), ...stopped.changes],
  }
}

function unfinished(order: IssuedOrder, snapshot: Snapshot): Violation[] {
  const open = snapshot.steps.filter((step) => !isOver(order.steps[step.stepId]))
  return reasons(
    open.length > 0 &&
      violation(
        'steps-incomplete',
        `These steps are not complete: ${open.map((step) => step.stepId).join(', ')}.`,
        `order:${order.orderId}`,
      ),
    !Object.values(order.produced).some(isProduct) &&
      violation(
        'nothing-produced',
        `Order ${order.orderId} has produced no lot of ${order.product} yet.`,
        `order:${order.orderId}`,
      ),
    openDeviations(order).map((id) =>
      violation('deviation-open', `Deviation ${id} is open; quality has to close it first.`, `deviation:${id}`),
    ),
  )
}

/** The equipment that the order's running steps use. */
export const equipmentInUse = (order: Order): EquipmentId[] =>
  order.status === 'created'
    ? []
    : Object.values(order.steps).flatMap((step) =>
        step.status === 'running' && step.equipmentId ? [step.equipmentId] : [],
      )

export const save = (order: Order): Change => ({ change: 'save', kind: 'order', id: order.orderId, value: order })

export const orderOnHold = (order: Order): Violation =>
  violation(
    'order-on-hold',
    `Order ${order.orderId} is on hold (${order.holds.join(', ')}); work goes on when the hold is released.`,
    `order:${order.orderId}`,
  )

export const wrongStatus = (order: Order, needed: string, cure: string): Violation =>
  violation(
    'order-wrong-status',
    `Order ${order.orderId} is ${statusOfOrder(order)}, not ${needed}; ${cure}.`,
    `order:${order.orderId}`,
  )

/** Of what an order made: whether it is what the order is for, and not something that comes beside it. */
export const isProduct = ({ materialId }: { readonly materialId?: MaterialId }): boolean => materialId === undefined

export const lotsOf = (order: IssuedOrder): LotId[] => Object.keys(order.produced) as LotId[]
