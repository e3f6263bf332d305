import type { Density } from '../../../events/density.ts'
import type { Quantity } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import { takenIn } from '../density.ts'
import { least } from '../quantity.ts'
import { violation } from '../refusal.ts'
import { freeOf, type Lot, looseIn, type Sublot } from './lot.ts'

/** What a command takes stock of: a lot, or one of its sublots. */
export interface Stock {
  readonly lot: Lot
  readonly sublot?: Sublot | undefined
  /** The density of its material, which counts a quantity that is told in the other of mass and volume. */
  readonly density?: Density | undefined
}

/** The quantity that is taken, as the stock is booked; undefined for all that is left. */
export const takenFrom = ({ lot, sublot, density }: Stock, told: Quantity | undefined): Quantity | undefined =>
  told && takenIn(density, told, { value: sublot?.remaining ?? least(looseIn(lot), freeOf(lot)), unit: lot.unit })

export const isHeld = ({ lot, sublot }: Stock): boolean => lot.holds.length + (sublot?.holds ?? []).length > 0

/** The ids of the stock, as a fact names it. */
export const idsOf = ({ lotId, materialId }: Lot, sublot: Sublot | undefined) => ({
  lotId,
  materialId,
  ...(sublot && { sublotId: sublot.sublotId }),
})

export const unknownSublot = (lot: Lot, sublotId: string): Violation =>
  violation('sublot-unknown', { lotId: lot.lotId, sublotId }, `lot:${lot.lotId}/${sublotId}`)
