import { nought } from '../../../events/fraction.ts'
import type { Instant, LotId, SublotId } from '../../../events/identifiers.ts'
import type { Backflush } from '../../../events/order.ts'
import type { Amount, Decimal } from '../../../events/quantity.ts'
import type { Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Change } from '../change.ts'
import type { Pointer } from '../decision.ts'
import type { Finding } from '../orders/gate.ts'
import { withMore } from '../orders/line-totals.ts'
import type { BoundOrder, RunningStep } from '../orders/order.ts'
import { isMore, isZero, subtract, zero } from '../quantity.ts'
import { boundsOf, countedAs, countedExactly, type Line, mostBooked, mostItems } from '../recipes/line.ts'
import { lotRef, ofQuantityIn, reasons, violation } from '../refusal.ts'
import { named, orderNamed } from '../stock/destination.ts'
import { issuable, issued, ofReserve } from '../stock/issue.ts'
import type { Lot, Sublot } from '../stock/lot.ts'
import { reservedIn } from '../stock/reserved.ts'
import { type AvailableStock, lotIn, materialIn, sublotIn, type Take, takenOf } from './available-stock.ts'
import { needOf, takesOf } from './backflush-takes.ts'
import { afterDraw } from './input.ts'
import { beyond, type Dated, preconditionsOf, staleStock } from './issue-rules.ts'

/** The bookings of a completion: the step and order afterwards, and the data of the fact. With violations nothing is booked. */
export interface Booked {
  readonly violations: readonly Violation[]
  readonly findings: readonly (Finding | undefined)[]
  /** Lines with an entry that is refused and so takes nothing. That they then lack it is no reason of its own. */
  readonly refused: ReadonlySet<string>
  readonly running: RunningStep
  readonly order: BoundOrder
  /** The lots that it takes from, each once, with the sublot. */
  readonly taken: readonly { readonly lot: Lot; readonly sublot: Sublot | undefined }[]
  readonly consumed: readonly {
    readonly lineId: Line['lineId']
    readonly materialId: Line['materialId']
    readonly lotId: LotId
    readonly sublotId?: SublotId
    readonly quantity: Amount
    readonly replaces?: { readonly materialId: Line['materialId']; readonly quantity: Amount }
    readonly fromReservation?: Amount
  }[]
  readonly changes: readonly Change[]
  readonly pointers: readonly Pointer[]
}

export const hasBackflush = ({ materials }: Step): boolean => materials.some(({ backflush }) => backflush !== undefined)

/** The ids of lots that a completion must read: those that it names and those reserved for the order. */
export const lotsToBook = (
  step: Step | undefined,
  { reserved = {} }: Pick<BoundOrder, 'reserved'>,
  asked: readonly Backflush[] = [],
): string[] => [
  ...new Set([
    ...asked.flatMap(({ lotId }) => lotId ?? []),
    ...(step && hasBackflush(step) ? Object.keys(reserved) : []),
  ]),
]

/**
 * Books the backflush lines of a step when it or some of its units are completed. `standard`: the line's quantity in proportion to all that is made so
 * far, less what was issued before, so that the parts add up to the whole. `actual`: the quantity given. It comes from the lots named, else from those reserved for the order: the line's own material before
 * alternates, earliest expiry first. The material's policy decides about expired stock: last and with a reason, or not at all; stock that needs a
 * signature is taken only if it is named.
 */
export function book(
  { order, step, running }: { readonly order: BoundOrder; readonly step: Step; readonly running: RunningStep },
  asked: readonly Backflush[],
  shelf: AvailableStock,
  at: Instant,
): Booked {
  const violations: Violation[] = strays(step, asked)
  const takes: Take[] = []
  const refused = new Set<string>()
  for (const line of step.materials) {
    if (line.backflush === undefined) continue
    const entries = asked.filter(({ lineId }) => lineId === line.lineId)
    const found = takesOf(line, needOf(line, step, order, running), entries, { order, shelf, takes, at })
    takes.push(...found.takes)
    violations.push(...found.violations)
    if (found.violations.length > 0) refused.add(line.lineId)
  }
  const drawing = draws(takes, asked, order, shelf, at)
  const after = afterwards(takes, running)
  return {
    violations: [...violations, ...drawing.violations],
    findings: [...step.materials.map((line) => beyondTolerance(line, running, after)), ...drawing.findings],
    refused,
    running: after,
    order: drawing.order,
    taken: drawing.taken,
    consumed: takes.map((take, index) => toldOf(take, reserveFor(take, takes.slice(0, index), order))),
    changes: drawing.changes,
    pointers: drawing.pointers,
  }
}

const strays = ({ stepId, materials }: Step, asked: readonly Backflush[]): Violation[] =>
  asked.flatMap(({ lineId }, index) => {
    const line = materials.find((it) => it.lineId === lineId)
    const ref = `backflush/${index}/lineId`
    if (!line) return [violation('line-unknown', { stepId, lineId }, ref)]
    return line.backflush === undefined ? [violation('backflush-unfit/not-booked', { stepId, lineId }, ref)] : []
  })

/** One issue per lot, even for several lines, with every reason against each. */
function draws(
  takes: readonly Take[],
  asked: readonly Backflush[],
  order: BoundOrder,
  shelf: AvailableStock,
  at: Instant,
): Pick<Booked, 'violations' | 'findings' | 'order' | 'taken' | 'changes' | 'pointers'> {
  const lots = [...new Set(takes.map(({ lot }) => lot))]
  // Two lots may have sublots with the same id.
  const bags = new Set(takes.flatMap(({ lot, sublotId }) => (sublotId ? [`${lot.lotId}/${sublotId}`] : [])))
  const items = lots.length * 2 + bags.size
  const violations: Violation[] = reasons(
    items > mostItems && violation('backflush-unfit/too-many-lots', { atMost: mostBooked }, 'backflush'),
  )
  const findings: (Finding | undefined)[] = []
  const changes: Change[] = []
  const pointers: Pointer[] = []
  const taken: { lot: Lot; sublot: Sublot | undefined }[] = []
  let after = order
  for (const lot of lots) {
    const { lotId } = lot
    const own = takes.filter((it) => it.lot === lot)
    const sublotId = own[0]?.sublotId
    const quantity: Amount = { value: takenOf(lotId, own), unit: lot.unit }
    const dated: Dated = { lot, sublot: sublotIn(shelf, lotId, sublotId), material: materialIn(shelf, lot) }
    const wanted = {
      lotId,
      sublotId,
      quantity,
      unless: preconditionsOf(dated, at, storedIn(shelf, lotId, sublotId)),
      to: [named(orderNamed(order.orderId))],
      reserved: order.reserved?.[lotId]?.value,
    }
    // The quantity is the sum of the entries; the first one that names the lot stands for them.
    const entry = asked.findIndex((it) => it.lotId === lotId)
    const placed =
      entry < 0
        ? (it: Violation) => (/^quantity/.test(it.ref ?? '') ? { ...it, ref: lotRef(lotId) } : it)
        : ofQuantityIn(`backflush/${entry}`)
    taken.push({ lot, sublot: dated.sublot })
    findings.push(...staleStock(dated, at))
    violations.push(
      ...(own.some((it) => it.sublotId !== sublotId)
        ? [violation('backflush-unfit/one-sublot', { lotId }, `lot:${lotId}`)]
        : issuable(lot, dated.sublot, wanted, at).against.map(placed)),
    )
    after = afterDraw(after, lot, quantity.value, ofReserve(quantity.value, wanted.reserved), at)
    changes.push(issued(wanted, quantity.value, 'consumed', at))
    pointers.push(pointerTo(lot, sublotId, quantity, order, at))
  }
  return { violations, findings, order: after, taken, changes, pointers }
}

const storedIn = ({ stored }: AvailableStock, lotId: string, sublotId: string | undefined) =>
  stored && { lot: lotIn(stored, lotId), sublot: sublotIn(stored, lotId, sublotId) }

/** The history of the lot shows the completion as an issue. */
const pointerTo = (
  { lotId, materialId }: Lot,
  sublotId: string | undefined,
  quantity: Amount,
  { orderId }: BoundOrder,
  at: Instant,
): Pointer => ({
  about: { type: 'lot', id: lotId },
  card: {
    type: 'andon.material.consumed.v1',
    orderId,
    lotId,
    quantity,
    materialId,
    at,
    ...(sublotId !== undefined && { sublotId }),
  },
})

/** The reserved part of a take. The first of several takes from a lot uses the reservation first. */
function reserveFor({ lot, value }: Take, before: readonly Take[], order: BoundOrder): Decimal {
  const left = subtract(reservedIn(order, lot.lotId), takenOf(lot.lotId, before))
  return isMore(left, zero) ? ofReserve(value, left) : zero
}

const toldOf = (
  { line, lot: { lotId, materialId, unit }, sublotId, value }: Take,
  fromReserve: Decimal,
): Booked['consumed'][number] => ({
  lineId: line.lineId,
  materialId,
  lotId,
  ...(sublotId !== undefined && { sublotId }),
  quantity: { value, unit },
  ...(materialId !== line.materialId && {
    replaces: {
      materialId: line.materialId,
      quantity: { value: countedAs(line, materialId, { value, unit }) ?? zero, unit: line.quantity.unit },
    },
  }),
  ...(!isZero(fromReserve) && { fromReservation: { value: fromReserve, unit } }),
})

/** The step after the takes, each line in its own unit and material. */
function afterwards(takes: readonly Take[], running: RunningStep): RunningStep {
  let after = running
  for (const { line, lot, value } of takes) {
    const counted = countedExactly(line, lot.materialId, { value, unit: lot.unit }) ?? nought
    after = withMore(after, 'consumed', line.lineId, counted)
  }
  return after
}

/** A given quantity may exceed the tolerance; a standard quantity never does. */
function beyondTolerance(line: Line, before: RunningStep, after: RunningStep): Finding | undefined {
  const [was = zero, is = zero] = [before.consumed[line.lineId], after.consumed[line.lineId]]
  const { most } = boundsOf(line)
  if (line.backflush !== 'actual' || is === was || !isMore(is, most)) return undefined
  return beyond(line, is, most)
}
