import type { Instant } from '../../../events/identifiers.ts'
import type { Material } from '../../domain/master-data.ts'
import { type Order, underWay } from '../../domain/orders/order.ts'
import * as picking from '../../domain/production/picking.ts'
import { type Alerts, underHolds } from '../../domain/quality/alerts.ts'
import { type Line, materialsOf } from '../../domain/recipes/line.ts'
import { lotNamed } from '../../domain/stock/destination.ts'
import { remembered } from '../commit/remembered.ts'
import { ref, type Store } from '../commit/store.ts'
import { alertsOf, holdsAboveEach } from '../quality/holds-above.ts'

export type StockReading = Pick<Store, 'load' | 'inStock' | 'sublotsOf'>

/** The lots of a material in the first read, which usually contains the next lot. Each further read has four times as many. */
const lotsAtFirst = 25

/** The lots of the materials that are used first, and those reserved for the order, until enough or all are read. */
async function candidatesOf(
  store: StockReading,
  order: Order,
  materialIds: readonly string[],
  alerts: Alerts,
  isEnough: (read: readonly picking.Candidate[]) => boolean,
): Promise<picking.Candidate[]> {
  const stock = await stockReader(store, materialIds, alerts)
  for (let first = lotsAtFirst; ; first *= 4) {
    const whole = await stock.read(materialIds, Object.keys(order.reserved ?? {}), first)
    const read = stock.candidates()
    if (isEnough(read) || whole.length === materialIds.length) return read
  }
}

/** Reads stock piece by piece and keeps what it has read. */
export async function stockReader(store: StockReading, materialIds: readonly string[], alerts: Alerts) {
  const { load } = remembered(store)
  const materials = await load(Object.fromEntries(materialIds.map((id) => [id, ref.material(id)])))
  const ruleOf = (materialId: string) => materials[materialId]?.value.issueRule ?? 'fefo'
  const aboveEach = holdsAboveEach({ load }, alerts)
  const found = new Map<string, picking.Candidate>()
  return {
    candidates: (): picking.Candidate[] => [...found.values()],
    /** Reads the lots of these materials that are used first, and these lots. Gives the materials that have no more. */
    async read(of: readonly string[], lotIds: readonly string[], first: number): Promise<string[]> {
      const shelves = await Promise.all(of.map((id) => firstOf(store, id, ruleOf(id), first)))
      const unread = [...lotIds, ...shelves.flat()].filter((lotId) => !found.has(lotId))
      const lots = await load(Object.fromEntries(unread.map((lotId) => [lotId, ref.lot(lotId)])))
      // A lot that is still inheriting a hold cannot be issued, so it is not next.
      const known = Object.values(lots).flatMap((stored) => (stored ? [stored.value] : []))
      const [above, within] = await Promise.all([
        aboveEach(known.map(({ lotId }) => lotNamed(lotId))),
        // Nor can stock in an unusable sublot.
        Promise.all(known.map(({ lotId, inSublots }) => (inSublots === undefined ? [] : store.sublotsOf(lotId)))),
      ])
      for (const [index, lot] of known.entries())
        found.set(lot.lotId, {
          lot: underHolds(lot, alerts, above(lotNamed(lot.lotId))),
          sublots: within[index] ?? [],
          issueRule: ruleOf(lot.materialId),
        })
      return of.filter((_, index) => (shelves[index]?.length ?? 0) < first)
    },
  }
}

/** The index is sorted by expiry; by receipt, all lots in stock are sorted here. */
async function firstOf(
  store: StockReading,
  materialId: string,
  rule: Material['issueRule'],
  first: number,
): Promise<string[]> {
  const lots =
    rule === 'fefo'
      ? await store.inStock(materialId, first)
      : [...(await store.inStock(materialId))].sort((one, other) => (one.receivedAt < other.receivedAt ? -1 : 1))
  return lots.slice(0, first).map(({ lotId }) => lotId)
}

/** The next lot for a line of the order, by present stock. */
export async function nextFor(
  store: StockReading,
  order: Order,
  line: Line,
  alerts: Alerts,
  at: Instant,
): Promise<picking.Candidate | undefined> {
  const next = (read: readonly picking.Candidate[]) => picking.nextOf(read, line, order, at)
  const isFound = (read: readonly picking.Candidate[]) => next(read)?.lot.materialId === line.materialId
  return next(await candidatesOf(store, order, materialsOf(line), alerts, isFound))
}

/** The lot of a material that is used next, by present stock, for what no order asks. */
export async function nextInStock(
  store: StockReading,
  materialId: string,
  alerts: Alerts,
  at: Instant,
): Promise<picking.Candidate | undefined> {
  const stock = await stockReader(store, [materialId], alerts)
  for (let first = lotsAtFirst; ; first *= 4) {
    const whole = await stock.read([materialId], [], first)
    const next = picking.nextInStock(stock.candidates(), at)
    if (next || whole.length > 0) return next
  }
}

/** Proposes lots for the open lines of an order. Undefined if there is no such order; empty before its release and after its end. */
export async function picksFor(
  store: StockReading,
  orderId: string,
  at: Instant,
): Promise<picking.Proposal[] | undefined> {
  const { order, snapshot, alerts } = await store.load({
    order: ref.order(orderId),
    snapshot: ref.snapshot(orderId),
    alerts: ref.alerts(),
  })
  if (!order) return undefined
  if (order.value.status === 'created' || !underWay(order.value) || !snapshot) return []
  const [issued, frozen] = [order.value, snapshot.value]
  const materialIds = [...new Set(picking.openLines(issued, frozen).flatMap(({ line }) => materialsOf(line)))]
  const propose = (read: readonly picking.Candidate[]) => picking.proposePicks(issued, frozen, read, at)
  // Lots not read yet, of the line's own material, may come before an alternate that was found.
  const isCovered = (read: readonly picking.Candidate[]) =>
    propose(read).every(
      ({ short, lots, materialId }) => short === undefined && lots.every((lot) => lot.materialId === materialId),
    )
  return propose(await candidatesOf(store, issued, materialIds, alertsOf(alerts), isCovered))
}
