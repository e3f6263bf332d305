import type { Instant } from '../../../events/identifiers.ts'
import type { ReceiveLot } from '../../../events/material.ts'
import type { Unit } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Change } from '../change.ts'
import type { Decision } from '../decision.ts'
import { bookedIn, enteredAs, isMassAndVolume } from '../density.ts'
import type { Material } from '../master-data.ts'
import { add, decimalOf, isMore, isRepresentable, sameDimension, subtract, zero } from '../quantity.ts'
import { hasReasons, reasons, refuse, violation } from '../refusal.ts'
import { endOfShelfLife, type Lot, notExactInLot } from './lot.ts'
import type { serialised } from './make-units.ts'
import { partsOf } from './sublot.ts'

/** A lot is received in quarantine. Quality releases it, or the ERP that vouches for it (21 CFR 211.110(c)). */
export function receiveLot(
  existing: Lot | undefined,
  body: ReceiveLot,
  {
    material,
    place,
    site,
    timeZone,
    arriving = { violations: [], changes: [] },
  }: {
    readonly material: Material | undefined
    readonly place?: Storage | undefined
    readonly site?: string
    readonly timeZone?: string | undefined
    /** The units among it, from {@link arrivingUnits}. */
    readonly arriving?: Pick<ReturnType<typeof serialised>, 'violations' | 'changes'> | undefined
  },
  at: Instant,
): Decision {
  const {
    lotId,
    materialId,
    quantity: told,
    sublots = [],
    serials = [],
    location,
    expiresAt = bestBefore(body, material, timeZone),
    ...described
  } = body
  const quantity = material ? bookedIn(material.density, told, material.unit) : told
  const pieces = decimalOf(serials.length)
  const inUnits = isMore(pieces, quantity.value)
  const loose = serials.length === 0 ? quantity.value : inUnits ? zero : subtract(quantity.value, pieces)
  const parts = partsOf({ lotId, materialId, unit: quantity.unit, loose, density: material?.density }, sublots, [])
  const found = reasons(
    existing && violation('already-exists/lot-received', { lotId }, 'lotId'),
    !material && violation('not-found/material-to-define', { materialId }, 'materialId'),
    material && !sameDimension(material.unit, quantity.unit) && notOfMaterial(material, quantity.unit),
    !isRepresentable(quantity.value) && notExactInLot(told, { lotId, unit: quantity.unit }, 'quantity'),
    body.origin !== undefined &&
      body.origin.site === site &&
      violation('shipment-misdirected/own-lot', { lotId: body.origin.lotId }, 'origin/site'),
    body.manufacturedAt !== undefined &&
      expiresAt !== undefined &&
      expiresAt <= body.manufacturedAt &&
      violation('interval-invalid/lot-dates', { lotId, manufacturedAt: body.manufacturedAt, expiresAt }, 'expiresAt'),
    location !== undefined && objectionsToPlace(location, place, material),
    parts.violations,
    quantity.unit === '{each}' &&
      inUnits &&
      violation('unit-mismatch/serials', { serials: serials.length, quantity }, 'quantity'),
    arriving.violations,
  )
  if (hasReasons(found)) return refuse(found)
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
    ...(sublots.length + serials.length > 0 && { inSublots: add(parts.total, pieces) }),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(location !== undefined && { location }),
  }
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.lot.received.v1',
      data: {
        ...body,
        quantity,
        ...enteredAs(told, quantity),
        ...(body.sublots && { sublots: [...parts.parts] }),
        status: 'quarantine',
        ...(expiresAt !== undefined && { expiresAt }),
      },
      about: { type: 'material', id: materialId },
    },
    changes: [
      { change: 'create-lot', lot },
      ...parts.sublots.map((sublot): Change => ({ change: 'create-sublot', sublot })),
      ...arriving.changes,
    ],
  }
}

/** A violation for stock in a unit that has no value in the unit of its material. */
export const notOfMaterial = ({ materialId, unit }: Pick<Material, 'materialId' | 'unit'>, told: Unit): Violation =>
  violation(
    isMassAndVolume(told, unit) ? 'unit-mismatch/material-density' : 'unit-mismatch/material',
    { materialId, unit, told },
    'quantity/unit',
  )

const bestBefore = (
  { manufacturedAt }: ReceiveLot,
  material: Material | undefined,
  timeZone: string | undefined,
): Instant | undefined =>
  manufacturedAt !== undefined && material?.shelfLifeDays !== undefined
    ? endOfShelfLife(manufacturedAt, material.shelfLifeDays, timeZone)
    : undefined

/** A storage place: any equipment of the site with the capabilities that the material needs for storage. */
export interface Storage {
  readonly equipmentId: string
  readonly capabilities: readonly string[]
  readonly holds?: readonly string[]
}

export function objectionsToPlace(
  equipmentId: string,
  place: Storage | undefined,
  material: Pick<Material, 'materialId' | 'storage'> | undefined,
): Violation[] {
  const ref = `equipment:${equipmentId}`
  if (!place) return [violation('equipment-unknown/storage', { equipmentId }, ref)]
  const { holds = [], capabilities } = place
  const lacking = (material?.storage ?? []).filter((it) => !capabilities.includes(it))
  return reasons(
    material &&
      lacking.length > 0 &&
      violation('storage-unfit', { materialId: material.materialId, equipmentId, needed: lacking }, ref),
    holds.length > 0 && violation('equipment-on-hold/storage', { equipmentId, holds }, ref),
  )
}
