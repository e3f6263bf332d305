import type { Instant } from '../../../events/identifiers.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import { heldAt, isBefore, pastAfter } from '../past.ts'
import { reasons, violation } from '../refusal.ts'
import type { Lot, LotStock, StockThen, Sublot } from './lot.ts'

type When = Pick<Circumstances, 'at' | 'late'>

/** What a decision of now sets, with what was decided before it: acts that are booked late are judged by that. */
export function decidedNow(before: Partial<LotStock>, set: Partial<LotStock>, at: Instant): Partial<LotStock> {
  const past = pastAfter(before.past, thatDecides(before), thatDecides({ ...before, ...set }), at)
  return { ...set, decidedAt: at, ...(past && { past }) }
}

const thatDecides = ({ status, expiresAt, retestAt, potency }: Partial<LotStock>): StockThen => ({
  ...(status !== undefined && { status }),
  ...(expiresAt !== undefined && { expiresAt }),
  ...(retestAt !== undefined && { retestAt }),
  ...(potency !== undefined && { potency }),
})

/** Stock with the dates and the potency that it had at the time of an act that is booked late. Status, holds and amounts are those of now. */
export function datedThen<Stock extends Partial<LotStock>>(stock: Stock, when: When): Stock {
  const then = whatHeld(stock, when)
  if (then === undefined || then === 'unknown') return stock
  const { expiresAt: _expiry, retestAt: _retest, potency: _potency, ...rest } = stock
  const { status: _status, ...dates } = then
  return { ...rest, ...dates } as Stock
}

/** Undefined for what holds now. */
function whatHeld(stock: Partial<LotStock>, { at, late }: When): StockThen | 'unknown' | undefined {
  if (!late || !stock.past) return undefined
  const now: StockThen = {}
  const then = heldAt(stock.past, now, at)
  return then === now ? undefined : then
}

/** What speaks against taking stock late: it was not here yet, or quality had not released it then. That it is released now is a reason of its own. */
export function objectionsToThen(
  lot: Pick<Lot, 'lotId' | 'receivedAt' | 'decidedAt' | 'past'>,
  when: When,
  sublot?: Pick<Sublot, 'sublotId' | 'decidedAt' | 'past'>,
): Violation[] {
  const { lotId, receivedAt, decidedAt } = lot
  const occurredAt = when.at
  if (isBefore(when, receivedAt))
    return [violation('late-booking/before-receipt', { lotId, receivedAt, occurredAt }, 'occurredAt')]
  const then = whatHeld(lot, when)
  const part = sublot && whatHeld(sublot, when)
  const name = `${lotId}/${sublot?.sublotId}`
  return reasons(
    then === 'unknown' &&
      violation(
        'late-booking/before-decision',
        { lotId, decidedAt: decidedAt ?? occurredAt, occurredAt },
        'occurredAt',
      ),
    then !== 'unknown' &&
      then?.status !== undefined &&
      then.status !== 'released' &&
      violation('lot-not-released/then', { lotId, status: then.status, on: occurredAt }, `lot:${lotId}`),
    part === 'unknown' &&
      sublot?.past?.knownSince !== undefined &&
      violation(
        'late-booking/before-receipt',
        { lotId: name, receivedAt: sublot.past.knownSince, occurredAt },
        'occurredAt',
      ),
    part !== 'unknown' &&
      part?.status !== undefined &&
      part.status !== 'released' &&
      sublot &&
      violation(
        'lot-not-released/sublot-then',
        { lotId, sublotId: sublot.sublotId, status: part.status, on: occurredAt },
        `lot:${name}`,
      ),
  )
}
