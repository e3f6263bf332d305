import type { Backflush } from '../../events/order.ts'
import { type Alerts, underHolds } from '../domain/alerts.ts'
import type { Shelf } from '../domain/backflush.ts'
import type { Lot, Sublot } from '../domain/lot.ts'
import { alertsOf, lotRefs } from './lots.ts'
import { type Refs, ref, type Stored } from './store.ts'

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

/** The same as it was read, each lot with every hold that rests on it. */
export function shelfIn(found: Readonly<Record<string, Stored<unknown> | undefined>>): Shelf {
  const read = Object.values(found).filter((it) => it !== undefined)
  const alerts = alertsOf(read.find(({ ref: { kind } }) => kind === 'alerts') as Stored<Alerts> | undefined)
  return {
    lots: read.flatMap(({ ref: { kind }, value }) => (kind === 'lot' ? [underHolds(value as Lot, alerts)] : [])),
    sublots: read.flatMap(({ ref: { kind }, value }) => (kind === 'sublot' ? [value as Sublot] : [])),
  }
}
