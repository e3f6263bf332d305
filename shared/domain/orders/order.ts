import type { Density } from '../../../events/density.ts'
import type { Fraction } from '../../../events/fraction.ts'
import type {
  DeviationId,
  EquipmentId,
  Instant,
  LotId,
  MaterialId,
  OrderId,
  RecipeId,
  StepId,
  SublotId,
} from '../../../events/identifiers.ts'
import type { CreateOrder, OrderLine, OrderStatus, ProductionUse } from '../../../events/order.ts'
import type { Decimal, Quantity, Unit } from '../../../events/quantity.ts'
import type { OrderedStep, Procedure, RecipeDraft } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { VariantOf } from '../../../events/sentences/english.ts'
import { exactIn } from '../quantity.ts'
import { violation } from '../refusal.ts'
import type { Reserved } from '../stock/reserved.ts'

/** A sum, and its exact value if its unit has rounded it; docs/adr/0045-formula-follows-order.md. */
type Exact<Of extends Quantity> = Of & { readonly exact?: string }

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

/** Not yet bound to a recipe version. */
export interface CreatedOrder extends OrderCommon {
  readonly status: 'created'
  readonly version?: string
  /** The version in force when the order was created. The release most likely uses it, so it is loaded in advance. */
  readonly foreseenVersion?: string
  readonly materials?: readonly OrderLine[]
  readonly allocations?: CreateOrder['allocations']
}

/** Bound for good to the snapshot of one recipe version, from the release on. */
interface Bound extends OrderCommon {
  /** The quantity as it was ordered, if that was in the other of mass and volume than the recipe. */
  readonly ordered?: Quantity
  /** The quantity before its unit rounded it, as `exactText` has it. Amounts in proportion to the quantity are computed from it. */
  readonly exact?: string
  readonly version: string
  readonly releasedAt?: Instant
  readonly steps: Readonly<Record<string, StepProgress>>
  /** The quantity of each lot that this order made; a material other than the product has `materialId`. */
  readonly produced: Readonly<Record<string, Exact<Quantity> & { readonly materialId?: MaterialId }>>
  readonly scrapped?: Readonly<Record<string, Exact<Quantity>>>
  /** The units that have parts in them, or are in repair, and are neither made nor scrapped; the longest begun first. */
  readonly begun?: readonly SublotId[]
  /** Units were announced, so all product is made by number. */
  readonly serialised?: true
  /**
   * Pieces of product by how they were lost: made and then scrapped, which are also part of `produced`; scrapped after all steps that count units had
   * finished them; sampled, which such a step did not finish.
   */
  readonly lost?: { readonly made?: Decimal; readonly later?: Decimal; readonly sampled?: Decimal }
  /** Samples taken from the order's own lots, in the lot's unit; also part of `produced`. */
  readonly sampled?: Readonly<Record<string, Exact<Quantity>>>
  /** Net issues from each lot, in the lot's unit, and the time of the first issue since the net was last zero. */
  readonly inputs?: Readonly<
    Record<string, Exact<Quantity> & { readonly at?: Instant; readonly materialId?: MaterialId }>
  >
  /** Pre-issues: issues for steps that have not started, by step. */
  readonly preIssued?: Readonly<Record<string, PreIssue>>
  /** Contents of rejected containers, by lot: issued, then scrapped, and no longer in `inputs`. */
  readonly rejected?: Readonly<Record<string, Exact<Quantity> & { readonly materialId?: MaterialId }>>
  /** Quantities given back by reversals, each in the unit of its issue. */
  readonly returned?: readonly Returned[]
  /** Quantities taken back of productions, each in the unit of its production. */
  readonly reversed?: readonly Reversed[]
  readonly deviations: Readonly<Record<string, 'open' | 'closed'>>
  /** Those of its lots, with which it can complete. */
  readonly lotDeviations?: readonly DeviationId[]
  /** The open deviation of each broken limit, by `step/parameter`, so that one excursion gives one deviation. */
  readonly breaches: Readonly<Record<string, DeviationId>>
  readonly reviewed: readonly string[]
  /** Who has overridden what, by step and `ref` of the rule. */
  readonly overrides?: Readonly<Record<string, { readonly by: string; readonly code: string }>>
  /** What quality must review besides deviations: changes, overrides that opened no deviation, and warnings that were passed. */
  readonly exceptions?: readonly string[]
  /** Who signed or passed what quality must review, and so may not review it. */
  readonly signers?: Readonly<Record<string, string | readonly string[]>>
  /** The revision of its snapshot, which shows a reader whether the two belong together. */
  readonly revision?: number
  /** The order whose remaining quantity this one makes, and the orders that make remaining quantities of this one. */
  readonly remainderOf?: OrderId
  readonly remainders?: readonly OrderId[]
  readonly decision?: 'released' | 'rejected'
  /** Where the steps run, so that the orders of a work center are found without their recipes. */
  readonly workCenters?: readonly EquipmentId[]
  readonly equipmentClasses?: readonly string[]
  /** The product family at the release, for set-ups. */
  readonly family?: string
}

/** On the shop floor, not yet begun. */
export interface ReleasedOrder extends Bound {
  readonly status: 'released'
}

export interface RunningOrder extends Bound {
  readonly status: 'running' | 'paused'
  readonly startedAt: Instant
}

/** Completed, closed or aborted; an order can be aborted before it begins. */
export interface EndedOrder extends Bound {
  readonly status: 'completed' | 'closed' | 'aborted'
  readonly startedAt?: Instant
  readonly endedAt: Instant
  /** Completed with less than it was to make. */
  readonly closedShort?: true
}

/** An order with a snapshot: acts on its steps and their material are possible. */
export type BoundOrder = ReleasedOrder | RunningOrder | EndedOrder

export type Order = CreatedOrder | BoundOrder

/**
 * What a step has before its start: what was issued to it, and who did it. A step that was over and is to run again for units that came back to it has
 * what it had at its end, and counts on from `units`.
 */
export type PreIssue = Pick<RunningStep, 'consumed' | 'exact' | 'workers' | 'units'>

export interface Returned {
  readonly consumptionId: string
  /** In the unit of the consumption. */
  readonly value: Decimal
}

export interface Reversed {
  readonly productionId: string
  /** In the unit of the production. */
  readonly value: Decimal
  /** The units taken back, for a production of units. */
  readonly serials?: readonly SublotId[]
}

export interface RunningStep {
  readonly status: 'running'
  readonly startedAt: Instant
  readonly equipmentId?: EquipmentId
  /** By line, in the line's unit; for an active ingredient, the quantity corrected by potency. */
  readonly consumed: Readonly<Record<string, Decimal>>
  /** The quantity of an active ingredient that was actually weighed, by line, in the line's unit. */
  readonly weighed?: Readonly<Record<string, Decimal>>
  /** Contents of rejected containers, by line, in the line's unit. */
  readonly rejected?: Readonly<Record<string, Decimal>>
  /** The exact values of these sums, where the unit of the line has rounded them. */
  readonly exact?: ExactTotals
  /** Containers that a second person has to verify, with the line of each. */
  readonly unverified?: Readonly<Record<string, string>>
  /** Containers dispensed here that a later step has to charge into its equipment, with the line of each. */
  readonly uncharged?: Readonly<Record<string, string>>
  /** Lines that lost a container after the step was over. */
  readonly reopened?: readonly string[]
  /** Containers that the step has charged into its equipment, with the line of each. */
  readonly charged?: Readonly<Record<string, string>>
  /** Whether the newest result of each parameter, check or calculation is within its limits. */
  readonly results: Readonly<Record<string, boolean>>
  /** The newest values that calculations of this or a later step have as inputs. */
  readonly computedFrom?: KeptValues
  readonly workers: readonly string[]
  readonly signed?: Readonly<Record<string, string>>
  /** The number of the current round of a repeated step, and its start. */
  readonly round?: number
  readonly roundStartedAt?: Instant
  /** When a device measured the result, by parameter. An older measurement that arrives later does not change the result. */
  readonly measuredAt?: Readonly<Record<string, Instant>>
  /** The place in the order's chain of the newest result of each parameter or check, which is the one that a correction changes. */
  readonly newest?: Readonly<Record<string, number>>
  /** What a deviation tells already of timers that were exceeded: the times as they were known then, by timer. */
  readonly exceeded?: Readonly<Record<string, readonly { readonly from: Instant; readonly to: Instant }[]>>
  readonly units?: Units
  readonly outputs?: readonly Output[]
  /** Pieces that counters have booked so far, by counter: an equipment, or an equipment and its reason of rejects (`BAGGER-1/metal`). */
  readonly bookedCounts?: Readonly<Record<string, Decimal>>
  /** The last act of a person in it. */
  readonly lastAt?: Instant
  readonly late?: true
}

/** What a step that is over keeps of its weighings. */
export type Weighings = Pick<
  RunningStep,
  'startedAt' | 'consumed' | 'weighed' | 'rejected' | 'exact' | 'unverified' | 'uncharged' | 'reopened' | 'workers'
>

/** By sum and line, as `exactText` has them. */
export type ExactTotals = Readonly<
  Partial<Record<'consumed' | 'weighed' | 'rejected', Readonly<Record<string, string>>>>
>

export interface Output extends Exact<Quantity> {
  readonly use: ProductionUse
  readonly materialId: MaterialId
}

/** By the id of the parameter or calculation; of a device, with the time of the measurement. */
export type KeptValues = Readonly<
  Record<string, { readonly value: Decimal; readonly unit: Unit; readonly at?: Instant }>
>

/** What a step that is over keeps of its calculations, so that a correction computes them anew. */
export interface Computed {
  /** Inputs of calculations of this or another step, as the step ended with them. */
  readonly computedFrom?: KeptValues
  /** The place in the order's chain of the newest result of each of these inputs. */
  readonly newest?: RunningStep['newest']
  /** What calculations of the step have of its lines and of its product, and the exact product if it was rounded; in the unit of the line and the order. */
  readonly amounts?: { readonly consumed: RunningStep['consumed']; readonly produced: Decimal; readonly exact?: string }
}

/** Units that a step has begun, and their result; decimals in the order's unit. */
export interface Units {
  readonly started: Decimal
  readonly finished: Decimal
  readonly scrapped: Decimal
  /** Of those scrapped, the ones that were product already. */
  readonly lost?: Decimal
}

/** A step that is over keeps only what later steps need. Its details are in facts, so the order stays cheap to write. */
export type StepProgress =
  | RunningStep
  | (Computed & {
      readonly status: 'completed'
      /** An act of it was booked late. */
      readonly late?: true
      readonly completedAt?: Instant
      readonly workers?: readonly string[]
      /** In the order's unit. */
      readonly finished?: Decimal
      /** What a step whose units have names took by line, because a unit may come back to it. */
      readonly took?: RunningStep['consumed']
      /** Exact values of these, and of the lines that calculations have. */
      readonly exact?: ExactTotals
      /** The weighings of the step, for the step that charges its containers. Until that one is over, material can be weighed again. */
      readonly dispensed?: Weighings
    })
  | { readonly status: 'skipped'; readonly late?: true }
  /** It ran when the order was closed short. */
  | {
      readonly status: 'ended'
      readonly workers?: readonly string[]
      readonly finished?: Decimal
      readonly late?: true
    }
  /** It had not started when the order was closed short. */
  | { readonly status: 'not-done'; readonly late?: true }

export const isOver = (progress: StepProgress | undefined): boolean =>
  progress !== undefined && progress.status !== 'running'

/** Whether a step is left in which units can be worked on, made or scrapped. */
export const hasStepsLeft = (order: BoundOrder, snapshot: Pick<Snapshot, 'steps'> | undefined): boolean =>
  underWay(order) && (snapshot?.steps.some(({ stepId }) => !isOver(order.steps[stepId])) ?? true)

/** The approved recipe version with the order's own quantities, frozen. The order is judged by it for as long as it runs. */
export interface Snapshot {
  readonly orderId: OrderId
  readonly recipeId: RecipeId
  readonly version: string
  readonly product: MaterialId
  readonly productUnit: Quantity['unit']
  readonly shelfLifeDays?: number
  /** The density of the product; those of other materials are on their lines. */
  readonly density?: Density
  /** The product is made in units with serial numbers. */
  readonly serialised?: true
  /** The groups of steps, for people; only `after` orders the steps. */
  readonly procedures: readonly Procedure[]
  readonly steps: readonly OrderedStep[]
  readonly yield?: RecipeDraft['yield']
  readonly balance?: RecipeDraft['balance']
  /** The lines as the ERP sent them, needed if a change brings another version. */
  readonly asked?: readonly OrderLine[]
  /**
   * The part of the quantity first ordered that this order makes, both in the order's unit and exact, as `exactText` has them. It has the same part of
   * the lines that the ERP sent.
   */
  readonly portion?: { readonly part: string; readonly whole: string }
  /** Steps that quality added by disposition. */
  readonly branches?: readonly Branch[]
  readonly revision?: number
}

/** A quantity to make, with what it was before its unit rounded it. */
export type Asked = Pick<Bound, 'quantity' | 'exact'>

export const exactQuantity = ({ quantity, exact }: Asked): Fraction => exactIn(exact ?? quantity.value)

export const unbegun = { steps: {}, produced: {}, deviations: {}, breaches: {}, reviewed: [] } as const

/** The order with or without pre-issues of a step. */
export function withPreIssue(order: BoundOrder, stepId: string, preIssued?: PreIssue): BoundOrder {
  const { preIssued: { [stepId]: _before, ...others } = {}, ...rest } = order
  const all = preIssued ? { ...others, [stepId]: preIssued } : others
  return Object.keys(all).length > 0 ? { ...rest, preIssued: all } : rest
}

/** The status that the API shows: under way with a hold or a pause is `held`. */
export function statusOfOrder(order: Order): OrderStatus {
  if (order.status === 'paused') return 'held'
  const underWay = order.status === 'released' || order.status === 'running'
  return underWay && order.holds.length > 0 ? 'held' : order.status
}

export const underWay = ({ status }: Order): boolean =>
  status === 'released' || status === 'running' || status === 'paused'

/** The order with holds that are inherited but not yet stored on it, by which it is judged. */
export const underHoldsAbove = (order: Order, above: readonly string[]): Order =>
  above.length === 0 ? order : { ...order, holds: [...new Set([...order.holds, ...above])] }

export const openDeviations = (order: BoundOrder): string[] =>
  Object.entries(order.deviations).flatMap(([id, state]) => (state === 'open' ? [id] : []))

export const deviationOpen = (deviationId: string): Violation =>
  violation('deviation-open', { deviationId }, `deviation:${deviationId}`)

export const equipmentInUse = (order: Order): EquipmentId[] =>
  order.status === 'created'
    ? []
    : Object.values(order.steps).flatMap((step) =>
        step.status === 'running' && step.equipmentId ? [step.equipmentId] : [],
      )

/** The status of an order and the statuses needed, as parameters of a sentence. */
export const standingOf = (order: Order, needed: readonly (OrderStatus | 'paused')[]) => ({
  orderId: order.orderId,
  status: statusOfOrder(order),
  needed,
})

/** A violation because of the order's status; its sentence says what to do. */
export const wrongStatus = (
  order: Order,
  needed: readonly (OrderStatus | 'paused')[],
  cure: Exclude<VariantOf<'order-wrong-status'>, 'activity' | 'batch-undecided' | `erp-${string}`>,
): Violation => violation(`order-wrong-status/${cure}`, standingOf(order, needed), `order:${order.orderId}`)

/** Whether an output is the product of the order and not a by-product or co-product. */
export const isProduct = ({ materialId }: { readonly materialId?: MaterialId }): boolean => materialId === undefined

export const lotsOf = (order: BoundOrder): LotId[] => Object.keys(order.produced) as LotId[]

/** The steps of a rework recipe in an order, from the disposition of a deviation. */
export interface Branch {
  /** The prefix of its steps' ids. */
  readonly branchId: string
  readonly deviationId: DeviationId
  readonly recipeId: RecipeId
  readonly version: string
  /** The step that the deviation is about. Steps after it wait for the branch, and the branch may use its equipment. */
  readonly about?: StepId
  readonly stepIds: readonly StepId[]
}

export const branchOf = (snapshot: Snapshot | undefined, stepId: string): Branch | undefined =>
  snapshot?.branches?.find(({ stepIds }) => stepIds.some((id) => id === stepId))

/** A snapshot that a later revision replaced while the order ran; the record shows both. */
export interface Superseded extends Snapshot {
  readonly supersededAt: Instant
  readonly because: Because
}

/** What changed the definition of an order under way. */
export interface Because {
  readonly type: 'change' | 'deviation' | 'quantity' | 'split'
  readonly id: string
}

export const supersededKey = (orderId: string, revision: number): string => `${orderId}@${revision}`

export const revisionOf = ({ revision = 0 }: { readonly revision?: number }): number => revision
