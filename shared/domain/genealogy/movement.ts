import type { FactData } from '../../../events/catalog.ts'
import type { Receipt } from '../../../events/envelope.ts'
import type { Instant } from '../../../events/identifiers.ts'
import type { Consignee } from '../../../events/material.ts'
import type { Amount, Decimal, Unit } from '../../../events/quantity.ts'
import type { MovingFact } from '../../../events/site-to-enterprise.ts'
import { add, baseUnitOf, convert, inBaseUnit, isMore, subtract, zero } from '../quantity.ts'
import { named, type Point } from '../stock/destination.ts'
import { type Edge, loopsIn } from './genealogy.ts'

/** A point with its site. For a shipment it is one lot in it, because lots that travel together do not mix. */
export interface Station extends Point {
  readonly lotId?: string
}

/** The unique name of a station: `lot:lyon/SUC-1`, `shipment:lyon/SH-7@SUC-1`, `customer:ACME`. No id of a lot contains `@`. */
export const stationName = ({ lotId, ...point }: Station): string =>
  lotId === undefined ? named(point) : `${named(point)}@${lotId}`

export type End = Point & { readonly type: Consignee['type'] }

/** A trace ends at customers, suppliers and sites, because their other deliveries are unrelated. */
export const isEnd = (point: Point): point is End =>
  point.type === 'customer' || point.type === 'supplier' || point.type === 'site'

export interface Movement {
  readonly from: Station
  readonly to: Station
  /** Negative if it came back. */
  readonly quantity: Amount
  readonly materialId: string
  readonly site: string
  readonly at: Instant
  readonly orderId?: string
  /** Recorded by the receiver for the sender. It counts until the sender has recorded it too. */
  readonly hearsay?: true
}

/** A fact by which material moves, with the data of its type. */
export type MovementFact = {
  readonly [Type in MovingFact]: Pick<Receipt, 'site' | 'recordedAt'> & {
    readonly type: Type
    readonly data: FactData<Type>
  }
}[MovingFact]

/**
 * The movements in a fact, in its order. Material shipped to another site is in transit until that site receives it as a lot; the receipt subtracts
 * it.
 */
export function movementsOf({ site, recordedAt: at, ...fact }: MovementFact): Movement[] {
  const lot = (id: string): Station => ({ type: 'lot', id, site })
  const order = (id: string): Station => ({ type: 'order', id, site })
  const drawn = (orderId: string, lotId: string, quantity: Amount, materialId: string): Movement => ({
    from: lot(lotId),
    to: order(orderId),
    quantity,
    materialId,
    orderId,
    site,
    at,
  })
  const sent = (shipmentId: string, to: Consignee, unit: Shipped): Movement[] => {
    const { lotId, quantity, materialId } = unit
    const shipment: Station = { type: 'shipment', id: shipmentId, site, lotId }
    const told = { quantity, materialId, site, at }
    return [
      { from: lot(lotId), to: shipment, ...told },
      { from: shipment, to: { type: to.type, id: to.id }, ...told },
    ]
  }
  switch (fact.type) {
    case 'andon.lot.received.v1':
      return received(lot(fact.data.lotId), fact.data, { site, at })
    case 'andon.lot.split.v1': {
      const { lotId, materialId, parts, keeps } = fact.data
      return parts.map(({ lotId: part, quantity: { value, unit } }) => ({
        from: lot(lotId),
        to: lot(part),
        quantity: { value: inUnit(value, unit, keeps.unit), unit: keeps.unit },
        materialId,
        site,
        at,
      }))
    }
    case 'andon.lot.merged.v1': {
      const { lotId, materialId, from } = fact.data
      return from.map((part) => ({
        from: lot(part.lotId),
        to: lot(lotId),
        quantity: part.quantity,
        materialId,
        site,
        at,
      }))
    }
    case 'andon.lot.shipped.v1':
      return sent(fact.data.shipmentId, fact.data.to, fact.data)
    case 'andon.container.shipped.v1':
      return fact.data.units.flatMap((unit) => sent(fact.data.shipmentId, fact.data.to, unit))
    case 'andon.unit.repair-started.v1':
    case 'andon.material.consumed.v1': {
      const { orderId, lotId, quantity, materialId } = fact.data
      return [drawn(orderId, lotId, quantity, materialId)]
    }
    case 'andon.material.returned.v1':
      // A component that a repair takes out was in the unit when that left, so the order that built it in stays on its way.
      if (fact.data.issuedBy !== undefined) return []
      return [drawn(fact.data.orderId, fact.data.lotId, negative(fact.data.quantity), fact.data.materialId)]
    case 'andon.unit.repair-cancelled.v1':
    case 'andon.dispensing.rejected.v1': {
      const { orderId, lotId, quantity, materialId } = fact.data
      return [drawn(orderId, lotId, negative(quantity), materialId)]
    }
    case 'andon.unit.built.v1':
    case 'andon.step.progressed.v1':
    case 'andon.step.completed.v1': {
      const { orderId, consumed = [] } = fact.data
      return consumed.map(({ lotId, quantity, materialId }) => drawn(orderId, lotId, quantity, materialId))
    }
    case 'andon.material.produced.v1':
    case 'andon.production.reversed.v1': {
      const { orderId, lotId, quantity, materialId, use } = fact.data
      // Scrap does not become stock, and the lot of a sample already exists.
      if (use === 'scrap' || use === 'sample') return []
      const moved = fact.type === 'andon.production.reversed.v1' ? negative(quantity) : quantity
      return [{ from: order(orderId), to: lot(lotId), quantity: moved, materialId, orderId, site, at }]
    }
  }
}

function inUnit(value: Decimal, unit: Unit, wanted: Unit): Decimal {
  const converted = convert(value, unit, wanted)
  if (converted === undefined)
    throw new Error(`${value} ${unit} is no amount in ${wanted}, in which the lot that was split is kept.`)
  return converted
}

type Shipped = Pick<FactData<'andon.lot.shipped.v1'>, 'lotId' | 'quantity' | 'materialId'>

/** The sender: the other site, with the shipment if the receipt names it, else the supplier. A customer return comes from its consignee. */
function received(
  to: Station,
  { origin, from: sender, supplierId, quantity, materialId }: FactData<'andon.lot.received.v1'>,
  { site, at }: Pick<Movement, 'site' | 'at'>,
): Movement[] {
  const told = { quantity, materialId, site, at }
  if (!origin) return supplierId === undefined ? [] : [{ from: { type: 'supplier', id: supplierId }, to, ...told }]
  const there: Station = { type: 'lot', id: origin.lotId, site: origin.site }
  if (origin.shipmentId === undefined) return [{ from: there, to, ...told }]
  const shipment: Station = { type: 'shipment', id: origin.shipmentId, site: origin.site, lotId: origin.lotId }
  return [
    { from: there, to: shipment, ...told, hearsay: true },
    { from: shipment, to, ...told },
    {
      from: shipment,
      to: { type: sender?.type ?? 'site', id: sender?.id ?? site },
      ...told,
      quantity: negative(quantity),
    },
  ]
}

const negative = ({ value, unit }: Amount): Amount => ({ value: subtract(zero, value), unit })

/** All material that went from one station to another, less what came back. */
export interface Passage {
  readonly from: Station
  readonly to: Station
  /** Both ends as names of points; `lotId` is the lot in a shipment. */
  readonly edge: Edge & { readonly lotId?: string }
  /** The material of each lot, as recorded by the lot's own site. */
  readonly materials: ReadonlyMap<string, string>
}

/**
 * The net sums of movements, for each pair of stations and each dimension with a remaining quantity. They are exact and do not depend on the order of
 * movements. Sums over several units are in the base unit of the dimension, by multiplication only. A receipt in pieces does not reduce a shipment by
 * mass, which stays in transit.
 */
export function passagesOf(movements: readonly Movement[]): Passage[] {
  const pairs = Map.groupBy(movements, ({ from, to }) => `${stationName(from)} ${stationName(to)}`)
  return [...pairs.values()].flatMap((told) => {
    const said = told.filter(({ hearsay }) => !hearsay)
    return netsOf(said.length > 0 ? said : told)
  })
}

function netsOf(movements: readonly Movement[]): Passage[] {
  const alike = Map.groupBy(movements, ({ quantity }) => baseUnitOf(quantity.unit))
  return [...alike.values()].flatMap((counted) => {
    const [first] = counted.toSorted((one, other) => (one.at < other.at ? -1 : 1))
    const quantity = netOf(counted.map((it) => it.quantity))
    if (!first || !quantity || !isMore(quantity.value, zero)) return []
    const { from, to, at, orderId } = first
    const lotId = from.lotId ?? to.lotId
    const edge = {
      from: named(from),
      to: named(to),
      quantity,
      ...(orderId !== undefined && { orderId }),
      ...(lotId !== undefined && { lotId }),
      at,
    }
    return { from, to, edge, materials: materialsIn(counted) }
  })
}

/** Loops across all sites; two lots in one shipment are two ways. */
export function loopsAcrossSites(
  root: string,
  edges: readonly Passage['edge'][],
  direction: 'forward' | 'backward',
): ReturnType<typeof loopsIn> {
  const station = (name: string, lotId = '') => (name.startsWith('shipment:') ? `${name}@${lotId}` : name)
  const point = (name: string) => name.replace(/@.*$/, '')
  const between = edges.map((it) => ({ ...it, from: station(it.from, it.lotId), to: station(it.to, it.lotId) }))
  return loopsIn(root, between, direction).map(({ from, to }) => ({ from: point(from), to: point(to) }))
}

function netOf(quantities: readonly Amount[]): Amount | undefined {
  const [first] = quantities
  if (!first) return undefined
  const isAlike = quantities.every(({ unit }) => unit === first.unit)
  const value = quantities.reduce((sum, it) => add(sum, isAlike ? it.value : inBaseUnit(it)), zero)
  return { value, unit: isAlike ? first.unit : baseUnitOf(first.unit) }
}

/** The materials as the site of each lot names them; another site may use its own name. */
const materialsIn = (movements: readonly Movement[]): Map<string, string> =>
  new Map(
    movements.flatMap(({ from, to, site, materialId }) =>
      [from, to].flatMap((it): [string, string][] =>
        it.type === 'lot' && it.site === site ? [[stationName(it), materialId]] : [],
      ),
    ),
  )
