import type { MeasuredUnit } from '../../domain/execution/unit-result.ts'
import type { Leaving } from '../../domain/execution/units-leaving.ts'
import type { Order } from '../../domain/orders/order.ts'
import type { Target } from '../../domain/production/installation.ts'
import { isMade } from '../../domain/production/unit.ts'
import { type Alerts, underHolds } from '../../domain/quality/alerts.ts'
import type { Lot, Sublot } from '../../domain/stock/lot.ts'
import { type Serial, serialKey } from '../../domain/stock/serial.ts'
import { type Basis, type Refs, ref } from '../commit/store.ts'
import { surroundings } from '../genealogy/built-into.ts'

type Read = Partial<Basis<Refs>>

const lotOf = (lotId: string) => `named lot ${lotId}`

/** The lot that a made unit is stock of, to read next. */
const lotRefs = (unit: Serial | undefined): Refs =>
  unit && isMade(unit) ? { [lotOf(unit.lotId)]: ref.lot(unit.lotId) } : {}

const lotIn = (unit: Serial | undefined, read: Read, alerts: Alerts): Lot | undefined => {
  const lot = unit && (read[lotOf(unit.lotId)]?.value as Lot | undefined)
  return lot && underHolds(lot, alerts)
}

/** What to read of a unit that a result names: two round trips per level of what it is built into. */
export function measuredRefs(order: Order | undefined, serial: string | undefined, read: Read): Refs {
  if (!order || serial === undefined) return {}
  const { refs, found } = surroundings(serialKey(order.product, serial), read)
  return { ...refs, ...lotRefs(found[0]?.unit) }
}

/** The unit that a result names, from what was read by {@link measuredRefs}. */
export function measuredIn(
  order: Order,
  serial: string | undefined,
  read: Read,
  alerts: Alerts,
): MeasuredUnit | undefined {
  if (serial === undefined) return undefined
  const [found, ...around] = surroundings(serialKey(order.product, serial), read).found
  const lot = lotIn(found?.unit, read, alerts)
  return { serial, unit: found?.unit, sublot: found?.sublot, lot, around }
}

/** What to read of units of an order that a command names: a round trip for them, and another one for the stock of those that are made. */
export const namedUnitRefs = (order: Order | undefined, serials: readonly string[], read: Read): Refs =>
  order
    ? Object.fromEntries(
        serials.flatMap((serial) => {
          const unit = read[unitAt(serial)]?.value as Serial | undefined
          const made = unit && isMade(unit)
          return [
            [unitAt(serial), ref.serial(order.product, serial)],
            ...(made ? [[stockAt(serial), ref.sublot(unit.lotId, unit.sublotId)]] : []),
            ...Object.entries(lotRefs(unit)),
          ]
        }),
      )
    : {}

const unitAt = (serial: string) => `named unit ${serial}`
const stockAt = (serial: string) => `named stock ${serial}`

export const namedUnitsIn = (serials: readonly string[], read: Read, alerts: Alerts): Target[] =>
  serials.map((serial) => {
    const unit = read[unitAt(serial)]?.value as Serial | undefined
    const sublot = read[stockAt(serial)]?.value as Sublot | undefined
    return { serial, unit, sublot, lot: lotIn(unit, read, alerts) }
  })

interface Naming {
  readonly serials?: readonly string[] | undefined
  readonly scrappedSerials?: readonly string[] | undefined
}

export const leavingRefs = (
  order: Order | undefined,
  { serials = [], scrappedSerials = [] }: Naming,
  read: Read,
): Refs => namedUnitRefs(order, [...serials, ...scrappedSerials], read)

export const leavingIn = ({ serials = [], scrappedSerials = [] }: Naming, read: Read, alerts: Alerts): Leaving => ({
  finished: namedUnitsIn(serials, read, alerts),
  scrapped: namedUnitsIn(scrappedSerials, read, alerts),
})

/** What was read, without the units that the command names: their stock is not what the completion books. */
export const withoutNamed = <Found extends object>(found: Found): Found =>
  Object.fromEntries(Object.entries(found).filter(([name]) => !name.startsWith('named '))) as Found
