import type { Instant } from '../../../events/identifiers.ts'
import type { Backflush } from '../../../events/order.ts'
import type { Material } from '../../domain/master-data.ts'
import type { AvailableStock } from '../../domain/production/available-stock.ts'
import { isPastItsDate } from '../../domain/production/issue-rules.ts'
import { type Alerts, underHolds } from '../../domain/quality/alerts.ts'
import { lotNamed } from '../../domain/stock/destination.ts'
import type { Lot, Sublot } from '../../domain/stock/lot.ts'
import { type Refs, ref, type Store, type Stored } from '../commit/store.ts'
import { alertsOf, holdsAboveEach } from '../quality/holds-above.ts'
import { lotRefs } from '../stock/basis.ts'

/** The lots that a completion may book, the sublots that it names, and the alerts; nothing if it books nothing. */
export const shelfRefs = (lotIds: readonly string[], asked: readonly Backflush[] = []): Refs =>
  lotIds.length === 0
    ? {}
    : {
        ...lotRefs(lotIds),
        ...Object.fromEntries(
          asked.flatMap(({ lotId, sublotId }) =>
            lotId === undefined || sublotId === undefined
              ? []
              : [[`sublot ${lotId}/${sublotId}`, ref.sublot(lotId, sublotId)]],
          ),
        ),
        alerts: ref.alerts(),
      }

/** One more round trip if some stock is expired, for its material's policy. */
export function shelfRefsThen(found: Found, at: Instant): Refs {
  const { lots, sublots } = shelfIn(found)
  const stale = lots.filter((lot) =>
    [undefined, ...sublots.filter(({ lotId }) => lotId === lot.lotId)].some((sublot) =>
      isPastItsDate({ lot, sublot }, at),
    ),
  )
  return Object.fromEntries(stale.map(({ materialId }) => [`material ${materialId}`, ref.material(materialId)]))
}

type Found = Readonly<Record<string, Stored<unknown> | undefined>>

const alertsIn = (found: Found): Alerts =>
  alertsOf(Object.values(found).find((it) => it?.ref.kind === 'alerts') as Stored<Alerts> | undefined)

const lotsOn = (found: Found): Lot[] =>
  Object.values(found).flatMap((it) => (it?.ref.kind === 'lot' ? [it.value as Lot] : []))

/** Holds that each lot is still inheriting, by lot id. */
export async function holdsAboveShelf(
  store: Pick<Store, 'load'>,
  found: Found,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const points = lotsOn(found).map(({ lotId }) => lotNamed(lotId))
  const above = await holdsAboveEach(store, alertsIn(found))(points)
  return Object.fromEntries(points.map((point) => [point.id, above(point)]))
}

/** The stock from what was read, each lot with all its holds. */
export const shelfIn = (found: Found, above: Readonly<Record<string, readonly string[]>> = {}): AvailableStock => ({
  lots: lotsOn(found).map((lot) => underHolds(lot, alertsIn(found), above[lot.lotId])),
  sublots: Object.values(found).flatMap((it) => (it?.ref.kind === 'sublot' ? [it.value as Sublot] : [])),
  materials: Object.values(found).flatMap((it) => (it?.ref.kind === 'material' ? [it.value as Material] : [])),
})
