import type { Density } from '../../../events/density.ts'
import type { Instant } from '../../../events/identifiers.ts'
import type { SplitLot } from '../../../events/material.ts'
import type { Decimal } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import type { Change } from '../change.ts'
import type { Decision } from '../decision.ts'
import { bookedEach } from '../density.ts'
import { add, convert, isRepresentable, isZero, subtract, zero } from '../quantity.ts'
import { hasReasons, reasons, refuse, violation } from '../refusal.ts'
import { lotNamed, named } from './destination.ts'
import { issuable, issued } from './issue.ts'
import { type Lot, notExactInLot, notInLot } from './lot.ts'

/**
 * Splits part of the remaining stock into new lots. They inherit status, dates, potency and origin, and no holds, because a held lot is not split.
 */
export function splitLot(
  lot: Lot,
  existing: readonly (Lot | undefined)[],
  { parts: told, keeps: toKeep, reason }: SplitLot,
  { at }: Circumstances,
  density?: Density,
): Decision {
  const booked = bookedEach(density, [...told, ...(toKeep ? [{ lotId: lot.lotId, quantity: toKeep }] : [])], {
    value: lot.remaining,
    unit: lot.unit,
  })
  const parts = booked.slice(0, told.length)
  const keeps = booked[told.length]?.quantity
  const values = parts.map(({ quantity }) => convert(quantity.value, quantity.unit, lot.unit))
  const total = values.reduce<Decimal>((sum, value) => add(sum, value ?? zero), zero)
  const rest = subtract(lot.remaining, total)
  const ids = parts.map(({ lotId }) => lotId)
  const wanted = {
    lotId: lot.lotId,
    quantity: { value: total, unit: lot.unit },
    unless: ['held'] as const,
    to: ids.map((id) => named(lotNamed(id))),
  }
  const kept = keeps && convert(keeps.value, keeps.unit, lot.unit)
  const found = reasons(
    ofAnUndecidedBatch(lot),
    parts.flatMap(({ lotId, quantity }, index) =>
      reasons(
        values[index] === undefined && notInLot(lot, quantity.unit, `parts/${index}/quantity/unit`),
        values[index] !== undefined &&
          !isRepresentable(values[index]) &&
          notExactInLot(told[index]?.quantity ?? quantity, lot, `parts/${index}/quantity`),
        (existing[index] || ids.indexOf(lotId) < index) && lotExists(lotId, `parts/${index}/lotId`),
      ),
    ),
    values.every((value) => value !== undefined) && issuable(lot, undefined, wanted, at).against,
    keeps && kept === undefined && notInLot(lot, keeps.unit, 'keeps/unit'),
    keeps &&
      kept !== undefined &&
      !isZero(subtract(kept, rest)) &&
      violation(
        'split-unbalanced',
        {
          lotId: lot.lotId,
          parts: { value: total, unit: lot.unit },
          keeps,
          remaining: { value: lot.remaining, unit: lot.unit },
        },
        'keeps',
      ),
  )
  if (hasReasons(found)) return refuse(found)
  const { lotId, materialId, unit } = lot
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.lot.split.v1',
      data: {
        lotId,
        materialId,
        parts: [...parts],
        keeps: { value: rest, unit },
        ...(reason !== undefined && { reason }),
      },
    },
    changes: [
      issued(wanted, total, 'parted', at),
      ...parts.map(
        (part, index): Change => ({
          change: 'create-lot',
          lot: partOf(lot, part.lotId, values[index] ?? zero, at),
        }),
      ),
    ],
    // The parts begin with this fact, so it is in their audits too.
    pointers: parts.map(({ lotId: part }) => ({ about: { type: 'lot', id: part }, card: {} })),
  }
}

/** A lot split from another one, with all its data except its balance. */
function partOf(
  {
    left: _left,
    reserved: _reserved,
    inSublots: _inSublots,
    origin: _origin,
    goesTo: _goal,
    cameBack: _back,
    goesToMany: _goals,
    inUnits: _units,
    ...lot
  }: Lot,
  lotId: Lot['lotId'],
  value: Decimal,
  at: Instant,
): Lot {
  return {
    ...lot,
    lotId,
    quantity: value,
    remaining: value,
    holds: [],
    receivedAt: at,
    parents: [lot.lotId],
    madeOf: { [lot.lotId]: { value, unit: lot.unit } },
  }
}

/** Output of an order is released with its batch, and until then must stay the lot that the batch lists. */
export const ofAnUndecidedBatch = ({ lotId, orderId, status }: Lot): Violation | undefined =>
  orderId !== undefined && status === 'quarantine'
    ? violation('lot-wrong-status/batch-undecided', { lotId, orderId }, `order:${orderId}`)
    : undefined

export const lotExists = (lotId: string, ref: string): Violation => violation('already-exists/lot', { lotId }, ref)
