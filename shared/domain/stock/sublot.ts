import type { Density } from '../../../events/density.ts'
import type { Instant, LotId, MaterialId } from '../../../events/identifiers.ts'
import type { DivideLot, LotStatus, SublotPart } from '../../../events/material.ts'
import type { Decimal, Quantity, Unit } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Change } from '../change.ts'
import { clear, decide, given, present, upon } from '../check.ts'
import type { Decision } from '../decision.ts'
import { bookedEach } from '../density.ts'
import { lotOnHold, sublotOnHold } from '../on-hold.ts'
import { add, convert, isMore, isRepresentable, isZero, subtract, zero } from '../quantity.ts'
import { hasReasons, reasons, refuse, violation } from '../refusal.ts'
import type { SignedOff } from '../signature.ts'
import { objectionsToDate } from './expiry.ts'
import {
  type Lot,
  type LotStock,
  looseIn,
  notExactInLot,
  notInLot,
  type StockStatus,
  type Sublot,
  statusOf,
  sublotAsRead,
} from './lot.ts'
import { unitNamed } from './serial.ts'
import { decidedNow } from './stock-then.ts'
import { objectionsToReversal, statusAfter, type Verdict } from './usage-decision.ts'

/** The stricter of two statuses of the same stock. */
const worst = (one: StockStatus, other: StockStatus): StockStatus =>
  (['shipped', 'rejected', 'quarantine'] as const).find((it) => it === one || it === other) ?? 'released'

const earliest = (...dates: readonly (Instant | undefined)[]): Instant | undefined =>
  dates.filter((it) => it !== undefined).sort()[0]

/** The state of a sublot: its own, or that of its lot where that is stricter. Its own place comes before the place of its lot. */
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
 * The sublots for loose stock, in the unit of the lot, or every reason against them.
 * @param existing what already has their ids
 */
export function partsOf(
  {
    lotId,
    materialId,
    unit,
    loose,
    density,
  }: {
    readonly lotId: LotId
    readonly materialId: MaterialId
    readonly unit: Unit
    readonly loose: Decimal
    readonly density: Density | undefined
  },
  told: readonly SublotPart[],
  existing: readonly (Sublot | undefined)[],
): {
  readonly violations: readonly Violation[]
  readonly sublots: readonly Sublot[]
  readonly total: Decimal
  /** The parts as a fact tells them. */
  readonly parts: readonly (SublotPart & { readonly entered?: Quantity })[]
} {
  const parts = bookedEach(density, told, { value: loose, unit })
  const values = parts.map(({ quantity }) => convert(quantity.value, quantity.unit, unit))
  const total = values.reduce<Decimal>((sum, value) => add(sum, value ?? zero), zero)
  const ids = parts.map(({ sublotId }) => sublotId)
  const violations = reasons(
    parts.flatMap(({ sublotId, quantity }, index) => {
      const value = values[index]
      return reasons(
        (existing[index] !== undefined || ids.indexOf(sublotId) < index) &&
          violation('already-exists/sublot', { lotId, sublotId }, `sublots/${index}/sublotId`),
        value === undefined
          ? notInLot({ lotId, materialId, unit }, quantity.unit, `sublots/${index}/quantity/unit`)
          : !isRepresentable(value) &&
              notExactInLot(told[index]?.quantity ?? quantity, { lotId, unit }, `sublots/${index}/quantity`),
      )
    }),
    isMore(total, loose) &&
      violation(
        'lot-insufficient/loose',
        { lotId, parts: { value: total, unit }, loose: { value: loose, unit } },
        `lot:${lotId}`,
      ),
  )
  const sublots = parts.map(
    ({ sublotId }, index): Sublot => ({
      lotId,
      sublotId,
      unit,
      quantity: values[index] ?? zero,
      remaining: values[index] ?? zero,
    }),
  )
  return { violations, sublots, total, parts }
}

/** Divides loose stock of a lot into sublots. Status, dates and holds of the lot apply to them. */
export function divideLot(
  lot: Lot,
  existing: readonly (Sublot | undefined)[],
  { sublots }: DivideLot,
  { taken = [], density }: { readonly taken?: readonly Violation[]; readonly density?: Density | undefined } = {},
): Decision {
  const { lotId, materialId, unit } = lot
  const loose = looseIn(lot)
  const parts = partsOf({ lotId, materialId, unit, loose, density }, sublots, existing)
  const found = reasons(parts.violations, taken)
  if (hasReasons(found)) return refuse(found)
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.lot.divided.v1',
      data: { lotId, materialId, sublots: [...parts.parts], loose: { value: subtract(loose, parts.total), unit } },
    },
    changes: [
      { change: 'divide', lotId, value: parts.total },
      ...parts.sublots.map((sublot): Change => ({ change: 'create-sublot', sublot })),
    ],
  }
}

/** Quality's decision on one sublot. A sublot can be rejected in a lot that is not. */
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
  const isReleased = status === 'released'
  const checks = {
    sublot: upon(
      present(sublot, () => violation('sublot-unknown', { lotId, sublotId }, ref)),
      (it) =>
        given(
          it,
          (it.status ?? lot.status) === status &&
            violation('lot-wrong-status/sublot-already', { lotId, sublotId, status }, ref),
          isZero(it.remaining) &&
            it.builtInto === undefined &&
            violation('lot-wrong-status/sublot-empty', { lotId, sublotId }, ref),
          status === 'rejected' &&
            it.builtInto !== undefined &&
            (it.holds ?? []).length === 0 &&
            violation('sublot-built-in/reject', { lotId, sublotId, ...unitNamed(it.builtInto) }, ref),
        ),
    ),
    lot: clear(
      isReleased &&
        lot.status !== 'released' &&
        violation('lot-not-released/with-its-sublot', { lotId, status: lot.status }, `lot:${lotId}`),
      isReleased && lotOnHold(lot),
    ),
    release: clear(
      isReleased &&
        sublot &&
        reasons(
          sublotOnHold(sublot),
          objectionsToDate({ ...statusWithin(lot, sublot), lotId, sublotId: sublot.sublotId }, ref, at),
          objectionsToReversal(sublot, verdict, signed),
        ),
    ),
    signed: clear(signed.violations),
  }
  return decide(checks, ({ sublot }) => {
    return {
      outcome: 'accepted',
      fact: {
        type: 'andon.lot.status-changed.v1',
        data: { lotId, sublotId: sublot.sublotId, status, ...(reason !== undefined && { reason }) },
      },
      // A hold placed meanwhile makes the commit fail: held stock is not released.
      changes: [
        {
          change: 'set-sublot',
          lotId,
          sublotId: sublot.sublotId,
          set: decidedNow(sublot, statusAfter(verdict, signed), at),
          was: sublotAsRead(sublot),
          unlessHeld: status === 'released',
        },
      ],
      signatures: signed.signatures,
      spent: signed.spent,
    }
  })
}
