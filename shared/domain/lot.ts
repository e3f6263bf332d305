import type { Instant, LotId, MaterialId, OrderId, SublotId } from '../../events/identifiers.ts'
import type { LotStatus, ReceiveLot } from '../../events/material.ts'
import type { Quantity, Unit } from '../../events/quantity.ts'
import type { Violation } from '../../events/refusals.ts'
import { type Decision, reasons, refuse, violation } from './decision.ts'
import { convert, isMore, isZero, sameDimension, spell } from './quantity.ts'
import type { SignedOff } from './signature.ts'

/** The states that somebody decides; `consumed` and `expired` follow from the balance and the clock and are never stored. */
export type StockStatus = Extract<LotStatus, 'quarantine' | 'released' | 'rejected' | 'shipped'>

export interface LotStock {
  readonly status: StockStatus
  readonly expiresAt?: Instant
}

export interface Lot extends LotStock {
  readonly lotId: LotId
  readonly materialId: MaterialId
  readonly unit: Unit
  /** All that ever came in, and what is left of it; decimals in the lot's unit. */
  readonly quantity: string
  readonly remaining: string
  readonly holds: readonly string[]
  readonly supplierLot?: string
  /** The order that made it. */
  readonly orderId?: OrderId
  /** Its stock lies in sublots, so that a draw has to name one. */
  readonly inSublots?: boolean
}

export interface Sublot extends LotStock {
  readonly lotId: LotId
  readonly sublotId: SublotId
  readonly unit: Unit
  readonly quantity: string
  readonly remaining: string
}

export function statusOf(lot: Pick<Lot, 'status' | 'remaining' | 'expiresAt' | 'quantity'>, at: Instant): LotStatus {
  if (lot.status === 'rejected' || lot.status === 'shipped') return lot.status
  if (isZero(lot.remaining) && !isZero(lot.quantity)) return 'consumed'
  if (lot.expiresAt !== undefined && lot.expiresAt <= at) return 'expired'
  return lot.status
}

/** A lot comes in under quarantine: quality, or the ERP that vouches for it, lets it out (21 CFR 211.110(c)). */
export function receiveLot(
  existing: Lot | undefined,
  body: ReceiveLot,
  material: { unit: Unit } | undefined,
): Decision {
  const found = reasons(
    existing &&
      violation(
        'already-exists',
        `Lot ${body.lotId} was received before; a new delivery needs a lot of its own.`,
        'lotId',
      ),
    !material &&
      violation(
        'not-found',
        `Material ${body.materialId} is not defined; define it, or let the ERP send it.`,
        'materialId',
      ),
    material &&
      !sameDimension(material.unit, body.quantity.unit) &&
      violation(
        'unit-mismatch',
        `${body.materialId} is kept in ${material.unit}; ${body.quantity.unit} measures something else.`,
        'quantity/unit',
      ),
  )
  if (found.length > 0) return refuse(found)
  const { lotId, materialId, quantity, expiresAt, supplierLot } = body
  const lot: Lot = {
    lotId,
    materialId,
    unit: quantity.unit,
    quantity: quantity.value,
    remaining: quantity.value,
    status: 'quarantine',
    holds: [],
    ...(expiresAt !== undefined && { expiresAt }),
    ...(supplierLot !== undefined && { supplierLot }),
  }
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.lot.received.v1',
      data: { ...body, status: 'quarantine' },
      about: { type: 'material', id: materialId },
    },
    changes: [{ change: 'create-lot', lot }],
  }
}

/** Quality's usage decision on a lot that is in the house. */
export function decideLot(
  lot: Lot,
  status: 'released' | 'rejected',
  reason: string | undefined,
  signed: SignedOff,
  by: 'itself' | 'batch' = 'itself',
): Decision {
  const found = reasons(
    lot.status === status && violation('lot-wrong-status', `Lot ${lot.lotId} is ${status} already.`, 'lotId'),
    lot.status === 'shipped' && violation('lot-wrong-status', `Lot ${lot.lotId} has left the house.`, 'lotId'),
    status === 'released' &&
      lot.orderId !== undefined &&
      by === 'itself' &&
      violation(
        'lot-wrong-status',
        `Lot ${lot.lotId} was made by order ${lot.orderId}; it is released with its batch.`,
        `order:${lot.orderId}`,
      ),
    status === 'released' && lot.holds.length > 0 && onHold(lot),
    signed.violations,
  )
  if (found.length > 0) return refuse(found)
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.lot.status-changed.v1',
      data: { lotId: lot.lotId, status, ...(reason !== undefined && { reason }) },
    },
    // A hold that is placed while quality decides comes first: nothing held is released.
    changes: [{ change: 'set-lot', lotId: lot.lotId, set: { status }, unlessHeld: status === 'released' }],
    signatures: signed.signatures,
    spent: signed.spent,
  }
}

export const onHold = (lot: Lot): Violation =>
  violation(
    'lot-on-hold',
    `Lot ${lot.lotId} is on hold (${lot.holds.join(', ')}); it can be used when the hold is released.`,
    `lot:${lot.lotId}`,
  )

/** Every reason why `wanted` may not be drawn from the lot now, by an order that needs `materialId`. */
export function objectionsToDraw(
  lot: Lot | undefined,
  sublot: Sublot | undefined,
  wanted: { lotId: string; sublotId?: string | undefined; quantity: Quantity; materialId: string | undefined },
  at: Instant,
): Violation[] {
  const ref = `lot:${wanted.lotId}`
  if (!lot) return [violation('lot-unknown', `There is no lot ${wanted.lotId} at this site; receive it first.`, ref)]
  const amount = convert(wanted.quantity.value, wanted.quantity.unit, lot.unit)
  return reasons(
    wanted.materialId !== undefined &&
      lot.materialId !== wanted.materialId &&
      violation(
        'lot-wrong-material',
        `Lot ${lot.lotId} is ${lot.materialId}; the line asks for ${wanted.materialId}.`,
        ref,
      ),
    lot.holds.length > 0 && onHold(lot),
    lot.expiresAt !== undefined &&
      lot.expiresAt <= at &&
      violation('lot-expired', `Lot ${lot.lotId} expired on ${lot.expiresAt}.`, ref),
    lot.status !== 'released' &&
      violation(
        'lot-not-released',
        `Lot ${lot.lotId} is in status ${lot.status}; quality has to release it first.`,
        ref,
      ),
    amount === undefined &&
      violation(
        'unit-mismatch',
        `Lot ${lot.lotId} is kept in ${lot.unit}; ${wanted.quantity.unit} measures something else.`,
        'quantity/unit',
      ),
    amount !== undefined &&
      isZero(amount) &&
      violation(
        'unit-mismatch',
        `${spell(wanted.quantity)} is too little to be told in ${lot.unit}, in which lot ${lot.lotId} is kept.`,
        'quantity',
      ),
    amount !== undefined &&
      isMore(amount, lot.remaining) &&
      violation(
        'lot-insufficient',
        `Lot ${lot.lotId} holds ${spell({ value: lot.remaining, unit: lot.unit })}, less than ${spell(wanted.quantity)}.`,
        ref,
      ),
    wanted.sublotId === undefined &&
      lot.inSublots &&
      violation(
        'sublot-missing',
        `The stock of lot ${lot.lotId} lies in sublots; name the one that is used.`,
        'sublotId',
      ),
    wanted.sublotId !== undefined && objectionsToSublot(sublot, wanted.sublotId, lot, wanted.quantity, at),
  )
}

function objectionsToSublot(
  sublot: Sublot | undefined,
  sublotId: string,
  lot: Lot,
  wanted: Quantity,
  at: Instant,
): Violation[] {
  const ref = `lot:${lot.lotId}/${sublotId}`
  if (!sublot) return [violation('sublot-unknown', `Lot ${lot.lotId} has no sublot ${sublotId}.`, ref)]
  const amount = convert(wanted.value, wanted.unit, sublot.unit)
  return reasons(
    sublot.status !== 'released' &&
      violation(
        'sublot-not-released',
        `Sublot ${sublotId} is in status ${sublot.status}; quality has to release it first.`,
        ref,
      ),
    sublot.expiresAt !== undefined &&
      sublot.expiresAt <= at &&
      violation('lot-expired', `Sublot ${sublotId} expired on ${sublot.expiresAt}.`, ref),
    amount !== undefined &&
      isMore(amount, sublot.remaining) &&
      violation(
        'lot-insufficient',
        `Sublot ${sublotId} holds ${spell({ value: sublot.remaining, unit: sublot.unit })}, less than ${spell(wanted)}.`,
        ref,
      ),
  )
}
