import { lotNamed, named, orderNamed, type Point, sourcesOf } from '../../domain/genealogy/genealogy.ts'
import { type Order, underHoldsAbove } from '../../domain/orders/order.ts'
import { type Alerts, noAlerts, underHolds } from '../../domain/quality/alerts.ts'
import type { Lot } from '../../domain/stock/lot.ts'
import { type Refs, ref, type Store, type Stored } from '../commit/store.ts'

/** The alerts of the site as a command has read them. */
export const alertsOf = (alerts: Stored<Alerts> | undefined): Alerts => alerts?.value ?? noAlerts

/** The holds on their way to any of these lots and orders, as {@link holdsAboveEach} finds them. */
export async function holdsAbove(
  store: Pick<Store, 'load'>,
  alerts: Alerts,
  things: readonly Point[],
): Promise<readonly string[]> {
  const above = await holdsAboveEach(store, alerts)(things)
  return [...new Set(things.flatMap(above))]
}

/**
 * The holds on their way to each of many lots and orders: those that were placed on one of its ancestors, or on itself. A round trip for each
 * step of the way back, and none where nothing is on its way; only the things themselves are read, so that the answer is strongly consistent.
 * It may be asked as often as need be: what was read for one is not read again for the next, so that a level of
 * a walk costs one round trip more, and as many as its other ingredients are deep.
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

/** What a walk has come to, with every hold that rests on it, those on their way among them: as the gate would find it. */
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

/** These things and all that was made of them. */
function allMadeOf(names: readonly string[], madeOf: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const found = new Set(names)
  // What is added while the set is gone through comes up, too.
  for (const name of found) for (const goal of madeOf.get(name) ?? []) found.add(goal)
  return found
}

const refOf = ({ type, id }: Point) => (type === 'order' ? ref.order(id) : ref.lot(id))

/** What a lot or an order was made of, here. */
const above = ({ ref: { kind }, value }: Stored<Lot | Order>): Point[] =>
  sourcesOf(kind === 'order' ? { type: kind, value: value as Order } : { type: 'lot', value: value as Lot })
    .map(({ point }) => point)
    .filter(({ type, site }) => (type === 'lot' || type === 'order') && site === undefined)
