import type {
  ContainerId,
  EquipmentId,
  Instant,
  LotId,
  MaterialId,
  OrderId,
  SublotId,
} from '../../../events/identifiers.ts'
import type { Account, LotStatus, ReceiveLot, RetestLot } from '../../../events/material.ts'
import { accounts } from '../../../events/names.ts'
import type { Quantity, Unit } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Change } from '../change.ts'
import type { Decision } from '../decision.ts'
import type { Material } from '../master-data.ts'
import { add, isMore, isZero, sameDimension, subtract } from '../quantity.ts'
import { reasons, refuse, violation } from '../refusal.ts'
import type { SignedOff } from '../signature.ts'
import { pastItsDate } from './draw.ts'
import { partsOf } from './sublot.ts'

/** The states that somebody decides; `consumed`, `depleted` and `expired` follow from the balance and the clock and are never stored. */
export type StockStatus = Extract<LotStatus, 'quarantine' | 'released' | 'rejected' | 'shipped'>

export interface LotStock {
  readonly status: StockStatus
  readonly expiresAt?: Instant
  /** When its quality has to be shown anew; until then it is as good as released. */
  readonly retestAt?: Instant
  readonly location?: EquipmentId
  /** The content of its active substance, in percent. */
  readonly potency?: string
  /** Who signed the last rejection of it, whatever was decided since. */
  readonly rejectedBy?: string
}

/** What came in, what is left, and where the rest went; decimals in the unit of the lot. */
export interface Balance {
  readonly unit: Unit
  readonly quantity: string
  readonly remaining: string
  /** What has left by each account; nothing where it does not say. */
  readonly left?: Readonly<Partial<Record<Account, string>>>
}

export interface Lot extends LotStock, Balance, Pick<ReceiveLot, Described> {
  readonly lotId: LotId
  readonly materialId: MaterialId
  readonly receivedAt: Instant
  /** The part of what remains that is set aside for orders. */
  readonly reserved?: string
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
  readonly cameBack?: string
  /** The part of what remains that lies in sublots: a draw of it has to name one. What does not lies loose. */
  readonly inSublots?: string
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
  /** Of a serialised unit: the lines of which it has less than its part. */
  readonly lacks?: readonly string[]
  /** The holds on itself alone; those on its lot hold it too. */
  readonly holds?: readonly string[]
}

/** Names of 12 orders take some 200 bytes: with all else that a lot says, it stays within the kilobyte that a draw is counted by. */
export const mostGoals = 12

/** Whether all that came in is accounted for: received = remaining + consumed + shipped + scrapped + sampled + parted + adjusted. */
export const isBalanced = ({ quantity, remaining, left = {} }: Balance): boolean =>
  isZero(
    subtract(
      quantity,
      accounts.reduce((sum, account) => add(sum, left[account] ?? '0'), remaining),
    ),
  )

/** What of a lot lies in no sublot. */
export const looseIn = ({ remaining, inSublots = '0' }: Pick<Lot, 'remaining' | 'inSublots'>): string =>
  subtract(remaining, inSublots)

/** What nobody has set aside: nothing, where a count found less than what is. */
export const freeOf = ({ remaining, reserved = '0' }: Pick<Lot, 'remaining' | 'reserved'>): string =>
  isMore(reserved, remaining) ? '0' : subtract(remaining, reserved)

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
  (['shipped', 'consumed'] as const).find((account) => isMore(left[account] ?? '0', '0')) ?? 'depleted'

/** A lot comes in under quarantine: quality, or the ERP that vouches for it, lets it out (21 CFR 211.110(c)). */
export function receiveLot(
  existing: Lot | undefined,
  body: ReceiveLot,
  {
    material,
    place,
    site,
  }: { readonly material: Material | undefined; readonly place?: Storage | undefined; readonly site?: string },
  at: Instant,
): Decision {
  const {
    lotId,
    materialId,
    quantity,
    sublots = [],
    location,
    expiresAt = bestBefore(body, material),
    ...described
  } = body
  const parts = partsOf({ lotId, unit: quantity.unit, loose: quantity.value }, sublots, [])
  const found = reasons(
    existing &&
      violation('already-exists', `Lot ${lotId} was received before; a new delivery needs a lot of its own.`, 'lotId'),
    !material &&
      violation('not-found', `Material ${materialId} is not defined; define it, or let the ERP send it.`, 'materialId'),
    material &&
      !sameDimension(material.unit, quantity.unit) &&
      violation(
        'unit-mismatch',
        `${materialId} is kept in ${material.unit}; ${quantity.unit} measures something else.`,
        'quantity/unit',
      ),
    body.origin !== undefined &&
      body.origin.site === site &&
      violation(
        'shipment-misdirected',
        `Lot ${body.origin.lotId} is of this very site; what comes back of it names the shipment that it left with.`,
        'origin/site',
      ),
    body.manufacturedAt !== undefined &&
      expiresAt !== undefined &&
      expiresAt <= body.manufacturedAt &&
      violation('interval-invalid', `Lot ${lotId} cannot expire before it was made.`, 'expiresAt'),
    location !== undefined && objectionsToPlace(location, place, material),
    parts.violations,
  )
  if (found.length > 0) return refuse(found)
  const lot: Lot = {
    lotId,
    materialId,
    unit: quantity.unit,
    quantity: quantity.value,
    remaining: quantity.value,
    status: 'quarantine',
    holds: [],
    receivedAt: at,
    ...described,
    ...(sublots.length > 0 && { inSublots: parts.total }),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(location !== undefined && { location }),
  }
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.lot.received.v1',
      data: { ...body, status: 'quarantine', ...(expiresAt !== undefined && { expiresAt }) },
      about: { type: 'material', id: materialId },
    },
    changes: [
      { change: 'create-lot', lot },
      ...parts.sublots.map((sublot): Change => ({ change: 'create-sublot', sublot })),
    ],
  }
}

const bestBefore = ({ manufacturedAt }: ReceiveLot, material: Material | undefined): Instant | undefined =>
  manufacturedAt !== undefined && material?.shelfLifeDays !== undefined
    ? daysAfter(manufacturedAt, material.shelfLifeDays)
    : undefined

export const daysAfter = (at: Instant, days: number): Instant =>
  new Date(Date.parse(at) + days * 86_400_000).toISOString()

/** Where stock may lie: any equipment of the site that offers what the material asks of its storage. */
export interface Storage {
  readonly equipmentId: string
  readonly capabilities: readonly string[]
  readonly holds?: readonly string[]
}

export function objectionsToPlace(
  id: string,
  place: Storage | undefined,
  material: Pick<Material, 'materialId' | 'storage'> | undefined,
): Violation[] {
  const ref = `equipment:${id}`
  if (!place) return [violation('equipment-unknown', `There is no equipment ${id} at this site to store it in.`, ref)]
  const lacking = (material?.storage ?? []).filter((it) => !place.capabilities.includes(it))
  return reasons(
    lacking.length > 0 &&
      violation('storage-unfit', `${material?.materialId} is to be stored ${lacking.join(', ')}; ${id} is not.`, ref),
    (place.holds ?? []).length > 0 &&
      violation('equipment-on-hold', `${id} is on hold (${place.holds?.join(', ')}); nothing is put there.`, ref),
  )
}

/** What quality decides about stock. */
export interface Verdict {
  readonly status: 'released' | 'rejected'
  readonly reason?: string | undefined
  /** Who rejects it, where that was signed somewhere else. */
  readonly rejectedBy?: string | undefined
}

/** What quality's decision makes of stock. */
export const standingAfter = ({ status, rejectedBy }: Verdict, { signature }: SignedOff): Partial<LotStock> => {
  const rejecting = rejectedBy ?? signature?.personId
  return { status, ...(status === 'rejected' && rejecting !== undefined && { rejectedBy: rejecting }) }
}

/** What is rejected is released for a reason, by another person than who rejected it. */
export const objectionsToReversal = (
  { status, rejectedBy }: Pick<Partial<LotStock>, 'status' | 'rejectedBy'>,
  name: string,
  { reason }: Verdict,
  { signature }: SignedOff,
): Violation[] =>
  status !== 'rejected'
    ? []
    : reasons(
        reason === undefined &&
          violation('reason-missing', `${name} is rejected; say why it is released all the same.`, 'reason'),
        signature !== undefined &&
          signature.personId === rejectedBy &&
          violation(
            'signature-same-person',
            `${signature.name} has rejected ${name}; another person has to sign its release.`,
            'signature/signer',
          ),
      )

/** Quality's usage decision on a lot that is in the house. What is past its date is tested again before it is released. */
export function decideLot(
  lot: Lot,
  verdict: Verdict,
  signed: SignedOff,
  at: Instant,
  by: 'itself' | 'batch' = 'itself',
): Decision {
  const { status, reason } = verdict
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
    status === 'released' && by === 'itself' && pastItsDate(lot, `Lot ${lot.lotId}`, `lot:${lot.lotId}`, at),
    status === 'released' && objectionsToReversal(lot, `Lot ${lot.lotId}`, verdict, signed),
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
    changes: [
      {
        change: 'set-lot',
        lotId: lot.lotId,
        set: standingAfter(verdict, signed),
        unlessHeld: status === 'released',
      },
    ],
    signatures: signed.signatures,
    spent: signed.spent,
  }
}

/** Quality has tested the lot again: from now on it is good until the new dates, and as potent as was found. */
export function retestLot(
  lot: Lot,
  { expiresAt, retestAt, potency }: RetestLot,
  signed: SignedOff,
  at: Instant,
): Decision {
  const set = {
    ...(expiresAt !== undefined && { expiresAt }),
    ...(retestAt !== undefined && { retestAt }),
    ...(potency !== undefined && { potency }),
  }
  const found = reasons(
    [expiresAt, retestAt].some((date) => date !== undefined && date <= at) &&
      violation('interval-invalid', 'What is tested now is good until a time that is still to come.', 'retestAt'),
    signed.violations,
  )
  if (found.length > 0) return refuse(found)
  return {
    outcome: 'accepted',
    fact: { type: 'andon.lot.retested.v1', data: { lotId: lot.lotId, ...set } },
    changes: [{ change: 'set-lot', lotId: lot.lotId, set }],
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

export const sublotOnHold = ({ lotId, sublotId, holds = [] }: Sublot): Violation | undefined =>
  holds.length === 0
    ? undefined
    : violation(
        'sublot-on-hold',
        `Sublot ${sublotId} of lot ${lotId} is on hold (${holds.join(', ')}); it can be used when the hold is released.`,
        `lot:${lotId}/${sublotId}`,
      )
