import type { LotStatus } from '../../events/material.ts'
import { noAlerts, underHolds } from '../../shared/domain/alerts.ts'
import type { Lot } from '../../shared/domain/lot.ts'
import { commands } from '../../shared/http/command.ts'
import { httpHandler, type Operation } from '../../shared/http/handler.ts'
import { notFound, reading } from '../../shared/http/reading.ts'
import { signInReader } from '../../shared/http/sign-in.ts'
import { site, store, table } from '../../shared/runtime/plant.ts'
import { tokenIssuer } from '../../shared/runtime/token-issuer.ts'
import { genealogyStore } from '../../shared/storage/genealogy-store.ts'
import { lotIds, sublotsOf, type Window } from '../../shared/storage/list-store.ts'
import { whereabouts } from '../../shared/usecases/aggregation.ts'
import * as lots from '../../shared/usecases/lots.ts'
import { ref } from '../../shared/usecases/store.ts'
import { trace } from '../../shared/usecases/trace.ts'
import { shownLot, shownSublot } from '../stock-view.ts'
import { routes } from './routes.ts'

const issuer = tokenIssuer()
const command = commands(site, store, signInReader(issuer))
const read = reading(store)
const genealogy = genealogyStore(table, store)

const getLot: Operation = async ({ path, at }) => {
  const lotId = path.lotId ?? ''
  const { lot, alerts } = await store.load({ lot: ref.lot(lotId), alerts: ref.alerts() })
  if (!lot) throw notFound(ref.lot(lotId))
  return { json: shownLot(underHolds(lot.value, alerts?.value ?? noAlerts), at) }
}

const listLots: Operation = async ({ query, at }) => {
  const { materialId, status, ...window } = query as unknown as Window & { materialId?: string; status?: LotStatus }
  const { ids, nextCursor } = await lotIds(table, materialId, { ...window, limit: Math.min(window.limit, 100) })
  const [found, { alerts = undefined }] = await Promise.all([
    store.load(Object.fromEntries(ids.map((id) => [id, ref.lot(id)]))),
    store.load({ alerts: ref.alerts() }),
  ])
  const items = ids
    .flatMap((id) => (found[id] ? [shownLot(underHolds(found[id].value, alerts?.value ?? noAlerts), at)] : []))
    .filter((lot) => status === undefined || lot.status === status)
  return { json: { items, ...(nextCursor && { nextCursor }) } }
}

/** The lot whose sublots are asked for, with every hold that rests on it. */
async function lotOf(lotId: string): Promise<Lot> {
  const { lot, alerts } = await store.load({ lot: ref.lot(lotId), alerts: ref.alerts() })
  if (!lot) throw notFound(ref.lot(lotId))
  return underHolds(lot.value, alerts?.value ?? noAlerts)
}

const listSublots: Operation = async ({ path, query, at }) => {
  const lotId = path.lotId ?? ''
  const [lot, { sublots, nextCursor }] = await Promise.all([
    lotOf(lotId),
    sublotsOf(table, lotId, query as unknown as Window),
  ])
  const where = await whereabouts(
    store,
    sublots.flatMap(({ containerId }) => containerId ?? []),
  )
  const items = sublots.map((it) => shownSublot(lot, it, it.containerId && where(it.containerId), at))
  return { json: { items, ...(nextCursor && { nextCursor }) } }
}

const getSublot: Operation = async ({ path, at }) => {
  const { lotId = '', sublotId = '' } = path
  const [lot, { sublot }] = await Promise.all([lotOf(lotId), store.load({ sublot: ref.sublot(lotId, sublotId) })])
  if (!sublot) throw notFound({ kind: 'sublot', id: `${lotId}/${sublotId}` })
  const { containerId } = sublot.value
  const where = await whereabouts(store, containerId === undefined ? [] : [containerId])
  return { json: shownSublot(lot, sublot.value, containerId && where(containerId), at) }
}

const traceLot: Operation = async ({ path, query }) => {
  const lotId = path.lotId ?? ''
  const { lot } = await store.load({ lot: ref.lot(lotId) })
  if (!lot) throw notFound(ref.lot(lotId))
  return { json: await trace(genealogy, lotId, query.direction as 'forward' | 'backward') }
}

export const handler = httpHandler(
  routes,
  {
    receiveLot: command(lots.receiveLot),
    listLots,
    getLot,
    divideLot: command(lots.divideLot),
    makeUnits: command(lots.makeUnits),
    listSublots,
    getSublot,
    releaseLot: command(lots.releaseLot),
    rejectLot: command(lots.rejectLot),
    retestLot: command(lots.retestLot),
    splitLot: command(lots.splitLot),
    mergeLots: command(lots.mergeLots),
    moveLot: command(lots.moveLot),
    adjustLot: command(lots.adjustLot),
    scrapLot: command(lots.scrapLot),
    sampleLot: command(lots.sampleLot),
    shipLot: command(lots.shipLot),
    returnLot: command(lots.returnLot),
    getShipment: read('shipment', 'shipmentId'),
    traceLot,
  },
  issuer.rolesClaim,
)
