import type {
  ContainerId,
  EquipmentId,
  Instant,
  LotId,
  MaterialId,
  OrderId,
  SublotId,
} from '../../../events/identifiers.ts'
import type { Account, LotStatus, ReceiveLot } from '../../../events/material.ts'
import { accounts } from '../../../events/names.ts'
import type { Decimal, Quantity, Unit } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import { add, isMore, isZero, subtract, zero } from '../quantity.ts'
import { violation } from '../refusal.ts'

/** The states that people decide; `consumed`, `depleted` and `expired` follow from the balance and the clock and are never stored. */
export type StockStatus = Extract<LotStatus, 'quarantine' | 'released' | 'rejected' | 'shipped'>

export interface LotStock {
  readonly status: StockStatus
  readonly expiresAt?: Instant
  /** When its quality has to be shown anew; until then it is as good as released. */
  readonly retestAt?: Instant
  readonly location?: EquipmentId
  /** The content of its active substance, in percent. */
  readonly potency?: Decimal
  /** Who signed the last rejection of it, whatever was decided since. */
  readonly rejectedBy?: string
}

/** What came in, what is left, and where the rest went; decimals in the unit of the lot. */
export interface Balance {
  readonly unit: Unit
  readonly quantity: Decimal
  readonly remaining: Decimal
  /** What has left by each account; nothing where it does not say. */
  readonly left?: Readonly<Partial<Record<Account, Decimal>>>
}

export interface Lot extends LotStock, Balance, Pick<ReceiveLot, Described> {
  readonly lotId: LotId
  readonly materialId: MaterialId
  readonly receivedAt: Instant
  /** The part of what remains that is set aside for orders; in the unit of the lot, as all of its decimals are. */
  readonly reserved?: Decimal
  readonly holds: readonly string[]
  /** The order that made it, or what it was split from. */
  readonly orderId?: OrderId
  /** The lots of this site that it was split from or merged of. */
  readonly parents?: readonly LotId[]
  /** How much of each of those. */
  readonly madeOf?: Readonly<Record<string, Quantity>>
  /** The orders, shipments and lots that part of it went to, such as `order:O-1`. */
  readonly goesTo?: readonly string[]
  /** Some of it was built into units, which the index knows. */
  readonly inUnits?: true
  /** They are too many to be named here; the index knows them. */
  readonly goesToMany?: boolean
  /** What of all that was shipped has come back: it is in lots of its own, and no part of this balance. */
  readonly cameBack?: Decimal
  /** The part of what remains that lies in sublots: a draw of it has to name one. What does not lies loose. */
  readonly inSublots?: Decimal
}
type Described = 'manufacturedAt' | 'supplierId' | 'supplierLot' | 'certificate' | 'origin'

/** Part of the stock of a lot. It says of itself only what is not so of its lot; see sublot.ts for what holds of both. */
export interface Sublot extends Partial<LotStock>, Balance {
  readonly lotId: LotId
  readonly sublotId: SublotId
  /** Of a serialised unit: its serial number, which no other unit of the material has at this site. */
  readonly serial?: string
  /** The container that it lies in. What is packed is where its container is, and leaves with it. */
  readonly containerId?: ContainerId
  /** Of a serialised unit: the unit that it is built into, such as `PUMP@S-1`. */
  readonly builtInto?: string
  /** Of a serialised unit: the lines whose components it lacks. */
  readonly lacks?: readonly string[]
  /** The holds on itself alone; those on its lot hold it too. */
  readonly holds?: readonly string[]
}

/** Names of 12 orders take some 200 bytes: with all else that a lot says, it stays within the kilobyte that a draw is counted by. */
export const mostDestinations = 12

/** Whether all that came in is accounted for: received = remaining + consumed + shipped + scrapped + sampled + parted + adjusted. */
export const isBalanced = ({ quantity, remaining, left = {} }: Balance): boolean =>
  isZero(
    subtract(
      quantity,
      accounts.reduce((sum, account) => add(sum, left[account] ?? zero), remaining),
    ),
  )

/** What of a lot lies in no sublot. */
export const looseIn = ({ remaining, inSublots = zero }: Pick<Lot, 'remaining' | 'inSublots'>): Decimal =>
  subtract(remaining, inSublots)

/** What is not reserved: nothing, where a count found less than what is reserved. */
export const freeOf = ({ remaining, reserved = zero }: Pick<Lot, 'remaining' | 'reserved'>): Decimal =>
  isMore(reserved, remaining) ? zero : subtract(remaining, reserved)

export function statusOf(
  lot: Pick<Lot, 'status' | 'remaining' | 'expiresAt' | 'quantity' | 'left'>,
  at: Instant,
): LotStatus {
  if (lot.status === 'rejected' || lot.status === 'shipped') return lot.status
  if (isZero(lot.remaining) && !isZero(lot.quantity)) return usedUp(lot.left)
  if (lot.expiresAt !== undefined && lot.expiresAt <= at) return 'expired'
  return lot.status
}

/** What was scrapped, split off, sampled or not found by a count is gone, and yet was neither consumed nor shipped. */
const usedUp = (left: Balance['left'] = {}): LotStatus =>
  (['shipped', 'consumed'] as const).find((account) => isMore(left[account] ?? zero, zero)) ?? 'depleted'

export const daysAfter = (at: Instant, days: number): Instant =>
  new Date(Date.parse(at) + days * 86_400_000).toISOString()

export const lotOnHold = (lot: Lot): Violation =>
  violation('lot-on-hold', { lotId: lot.lotId, holds: lot.holds }, `lot:${lot.lotId}`)

export const sublotOnHold = ({ lotId, sublotId, holds = [] }: Sublot): Violation | undefined =>
  holds.length === 0 ? undefined : violation('sublot-on-hold', { lotId, sublotId, holds }, `lot:${lotId}/${sublotId}`)
