import type { EquipmentId } from '../events/identifiers.ts'
import type { Account } from '../events/material.ts'
import { accounts } from '../events/names.ts'
import type { Decimal, Unit } from '../events/quantity.ts'
import { zero } from '../shared/domain/quantity.ts'
import { type Balance, freeOf, type Lot, looseIn, type Sublot, statusOf } from '../shared/domain/stock/lot.ts'
import type { StockStanding } from '../shared/domain/stock/on-hand.ts'
import { statusOfSublot, statusWithin } from '../shared/domain/stock/sublot.ts'
import type { NamedRow } from '../shared/usecases/stock/on-hand.ts'
import { linkTo } from './unit-view.ts'

const told = (unit: Unit) => (value: Decimal) => ({ value, unit })

const balanceOf = ({ quantity, remaining, unit, left = {} }: Balance) => {
  const amount = told(unit)
  return {
    quantity: amount(quantity),
    remaining: amount(remaining),
    left: Object.fromEntries(accounts.map((account) => [account, amount(left[account] ?? zero)])) as Record<
      Account,
      ReturnType<typeof amount>
    >,
  }
}

/** A lot as the API shows it: amounts with their unit, and the status by balance and time. */
export function shownLot(lot: Lot, at: string) {
  const {
    quantity: _quantity,
    remaining: _remaining,
    left: _left,
    unit,
    reserved = zero,
    inSublots,
    cameBack,
    past: _past,
    ...rest
  } = lot
  const amount = told(unit)
  return {
    ...rest,
    ...balanceOf(lot),
    free: amount(freeOf(lot)),
    reserved: amount(reserved),
    ...(cameBack !== undefined && { cameBack: amount(cameBack) }),
    ...(inSublots !== undefined && { inSublots: amount(inSublots), loose: amount(looseIn(lot)) }),
    status: statusOf(lot, at),
    ...(lot.status === 'quarantine' && { undecided: true as const }),
  }
}

/** A sublot as the API shows it, with the status and dates that it has from its lot. If it is packed, its location is that of its container. */
export function shownSublot(lot: Lot, sublot: Sublot, packedAt: EquipmentId | undefined, at: string) {
  const { lotId, sublotId, serial, containerId, builtInto, lacks } = sublot
  const {
    location: own,
    rejectedBy: _ofTheLot,
    decidedAt: _alike,
    past: _past,
    ...standing
  } = statusWithin(lot, sublot)
  const location = packedAt ?? own
  return {
    lotId,
    sublotId,
    materialId: lot.materialId,
    ...(serial !== undefined && { serial, asBuilt: linkTo(`${lot.materialId}@${serial}`).href }),
    ...(builtInto !== undefined && { builtInto: linkTo(builtInto) }),
    ...(lacks && { lacks }),
    ...(containerId !== undefined && { containerId }),
    ...balanceOf(sublot),
    ...standing,
    ...(location !== undefined && { location }),
    holds: [...new Set([...lot.holds, ...(sublot.holds ?? [])])],
    status: statusOfSublot(lot, sublot, at),
  }
}

/** A row of the stock list as the API shows it: each part of the quantity, also if it is zero. */
export function shownStockRow({ key: _key, unit, quantity, parts, ...row }: NamedRow) {
  const amount = told(unit)
  const part = (standing: StockStanding) => amount(parts.get(standing) ?? zero)
  return {
    ...row,
    quantity: amount(quantity),
    available: part('available'),
    reserved: part('reserved'),
    quarantine: part('quarantine'),
    held: part('held'),
    rejected: part('rejected'),
    expired: part('expired'),
    retestDue: part('retest-due'),
    incomplete: part('incomplete'),
  }
}
