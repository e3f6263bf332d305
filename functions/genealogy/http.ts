import { noAlerts } from '../../shared/domain/alerts.ts'
import type { Hold } from '../../shared/domain/deviation.ts'
import { lotNamed } from '../../shared/domain/genealogy.ts'
import { affectedLot, affectedOrder, massBalance, nothingReached, tallied, totals } from '../../shared/domain/recall.ts'
import { commands } from '../../shared/http/command.ts'
import { httpHandler, type Operation } from '../../shared/http/handler.ts'
import { notFound } from '../../shared/http/reading.ts'
import { signInReader } from '../../shared/http/sign-in.ts'
import { site, store, table } from '../../shared/runtime/plant.ts'
import { tokenIssuer } from '../../shared/runtime/token-issuer.ts'
import { genealogyStore } from '../../shared/storage/genealogy-store.ts'
import * as quality from '../../shared/usecases/quality.ts'
import { type Refs, ref } from '../../shared/usecases/store.ts'
import { type Direction, trace, type Window, walk, windowed } from '../../shared/usecases/trace.ts'
import { routes } from './routes.ts'

const issuer = tokenIssuer()
const command = commands(site, store, signInReader(issuer))
const sources = { store, genealogy: genealogyStore(table) }

/** The cursor is the name of the last point of the page before. */
const windowOf = ({ limit, cursor }: { limit?: number; cursor?: string }): Window => ({
  limit,
  after: cursor && Buffer.from(cursor, 'base64url').toString('utf8'),
})
const cursorAfter = (last: string | undefined) =>
  last !== undefined && { nextCursor: Buffer.from(last).toString('base64url') }

const traceLot: Operation = async ({ path, query, at }) => {
  const lotId = path.lotId ?? ''
  const { lot, alerts } = await store.load({ lot: ref.lot(lotId), alerts: ref.alerts() })
  if (!lot) throw notFound(ref.lot(lotId))
  const { direction, ...window } = query as { direction: Direction; limit?: number; cursor?: string }
  const { nodes, last, ...rest } = await trace(sources, lotNamed(lotId), direction, windowOf(window))
  const shown = nodes.map(({ lot, order, ...point }) => ({
    ...point,
    ...(lot && affectedLot(lot, alerts?.value ?? noAlerts, at)),
    ...(order && affectedOrder(order)),
  }))
  return { json: { ...rest, nodes: shown, ...cursorAfter(last) } }
}

const mockRecall: Operation = async ({ path, query, at }) => {
  const lotId = path.lotId ?? ''
  const { lot, alerts: read } = await store.load({ lot: ref.lot(lotId), alerts: ref.alerts() })
  if (!lot) throw notFound(ref.lot(lotId))
  const alerts = read?.value ?? noAlerts
  const tally = nothingReached()
  const pending: string[] = []
  const take = windowed(windowOf(query))
  for await (const level of walk(sources, [lotNamed(lotId)], 'forward'))
    for (const visit of level) {
      tallied(tally, visit, alerts)
      if (visit.pending) pending.push(visit.point.id)
      take.visit(visit)
    }
  const { visits, last } = take.page()
  const shown = visits.filter(({ again }) => !again)
  return {
    json: {
      lotId,
      recalls: await recallsOf(lot.value.holds, Object.keys(alerts.spreading)),
      balance: massBalance(lot.value),
      ...totals(tally),
      lots: shown.flatMap((it) => (it.lot ? affectedLot(it.lot, alerts, at) : [])),
      orders: shown.flatMap((it) => (it.order ? affectedOrder(it.order) : [])),
      containers: shown.flatMap(({ point }) => (point.type === 'container' ? point.id : [])),
      shipments: shown.flatMap(({ point }) => (point.type === 'shipment' ? point.id : [])),
      pending,
      complete: pending.length === 0,
      ...cursorAfter(last),
    },
  }
}

async function recallsOf(holdIds: readonly string[], spreading: readonly string[]) {
  const found = await store.load(Object.fromEntries(holdIds.map((id) => [id, ref.hold(id)])) as Refs)
  return Object.values(found).flatMap((stored) => {
    const hold = stored?.value as Hold | undefined
    if (hold?.purpose !== 'recall') return []
    const { holdId, reason, placedAt, placedBy, subject, spreadAt } = hold
    return { holdId, reason, placedAt, placedBy, subject, spreading: spreading.includes(holdId), spreadAt }
  })
}

export const handler = httpHandler(
  routes,
  { traceLot, mockRecall, recallLot: command(quality.recallLot) },
  issuer.rolesClaim,
)
