import type { Instant } from '../../../events/identifiers.ts'
import type { ReceiveLot } from '../../../events/material.ts'
import type { Decimal } from '../../../events/quantity.ts'
import type { Change } from '../change.ts'
import { all, type Check, decide, given, none, present, upon } from '../check.ts'
import type { Decision } from '../decision.ts'
import { add, convert, isMore, isRepresentable, subtract, zero } from '../quantity.ts'
import { violation } from '../refusal.ts'
import type { Lot } from './lot.ts'
import { receiveLot } from './receiving.ts'
import type { Shipment } from './shipment.ts'

/** The lot that left, the shipment that it left with, and every active hold that rests on the lot or is on its way to it. */
export interface Left {
  readonly lot: Lot | undefined
  readonly shipment: Shipment | undefined
  readonly holds: readonly string[]
}

/**
 * What comes back of a lot is a lot of its own that was made of that one: it is in quarantine, whatever the other is, and under each of its
 * holds, so that a recall finds it and what is held there is not used here. What is known of the material is what the lot knew; its dates
 * are the earlier ones. No more comes back with a shipment than left with it.
 */
export function receiveReturn(
  existing: Lot | undefined,
  body: ReceiveLot,
  around: Pick<Parameters<typeof receiveLot>[2], 'material' | 'place'>,
  left: Left,
  at: Instant,
): Decision {
  const { lot } = left
  const received = receiveLot(existing, lot ? asItLeft(body, lot) : body, around, at)
  const checks = {
    received: received.outcome === 'refused' ? none(...received.violations) : given(received),
    back: returnable(body, left),
  }
  return decide(checks, ({ received, back: { lot, shipment, value } }) => {
    const { lotId, quantity } = body
    const quantityThere = { value: value, unit: lot.unit }
    const before = shipment.returned?.[lot.lotId]?.value ?? zero
    const returned = { ...shipment.returned, [lot.lotId]: { value: add(before, value), unit: lot.unit } }
    const { shipmentId, to } = shipment
    return {
      ...received,
      fact: { ...received.fact, data: { ...received.fact.data, from: to } } as typeof received.fact,
      changes: [
        ...received.changes.map((it) =>
          it.change === 'create-lot'
            ? { ...it, lot: { ...it.lot, holds: left.holds, parents: [lot.lotId], madeOf: { [lot.lotId]: quantity } } }
            : it,
        ),
        { change: 'come-back', lotId: lot.lotId, value: value, into: `lot:${lotId}`, holds: lot.holds },
        { change: 'save', kind: 'shipment', id: shipmentId, value: { ...shipment, returned } },
        ...left.holds.map((id): Change => ({ change: 'expect', kind: 'hold', id })),
      ],
      pointers: [
        {
          about: { type: 'lot', id: lot.lotId },
          card: { quantity: quantityThere, materialId: lot.materialId, shipmentId, into: lotId },
        },
        // From each hold the new lot is found again, to let it go.
        ...left.holds.map((id) => ({
          about: { type: 'hold' as const, id },
          card: { from: { type: 'lot', id: lot.lotId }, level: 1 },
        })),
      ],
    }
  })
}

const earliest = (...dates: readonly (Instant | undefined)[]) => dates.filter((it) => it !== undefined).sort()[0]

/** The sender changes nothing of where our lot came from, and extends none of its dates. */
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

/** How much came back of the lot, in its unit and with which shipment it had left; and every reason why that did not come back of it. */
function returnable(
  { origin, materialId, quantity }: ReceiveLot,
  { lot, shipment }: Left,
): Check<{ readonly lot: Lot; readonly shipment: Shipment; readonly value: Decimal }> {
  const left = present(lot, () => violation('lot-unknown/origin', { lotId: origin?.lotId ?? '' }, 'origin/lotId'))
  return upon(left, (lot) => {
    const { lotId, unit } = lot
    const lines = shipment?.lines.filter((it) => it.lotId === lotId) ?? []
    const ref = 'origin/shipmentId'
    const shipped = present(lines.length > 0 ? shipment : undefined, () =>
      origin?.shipmentId === undefined
        ? violation('shipment-misdirected/own-lot', { lotId }, ref)
        : violation('shipment-misdirected/other-shipment', { lotId, shipmentId: origin.shipmentId }, ref),
    )
    const sent = lines.reduce((sum, it) => add(sum, it.quantity.value), zero)
    const out = subtract(sent, shipment?.returned?.[lotId]?.value ?? zero)
    const value = present(convert(quantity.value, quantity.unit, unit), () =>
      violation('unit-mismatch/lot', { lotId, unit, told: quantity.unit }, 'quantity'),
    )
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
          !isRepresentable(it) && violation('unit-mismatch/lot-exact', { lotId, unit, quantity }, 'quantity'),
          shipped.is === 'given' &&
            isMore(it, out) &&
            violation(
              'return-exceeded/shipment',
              { lotId, shipmentId: shipped.value.shipmentId, out: { value: out, unit } },
              'quantity',
            ),
        ),
      ),
    })
  })
}
