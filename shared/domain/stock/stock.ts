import type { Violation } from '../../../events/refusals.ts'
import { violation } from '../refusal.ts'
import type { Lot, Sublot } from './lot.ts'

/** What a command takes stock of: a lot, or one of its sublots. */
export interface Stock {
  readonly lot: Lot
  readonly sublot?: Sublot | undefined
}

export const isHeld = ({ lot, sublot }: Stock): boolean => lot.holds.length + (sublot?.holds ?? []).length > 0

/** The ids of the stock, as a fact names it. */
export const idsOf = ({ lotId, materialId }: Lot, sublot: Sublot | undefined) => ({
  lotId,
  materialId,
  ...(sublot && { sublotId: sublot.sublotId }),
})

export const unknownSublot = (lot: Lot, sublotId: string): Violation =>
  violation('sublot-unknown', { lotId: lot.lotId, sublotId }, `lot:${lot.lotId}/${sublotId}`)
