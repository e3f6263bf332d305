import { named, type Point, sourcesOf } from '../domain/genealogy/genealogy.ts'
import type { Order } from '../domain/orders/order.ts'
import { type Alerts, noAlerts } from '../domain/quality/alerts.ts'
import type { Lot } from '../domain/stock/lot.ts'
import { type Refs, ref, type Store, type Stored } from './store.ts'

/** The alerts of the site as a command has read them. */
export const alertsOf = (alerts: Stored<Alerts> | undefined): Alerts => alerts?.value ?? noAlerts

/**
 * The holds on their way to any of these lots and orders: those that were placed on one of their ancestors, or on themselves. A round trip
 * for each step of the way back, and none where nothing is on its way; only the things themselves are read, so that the answer is strongly
 * consistent.
 */
export async function holdsAbove(
  store: Pick<Store, 'load'>,
  { spreading }: Alerts,
  things: readonly Point[],
): Promise<readonly string[]> {
  const onTheirWay = Object.entries(spreading)
  const found = new Set<string>()
  const met = new Set(things.map(named))
  for (let level = things; level.length > 0 && found.size < onTheirWay.length; ) {
    const basis = await store.load(Object.fromEntries(level.map((point) => [named(point), refOf(point)])) as Refs)
    const next: Point[] = []
    for (const [name, stored] of Object.entries(basis)) {
      if (!stored) continue
      const { holds } = stored.value as Lot | Order
      for (const [holdId, root] of onTheirWay)
        if (named(root as Point) === name || holds.includes(holdId)) found.add(holdId)
      next.push(...above(stored as Stored<Lot | Order>))
    }
    level = next.filter((point) => !met.has(named(point)) && met.add(named(point)))
  }
  return [...found]
}

const refOf = ({ type, id }: Point) => (type === 'order' ? ref.order(id) : ref.lot(id))

/** What a lot or an order was made of, here. */
const above = ({ ref: { kind }, value }: Stored<Lot | Order>): Point[] =>
  sourcesOf(kind === 'order' ? { type: kind, value: value as Order } : { type: 'lot', value: value as Lot })
    .map(({ point }) => point)
    .filter(({ type, site }) => (type === 'lot' || type === 'order') && site === undefined)
