import type { ShipmentId, SublotId } from '../../../events/identifiers.ts'
import type { Consignee, MakeUnits, ReceiveLot } from '../../../events/material.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Whereabouts } from '../../../events/unit.ts'
import { type Change, saveSerial } from '../change.ts'
import type { Decision } from '../decision.ts'
import { decimalOf, isMore, one, subtract } from '../quantity.ts'
import { hasReasons, reasons, refuse, violation } from '../refusal.ts'
import { type Lot, looseIn, type Sublot } from './lot.ts'
import { movedTo, type Serial, whereaboutsOf } from './serial.ts'

/** The existing records of the numbers: in the material, and as sublots of the lot. */
export interface Known {
  readonly serials: readonly (Serial | undefined)[]
  readonly sublots: readonly (Sublot | undefined)[]
  /** The sublots that the records name now. */
  readonly places?: readonly (Sublot | undefined)[]
}

/** Where each known number is. */
export const whereIs = ({ serials, places = [] }: Known, index: number): Whereabouts | undefined =>
  serials[index] && whereaboutsOf(serials[index], places[index])

/** A violation if a number is given: whatever bears it is where its record says. */
export const given = (serial: string, materialId: string, where: Whereabouts, ref: string): Violation =>
  violation('serial-duplicated/given', { serial, materialId, lotId: where.lotId, where }, ref)

/** Why sublots cannot have these ids: each is the number of a unit of the material, which would seem to exist twice. */
export const numbersAsSublots = (
  materialId: string,
  ids: readonly string[],
  known: Known,
  refOf = (index: number): string => `sublots/${index}/sublotId`,
): Violation[] =>
  ids.flatMap((serial, index) => {
    const where = whereIs(known, index)
    return where ? violation('serial-duplicated/sublot', { serial, materialId, where }, refOf(index)) : []
  })

/**
 * Serialised units of a lot, each a sublot of one piece under its serial number, or every reason against them. The changes create the units and claim
 * the numbers for the material; the caller changes the balance of the lot.
 */
export function serialised(
  { lotId, materialId, unit, orderId }: Pick<Lot, 'lotId' | 'materialId' | 'unit' | 'orderId'>,
  serials: readonly SublotId[],
  known: Known,
  /** Why a known unit, which is there, cannot come into the lot; by default because it exists. */
  barred: (serial: string, where: Whereabouts, ref: string) => readonly Violation[] = (serial, where, ref) => [
    given(serial, materialId, where, ref),
  ],
): { readonly violations: readonly Violation[]; readonly changes: readonly Change[] } {
  const violations = reasons(
    serials.length > 0 && unit !== '{each}' && violation('unit-mismatch/pieces', { lotId, unit }, `lot:${lotId}`),
    serials.flatMap((serial, index) => {
      const ref = `serials/${index}`
      const where = whereIs(known, index)
      if (serials.indexOf(serial) < index) return [violation('serial-duplicated/twice', { serial }, ref)]
      return reasons(
        where
          ? barred(serial, where, ref)
          : known.sublots[index] && violation('already-exists/sublot-no-unit', { lotId, sublotId: serial }, ref),
      )
    }),
  )
  const changes = serials.flatMap((serial, index): Change[] => {
    const [unit, from] = [known.serials[index], known.places?.[index]]
    const made = { materialId, serial, lotId, sublotId: serial, ...(orderId !== undefined && { orderId }) }
    return [
      { change: 'create-sublot', sublot: { lotId, sublotId: serial, ...onePiece(serial, from) } },
      saveSerial(unit ? movedTo(unit, from, lotId) : made),
    ]
  })
  return { violations, changes }
}

/**
 * The units of a receipt. A number is new, or that of a unit that left for another site or for a supplier and comes back from there, with its history.
 * What comes back from a customer is a return of its lot.
 * @param consigneeOf to whom a shipment went
 */
export function arrivingUnits(
  { lotId, materialId, quantity, serials = [], origin }: ReceiveLot,
  known: Known,
  consigneeOf: (shipmentId: ShipmentId) => Consignee | undefined,
): ReturnType<typeof serialised> {
  return serialised({ lotId, materialId, unit: quantity.unit }, serials, known, (serial, where, ref) => {
    if (where.at !== 'shipped') return [given(serial, materialId, where, ref)]
    const { shipmentId } = where
    const to = shipmentId && consigneeOf(shipmentId)
    return shipmentId !== undefined && to?.type === 'customer' && origin === undefined
      ? [violation('serial-duplicated/left', { serial, materialId, shipmentId, to: to.id, where }, ref)]
      : []
  })
}

/** What a unit lacks and its own holds go with it. */
const onePiece = (serial: string, { lacks, holds }: Pick<Sublot, 'lacks' | 'holds'> = {}) => ({
  serial,
  unit: '{each}' as const,
  quantity: one,
  remaining: one,
  ...(lacks && { lacks }),
  ...(holds && { holds }),
})

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
