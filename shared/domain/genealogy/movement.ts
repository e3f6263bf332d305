import type { FactData } from '../../../events/catalog.ts'
import type { MovingFact } from '../../../events/crossing.ts'
import type { Receipt } from '../../../events/envelope.ts'
import type { Instant } from '../../../events/identifiers.ts'
import type { Consignee } from '../../../events/material.ts'
import type { Amount, Decimal, Unit } from '../../../events/quantity.ts'
import { add, baseUnitOf, convert, inBaseUnit, isMore, subtract, zero } from '../quantity.ts'
import { type Edge, loopsIn, named, type Point } from './genealogy.ts'

/** Where material comes by, with its site. Of a shipment it is one lot in it: what travels together does not mix. */
export interface Station extends Point {
  readonly lotId?: string
}

/** How a station is told from every other: `lot:lyon/SUC-1`, `shipment:lyon/SH-7@SUC-1`, `customer:ACME`. */
export const stationName = ({ lotId, ...point }: Station): string =>
  lotId === undefined ? named(point) : `${named(point)}@${lotId}`

/** Who sent or got material. */
export type End = Point & { readonly type: Consignee['type'] }

/** People and companies stand at the end of a way: what they sent or got besides has nothing to do with it. */
export const isEnd = (point: Point): point is End =>
  point.type === 'customer' || point.type === 'supplier' || point.type === 'site'

/** What one fact says of material that went from one station to another. */
export interface Movement {
  readonly from: Station
  readonly to: Station
  /** Below zero where it came back. */
  readonly quantity: Amount
  readonly materialId: string
  /** The site that says so. */
  readonly site: string
  readonly at: Instant
  readonly orderId?: string
  /** What a receiver says that the sender has sent: it counts for as long as the sender has not said so itself. */
  readonly hearsay?: true
}

/** A fact by which material moves, whose data is what its type says. */
export type MovementFact = {
  readonly [Type in MovingFact]: Pick<Receipt, 'site' | 'recordedAt'> & {
    readonly type: Type
    readonly data: FactData<Type>
  }
}[MovingFact]

/**
 * What a fact says of material on its way, in the order in which the fact says it. What is shipped to another site is on its way to that
 * site until the lot that it became there is received; the receipt says so by what it takes off.
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
    case 'andon.material.consumed.v1': {
      const { orderId, lotId, quantity, materialId } = fact.data
      return [drawn(orderId, lotId, quantity, materialId)]
    }
    case 'andon.material.returned.v1':
    case 'andon.dispensing.rejected.v1': {
      const { orderId, lotId, quantity, materialId } = fact.data
      return [drawn(orderId, lotId, negative(quantity), materialId)]
    }
    case 'andon.step.completed.v1': {
      const { orderId, consumed = [] } = fact.data
      return consumed.map(({ lotId, quantity, materialId }) => drawn(orderId, lotId, quantity, materialId))
    }
    case 'andon.material.produced.v1': {
      const { orderId, lotId, quantity, materialId, use } = fact.data
      // Scrap becomes no stock, and a sample is taken of a lot that there is already.
      if (use === 'scrap' || use === 'sample') return []
      return [{ from: order(orderId), to: lot(lotId), quantity, materialId, orderId, site, at }]
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

/** Who sent it: the site that it comes from, with the shipment if the receipt names it, else the supplier. What comes back comes from who had got it. */
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

/** All that went from one station to another, net of what came back. */
export interface Passage {
  readonly from: Station
  readonly to: Station
  /** Both named as points are; `lotId` is the lot of a shipment that it is of. */
  readonly edge: Edge & { readonly lotId?: string }
  /** Of the material that the site of a lot says that the lot is. */
  readonly materials: ReadonlyMap<string, string>
}

/**
 * The net sums of movements, one for each pair of stations between which something is left and each dimension in which it was told; exact, and
 * the same whatever their order. What was told in several units is told in the base unit of their dimension: such a sum is of products and no
 * quotient. What is received in pieces takes nothing off what was sent by mass: that stays on its way, with its own amount.
 */
export function passagesOf(movements: readonly Movement[]): Passage[] {
  const pairs = Map.groupBy(movements, ({ from, to }) => `${stationName(from)} ${stationName(to)}`)
  return [...pairs.values()].flatMap((told) => {
    const said = told.filter(({ hearsay }) => !hearsay)
    return netsOf(said.length > 0 ? said : told)
  })
}

/** Between one pair of stations. */
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

/** The edges by which a way over all sites leads back to where it comes from; two lots that travel under one number are two ways. */
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

/** What another site calls the material of a lot of ours is its own word for it. */
const materialsIn = (movements: readonly Movement[]): Map<string, string> =>
  new Map(
    movements.flatMap(({ from, to, site, materialId }) =>
      [from, to].flatMap((it): [string, string][] =>
        it.type === 'lot' && it.site === site ? [[stationName(it), materialId]] : [],
      ),
    ),
  )
