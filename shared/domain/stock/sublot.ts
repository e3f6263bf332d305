import type { Instant, LotId } from '../../../events/identifiers.ts'
import type { DivideLot, LotStatus, SublotPart } from '../../../events/material.ts'
import type { Unit } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Change } from '../change.ts'
import type { Decision } from '../decision.ts'
import { add, convert, format, isMore, isRepresentable, isZero, subtract } from '../quantity.ts'
import { reasons, refuse, violation } from '../refusal.ts'
import type { SignedOff } from '../signature.ts'
import { pastItsDate } from './issue.ts'
import {
  type Lot,
  type LotStock,
  looseIn,
  onHold,
  type StockStatus,
  type Sublot,
  statusOf,
  sublotOnHold,
} from './lot.ts'
import { objectionsToReversal, statusAfter, type Verdict } from './usage-decision.ts'

/** The one that is worse of two decisions on the same stock. */
const worst = (one: StockStatus, other: StockStatus): StockStatus =>
  (['shipped', 'rejected', 'quarantine'] as const).find((it) => it === one || it === other) ?? 'released'

const earliest = (...dates: readonly (Instant | undefined)[]): Instant | undefined =>
  dates.filter((it) => it !== undefined).sort()[0]

/**
 * What holds of a sublot: what it says of itself, and what its lot says wherever that is stricter, so that the two cannot disagree. Of the
 * place it knows better.
 */
export function statusWithin(
  lot: LotStock,
  { status = lot.status, expiresAt, retestAt, location = lot.location }: Partial<LotStock>,
): LotStock {
  const [expires, retest] = [earliest(lot.expiresAt, expiresAt), earliest(lot.retestAt, retestAt)]
  return {
    status: worst(lot.status, status),
    ...(expires !== undefined && { expiresAt: expires }),
    ...(retest !== undefined && { retestAt: retest }),
    ...(location !== undefined && { location }),
    ...(lot.potency !== undefined && { potency: lot.potency }),
  }
}

export const statusOfSublot = (lot: Lot, sublot: Sublot, at: Instant): LotStatus =>
  statusOf({ ...sublot, ...statusWithin(lot, sublot) }, at)

/**
 * The sublots that part of what lies loose is put into, in the unit of the lot, and every reason why that cannot be.
 * @param existing what stands under each of their ids already
 */
export function partsOf(
  { lotId, unit, loose }: { readonly lotId: LotId; readonly unit: Unit; readonly loose: string },
  parts: readonly SublotPart[],
  existing: readonly (Sublot | undefined)[],
): { readonly violations: readonly Violation[]; readonly sublots: readonly Sublot[]; readonly total: string } {
  const values = parts.map(({ quantity }) => convert(quantity.value, quantity.unit, unit))
  const total = values.reduce<string>((sum, value) => add(sum, value ?? '0'), '0')
  const ids = parts.map(({ sublotId }) => sublotId)
  const violations = reasons(
    parts.flatMap(({ sublotId, quantity }, index) => {
      const value = values[index]
      return reasons(
        (existing[index] !== undefined || ids.indexOf(sublotId) < index) &&
          violation(
            'already-exists',
            `Lot ${lotId} has a sublot ${sublotId} already; give each an id of its own.`,
            `sublots/${index}/sublotId`,
          ),
        value === undefined
          ? violation(
              'unit-mismatch',
              `Lot ${lotId} is kept in ${unit}; ${quantity.unit} measures something else.`,
              `sublots/${index}/quantity/unit`,
            )
          : !isRepresentable(value) &&
              violation(
                'unit-mismatch',
                `${format(quantity)} cannot be told in ${unit} to twelve decimals.`,
                `sublots/${index}/quantity`,
              ),
      )
    }),
    isMore(total, loose) &&
      violation(
        'lot-insufficient',
        `The sublots come to ${format({ value: total, unit })}, but ${format({ value: loose, unit })} of lot ${lotId} lie in no sublot.`,
        `lot:${lotId}`,
      ),
  )
  const sublots = parts.map(
    ({ sublotId }, index): Sublot => ({
      lotId,
      sublotId,
      unit,
      quantity: values[index] ?? '0',
      remaining: values[index] ?? '0',
    }),
  )
  return { violations, sublots, total }
}

/** Puts what lies loose in a lot into sublots. The lot stays what it is, and so does all that is true of it: its status, dates and holds. */
export function divideLot(lot: Lot, existing: readonly (Sublot | undefined)[], { sublots }: DivideLot): Decision {
  const { lotId, materialId, unit } = lot
  const loose = looseIn(lot)
  const parts = partsOf({ lotId, unit, loose }, sublots, existing)
  if (parts.violations.length > 0) return refuse(parts.violations)
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.lot.divided.v1',
      data: { lotId, materialId, sublots, loose: { value: subtract(loose, parts.total), unit } },
    },
    changes: [
      { change: 'divide', lotId, value: parts.total },
      ...parts.sublots.map((sublot): Change => ({ change: 'create-sublot', sublot })),
    ],
  }
}

/** Quality's decision on one sublot: one that is rejected may be so in a lot that is not. */
export function decideSublot(
  lot: Lot,
  found: { readonly sublotId: string; readonly sublot: Sublot | undefined },
  verdict: Verdict,
  signed: SignedOff,
  at: Instant,
): Decision {
  const { lotId } = lot
  const { status, reason } = verdict
  const { sublot, sublotId } = found
  const ref = `lot:${lotId}/${sublotId}`
  const violations = reasons(
    !sublot && violation('sublot-unknown', `Lot ${lotId} has no sublot ${sublotId}.`, ref),
    sublot &&
      (sublot.status ?? lot.status) === status &&
      violation('lot-wrong-status', `Sublot ${sublotId} is ${status} already.`, ref),
    sublot &&
      isZero(sublot.remaining) &&
      sublot.builtInto === undefined &&
      violation('lot-wrong-status', `Nothing is left of sublot ${sublotId} to decide on.`, ref),
    status === 'rejected' &&
      sublot?.builtInto !== undefined &&
      (sublot.holds ?? []).length === 0 &&
      violation(
        'sublot-built-in',
        `Unit ${sublotId} is built into ${sublot.builtInto.replace('@', ' ')}, which would go on with it; hold it first, and that is held too.`,
        ref,
      ),
    status === 'released' &&
      lot.status !== 'released' &&
      violation(
        'lot-not-released',
        `Lot ${lotId} is in status ${lot.status}; a sublot of it is as good as its lot at most.`,
        `lot:${lotId}`,
      ),
    status === 'released' && lot.holds.length > 0 && onHold(lot),
    status === 'released' && sublot && sublotOnHold(sublot),
    status === 'released' &&
      sublot &&
      reasons(
        pastItsDate(statusWithin(lot, sublot), `Sublot ${sublotId}`, ref, at),
        objectionsToReversal(sublot, `Sublot ${sublotId}`, verdict, signed),
      ),
    signed.violations,
  )
  if (violations.length > 0 || !sublot) return refuse(violations)
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.lot.status-changed.v1',
      data: { lotId, sublotId: sublot.sublotId, status, ...(reason !== undefined && { reason }) },
    },
    // A hold that is placed while quality decides comes first: nothing held is released.
    changes: [
      {
        change: 'set-sublot',
        lotId,
        sublotId: sublot.sublotId,
        set: statusAfter(verdict, signed),
        unlessHeld: status === 'released',
      },
    ],
    signatures: signed.signatures,
    spent: signed.spent,
  }
}
