import { canonical } from '../../domain/canonical.ts'
import { recomputedAfter } from '../../domain/execution/recalculation.ts'
import { runKey } from '../../domain/performance/shift-log.ts'
import type { KeptLog } from '../../domain/performance/shift-logs.ts'
import { countedBy } from '../../domain/performance/totals.ts'
import { type CountOf, counterName, outputCounted, produceCounted } from '../../domain/production/counted.ts'
import { orderNamed } from '../../domain/stock/destination.ts'
import type { Lot } from '../../domain/stock/lot.ts'
import { digest } from '../commit/chain.ts'
import { run } from '../commit/command.ts'
import { ownId } from '../commit/own-id.ts'
import { type Refs, ref, type Store, type Stored } from '../commit/store.ts'
import { contextOf, subject } from '../execution/steps.ts'
import { alertsOf, holdsAbove } from '../quality/holds-above.ts'
import { stockIn, stockRefs } from '../stock/basis.ts'
import { callerOf, type Heard, NotNow } from './heard.ts'
import type { LogsNow } from './logs.ts'

/**
 * Books what the counters of an equipment have counted of the steps that run now, as output of each. It goes by what they say in all, less what was booked
 * before: a message that is repeated books nothing, and one that got lost is made up for by the next.
 */
export async function bookCounts(store: Store, heard: Heard, logs: LogsNow): Promise<void> {
  const { equipment, rules, newest } = logs
  if (!equipment.counter?.books || !newest) return
  // Once a minute, and at every change of state: a counter that tells every second would make a fact of every piece.
  if (heard.message.name === 'count' && !logs.countsNewMinute) return
  for (const { orderId, count } of countsIn(newest, equipment.equipmentId, rules))
    await book(store, heard, orderId, count)
}

/** Good pieces before rejects, so that both find the lot there. */
function countsIn(log: KeptLog, equipmentId: CountOf['equipmentId'], rules: LogsNow['rules']) {
  const counted = countedBy(log, rules)
  return log.runs.flatMap(({ orderId, stepId, to }) => {
    const pieces = to === undefined ? counted[runKey({ orderId, stepId })] : undefined
    if (!pieces) return []
    const of = { equipmentId, stepId }
    const rejects = Object.entries(pieces.rejects).map(([rejectedAs, total]) => ({ ...of, rejectedAs, total }))
    return [{ ...of, total: pieces.good }, ...rejects].map((count): { orderId: string; count: CountOf } => ({
      orderId,
      count,
    }))
  })
}

async function book(
  store: Store,
  { site, timeZone, clock, equipmentId }: Heard,
  orderId: string,
  count: CountOf,
): Promise<void> {
  const caller = callerOf(equipmentId)
  const id = ownId(caller, `counted/${orderId}/${count.stepId}/${counterName(count)}/${count.total}`)
  const command = {
    id,
    operation: 'device count',
    site,
    ...(timeZone !== undefined && { timeZone }),
    caller,
    clock,
    body: count,
    requestHash: digest(canonical(count)),
    signature: undefined,
  }
  const outcome = await run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: { order: ref.order(orderId), snapshot: ref.snapshot(orderId), alerts: ref.alerts() },
    loadMore: ({ order }): Refs => {
      const body = order && order.value.status !== 'created' ? outputCounted(order.value, count) : undefined
      return body ? stockRefs(body.lotId) : {}
    },
    find: ({ alerts }, _, _at, reading) => holdsAbove(reading, alertsOf(alerts), [orderNamed(orderId)]),
    decide: ({ order, snapshot, alerts }, circumstances, { lot }, above) => {
      const body = order && order.value.status !== 'created' ? outputCounted(order.value, count) : undefined
      if (!order || !body) return 'nothing'
      const there = lot && stockIn(lot as Stored<Lot>, { sublot: undefined, alerts }).lot
      const context = { ...contextOf(order, snapshot, undefined, above), lot: there, recompute: recomputedAfter }
      const decision = produceCounted(context, body, count, circumstances)
      // A machine does not stop counting because an order is on hold. What is refused now is booked as soon as it may be, by the same total.
      return decision.outcome === 'refused' ? 'nothing' : decision
    },
  })
  if (outcome.outcome === 'busy') throw new NotNow(`Order ${orderId} is written to by too many at once.`)
}
