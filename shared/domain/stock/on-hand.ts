import type { ContainerId, EquipmentId, Instant, LotId, MaterialId, SublotId } from '../../../events/identifiers.ts'
import type { Decimal, Unit } from '../../../events/quantity.ts'
import { add, convertExactly, isMore, isZero, least, subtract, zero } from '../quantity.ts'
import { type Lot, looseIn, type Sublot } from './lot.ts'
import { statusWithin } from './sublot.ts'

/**
 * What may be done with stock. The parts of a quantity add up to it: each part has the first of these that is true of it, from `held` to `quarantine`,
 * and what is left is reserved for orders or available.
 */
export const stockStandings = [
  'held',
  'rejected',
  'expired',
  'retest-due',
  'incomplete',
  'quarantine',
  'reserved',
  'available',
] as const
export type StockStanding = (typeof stockStandings)[number]

/** How far stock is parted: by its place, by lots, or by sublots and what lies loose. */
export const stockDetails = ['place', 'lot', 'sublot'] as const
export type StockDetail = (typeof stockDetails)[number]

/** A part of a lot in one place: a sublot, or what lies loose. Quantities are in the unit of the lot. */
export interface Piece {
  readonly materialId: MaterialId
  readonly lotId: LotId
  readonly unit: Unit
  readonly sublotId?: SublotId
  readonly containerId?: ContainerId
  readonly location?: EquipmentId
  readonly parts: ReadonlyMap<StockStanding, Decimal>
}

/**
 * The pieces of a lot that are not used up. A reservation is on the lot: it is counted on what lies loose first, then on its sublots in their order.
 * @param lot with all its holds
 * @param placeOf the place of a container
 */
export function piecesOf(
  lot: Lot,
  sublots: readonly Sublot[],
  placeOf: (containerId: ContainerId) => EquipmentId | undefined,
  at: Instant,
): Piece[] {
  const { lotId, materialId, unit } = lot
  let reserved = lot.reserved ?? zero
  const standing = (value: Decimal, sublot: Sublot | undefined): Piece['parts'] => {
    const reason = unusable(lot, sublot, at)
    if (reason) return new Map([[reason, value]])
    const taken = least(reserved, value)
    reserved = subtract(reserved, taken)
    return new Map<StockStanding, Decimal>([
      ['reserved', taken],
      ['available', subtract(value, taken)],
    ])
  }
  const own = { materialId, lotId, unit }
  const loose = looseIn(lot)
  return [
    ...(isMore(loose, zero)
      ? [{ ...own, ...(lot.location !== undefined && { location: lot.location }), parts: standing(loose, undefined) }]
      : []),
    ...sublots
      .filter(({ remaining }) => isMore(remaining, zero))
      .map((sublot): Piece => {
        const { sublotId, containerId, remaining } = sublot
        const packedAt = containerId === undefined ? undefined : placeOf(containerId)
        const location = packedAt ?? statusWithin(lot, sublot).location
        return {
          ...own,
          sublotId,
          ...(containerId !== undefined && { containerId }),
          ...(location !== undefined && { location }),
          parts: standing(remaining, sublot),
        }
      }),
  ]
}

/** Why nobody may use the stock now, the strictest reason first. */
function unusable(lot: Lot, sublot: Sublot | undefined, at: Instant): StockStanding | undefined {
  const { status, expiresAt, retestAt } = sublot ? statusWithin(lot, sublot) : lot
  const isPast = (date: Instant | undefined) => date !== undefined && date <= at
  if (lot.holds.length > 0 || (sublot?.holds ?? []).length > 0) return 'held'
  if (status === 'rejected') return 'rejected'
  if (isPast(expiresAt)) return 'expired'
  if (isPast(retestAt)) return 'retest-due'
  if ((sublot?.lacks ?? []).length > 0) return 'incomplete'
  return status === 'released' ? undefined : 'quarantine'
}

/** A row of the list: the pieces that have the ids of the row, with their sum and its parts. */
export interface StockRow {
  /** Names the row among those of its material or lot, and sorts it there. */
  readonly key: string
  readonly materialId: MaterialId
  readonly unit: Unit
  readonly lotId?: LotId
  readonly sublotId?: SublotId
  readonly containerId?: ContainerId
  readonly location?: EquipmentId
  readonly lots: number
  readonly quantity: Decimal
  readonly parts: ReadonlyMap<StockStanding, Decimal>
}

/**
 * The sums of pieces of one material, by place and as far parted as `detail` says, in the unit of the material. What has no exact value in that unit, because the material was
 * kept in another unit before, is a row of its own in the unit of its lot.
 * @param kept the unit of the material
 */
export function stockRows(pieces: readonly Piece[], detail: StockDetail, kept: Unit | undefined): StockRow[] {
  const groups = Map.groupBy(
    pieces.map((piece) => inUnit(piece, kept ?? piece.unit)),
    ({ location = '', lotId, sublotId = '', unit }) =>
      [location, ...(detail === 'place' ? [] : [lotId]), ...(detail === 'sublot' ? [sublotId] : []), unit].join('#'),
  )
  return [...groups]
    .map(([key, group]) => rowOf(key, group, detail))
    .sort((one, other) => (one.key < other.key ? -1 : 1))
}

function inUnit(piece: Piece, unit: Unit): Piece {
  const parts = [...piece.parts].map(
    ([standing, value]) => [standing, convertExactly(value, piece.unit, unit)] as const,
  )
  const exact = parts.flatMap(([standing, value]) => (value === undefined ? [] : [[standing, value] as const]))
  return exact.length === parts.length ? { ...piece, unit, parts: new Map(exact) } : piece
}

function rowOf(key: string, group: readonly Piece[], detail: StockDetail): StockRow {
  const [first] = group
  if (!first) throw new Error('A group of pieces has at least one.')
  const { materialId, unit, location, lotId, sublotId, containerId } = first
  const parts = new Map<StockStanding, Decimal>()
  for (const piece of group)
    for (const [standing, value] of piece.parts)
      if (!isZero(value)) parts.set(standing, add(parts.get(standing) ?? zero, value))
  return {
    key,
    materialId,
    unit,
    ...(location !== undefined && { location }),
    ...(detail !== 'place' && { lotId }),
    ...(detail === 'sublot' && sublotId !== undefined && { sublotId }),
    ...(detail === 'sublot' && containerId !== undefined && { containerId }),
    lots: new Set(group.map((it) => it.lotId)).size,
    quantity: [...parts.values()].reduce(add, zero),
    parts,
  }
}
