import type { Instant } from '../../../events/identifiers.ts'
import type { Account } from '../../../events/material.ts'
import type { Amount, Decimal } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Change, Precondition } from '../change.ts'
import { all, type Check, clear, given, present, upon } from '../check.ts'
import { lotOnHold, sublotOnHold } from '../on-hold.ts'
import { add, convert, isMore, isRepresentable, isZero, zero } from '../quantity.ts'
import { reasons, violation } from '../refusal.ts'
import { objectionsToDate } from './expiry.ts'
import { freeOf, type Gone, type Lot, looseIn, notExactInLot, notInLot, type Sublot } from './lot.ts'

/** A request to take stock of a lot. */
export interface Wanted {
  readonly lotId: string
  readonly sublotId?: string | undefined
  /** Without a quantity, all that is left is wanted; this is refused if others have reserved some of it. */
  readonly quantity?: Amount | undefined
  /** The materials that fit; undefined for any. */
  readonly materials?: readonly string[] | undefined
  readonly unless: readonly Precondition[]
  /** The destinations, such as `order:O-1`; empty if it is used up here. */
  readonly to: readonly string[]
  /** The unit that it is built into, such as `PUMP@S-1`. */
  readonly into?: string | undefined
  /** What takes it, as the record of a unit names it. */
  readonly gone?: Gone | undefined
  /** It is for an order, which counts by the densities that it froze: one that the material gets now would not help. */
  readonly countsByOrder?: true
  /** The quantity reserved for this order, in the lot's unit. */
  readonly reserved?: Decimal | undefined
}

/** All preconditions, for stock that is processed or shipped. */
export const allPreconditions = [
  'held',
  'unreleased',
  'expired',
  'incomplete',
] as const satisfies readonly Precondition[]

/** Stock that can be issued: the lot, and the quantity in its unit. */
export interface Issuable {
  readonly lot: Lot
  readonly value: Decimal
}

/** The quantity wanted, in the lot's unit, with every reason why it may not be issued now. */
export function issuable(
  lot: Lot | undefined,
  sublot: Sublot | undefined,
  wanted: Wanted,
  at: Instant,
): Check<Issuable> {
  const ref = `lot:${wanted.lotId}`
  const there = present(lot, () => violation('lot-unknown', { lotId: wanted.lotId }, ref))
  return upon(there, (lot) => {
    const { lotId, materialId, unit } = lot
    const stock = wanted.sublotId === undefined ? lot : (sublot ?? lot)
    const quantity = wanted.quantity ?? { value: stock.remaining, unit }
    const value = present(convert(quantity.value, quantity.unit, unit), () =>
      wanted.countsByOrder
        ? violation('unit-mismatch/lot', { lotId, unit, told: quantity.unit }, 'quantity/unit')
        : notInLot(lot, quantity.unit, 'quantity/unit'),
    )
    return all({
      lot: given(
        lot,
        wanted.materials !== undefined &&
          !wanted.materials.includes(materialId) &&
          violation('lot-wrong-material/line', { lotId, materialId, materials: wanted.materials }, ref),
        wanted.unless.includes('held') && lotOnHold(lot),
        wanted.unless.includes('expired') && objectionsToDate(lot, ref, at),
        wanted.unless.includes('unreleased') && lot.status !== 'released' && notReleased(lot, wanted, ref),
        lot.status === 'shipped' && violation('lot-wrong-status/shipped', { lotId }, ref),
      ),
      value: upon(value, (it) =>
        given(
          it,
          objectionsToAmount(lot, it, quantity, wanted, ref),
          wanted.sublotId === undefined && objectionsToLoose(lot, it),
        ),
      ),
      sublot: clear(
        wanted.sublotId !== undefined && objectionsToSublot(sublot, wanted.sublotId, lot, quantity, wanted.unless, at),
      ),
    })
  })
}

function notReleased({ lotId, status }: Lot, { reserved = zero }: Wanted, ref: string): Violation {
  if (status !== 'rejected') return violation('lot-not-released', { lotId, status }, ref)
  const sentence = isZero(reserved) ? 'lot-not-released/rejected' : 'lot-not-released/rejected-reserved'
  return violation(sentence, { lotId }, ref)
}

/** What others have not reserved. If a count found less than is reserved, the first order gets it. */
export const mostFor = (lot: Lot, reserved = zero): Decimal => {
  const most = add(freeOf(lot), reserved)
  return isMore(most, lot.remaining) ? lot.remaining : most
}

function objectionsToAmount(
  lot: Lot,
  value: Decimal,
  quantity: Amount,
  wanted: Wanted,
  ref: string,
): Violation | undefined {
  const { lotId, unit } = lot
  const remaining = { value: lot.remaining, unit }
  if (isZero(lot.remaining) && wanted.quantity === undefined) return violation('lot-insufficient/empty', { lotId }, ref)
  if (!isRepresentable(value) && wanted.quantity !== undefined && !isMore(value, lot.remaining))
    return notExactInLot(quantity, { lotId, unit }, 'quantity')
  if (isMore(value, lot.remaining))
    return violation('lot-insufficient/lot', { lotId, remaining, wanted: quantity }, ref)
  const most = mostFor(lot, wanted.reserved)
  if (isMore(value, most) || isZero(value)) {
    const reserved = { value: lot.reserved ?? zero, unit }
    const free = { value: most, unit }
    const sentence = wanted.quantity ? 'lot-reserved' : 'lot-reserved/all'
    return violation(sentence, { lotId, remaining, reserved, free }, ref)
  }
  return undefined
}

/** Stock in a sublot can be issued only from that sublot; otherwise the lot and the sum of its sublots would differ. */
function objectionsToLoose(lot: Lot, value: Decimal): Violation | undefined {
  const loose = looseIn(lot)
  if (lot.inSublots === undefined || isMore(value, lot.remaining) || !isMore(value, loose)) return undefined
  const rest = isZero(loose) ? {} : { loose: { value: loose, unit: lot.unit } }
  return violation('sublot-missing', { lotId: lot.lotId, ...rest }, 'sublotId')
}

/** A violation if the unit lacks components: it may not be used, packed or shipped. */
export const incomplete = ({ lotId, sublotId, lacks = [] }: Sublot): Violation | undefined =>
  lacks.length === 0
    ? undefined
    : violation('unit-incomplete/stock', { lotId, sublotId, lines: lacks }, `lot:${lotId}/${sublotId}`)

/** A violation if the sublot is packed: it moves only with its container, and only the shipment of the container takes it. */
export function packed({ lotId, sublotId, containerId, remaining }: Sublot): Violation | undefined {
  if (containerId === undefined) return undefined
  const sentence = isZero(remaining) ? 'sublot-packed/shipped' : 'sublot-packed'
  return violation(sentence, { lotId, sublotId, containerId }, `lot:${lotId}/${sublotId}`)
}

function objectionsToSublot(
  sublot: Sublot | undefined,
  sublotId: string,
  lot: Lot,
  wanted: Amount,
  unless: readonly Precondition[],
  at: Instant,
): Violation[] {
  const { lotId } = lot
  const ref = `lot:${lotId}/${sublotId}`
  if (!sublot) return [violation('sublot-unknown', { lotId, sublotId }, ref)]
  const amount = convert(wanted.value, wanted.unit, sublot.unit)
  return reasons(
    packed(sublot),
    unless.includes('incomplete') && incomplete(sublot),
    unless.includes('held') && sublotOnHold(sublot),
    unless.includes('unreleased') &&
      sublot.status !== undefined &&
      sublot.status !== 'released' &&
      violation('sublot-not-released', { lotId, sublotId, status: sublot.status }, ref),
    unless.includes('expired') && objectionsToDate(sublot, ref, at),
    amount !== undefined &&
      sublot.serial !== undefined &&
      isMore(sublot.remaining, amount) &&
      violation('unit-mismatch/one-piece', { serial: sublot.serial }, 'quantity'),
    amount !== undefined &&
      isMore(amount, sublot.remaining) &&
      violation(
        'lot-insufficient/sublot',
        { lotId, sublotId, remaining: { value: sublot.remaining, unit: sublot.unit }, wanted },
        ref,
      ),
  )
}

/** The part of an issue that comes from the order's reservation, which is used first. */
export const ofReserve = (value: Decimal, reserved = zero): Decimal => (isMore(value, reserved) ? reserved : value)

/** The change that issues the stock, with its preconditions. */
export function issued(
  { lotId, sublotId, unless, to, reserved, into: unit, gone }: Wanted,
  value: Decimal,
  into: Exclude<Account, 'adjusted'>,
  at: Instant,
  sublot?: Sublot,
): Change {
  const fromReserve = ofReserve(value, reserved)
  return {
    change: 'issue',
    lotId,
    ...(sublotId !== undefined && { sublotId }),
    value,
    into,
    unless,
    at,
    to,
    ...(!isZero(fromReserve) && { reserved: fromReserve }),
    ...(unit !== undefined && { intoUnit: true, ...(sublot?.serial !== undefined && { builtInto: unit }) }),
    ...(unit === undefined && sublot?.serial !== undefined && gone && { gone }),
  }
}
