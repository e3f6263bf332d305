import type { Order, Snapshot } from '../shared/domain/orders/order.ts'
import { lackingIn, unitLines } from '../shared/domain/production/unit.ts'
import { isZero } from '../shared/domain/quantity.ts'
import type { Component } from '../shared/domain/stock/component.ts'
import type { Lot, Sublot } from '../shared/domain/stock/lot.ts'
import { type Serial, whereaboutsOf } from '../shared/domain/stock/serial.ts'
import type { Shipment } from '../shared/domain/stock/shipment.ts'
import { statusOfSublot } from '../shared/domain/stock/sublot.ts'

/** The link to a unit by the name that its stock has for it, such as `PUMP@S-1`. */
export function linkTo(name: string) {
  const [materialId = '', serial = ''] = name.split('@')
  return { materialId, serial, href: `/v1/units/${materialId}/${serial}` }
}

/** What is read with a unit: its stock, once it is made, and the order that makes it, with its recipe. */
export interface Around {
  readonly lot: Lot | undefined
  readonly sublot: Sublot | undefined
  /** The shipment that it left with. */
  readonly shipment?: Shipment | undefined
  readonly order?: Order | undefined
  readonly snapshot?: Snapshot | undefined
}

export function shownUnit(unit: Serial, { lot, sublot, shipment }: Around, at: string) {
  const { materialId, serial, lotId, orderId, status, holds: early, rejectedIn } = unit
  const holds = sublot?.holds ?? early
  const scrapped = sublot?.left?.scrapped !== undefined && isZero(sublot.remaining) ? ('scrapped' as const) : undefined
  const rejected = rejectedIn !== undefined && status !== 'scrapped' ? ('rejected' as const) : undefined
  return {
    ...linkTo(`${materialId}@${serial}`),
    lotId,
    ...(orderId !== undefined && { orderId }),
    status: rejected ?? status ?? scrapped ?? (lot && sublot ? statusOfSublot(lot, sublot, at) : ('consumed' as const)),
    ...(holds && { holds }),
    ...(sublot?.builtInto !== undefined && { builtInto: linkTo(sublot.builtInto) }),
    where: whereShown(unit, { lot, sublot, shipment }),
  }
}

/** Where the unit is now; stock is where its lot is, and what left is with its consignee. */
function whereShown(unit: Serial, { lot, sublot, shipment }: Around) {
  const where = whereaboutsOf(unit, sublot)
  if (where.at === 'shipped') return { ...where, ...(shipment && { to: shipment.to }) }
  if (where.at !== 'stock' || where.location !== undefined || lot?.location === undefined) return where
  return { ...where, location: lot.location }
}

/** A unit with one level of its components, and the components that are still missing. */
export function shownAsBuilt(unit: Serial, around: Around, at: string) {
  const { components = [], removed = [], steps, before = [] } = unit
  return {
    ...shownUnit(unit, around, at),
    ...(steps && { steps }),
    ...(before.length > 0 && {
      before: before.map(({ lotId, orderId, gone, steps }) => ({
        lotId,
        ...(orderId !== undefined && { orderId }),
        ...(gone?.shipmentId !== undefined && { shipmentId: gone.shipmentId }),
        ...(gone?.orderId !== undefined && { takenBy: gone.orderId }),
        ...(steps && { steps }),
      })),
    }),
    components: components.map(shownComponent),
    ...(removed.length > 0 && { removed: removed.map(shownComponent) }),
    lacking: lackingOf(unit, around).map(({ line: { lineId, materialId }, missing }) => ({
      lineId,
      materialId,
      missing,
    })),
  }
}

const shownComponent = <Shown extends Component>({ counted: _counted, serial, ...component }: Shown) => ({
  ...component,
  ...(serial !== undefined && { unit: linkTo(`${component.materialId}@${serial}`) }),
})

const lackingOf = (unit: Serial, { order, snapshot }: Around) =>
  order && order.status !== 'created' && snapshot ? lackingIn({ ...unit, without: {} }, unitLines(snapshot)) : []
