import type {
  ContainerId,
  EquipmentId,
  Instant,
  LotId,
  MaterialId,
  OrderId,
  ShipmentId,
  SublotId,
} from '../../../events/identifiers.ts'
import type { Account, LotStatus, ReceiveLot } from '../../../events/material.ts'
import { accounts } from '../../../events/names.ts'
import type { Amount, Decimal, Quantity, Unit } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import { isMassAndVolume } from '../density.ts'
import type { Past } from '../past.ts'
import { add, isMore, isZero, subtract, zero } from '../quantity.ts'
import { violation } from '../refusal.ts'
import { endOfDay } from '../wall-clock.ts'

/** The statuses that people decide. `consumed`, `depleted` and `expired` follow from balance and clock and are never stored. */
export type StockStatus = Extract<LotStatus, 'quarantine' | 'released' | 'rejected' | 'shipped'>

export interface LotStock {
  readonly status: StockStatus
  readonly expiresAt?: Instant
  /** When the lot must be tested again. */
  readonly retestAt?: Instant
  readonly location?: EquipmentId
  /** The content of active substance, in percent. */
  readonly potency?: Decimal
  /** When its status was last decided, or its dates were changed. */
  readonly decidedAt?: Instant
  readonly past?: Past<StockThen>
  /** Who signed its last rejection, even if it was released later. */
  readonly rejectedBy?: string
}

/** What decides whether stock may be taken, beside its holds and its amount. */
export type StockThen = Partial<Pick<LotStock, 'status' | 'expiresAt' | 'retestAt' | 'potency'>>

/** Received, remaining, and what left by account; decimals in the unit of the lot. */
export interface Balance {
  readonly unit: Unit
  readonly quantity: Decimal
  readonly remaining: Decimal
  /** What left, by account; an absent account is zero. */
  readonly left?: Readonly<Partial<Record<Account, Decimal>>>
}

export interface Lot extends LotStock, Balance, Pick<ReceiveLot, Described> {
  readonly lotId: LotId
  readonly materialId: MaterialId
  readonly receivedAt: Instant
  /** The part of `remaining` that is reserved for orders. All decimals of a lot are in its unit. */
  readonly reserved?: Decimal
  readonly holds: readonly string[]
  /** The order that made this lot; inherited by a split. */
  readonly orderId?: OrderId
  /** The lots of this site that it was split from or merged of. */
  readonly parents?: readonly LotId[]
  /** The quantity of each parent. */
  readonly madeOf?: Readonly<Record<string, Quantity>>
  /** The destinations of its parts: orders, shipments and lots, such as `order:O-1`. */
  readonly goesTo?: readonly string[]
  /** Some of it was built into units, which only the index lists. */
  readonly inUnits?: true
  /** It has more destinations than it stores; the index lists them. */
  readonly goesToMany?: boolean
  /** The part of what was shipped that came back; it is in new lots and not in this balance. */
  readonly cameBack?: Decimal
  /** The part of `remaining` in sublots, which an issue must name. The rest is loose. */
  readonly inSublots?: Decimal
}
type Described = 'manufacturedAt' | 'supplierId' | 'supplierLot' | 'certificate' | 'origin'

/** A part of a lot with a balance of its own. It stores only fields that differ from its lot; see sublot.ts for the combination. */
export interface Sublot extends Partial<LotStock>, Balance {
  readonly lotId: LotId
  readonly sublotId: SublotId
  /** The serial number of a serialised unit, unique per material and site. */
  readonly serial?: string
  /** The container of a packed sublot, which is where its container is and is shipped with it. */
  readonly containerId?: ContainerId
  /** The unit that a serialised unit is built into, such as `PUMP@S-1`. */
  readonly builtInto?: string
  /** How it left the house or was used up, if it left whole. */
  readonly gone?: Gone
  /** The lines whose components a serialised unit lacks. */
  readonly lacks?: readonly string[]
  /** Its own holds; the holds of its lot apply too. */
  readonly holds?: readonly string[]
}

/**
 * What a decision about a sublot reads of it, beside how much is in it. Other commands change these at the same time: they build it into a unit, pack
 * it, use it up or hold it.
 */
export interface SublotAsRead extends Pick<Sublot, 'status' | 'containerId' | 'builtInto'> {
  readonly isEmpty: boolean
  readonly isHeld: boolean
}

export const sublotAsRead = ({ status, containerId, builtInto, remaining, holds = [] }: Sublot): SublotAsRead => ({
  ...(status !== undefined && { status }),
  ...(containerId !== undefined && { containerId }),
  ...(builtInto !== undefined && { builtInto }),
  isEmpty: isZero(remaining),
  isHeld: holds.length > 0,
})

/** What took a whole sublot: a shipment, or an order that used it. */
export interface Gone {
  readonly shipmentId?: ShipmentId
  readonly orderId?: OrderId
}

/** Twelve destinations take about 200 bytes, so the lot stays within the kilobyte that one write unit covers. */
export const mostDestinations = 12

/** Whether received = remaining + consumed + shipped + scrapped + sampled + parted + adjusted. */
export const isBalanced = ({ quantity, remaining, left = {} }: Balance): boolean =>
  isZero(
    subtract(
      quantity,
      accounts.reduce((sum, account) => add(sum, left[account] ?? zero), remaining),
    ),
  )

/** The part of a lot in no sublot. */
export const looseIn = ({ remaining, inSublots = zero }: Pick<Lot, 'remaining' | 'inSublots'>): Decimal =>
  subtract(remaining, inSublots)

/** What is not reserved; zero if a count found less than is reserved. */
export const freeOf = ({ remaining, reserved = zero }: Pick<Lot, 'remaining' | 'reserved'>): Decimal =>
  isMore(reserved, remaining) ? zero : subtract(remaining, reserved)

export function statusOf(
  lot: Pick<Lot, 'status' | 'remaining' | 'expiresAt' | 'quantity' | 'left' | 'orderId'> & Pick<Sublot, 'serial'>,
  at: Instant,
): LotStatus {
  if (lot.status === 'rejected' || lot.status === 'shipped') return lot.status
  if (isZero(lot.remaining) && !isAnnounced(lot)) return usedUp(lot.left)
  if (lot.expiresAt !== undefined && lot.expiresAt <= at) return 'expired'
  return lot.status
}

/** An ERP may announce a lot without a quantity. What an order or a serial number has made and has none was taken back. */
export const isAnnounced = ({
  quantity,
  orderId,
  serial,
}: Pick<Lot, 'quantity' | 'orderId'> & Pick<Sublot, 'serial'>): boolean =>
  isZero(quantity) && orderId === undefined && serial === undefined

/** The status of an empty lot: shipped or consumed, or `depleted` if it was only scrapped, split, sampled, adjusted or taken back. */
const usedUp = (left: Balance['left'] = {}): LotStatus =>
  (['shipped', 'consumed'] as const).find((account) => isMore(left[account] ?? zero, zero)) ?? 'depleted'

/** A shelf life counts local days: what is made on 1 June and keeps 30 days is good until the end of 1 July. */
export const endOfShelfLife = (madeAt: Instant, days: number, timeZone = 'UTC'): Instant =>
  endOfDay(timeZone, madeAt, days)

/** A violation for a quantity that has no exact value in the unit of the lot. */
export const notExactInLot = (quantity: Amount, { lotId, unit }: Pick<Lot, 'lotId' | 'unit'>, ref: string): Violation =>
  violation('unit-mismatch/lot-exact', { lotId, unit, quantity }, ref)

/** A violation for a unit that has no value in the unit of the lot; between mass and volume a density of the material would give it one. */
export const notInLot = (
  { lotId, materialId, unit }: Pick<Lot, 'lotId' | 'materialId' | 'unit'>,
  told: Unit,
  ref: string,
) =>
  isMassAndVolume(told, unit)
    ? violation('unit-mismatch/material-density', { materialId, unit, told }, ref)
    : violation('unit-mismatch/lot', { lotId, unit, told }, ref)
