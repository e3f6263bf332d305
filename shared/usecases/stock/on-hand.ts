import type { Instant } from '../../../events/identifiers.ts'
import type { Material } from '../../domain/master-data.ts'
import { underHolds } from '../../domain/quality/alerts.ts'
import { isZero } from '../../domain/quantity.ts'
import { lotNamed } from '../../domain/stock/destination.ts'
import {
  type Piece,
  piecesOf,
  type StockDetail,
  type StockRow,
  type StockStanding,
  stockRows,
} from '../../domain/stock/on-hand.ts'
import { remembered } from '../commit/remembered.ts'
import { sideBySide } from '../commit/side-by-side.ts'
import { ref, type Store } from '../commit/store.ts'
import { alertsOf, holdsAboveEach } from '../quality/holds-above.ts'
import { whereabouts } from './aggregation.ts'

/** A lot in stock. Keys sort by material, then by expiry and receipt. */
export interface StockEntry {
  readonly key: string
  readonly materialId: string
  readonly lotId: string
}

export interface StockWanted {
  readonly materialId?: string | undefined
  /** Entries of other places may be given, too. */
  readonly location?: string | undefined
  /** The key, or the beginning of one, to begin with. */
  readonly from?: string
}

/** What the list reads: the entries of an index, which is moments behind, and the lots themselves, which are not. */
export interface StockReading extends Store {
  readonly entries: (wanted: StockWanted) => Promise<readonly StockEntry[]>
}

export interface StockAsked {
  readonly materialId?: string | undefined
  readonly location?: string | undefined
  readonly status?: StockStanding | undefined
  readonly detail: StockDetail
  readonly limit: number
  readonly cursor?: string | undefined
}

/** A row, and the name of its material. */
export type NamedRow = StockRow & Pick<Material, 'name'>

export interface StockPage {
  readonly rows: readonly NamedRow[]
  readonly nextCursor?: string
}

/** A material is read whole, because half a sum is false; several of them up to about as many lots as one read of the table gives. */
const lotsAtOnce = 100
/** A page of a filter that fits little ends after about a thousand lots, with the cursor to go on from. */
const portionsInPage = 10
/** Lots whose sublots are read at once. */
const partedAtOnce = 32
/** No id has this character, so it ends the name of a group in a cursor. */
const mark = '|'
/** Sorts after each row of a group. */
const groupEnd = '~'

/** One page of the stock of the plant: by material and place, or lot by lot. */
export async function stockOnHand(reading: StockReading, asked: StockAsked, at: Instant): Promise<StockPage> {
  const { detail, limit, location, status, cursor = '' } = asked
  const end = cursor.indexOf(mark)
  const [group, after] = [cursor.slice(0, Math.max(end, 0)), cursor.slice(end + 1)]
  const nameOf = ({ key, materialId }: StockEntry) => (detail === 'place' ? materialId : key)
  const entries = await reading.entries({ ...asked, from: detail === 'place' && group !== '' ? `${group}#` : group })
  const portions = portionsOf([...Map.groupBy(entries, nameOf)])
  const found: { readonly position: string; readonly row: NamedRow }[] = []
  for (const [index, portion] of portions.entries()) {
    const stock = await stockOf(
      reading,
      portion.flatMap(([, lots]) => lots),
      at,
    )
    for (const [name, lots] of portion) {
      const material = stock.material(lots)
      const here = lots
        .flatMap(({ lotId }) => stock.pieces(lotId))
        .filter((piece) => location === undefined || piece.location === location)
      for (const row of stockRows(here, detail, material?.unit))
        if ((name !== group || row.key > after) && (status === undefined || row.parts.has(status)))
          found.push({ position: `${name}${mark}${row.key}`, row: { ...row, name: material?.name ?? row.materialId } })
    }
    if (found.length > limit) break
    if (index + 1 === portionsInPage && portions.length > portionsInPage)
      return { rows: found.map(({ row }) => row), nextCursor: `${portion.at(-1)?.[0]}${mark}${groupEnd}` }
  }
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return { rows: page.map(({ row }) => row), ...(found.length > limit && last && { nextCursor: last.position }) }
}

type Group = readonly [name: string, lots: readonly StockEntry[]]

/** Groups that are read at once, with about {@link lotsAtOnce} lots. */
function portionsOf(groups: readonly Group[]): Group[][] {
  const portions: Group[][] = []
  let lotsInLast = lotsAtOnce
  for (const group of groups) {
    if (lotsInLast >= lotsAtOnce) {
      portions.push([])
      lotsInLast = 0
    }
    portions.at(-1)?.push(group)
    lotsInLast += group[1].length
  }
  return portions
}

/** The lots with all their holds and sublots, and their materials: a round trip, one for the sublots, and one for each level of containers. */
async function stockOf(reading: StockReading, entries: readonly StockEntry[], at: Instant) {
  const known = remembered(reading)
  const [lots, materials, { alerts }] = await Promise.all([
    known.load(Object.fromEntries(entries.map(({ lotId }) => [lotId, ref.lot(lotId)]))),
    known.load(Object.fromEntries(entries.map(({ materialId }) => [materialId, ref.material(materialId)]))),
    known.load({ alerts: ref.alerts() }),
  ])
  const stored = Object.values(lots).flatMap((it) => (it ? [it.value] : []))
  const [above, within] = await Promise.all([
    holdsAboveEach(known, alertsOf(alerts))(stored.map(({ lotId }) => lotNamed(lotId))),
    sideBySide(stored, partedAtOnce, async ({ lotId, inSublots }) =>
      inSublots === undefined ? [] : reading.sublotsOf(lotId),
    ),
  ])
  const placeOf = await whereabouts(
    reading,
    within
      .flat()
      .flatMap(({ containerId, remaining }) => (containerId === undefined || isZero(remaining) ? [] : [containerId])),
  )
  const pieces = new Map(
    stored.map((lot, index): [string, Piece[]] => {
      const held = underHolds(lot, alertsOf(alerts), above(lotNamed(lot.lotId)))
      return [lot.lotId, piecesOf(held, within[index] ?? [], placeOf, at)]
    }),
  )
  return {
    pieces: (lotId: string): readonly Piece[] => pieces.get(lotId) ?? [],
    material: ([first]: readonly StockEntry[]): Material | undefined => first && materials[first.materialId]?.value,
  }
}
