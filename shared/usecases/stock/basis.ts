import type { Density } from '../../../events/density.ts'
import type { Instant } from '../../../events/identifiers.ts'
import type { Amount } from '../../../events/quantity.ts'
import { isMassAndVolume } from '../../domain/density.ts'
import type { Material } from '../../domain/master-data.ts'
import { underHolds } from '../../domain/quality/alerts.ts'
import { lotNamed } from '../../domain/stock/destination.ts'
import type * as domain from '../../domain/stock/lot.ts'
import type { Stock } from '../../domain/stock/stock.ts'
import { type Basis, type Reading, type Refs, ref, type Stored } from '../commit/store.ts'
import { alertsOf, holdsAbove } from '../quality/holds-above.ts'

export type Path = { lotId: string }

export const subject = (id: string) => ({ type: 'lot', id }) as const

/** The refs of every command on the stock of a lot, in one round trip: lot, sublot and alerts. */
export const stockRefs = (lotId: string, sublotId?: string) => ({
  lot: ref.lot(lotId),
  sublot: sublotId === undefined ? undefined : ref.sublot(lotId, sublotId),
  alerts: ref.alerts(),
})

type StockBasis = Basis<ReturnType<typeof stockRefs>>

/**
 * The stock with all its holds.
 * @param above the result of {@link holdsOnTheirWay}
 */
export const stockIn = (
  lot: Stored<domain.Lot>,
  { sublot, alerts }: Omit<StockBasis, 'lot'>,
  above: readonly string[] = [],
): Stock => ({
  lot: underHolds(lot.value, alertsOf(alerts), above),
  sublot: sublot?.value,
})

/** The query of every command that uses the stock of one lot: {@link holdsAboveLot}. */
export const holdsOnTheirWay = (
  { lot, alerts }: Pick<StockBasis, 'lot' | 'alerts'>,
  _more: unknown,
  _at: Instant,
  reading: Reading,
): Promise<readonly string[]> => holdsAboveLot(reading, lot, alerts)

/** The holds that the lot is still inheriting. */
export const holdsAboveLot = (
  reading: Pick<Reading, 'load'>,
  lot: Stored<domain.Lot> | undefined,
  alerts: StockBasis['alerts'],
): Promise<readonly string[]> =>
  lot ? holdsAbove(reading, alertsOf(alerts), [lotNamed(lot.value.lotId)]) : Promise.resolve([])

/** The material of a lot, for its density: one more round trip, only if a quantity is told in the other of mass and volume. */
export const densityRefs = (lot: Stored<domain.Lot> | undefined, ...told: readonly (Amount | undefined)[]) => ({
  material:
    lot && told.some((it) => it && isMassAndVolume(it.unit, lot.value.unit))
      ? ref.material(lot.value.materialId)
      : undefined,
})

/** The density of the material that {@link densityRefs} has read, beside refs whose names are ids. */
export const densityRead = (basis: object): Density | undefined =>
  (basis as { readonly material?: Stored<Material> | undefined }).material?.value.density

/** Further lots of a command, beside its other refs. */
export const lotRefs = (lotIds: readonly string[]): Refs =>
  Object.fromEntries(lotIds.map((id) => [`lot ${id}`, ref.lot(id)]))

export const lotsIn = (basis: object, lotIds: readonly string[]): (domain.Lot | undefined)[] =>
  lotIds.map((id) => (basis as Record<string, Stored<domain.Lot> | undefined>)[`lot ${id}`]?.value)

export const quality = { roles: ['quality'] } as const
