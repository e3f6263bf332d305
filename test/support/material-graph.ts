import fc from 'fast-check'
import type { LotId, OrderId, ShipmentId, SiteId } from '../../events/identifiers.ts'
import type { Consignee } from '../../events/material.ts'
import type { Departure } from '../../shared/domain/genealogy/genealogy.ts'
import type { BoundOrder } from '../../shared/domain/orders/order.ts'
import { add, subtract, zero } from '../../shared/domain/quantity.ts'
import { type Lot, mostDestinations } from '../../shared/domain/stock/lot.ts'
import type { Shipment } from '../../shared/domain/stock/shipment.ts'
import type { Basis, Refs, Stored } from '../../shared/usecases/commit/store.ts'
import type { Sources } from '../../shared/usecases/genealogy/destinations.ts'
import { lot as aLot, order as anOrder, dec, kg, later } from './given.ts'

/** A movement of material; small numbers stand for the lots, orders and shipments that exist by then. */
export type Movement =
  | { readonly does: 'consume' | 'give-back' | 'produce'; readonly lot: number; readonly order: number }
  | { readonly does: 'split' | 'merge'; readonly lot: number; readonly other: number }
  | { readonly does: 'ship'; readonly lot: number; readonly shipment: number; readonly to: Consignee['type'] }

const small = fc.nat({ max: 30 })
const movement: fc.Arbitrary<Movement> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ does: fc.constant('consume' as const), lot: small, order: small }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('give-back' as const), lot: small, order: small }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant('produce' as const), lot: small, order: small }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constantFrom('split', 'merge'), lot: small, other: small }) },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('ship' as const),
      lot: small,
      shipment: small,
      to: fc.constantFrom('customer', 'site', 'supplier'),
    }),
  },
)
/** Any plant, with rework of a lot into itself. */
export const movements = fc.array(movement, { minLength: 1, maxLength: 40 })

export interface Graph {
  readonly lots: Map<string, Lot>
  readonly orders: Map<string, BoundOrder>
  readonly shipments: Map<string, Shipment>
  readonly departures: Map<string, Departure[]>
}

const one = kg('1')

/**
 * The entities of a plant after these movements, as commands would have left them.
 * @param most how many destinations a lot names itself
 */
export function graphOf(happened: readonly Movement[], most = mostDestinations): Graph {
  const graph: Graph = { lots: new Map(), orders: new Map(), shipments: new Map(), departures: new Map() }
  const { lots, orders, shipments, departures } = graph
  const receive = (more: Partial<Lot> = {}): Lot => {
    const lotId = `L${String(lots.size).padStart(3, '0')}` as LotId
    const lot = aLot({ lotId, quantity: '1000', remaining: '1000', receivedAt: later(lots.size), ...more })
    lots.set(lotId, lot)
    return lot
  }
  const lotAt = (index: number): Lot => [...lots.values()][index % lots.size] ?? receive()
  const orderAt = (index: number): BoundOrder => {
    const orderId = `O${index % 12}` as OrderId
    return orders.get(orderId) ?? anOrder({ orderId, startedAt: later(index) })
  }
  const leaves = (
    lotId: string,
    account: 'consumed' | 'parted' | 'shipped',
    goal: string,
    card: Departure,
    value = one.value,
  ) => {
    const lot = lots.get(lotId)
    if (!lot) return
    const goals = [...new Set([...(lot.goesTo ?? []), goal])].sort()
    const named = goals.length > most || lot.goesToMany ? { goesToMany: true } : { goesTo: goals }
    const left = { ...lot.left, [account]: add(lot.left?.[account] ?? zero, value) }
    lots.set(lotId, { ...lot, ...named, left, remaining: subtract(lot.remaining, value) })
    departures.set(lotId, [...(departures.get(lotId) ?? []), card])
  }
  for (const it of happened) {
    while (lots.size < 3) receive()
    const { lotId } = lotAt(it.lot)
    const ofLot = { type: 'lot', id: lotId } as const
    switch (it.does) {
      case 'consume':
      case 'give-back': {
        const order = orderAt(it.order)
        const { value: before = zero, at = later(orders.size + lots.size) } = order.inputs?.[lotId] ?? {}
        if (it.does === 'give-back' && before === zero) break
        const value = it.does === 'consume' ? add(before, one.value) : zero
        orders.set(order.orderId, { ...order, inputs: { ...order.inputs, [lotId]: { value, unit: 'kg', at } } })
        const type = it.does === 'consume' ? 'andon.material.consumed.v1' : 'andon.material.returned.v1'
        const moved = it.does === 'consume' ? one.value : before
        const subject = { type: 'order', id: order.orderId } as const
        const card = { type, subject, quantity: { value: moved, unit: 'kg' } } as const
        leaves(lotId, 'consumed', `order:${order.orderId}`, card, it.does === 'consume' ? moved : subtract(zero, moved))
        break
      }
      case 'produce': {
        const order = orderAt(it.order)
        const made = receive({ orderId: order.orderId })
        orders.set(order.orderId, { ...order, produced: { ...order.produced, [made.lotId]: one } })
        break
      }
      case 'split': {
        const part = receive({ parents: [lotId], madeOf: { [lotId]: one } })
        const parts = [{ lotId: part.lotId, quantity: one }]
        leaves(lotId, 'parted', `lot:${part.lotId}`, { type: 'andon.lot.split.v1', subject: ofLot, parts })
        break
      }
      case 'merge': {
        const parents = [...new Set([lotId, lotAt(it.other).lotId])]
        const into = receive({ parents, madeOf: Object.fromEntries(parents.map((id) => [id, one])) }).lotId
        const card = { type: 'andon.lot.merged.v1', subject: { type: 'lot', id: into }, quantity: one, into } as const
        for (const id of parents) leaves(id, 'parted', `lot:${into}`, card)
        break
      }
      case 'ship': {
        const shipmentId = `S${it.shipment % 5}` as ShipmentId
        const known = shipments.get(shipmentId)
        const to = known?.to ?? ({ type: it.to, id: it.to === 'site' ? ('cork' as SiteId) : 'ACME' } as Consignee)
        const line = { lotId, materialId: 'SUCROSE', quantity: one, at: later(it.shipment) }
        shipments.set(shipmentId, { shipmentId, to, lines: [...(known?.lines ?? []), line] })
        leaves(lotId, 'shipped', `shipment:${shipmentId}`, {
          type: 'andon.lot.shipped.v1',
          subject: ofLot,
          quantity: one,
          shipmentId,
        })
      }
    }
  }
  return graph
}

/** The graph as a walk reads it, with the number of round trips: parallel reads count as one. */
export function sourcesOf(graph: Graph): Sources & { rounds(): number } {
  let [rounds, underWay] = [0, 0]
  const roundTrip = async <Answer>(answer: () => Answer): Promise<Answer> => {
    if (underWay === 0) rounds += 1
    underWay += 1
    await new Promise((resolve) => setImmediate(resolve))
    underWay -= 1
    return answer()
  }
  const things = { lot: graph.lots, order: graph.orders, shipment: graph.shipments }
  return {
    rounds: () => rounds,
    pause: async () => undefined,
    store: {
      load: <Wanted extends Refs>(wanted: Wanted) =>
        roundTrip(() => {
          const found = Object.entries(wanted).map(([name, ref]): [string, Stored<unknown> | undefined] => {
            const value = ref && things[ref.kind as keyof typeof things].get(ref.id)
            return [name, ref && value && { ref, value, version: 1, chain: { sequence: 1, hash: '', at: '' } }]
          })
          return Object.fromEntries(found) as Basis<Wanted>
        }),
    },
    genealogy: {
      departuresOf: (lotIds) => roundTrip(() => new Map(lotIds.map((id) => [id, graph.departures.get(id) ?? []]))),
    },
  }
}

/** Every step that material can take, as plain pairs, to compare the walks with. */
export function stepsIn({ lots, orders, shipments }: Graph): [from: string, to: string][] {
  return [
    ...[...lots.values()].flatMap(({ lotId, parents, orderId }): [string, string][] =>
      parents
        ? parents.map((id) => [`lot:${id}`, `lot:${lotId}`])
        : orderId === undefined
          ? []
          : [[`order:${orderId}`, `lot:${lotId}`]],
    ),
    ...[...orders.values()].flatMap(({ orderId, inputs = {} }) =>
      Object.entries(inputs).flatMap(([id, { value }]): [string, string][] =>
        value === '0' ? [] : [[`lot:${id}`, `order:${orderId}`]],
      ),
    ),
    ...[...shipments.values()].flatMap(({ shipmentId, lines }) =>
      lines.map(({ lotId }): [string, string] => [`lot:${lotId}`, `shipment:${shipmentId}`]),
    ),
  ]
}

/** So many orders in a row, each of which makes so many lots, the first of which goes into the next. */
export function levels(deep: number, width: number): Graph {
  const graph = graphOf([])
  const { lots, orders } = graphOf([{ does: 'produce', lot: 0, order: 0 }])
  const oneLot = lots.get('L000')
  const oneOrder = orders.get('O0')
  if (!oneLot || !oneOrder) throw new Error('There is a lot and an order.')
  graph.lots.set('L0-0', { ...oneLot, lotId: 'L0-0' as LotId, goesTo: ['order:O0'] })
  for (let depth = 0; depth < deep; depth += 1) {
    const orderId = `O${depth}` as OrderId
    const made = Array.from({ length: width }, (_, index) => `L${depth + 1}-${index}` as LotId)
    const quantity = { value: dec('1'), unit: 'kg' } as const
    const produced = Object.fromEntries(made.map((id) => [id, quantity]))
    graph.orders.set(orderId, { ...oneOrder, orderId, inputs: { [`L${depth}-0`]: quantity }, produced })
    for (const [index, lotId] of made.entries()) {
      const goesTo = index === 0 && depth + 1 < deep ? { goesTo: [`order:O${depth + 1}`] } : {}
      graph.lots.set(lotId, { ...oneLot, lotId, orderId, ...goesTo })
    }
  }
  return graph
}
