import type { Backflush } from '../../events/order.ts'
import { type Alerts, underHolds } from '../domain/alerts.ts'
import type { Shelf } from '../domain/backflush.ts'
import { lotNamed } from '../domain/genealogy.ts'
import type { Lot, Sublot } from '../domain/lot.ts'
import { alertsOf, holdsAbove } from './holds-above.ts'
import { lotRefs } from './lots.ts'
import { type Refs, ref, type Store, type Stored } from './store.ts'

/** The lots that a completion may book, the sublots that it names, and what else may hold them: nothing where it books nothing. */
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

type Found = Readonly<Record<string, Stored<unknown> | undefined>>

const read = (found: Found): Stored<unknown>[] => Object.values(found).filter((it) => it !== undefined)

/** None where nothing is booked: then nothing of it was read. */
export const alertsIn = (found: Found): Alerts =>
  alertsOf(read(found).find(({ ref: { kind } }) => kind === 'alerts') as Stored<Alerts> | undefined)

/** The holds on their way to each of the lots from what it was made of. */
export async function holdsAboveShelf(
  store: Pick<Store, 'load'>,
  found: Found,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const alerts = alertsIn(found)
  const lots = read(found).filter(({ ref: { kind } }) => kind === 'lot')
  const above = await Promise.all(
    lots.map(async ({ ref: { id } }) => [id, await holdsAbove(store, alerts, [lotNamed(id)])] as const),
  )
  return Object.fromEntries(above)
}

/**
 * The same as it was read, each lot with every hold that rests on it.
 * @param above what {@link holdsAboveShelf} has found
 */
export function shelfIn(found: Found, above: Readonly<Record<string, readonly string[]>> = {}): Shelf {
  const alerts = alertsIn(found)
  return {
    lots: read(found).flatMap(({ ref: { kind, id }, value }) =>
      kind === 'lot' ? [underHolds(value as Lot, alerts, above[id])] : [],
    ),
    sublots: read(found).flatMap(({ ref: { kind }, value }) => (kind === 'sublot' ? [value as Sublot] : [])),
  }
}
