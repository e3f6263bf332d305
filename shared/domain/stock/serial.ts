import type { Instant, LotId, MaterialId, OrderId, SublotId } from '../../../events/identifiers.ts'
import type { Decimal } from '../../../events/quantity.ts'
import type { Whereabouts } from '../../../events/unit.ts'
import { isZero } from '../quantity.ts'
import type { Component } from './component.ts'
import type { Gone, Sublot } from './lot.ts'

/** A serialised unit of a material with its components. It is kept after the unit is gone, because a number is used only once. */
export interface Serial {
  readonly materialId: MaterialId
  readonly serial: string
  readonly lotId: LotId
  readonly sublotId: SublotId
  readonly orderId?: OrderId
  /** Announced and not made yet, or scrapped before it was made; absent if it is stock. */
  readonly status?: 'announced' | 'scrapped'
  readonly components?: readonly Component[]
  /** Missing quantities that an override allowed, by line, in the unit of the component. */
  readonly without?: Readonly<Record<string, Decimal>>
  /** What it has gone through in each step that names its units. */
  readonly steps?: Readonly<Record<string, UnitStep>>
  /** Its holds until it is made; afterwards its sublot has them. */
  readonly holds?: readonly string[]
  /** The lots that it has left, oldest first, and how. */
  readonly before?: readonly Stay[]
}

/** What one unit has gone through in one step. */
export interface UnitStep {
  /** Whether the newest result of each parameter or check is within its limits, or was accepted by a disposition. */
  readonly results: Readonly<Record<string, boolean>>
  /** When a device measured the result. An older measurement that arrives later does not change the result. */
  readonly measuredAt?: Readonly<Record<string, Instant>>
  /** The place in the order's chain of the newest result of each parameter or check. */
  readonly newest?: Readonly<Record<string, number>>
  readonly left?: 'finished' | 'scrapped'
}

/** A stay of a unit in a lot: the order that built or repaired it there, and what took it away. */
export interface Stay extends Pick<Serial, 'lotId' | 'orderId'> {
  readonly gone?: Gone
}

/** Where a unit is. Its record names the lot; the sublot there says the rest, so that no two records can differ. */
export function whereaboutsOf({ lotId, orderId, status }: Serial, sublot: Sublot | undefined): Whereabouts {
  if (status === 'announced') return { at: 'announced', lotId, ...(orderId !== undefined && { orderId }) }
  if (status === 'scrapped') return { at: 'scrapped', lotId }
  if (!sublot || !isZero(sublot.remaining)) {
    const { containerId, location } = sublot ?? {}
    if (containerId !== undefined) return { at: 'packed', lotId, containerId }
    return { at: 'stock', lotId, ...(location !== undefined && { location }) }
  }
  const { builtInto, gone = {}, left = {} } = sublot
  if (builtInto !== undefined) return { at: 'built-in', lotId, into: unitNamed(builtInto) }
  if (isIn(left.shipped))
    return { at: 'shipped', lotId, ...(gone.shipmentId !== undefined && { shipmentId: gone.shipmentId }) }
  if (isIn(left.consumed)) return { at: 'used', lotId, ...(gone.orderId !== undefined && { orderId: gone.orderId }) }
  if (isIn(left.sampled)) return { at: 'sampled', lotId }
  return { at: isIn(left.scrapped) ? 'scrapped' : 'missing', lotId }
}

const isIn = (account: Decimal | undefined): boolean => account !== undefined && !isZero(account)

/** The record of a unit that goes into another lot; its number, components and history stay. */
export const movedTo = (unit: Serial, from: Sublot | undefined, lotId: LotId): Serial => ({
  ...unit,
  lotId,
  before: [
    ...(unit.before ?? []),
    {
      lotId: unit.lotId,
      ...(unit.orderId !== undefined && { orderId: unit.orderId }),
      ...(from?.gone && { gone: from.gone }),
    },
  ],
})

export function unitNamed(key: string): { readonly materialId: string; readonly serial: string } {
  const [materialId = '', serial = ''] = key.split('@')
  return { materialId, serial }
}

export const serialKey = (materialId: string, serial: string): string => `${materialId}@${serial}`
