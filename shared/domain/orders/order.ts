import type {
  DeviationId,
  EquipmentId,
  Instant,
  LotId,
  MaterialId,
  OrderId,
  RecipeId,
  StepId,
} from '../../../events/identifiers.ts'
import type { CreateOrder, OrderLine, OrderStatus, ProductionUse } from '../../../events/order.ts'
import type { Decimal, Quantity } from '../../../events/quantity.ts'
import type { Procedure, RecipeDraft, Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { VariantOf } from '../../../events/sentences/english.ts'
import { violation } from '../refusal.ts'
import type { Reserved } from '../stock/reserved.ts'

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
  readonly reserved?: Reserved
}

/** Asked for, not yet committed to a recipe version. */
export interface CreatedOrder extends OrderCommon {
  readonly status: 'created'
  readonly version?: string
  /** The version in force when it was asked for: most likely the one that its release will take, and read ahead for it. */
  readonly foreseenVersion?: string
  readonly materials?: readonly OrderLine[]
  readonly allocations?: CreateOrder['allocations']
}

/** Bound for good to the snapshot of one recipe version, from its release on. */
interface Bound extends OrderCommon {
  readonly version: string
  readonly steps: Readonly<Record<string, StepProgress>>
  /** What each lot got from this order; one of something beside the product names its material. */
  readonly produced: Readonly<Record<string, Quantity & { readonly materialId?: MaterialId }>>
  /** What it lost, by the material. */
  readonly scrapped?: Readonly<Record<string, Quantity>>
  /** How many of its units have something in them and are neither made nor lost. */
  readonly begunUnits?: number
  /** What it took of its own lots for the laboratory, in the lot's unit; it stands in `produced` too. */
  readonly sampled?: Readonly<Record<string, Quantity>>
  /** What it drew from each lot and did not give back, in the lot's unit, and when it first drew, since it last had none. */
  readonly inputs?: Readonly<Record<string, Quantity & { readonly at?: Instant }>>
  /** What was drawn for steps that have not started, by the step. */
  readonly preIssued?: Readonly<Record<string, PreIssue>>
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
}

/** Given to the floor, where nobody has begun it. */
export interface ReleasedOrder extends Bound {
  readonly status: 'released'
}

/** Under way at the floor, or paused there. */
export interface RunningOrder extends Bound {
  readonly status: 'running' | 'paused'
  readonly startedAt: Instant
}

/** Complete, closed or given up, which it may be before anybody has begun it. */
export interface EndedOrder extends Bound {
  readonly status: 'completed' | 'closed' | 'aborted'
  readonly startedAt?: Instant
  readonly endedAt: Instant
}

/** An order that has a snapshot: steps can be asked of it, and material of those steps. */
export type BoundOrder = ReleasedOrder | RunningOrder | EndedOrder

export type Order = CreatedOrder | BoundOrder

/** What a step has of its lines before it starts, and who has drawn it. */
export type PreIssue = Pick<RunningStep, 'consumed' | 'workers'>

export interface Returned {
  readonly consumptionId: string
  /** In the unit of the consumption. */
  readonly value: Decimal
}

export interface RunningStep {
  readonly status: 'running'
  readonly startedAt: Instant
  readonly equipmentId?: EquipmentId
  /** By line, in the line's unit; of an active, what it counts for by its potency. */
  readonly consumed: Readonly<Record<string, Decimal>>
  /** What was weighed of an active in fact, by line, in the line's unit. */
  readonly weighed?: Readonly<Record<string, Decimal>>
  /** What was weighed into containers that were rejected, by line, in the line's unit. */
  readonly rejected?: Readonly<Record<string, Decimal>>
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
  readonly started: Decimal
  readonly finished: Decimal
  readonly scrapped: Decimal
}

/** A step that is over keeps only what a later one asks of it: its details are facts, and the order stays cheap to write. */
export type StepProgress =
  | RunningStep
  | {
      readonly status: 'completed'
      readonly completedAt?: Instant
      readonly workers?: readonly string[]
      /** In the order's unit. */
      readonly finished?: Decimal
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
  /** How much of what was first asked for is made by this order, both in the order's unit; its lines are that part of the recipe's. */
  readonly portion?: { readonly part: Decimal; readonly whole: Decimal }
  /** What quality has added by disposition. */
  readonly branches?: readonly Branch[]
  /** How often it was replaced while the order ran. */
  readonly revision?: number
}

/** What an order has done before it has begun. */
export const unbegun = { steps: {}, produced: {}, deviations: {}, breaches: {}, reviewed: [] } as const

/** The order with what a step has before it starts, or without it. */
export function withPreIssue(order: BoundOrder, stepId: string, preIssued?: PreIssue): BoundOrder {
  const { preIssued: { [stepId]: _before, ...others } = {}, ...rest } = order
  const all = preIssued ? { ...others, [stepId]: preIssued } : others
  return Object.keys(all).length > 0 ? { ...rest, preIssued: all } : rest
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

export const openDeviations = (order: BoundOrder): string[] =>
  Object.entries(order.deviations).flatMap(([id, state]) => (state === 'open' ? [id] : []))

export const deviationOpen = (deviationId: string): Violation =>
  violation('deviation-open', { deviationId }, `deviation:${deviationId}`)

/** The equipment that the order's running steps use. */
export const equipmentInUse = (order: Order): EquipmentId[] =>
  order.status === 'created'
    ? []
    : Object.values(order.steps).flatMap((step) =>
        step.status === 'running' && step.equipmentId ? [step.equipmentId] : [],
      )

export const orderOnHold = (order: Order): Violation =>
  violation('order-on-hold', { orderId: order.orderId, holds: order.holds }, `order:${order.orderId}`)

/** The status of an order as a sentence names it, and those that were needed. */
export const standingOf = (order: Order, needed: readonly (OrderStatus | 'paused')[]) => ({
  orderId: order.orderId,
  status: statusOfOrder(order),
  needed,
})

/** That the order is in another state than this needs; the sentence ends with what cures it. */
export const wrongStatus = (
  order: Order,
  needed: readonly (OrderStatus | 'paused')[],
  cure: Exclude<VariantOf<'order-wrong-status'>, 'activity' | 'batch-undecided'>,
): Violation => violation(`order-wrong-status/${cure}`, standingOf(order, needed), `order:${order.orderId}`)

/** Of what an order made: whether it is what the order is for, and not something that comes beside it. */
export const isProduct = ({ materialId }: { readonly materialId?: MaterialId }): boolean => materialId === undefined

export const lotsOf = (order: BoundOrder): LotId[] => Object.keys(order.produced) as LotId[]

/** The steps of a rework recipe in an order, by the disposition of one deviation. */
export interface Branch {
  /** What the ids of its steps begin with. */
  readonly branchId: string
  readonly deviationId: DeviationId
  readonly recipeId: RecipeId
  readonly version: string
  /** The step that the deviation is about: the steps that come after it wait for the branch, and the branch may use its equipment. */
  readonly about?: StepId
  readonly stepIds: readonly StepId[]
}

export const branchOf = (snapshot: Snapshot | undefined, stepId: string): Branch | undefined =>
  snapshot?.branches?.find(({ stepIds }) => stepIds.some((id) => id === stepId))

/** A snapshot in whose place another has come while the order ran: the record shows both. */
export interface Superseded extends Snapshot {
  readonly supersededAt: Instant
  readonly because: Because
}

/** What changed the definition of an order that is under way. */
export interface Because {
  readonly type: 'change' | 'deviation'
  readonly id: string
}

export const supersededKey = (orderId: string, revision: number): string => `${orderId}@${revision}`

export const revisionOf = ({ revision = 0 }: { readonly revision?: number }): number => revision
