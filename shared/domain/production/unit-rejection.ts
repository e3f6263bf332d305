import type { DeviationId } from '../../../events/identifiers.ts'
import { saveSerial } from '../change.ts'
import type { Accepted } from '../decision.ts'
import type { Serial } from '../stock/serial.ts'
import { isBeingMade, unitRejected } from './unit.ts'

/** A disposition that takes a unit out of use, signed before by `rejectedBy`. */
export interface UnitRejection {
  readonly deviationId: DeviationId
  readonly reason: string
  readonly rejectedBy?: string | undefined
}

/**
 * Takes a unit out of use that its order has not made yet. The unit can then only be scrapped, with what is in it: scrap counts it out of the order and
 * tells the ERP. `nothing` for a unit that is scrapped or rejected already.
 */
export function rejectUnmade(unit: Serial, { deviationId, reason, rejectedBy }: UnitRejection): Accepted | 'nothing' {
  const { materialId, serial, lotId, sublotId, orderId } = unit
  if (orderId === undefined || !isBeingMade(unit) || unitRejected(unit)) return 'nothing'
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.unit.rejected.v1',
      data: {
        orderId,
        materialId,
        lotId,
        serial: sublotId,
        deviationId,
        reason,
        ...(rejectedBy !== undefined && { rejectedBy }),
      },
      about: { type: 'unit', id: `${materialId}@${serial}` },
    },
    changes: [saveSerial({ ...unit, rejectedIn: deviationId })],
  }
}
