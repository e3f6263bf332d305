import {
  affectedLot,
  affectedOrder,
  massBalance,
  nothingReached,
  tallied,
  totals,
} from '../../shared/domain/genealogy/recall.ts'
import { underHolds } from '../../shared/domain/quality/alerts.ts'
import type { Container } from '../../shared/domain/stock/container.ts'
import { lotNamed } from '../../shared/domain/stock/destination.ts'
import type { Lot, Sublot } from '../../shared/domain/stock/lot.ts'
import { serialKey } from '../../shared/domain/stock/serial.ts'
import type { Answered } from '../../shared/http/answer.ts'
import { commands } from '../../shared/http/command.ts'
import { cursorAfter } from '../../shared/http/cursor.ts'
import { busy, httpHandler } from '../../shared/http/handler.ts'
import type { Answer, Operations } from '../../shared/http/operation.ts'
import { notFound } from '../../shared/http/reading.ts'
import { signInReader } from '../../shared/http/sign-in-token.ts'
import { environment, variable } from '../../shared/runtime/environment.ts'
import { site, store, table } from '../../shared/runtime/plant.ts'
import { tokenIssuer } from '../../shared/runtime/token-issuer.ts'
import { factsOf } from '../../shared/storage/fact-store.ts'
import { genealogyStore } from '../../shared/storage/genealogy-store.ts'
import { sublotsOf } from '../../shared/storage/lists/stock.ts'
import { ref } from '../../shared/usecases/commit/store.ts'
import { type Affected, affectedUnits } from '../../shared/usecases/genealogy/affected-units.ts'
import { trace, windowed } from '../../shared/usecases/genealogy/trace.ts'
import { type Direction, walk } from '../../shared/usecases/genealogy/walk.ts'
import * as holding from '../../shared/usecases/quality/holding.ts'
import { alertsOf, asHeld, holdsAboveEach } from '../../shared/usecases/quality/holds-above.ts'
import { mayBePacked, type Packaging, packagingOf } from '../../shared/usecases/stock/aggregation.ts'
import { pageOf } from '../lists.ts'
import { shownUnit } from '../unit-view.ts'
import type { answers } from './answers.ts'
import { answerAs, type Format } from './formats.ts'
import { routes } from './routes.ts'
import { lostPage, pageAfter, windowOf } from './window.ts'

const answered: Answered<typeof routes, typeof answers> = routes

type Operating = Operations<typeof answered>

const issuer = tokenIssuer()
const command = commands(site, store, signInReader(issuer))
const sources = { store, genealogy: genealogyStore(table) }

/** The plant for exports, with the names by which other companies know the site's things. */
const exported = {
  table,
  store,
  plant: { site, base: environment(variable.nameBase), timeZone: environment(variable.timeZone) },
}

interface Asked {
  readonly direction: Direction
  readonly format: Format
  readonly limit?: number
  readonly cursor?: string
}

const traceLot = (async ({ path: { lotId }, query, at }) => {
  const { format } = query
  if (format !== 'json') return filed(lotId, { ...query, format }, at)
  const { found, last } = await traced(lotId, query, at)
  return { json: { ...found, ...pageAfter(last) } }
}) satisfies Operating['traceLot']

async function traced(lotId: string, { direction, format, ...window }: Asked, at: string) {
  const { lot, alerts } = await store.load({ lot: ref.lot(lotId), alerts: ref.alerts() })
  if (!lot) throw notFound(ref.lot(lotId))
  const { nodes, last, isLost, ...rest } = await trace(sources, lotNamed(lotId), direction, windowOf(window))
  if (isLost) throw lostPage()
  const held = await asHeld(holdsAboveEach(store, alertsOf(alerts)), alertsOf(alerts), nodes)
  const lots = nodes.flatMap((it) => it.lot ?? [])
  // Containers appear only forward: backward, the question is what a lot was made of, not what it is packed in.
  const packaging = direction === 'forward' ? await packagingOf(store, allSublots, lots) : noPackaging
  const isTold = direction === 'forward' && format === 'json'
  // A page does not include units of another page, so units are searched in any case.
  const isPage = window.limit !== undefined || window.cursor !== undefined
  const mayBeInUnits = isPage || lots.some(({ inUnits }) => inUnits)
  const affected = isTold && mayBeInUnits ? await affectedUnits(sources, lotId) : undefined
  const extentOf = extents(affected)
  const pending = [...new Set([...rest.pending, ...(affected?.pending ?? [])])]
  const found = {
    ...rest,
    pending,
    complete: pending.length === 0,
    ...(isTold && (await firstUnits(lotId, affected, window, at))),
    nodes: [
      ...held.map(({ lot, order, ...point }) => {
        if (order) return { ...point, type: 'order' as const, ...affectedOrder(order) }
        if (!lot) return point
        const extent = isTold && { affected: extentOf(lot.lotId) }
        return { ...point, type: 'lot' as const, ...affectedLot(lot, alertsOf(alerts), at), ...extent }
      }),
      ...packaging.containers.map(containerShown),
    ],
    edges: [...rest.edges, ...packaging.edges],
  }
  return { found, last }
}

/** A trace as a file: a table, events or a picture. */
async function filed(
  lotId: string,
  asked: Asked & { readonly format: Exclude<Format, 'json'> },
  at: string,
): Promise<Answer<never>> {
  const { direction, format, limit } = asked
  const { found, last } = await traced(lotId, asked, at)
  // A file does not say that it is incomplete, so it is refused until the trace is complete.
  if (!found.complete) throw busy()
  const answer = await answerAs(format, found, `${lotId}-${direction}`, exported, at)
  if (last === undefined) return answer
  const next = { operationId: 'traceLot', path: { lotId }, query: { direction, format } }
  const more = new URLSearchParams({ direction, format, limit: `${limit}`, cursor: cursorAfter(next, last) })
  return { ...answer, headers: { ...answer.headers, link: `</v1/lots/${lotId}/trace?${more}>; rel="next"` } }
}

/** The first affected units, with the first page of the walk; the units have pages of their own. */
async function firstUnits(
  lotId: string,
  affected: Affected | undefined,
  { cursor: before }: Pick<Asked, 'cursor'>,
  at: string,
) {
  if (!affected || before !== undefined) return { affectedUnits: [] }
  const { items, nextCursor: last } = await unitsShown(affected, { limit: 50 }, at)
  if (last === undefined) return { affectedUnits: items }
  const cursor = cursorAfter({ operationId: 'listAffectedUnits', path: { lotId }, query: {} }, last)
  return { affectedUnits: items, moreUnits: `/v1/lots/${lotId}/affected-units?${new URLSearchParams({ cursor })}` }
}

/** Each page walks anew, because the affected units are known only at the end of the walk. */
const listAffectedUnits = (async ({ path, query, at }) => {
  const lotId = path.lotId
  const { lot } = await store.load({ lot: ref.lot(lotId) })
  if (!lot) throw notFound(ref.lot(lotId))
  const affected = await affectedUnits(sources, lotId)
  const { pending } = affected
  const page = await unitsShown(affected, query, at)
  return { json: { ...page, pending, complete: pending.length === 0 } }
}) satisfies Operating['listAffectedUnits']

type PageAsked = Parameters<typeof pageOf>[2]

async function unitsShown({ units }: Affected, asked: PageAsked, at: string) {
  const { items, ...next } = pageOf(units, ({ unit }) => serialKey(unit.materialId, unit.serial), asked)
  const lotIds = [...new Set(items.map(({ unit }) => unit.lotId))]
  const shipmentIds = [...new Set(items.flatMap(({ sublot }) => sublot?.gone?.shipmentId ?? []))]
  const [lots, shipments] = await Promise.all([
    store.load(Object.fromEntries(lotIds.map((id) => [id, ref.lot(id)]))),
    store.load(Object.fromEntries(shipmentIds.map((id) => [id, ref.shipment(id)]))),
  ])
  const shown = items.map(({ unit, sublot }) => ({
    ...shownUnit(
      unit,
      { lot: lots[unit.lotId]?.value, sublot, shipment: shipments[sublot?.gone?.shipmentId ?? '']?.value },
      at,
    ),
    ...(sublot?.containerId !== undefined && { containerId: sublot.containerId }),
  }))
  return { items: shown, ...next }
}

/** How much of a lot is affected: the whole lot, unless every path to it goes through units. */
function extents(affected: Affected | undefined): (lotId: string) => 'whole' | 'units' | 'none' {
  if (!affected) return () => 'whole'
  const inPart = new Set<string>(affected.units.map(({ unit }) => unit.lotId))
  return (lotId) => (affected.whole.has(lotId) ? 'whole' : inPart.has(lotId) ? 'units' : 'none')
}

const noPackaging: Packaging = { containers: [], edges: [] }

const containerShown = ({ containerId, kind, status, location, shipmentId }: Container) => ({
  type: 'container' as const,
  id: containerId,
  kind,
  status,
  ...(location !== undefined && { location }),
  ...(shipmentId !== undefined && { shipmentId }),
})

async function allSublots(lotId: string): Promise<Sublot[]> {
  const all: Sublot[] = []
  for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
    const page = await sublotsOf(table, lotId, { limit: 500, cursor })
    all.push(...page.sublots)
    cursor = page.nextCursor
  }
  return all
}

const mockRecall = (async ({ path: { lotId }, query, at }) => {
  const { format } = query
  // As a table, as events or as a picture, a recall is the same as the trace forward.
  if (format !== 'json') return filed(lotId, { ...query, format, direction: 'forward' }, at)
  const { lot, alerts: read } = await store.load({ lot: ref.lot(lotId), alerts: ref.alerts() })
  if (!lot) throw notFound(ref.lot(lotId))
  const alerts = alertsOf(read)
  const aboveEach = holdsAboveEach(store, alerts)
  const tally = nothingReached()
  const pending: string[] = []
  const packed: Lot[] = []
  let inUnits = false
  const take = windowed(windowOf(query))
  for await (const level of walk(sources, [lotNamed(lotId)], 'forward'))
    for (const visit of await asHeld(aboveEach, alerts, level)) {
      tallied(tally, visit, alerts)
      if (visit.pending) pending.push(visit.point.id)
      if (visit.lot?.inUnits) inUnits = true
      if (visit.lot && mayBePacked(visit.lot) && !visit.again) packed.push(visit.lot)
      take.visit(visit)
    }
  if (!take.hasBegun()) throw lostPage()
  const { containers } = await packagingOf(store, allSublots, packed)
  const root = underHolds(lot.value, alerts, (await aboveEach([lotNamed(lotId)]))(lotNamed(lotId)))
  const affected = inUnits ? await affectedUnits(sources, lotId) : undefined
  const extentOf = extents(affected)
  const behind = [...new Set([...pending, ...(affected?.pending ?? [])])]
  const { visits, last } = take.page()
  const shown = visits.filter(({ again }) => !again)
  return {
    json: {
      lotId,
      recalls: await recallsOf(root.holds, Object.keys(alerts.spreading)),
      balance: massBalance(lot.value),
      ...totals(tally, { containers: containers.length, units: affected?.units.length ?? 0 }),
      ...(await firstUnits(lotId, affected, query, at)),
      lots: shown.flatMap((it) =>
        it.lot ? { ...affectedLot(it.lot, alerts, at), affected: extentOf(it.lot.lotId) } : [],
      ),
      orders: shown.flatMap((it) => (it.order ? affectedOrder(it.order) : [])),
      containers: containers.map(containerShown),
      shipments: shown.flatMap(({ point }) => (point.type === 'shipment' ? point.id : [])),
      pending: behind,
      complete: behind.length === 0,
      ...pageAfter(last),
    },
  }
}) satisfies Operating['mockRecall']

async function recallsOf(holdIds: readonly string[], spreading: readonly string[]) {
  const found = await store.load(Object.fromEntries(holdIds.map((id) => [id, ref.hold(id)])))
  return Object.values(found).flatMap((stored) => {
    const hold = stored?.value
    if (hold?.purpose !== 'recall') return []
    const { holdId, reason, placedAt, placedBy, subject, spreadAt } = hold
    return { holdId, reason, placedAt, placedBy, subject, spreading: spreading.includes(holdId), spreadAt }
  })
}

export const handler = httpHandler(
  answered,
  {
    traceLot,
    mockRecall,
    listAffectedUnits,
    recallLot: command(holding.recallLot((subject) => factsOf(table, subject))),
  },
  issuer,
)
