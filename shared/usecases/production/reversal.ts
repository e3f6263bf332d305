import type { Reverse, ReverseConsumption, ReverseProduction } from '../../../events/consumption.ts'
import type { SublotId } from '../../../events/identifiers.ts'
import { recomputedAfter } from '../../domain/execution/recalculation.ts'
import { type Order, underHoldsAbove } from '../../domain/orders/order.ts'
import { commandOfPart } from '../../domain/part-id.ts'
import * as output from '../../domain/production/output-reversal.ts'
import * as removal from '../../domain/production/removal.ts'
import * as reversal from '../../domain/production/reversal.ts'
import { isMade } from '../../domain/production/unit.ts'
import { repairIn } from '../../domain/production/unit-repair.ts'
import { underHolds } from '../../domain/quality/alerts.ts'
import { orderNamed } from '../../domain/stock/destination.ts'
import type { Lot, Sublot } from '../../domain/stock/lot.ts'
import { digest } from '../commit/chain.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { type Refs, ref, type Store, type Stored } from '../commit/store.ts'
import { contextOf, contextRefs, exceptionIdOf, holdsOverOrder } from '../execution/steps.ts'
import { alertsOf, holdsAbove } from '../quality/holds-above.ts'
import { stockIn, stockRefs } from '../stock/basis.ts'
import { named, serialRefs } from '../stock/sublots.ts'
import { cancelRepair } from './unit-repair.ts'

export type Path = { orderId: string }

export const subject = (id: string) => ({ type: 'order', id }) as const

/** Takes back a consumption or a production. */
export const reverse = (store: Store, command: Command<Reverse>, path: Path): Promise<Outcome> => {
  const { consumptionId, productionId, stepId, outOf, serials, disposition, ...body } = command.body
  return productionId === undefined
    ? reverseConsumption(
        store,
        {
          ...command,
          body: {
            ...body,
            consumptionId: consumptionId ?? '',
            ...(stepId && { stepId }),
            ...(outOf && { outOf }),
            ...(disposition && { disposition }),
          },
        },
        path,
      )
    : reverseProduction(store, { ...command, body: { ...body, productionId, ...(serials && { serials }) } }, path)
}

/** As for a consumption, the fact is read first. */
const reverseProduction = async (
  store: Store,
  command: Command<ReverseProduction>,
  { orderId }: Path,
): Promise<Outcome> => {
  const { body } = command
  const fact = await store.factWith(subject(orderId), body.productionId)
  const made = output.productionIn(fact)
  const serialsOf = (order: Order | undefined) =>
    order && order.status !== 'created' ? output.reversedSerials(order, made, body) : []
  return run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: { ...contextRefs(command, orderId), ...(made && stockRefs(made.lotId)) },
    loadMore: ({ order }) =>
      made && order ? serialRefs(made.materialId, { lotId: made.lotId, serials: serialsOf(order.value) }) : {},
    find: ({ alerts }, _, _at, reading) => holdsOverOrder(reading, alerts, orderId),
    decide: ({ order, snapshot, person, lot, ...others }, circumstances, more, above) => {
      if (!order) return 'unknown'
      const serials = [...serialsOf(order.value)]
      const known = { serials: named(more, 'serial', serials), sublots: named(more, 'sublot', serials) }
      const found = { lot: lot && stockIn(lot, { sublot: undefined, ...others }).lot, known }
      const context = { ...contextOf(order, snapshot, person, above), ...found, recompute: recomputedAfter }
      return output.reverseProduction(context, fact, body, exceptionIdOf(orderId, command.id), circumstances)
    },
  })
}

/** A sublot that nobody names: the same for every replay of the command, and of no other one. */
const newSublotOf = (orderId: string, commandId: string): SublotId =>
  `back-${digest(`${orderId} ${commandId}`).slice(0, 16)}` as SublotId

/**
 * Takes a component of an earlier order out of a unit in repair; undefined if the unit has no such component. Its record names order and stock of the
 * component, so it is read first.
 */
async function removeEarlier(
  store: Store,
  command: Command<ReverseConsumption>,
  { orderId }: Path,
  serial: SublotId,
): Promise<Outcome | undefined> {
  const { consumptionId } = command.body
  const first = await store.load({ order: ref.order(orderId) })
  const product = first.order?.value.product
  const { found } = await store.load({ found: product && ref.serial(product, serial) })
  const part = removal.builtEarlier(found?.value, { orderId, consumptionId })
  if (!part || product === undefined) return undefined
  return run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: {
      ...contextRefs(command, orderId),
      ...stockRefs(part.lotId, part.sublotId),
      unit: ref.serial(product, serial),
    },
    loadMore: ({ unit }): Refs =>
      unit && isMade(unit.value)
        ? { made: ref.sublot(unit.value.lotId, serial), madeIn: ref.lot(unit.value.lotId) }
        : {},
    find: ({ alerts }, _, _at, reading) => holdsOverOrder(reading, alerts, orderId),
    decide: ({ order, snapshot, person, lot, sublot, unit, alerts }, circumstances, more, above) => {
      if (!order) return 'unknown'
      const { made, madeIn } = more as { made?: Stored<Sublot>; madeIn?: Stored<Lot> }
      return removal.removeEarlier(
        {
          ...contextOf(order, snapshot, person, above),
          lot: lot?.value,
          sublot: sublot?.value,
          newSublotId: newSublotOf(orderId, command.id),
          outOf: {
            serial,
            unit: unit?.value,
            sublot: made?.value,
            lot: madeIn && underHolds(madeIn.value, alertsOf(alerts)),
          },
        },
        command.body,
        circumstances,
      )
    },
  })
}

/** A first round trip for the fact, because only it names the lot. A fact never changes, so it needs no guard. */
export const reverseConsumption = async (
  store: Store,
  command: Command<ReverseConsumption>,
  { orderId }: Path,
): Promise<Outcome> => {
  const { consumptionId, outOf } = command.body
  if (outOf !== undefined) {
    const removal = await removeEarlier(store, command, { orderId }, outOf)
    if (removal) return removal
  }
  const [own, build] = await Promise.all(
    [consumptionId, commandOfPart(consumptionId)].map((factId) => store.factWith(subject(orderId), factId)),
  )
  const repair = repairIn(own)
  if (repair) return cancelRepair(store, command, { orderId }, repair)
  const fact = own ?? (reversal.isOfSeveral(build) ? build : undefined)
  const taken = reversal.consumptionIn(fact, consumptionId)
  return run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: {
      order: ref.order(orderId),
      snapshot: ref.snapshot(orderId),
      person: ref.person(command.caller.id),
      lot: taken && ref.lot(taken.lotId),
      sublot: taken?.sublotId === undefined ? undefined : ref.sublot(taken.lotId, taken.sublotId),
      unit: taken?.into && ref.serial(taken.into.materialId, taken.into.serial),
      made: taken?.into && ref.sublot(taken.into.lotId, taken.into.serial),
      madeIn: taken?.into && ref.lot(taken.into.lotId),
      alerts: ref.alerts(),
    },
    find: ({ alerts }, _, _at, reading) => holdsAbove(reading, alertsOf(alerts), [orderNamed(orderId)]),
    decide: ({ order, snapshot, person, lot, sublot, unit, made, madeIn, alerts }, circumstances, _, above = []) =>
      order
        ? reversal.reverseConsumption(
            {
              order: underHoldsAbove(order.value, above),
              snapshot: snapshot?.value,
              person: person?.value,
              lot: lot?.value,
              sublot: sublot?.value,
              newSublotId: newSublotOf(orderId, command.id),
              exceptionId: exceptionIdOf(orderId, command.id),
              recompute: recomputedAfter,
              outOf: taken?.into && {
                serial: taken.into.serial,
                unit: unit?.value,
                sublot: made?.value,
                lot: madeIn && underHolds(madeIn.value, alertsOf(alerts)),
              },
            },
            fact,
            command.body,
            circumstances,
          )
        : 'unknown',
  })
}
