import type { AdjustLot } from '../../../events/material.ts'
import type { Decimal } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Whereabouts } from '../../../events/unit.ts'
import { clear, decide, present } from '../check.ts'
import type { Decision } from '../decision.ts'
import { bookedIn, enteredAs, takenIn } from '../density.ts'
import { add, convert, isMore, isRepresentable, isZero, one, subtract, zero } from '../quantity.ts'
import { lotRef, violation } from '../refusal.ts'
import type { SignedOff } from '../signature.ts'
import { packed } from './issue.ts'
import { type Lot, looseIn, notExactInLot, notInLot } from './lot.ts'
import { unitNamed } from './serial.ts'
import { idsOf, type Stock, unknownSublot } from './stock.ts'

/**
 * Corrects the stock to what was counted: a whole lot, a sublot, or the loose part. The count must say which, because a count of the whole lot that
 * meets its division would double the stock. Held stock is counted too, signed by quality, because a count can remove or add stock.
 *
 * A count never adds a unit with components (`ofUnits`), because the unit would have none on record.
 * A unit that was missing or scrapped may be found again; one that left or was used may not (`where`), because it would exist twice.
 * @param signed only if a signature is given or required
 */
export function adjustLot(
  {
    lot,
    sublot,
    density,
    ofUnits,
    where,
  }: Stock & {
    readonly ofUnits?: boolean | undefined
    readonly where?: Whereabouts | undefined
  },
  body: AdjustLot,
  signed?: SignedOff,
): Decision {
  const { counted: told, sublotId, loose, reasonCode, reason } = body
  const { lotId, unit } = lot
  const was = sublotId === undefined ? looseIn(lot) : sublot?.remaining
  const counted = was === undefined ? bookedIn(density, told, unit) : takenIn(density, told, { value: was, unit })
  const is = convert(counted.value, counted.unit, unit)
  const checks = {
    was: present(was, () => unknownSublot(lot, sublotId ?? '')),
    where: clear(
      sublotId === undefined &&
        lot.inSublots !== undefined &&
        !loose &&
        violation('sublot-missing/count', { lotId }, 'sublotId'),
      sublot && packed(sublot),
      sublot?.builtInto !== undefined &&
        violation(
          'sublot-built-in/count',
          { lotId, sublotId: sublot.sublotId, ...unitNamed(sublot.builtInto) },
          `lot:${lotId}/${sublot.sublotId}`,
        ),
      sublot?.serial !== undefined &&
        where !== undefined &&
        isZero(sublot.remaining) &&
        is !== undefined &&
        isMore(is, zero) &&
        (!isLost(where) || where.lotId !== lotId) &&
        sublot.builtInto === undefined &&
        violation(
          'unit-mismatch/counted-again',
          { serial: sublot.serial, materialId: lot.materialId, where },
          lotRef(lotId, sublot.sublotId),
        ),
      ofUnits &&
        sublotId === undefined &&
        is !== undefined &&
        was !== undefined &&
        isMore(is, was) &&
        violation('unit-missing/count', { materialId: lot.materialId }, 'sublotId'),
      lot.status === 'shipped' && violation('lot-wrong-status/shipped', { lotId }, `lot:${lotId}`),
    ),
    is: present(is, () => notInLot(lot, counted.unit, 'counted/unit')),
    amount: clear(
      is !== undefined && !isZero(is) && !isRepresentable(is) && notExactInLot(told, lot, 'counted'),
      is !== undefined &&
        was !== undefined &&
        isZero(subtract(is, was)) &&
        violation('count-as-recorded', { recorded: { value: was, unit } }, 'counted'),
      is !== undefined &&
        sublot?.serial !== undefined &&
        !isZero(is) &&
        !isZero(subtract(is, one)) &&
        violation('unit-mismatch/one-piece-counted', { serial: sublot.serial }, 'counted'),
      is !== undefined && isRepresentable(is) && was !== undefined && notRepresentable(lot, subtract(is, was)),
    ),
    signed: clear(signed?.violations),
  }
  return decide(checks, ({ was, is }) => {
    return {
      outcome: 'accepted',
      fact: {
        type: 'andon.lot.adjusted.v1',
        data: {
          ...idsOf(lot, sublot),
          ...(loose && { loose }),
          was: { value: was, unit },
          is: { value: is, unit },
          ...enteredAs(told, counted),
          ...(reasonCode !== undefined && { reasonCode }),
          reason,
        },
      },
      // A hold placed during the count makes the commit fail, because the count then needs a signature.
      changes: [
        {
          change: 'count',
          lotId,
          ...(sublotId !== undefined && { sublotId }),
          was,
          is,
          ...(!signed && { unlessHeld: true }),
        },
      ],
      ...(signed && { signatures: signed.signatures, spent: signed.spent }),
    }
  })
}

const isLost = ({ at }: Whereabouts): boolean => at === 'missing' || at === 'scrapped'

/** A count of a part also raises the lot, whose quantity must still fit 15 digits. */
function notRepresentable({ lotId, remaining, unit }: Lot, found: Decimal): Violation | undefined {
  const total = add(remaining, found)
  return isMore(total, zero) && !isRepresentable(total)
    ? violation('unit-mismatch/lot-total', { lotId, total: { value: total, unit } }, 'counted')
    : undefined
}
