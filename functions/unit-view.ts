import type { Order, Snapshot } from '../shared/domain/orders/order.ts'
import { lackingIn, unitLines } from '../shared/domain/production/unit.ts'
import { isZero } from '../shared/domain/quantity.ts'
import type { Lot, Sublot } from '../shared/domain/stock/lot.ts'
import type { Serial } from '../shared/domain/stock/serial.ts'
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
  readonly order?: Order | undefined
  readonly snapshot?: Snapshot | undefined
}

export function shownUnit(
  { materialId, serial, lotId, orderId, status, holds: early }: Serial,
  { lot, sublot }: Around,
  at: string,
) {
  const holds = sublot?.holds ?? early
  const scrapped = sublot?.left?.scrapped !== undefined && isZero(sublot.remaining) ? ('scrapped' as const) : undefined
  return {
    ...linkTo(`${materialId}@${serial}`),
    lotId,
    ...(orderId !== undefined && { orderId }),
    status: status ?? scrapped ?? (lot && sublot ? statusOfSublot(lot, sublot, at) : ('consumed' as const)),
    ...(holds && { holds }),
    ...(sublot?.builtInto !== undefined && { builtInto: linkTo(sublot.builtInto) }),
  }
}

/** A unit with one level of its components, and the components that are still missing. */
export function shownAsBuilt(unit: Serial, around: Around, at: string) {
  const { components = [], steps } = unit
  return {
    ...shownUnit(unit, around, at),
    ...(steps && { steps }),
    components: components.map(({ counted: _counted, serial, ...component }) => ({
      ...component,
      ...(serial !== undefined && { unit: linkTo(`${component.materialId}@${serial}`) }),
    })),
    lacking: lackingOf(unit, around).map(({ line: { lineId, materialId }, missing }) => ({
      lineId,
      materialId,
      missing,
    })),
  }
}

const lackingOf = (unit: Serial, { order, snapshot }: Around) =>
  order && order.status !== 'created' && snapshot ? lackingIn({ ...unit, without: {} }, unitLines(snapshot)) : []
