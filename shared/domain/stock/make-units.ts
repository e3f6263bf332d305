import type { SublotId } from '../../../events/identifiers.ts'
import type { MakeUnits } from '../../../events/material.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Change } from '../change.ts'
import type { Decision } from '../decision.ts'
import { decimalOf, isMore, one, subtract } from '../quantity.ts'
import { hasReasons, reasons, refuse, violation } from '../refusal.ts'
import { type Lot, looseIn, type Sublot } from './lot.ts'
import { type Serial, serialKey } from './serial.ts'

/** The existing records of the numbers: in the material, and as sublots of the lot. */
export interface Known {
  readonly serials: readonly (Serial | undefined)[]
  readonly sublots: readonly (Sublot | undefined)[]
}

/**
 * Serialised units of a lot, each a sublot of one piece under its serial number, or every reason against them. The changes create the units and claim
 * the numbers for the material; the caller changes the balance of the lot.
 */
export function serialised(
  { lotId, materialId, unit, orderId }: Pick<Lot, 'lotId' | 'materialId' | 'unit' | 'orderId'>,
  serials: readonly SublotId[],
  known: Known,
): { readonly violations: readonly Violation[]; readonly changes: readonly Change[] } {
  const violations = reasons(
    unit !== '{each}' && violation('unit-mismatch/pieces', { lotId, unit }, `lot:${lotId}`),
    serials.flatMap((serial, index) => {
      const ref = `serials/${index}`
      const holder = known.serials[index]
      if (serials.indexOf(serial) < index) return [violation('serial-duplicated/twice', { serial }, ref)]
      return reasons(
        holder
          ? violation('serial-duplicated/given', { serial, materialId, lotId: holder.lotId }, ref)
          : known.sublots[index] && violation('already-exists/sublot-no-unit', { lotId, sublotId: serial }, ref),
      )
    }),
  )
  const changes = serials.flatMap((serial): Change[] => [
    {
      change: 'create-sublot',
      sublot: { lotId, sublotId: serial, serial, unit: '{each}', quantity: one, remaining: one },
    },
    {
      change: 'save',
      kind: 'serial',
      id: serialKey(materialId, serial),
      value: { materialId, serial, lotId, sublotId: serial, ...(orderId !== undefined && { orderId }) },
    },
  ])
  return { violations, changes }
}

export function makeUnits(lot: Lot, known: Known, { serials }: MakeUnits): Decision {
  const { lotId, materialId, unit } = lot
  const [loose, pieces] = [looseIn(lot), decimalOf(serials.length)]
  const made = serialised(lot, serials, known)
  const found = reasons(
    made.violations,
    unit === '{each}' &&
      isMore(pieces, loose) &&
      violation('lot-insufficient/pieces', { lotId, loose, named: serials.length }, `lot:${lotId}`),
  )
  if (hasReasons(found)) return refuse(found)
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.lot.serialised.v1',
      data: { lotId, materialId, serials, loose: { value: subtract(loose, pieces), unit } },
    },
    changes: [{ change: 'divide', lotId, value: pieces }, ...made.changes],
  }
}
