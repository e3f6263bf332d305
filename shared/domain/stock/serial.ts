import type { Instant, LotId, MaterialId, OrderId, SublotId } from '../../../events/identifiers.ts'
import type { Decimal } from '../../../events/quantity.ts'
import type { Component } from './component.ts'

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
}

/** What one unit has gone through in one step. */
export interface UnitStep {
  /** Whether the newest result of each parameter or check is within its limits, or was accepted by a disposition. */
  readonly results: Readonly<Record<string, boolean>>
  /** When a device measured the result. An older measurement that arrives later does not change the result. */
  readonly measuredAt?: Readonly<Record<string, Instant>>
  readonly left?: 'finished' | 'scrapped'
}

export function unitNamed(key: string): { readonly materialId: string; readonly serial: string } {
  const [materialId = '', serial = ''] = key.split('@')
  return { materialId, serial }
}

export const serialKey = (materialId: string, serial: string): string => `${materialId}@${serial}`
