import type { Instant, LotId, SublotId } from '../../../events/identifiers.ts'
import type { Backflush } from '../../../events/order.ts'
import type { Amount } from '../../../events/quantity.ts'
import type { Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Change } from '../change.ts'
import type { Pointer } from '../decision.ts'
import { type Finding, finding } from '../orders/gate.ts'
import type { ReleasedOrder, RunningStep } from '../orders/order.ts'
import { add, convert, format, isMore, isZero, pieces, proportion, sameDimension, subtract } from '../quantity.ts'
import { boundsOf, countedAs, type Line, materialsOf, mostBooked, mostItems } from '../recipes/line.ts'
import { reasons, violation } from '../refusal.ts'
import { issued, objectionsToIssue, ofReserve } from '../stock/issue.ts'
import type { Lot } from '../stock/lot.ts'
import { reservedIn } from '../stock/reserved.ts'
import {
  type AvailableStock,
  type Basis,
  enough,
  exactly,
  lotIn,
  materialIn,
  named,
  passedOver,
  pour,
  reservedFor,
  sublotIn,
  type Take,
  takenOf,
} from './available-stock.ts'
import { notRepresentable, took } from './consumption.ts'
import { type Dated, preconditionsOf, staleStock } from './issue-rules.ts'
import { madeBy, turnedOut } from './output.ts'

/** What a completion books: the step and the order after it, and what the fact tells. All of it, or with any violation nothing. */
export interface Booked {
  readonly violations: readonly Violation[]
  readonly findings: readonly (Finding | undefined)[]
  readonly running: RunningStep
  readonly order: ReleasedOrder
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

/** Which lots a completion has to read: those that it names, and those that are set aside for the order. */
export const lotsToBook = (
  step: Step | undefined,
  { reserved = {} }: Pick<ReleasedOrder, 'reserved'>,
  asked: readonly Backflush[] = [],
): string[] => [
  ...new Set([
    ...asked.flatMap(({ lotId }) => lotId ?? []),
    ...(step && hasBackflush(step) ? Object.keys(reserved) : []),
  ]),
]

/**
 * Books the lines of a step that are consumed by its completion. By standard, a line takes its quantity in proportion to what was made of
 * what was asked for, less what was consumed by hand; by actual quantity, what is told. It comes out of the lots that are named, else out
 * of those that are reserved for the order: of the line's own material before its alternates, what expires first before the rest. What is
 * past its date is taken as its material says: last and with a reason, or not at all; what needs a signature is taken where it is named.
 */
export function book(
  { order, step, running }: { readonly order: ReleasedOrder; readonly step: Step; readonly running: RunningStep },
  asked: readonly Backflush[],
  shelf: AvailableStock,
  at: Instant,
): Booked {
  const violations: Violation[] = strays(step, asked)
  const takes: Take[] = []
  for (const line of step.materials) {
    if (line.backflush === undefined) continue
    const entries = asked.filter(({ lineId }) => lineId === line.lineId)
    const found = takesOf(line, needOf(line, step, order, running), entries, { order, shelf, takes, at })
    takes.push(...found.takes)
    violations.push(...found.violations)
  }
  const drawing = draws(takes, order, shelf, at)
  const after = afterwards(takes, running)
  return {
    violations: [...violations, ...drawing.violations],
    findings: [...step.materials.map((line) => beyondTolerance(line, running, after)), ...drawing.findings],
    running: after,
    order: drawing.order,
    consumed: takes.map((take, index) => toldOf(take, reserveFor(take, takes.slice(0, index), order))),
    changes: drawing.changes,
    pointers: drawing.pointers,
  }
}

/** A completion that books nothing. */
export const bookNothing = (order: ReleasedOrder, running: RunningStep, violations: readonly Violation[]): Booked => ({
  violations,
  findings: [],
  running,
  order,
  consumed: [],
  changes: [],
  pointers: [],
})

/** What is told of a step that is not over yet: it is booked with the last of its units. */
export const tooEarly = ({ stepId }: Step, asked: readonly Backflush[] = []): Violation[] =>
  asked.length === 0
    ? []
    : [unfit(`Step ${stepId} is not over with these units; its lines are booked with the last of them.`, 'backflush')]

const unfit = (detail: string, ref: string): Violation => violation('backflush-unfit', detail, ref)

const strays = ({ stepId, materials }: Step, asked: readonly Backflush[]): Violation[] =>
  asked.flatMap(({ lineId }, index) => {
    const line = materials.find((it) => it.lineId === lineId)
    if (!line)
      return [violation('line-unknown', `Step ${stepId} has no material line ${lineId}.`, `backflush/${index}/lineId`)]
    return line.backflush === undefined
      ? [
          unfit(
            `Line ${lineId} is not booked by the completion of step ${stepId}; consume it.`,
            `backflush/${index}/lineId`,
          ),
        ]
      : []
  })

/** What a line still takes by standard, in its unit and in whole pieces; nothing is known of one that takes what is told. */
function needOf(line: Line, step: Step, order: ReleasedOrder, running: RunningStep): string | undefined {
  if (line.backflush !== 'standard') return undefined
  const made = workedOff(step, order, running)
  const { value, unit } = line.quantity
  const exact = made === undefined ? value : proportion(value, made, order.quantity.value)
  const need = subtract(unit === '{each}' ? pieces(exact) : exact, running.consumed[line.lineId] ?? '0')
  return isMore(need, '0') ? need : '0'
}

/**
 * How much of what is asked for the step has worked off, lost or not: its units; else what came out of it; else what the order has made.
 * Nothing is said where nothing is made yet, so that the step prepares it all, and where setting up and cleaning take the same anyhow.
 */
function workedOff({ kind }: Step, order: ReleasedOrder, { units, outputs = [] }: RunningStep): string | undefined {
  if (kind !== 'production') return undefined
  if (units) return add(units.finished, units.scrapped)
  const here = turnedOut(outputs, order.product, order.quantity.unit)
  const made = isZero(here) ? madeBy(order) : here
  return isZero(made) ? undefined : made
}

/** @param need what the line takes by standard; undefined of one that takes what is told */
function takesOf(
  line: Line,
  need: string | undefined,
  entries: readonly Backflush[],
  basis: Basis,
): { takes: Take[]; violations: Violation[] } {
  const takes: Take[] = []
  const violations: Violation[] = []
  let rest = need
  for (const entry of entries.length > 0 || need === undefined ? entries : [unnamed]) {
    const { lotId, quantity } = entry
    const lot = lotId === undefined ? undefined : lotIn(basis.shelf, lotId)
    const counted = quantity && countedAs(line, lot?.materialId, quantity)
    const found = reasons(
      quantity && counted === undefined && mismatch(line, `Line ${line.lineId}`, line.quantity, quantity),
      quantity && counted !== undefined && notRepresentable(line, counted, quantity),
      lotId !== undefined && objectionsToSource(line, lotId, lot),
    )
    violations.push(...found)
    if (found.length > 0) continue
    const now = { ...basis, takes: [...basis.takes, ...takes] }
    // What is told may be the last piece that the line needs, of which it would take a part only.
    const told = lot && quantity && convert(quantity.value, quantity.unit, lot.unit)
    const fills = lot && told !== undefined && rest !== undefined && isZero(subtract(enough(line, lot, rest), told))
    const wanted = fills ? rest : (counted ?? (rest !== undefined && isMore('0', rest) ? '0' : rest))
    const poured =
      lot && quantity
        ? { takes: [exactly(line, lot, entry, quantity)], missing: '0' }
        : pour(line, wanted, lot ? [named(lot, entry, now)] : reservedFor(line, now))
    takes.push(...poured.takes)
    if (rest !== undefined && wanted !== undefined) rest = subtract(rest, subtract(wanted, poured.missing))
    else if (isMore(poured.missing, '0')) violations.push(lacks(line, poured.missing, now))
    else if (poured.takes.length === 0)
      violations.push(violation('lot-insufficient', `Nothing is left of lot ${lotId}.`, `lot:${lotId}`))
  }
  if (violations.length === 0 && rest !== undefined && isMore(rest, '0'))
    violations.push(lacks(line, rest, { ...basis, takes: [...basis.takes, ...takes] }))
  if (rest !== undefined && isMore('0', rest))
    violations.push(
      unfit(
        `By standard, line ${line.lineId} takes ${format({ value: need ?? '0', unit: line.quantity.unit })} now, and no more; name the lots without a quantity.`,
        `line:${line.lineId}`,
      ),
    )
  return { takes, violations }
}

const unnamed: Partial<Backflush> = {}

const mismatch = (line: Line, name: string, one: Pick<Amount, 'unit'>, other: Pick<Amount, 'unit'>): Violation =>
  violation('unit-mismatch', `${name} is in ${one.unit}; ${other.unit} measures something else.`, `line:${line.lineId}`)

function lacks(line: Line, value: string, basis: Basis): Violation {
  const { lineId, quantity } = line
  const missing = `${format({ value, unit: quantity.unit })} of ${materialsOf(line).join(' or ')}`
  const cure =
    reservedFor(line, basis).length > 0
      ? 'an entry of the line with a quantity and no lot books what is reserved for the order'
      : 'name the lots that it was taken from, or reserve them for the order'
  return violation(
    'backflush-missing',
    [`Line ${lineId} still lacks ${missing}; ${cure}.`, ...passedOver(line, basis)].join(' '),
    `line:${lineId}`,
  )
}

/** Why nothing of a lot could go into the line, whatever is left of it. */
const objectionsToSource = (line: Line, lotId: string, lot: Lot | undefined): Violation[] =>
  reasons(
    !lot && violation('lot-unknown', `There is no lot ${lotId} at this site; receive it first.`, `lot:${lotId}`),
    lot &&
      !materialsOf(line).includes(lot.materialId) &&
      violation(
        'lot-wrong-material',
        `Lot ${lotId} is ${lot.materialId}; line ${line.lineId} asks for ${materialsOf(line).join(' or ')}.`,
        `lot:${lotId}`,
      ),
    lot && !sameDimension(lot.unit, line.quantity.unit) && mismatch(line, `Lot ${lotId}`, lot, line.quantity),
  )

/** One draw for each lot, whatever number of lines it goes into; every reason why one of them cannot be made. */
function draws(
  takes: readonly Take[],
  order: ReleasedOrder,
  shelf: AvailableStock,
  at: Instant,
): Pick<Booked, 'violations' | 'findings' | 'order' | 'changes' | 'pointers'> {
  const lots = [...new Set(takes.map(({ lot }) => lot))]
  // Two lots may each have a bag of the same name.
  const bags = new Set(takes.flatMap(({ lot, sublotId }) => (sublotId ? [`${lot.lotId}/${sublotId}`] : [])))
  const items = lots.length * 2 + bags.size
  const violations: Violation[] = reasons(
    items > mostItems &&
      unfit(
        `A completion books ${mostBooked} lots at most, and fewer where they lie in sublots; consume some of them before.`,
        'backflush',
      ),
  )
  const findings: (Finding | undefined)[] = []
  const changes: Change[] = []
  const pointers: Pointer[] = []
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
      unless: preconditionsOf(dated, at),
      to: [`order:${order.orderId}`],
      reserved: order.reserved?.[lotId]?.value,
    }
    findings.push(...staleStock(dated, at))
    violations.push(
      ...(own.some((it) => it.sublotId !== sublotId)
        ? [unfit(`A completion books one sublot of lot ${lotId}; consume the others before.`, `lot:${lotId}`)]
        : objectionsToIssue(lot, dated.sublot, wanted, at).violations),
    )
    after = took(after, lot, quantity.value, ofReserve(quantity.value, wanted.reserved), at)
    changes.push(issued(wanted, quantity.value, 'consumed', at))
    pointers.push(pointerTo(lot, sublotId, quantity, order, at))
  }
  return { violations, findings, order: after, changes, pointers }
}

/** From the lot, the completion is found as the consumption that it is. */
const pointerTo = (
  { lotId, materialId }: Lot,
  sublotId: string | undefined,
  quantity: Amount,
  { orderId }: ReleasedOrder,
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

/** How much of a take had been set aside for the order: what is set aside goes to the first of several takes from a lot. */
function reserveFor({ lot, value }: Take, before: readonly Take[], order: ReleasedOrder): string {
  const left = subtract(reservedIn(order, lot.lotId), takenOf(lot.lotId, before))
  return isMore(left, '0') ? ofReserve(value, left) : '0'
}

const toldOf = (
  { line, lot: { lotId, materialId, unit }, sublotId, value }: Take,
  fromReserve: string,
): Booked['consumed'][number] => ({
  lineId: line.lineId,
  materialId,
  lotId,
  ...(sublotId !== undefined && { sublotId }),
  quantity: { value, unit },
  ...(materialId !== line.materialId && {
    replaces: {
      materialId: line.materialId,
      quantity: { value: countedAs(line, materialId, { value, unit }) ?? '0', unit: line.quantity.unit },
    },
  }),
  ...(!isZero(fromReserve) && { fromReservation: { value: fromReserve, unit } }),
})

/** The step with what its lines have got, each in terms of its own material. */
function afterwards(takes: readonly Take[], running: RunningStep): RunningStep {
  const consumed: Record<string, string> = { ...running.consumed }
  for (const { line, lot, value } of takes) {
    const counted = countedAs(line, lot.materialId, { value, unit: lot.unit }) ?? '0'
    consumed[line.lineId] = add(consumed[line.lineId] ?? '0', counted)
  }
  return { ...running, consumed }
}

/** What is told may go beyond a tolerance; what is taken by standard is what it is. */
function beyondTolerance(line: Line, before: RunningStep, after: RunningStep): Finding | undefined {
  const [was = '0', is = '0'] = [before.consumed[line.lineId], after.consumed[line.lineId]]
  const { most } = boundsOf(line)
  if (line.backflush !== 'actual' || is === was || !isMore(is, most)) return undefined
  return finding(
    line,
    'line-over-tolerance',
    `Line ${line.lineId} would come to ${is} ${line.quantity.unit}; its tolerance ends at ${most}.`,
    `over:${line.lineId}`,
  )
}
