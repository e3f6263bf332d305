import { sourcesOf } from '../../domain/genealogy/genealogy.ts'
import { type Order, underHoldsAbove } from '../../domain/orders/order.ts'
import { type Alerts, noAlerts, underHolds } from '../../domain/quality/alerts.ts'
import { lotNamed, named, orderNamed, type Point } from '../../domain/stock/destination.ts'
import type { Lot } from '../../domain/stock/lot.ts'
import { type Refs, ref, type Store, type Stored } from '../commit/store.ts'

export const alertsOf = (alerts: Stored<Alerts> | undefined): Alerts => alerts?.value ?? noAlerts

/** The holds that any of these lots and orders is still inheriting; see {@link holdsAboveEach}. */
export async function holdsAbove(
  store: Pick<Store, 'load'>,
  alerts: Alerts,
  things: readonly Point[],
): Promise<readonly string[]> {
  const above = await holdsAboveEach(store, alerts)(things)
  return [...new Set(things.flatMap(above))]
}

/**
 * The holds that each of many lots and orders is still inheriting: placed on one of its ancestors, or on itself. One round trip per level backward,
 * and none if no hold is spreading. Only entities are read, so the answer is strongly consistent. Reads are reused between calls, so a level of a
 * trace costs one more round trip, and one for each level of its other inputs.
 */
export function holdsAboveEach(store: Pick<Store, 'load'>, { spreading }: Alerts) {
  const onTheirWay = Object.entries(spreading)
  const met = new Set<string>()
  const carriers = new Map<string, string[]>(onTheirWay.map(([holdId]) => [holdId, []]))
  const madeOf = new Map<string, string[]>()
  return async (things: readonly Point[]): Promise<(point: Point) => readonly string[]> => {
    const unmet = (points: readonly Point[]) => points.filter((it) => !met.has(named(it)) && met.add(named(it)))
    for (let level = onTheirWay.length > 0 ? unmet(things) : []; level.length > 0; ) {
      const basis = await store.load(Object.fromEntries(level.map((point) => [named(point), refOf(point)])) as Refs)
      const next: Point[] = []
      for (const [name, stored] of Object.entries(basis) as [string, Stored<Lot | Order> | undefined][]) {
        if (!stored) continue
        for (const [holdId, root] of onTheirWay)
          if (named(root as Point) === name || stored.value.holds.includes(holdId)) carriers.get(holdId)?.push(name)
        for (const point of above(stored)) {
          const goals = madeOf.get(named(point))
          if (goals) goals.push(name)
          else madeOf.set(named(point), [name])
          next.push(point)
        }
      }
      level = unmet(next)
    }
    const reached = [...carriers].map(([holdId, names]) => [holdId, allMadeOf(names, madeOf)] as const)
    return (point) => reached.flatMap(([holdId, names]) => (names.has(named(point)) ? [holdId] : []))
  }
}

/** The points of a trace with all their holds, own and inherited, as the gate sees them. */
export async function asHeld<Met extends { readonly lot?: Lot; readonly order?: Order }>(
  aboveEach: ReturnType<typeof holdsAboveEach>,
  alerts: Alerts,
  met: readonly Met[],
): Promise<Met[]> {
  const points = met.flatMap(({ lot, order }) => [
    ...(lot ? [lotNamed(lot.lotId)] : []),
    ...(order ? [orderNamed(order.orderId)] : []),
  ])
  const above = await aboveEach(points)
  return met.map((it) => ({
    ...it,
    ...(it.lot && { lot: underHolds(it.lot, alerts, above(lotNamed(it.lot.lotId))) }),
    ...(it.order && { order: underHoldsAbove(it.order, above(orderNamed(it.order.orderId))) }),
  }))
}

/** These things and all their descendants. */
function allMadeOf(names: readonly string[], madeOf: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const found = new Set(names)
  // The loop also visits what is added during it.
  for (const name of found) for (const goal of madeOf.get(name) ?? []) found.add(goal)
  return found
}

const refOf = ({ type, id }: Point) => (type === 'order' ? ref.order(id) : ref.lot(id))

/** The sources of a lot or order at this site. */
const above = ({ ref: { kind }, value }: Stored<Lot | Order>): Point[] =>
  sourcesOf(kind === 'order' ? { type: kind, value: value as Order } : { type: 'lot', value: value as Lot })
    .map(({ point }) => point)
    .filter(({ type, site }) => (type === 'lot' || type === 'order') && site === undefined)
