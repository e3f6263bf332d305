import type { LotId, MaterialId, OrderId, SublotId } from '../../../events/identifiers.ts'
import type { Decimal } from '../../../events/quantity.ts'
import type { Component } from './component.ts'

/** A serialised unit, by its number within its material, and what it is built of. It is kept when the unit is gone: a number is given once. */
export interface Serial {
  readonly materialId: MaterialId
  readonly serial: string
  readonly lotId: LotId
  readonly sublotId: SublotId
  /** The order that makes it. */
  readonly orderId?: OrderId
  /** It has its number and is not made yet, or was lost before it was; without one it is stock of its lot. */
  readonly status?: 'announced' | 'scrapped'
  readonly components?: readonly Component[]
  /** By line, in the unit of the part: how much of it is left out, as a person has allowed. */
  readonly without?: Readonly<Record<string, Decimal>>
  /** The holds on it until it is made; those of one that is made are on its stock. */
  readonly holds?: readonly string[]
}

/** The unit that {@link serialKey} names. */
export function unitNamed(key: string): { readonly materialId: string; readonly serial: string } {
  const [materialId = '', serial = ''] = key.split('@')
  return { materialId, serial }
}

export const serialKey = (materialId: string, serial: string): string => `${materialId}@${serial}`
