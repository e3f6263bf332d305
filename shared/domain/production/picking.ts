import type { Instant, LineId, LotId, MaterialId, StepId } from '../../../events/identifiers.ts'
import type { Decimal, Quantity } from '../../../events/quantity.ts'
import type { MaterialDefinition, Step } from '../../../events/recipe.ts'
import { type BoundOrder, isOver, type Snapshot } from '../orders/order.ts'
import { add, isMore, isZero, subtract, zero } from '../quantity.ts'
import { basisOf, type Line, materialsOf } from '../recipes/line.ts'
import { isPast } from '../stock/expiry.ts'
import { mostFor, ofReserve } from '../stock/issue.ts'
import { type Lot, type LotStock, looseIn, type Sublot } from '../stock/lot.ts'
import { isReservedFor, type Reserving, reservedIn } from '../stock/reserved.ts'
import { asCompensated, countedOf, fillWith } from './potency.ts'

type IssueRule = MaterialDefinition['issueRule']

/** A lot with all its holds, its own and inherited, and the picking rule of its material. */
export interface Candidate {
  readonly lot: Lot
  readonly sublots?: readonly Sublot[]
  readonly issueRule: IssueRule
}

/** Sorts after every date. */
const never = '9999'

/** A sort key that puts first what is used first: by expiry, then receipt (FEFO), or by receipt only (FIFO). */
export const turnOf = ({ expiresAt, receivedAt }: Pick<Lot, 'expiresAt' | 'receivedAt'>, rule: IssueRule): string =>
  rule === 'fefo' ? (expiresAt ?? `${never}#${receivedAt}`) : receivedAt

/** The line's own material first, then its alternates in their order. */
const rankOf = ({ lot, issueRule }: Candidate, line: Line): string =>
  `${materialsOf(line).indexOf(lot.materialId)}#${turnOf(lot, issueRule)}`

/** Whether a lot is used before another: reserved lots first. Lots of the same date are equal. */
export function comesBefore(one: Candidate, lot: Lot, line: Line, order: Reserving): boolean {
  const [isOwn, isOwnToo] = [one.lot, lot].map(({ lotId }) => isReservedFor(order, lotId))
  return isOwn === isOwnToo ? rankOf(one, line) < rankOf({ ...one, lot }, line) : isOwn === true
}

/** How much of a lot the order may issue now, in the lot's unit: no stock that is held, not released, expired or packed. */
export function usableOf({ lot, sublots = [] }: Omit<Candidate, 'issueRule'>, order: Reserving, at: Instant): Decimal {
  if (!isUsable(lot, at)) return zero
  const most = mostFor(lot, reservedIn(order, lot.lotId))
  const within = sublots.filter((it) => it.containerId === undefined && isUsable(it, at))
  const inReach = within.reduce((sum, { remaining }) => add(sum, remaining), looseIn(lot))
  return isMore(most, inReach) ? inReach : most
}

const isUsable = (stock: Partial<LotStock> & Pick<Sublot, 'holds'>, at: Instant): boolean =>
  (stock.status ?? 'released') === 'released' && (stock.holds ?? []).length === 0 && !isPast(stock, at)

/** The lots that the line may use now, in the order of use. */
function inTurn(candidates: readonly Candidate[], line: Line, order: Reserving, at: Instant): Candidate[] {
  const key = (it: Candidate) => `${rankOf(it, line)}#${it.lot.receivedAt}#${it.lot.lotId}`
  return (
    candidates
      .filter((it) => materialsOf(line).includes(it.lot.materialId) && isMore(usableOf(it, order, at), zero))
      // A line with a potency basis needs a lot with a known potency.
      .filter(({ lot }) => basisOf(line) === undefined || lot.potency !== undefined)
      .sort((one, other) => (key(one) < key(other) ? -1 : 1))
  )
}

export function nextOf(
  candidates: readonly Candidate[],
  line: Line,
  order: Reserving,
  at: Instant,
): Candidate | undefined {
  const usable = inTurn(candidates, line, order, at)
  return usable.find(({ lot }) => isReservedFor(order, lot.lotId)) ?? usable[0]
}

/** The lot of a material that is used next, where nothing is reserved for it. */
export const nextInStock = (candidates: readonly Candidate[], at: Instant): Candidate | undefined =>
  candidates
    .filter((it) => isMore(usableOf(it, {}, at), zero))
    .sort((one, other) => (turnKey(one) < turnKey(other) ? -1 : 1))[0]

const turnKey = ({ lot, issueRule }: Candidate): string => `${turnOf(lot, issueRule)}#${lot.receivedAt}#${lot.lotId}`

export interface Proposal {
  readonly stepId: StepId
  readonly lineId: LineId
  readonly materialId: MaterialId
  /** In the line's unit and own material. */
  readonly needed: Quantity
  readonly lots: readonly PickedLot[]
  /** The quantity that no lot of the site covers. */
  readonly short?: Quantity
}

export interface PickedLot {
  readonly lotId: LotId
  readonly materialId: MaterialId
  /** In the lot's unit. */
  readonly quantity: Quantity
  readonly reserved: boolean
  readonly inSublots: boolean
  readonly expiresAt?: Instant
  readonly location?: string
}

/** The lines of open steps below their quantity, each with what it lacks, in its own unit. */
export const openLines = (
  order: BoundOrder,
  { steps }: Snapshot,
): { readonly step: Step; readonly line: Line; readonly lacks: Decimal }[] =>
  steps
    .filter(({ stepId }) => !isOver(order.steps[stepId]))
    .flatMap((step) =>
      step.materials
        .filter(({ use }) => use === 'consumed')
        .map((line) => ({ step, line, lacks: lackOf(order, step, line) })),
    )
    .filter(({ lacks }) => isMore(lacks, zero))

function lackOf(order: BoundOrder, step: Step, line: Line): Decimal {
  const progress = order.steps[step.stepId] ?? order.preIssued?.[step.stepId]
  const filled = progress && 'consumed' in progress ? progress : undefined
  return subtract(asCompensated(line, step, filled).quantity.value, filled?.consumed[line.lineId] ?? zero)
}

/** Proposes lots for every open line, reserved stock first. Stock proposed for one line is not proposed for the next. */
export function proposePicks(
  order: BoundOrder,
  snapshot: Snapshot,
  candidates: readonly Candidate[],
  at: Instant,
): Proposal[] {
  const left = new Map<string, Portions>(candidates.map((it) => [it.lot.lotId, portionsOf(it, order, at)]))
  return openLines(order, snapshot).map(({ step, line, lacks }) => {
    const { unit } = line.quantity
    const taken = new Map<Lot, Decimal>()
    let open = lacks
    for (const share of ['own', 'free'] as const)
      for (const { lot } of inTurn(candidates, line, order, at)) {
        const all = fillWith(line, lot, open, lot.unit)
        const portions = left.get(lot.lotId)
        if (all === undefined || portions === undefined || isZero(all) || isZero(portions[share])) continue
        const isEnough = !isMore(all, portions[share])
        const value = isEnough ? all : portions[share]
        open = isEnough ? zero : reduced(open, countedOf(line, lot, { value, unit: lot.unit }))
        left.set(lot.lotId, { ...portions, [share]: subtract(portions[share], value) })
        taken.set(lot, add(taken.get(lot) ?? zero, value))
      }
    return {
      stepId: step.stepId,
      lineId: line.lineId,
      materialId: line.materialId,
      needed: { value: lacks, unit },
      lots: [...taken].map(([lot, value]) => pickedFrom(lot, value, order)),
      ...(isMore(open, zero) && { short: { value: open, unit } }),
    }
  })
}

/** How much of a lot is reserved for the order, and how much is free. */
export type Portions = Readonly<Record<'own' | 'free', Decimal>>

export function portionsOf(candidate: Candidate, order: Reserving, at: Instant): Portions {
  const usable = usableOf(candidate, order, at)
  const own = ofReserve(usable, reservedIn(order, candidate.lot.lotId))
  return { own, free: subtract(usable, own) }
}

/** What is still open after so much of it was counted. */
export const reduced = (open: Decimal, counted = zero): Decimal =>
  isMore(counted, open) ? zero : subtract(open, counted)

const pickedFrom = (lot: Lot, value: Decimal, order: Reserving): PickedLot => ({
  lotId: lot.lotId,
  materialId: lot.materialId,
  quantity: { value, unit: lot.unit },
  reserved: isReservedFor(order, lot.lotId),
  inSublots: lot.inSublots !== undefined,
  ...(lot.expiresAt !== undefined && { expiresAt: lot.expiresAt }),
  ...(lot.location !== undefined && { location: lot.location }),
})
