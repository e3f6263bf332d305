import type { ReserveLot, ReverseConsumption, UnreserveLot } from '../../events/consumption.ts'
import type { Instant } from '../../events/identifiers.ts'
import { type Alerts, underHolds } from '../domain/alerts.ts'
import { type Line, materialsOf } from '../domain/line.ts'
import type { Material } from '../domain/master-data.ts'
import type { Order } from '../domain/order.ts'
import * as picking from '../domain/picking.ts'
import * as reservation from '../domain/reservation.ts'
import * as reversal from '../domain/reversal.ts'
import { isReservedFor } from '../domain/set-aside.ts'
import { type Command, type Outcome, run } from './command.ts'
import { alertsOf, stockIn, stockRefs } from './lots.ts'
import { ref, type Shelved, type Store } from './store.ts'

type Path = { orderId: string }
const subject = (id: string) => ({ type: 'order', id }) as const

/** A round trip before the others, because only the fact names the lot. It is the same for good, and needs no guard. */
export const reverseConsumption = async (
  store: Store,
  command: Command<ReverseConsumption>,
  { orderId }: Path,
): Promise<Outcome> => {
  const fact = await store.factWith(subject(orderId), command.body.consumptionId)
  const taken = reversal.consumptionIn(fact)
  return run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: {
      order: ref.order(orderId),
      snapshot: ref.snapshot(orderId),
      person: ref.person(command.caller.id),
      lot: taken && ref.lot(taken.lotId),
      sublot: taken?.sublotId === undefined ? undefined : ref.sublot(taken.lotId, taken.sublotId),
    },
    decide: ({ order, snapshot, person, lot, sublot }, circumstances) =>
      order
        ? reversal.reverseConsumption(
            {
              order: order.value,
              snapshot: snapshot?.value,
              person: person?.value,
              lot: lot?.value,
              sublot: sublot?.value,
            },
            fact,
            command.body,
            circumstances,
          )
        : 'unknown',
  })
}

export const reserveLot = (store: Store, command: Command<ReserveLot>, { orderId }: Path): Promise<Outcome> =>
  run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: { order: ref.order(orderId), snapshot: ref.snapshot(orderId), ...stockRefs(command.body.lotId) },
    decide: ({ order, snapshot, lot, ...others }, { at }) =>
      order
        ? reservation.reserveLot(order.value, snapshot?.value, lot && stockIn(lot, others).lot, command.body, at)
        : 'unknown',
  })

export const unreserveLot = (store: Store, command: Command<UnreserveLot>, { orderId }: Path): Promise<Outcome> =>
  run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: { order: ref.order(orderId) },
    decide: ({ order }) => (order ? reservation.unreserveLot(order.value, command.body) : 'unknown'),
  })

type Reading = Pick<Store, 'load' | 'inStock'>

/** A shelf of a material: which lots are on it, and by which rule they are used. */
interface Shelf {
  readonly issueRule: Material['issueRule']
  /** By what is used first. */
  readonly lotIds: readonly string[]
}

/** How many lots of a material are read at once: the first one mostly does, and a held delivery is seldom of more. */
const lotsAtOnce = 25

async function shelvesOf(store: Reading, materialIds: readonly string[]): Promise<Shelf[]> {
  const materials = await store.load(Object.fromEntries(materialIds.map((id) => [id, ref.material(id)])))
  return Promise.all(
    materialIds.map(async (id) => {
      const issueRule = materials[id]?.value.issueRule ?? 'fefo'
      const turn = (it: Shelved) => `${picking.turnOf(it, issueRule)}#${it.receivedAt}#${it.lotId}`
      const lots = [...(await store.inStock(id))].sort((one, other) => (turn(one) < turn(other) ? -1 : 1))
      return { issueRule, lotIds: lots.map(({ lotId }) => lotId) }
    }),
  )
}

/** Reads the lots of the shelves, those that are reserved for the order first and then page by page, until what is read is enough. */
async function candidatesOf(
  store: Reading,
  order: Order,
  shelves: readonly Shelf[],
  alerts: Alerts,
  isEnough: (read: readonly picking.Candidate[]) => boolean,
): Promise<picking.Candidate[]> {
  const found: picking.Candidate[] = []
  const unread = shelves.flatMap(({ issueRule, lotIds }) =>
    lotIds.map((lotId, turn) => ({
      lotId,
      issueRule,
      page: isReservedFor(order, lotId) ? 0 : Math.floor(turn / lotsAtOnce),
    })),
  )
  const pages = Math.max(0, ...unread.map(({ page }) => page + 1))
  for (let page = 0; page < pages && !(page > 0 && isEnough(found)); page += 1) {
    const wanted = unread.filter((it) => it.page === page)
    const lots = await store.load(Object.fromEntries(wanted.map(({ lotId }) => [lotId, ref.lot(lotId)])))
    found.push(
      ...wanted.flatMap(({ lotId, issueRule }) => {
        const lot = lots[lotId]
        return lot ? [{ lot: underHolds(lot.value, alerts), issueRule }] : []
      }),
    )
  }
  return found
}

/** What a line of the order is to be drawn from next, as the stock is now. */
export async function nextFor(
  store: Reading,
  order: Order,
  line: Line,
  alerts: Alerts,
  at: Instant,
): Promise<picking.Candidate | undefined> {
  const shelves = await shelvesOf(store, materialsOf(line))
  const next = (read: readonly picking.Candidate[]) => picking.nextOf(read, line, order, at)
  const isFound = (read: readonly picking.Candidate[]) => next(read)?.lot.materialId === line.materialId
  return next(await candidatesOf(store, order, shelves, alerts, isFound))
}

/** Proposes lots for what the lines of an order still need. Undefined when there is no such order; nothing before its release. */
export async function picksFor(store: Reading, orderId: string, at: Instant): Promise<picking.Proposal[] | undefined> {
  const { order, snapshot, alerts } = await store.load({
    order: ref.order(orderId),
    snapshot: ref.snapshot(orderId),
    alerts: ref.alerts(),
  })
  if (!order) return undefined
  if (order.value.status === 'created' || !snapshot) return []
  const [issued, frozen] = [order.value, snapshot.value]
  const materialIds = [...new Set(picking.openLines(issued, frozen).flatMap(({ line }) => materialsOf(line)))]
  const shelves = await shelvesOf(store, materialIds)
  const propose = (read: readonly picking.Candidate[]) => picking.proposePicks(issued, frozen, read, at)
  // What an alternate covers may still be covered by a lot of the line's own material that is not read yet.
  const isCovered = (read: readonly picking.Candidate[]) =>
    propose(read).every(
      ({ short, lots, materialId }) => short === undefined && lots.every((lot) => lot.materialId === materialId),
    )
  return propose(await candidatesOf(store, issued, shelves, alertsOf(alerts), isCovered))
}
