import type { Instant } from '../../../events/identifiers.ts'
import type { Decimal, Quantity } from '../../../events/quantity.ts'
import type { Step } from '../../../events/recipe.ts'
import type { BoundOrder, Snapshot } from '../orders/order.ts'
import { type Candidate, openLines, type Portions, portionsOf, reduced, turnOf } from '../production/picking.ts'
import { countedOf, fillWith } from '../production/potency.ts'
import { add, isMore, isZero, subtract, zero } from '../quantity.ts'
import { type Line, materialsOf } from '../recipes/line.ts'
import { isReservedFor } from '../stock/reserved.ts'
import type { Plan } from './schedule.ts'

/** What a line of a planned step still needs, and from when on. */
export interface Need {
  readonly order: BoundOrder
  readonly step: Pick<Step, 'stepId'>
  readonly line: Line
  /** In the line's unit, without what has been consumed or dispensed. */
  readonly lacks: Decimal
  /** The planned start of the step, or now if it runs. */
  readonly at: Instant
}

/** A line that the stock of today does not cover when its turn comes. Quantities are in the unit of the line. */
export interface Shortage {
  readonly orderId: string
  readonly stepId: string
  readonly lineId: string
  readonly materialId: string
  readonly needed: Quantity
  readonly short: Quantity
  readonly neededAt: Instant
}

/** What the steps of a plan need, the most urgent order first, each order by time. A step without a place in the plan needs nothing yet. */
export function needsOf(
  plan: Pick<Plan, 'at' | 'operations' | 'orders'>,
  open: readonly { readonly order: BoundOrder; readonly snapshot: Snapshot }[],
): Need[] {
  const byId = new Map<string, (typeof open)[number]>(open.map((it) => [it.order.orderId, it]))
  const startOf = new Map(plan.operations.map(({ orderId, stepId, from }) => [`${orderId} ${stepId}`, from]))
  return plan.orders.flatMap(({ orderId }) => {
    const found = byId.get(orderId)
    if (!found) return []
    return openLines(found.order, found.snapshot)
      .flatMap(({ step, line, lacks }): Need[] => {
        const from = startOf.get(`${orderId} ${step.stepId}`)
        return from === undefined
          ? []
          : [{ order: found.order, step, line, lacks, at: from < plan.at ? plan.at : from }]
      })
      .sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0))
  })
}

/** The stock of each material, in the order of use. */
export type Shelves = ReadonlyMap<string, readonly Candidate[]>

export const shelvesOf = (stock: readonly Candidate[]): Shelves =>
  Map.groupBy(
    stock.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1)),
    ({ lot }) => lot.materialId,
  )

const keyOf = ({ lot, issueRule }: Candidate): string => [turnOf(lot, issueRule), lot.receivedAt, lot.lotId].join('#')

/**
 * The lines that fall short. Each need takes, in its turn, what is reserved for its order, then what is free and released and still good when the step
 * begins; the next one has what is left. Only the stock that is there counts: no receipts that are expected, and nothing that orders have still to make.
 */
export function shortages(needs: readonly Need[], shelves: Shelves): Shortage[] {
  const taken = new Map<string, Decimal>()
  return needs.flatMap(({ order, step, line, lacks, at }): Shortage[] => {
    const shelf = materialsOf(line).flatMap((materialId) => shelves.get(materialId) ?? [])
    const reserved = shelf.filter(({ lot }) => isReservedFor(order, lot.lotId))
    const afterReserved = without(line, lacks, reserved, (it) => portion('own', it, order, at, taken))
    const short = without(line, afterReserved, shelf, (it) => portion('free', it, order, at, taken))
    if (isZero(short)) return []
    const { unit } = line.quantity
    return [
      {
        orderId: order.orderId,
        stepId: step.stepId,
        lineId: line.lineId,
        materialId: line.materialId,
        needed: { value: lacks, unit },
        short: { value: short, unit },
        neededAt: at,
      },
    ]
  })
}

interface Portion {
  readonly left: Decimal
  readonly take: (value: Decimal) => void
}

/** What is left of the reserved or of the free part of a lot, after the needs before this one. */
function portion(
  share: keyof Portions,
  candidate: Candidate,
  order: BoundOrder,
  at: Instant,
  taken: Map<string, Decimal>,
): Portion {
  const key = share === 'own' ? `${candidate.lot.lotId} ${order.orderId}` : candidate.lot.lotId
  const gone = taken.get(key) ?? zero
  const all = portionsOf(candidate, order, at)[share]
  return {
    left: isMore(all, gone) ? subtract(all, gone) : zero,
    take: (value) => taken.set(key, add(gone, value)),
  }
}

/** What a line still lacks after it has taken from these lots, in its own unit. */
function without(
  line: Line,
  lacks: Decimal,
  lots: readonly Candidate[],
  portionIn: (it: Candidate) => Portion,
): Decimal {
  let open = lacks
  for (const candidate of lots) {
    if (isZero(open)) break
    const { lot } = candidate
    const all = fillWith(line, lot, open, lot.unit)
    const { left, take } = portionIn(candidate)
    if (all === undefined || isZero(left)) continue
    const isEnough = !isMore(all, left)
    take(isEnough ? all : left)
    open = isEnough ? zero : reduced(open, countedOf(line, lot, { value: left, unit: lot.unit }))
  }
  return open
}
