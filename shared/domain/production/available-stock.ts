import type { Instant, SublotId } from '../../../events/identifiers.ts'
import type { Backflush } from '../../../events/order.ts'
import type { Amount, Decimal } from '../../../events/quantity.ts'
import type { Lacking } from '../../../events/sentences/english/production.ts'
import type { Circumstances } from '../caller.ts'
import { convertBy } from '../density.ts'
import type { Material } from '../master-data.ts'
import type { BoundOrder } from '../orders/order.ts'
import { add, isMore, isRepresentable, pieces, subtract, zero } from '../quantity.ts'
import { countedAs, densityOn, fillOf, type Line, materialsOf } from '../recipes/line.ts'
import { objectionsToDate } from '../stock/expiry.ts'
import { mostFor, ofReserve } from '../stock/issue.ts'
import type { Lot, Sublot } from '../stock/lot.ts'
import { reservedIn } from '../stock/reserved.ts'
import { datedThen } from '../stock/stock-then.ts'
import { isPastItsDate } from './issue-rules.ts'

/** The lots and sublots that a completion may book: those that it names and those reserved for the order. */
export interface AvailableStock {
  readonly lots: readonly Lot[]
  readonly sublots: readonly Sublot[]
  /** The materials of expired lots, with their policy for expired stock. */
  readonly materials?: readonly Material[]
  /** The same with the dates of now, if the others are those of a time before. */
  readonly stored?: Pick<AvailableStock, 'lots' | 'sublots'>
}
export const nothingAvailable: AvailableStock = { lots: [], sublots: [] }

/** The stock with its dates at the time of a completion that is booked late. */
export const availableThen = (shelf: AvailableStock, when: Pick<Circumstances, 'at' | 'late'>): AvailableStock =>
  when.late
    ? {
        ...shelf,
        lots: shelf.lots.map((it) => datedThen(it, when)),
        sublots: shelf.sublots.map((it) => datedThen(it, when)),
        stored: shelf,
      }
    : shelf

/** The quantity of one lot for a line, in the unit of the lot. */
export interface Take {
  readonly line: Line
  readonly lot: Lot
  readonly sublotId?: SublotId | undefined
  readonly value: Decimal
}

/** The stock for the order, and the takes of other lines so far. */
export interface Basis {
  readonly order: BoundOrder
  readonly shelf: AvailableStock
  readonly takes: readonly Take[]
  readonly at: Instant
}

/** The whole given quantity from the named lot, even if it is then refused. */
export const exactly = (line: Line, lot: Lot, { sublotId }: Partial<Backflush>, quantity: Amount): Take => ({
  line,
  lot,
  sublotId,
  value: convertBy(densityOn(line, lot.materialId), quantity, lot.unit) ?? zero,
})

/** A lot or sublot for a line: up to `most`, in the unit of the lot. */
interface Source {
  readonly lot: Lot
  readonly sublotId?: SublotId | undefined
  readonly most: Decimal
}

/** A lot that is named without a quantity: all that the order can still have; of a sublot, no more than is left in it. */
export function named(lot: Lot, { sublotId }: Partial<Backflush>, { order, shelf, takes }: Basis): Source {
  const { lotId } = lot
  const inLot = subtract(mostFor(lot, reservedIn(order, lotId)), takenOf(lotId, takes))
  const sublot = sublotIn(shelf, lotId, sublotId)
  const ofSublot = takes.filter((it) => it.sublotId === sublotId)
  const inSublot = sublot ? subtract(sublot.remaining, takenOf(lotId, ofSublot)) : inLot
  const most = isMore(inSublot, inLot) ? inLot : inSublot
  // The quantities given for earlier lines may exceed the stock; that is refused separately.
  return { lot, sublotId, most: isMore(most, zero) ? most : zero }
}

/** The reserved lots of the line's materials, in the order of their use. */
export const reservedFor = (line: Line, basis: Basis): Source[] =>
  materialsOf(line).flatMap((materialId) =>
    reservedOf(materialId, basis)
      .filter(({ lot }) => !needsMore(lot, basis))
      .map(({ lot }) => ({
        lot,
        most: subtract(ofReserve(lot.remaining, reservedIn(basis.order, lot.lotId)), takenOf(lot.lotId, basis.takes)),
      }))
      // An earlier line may have taken more of the lot than is reserved.
      .filter(({ most }) => isMore(most, zero)),
  )

/** The reserved lots of one material, the earliest expiry first and expired lots last. */
const reservedOf = (materialId: string, { order, shelf, at }: Basis): { lot: Lot }[] =>
  shelf.lots
    .filter((lot) => lot.materialId === materialId && order.reserved?.[lot.lotId] !== undefined)
    .map((lot) => ({ lot, turn: `${isPastItsDate({ lot, sublot: undefined }, at) ? 1 : 0} ${expiryOf(lot)}` }))
    .sort((one, other) => (one.turn < other.turn ? -1 : 1))

const expiryOf = ({ expiresAt = '9999', receivedAt, lotId }: Lot): string => `${expiresAt} ${receivedAt} ${lotId}`

/** Whether a lot is expired and its material requires more than a reason. */
const needsMore = (lot: Lot, { shelf, at }: Pick<Basis, 'shelf' | 'at'>): boolean =>
  isPastItsDate({ lot, sublot: undefined }, at) && expiryPolicyOf(lot, shelf) !== 'warn'

const expiryPolicyOf = (lot: Lot, shelf: AvailableStock) => materialIn(shelf, lot)?.expiryPolicy ?? 'block'

/** Reserved lots that were not taken because they are expired. */
export const passedOver = (line: Line, basis: Basis): Lacking['passedOver'] =>
  materialsOf(line)
    .flatMap((materialId) => reservedOf(materialId, basis))
    .filter(({ lot }) => needsMore(lot, basis))
    .flatMap(({ lot }) => {
      const { lotId } = lot
      const [because] = objectionsToDate(lot, '', basis.at)
      const expiryPolicy = expiryPolicyOf(lot, basis.shelf) === 'block' ? 'block' : 'block-unless-signed'
      return because ? [{ lotId, expiryPolicy, because } as const] : []
    })

/** The quantity of a lot that fills a quantity of the line. A computed quantity is rounded up to whole pieces, a given one is not. */
export function enough(line: Line, { materialId, unit }: Lot, lacks: Decimal): Decimal {
  const exact = fillOf(line, materialId, lacks, unit) ?? zero
  const isReckoned = line.backflush === 'standard' || materialId !== line.materialId
  return isReckoned && unit === '{each}' ? pieces(exact) : exact
}

/** Takes the wanted quantity, in the unit of the line, from one source after another; without a quantity, all that they contain. */
export function pour(
  line: Line,
  wanted: Decimal | undefined,
  sources: readonly Source[],
): { readonly takes: readonly Take[]; readonly missing: Decimal } {
  const takes: Take[] = []
  let rest = wanted
  for (const { lot, sublotId, most } of sources) {
    const value = rest === undefined ? most : enough(line, lot, rest)
    const isThere = !isMore(value, most)
    const taken = isThere ? value : most
    const counted = countedAs(line, lot.materialId, { value: taken, unit: lot.unit }) ?? zero
    // A quantity too small for the unit of the line stays in the lot.
    if (isRepresentable(counted)) takes.push({ line, lot, sublotId, value: taken })
    if (rest !== undefined) rest = isThere ? zero : subtract(rest, counted)
  }
  return { takes, missing: rest === undefined || isMore(zero, rest) ? zero : rest }
}

export const lotIn = ({ lots }: AvailableStock, lotId: string): Lot | undefined => lots.find((it) => it.lotId === lotId)
export const sublotIn = (
  { sublots }: AvailableStock,
  lotId: string,
  sublotId: string | undefined,
): Sublot | undefined => sublots.find((it) => it.lotId === lotId && it.sublotId === sublotId)
export const materialIn = ({ materials = [] }: AvailableStock, { materialId }: Lot): Material | undefined =>
  materials.find((it) => it.materialId === materialId)

export const takenOf = (lotId: string, takes: readonly Take[]): Decimal =>
  takes.filter(({ lot }) => lot.lotId === lotId).reduce((total, { value }) => add(total, value), zero)
