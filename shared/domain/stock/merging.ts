import type { Instant, LotId } from '../../../events/identifiers.ts'
import type { MergeLots } from '../../../events/material.ts'
import type { Decimal } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import { clear, decide, each, given, present, reworded, upon } from '../check.ts'
import type { Decision } from '../decision.ts'
import { enteredAs } from '../density.ts'
import type { Material } from '../master-data.ts'
import { add, convertExactly, isRepresentable, zero } from '../quantity.ts'
import { lotRef, ofQuantityIn, reasons, refuse, violation } from '../refusal.ts'
import { lotNamed, named } from './destination.ts'
import { issuable, issued } from './issue.ts'
import type { Lot } from './lot.ts'
import { lotExists, ofAnUndecidedBatch } from './splitting.ts'
import { takenFrom } from './stock.ts'

/** Merges several equal lots into a new one, with the earliest expiry and retest date. */
export function mergeLots(
  { lotId, existing }: { readonly lotId: LotId; readonly existing: Lot | undefined },
  lots: readonly (Lot | undefined)[],
  material: Material | undefined,
  { from, reason }: MergeLots,
  { at }: Circumstances,
): Decision {
  const wanted = from.map((it, index) => {
    const lot = lots[index]
    const quantity = lot ? takenFrom({ lot, density: material?.density }, it.quantity) : it.quantity
    return { ...it, quantity, unless: ['held'] as const, to: [named(lotNamed(lotId))] }
  })
  const merging = wanted.map((it, index) =>
    reworded(issuable(lots[index], undefined, it, at), ofQuantityIn(`from/${index}`)),
  )
  const ids = from.map((it) => it.lotId)
  const first = present(lots[0], () => violation('lot-unknown', { lotId: ids[0] ?? '' }, `lot:${ids[0]}`))
  const checks = {
    named: clear(
      (existing || ids.includes(lotId)) && lotExists(lotId, 'lotId'),
      ids.some((id, index) => ids.indexOf(id) < index) && violation('lots-not-alike/named-twice', {}, 'from'),
      material &&
        material.merging !== 'allowed' &&
        violation('merging-forbidden', { materialId: material.materialId }, `material:${material.materialId}`),
    ),
    stock: each(merging),
    first: upon(first, (it) =>
      given(
        it,
        lots.flatMap((lot) => (lot ? objectionsToMerge(it, lot) : [])),
      ),
    ),
  }
  return decide(checks, ({ stock, first }) => {
    const values = stock.map(({ lot, value }) => convertExactly(value, lot.unit, first.unit))
    const total = values.reduce<Decimal>((sum, value) => add(sum, value ?? zero), zero)
    if (!isRepresentable(total) || values.some((value) => value === undefined || !isRepresentable(value)))
      return refuse([violation('unit-mismatch/merge', { unit: first.unit }, 'from')])
    const earliest = (dates: readonly (Instant | undefined)[]) => dates.filter((it) => it !== undefined).sort()[0]
    const expiresAt = earliest(lots.map((lot) => lot?.expiresAt))
    const retestAt = earliest(lots.map((lot) => lot?.retestAt))
    const { status, potency, materialId, unit, location, supplierId } = first
    const parts = from.map((it, index) => ({
      lotId: it.lotId,
      quantity: { value: values[index] ?? zero, unit },
      ...enteredAs(it.quantity, wanted[index]?.quantity),
    }))
    const merged: Lot = {
      lotId,
      materialId,
      unit,
      quantity: total,
      remaining: total,
      status,
      holds: [],
      receivedAt: at,
      parents: ids,
      madeOf: Object.fromEntries(parts.map((part) => [part.lotId, part.quantity])),
      ...(potency !== undefined && { potency }),
      ...(supplierId !== undefined && { supplierId }),
      ...(expiresAt !== undefined && { expiresAt }),
      ...(retestAt !== undefined && { retestAt }),
      ...(location !== undefined && { location }),
    }
    return {
      outcome: 'accepted',
      fact: {
        type: 'andon.lot.merged.v1',
        data: {
          lotId,
          materialId,
          quantity: { value: total, unit },
          from: parts,
          ...(reason !== undefined && { reason }),
        },
      },
      changes: [
        { change: 'create-lot', lot: merged },
        ...wanted.map((it, index) => issued(it, stock[index]?.value ?? zero, 'parted', at)),
      ],
      // What left a source lot, in the unit of that lot.
      pointers: from.map((it, index) => ({
        about: { type: 'lot', id: it.lotId },
        card: {
          quantity: { value: stock[index]?.value ?? zero, unit: lots[index]?.unit ?? unit },
          materialId,
          into: lotId,
        },
      })),
    }
  })
}

const objectionsToMerge = (first: Lot, lot: Lot): Violation[] =>
  reasons(
    unalike(first, lot),
    ofAnUndecidedBatch(lot),
    lot.status === 'rejected' && violation('lot-wrong-status/rejected-apart', { lotId: lot.lotId }, `lot:${lot.lotId}`),
  )

function unalike(one: Lot, other: Lot): Violation[] {
  const pair = { lotId: one.lotId, other: other.lotId }
  const ref = lotRef(other.lotId)
  return reasons(
    one.materialId !== other.materialId &&
      violation('lots-not-alike/material', { ...pair, materials: [one.materialId, other.materialId] }, ref),
    one.status !== other.status &&
      violation('lots-not-alike/status', { ...pair, statuses: [one.status, other.status] }, ref),
    one.potency !== other.potency && violation('lots-not-alike/potency', pair, ref),
    one.supplierId !== other.supplierId && violation('lots-not-alike/supplier', pair, ref),
  )
}
