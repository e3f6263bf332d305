import type { Instant, LotId, SublotId } from '../../../events/identifiers.ts'
import type { Backflush } from '../../../events/order.ts'
import type { Amount, Unit } from '../../../events/quantity.ts'
import type { Step } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import { type Change, type Pointer, reasons, violation } from '../decision.ts'
import { type Finding, finding } from '../orders/gate.ts'
import type { IssuedOrder, RunningStep } from '../orders/order.ts'
import { add, convert, isMore, isZero, proportion, sameDimension, spell, subtract } from '../quantity.ts'
import { anyBar, drawn, mostFor, objectionsToDraw, ofReserve } from '../stock/draw.ts'
import type { Lot, Sublot } from '../stock/lot.ts'
import { took } from './consumption.ts'
import { boundsOf } from './line.ts'
import { madeBy, turnedOut } from './output.ts'

type Line = Step['materials'][number]

/** The lots and sublots that a completion may book, as they are now: those that it names, and those reserved for the order. */
export interface Shelf {
  readonly lots: readonly Lot[]
  readonly sublots: readonly Sublot[]
}
export const emptyShelf: Shelf = { lots: [], sublots: [] }

/** One lot's part in a line; the value is in the unit of the lot. */
interface Take {
  readonly line: Line
  readonly lotId: LotId
  readonly sublotId?: SublotId | undefined
  readonly value: string
  readonly unit: Unit
}

/** What a completion books: the step and the order after it, and what the fact tells. All of it, or with any violation nothing. */
export interface Booked {
  readonly violations: readonly Violation[]
  readonly findings: readonly (Finding | undefined)[]
  readonly running: RunningStep
  readonly order: IssuedOrder
  readonly consumed: readonly {
    readonly lineId: Line['lineId']
    readonly materialId: Line['materialId']
    readonly lotId: LotId
    readonly sublotId?: SublotId
    readonly quantity: Amount
  }[]
  readonly changes: readonly Change[]
  readonly pointers: readonly Pointer[]
}

/**
 * A commit has a hundred items. Fewer than twenty of them are the order, its equipment, the fact and what goes with it; a draw is two, the
 * lot and the pointer by which the fact is found from it, and three with its sublot: forty lots can be booked at once.
 */
const mostItems = 80
export const mostBooked = mostItems / 2

export const hasBackflush = ({ materials }: Step): boolean => materials.some(({ backflush }) => backflush !== undefined)

/** Which lots a completion has to read: those that it names, and those that are set aside for the order. */
export const lotsToBook = (
  step: Step | undefined,
  { reserved = {} }: Pick<IssuedOrder, 'reserved'>,
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
 * of those that are reserved for the order, what expires first before the rest.
 */
export function book(
  { order, step, running }: { readonly order: IssuedOrder; readonly step: Step; readonly running: RunningStep },
  asked: readonly Backflush[],
  shelf: Shelf,
  at: Instant,
): Booked {
  const violations: Violation[] = strays(step, asked)
  const takes: Take[] = []
  for (const line of step.materials) {
    if (line.backflush === undefined) continue
    const entries = asked.filter(({ lineId }) => lineId === line.lineId)
    const found = takesOf(line, needOf(line, step, order, running), entries, { order, shelf, takes })
    takes.push(...found.takes)
    violations.push(...found.violations)
  }
  const drawing = draws(takes, order, shelf, at)
  const after = afterwards(takes, running)
  return {
    violations: [...violations, ...drawing.violations],
    findings: step.materials.map((line) => beyondTolerance(line, running, after)),
    running: after,
    order: drawing.order,
    consumed: takes.map(toldOf),
    changes: drawing.changes,
    pointers: drawing.pointers,
  }
}

/** A completion that books nothing. */
export const bookNothing = (order: IssuedOrder, running: RunningStep, violations: readonly Violation[]): Booked => ({
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

/** What a line still takes by standard, in its unit; nothing is known of one that takes what is told. */
function needOf(line: Line, step: Step, order: IssuedOrder, running: RunningStep): string | undefined {
  if (line.backflush !== 'standard') return undefined
  const made = workedOff(step, order, running)
  const { value } = line.quantity
  const whole = made === undefined ? value : proportion(value, made, order.quantity.value)
  const need = subtract(whole, running.consumed[line.lineId] ?? '0')
  return isMore(need, '0') ? need : '0'
}

/**
 * How much of what is asked for the step has worked off, lost or not: its units; else what came out of it; else what the order has made.
 * Nothing is said where nothing is made yet, so that the step prepares it all, and where setting up and cleaning take the same anyhow.
 */
function workedOff({ kind }: Step, order: IssuedOrder, { units, outputs = [] }: RunningStep): string | undefined {
  if (kind !== 'production') return undefined
  if (units) return add(units.finished, units.scrapped)
  const here = turnedOut(outputs, order.product, order.quantity.unit)
  const made = isZero(here) ? madeBy(order) : here
  return isZero(made) ? undefined : made
}

/** What is on the shelf for the order, less what other lines take of it. */
interface Basis {
  readonly order: IssuedOrder
  readonly shelf: Shelf
  readonly takes: readonly Take[]
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
  for (const { lotId, sublotId, quantity } of entries.length > 0 || need === undefined ? entries : [unnamed]) {
    const told = quantity && convert(quantity.value, quantity.unit, line.quantity.unit)
    const found = reasons(
      quantity && told === undefined && mismatch(line, `Line ${line.lineId}`, line.quantity, quantity),
      lotId !== undefined && objectionsToSource(line, lotId, lotIn(basis.shelf, lotId)),
    )
    violations.push(...found)
    if (found.length > 0) continue
    const wanted = told ?? (rest !== undefined && isMore('0', rest) ? '0' : rest)
    const now = { ...basis, takes: [...basis.takes, ...takes] }
    const sources = lotId === undefined ? reservedFor(line, now) : [named({ lotId, sublotId }, told !== undefined, now)]
    const poured = pour(line, wanted, sources)
    takes.push(...poured.takes)
    if (rest !== undefined && wanted !== undefined) rest = subtract(rest, subtract(wanted, poured.missing))
    else if (isMore(poured.missing, '0')) violations.push(lacks(line, poured.missing))
    else if (poured.takes.length === 0)
      violations.push(violation('lot-insufficient', `Nothing is left of lot ${lotId}.`, `lot:${lotId}`))
  }
  if (violations.length === 0 && rest !== undefined && isMore(rest, '0')) violations.push(lacks(line, rest))
  if (rest !== undefined && isMore('0', rest))
    violations.push(
      unfit(
        `By standard, line ${line.lineId} takes ${spell({ value: need ?? '0', unit: line.quantity.unit })} now, and no more; name the lots without a quantity.`,
        `line:${line.lineId}`,
      ),
    )
  return { takes, violations }
}

const unnamed: Partial<Backflush> = {}

const mismatch = (line: Line, name: string, one: Pick<Amount, 'unit'>, other: Pick<Amount, 'unit'>): Violation =>
  violation('unit-mismatch', `${name} is in ${one.unit}; ${other.unit} measures something else.`, `line:${line.lineId}`)

const lacks = ({ lineId, materialId, quantity: { unit } }: Line, value: string): Violation =>
  violation(
    'backflush-missing',
    `Line ${lineId} still lacks ${spell({ value, unit })} of ${materialId}; name the lots that it was taken from, or reserve them for the order.`,
    `line:${lineId}`,
  )

/** Why nothing of a lot could go into the line, whatever is left of it. */
const objectionsToSource = (line: Line, lotId: string, lot: Lot | undefined): Violation[] =>
  reasons(
    !lot && violation('lot-unknown', `There is no lot ${lotId} at this site; receive it first.`, `lot:${lotId}`),
    lot &&
      lot.materialId !== line.materialId &&
      violation(
        'lot-wrong-material',
        `Lot ${lotId} is ${lot.materialId}; line ${line.lineId} asks for ${line.materialId}.`,
        `lot:${lotId}`,
      ),
    lot && !sameDimension(lot.unit, line.quantity.unit) && mismatch(line, `Lot ${lotId}`, lot, line.quantity),
  )

/** A lot, or a sublot of it, that a line can take from: up to `most`, in the lot's unit, and as much as is told where that is absent. */
interface Source {
  readonly lotId: LotId
  readonly sublotId?: SublotId | undefined
  readonly unit: Unit
  readonly most?: string
}

/** A lot that is named: what is told is taken of it, or refused as any draw is; else what the order can still have of it. */
function named(
  { lotId, sublotId }: { readonly lotId: LotId; readonly sublotId?: SublotId | undefined },
  isTold: boolean,
  { order: { reserved = {} }, shelf, takes }: Basis,
): Source {
  const lot = lotIn(shelf, lotId)
  const source = { lotId, sublotId, unit: lot?.unit ?? '1' }
  if (!lot || isTold) return source
  const inLot = mostFor(lot, reserved[lotId]?.value)
  const inSublot = sublotIn(shelf, lotId, sublotId)?.remaining ?? inLot
  return { ...source, most: subtract(isMore(inSublot, inLot) ? inLot : inSublot, takenOf(lotId, takes)) }
}

/** What is reserved for the order of the line's material: what expires first before the rest. */
const reservedFor = (line: Line, { order: { reserved = {} }, shelf, takes }: Basis): Source[] =>
  shelf.lots
    .filter(({ lotId, materialId }) => reserved[lotId] !== undefined && materialId === line.materialId)
    .sort((one, other) => (expiryOf(one) < expiryOf(other) ? -1 : 1))
    .map(({ lotId, unit }) => ({ lotId, unit, most: subtract(reserved[lotId]?.value ?? '0', takenOf(lotId, takes)) }))
    // A line before may have taken more of the lot than is reserved in it.
    .filter(({ most }) => isMore(most, '0'))

const expiryOf = ({ expiresAt = '9999', receivedAt, lotId }: Lot): string => `${expiresAt} ${receivedAt} ${lotId}`

/** Takes what is wanted, in the line's unit, out of one source after the other; all that is in them where nothing is said. */
function pour(
  line: Line,
  wanted: string | undefined,
  sources: readonly Source[],
): { readonly takes: readonly Take[]; readonly missing: string } {
  const takes: Take[] = []
  let rest = wanted
  for (const { lotId, sublotId, unit, most } of sources) {
    const value = rest === undefined ? (most ?? '0') : (convert(rest, line.quantity.unit, unit) ?? '0')
    const isThere = most === undefined || !isMore(value, most)
    const taken = isThere ? value : most
    if (isMore(taken, '0')) takes.push({ line, lotId, sublotId, value: taken, unit })
    if (rest !== undefined) rest = isThere ? '0' : subtract(rest, convert(taken, unit, line.quantity.unit) ?? '0')
  }
  return { takes, missing: rest ?? '0' }
}

const lotIn = ({ lots }: Shelf, lotId: string): Lot | undefined => lots.find((it) => it.lotId === lotId)
const sublotIn = ({ sublots }: Shelf, lotId: string, sublotId: string | undefined): Sublot | undefined =>
  sublots.find((it) => it.lotId === lotId && it.sublotId === sublotId)

const takenOf = (lotId: string, takes: readonly Take[]): string =>
  takes.filter((it) => it.lotId === lotId).reduce((total, { value }) => add(total, value), '0')

/** One draw for each lot, whatever number of lines it goes into; every reason why one of them cannot be made. */
function draws(
  takes: readonly Take[],
  order: IssuedOrder,
  shelf: Shelf,
  at: Instant,
): Pick<Booked, 'violations' | 'order' | 'changes' | 'pointers'> {
  const lotIds = [...new Set(takes.map(({ lotId }) => lotId))]
  // Two lots may each have a bag of the same name.
  const bags = new Set(takes.flatMap(({ lotId, sublotId }) => (sublotId ? [`${lotId}/${sublotId}`] : [])))
  const items = lotIds.length * 2 + bags.size
  const violations: Violation[] = reasons(
    items > mostItems &&
      unfit(
        `A completion books ${mostBooked} lots at most, and fewer where they lie in sublots; consume some of them before.`,
        'backflush',
      ),
  )
  const changes: Change[] = []
  const pointers: Pointer[] = []
  let after = order
  for (const lotId of lotIds) {
    const lot = lotIn(shelf, lotId)
    if (!lot) continue
    const own = takes.filter((it) => it.lotId === lotId)
    const sublotId = own[0]?.sublotId
    const quantity: Amount = { value: takenOf(lotId, own), unit: lot.unit }
    const wanted = {
      lotId,
      sublotId,
      quantity,
      unless: anyBar,
      to: [`order:${order.orderId}`],
      reserved: order.reserved?.[lotId]?.value,
    }
    violations.push(
      ...(own.some((it) => it.sublotId !== sublotId)
        ? [unfit(`A completion books one sublot of lot ${lotId}; consume the others before.`, `lot:${lotId}`)]
        : objectionsToDraw(lot, sublotIn(shelf, lotId, sublotId), wanted, at).violations),
    )
    after = took(after, lot, quantity.value, ofReserve(quantity.value, wanted.reserved))
    changes.push(drawn(wanted, quantity.value, 'consumed', at))
    pointers.push(pointerTo(lot, sublotId, quantity, order, at))
  }
  return { violations, order: after, changes, pointers }
}

/** From the lot, the completion is found as the consumption that it is. */
const pointerTo = (
  { lotId, materialId }: Lot,
  sublotId: string | undefined,
  quantity: Amount,
  { orderId }: IssuedOrder,
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

const toldOf = ({ line: { lineId, materialId }, lotId, sublotId, value, unit }: Take): Booked['consumed'][number] => ({
  lineId,
  materialId,
  lotId,
  ...(sublotId !== undefined && { sublotId }),
  quantity: { value, unit },
})

/** The step with what its lines have got. */
function afterwards(takes: readonly Take[], running: RunningStep): RunningStep {
  const consumed: Record<string, string> = { ...running.consumed }
  for (const { line, value, unit } of takes)
    consumed[line.lineId] = add(consumed[line.lineId] ?? '0', convert(value, unit, line.quantity.unit) ?? '0')
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
