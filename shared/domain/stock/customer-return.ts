import type { Density } from '../../../events/density.ts'
import type { Instant } from '../../../events/identifiers.ts'
import type { ReceiveLot } from '../../../events/material.ts'
import type { Decimal, Quantity } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Change } from '../change.ts'
import { all, type Check, decide, given, none, present, upon } from '../check.ts'
import type { Decision } from '../decision.ts'
import { enteredAs, takenIn } from '../density.ts'
import { add, convert, decimalOf, isMore, isRepresentable, subtract, zero } from '../quantity.ts'
import { violation } from '../refusal.ts'
import { lotNamed, named } from './destination.ts'
import { type Lot, notExactInLot, notInLot } from './lot.ts'
import { type Known, serialised } from './make-units.ts'
import { receiveLot } from './receiving.ts'
import type { Shipment } from './shipment.ts'

/** The lot that was shipped, its shipment, and all active holds on the lot, its own and inherited. */
export interface Left {
  readonly lot: Lot | undefined
  readonly shipment: Shipment | undefined
  readonly holds: readonly string[]
  /** The records of the serials that come back. */
  readonly known?: Known
  /** Sublots of the return that have the numbers of units. */
  readonly taken?: readonly Violation[]
}

/**
 * A customer return is a new lot, made of the shipped one. It is in quarantine, whatever the status of the other, and inherits all its holds, so that
 * a recall finds it and held material is not used. Data about the material come from the shipped lot; dates are the earlier ones. Refuses more than
 * the shipment contained.
 *
 * A unit comes back under its number, with its components and its own holds; only a number that left so can come back.
 */
export function receiveCustomerReturn(
  existing: Lot | undefined,
  body: ReceiveLot,
  around: Pick<Parameters<typeof receiveLot>[2], 'material' | 'place' | 'timeZone'>,
  left: Left,
  at: Instant,
): Decision {
  const { lot } = left
  const arriving = unitsBack(body, left)
  const quantity = lot ? returnedIn(lot, body, left, around.material?.density) : body.quantity
  const booked = { ...body, quantity }
  const received = receiveLot(existing, lot ? asItLeft(booked, lot) : booked, { ...around, arriving }, at)
  const checks = {
    received: received.outcome === 'refused' ? none(...received.violations) : given(received),
    back: returnable(booked, body, left),
  }
  return decide(checks, ({ received, back: { lot, shipment, value } }) => {
    const { lotId } = body
    const quantityThere = { value: value, unit: lot.unit }
    const before = shipment.returned?.[lot.lotId]?.value ?? zero
    const returned = { ...shipment.returned, [lot.lotId]: { value: add(before, value), unit: lot.unit } }
    const { shipmentId, to } = shipment
    const { serials = [] } = body
    const lines = shipment.lines.map((line) =>
      line.lotId === lot.lotId && line.serial !== undefined && serials.some((it) => it === line.serial)
        ? { ...line, cameBackAs: lotId }
        : line,
    )
    return {
      ...received,
      fact: {
        ...received.fact,
        data: { ...received.fact.data, ...enteredAs(body.quantity, quantity), from: to },
      } as typeof received.fact,
      changes: [
        ...received.changes.map((it) =>
          it.change === 'create-lot'
            ? { ...it, lot: { ...it.lot, holds: left.holds, parents: [lot.lotId], madeOf: { [lot.lotId]: quantity } } }
            : it,
        ),
        { change: 'customer-return', lotId: lot.lotId, value: value, into: named(lotNamed(lotId)), holds: lot.holds },
        { change: 'save', kind: 'shipment', id: shipmentId, value: { ...shipment, lines, returned } },
        ...left.holds.map((id): Change => ({ change: 'require-unchanged', kind: 'hold', id })),
      ],
      pointers: [
        {
          about: { type: 'lot', id: lot.lotId },
          card: { quantity: quantityThere, materialId: lot.materialId, shipmentId, into: lotId },
        },
        // Each hold points to the new lot, to release it later.
        ...left.holds.map((id) => ({
          about: { type: 'hold' as const, id },
          card: { from: { type: 'lot', id: lot.lotId }, level: 1 },
        })),
      ],
    }
  })
}

const earliest = (...dates: readonly (Instant | undefined)[]) => dates.filter((it) => it !== undefined).sort()[0]

/** The units under the numbers of a return, each moved to the new lot, or every reason why one cannot come back. */
function unitsBack(
  { lotId, materialId, quantity, origin, serials = [] }: ReceiveLot,
  { known = { serials: [], sublots: [] }, taken = [] }: Left,
): ReturnType<typeof serialised> {
  const units = serialised({ lotId, materialId, unit: quantity.unit }, serials, known, (serial, where, ref) => {
    const unit = { serial, materialId }
    if (where.at !== 'shipped') return [violation('return-exceeded/never-left', { ...unit, where }, ref)]
    const { lotId: from, shipmentId } = where
    if (from === origin?.lotId && shipmentId === origin.shipmentId) return []
    const asked = [origin?.lotId, origin?.shipmentId].filter((it) => it !== undefined).join(', ')
    return [violation('shipment-misdirected/unit', { ...unit, lotId: from, shipmentId, asked }, ref)]
  })
  const unknown = serials.flatMap((serial, index) =>
    known.serials[index] ? [] : violation('unit-unknown/return', { serial, materialId }, `serials/${index}`),
  )
  return { ...units, violations: [...units.violations, ...unknown, ...taken] }
}

/** The customer cannot change the origin of our lot or extend its dates. */
function asItLeft(body: ReceiveLot, lot: Lot): ReceiveLot {
  const { supplierId: _who, supplierLot: _which, certificate: _paper, manufacturedAt: _when, ...told } = body
  const { supplierId, supplierLot, certificate, manufacturedAt } = lot
  const expiresAt = earliest(body.expiresAt, lot.expiresAt)
  const retestAt = earliest(body.retestAt, lot.retestAt)
  const potency = body.potency ?? lot.potency
  return {
    ...told,
    ...(supplierId !== undefined && { supplierId }),
    ...(supplierLot !== undefined && { supplierLot }),
    ...(certificate !== undefined && { certificate }),
    ...(manufacturedAt !== undefined && { manufacturedAt }),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(retestAt !== undefined && { retestAt }),
    ...(potency !== undefined && { potency }),
  }
}

/** What a shipment has of a lot: its lines, their sum, and what came back before. */
function shippedOf(lotId: string, shipment: Shipment | undefined) {
  const lines = shipment?.lines.filter((it) => it.lotId === lotId) ?? []
  const sent = lines.reduce((sum, it) => add(sum, it.quantity.value), zero)
  return { lines, sent, back: shipment?.returned?.[lotId]?.value ?? zero }
}

/** The quantity that comes back as the lot was kept, if it is told in the other of mass and volume. */
function returnedIn(
  { lotId, unit }: Lot,
  { quantity }: ReceiveLot,
  { shipment }: Left,
  density: Density | undefined,
): Quantity {
  const { sent, back } = shippedOf(lotId, shipment)
  return takenIn(density, quantity, { value: subtract(sent, back), unit })
}

/** The quantity returned, in the unit of the shipped lot, with its shipment; or every reason why it cannot be a return of that lot. */
function returnable(
  { origin, materialId, quantity, serials = [] }: ReceiveLot,
  { quantity: told }: Pick<ReceiveLot, 'quantity'>,
  { lot, shipment }: Left,
): Check<{ readonly lot: Lot; readonly shipment: Shipment; readonly value: Decimal }> {
  const left = present(lot, () => violation('lot-unknown/origin', { lotId: origin?.lotId ?? '' }, 'origin/lotId'))
  return upon(left, (lot) => {
    const { lotId, unit } = lot
    const { lines, sent, back } = shippedOf(lotId, shipment)
    const ref = 'origin/shipmentId'
    const shipped = present(lines.length > 0 ? shipment : undefined, () =>
      origin?.shipmentId === undefined
        ? violation('shipment-misdirected/own-lot', { lotId }, ref)
        : violation('shipment-misdirected/other-shipment', { lotId, shipmentId: origin.shipmentId }, ref),
    )
    const out = subtract(sent, back)
    // Of what has numbers, only a number comes back; the rest is counted.
    const units = lines.filter(({ serial }) => serial !== undefined)
    const unitsHere = decimalOf(units.filter(({ cameBackAs }) => cameBackAs !== undefined).length)
    const uncounted = subtract(subtract(sent, decimalOf(units.length)), subtract(back, unitsHere))
    const value = present(convert(quantity.value, quantity.unit, unit), () => notInLot(lot, quantity.unit, 'quantity'))
    return all({
      shipment: shipped,
      lot: given(
        lot,
        materialId !== lot.materialId &&
          violation('lot-wrong-material/return', { lotId, materialId: lot.materialId }, 'materialId'),
      ),
      value: upon(value, (it) =>
        given(
          it,
          !isRepresentable(it) && notExactInLot(told, { lotId, unit }, 'quantity'),
          shipped.is === 'given' &&
            isMore(it, out) &&
            violation(
              'return-exceeded/shipment',
              { lotId, shipmentId: shipped.value.shipmentId, out: { value: out, unit } },
              'quantity',
            ),
          units.length > 0 &&
            shipped.is === 'given' &&
            isMore(subtract(it, decimalOf(serials.length)), uncounted) &&
            violation('unit-missing/return', { lotId, shipmentId: shipped.value.shipmentId }, 'serials'),
        ),
      ),
    })
  })
}
