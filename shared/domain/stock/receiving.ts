import type { Instant } from '../../../events/identifiers.ts'
import type { ReceiveLot } from '../../../events/material.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Change } from '../change.ts'
import type { Decision } from '../decision.ts'
import type { Material } from '../master-data.ts'
import { sameDimension } from '../quantity.ts'
import { reasons, refuse, violation } from '../refusal.ts'
import { daysAfter, type Lot } from './lot.ts'
import { partsOf } from './sublot.ts'

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
