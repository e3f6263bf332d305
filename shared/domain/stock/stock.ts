import type { Instant, LotId } from '../../../events/identifiers.ts'
import type { AdjustLot, MergeLots, MoveLot, SampleLot, ScrapLot, SplitLot } from '../../../events/material.ts'
import type { Amount, Decimal } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import type { Change } from '../change.ts'
import { clear, decide, each, given, present, upon } from '../check.ts'
import type { Decision } from '../decision.ts'
import type { Material } from '../master-data.ts'
import { add, convert, convertExactly, isMore, isRepresentable, isZero, one, subtract, zero } from '../quantity.ts'
import { hasReasons, reasons, refuse, violation } from '../refusal.ts'
import type { SignedOff } from '../signature.ts'
import { issuable, issued, packed } from './issue.ts'
import { type Lot, looseIn, lotOnHold, type Sublot, sublotOnHold } from './lot.ts'
import { objectionsToPlace, type Storage } from './receiving.ts'
import { unitNamed } from './serial.ts'

export interface Stock {
  readonly lot: Lot
  readonly sublot?: Sublot | undefined
}

const named = ({ lotId, materialId }: Lot, sublot: Sublot | undefined) => ({
  lotId,
  materialId,
  ...(sublot && { sublotId: sublot.sublotId }),
})

/**
 * Splits part of the remaining stock into new lots. They inherit status, dates, potency and origin, and no holds, because a held lot is not split.
 */
export function splitLot(
  lot: Lot,
  existing: readonly (Lot | undefined)[],
  { parts, keeps, reason }: SplitLot,
  { at }: Circumstances,
): Decision {
  const values = parts.map(({ quantity }) => convert(quantity.value, quantity.unit, lot.unit))
  const total = values.reduce<Decimal>((sum, value) => add(sum, value ?? zero), zero)
  const rest = subtract(lot.remaining, total)
  const ids = parts.map(({ lotId }) => lotId)
  const wanted = {
    lotId: lot.lotId,
    quantity: { value: total, unit: lot.unit },
    unless: ['held'] as const,
    to: ids.map((id) => `lot:${id}`),
  }
  const kept = keeps && convert(keeps.value, keeps.unit, lot.unit)
  const found = reasons(
    ofAnUndecidedBatch(lot),
    parts.flatMap(({ lotId, quantity }, index) =>
      reasons(
        values[index] === undefined &&
          violation(
            'unit-mismatch/lot',
            { lotId: lot.lotId, unit: lot.unit, told: quantity.unit },
            `parts/${index}/quantity/unit`,
          ),
        values[index] !== undefined &&
          !isRepresentable(values[index]) &&
          notExact(quantity, lot, `parts/${index}/quantity`),
        (existing[index] || ids.indexOf(lotId) < index) && taken(lotId, `parts/${index}/lotId`),
      ),
    ),
    values.every((value) => value !== undefined) && issuable(lot, undefined, wanted, at).against,
    keeps &&
      (kept === undefined || !isZero(subtract(kept, rest))) &&
      violation(
        'split-unbalanced',
        {
          lotId: lot.lotId,
          parts: { value: total, unit: lot.unit },
          keeps,
          remaining: { value: lot.remaining, unit: lot.unit },
        },
        'keeps',
      ),
  )
  if (hasReasons(found)) return refuse(found)
  const { lotId, materialId, unit } = lot
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.lot.split.v1',
      data: { lotId, materialId, parts, keeps: { value: rest, unit }, ...(reason !== undefined && { reason }) },
    },
    changes: [
      issued(wanted, total, 'parted', at),
      ...parts.map(
        (part, index): Change => ({
          change: 'create-lot',
          lot: partOf(lot, part.lotId, values[index] ?? zero, at),
        }),
      ),
    ],
  }
}

/** A lot split from another one, with all its data except its balance. */
function partOf(
  {
    left: _left,
    reserved: _reserved,
    inSublots: _inSublots,
    origin: _origin,
    goesTo: _goal,
    cameBack: _back,
    goesToMany: _goals,
    inUnits: _units,
    ...lot
  }: Lot,
  lotId: Lot['lotId'],
  value: Decimal,
  at: Instant,
): Lot {
  return {
    ...lot,
    lotId,
    quantity: value,
    remaining: value,
    holds: [],
    receivedAt: at,
    parents: [lot.lotId],
    madeOf: { [lot.lotId]: { value, unit: lot.unit } },
  }
}

/** Output of an order is released with its batch, and until then must stay the lot that the batch lists. */
const ofAnUndecidedBatch = ({ lotId, orderId, status }: Lot): Violation | undefined =>
  orderId !== undefined && status === 'quarantine'
    ? violation('lot-wrong-status/batch-undecided', { lotId, orderId }, `order:${orderId}`)
    : undefined

const taken = (lotId: string, ref: string): Violation => violation('already-exists/lot', { lotId }, ref)

const notExact = (quantity: Amount, { lotId, unit }: Lot, ref: string): Violation =>
  violation('unit-mismatch/lot-exact', { lotId, unit, quantity }, ref)

/** Merges several equal lots into a new one, with the earliest expiry and retest date. */
export function mergeLots(
  { lotId, existing }: { readonly lotId: LotId; readonly existing: Lot | undefined },
  lots: readonly (Lot | undefined)[],
  material: Material | undefined,
  { from, reason }: MergeLots,
  { at }: Circumstances,
): Decision {
  const wanted = from.map((it) => ({ ...it, unless: ['held'] as const, to: [`lot:${lotId}`] }))
  const merging = wanted.map((it, index) => issuable(lots[index], undefined, it, at))
  const ids = from.map((it) => it.lotId)
  const first = present(lots[0], () => violation('lot-unknown', { lotId: ids[0] ?? '' }, `lot:${ids[0]}`))
  const checks = {
    named: clear(
      (existing || ids.includes(lotId)) && taken(lotId, 'lotId'),
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
    const parts = from.map((it, index) => ({ lotId: it.lotId, quantity: { value: values[index] ?? zero, unit } }))
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
  const ref = `lot:${other.lotId}`
  return reasons(
    one.materialId !== other.materialId &&
      violation('lots-not-alike/material', { ...pair, materials: [one.materialId, other.materialId] }, ref),
    one.status !== other.status &&
      violation('lots-not-alike/status', { ...pair, statuses: [one.status, other.status] }, ref),
    one.potency !== other.potency && violation('lots-not-alike/potency', pair, ref),
    one.supplierId !== other.supplierId && violation('lots-not-alike/supplier', pair, ref),
  )
}

export function moveLot(
  { lot, sublot }: Stock,
  { to, sublotId, reason }: MoveLot,
  place: Storage | undefined,
  material: Material | undefined,
): Decision {
  const stock = sublotId === undefined ? lot : sublot
  const checks = {
    held: clear(lotOnHold(lot)),
    stock: present(stock, () => unknownSublot(lot, sublotId ?? '')),
    place: clear(
      sublot && packed(sublot),
      sublot && sublotOnHold(sublot),
      stock?.location === to && violation('lot-wrong-status/at-place', { lotId: lot.lotId, equipmentId: to }, 'to'),
      objectionsToPlace(to, place, material),
    ),
  }
  return decide(checks, ({ stock }) => {
    const { lotId } = lot
    const set = { location: to }
    return {
      outcome: 'accepted',
      fact: {
        type: 'andon.lot.moved.v1',
        data: {
          lotId,
          ...(sublotId !== undefined && { sublotId }),
          ...(stock.location !== undefined && { from: stock.location }),
          to,
          ...(reason !== undefined && { reason }),
        },
        about: { type: 'equipment', id: to },
      },
      changes: [
        sublotId === undefined
          ? { change: 'set-lot', lotId, set, unlessHeld: true }
          : { change: 'set-sublot', lotId, sublotId, set, unlessHeld: true },
      ],
    }
  })
}

const unknownSublot = (lot: Lot, sublotId: string): Violation =>
  violation('sublot-unknown', { lotId: lot.lotId, sublotId }, `lot:${lot.lotId}/${sublotId}`)

/**
 * Corrects the stock to what was counted: a whole lot, a sublot, or the loose part. The count must say which, because a count of the whole lot that
 * meets its division would double the stock. Held stock is counted too, signed by quality, because a count can remove or add stock.
 *
 * A count never adds a unit with components (`ofUnits`), because the unit would have none on record.
 * @param signed only if a signature is given or required
 */
export function adjustLot(
  { lot, sublot, ofUnits }: Stock & { readonly ofUnits?: boolean | undefined },
  body: AdjustLot,
  signed?: SignedOff,
): Decision {
  const { counted, sublotId, loose, reasonCode, reason } = body
  const { lotId, unit } = lot
  const was = sublotId === undefined ? looseIn(lot) : sublot?.remaining
  const is = convert(counted.value, counted.unit, unit)
  const checks = {
    was: present(was, () => unknownSublot(lot, sublotId ?? '')),
    where: clear(
      sublotId === undefined &&
        lot.inSublots !== undefined &&
        !loose &&
        violation('sublot-missing/count', { lotId }, 'sublotId'),
      sublot && packed(sublot),
      sublot?.builtInto !== undefined &&
        violation(
          'sublot-built-in/count',
          { lotId, sublotId: sublot.sublotId, ...unitNamed(sublot.builtInto) },
          `lot:${lotId}/${sublot.sublotId}`,
        ),
      ofUnits &&
        sublotId === undefined &&
        is !== undefined &&
        was !== undefined &&
        isMore(is, was) &&
        violation('unit-missing/count', { materialId: lot.materialId }, 'sublotId'),
      lot.status === 'shipped' && violation('lot-wrong-status/shipped', { lotId }, `lot:${lotId}`),
    ),
    is: present(is, () => violation('unit-mismatch/lot', { lotId, unit, told: counted.unit }, 'counted/unit')),
    amount: clear(
      is !== undefined && !isZero(is) && !isRepresentable(is) && notExact(counted, lot, 'counted'),
      is !== undefined &&
        was !== undefined &&
        isZero(subtract(is, was)) &&
        violation('count-as-recorded', { recorded: { value: was, unit } }, 'counted'),
      is !== undefined &&
        sublot?.serial !== undefined &&
        !isZero(is) &&
        !isZero(subtract(is, one)) &&
        violation('unit-mismatch/one-piece-counted', { serial: sublot.serial }, 'counted'),
      is !== undefined && isRepresentable(is) && was !== undefined && notRepresentable(lot, subtract(is, was)),
    ),
    signed: clear(signed?.violations),
  }
  return decide(checks, ({ was, is }) => {
    return {
      outcome: 'accepted',
      fact: {
        type: 'andon.lot.adjusted.v1',
        data: {
          ...named(lot, sublot),
          ...(loose && { loose }),
          was: { value: was, unit },
          is: { value: is, unit },
          ...(reasonCode !== undefined && { reasonCode }),
          reason,
        },
      },
      // A hold placed during the count makes the commit fail, because the count then needs a signature.
      changes: [
        {
          change: 'count',
          lotId,
          ...(sublotId !== undefined && { sublotId }),
          was,
          is,
          ...(!signed && { unlessHeld: true }),
        },
      ],
      ...(signed && { signatures: signed.signatures, spent: signed.spent }),
    }
  })
}

export const isHeld = ({ lot, sublot }: Stock): boolean => lot.holds.length + (sublot?.holds ?? []).length > 0

/** A count of a part also raises the lot, whose quantity must still fit 15 digits. */
function notRepresentable({ lotId, remaining, unit }: Lot, found: Decimal): Violation | undefined {
  const total = add(remaining, found)
  return isMore(total, zero) && !isRepresentable(total)
    ? violation('unit-mismatch/lot-total', { lotId, total: { value: total, unit } }, 'counted')
    : undefined
}

/** Scraps stock of any status; held stock only by the disposition of its hold. */
export function scrapLot({ lot, sublot }: Stock, body: ScrapLot, { at }: Circumstances): Decision {
  const { reasonCode, reason } = body
  return decide({ stock: taking({ lot, sublot }, body, at) }, ({ stock: { wanted, quantity } }) => ({
    outcome: 'accepted',
    fact: {
      type: 'andon.lot.scrapped.v1',
      data: {
        ...named(lot, sublot),
        quantity,
        ...(reasonCode !== undefined && { reasonCode }),
        reason,
      },
    },
    changes: [issued(wanted, quantity.value, 'scrapped', at)],
  }))
}

/** Takes a sample for the laboratory, also in quarantine. */
export function sampleLot({ lot, sublot }: Stock, body: SampleLot, { at }: Circumstances): Decision {
  const { sampleId, reason } = body
  return decide({ stock: taking({ lot, sublot }, body, at) }, ({ stock: { wanted, quantity } }) => ({
    outcome: 'accepted',
    fact: {
      type: 'andon.lot.sampled.v1',
      data: {
        ...named(lot, sublot),
        quantity,
        ...(sampleId !== undefined && { sampleId }),
        ...(reason !== undefined && { reason }),
      },
    },
    changes: [issued(wanted, quantity.value, 'sampled', at)],
  }))
}

/** The quantity that is scrapped or sampled, in any status. */
function taking({ lot, sublot }: Stock, { quantity, sublotId }: Pick<ScrapLot, 'quantity' | 'sublotId'>, at: Instant) {
  const wanted = { lotId: lot.lotId, sublotId, quantity, unless: ['held'] as const, to: [] }
  return upon(issuable(lot, sublot, wanted, at), ({ value }) => given({ wanted, quantity: { value, unit: lot.unit } }))
}
