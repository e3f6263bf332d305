import type { FactData } from '../../../events/catalog.ts'
import type { Fact } from '../../../events/envelope.ts'
import type { RepairUnit } from '../../../events/unit.ts'
import type { Circumstances } from '../caller.ts'
import { saveFormer, saveOrder, saveSerial } from '../change.ts'
import { type Check, clear, decide, given, present, upon } from '../check.ts'
import type { Decision } from '../decision.ts'
import { lotOnHold, orderOnHold, sublotOnHold, unitOnHold } from '../on-hold.ts'
import { type BoundOrder, hasStepsLeft, type Order, type Snapshot, underWay, wrongStatus } from '../orders/order.ts'
import { one, zero } from '../quantity.ts'
import { namesUnits } from '../recipes/per.ts'
import { reasons, violation } from '../refusal.ts'
import { named, orderNamed } from '../stock/destination.ts'
import type { Lot, Sublot } from '../stock/lot.ts'
import {
  backFromRepair,
  formerOf,
  type Serial,
  stayBeforeRepair,
  takenForRepair,
  whereaboutsOf,
} from '../stock/serial.ts'
import { statusWithin } from '../stock/sublot.ts'
import { afterDraw } from './input.ts'
import { notOfOrder, withUnits } from './installation.ts'
import { gaveBack } from './reversal.ts'
import { unitRef, unitRejected } from './unit.ts'
import { objectionsToLotOfUnits } from './unit-announcement.ts'

/** The unit with the lot and the sublot that it is in, with all their holds. */
export interface Stocked {
  readonly unit: Serial | undefined
  readonly lot: Lot | undefined
  readonly sublot: Sublot | undefined
}

/** The lot in which the unit is to be made again, and the sublot that has its number there. */
export interface RepairedIn {
  readonly lot: Lot | undefined
  readonly sublot: Sublot | undefined
}

type Started = FactData<'andon.unit.repair-started.v1'>

export const repairIn = (fact: Fact | undefined): Started | undefined =>
  fact?.type === 'andon.unit.repair-started.v1' ? fact.data : undefined

/**
 * An order takes a unit of its product out of stock, repairs it and makes it again in a lot of its own. The unit keeps its number, its components and
 * its history. It goes through the steps of this order as if it had been in none before.
 *
 * What came back from a customer is repaired out of quarantine, because it waits there for that. A batch that quality has not decided is reworked by its
 * own order. A hold ends before the repair: the disposition `rework` of its deviation ends it, or its release.
 */
export function repairUnit(
  order: Order,
  snapshot: Snapshot | undefined,
  stocked: Stocked,
  to: RepairedIn,
  { lotId, serial, reason }: RepairUnit,
  { at }: Circumstances,
): Decision {
  const { orderId, product } = order
  const statuses = wrongStatus(order, ['released', 'running', 'held'], 'units-under-way')
  const bound = order.status === 'created' ? undefined : order
  const checks = {
    order: upon(
      present(bound, () => statuses),
      (it) => given(it, !underWay(it) && statuses, orderOnHold(it)),
    ),
    snapshot: present(snapshot, () => statuses),
    to: clear(
      snapshot &&
        snapshot.productUnit !== '{each}' &&
        violation('unit-mismatch/no-pieces', { product, unit: snapshot.productUnit }, 'serials'),
      objectionsToLotOfUnits(order, to.lot, lotId),
      to.sublot && violation('already-exists/sublot-no-unit', { lotId, sublotId: serial }, 'lotId'),
    ),
    stock: takeable(product, serial, stocked),
  }
  return decide(checks, ({ order, snapshot, stock: { unit, lot, sublot } }) => {
    const repaired = takenForRepair(unit, sublot, { lotId, orderId })
    const serials = [saveSerial(repaired)]
    const former = unit.orderId === orderId ? undefined : formerOf(unit)
    const quantity = { value: one, unit: lot.unit }
    const into = { materialId: product, lotId, serial: sublot.sublotId }
    const first = snapshot.steps.find((it) => namesUnits(snapshot, it)) ?? snapshot.steps[0]
    if (!first) throw new Error(`The recipe of order ${orderId} has no steps.`)
    const after: BoundOrder = { ...afterDraw(order, lot, one, zero, at), serialised: true }
    return {
      outcome: 'accepted',
      fact: {
        type: 'andon.unit.repair-started.v1',
        data: {
          orderId,
          stepId: first.stepId,
          materialId: product,
          lotId: lot.lotId,
          sublotId: sublot.sublotId,
          quantity,
          into,
          ...(reason !== undefined && { reason }),
        },
      },
      // The lot's history shows an issue into this one unit, so that a trace follows no other unit of the order.
      pointers: [
        {
          about: { type: 'lot', id: lot.lotId },
          card: { type: 'andon.material.consumed.v1', quantity, materialId: product, sublotId: sublot.sublotId, into },
        },
      ],
      changes: [
        saveOrder(withUnits(after, [unit], serials)),
        ...serials,
        ...(former ? [saveFormer(former)] : []),
        {
          change: 'issue',
          lotId: lot.lotId,
          sublotId: sublot.sublotId,
          value: one,
          into: 'consumed',
          unless: ['held'],
          at,
          to: [named(orderNamed(orderId))],
          intoUnit: true,
          gone: { orderId },
        },
      ],
    }
  })
}

/** The unit in its stock, or every reason why it cannot leave that for a repair. */
function takeable(
  materialId: string,
  serial: string,
  { unit, lot, sublot }: Stocked,
): Check<{ readonly unit: Serial; readonly lot: Lot; readonly sublot: Sublot }> {
  const ref = `unit:${materialId}/${serial}`
  const known = present(unit, () => violation('unit-unknown/repair', { serial, materialId }, ref))
  return upon(known, (it) => {
    const where = whereaboutsOf(it, sublot)
    const elsewhere = () => violation('unit-unfit/repair', { serial, materialId, where }, ref)
    const there = where.at === 'stock' && lot && sublot ? { unit: it, lot, sublot } : undefined
    return upon(present(there, elsewhere), (stock) =>
      given(stock, unitOnHold(stock.unit), sublotOnHold(stock.sublot), lotOnHold(stock.lot), undecided(stock)),
    )
  })
}

function undecided({
  unit: { serial, materialId },
  lot,
  sublot,
}: Required<Stocked> & { unit: Serial; lot: Lot; sublot: Sublot }) {
  const { lotId, orderId } = lot
  const { status } = statusWithin(lot, sublot)
  const ref = `lot:${lotId}/${sublot.sublotId}`
  return reasons(
    status === 'rejected' && violation('lot-not-released/repair-rejected', { serial, materialId, lotId }, ref),
    status === 'quarantine' &&
      orderId !== undefined &&
      violation('lot-not-released/repair', { serial, materialId, lotId, orderId }, ref),
  )
}

/**
 * The unit goes back to the lot that it was taken out of. Lot, unit and order are as if it had never been taken. What the order has done to it stops it;
 * if no step of the order is left, only what it has taken out or built in. A unit that was measured waits in quarantine.
 */
export function cancelRepair(
  order: Order,
  snapshot: Snapshot | undefined,
  { unit, lot, sublot }: Stocked,
  started: Started,
  { consumptionId, reason }: { readonly consumptionId: string; readonly reason: string },
): Decision {
  const { orderId, materialId, stepId, lotId, sublotId, quantity, into } = started
  const own = unit?.orderId === orderId ? unit : undefined
  const asked = { orderId, product: materialId, serial: into.serial }
  const elsewhere = () => wrongStatus(order, ['released', 'running', 'held'], 'units-under-way')
  const checks = {
    order: upon(present(order.status === 'created' ? undefined : order, elsewhere), (it) => given(it, orderOnHold(it))),
    unit: upon(
      present(own, () => notOfOrder(asked, unit)),
      (it) =>
        upon(
          present(stayBeforeRepair(it), () => notOfOrder(asked, it)),
          (stay) =>
            given(
              { unit: it, stay },
              unitOnHold(it),
              unitRejected(it),
              (it.status !== 'in-repair' ||
                isOpened(it, orderId) ||
                (isMeasured(it) && order.status !== 'created' && hasStepsLeft(order, snapshot))) &&
                violation('unit-unfit/repair-begun', { serial: into.serial, materialId, orderId }, unitRef(it)),
            ),
        ),
    ),
    lot: present(lot && sublot ? lot : undefined, () => violation('lot-unknown', { lotId }, `lot:${lotId}`)),
  }
  return decide(checks, ({ order, unit: { unit, stay } }) => {
    const back = backFromRepair(unit, stay)
    const former = back.orderId === orderId ? undefined : formerOf(back)
    const serials = [saveSerial(back)]
    return {
      outcome: 'accepted',
      fact: {
        type: 'andon.unit.repair-cancelled.v1',
        data: { orderId, consumptionId, stepId, materialId, lotId, sublotId, quantity, outOf: into, reason },
      },
      pointers: [
        {
          about: { type: 'lot', id: lotId },
          card: { type: 'andon.material.returned.v1', quantity, materialId, sublotId, consumptionId },
        },
      ],
      changes: [
        saveOrder(withUnits(gaveBack(order, lotId, quantity.value), [unit], serials)),
        ...serials,
        ...(former ? [saveFormer({ ...former, isBack: true })] : []),
        {
          change: 'reverse-issue',
          lotId,
          sublotId,
          value: quantity.value,
          from: 'consumed',
          ...(isMeasured(unit) && { status: 'quarantine' }),
        },
      ],
    }
  })
}

/** Whether the order has a result of the unit, or has finished it in a step. */
const isMeasured = ({ steps = {} }: Serial): boolean => Object.keys(steps).length > 0

/** Whether the order has built something into the unit, or taken something out of it. */
const isOpened = ({ components = [], removed = [] }: Serial, orderId: string): boolean =>
  components.some((it) => it.orderId === orderId) || removed.some((it) => it.outBy === orderId)
