import type { ReverseConsumption } from '../../../events/consumption.ts'
import type { RepairUnit, RepairUnits } from '../../../events/unit.ts'
import { underHoldsAbove } from '../../domain/orders/order.ts'
import * as repair from '../../domain/production/unit-repair.ts'
import { underHolds } from '../../domain/quality/alerts.ts'
import { orderNamed } from '../../domain/stock/destination.ts'
import type { Lot } from '../../domain/stock/lot.ts'
import { stayBeforeRepair } from '../../domain/stock/serial.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { type Refs, ref, type Store, type Stored } from '../commit/store.ts'
import { type Path, subject } from '../execution/steps.ts'
import { alertsOf, holdsAbove } from '../quality/holds-above.ts'
import { holdsAboveLot, stockRefs } from '../stock/basis.ts'
import { knownIn, placeRefs, serialRefs } from '../stock/sublots.ts'
import { type UnitOutcome, unitByUnit } from './unit-building.ts'

/** Takes units out of stock into an order that repairs them, each in a commit of its own. */
export function repairUnits(store: Store, command: Command<RepairUnits>, path: Path): Promise<UnitOutcome[]> {
  const { serials, ...shared } = command.body
  return unitByUnit(
    command,
    serials.map((serial) => ({ ...shared, serial })),
    (of) => repairUnit(store, of, path),
  )
}

const repairUnit = (store: Store, command: Command<RepairUnit>, { orderId }: Path): Promise<Outcome> => {
  const { lotId, serial } = command.body
  const stockedIn = (read: object) => (read as { stocked?: Stored<Lot> }).stocked
  return run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: { order: ref.order(orderId), snapshot: ref.snapshot(orderId), ...stockRefs(lotId) },
    loadMore: ({ order }, more): Refs => {
      if (!order) return {}
      const [unit] = knownIn(more, [serial]).serials
      const from = unit && {
        ...(unit.lotId !== lotId && { stocked: ref.lot(unit.lotId) }),
        ...(unit.orderId !== undefined && { former: ref.former(unit.orderId, serial) }),
      }
      return { ...serialRefs(order.value.product, { lotId, serials: [serial] }), ...placeRefs(more, [serial]), ...from }
    },
    find: async ({ alerts }, more, _at, reading) => {
      const [order, lot] = await Promise.all([
        holdsAbove(reading, alertsOf(alerts), [orderNamed(orderId)]),
        holdsAboveLot(reading, stockedIn(more), alerts),
      ])
      return { order, lot }
    },
    decide: ({ order, snapshot, lot, alerts }, circumstances, more, above) => {
      if (!order) return 'unknown'
      const {
        serials: [unit],
        sublots: [there],
        places: [sublot] = [],
      } = knownIn(more, [serial])
      const from = unit?.lotId === lotId ? lot : stockedIn(more)
      return repair.repairUnit(
        underHoldsAbove(order.value, above?.order ?? []),
        snapshot?.value,
        { unit, lot: from && underHolds(from.value, alertsOf(alerts), above?.lot ?? []), sublot },
        { lot: lot?.value, sublot: there },
        command.body,
        circumstances,
      )
    },
  })
}

/** Takes back that a unit was taken for a repair. The fact was read before, and names its lot. */
export const cancelRepair = (
  store: Store,
  command: Command<ReverseConsumption>,
  { orderId }: Path,
  started: NonNullable<ReturnType<typeof repair.repairIn>>,
): Promise<Outcome> =>
  run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: {
      order: ref.order(orderId),
      snapshot: ref.snapshot(orderId),
      lot: ref.lot(started.lotId),
      sublot: ref.sublot(started.lotId, started.sublotId),
      unit: ref.serial(started.materialId, started.into.serial),
      alerts: ref.alerts(),
    },
    loadMore: ({ unit }): Refs => {
      const before = unit && stayBeforeRepair(unit.value)?.orderId
      return before === undefined ? {} : { former: ref.former(before, started.into.serial) }
    },
    find: ({ alerts }, _, _at, reading) => holdsAbove(reading, alertsOf(alerts), [orderNamed(orderId)]),
    decide: ({ order, snapshot, lot, sublot, unit }, _, _more, above = []) =>
      order
        ? repair.cancelRepair(
            underHoldsAbove(order.value, above),
            snapshot?.value,
            { unit: unit?.value, lot: lot?.value, sublot: sublot?.value },
            started,
            command.body,
          )
        : 'unknown',
  })
