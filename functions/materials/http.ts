import { accounts, type LotStatus } from '../../events/material.ts'
import { type Alerts, noAlerts, underHolds } from '../../shared/domain/alerts.ts'
import { freeOf, type Lot, statusOf } from '../../shared/domain/lot.ts'
import { commands } from '../../shared/http/command.ts'
import { httpHandler, type Operation } from '../../shared/http/handler.ts'
import { notFound, reading } from '../../shared/http/reading.ts'
import { signInReader } from '../../shared/http/sign-in.ts'
import { site, store, table } from '../../shared/runtime/plant.ts'
import { tokenIssuer } from '../../shared/runtime/token-issuer.ts'
import { factsAbout, factsOf } from '../../shared/storage/fact-store.ts'
import { lotIds, type Window } from '../../shared/storage/list-store.ts'
import { auditLot, type Books } from '../../shared/usecases/lot-audit.ts'
import * as lots from '../../shared/usecases/lots.ts'
import { ref } from '../../shared/usecases/store.ts'
import { routes } from './routes.ts'

const issuer = tokenIssuer()
const command = commands(site, store, signInReader(issuer))
const read = reading(store)

/** A lot in the words of the public: amounts with their unit, and the status that balance and clock make of it. */
function shown(lot: Lot, alerts: Alerts, at: string, above: readonly string[] = []) {
  const { quantity, remaining, unit, left = {}, reserved = '0', ...rest } = underHolds(lot, alerts, above)
  const amount = (value: string) => ({ value, unit })
  return {
    ...rest,
    quantity: amount(quantity),
    remaining: amount(remaining),
    free: amount(freeOf(lot)),
    reserved: amount(reserved),
    left: Object.fromEntries(accounts.map((account) => [account, amount(left[account] ?? '0')])),
    status: statusOf(lot, at),
  }
}

const getLot: Operation = async ({ path, at }) => {
  const lotId = path.lotId ?? ''
  const basis = await store.load({ lot: ref.lot(lotId), alerts: ref.alerts() })
  if (!basis.lot) throw notFound(ref.lot(lotId))
  const above = await lots.holdsOnTheirWay(store)(basis)
  return { json: shown(basis.lot.value, basis.alerts?.value ?? noAlerts, at, above) }
}

const listLots: Operation = async ({ query, at }) => {
  const { materialId, status, ...window } = query as unknown as Window & { materialId?: string; status?: LotStatus }
  const { ids, nextCursor } = await lotIds(table, materialId, { ...window, limit: Math.min(window.limit, 100) })
  const [found, { alerts = undefined }] = await Promise.all([
    store.load(Object.fromEntries(ids.map((id) => [id, ref.lot(id)]))),
    store.load({ alerts: ref.alerts() }),
  ])
  const items = ids
    .flatMap((id) => (found[id] ? [shown(found[id].value, alerts?.value ?? noAlerts, at)] : []))
    .filter((lot) => status === undefined || lot.status === status)
  return { json: { items, ...(nextCursor && { nextCursor }) } }
}

/** What a lot received and where it went, from the facts, and whether the lot says the same. */
const getLotBalance: Operation = async ({ path }) => {
  const lotId = path.lotId ?? ''
  const found = await auditLot(books, lotId)
  if (!found) throw notFound(ref.lot(lotId))
  return { json: found }
}

const books: Books = {
  readLot: async (id) => (await store.load({ lot: ref.lot(id) })).lot?.value,
  factsOf: (id) => factsOf(table, { type: 'lot', id }),
  factsAbout: (id) => factsAbout(table, { type: 'lot', id }),
}

export const handler = httpHandler(
  routes,
  {
    receiveLot: command(lots.receiveLot),
    listLots,
    getLot,
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
    getLotBalance,
  },
  issuer.rolesClaim,
)
