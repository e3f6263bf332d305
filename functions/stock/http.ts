import { underHolds } from '../../shared/domain/quality/alerts.ts'
import { lotNamed } from '../../shared/domain/stock/destination.ts'
import type { Lot } from '../../shared/domain/stock/lot.ts'
import type { Answered } from '../../shared/http/answer.ts'
import { commands } from '../../shared/http/command.ts'
import { httpHandler } from '../../shared/http/handler.ts'
import { languageHeaders } from '../../shared/http/language.ts'
import type { Operations } from '../../shared/http/operation.ts'
import { named, notFound, reading } from '../../shared/http/reading.ts'
import { signInReader } from '../../shared/http/sign-in-token.ts'
import { site, store, table } from '../../shared/runtime/plant.ts'
import { tokenIssuer } from '../../shared/runtime/token-issuer.ts'
import { factsAbout, factsOf } from '../../shared/storage/fact-store.ts'
import type { Window } from '../../shared/storage/lists/page.ts'
import { type ListedLot, lotsIn, stockEntries, sublotsOf } from '../../shared/storage/lists/stock.ts'
import { remembered } from '../../shared/usecases/commit/remembered.ts'
import { ref } from '../../shared/usecases/commit/store.ts'
import { alertsOf, holdsAboveEach } from '../../shared/usecases/quality/holds-above.ts'
import { whereabouts } from '../../shared/usecases/stock/aggregation.ts'
import * as basisCases from '../../shared/usecases/stock/basis.ts'
import { auditLot, type Books } from '../../shared/usecases/stock/lot-audit.ts'
import * as lots from '../../shared/usecases/stock/lots.ts'
import { type StockWanted, stockOnHand } from '../../shared/usecases/stock/on-hand.ts'
import * as receiving from '../../shared/usecases/stock/receiving.ts'
import * as shipping from '../../shared/usecases/stock/shipping.ts'
import * as sublotsCases from '../../shared/usecases/stock/sublots.ts'
import * as usageDecision from '../../shared/usecases/stock/usage-decision.ts'
import { toldIn } from '../../shared/usecases/telling.ts'
import { fullPage } from '../lists.ts'
import { shownLot, shownStockRow, shownSublot } from '../stock-view.ts'
import { shownAsBuilt } from '../unit-view.ts'
import type { answers } from './answers.ts'
import { listDue } from './due.ts'
import { routes } from './routes.ts'

const answered: Answered<typeof routes, typeof answers> = routes

type Operating = Operations<typeof answered>

const issuer = tokenIssuer()
const command = commands(site, store, signInReader(issuer))
const read = reading(store)

/** A lot with every hold that applies to it, and those that still spread towards it. */
async function lotOf(lotId: string): Promise<Lot> {
  const known = remembered(store)
  const basis = await known.load({ lot: ref.lot(lotId), alerts: ref.alerts() })
  if (!basis.lot) throw notFound(ref.lot(lotId))
  const above = await basisCases.holdsAboveLot(known, basis.lot, basis.alerts)
  return underHolds(basis.lot.value, alertsOf(basis.alerts), above)
}

const getLot = (async ({ path, at, language }) => {
  const lot = await lotOf(path.lotId)
  const against = await usageDecision.objectionsToLot(store, lot, at)
  return {
    json: {
      ...shownLot(lot, at),
      canRelease: against.release.length === 0,
      canReject: against.reject.length === 0,
      releaseViolations: await toldIn(language, against.release),
      rejectViolations: await toldIn(language, against.reject),
    },
    headers: languageHeaders(language),
  }
}) satisfies Operating['getLot']

const listLots = (async ({ query, at }) => {
  const { limit, cursor, ...wanted } = query
  const { load } = remembered(store)
  const { alerts } = await load({ alerts: ref.alerts() })
  const aboveEach = holdsAboveEach({ load }, alertsOf(alerts))
  const shown = async (lots: readonly ListedLot[]) => {
    const [found, above] = await Promise.all([
      load(Object.fromEntries(lots.map(({ lotId }) => [lotId, ref.lot(lotId)]))),
      aboveEach(lots.map(({ lotId }) => lotNamed(lotId))),
    ])
    return lots.map(({ lotId }) => {
      const stored = found[lotId]
      const lot = stored && shownLot(underHolds(stored.value, alertsOf(alerts), above(lotNamed(lotId))), at)
      // The index is moments behind, and does not tell the statuses of used-up lots apart.
      const isWanted =
        (wanted.status === undefined || lot?.status === wanted.status) &&
        (wanted.location === undefined || lot?.location === wanted.location)
      return isWanted ? lot : undefined
    })
  }
  // A list by location leaves out depleted lots, because they would be most of what is read.
  const filter = { ...wanted, inStock: wanted.location !== undefined, at }
  const read = async (window: Window) => {
    const { lots: entries, ...next } = await lotsIn(table, filter, window)
    return { entries, ...next }
  }
  return { json: await fullPage({ limit, cursor }, read, shown, ({ key }) => key) }
}) satisfies Operating['listLots']

const listSublots = (async ({ path, query, at }) => {
  const lotId = path.lotId
  const [lot, { sublots, nextCursor }] = await Promise.all([lotOf(lotId), sublotsOf(table, lotId, query)])
  const where = await whereabouts(
    store,
    sublots.flatMap(({ containerId }) => containerId ?? []),
  )
  const items = sublots.map((it) => shownSublot(lot, it, it.containerId && where(it.containerId), at))
  return { json: { items, ...(nextCursor && { nextCursor }) } }
}) satisfies Operating['listSublots']

const getSublot = (async ({ path, at }) => {
  const { lotId, sublotId } = path
  const [lot, { sublot }] = await Promise.all([lotOf(lotId), store.load({ sublot: ref.sublot(lotId, sublotId) })])
  if (!sublot) throw notFound({ kind: 'sublot', id: `${lotId}/${sublotId}` })
  const { containerId } = sublot.value
  const where = await whereabouts(store, containerId === undefined ? [] : [containerId])
  return { json: shownSublot(lot, sublot.value, containerId && where(containerId), at) }
}) satisfies Operating['getSublot']

/** A second read gets the stock of the unit and the recipe of its order, because only the unit names them. */
const getUnit = (async ({ path, at }) => {
  const { materialId, serial } = path
  const { unit } = await store.load({ unit: ref.serial(materialId, serial) })
  if (!unit) throw notFound({ kind: 'unit', id: `${materialId}/${serial}` })
  const { lotId, sublotId, orderId } = unit.value
  const { lot, sublot, order, snapshot } = await store.load({
    lot: ref.lot(lotId),
    sublot: ref.sublot(lotId, sublotId),
    order: orderId && ref.order(orderId),
    snapshot: orderId && ref.snapshot(orderId),
  })
  const left = sublot?.value.gone?.shipmentId
  const { shipment } = await store.load({ shipment: left && ref.shipment(left) })
  const around = {
    lot: lot?.value,
    sublot: sublot?.value,
    shipment: shipment?.value,
    order: order?.value,
    snapshot: snapshot?.value,
  }
  return { json: shownAsBuilt(unit.value, around, at) }
}) satisfies Operating['getUnit']

/** The receipts and issues of a lot, from its facts, and whether the lot's balance agrees. */
const getLotBalance = (async ({ path }) => {
  const lotId = path.lotId
  const found = await auditLot(books, lotId)
  if (!found) throw notFound(ref.lot(lotId))
  return { json: found }
}) satisfies Operating['getLotBalance']

const books: Books = {
  readLot: async (id) => (await store.load({ lot: ref.lot(id) })).lot?.value,
  factsOf: (id) => factsOf(table, { type: 'lot', id }),
  factsAbout: (id) => factsAbout(table, { type: 'lot', id }),
}

const listStock = (async ({ query, at }) => {
  const { by, ...asked } = query
  const reading = { ...store, entries: (wanted: StockWanted) => stockEntries(table, wanted) }
  const { rows, ...next } = await stockOnHand(reading, { ...asked, detail: by }, at)
  return { json: { items: rows.map(shownStockRow), ...next } }
}) satisfies Operating['listStock']

export const handler = httpHandler(
  answered,
  {
    receiveLot: command(receiving.receiveLot),
    listLots,
    getLot,
    divideLot: command(sublotsCases.divideLot),
    makeUnits: command(sublotsCases.makeUnits),
    listSublots,
    getSublot,
    getUnit,
    releaseLot: command(usageDecision.releaseLot),
    rejectLot: command(usageDecision.rejectLot),
    retestLot: command(usageDecision.retestLot),
    splitLot: command(lots.splitLot),
    mergeLots: command(lots.mergeLots),
    moveLot: command(lots.moveLot),
    adjustLot: command(lots.adjustLot),
    scrapLot: command(lots.scrapLot),
    sampleLot: command(lots.sampleLot),
    shipLot: command(shipping.shipLot),
    returnLot: command(shipping.returnToSupplier),
    getShipment: read('shipment', named('shipmentId')),
    getLotBalance,
    listStock,
    listDue,
  },
  issuer,
)
