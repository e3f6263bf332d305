import type { LotId } from '../../../events/identifiers.ts'
import type {
  AdjustLot,
  DivideLot,
  MakeUnits,
  MergeLots,
  MoveLot,
  ReceiveLot,
  RetestLot,
  ReturnLot,
  SampleLot,
  ScrapLot,
  ShipLot,
  SplitLot,
} from '../../../events/material.ts'
import type { Circumstances } from '../../domain/caller.ts'
import type { Entities } from '../../domain/change.ts'
import type { Decision } from '../../domain/decision.ts'
import type { Machine } from '../../domain/equipment/machine.ts'
import { lotNamed } from '../../domain/genealogy/genealogy.ts'
import type { Equipment } from '../../domain/master-data.ts'
import type { Snapshot } from '../../domain/orders/order.ts'
import { unitLines } from '../../domain/production/unit.ts'
import { underHolds } from '../../domain/quality/alerts.ts'
import { isZero } from '../../domain/quantity.ts'
import { judgeSignature, type PresentedSignature } from '../../domain/signature.ts'
import { receiveReturn as receiveBackOf } from '../../domain/stock/customer-return.ts'
import type * as domain from '../../domain/stock/lot.ts'
import { makeUnits as make } from '../../domain/stock/make-units.ts'
import * as receiving from '../../domain/stock/receiving.ts'
import type { House } from '../../domain/stock/shipment.ts'
import { shipLot as ship } from '../../domain/stock/shipping.ts'
import * as stock from '../../domain/stock/stock.ts'
import { decideSublot, divideLot as divide } from '../../domain/stock/sublot.ts'
import * as usageDecision from '../../domain/stock/usage-decision.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { type Basis, type Refs, ref, type Store, type Stored } from '../commit/store.ts'
import { alertsOf, holdsAbove } from '../quality/holds-above.ts'

type Path = { lotId: string }
const quality = { roles: ['quality'] } as const
const subject = (id: string) => ({ type: 'lot', id }) as const

/** A place where stock may lie, with the holds on it. */
export const placeRefs = (id: string | undefined) => ({
  place: id === undefined ? undefined : ref.equipment(id),
  machine: id === undefined ? undefined : ref.machine(id),
})

export const placeOf = (
  place: Stored<Equipment> | undefined,
  machine: Stored<Machine> | undefined,
): receiving.Storage | undefined => place && { ...place.value, holds: machine?.value.holds ?? [] }

export const receiveLot = (store: Store, command: Command<ReceiveLot>): Promise<Outcome> => {
  const { lotId, materialId, location, origin } = command.body
  if (origin?.site === command.site) return receiveReturned(store, command, origin)
  return run(store, command, {
    subject: subject(lotId),
    of: 'lot',
    creates: true,
    load: { lot: ref.lot(lotId), material: ref.material(materialId), ...placeRefs(location) },
    decide: ({ lot, material, place, machine }, { at }) =>
      receiving.receiveLot(
        lot?.value,
        command.body,
        { material: material?.value, place: placeOf(place, machine), site: command.site },
        at,
      ),
  })
}

/** A second round trip, because only the lot that left names its holds; those on their way to it are taken over, too. */
const receiveReturned = (
  store: Store,
  command: Command<ReceiveLot>,
  origin: NonNullable<ReceiveLot['origin']>,
): Promise<Outcome> => {
  const { lotId, materialId, location } = command.body
  return run(store, command, {
    subject: subject(lotId),
    of: 'lot',
    creates: true,
    load: {
      lot: ref.lot(lotId),
      material: ref.material(materialId),
      ...placeRefs(location),
      left: origin.lotId === lotId ? undefined : ref.lot(origin.lotId),
      shipment: origin.shipmentId && ref.shipment(origin.shipmentId),
      alerts: ref.alerts(),
    },
    loadMore: ({ left, alerts }) => {
      const known = [...(left?.value.holds ?? []), ...Object.keys(alertsOf(alerts).spreading)]
      return Object.fromEntries(known.map((id) => [`hold ${id}`, ref.hold(id)]))
    },
    find: ({ left, alerts }) => holdsOnTheirWay(store)({ lot: left, alerts }),
    decide: ({ lot, material, place, machine, left, shipment }, { at }, more, above = []) => {
      const isActive = (id: string) => more[`hold ${id}`]?.value.status === 'active'
      const holds = [...new Set([...(left?.value.holds ?? []), ...above])].filter(isActive)
      return receiveBackOf(
        lot?.value,
        command.body,
        { material: material?.value, place: placeOf(place, machine) },
        { lot: left?.value, shipment: shipment?.value, holds },
        at,
      )
    },
  })
}

/** What every command on the stock of a lot reads, in one round trip: the lot, its sublot, and what else may hold it. */
export const stockRefs = (lotId: string, sublotId?: string) => ({
  lot: ref.lot(lotId),
  sublot: sublotId === undefined ? undefined : ref.sublot(lotId, sublotId),
  alerts: ref.alerts(),
})

type StockBasis = Basis<ReturnType<typeof stockRefs>>

/**
 * The stock with every hold that rests on it.
 * @param above what {@link holdsOnTheirWay} has found
 */
export const stockIn = (
  lot: Stored<domain.Lot>,
  { sublot, alerts }: Omit<StockBasis, 'lot'>,
  above: readonly string[] = [],
): stock.Stock => ({
  lot: underHolds(lot.value, alertsOf(alerts), above),
  sublot: sublot?.value,
})

/** What every command that uses stock asks after its reading: the holds on their way to the lot from what it was made of. */
export const holdsOnTheirWay =
  (store: Store) =>
  ({ lot, alerts }: Pick<StockBasis, 'lot' | 'alerts'>): Promise<readonly string[]> =>
    lot ? holdsAbove(store, alertsOf(alerts), [lotNamed(lot.value.lotId)]) : Promise.resolve([])

/** Further lots that a command names, beside whatever else it reads. */
export const lotRefs = (lotIds: readonly string[]): Refs =>
  Object.fromEntries(lotIds.map((id) => [`lot ${id}`, ref.lot(id)]))
export const lotsIn = (basis: object, lotIds: readonly string[]): (domain.Lot | undefined)[] =>
  lotIds.map((id) => (basis as Record<string, Stored<domain.Lot> | undefined>)[`lot ${id}`]?.value)

export const splitLot = (store: Store, command: Command<SplitLot>, { lotId }: Path): Promise<Outcome> => {
  const parts = command.body.parts.map((part) => part.lotId)
  return run(store, command, {
    subject: subject(lotId),
    of: 'lot',
    load: { ...lotRefs(parts), ...stockRefs(lotId) },
    find: holdsOnTheirWay(store),
    decide: ({ lot, ...others }, circumstances, _, above) =>
      lot
        ? stock.splitLot(stockIn(lot, others, above).lot, lotsIn(others, parts), command.body, circumstances)
        : 'unknown',
  })
}

/** A third round trip, because only the lots name the material that has to allow it. */
export const mergeLots = (store: Store, command: Command<MergeLots>, { lotId }: { lotId: LotId }): Promise<Outcome> => {
  const ids = command.body.from.map((it) => it.lotId)
  return run(store, command, {
    subject: subject(lotId),
    of: 'lot',
    load: { ...lotRefs(ids), lot: ref.lot(lotId), alerts: ref.alerts() },
    loadMore: (basis) => {
      const [first] = lotsIn(basis, ids)
      return first && { material: ref.material(first.materialId) }
    },
    find: ({ alerts }) => Promise.all(ids.map((id) => holdsAbove(store, alertsOf(alerts), [lotNamed(id)]))),
    decide: ({ lot, alerts, ...others }, circumstances, { material }, above = []) => {
      const known = lotsIn(others, ids).map((it, index) => it && underHolds(it, alertsOf(alerts), above[index]))
      return stock.mergeLots({ lotId, existing: lot?.value }, known, material?.value, command.body, circumstances)
    },
  })
}

/** A third round trip, because only the lot names its material. */
export const moveLot = (store: Store, command: Command<MoveLot>, { lotId }: Path): Promise<Outcome> => {
  const { to, sublotId } = command.body
  return run(store, command, {
    subject: subject(lotId),
    of: 'lot',
    load: { ...stockRefs(lotId, sublotId), ...placeRefs(to) },
    loadMore: ({ lot }) => ({ material: lot && ref.material(lot.value.materialId) }),
    find: holdsOnTheirWay(store),
    decide: ({ lot, place, machine, ...others }, _, { material }, above) =>
      lot
        ? stock.moveLot(stockIn(lot, others, above), command.body, placeOf(place, machine), material?.value)
        : 'unknown',
  })
}

/** A command on nothing but the stock of one lot, or of one of its sublots. */
const onStock =
  <Body extends { readonly sublotId?: string | undefined }>(
    decide: (
      stock: stock.Stock,
      body: Body,
      circumstances: Circumstances,
      signature: PresentedSignature | undefined,
    ) => Decision,
  ) =>
  (store: Store, command: Command<Body>, { lotId }: Path): Promise<Outcome> =>
    run(store, command, {
      subject: subject(lotId),
      of: 'lot',
      load: stockRefs(lotId, command.body.sublotId),
      find: holdsOnTheirWay(store),
      decide: ({ lot, ...others }, circumstances, _, above) =>
        lot ? decide(stockIn(lot, others, above), command.body, circumstances, command.signature) : 'unknown',
    })

/** A third round trip for what is found of what an order has made, because its recipe says whether every unit has its parts. */
export const adjustLot = (store: Store, command: Command<AdjustLot>, { lotId }: Path): Promise<Outcome> =>
  run(store, command, {
    subject: subject(lotId),
    of: 'lot',
    load: stockRefs(lotId, command.body.sublotId),
    loadMore: ({ lot }) => {
      const { orderId } = lot?.value ?? {}
      const isLoose = command.body.sublotId === undefined
      return { snapshot: isLoose && orderId !== undefined ? ref.snapshot(orderId) : undefined }
    },
    find: holdsOnTheirWay(store),
    decide: ({ lot, ...others }, circumstances, { snapshot }, above) => {
      if (!lot) return 'unknown'
      const found = { ...stockIn(lot, others, above), ofUnits: snapshot && isBuiltOfParts(snapshot.value, lot.value) }
      const { signature } = command
      // It is asked of what is held; one that is given is judged, whatever it is given for.
      const isAsked = signature !== undefined || stock.isHeld(found)
      const signed = isAsked
        ? judgeSignature(signature, { meanings: ['approved', 'verified'], ...quality }, circumstances)
        : undefined
      return stock.adjustLot(found, command.body, signed)
    },
  })

const isBuiltOfParts = (snapshot: Snapshot, { materialId }: domain.Lot): boolean =>
  materialId === snapshot.product && unitLines(snapshot).length > 0

export const scrapLot = onStock<ScrapLot>(stock.scrapLot)
export const sampleLot = onStock<SampleLot>(stock.sampleLot)

/** Where a command ships from, and where else the company is. */
export const houseOf = ({ site, otherSites = [] }: Command): House => ({ site, otherSites })

export const shipLot = (store: Store, command: Command<ShipLot>, { lotId }: Path): Promise<Outcome> => {
  const { shipmentId, sublotId } = command.body
  return run(store, command, {
    subject: subject(lotId),
    of: 'lot',
    load: { ...stockRefs(lotId, sublotId), shipment: ref.shipment(shipmentId) },
    find: holdsOnTheirWay(store),
    decide: ({ lot, shipment, ...others }, circumstances, _, above) =>
      lot
        ? ship(stockIn(lot, others, above), shipment?.value, houseOf(command), command.body, circumstances)
        : 'unknown',
  })
}

/** What goes back to its supplier is shipped to them, in whatever state it is. */
export const returnLot = (store: Store, command: Command<ReturnLot>, path: Path): Promise<Outcome> => {
  const { supplierId, ...body } = command.body
  return shipLot(store, { ...command, body: { ...body, to: { type: 'supplier', id: supplierId } } }, path)
}

/** What stands in a lot under the ids that new sublots are to have. */
const sublotRefs = (lotId: string, ids: readonly string[]): Refs =>
  Object.fromEntries(ids.map((id) => [`sublot ${id}`, ref.sublot(lotId, id)]))
/** The same of serial numbers of a material, and of what stands under them in the lot. */
export const serialRefs = (
  materialId: string,
  { lotId, serials = [] }: { readonly lotId: string; readonly serials?: readonly string[] | undefined },
): Refs => ({
  ...sublotRefs(lotId, serials),
  ...Object.fromEntries(serials.map((it) => [`serial ${it}`, ref.serial(materialId, it)])),
})
export const named = <Kind extends 'sublot' | 'serial'>(basis: object, kind: Kind, ids: readonly string[]) =>
  ids.map((id) => (basis as Record<string, Stored<Entities[Kind]> | undefined>)[`${kind} ${id}`]?.value)

export const divideLot = (store: Store, command: Command<DivideLot>, { lotId }: Path): Promise<Outcome> => {
  const ids = command.body.sublots.map(({ sublotId }) => sublotId)
  return run(store, command, {
    subject: subject(lotId),
    of: 'lot',
    load: { ...sublotRefs(lotId, ids), lot: ref.lot(lotId) },
    decide: ({ lot, ...others }) => (lot ? divide(lot.value, named(others, 'sublot', ids), command.body) : 'unknown'),
  })
}

/** A third round trip, because a serial number is one of the material, which only the lot names. */
export const makeUnits = (store: Store, command: Command<MakeUnits>, { lotId }: Path): Promise<Outcome> => {
  const { serials } = command.body
  return run(store, command, {
    subject: subject(lotId),
    of: 'lot',
    load: { ...sublotRefs(lotId, serials), lot: ref.lot(lotId) },
    loadMore: ({ lot }) =>
      lot && Object.fromEntries(serials.map((it) => [`serial ${it}`, ref.serial(lot.value.materialId, it)])),
    decide: ({ lot, ...others }, _, more) =>
      lot
        ? make(
            lot.value,
            { serials: named(more, 'serial', serials), sublots: named(others, 'sublot', serials) },
            command.body,
          )
        : 'unknown',
  })
}

const decideLot =
  (status: 'released' | 'rejected') =>
  (store: Store, command: Command<{ reason?: string; sublotId?: string }>, { lotId }: Path): Promise<Outcome> => {
    const { reason, sublotId } = command.body
    return run(store, command, {
      subject: subject(lotId),
      of: 'lot',
      load: stockRefs(lotId, sublotId),
      find: holdsOnTheirWay(store),
      decide: ({ lot, ...others }, circumstances, _, above) => {
        if (!lot) return 'unknown'
        const signed = judgeSignature(command.signature, { meanings: [status], ...quality }, circumstances)
        const found = stockIn(lot, others, above)
        return sublotId === undefined
          ? usageDecision.decideLot(found.lot, { status, reason }, signed, circumstances.at)
          : decideSublot(found.lot, { sublotId, sublot: found.sublot }, { status, reason }, signed, circumstances.at)
      },
    })
  }

export const releaseLot = decideLot('released')
export const rejectLot = decideLot('rejected')

export const retestLot = (store: Store, command: Command<RetestLot>, { lotId }: Path): Promise<Outcome> =>
  run(store, command, {
    subject: subject(lotId),
    of: 'lot',
    load: { lot: ref.lot(lotId) },
    decide: ({ lot }, circumstances) =>
      lot
        ? usageDecision.retestLot(
            lot.value,
            command.body,
            judgeSignature(command.signature, { meanings: ['approved', 'verified'], ...quality }, circumstances),
            circumstances.at,
          )
        : 'unknown',
  })

/**
 * A sublot follows the signed disposition of the deviation on it; one that is rejected already stays as it is, and so does one of which
 * nothing is left, unless it is built into something and may come out again.
 */
export const rejectPart = (
  store: Store,
  command: Command<{ reason: string; sublotId: string; rejectedBy?: string | undefined }>,
  { lotId }: Path,
): Promise<Outcome> => {
  const { sublotId, ...decided } = command.body
  return run(store, command, {
    subject: subject(lotId),
    of: 'lot',
    load: stockRefs(lotId, sublotId),
    decide: ({ lot, sublot }, { at }) => {
      if (!lot || !sublot) return 'unknown'
      const { status = lot.value.status, remaining, builtInto } = sublot.value
      if (status === 'rejected' || (isZero(remaining) && builtInto === undefined)) return 'nothing'
      const verdict = { status: 'rejected', ...decided } as const
      return decideSublot(lot.value, { sublotId, sublot: sublot.value }, verdict, bySignedDecision, at)
    },
  })
}

/** It was signed before: what follows from it is not signed again. */
const bySignedDecision = { violations: [], signatures: [], spent: [] }

/** The lots of a batch follow the signed decision on it; the workflow acts on that signature's authority. */
export const followBatch = (
  store: Store,
  command: Command<{ reason?: string; orderId: string; rejectedBy?: string | undefined }>,
  { lotId }: Path,
  status: 'released' | 'rejected',
): Promise<Outcome> =>
  run(store, command, {
    subject: subject(lotId),
    of: 'lot',
    load: stockRefs(lotId),
    find: holdsOnTheirWay(store),
    decide: ({ lot, ...others }, { at }, _, above) => {
      if (!lot) return 'unknown'
      // A lot that was rejected by itself stays so when the rest of its batch is released.
      if (lot.value.status === status || lot.value.status === 'rejected') return 'nothing'
      const { reason, rejectedBy } = command.body
      const verdict = { status, reason, rejectedBy }
      return usageDecision.decideLot(stockIn(lot, others, above).lot, verdict, bySignedDecision, at, 'batch')
    },
  })
