import type { FactData } from '../../../events/catalog.ts'
import type { SublotId } from '../../../events/identifiers.ts'
import { accounts } from '../../../events/names.ts'
import type { Decimal } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import { type Change, saveSerial } from '../change.ts'
import { lotOnHold, unitOnHold } from '../on-hold.ts'
import type { BoundOrder } from '../orders/order.ts'
import { isMore, isZero } from '../quantity.ts'
import { lotRef, reasons, violation } from '../refusal.ts'
import { freeOf, type Lot, looseIn } from '../stock/lot.ts'
import type { Known } from '../stock/make-units.ts'
import { type Serial, statusUnmade } from '../stock/serial.ts'
import { objectionsToScrap } from './installation.ts'
import { unitRef } from './unit.ts'

type Production = Pick<FactData<'andon.material.produced.v1'>, 'stepId' | 'lotId' | 'use' | 'serials' | 'fromStock'>

/** Why a lot cannot give back what an order recorded as made in it, or take back a sample. `value` is in the unit of the lot. */
export function objectionsToStock({ use, serials, fromStock }: Production, lot: Lot, value: Decimal): Violation[] {
  if (use === 'scrap' && !fromStock) return []
  const { lotId, unit, status, remaining, left = {}, goesTo = [], reserved } = lot
  const ref = `lot:${lotId}`
  const amount = (it: Decimal) => ({ value: it, unit })
  const undecided = status !== 'quarantine' && violation('lot-wrong-status/to-reverse', { lotId, status }, ref)
  if (use === 'sample' || use === 'scrap') return reasons(undecided)
  const isGone = isMore(value, remaining)
  const isInParts = !serials && !isGone && isMore(value, looseIn(lot))
  const free = freeOf(lot)
  return reasons(
    undecided,
    lotOnHold(lot),
    isGone &&
      violation(
        'output-moved-on',
        {
          lotId,
          asked: amount(value),
          remaining: amount(remaining),
          gone: accounts.flatMap((account) => {
            const value = left[account]
            return value === undefined || isZero(value) ? [] : [{ account, quantity: amount(value) }]
          }),
          to: [...goesTo],
        },
        ref,
      ),
    isInParts && violation('output-moved-on/sublots', { lotId, loose: amount(looseIn(lot)) }, ref),
    !isGone &&
      reserved !== undefined &&
      isMore(value, free) &&
      violation(
        'lot-reserved',
        { lotId, remaining: amount(remaining), reserved: amount(reserved), free: amount(free) },
        ref,
      ),
  )
}

/** Why units cannot lose their place in stock, or their place among the scrap. */
export function objectionsToUnits(
  order: BoundOrder,
  made: Production,
  serials: readonly SublotId[],
  known: Known | undefined,
): Violation[] {
  return serials.flatMap((serial, index) => {
    const [unit, sublot] = [known?.serials[index], known?.sublots[index]]
    if (leftStock(made))
      return reasons(
        (!sublot || !isZero(sublot.remaining) || unit?.lotId !== made.lotId) &&
          violation('output-moved-on/unit-found', { serial, lotId: made.lotId }, `lot:${made.lotId}/${serial}`),
      )
    if (made.use === 'scrap') return unit ? reasons(unitOnHold(unit)) : []
    return reasons(
      objectionsToScrap(order, { serial, unit, sublot }),
      sublot?.status !== undefined &&
        violation('output-moved-on/unit-decided', { serial, status: sublot.status }, lotRef(made.lotId, serial)),
      unit && unit.lotId !== made.lotId && violation('unit-unfit/gone', { serial }, unitRef(unit)),
    )
  })
}

/** Whether the units were stock and left it: as a sample, or as scrap. */
const leftStock = ({ use, fromStock }: Production): boolean => use === 'sample' || fromStock === true

/** The unit as if the step had not scrapped it. */
function unscrapped(unit: Serial, stepId: string): Serial {
  const { left, ...step } = unit.steps?.[stepId] ?? { results: {} }
  return left === 'scrapped' ? { ...unit, steps: { ...unit.steps, [stepId]: step } } : unit
}

/** The changes of lot, sublots and unit records. */
export function unmade(
  production: Production,
  serials: readonly SublotId[],
  value: Decimal,
  known: Known | undefined,
): Change[] {
  const { lotId, use, stepId } = production
  const units = (known?.serials.flatMap((unit) => unit ?? []) ?? []).map((it) => unscrapped(it, stepId))
  if (leftStock(production) && serials.length > 0) {
    const from = use === 'sample' ? 'sampled' : 'scrapped'
    return [
      { change: 'restore-units', lotId, sublotIds: serials, from },
      ...(use === 'scrap' ? units.map((unit) => saveSerial(unit)) : []),
    ]
  }
  const announced = units.map(
    ({ without: _passed, ...unit }): Change => saveSerial({ ...unit, status: statusUnmade(unit) }),
  )
  if (use === 'scrap') return announced
  if (use === 'sample') return [{ change: 'reverse-issue', lotId, value, from: 'sampled' }]
  return [{ change: 'unmake', lotId, value, ...(serials.length > 0 && { sublotIds: [...serials] }) }, ...announced]
}
