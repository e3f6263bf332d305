import type { Instant } from '../../../events/identifiers.ts'
import type { Account } from '../../../events/material.ts'
import type { Amount } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Change, Precondition } from '../change.ts'
import { add, convert, format, isMore, isRepresentable, isZero } from '../quantity.ts'
import { reasons, violation } from '../refusal.ts'
import { freeOf, type Lot, looseIn, onHold, type Sublot, sublotOnHold } from './lot.ts'

/** What somebody wants to take out of a lot. */
export interface Wanted {
  readonly lotId: string
  readonly sublotId?: string | undefined
  /** All that is left, where it is not told: that of others too, for which it is refused. */
  readonly quantity?: Amount | undefined
  /** The materials that would do; any, where none is told. */
  readonly materials?: readonly string[] | undefined
  readonly unless: readonly Precondition[]
  /** What it goes to, such as `order:O-1`; nothing for what is used up here. */
  readonly to: readonly string[]
  /** The unit that it is built into, such as `PUMP@S-1`. */
  readonly into?: string | undefined
  /** What of the lot is set aside for whoever asks, in the lot's unit. */
  readonly reserved?: string | undefined
}

/** Nothing may bar what is made into something, or leaves the house. */
export const allPreconditions = [
  'held',
  'unreleased',
  'expired',
  'incomplete',
] as const satisfies readonly Precondition[]

/** The amount in the unit of the lot, and every reason why it may not be taken now. */
export function objectionsToIssue(
  lot: Lot | undefined,
  sublot: Sublot | undefined,
  wanted: Wanted,
  at: Instant,
): { readonly violations: readonly Violation[]; readonly value?: string } {
  const ref = `lot:${wanted.lotId}`
  if (!lot)
    return {
      violations: [violation('lot-unknown', `There is no lot ${wanted.lotId} at this site; receive it first.`, ref)],
    }
  const stock = wanted.sublotId === undefined ? lot : (sublot ?? lot)
  const quantity = wanted.quantity ?? { value: stock.remaining, unit: lot.unit }
  const value = convert(quantity.value, quantity.unit, lot.unit)
  const violations = reasons(
    wanted.materials !== undefined &&
      !wanted.materials.includes(lot.materialId) &&
      violation(
        'lot-wrong-material',
        `Lot ${lot.lotId} is ${lot.materialId}; the line asks for ${wanted.materials.join(' or ')}.`,
        ref,
      ),
    wanted.unless.includes('held') && lot.holds.length > 0 && onHold(lot),
    wanted.unless.includes('expired') && pastItsDate(lot, `Lot ${lot.lotId}`, ref, at),
    wanted.unless.includes('unreleased') &&
      lot.status !== 'released' &&
      violation(
        'lot-not-released',
        `Lot ${lot.lotId} is in status ${lot.status}; ${lot.status === 'rejected' ? inPlaceOf(wanted) : 'quality has to release it first'}.`,
        ref,
      ),
    lot.status === 'shipped' && violation('lot-wrong-status', `Lot ${lot.lotId} has left the house.`, ref),
    value === undefined
      ? violation(
          'unit-mismatch',
          `Lot ${lot.lotId} is kept in ${lot.unit}; ${quantity.unit} measures something else.`,
          'quantity/unit',
        )
      : objectionsToAmount(lot, value, quantity, wanted, ref),
    wanted.sublotId === undefined && value !== undefined && objectionsToLoose(lot, value),
    wanted.sublotId !== undefined && objectionsToSublot(sublot, wanted.sublotId, lot, quantity, wanted.unless, at),
  )
  return { violations, ...(value !== undefined && { value }) }
}

const inPlaceOf = ({ reserved = '0' }: Wanted): string =>
  isZero(reserved) ? 'take another lot' : 'name another lot, or release what is reserved of it'

/** What nobody else has set aside, and what is set aside for whoever asks: of stock that a count did not find, who comes first takes. */
export const mostFor = (lot: Lot, reserved = '0'): string => {
  const most = add(freeOf(lot), reserved)
  return isMore(most, lot.remaining) ? lot.remaining : most
}

/** Stock whose expiry or retest date has come. */
export function pastItsDate(
  { expiresAt, retestAt }: Pick<Lot, 'expiresAt' | 'retestAt'>,
  name: string,
  ref: string,
  at: Instant,
): Violation[] {
  return reasons(
    expiresAt !== undefined && expiresAt <= at && violation('lot-expired', `${name} expired on ${expiresAt}.`, ref),
    retestAt !== undefined &&
      retestAt <= at &&
      violation('lot-retest-due', `${name} was to be tested again by ${retestAt}; quality has to do that first.`, ref),
  )
}

function objectionsToAmount(
  lot: Lot,
  value: string,
  quantity: Amount,
  wanted: Wanted,
  ref: string,
): Violation | undefined {
  const holds = format({ value: lot.remaining, unit: lot.unit })
  if (isZero(lot.remaining) && wanted.quantity === undefined)
    return violation('lot-insufficient', `Nothing is left of lot ${lot.lotId}.`, ref)
  if (!isRepresentable(value) && wanted.quantity !== undefined && !isMore(value, lot.remaining))
    return violation(
      'unit-mismatch',
      `${format(quantity)} cannot be told in ${lot.unit}, in which lot ${lot.lotId} is kept, to twelve decimals.`,
      'quantity',
    )
  if (isMore(value, lot.remaining))
    return violation('lot-insufficient', `Lot ${lot.lotId} holds ${holds}, less than ${format(quantity)}.`, ref)
  const most = mostFor(lot, wanted.reserved)
  if (isMore(value, most) || isZero(value)) {
    const [reserved, free] = [lot.reserved ?? '0', most].map((it) => format({ value: it, unit: lot.unit }))
    const cure = `${wanted.quantity ? 'Take no more' : 'Say how much is taken'}, or have the orders release what they reserve.`
    return violation(
      'lot-reserved',
      `Of the ${holds} in lot ${lot.lotId}, ${reserved} are reserved; ${free} can be taken for this. ${cure}`,
      ref,
    )
  }
  return undefined
}

/** Without a sublot nobody takes what lies in one, or the lot and the sum of its sublots would part. */
function objectionsToLoose(lot: Lot, value: string): Violation | undefined {
  const loose = looseIn(lot)
  if (lot.inSublots === undefined || isMore(value, lot.remaining) || !isMore(value, loose)) return undefined
  const rest = isZero(loose) ? '' : `; ${format({ value: loose, unit: lot.unit })} lie loose`
  return violation(
    'sublot-missing',
    `The stock of lot ${lot.lotId} lies in sublots${rest}. Name the sublot that is used.`,
    'sublotId',
  )
}

/** A unit that has not all of its components is used, packed and shipped by nobody. */
export const incomplete = ({ lotId, sublotId, lacks = [] }: Sublot): Violation | undefined =>
  lacks.length === 0
    ? undefined
    : violation(
        'unit-incomplete',
        `Unit ${sublotId} of lot ${lotId} lacks components of line ${lacks.join(', ')}; build them in first, by a rework where their step is over, or scrap it.`,
        `lot:${lotId}/${sublotId}`,
      )

/** What is packed moves with its container only. It was packed with something in it, and nothing but the shipment of the container takes that. */
export function packed({ lotId, sublotId, containerId, remaining }: Sublot): Violation | undefined {
  if (containerId === undefined) return undefined
  const cure = isZero(remaining)
    ? `left in container ${containerId}; receive what comes back of it as a lot of its own, with this lot and its shipment as its origin.`
    : `is packed in container ${containerId}; unpack it first.`
  return violation('sublot-packed', `Sublot ${sublotId} of lot ${lotId} ${cure}`, `lot:${lotId}/${sublotId}`)
}

function objectionsToSublot(
  sublot: Sublot | undefined,
  sublotId: string,
  lot: Lot,
  wanted: Amount,
  unless: readonly Precondition[],
  at: Instant,
): Violation[] {
  const ref = `lot:${lot.lotId}/${sublotId}`
  if (!sublot) return [violation('sublot-unknown', `Lot ${lot.lotId} has no sublot ${sublotId}.`, ref)]
  const amount = convert(wanted.value, wanted.unit, sublot.unit)
  return reasons(
    packed(sublot),
    unless.includes('incomplete') && incomplete(sublot),
    unless.includes('held') && sublotOnHold(sublot),
    unless.includes('unreleased') &&
      sublot.status !== undefined &&
      sublot.status !== 'released' &&
      violation(
        'sublot-not-released',
        `Sublot ${sublotId} is in status ${sublot.status}; quality has to release it first.`,
        ref,
      ),
    unless.includes('expired') && pastItsDate(sublot, `Sublot ${sublotId}`, ref, at),
    amount !== undefined &&
      sublot.serial !== undefined &&
      isMore(sublot.remaining, amount) &&
      violation('unit-mismatch', `Unit ${sublot.serial} is one piece; no part of it is taken.`, 'quantity'),
    amount !== undefined &&
      isMore(amount, sublot.remaining) &&
      violation(
        'lot-insufficient',
        `Sublot ${sublotId} holds ${format({ value: sublot.remaining, unit: sublot.unit })}, less than ${format(wanted)}.`,
        ref,
      ),
  )
}

/** The part of a draw that comes from what is set aside for whoever draws: it is used up first. */
export const ofReserve = (value: string, reserved = '0'): string => (isMore(value, reserved) ? reserved : value)

/** The change that takes it, guarded by what bars it. */
export function issued(
  { lotId, sublotId, unless, to, reserved, into: unit }: Wanted,
  value: string,
  into: Exclude<Account, 'adjusted'>,
  at: Instant,
  sublot?: Sublot,
): Change {
  const fromReserve = ofReserve(value, reserved)
  return {
    change: 'draw',
    lotId,
    ...(sublotId !== undefined && { sublotId }),
    value,
    into,
    unless,
    at,
    to,
    ...(!isZero(fromReserve) && { reserved: fromReserve }),
    ...(unit !== undefined && { intoUnit: true, ...(sublot?.serial !== undefined && { builtInto: unit }) }),
  }
}
