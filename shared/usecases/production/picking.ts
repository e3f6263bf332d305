import type { Instant } from '../../../events/identifiers.ts'
import { lotNamed } from '../../domain/genealogy/genealogy.ts'
import type { Material } from '../../domain/master-data.ts'
import { type Order, underWay } from '../../domain/orders/order.ts'
import * as picking from '../../domain/production/picking.ts'
import { type Alerts, underHolds } from '../../domain/quality/alerts.ts'
import { type Line, materialsOf } from '../../domain/recipes/line.ts'
import { ref, type Store } from '../commit/store.ts'
import { alertsOf, holdsAboveEach } from '../quality/holds-above.ts'

type Reading = Pick<Store, 'load' | 'inStock' | 'sublotsOf'>

/** How many lots of a material are read at first: the one that is next mostly is among them. Each further round reads four times as many. */
const lotsAtFirst = 25

/** The lots of the materials that are used first, and those that are reserved for the order, until what is read is enough or all of it. */
async function candidatesOf(
  store: Reading,
  order: Order,
  materialIds: readonly string[],
  alerts: Alerts,
  isEnough: (read: readonly picking.Candidate[]) => boolean,
): Promise<picking.Candidate[]> {
  const materials = await store.load(Object.fromEntries(materialIds.map((id) => [id, ref.material(id)])))
  const ruleOf = (materialId: string) => materials[materialId]?.value.issueRule ?? 'fefo'
  const aboveEach = holdsAboveEach(store, alerts)
  const found = new Map<string, picking.Candidate>()
  for (let first = lotsAtFirst; ; first *= 4) {
    const shelves = await Promise.all(materialIds.map((id) => firstOf(store, id, ruleOf(id), first)))
    const unread = [...Object.keys(order.reserved ?? {}), ...shelves.flat()].filter((lotId) => !found.has(lotId))
    const lots = await store.load(Object.fromEntries(unread.map((lotId) => [lotId, ref.lot(lotId)])))
    // What is under a hold that is on its way cannot be drawn: it is next for nobody.
    const known = Object.values(lots).flatMap((stored) => (stored ? [stored.value] : []))
    const [above, within] = await Promise.all([
      aboveEach(known.map(({ lotId }) => lotNamed(lotId))),
      // Nor can what lies in a sublot that may not be used.
      Promise.all(known.map(({ lotId, inSublots }) => (inSublots === undefined ? [] : store.sublotsOf(lotId)))),
    ])
    for (const [index, lot] of known.entries())
      found.set(lot.lotId, {
        lot: underHolds(lot, alerts, above(lotNamed(lot.lotId))),
        sublots: within[index] ?? [],
        issueRule: ruleOf(lot.materialId),
      })
    const read = [...found.values()]
    if (isEnough(read) || shelves.every(({ length }) => length < first)) return read
  }
}

/** The index has what expires first before the rest; what came first is looked for among all that is in stock. */
async function firstOf(
  store: Reading,
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

/** What a line of the order is to be drawn from next, as the stock is now. */
export async function nextFor(
  store: Reading,
  order: Order,
  line: Line,
  alerts: Alerts,
  at: Instant,
): Promise<picking.Candidate | undefined> {
  const next = (read: readonly picking.Candidate[]) => picking.nextOf(read, line, order, at)
  const isFound = (read: readonly picking.Candidate[]) => next(read)?.lot.materialId === line.materialId
  return next(await candidatesOf(store, order, materialsOf(line), alerts, isFound))
}

/** Proposes lots for what the lines of an order still need. Undefined when there is no such order; nothing before its release and after its end. */
export async function picksFor(store: Reading, orderId: string, at: Instant): Promise<picking.Proposal[] | undefined> {
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
  // What an alternate covers may still be covered by a lot of the line's own material that is not read yet.
  const isCovered = (read: readonly picking.Candidate[]) =>
    propose(read).every(
      ({ short, lots, materialId }) => short === undefined && lots.every((lot) => lot.materialId === materialId),
    )
  return propose(await candidatesOf(store, issued, materialIds, alertsOf(alerts), isCovered))
}
