import type { Density } from '../../../events/density.ts'
import type { Instant, LotId, MaterialId, SublotId } from '../../../events/identifiers.ts'
import type { Decimal, Quantity } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Change } from '../change.ts'
import { clear, decide, given, present, upon } from '../check.ts'
import type { Decision } from '../decision.ts'
import { bookedIn, enteredAs, isCountable } from '../density.ts'
import type { Material } from '../master-data.ts'
import { lotOnHold, sublotOnHold } from '../on-hold.ts'
import { add, convert, isRepresentable, isZero, zero } from '../quantity.ts'
import { reasons, violation } from '../refusal.ts'
import { type Lot, type LotStock, notExactInLot, notInLot, type StockStatus, type Sublot, sublotAsRead } from './lot.ts'
import { notOfMaterial } from './receiving.ts'
import { unitNamed } from './serial.ts'
import { decidedNow } from './stock-then.ts'
import { statusWithin } from './sublot.ts'

/** An ERP's message about a lot; absent fields stay unchanged. */
export interface ErpLotMessage {
  readonly lotId: LotId
  readonly materialId: MaterialId
  readonly status?: StockStatus
  readonly expiresAt?: Instant
  readonly quantity?: Quantity
}

export interface SublotNews extends ErpLotMessage {
  readonly sublotId: SublotId
}

/**
 * A lot from the ERP. A new lot is received with the status that the ERP vouches for. A known lot takes its status and expiry. The balance of a known
 * lot is Andon's, because Andon has recorded every issue; a quantity in the message is recorded and changes no balance.
 */
export function synchronizeLot(
  lot: Lot | undefined,
  material: Material | undefined,
  news: ErpLotMessage,
  at: Instant,
): Decision {
  const { lotId, materialId, status = 'quarantine', expiresAt, quantity } = news
  const booked = material && quantity ? bookedIn(material.density, quantity, material.unit) : quantity
  const checks = {
    material: present(material, () =>
      violation('not-found/material-to-send', { materialId }, `material:${materialId}`),
    ),
    news: clear(
      otherMaterial(lot, news),
      material &&
        quantity &&
        !isCountable(material.density, quantity.unit, material.unit) &&
        notOfMaterial(material, quantity.unit),
      !lot &&
        quantity &&
        booked &&
        !isRepresentable(booked.value) &&
        notExactInLot(quantity, { lotId, unit: booked.unit }, 'quantity'),
      lot && objectionsToRelease(lot, news),
      lot && decidedHere(lot, lot, news),
    ),
  }
  return decide(checks, ({ material }): Decision => {
    if (lot) {
      const unlessHeld = isReleased(news, lot.status)
      return synchronized(news, [{ change: 'set-lot', lotId, set: setBy(news, lot, at), unlessHeld }])
    }
    const amount = booked ?? { value: zero, unit: material.unit }
    const expiry = expiresAt ? { expiresAt } : {}
    return {
      outcome: 'accepted',
      fact: {
        type: 'andon.lot.received.v1',
        data: { lotId, materialId, quantity: amount, ...enteredAs(quantity, booked), status, ...expiry },
        about: { type: 'material', id: materialId },
      },
      changes: [
        {
          change: 'create-lot',
          lot: {
            lotId,
            materialId,
            unit: amount.unit,
            quantity: amount.value,
            remaining: amount.value,
            status,
            holds: [],
            receivedAt: at,
            ...expiry,
          },
        },
      ],
    }
  })
}

/** A container of a lot. A new one adds its quantity to the lot; from then on, an issue must name its sublot. */
export function synchronizeSublot(
  lot: Lot | undefined,
  sublot: Sublot | undefined,
  news: SublotNews,
  at: Instant,
  { taken = [], density }: { readonly taken?: readonly Violation[]; readonly density?: Density | undefined } = {},
): Decision {
  const { lotId, sublotId, materialId, quantity: told, status = 'quarantine', expiresAt } = news
  const quantity = lot && told ? bookedIn(density, told, lot.unit) : told
  const known = present(lot, () => violation('lot-unknown/before-sublots', { lotId }, `lot:${lotId}`))
  const checks = {
    lot: upon(known, (it) => given(it, otherMaterial(it, news), !sublot && taken)),
    content: upon(known, (it) =>
      quantity
        ? present(convert(quantity.value, quantity.unit, it.unit), () => notInLot(it, quantity.unit, 'quantity/unit'))
        : given(zero),
    ),
    whole: upon(known, (it) => {
      const content = quantity && convert(quantity.value, quantity.unit, it.unit)
      return clear(!sublot && quantity && content !== undefined && notRepresentable(it, quantity, content))
    }),
    release: upon(known, (it) =>
      clear(
        decidedHere(it, sublot, news),
        news.status === 'rejected' &&
          sublot?.builtInto !== undefined &&
          sublot.status !== 'rejected' &&
          (sublot.holds ?? []).length === 0 &&
          violation(
            'sublot-built-in/reject',
            { lotId, sublotId, ...unitNamed(sublot.builtInto) },
            `lot:${lotId}/${sublotId}`,
          ),
        sublot &&
          isReleased(news, sublot.status ?? it.status) &&
          reasons(
            sublot.status === 'rejected' &&
              violation('lot-wrong-status/sublot-rejected-by-quality', { lotId, sublotId }, `lot:${lotId}/${sublotId}`),
            lotOnHold(it),
            sublotOnHold(sublot),
          ),
      ),
    ),
  }
  return decide(checks, ({ lot, content }): Decision => {
    const set = sublot ? setBy(news, sublot, at) : {}
    const unlessHeld = isReleased(news, sublot?.status ?? lot.status)
    if (sublot)
      return synchronized(
        news,
        Object.keys(set).length > 0
          ? [{ change: 'set-sublot', lotId, sublotId, set, was: sublotAsRead(sublot), unlessHeld }]
          : [],
      )
    const { unit } = lot
    const { expiresAt: goodUntil } = statusWithin(lot, { ...(expiresAt && { expiresAt }) })
    return {
      outcome: 'accepted',
      fact: {
        type: 'andon.sublot.received.v1',
        data: {
          lotId,
          sublotId,
          materialId,
          quantity: { value: content, unit },
          ...enteredAs(told, quantity),
          status,
          ...(goodUntil !== undefined && { expiresAt: goodUntil }),
        },
      },
      changes: [
        {
          change: 'create-sublot',
          sublot: {
            lotId,
            sublotId,
            unit,
            quantity: content,
            remaining: content,
            status,
            ...(expiresAt && { expiresAt }),
            past: { knownSince: at },
          },
        },
        { change: 'add-stock', lotId, value: content, inSublots: true, ...(expiresAt && { isDated: true }) },
      ],
    }
  })
}

/** Whether the message releases a lot that is not released. An ERP may repeat a release at any time. */
const isReleased = ({ status }: ErpLotMessage, before: StockStatus): boolean =>
  status === 'released' && before !== status

/** An ERP vouches for what it has bought. Output of an order is released with its batch, and a held lot is not released. */
const objectionsToRelease = (lot: Lot, news: ErpLotMessage): Violation[] =>
  isReleased(news, lot.status)
    ? reasons(
        lot.orderId !== undefined &&
          violation(
            'lot-wrong-status/made-by-order',
            { lotId: lot.lotId, orderId: lot.orderId },
            `order:${lot.orderId}`,
          ),
        lot.status === 'rejected' &&
          violation('lot-wrong-status/rejected-by-quality', { lotId: lot.lotId }, `lot:${lot.lotId}`),
        lotOnHold(lot),
      )
    : []

/** The quantity of the sublot and the new total received must be exact in the unit of the lot. */
function notRepresentable(
  { lotId, unit, quantity: before }: Lot,
  quantity: Quantity,
  content: Decimal,
): Violation | undefined {
  if (isZero(content) || !isRepresentable(content)) return notExactInLot(quantity, { lotId, unit }, 'quantity')
  const total = { value: add(before, content), unit }
  return isRepresentable(total.value) ? undefined : violation('unit-mismatch/lot-total', { lotId, total }, 'quantity')
}

/**
 * What the plant has made or quality has rejected is the plant's: an ERP may repeat what is so and may stop stock that was made here, but it sets
 * no expiry, adds no stock, releases no unit and undoes no rejection, not even by way of quarantine.
 * @param known the lot, or the sublot that the message is about; undefined if the sublot is new
 */
function decidedHere(
  lot: Lot,
  known: Pick<Partial<LotStock>, 'status' | 'expiresAt'> | undefined,
  { status, expiresAt }: ErpLotMessage,
): Violation[] {
  const { lotId, orderId } = lot
  const before = known?.status ?? lot.status
  const others = expiresAt !== undefined && expiresAt !== (known?.expiresAt ?? lot.expiresAt)
  const rejected = lot.status === 'rejected' || known?.status === 'rejected'
  // A release of what is itself rejected has a sentence of its own.
  const undone = known?.status === 'rejected' ? status === 'quarantine' : status !== undefined && status !== before
  const releasesPart = known !== lot && status === 'released' && before !== 'released'
  return reasons(
    orderId !== undefined &&
      (others || !known || releasesPart) &&
      violation('lot-wrong-status/erp-made', { lotId, orderId }, `order:${orderId}`),
    rejected && (others || !known || undone) && violation('lot-wrong-status/erp-rejected', { lotId }, `lot:${lotId}`),
  )
}

/** What a message that only repeats what is so sets decides nothing. */
function setBy({ status, expiresAt }: ErpLotMessage, known: Partial<LotStock>, at: Instant): Partial<LotStock> {
  const set = { ...(status && { status }), ...(expiresAt && { expiresAt }) }
  const isSame = (status ?? known.status) === known.status && (expiresAt ?? known.expiresAt) === known.expiresAt
  return isSame ? set : decidedNow(known, set, at)
}

const otherMaterial = (lot: Lot | undefined, { lotId, materialId }: ErpLotMessage): Violation | undefined =>
  lot && lot.materialId !== materialId
    ? violation('lot-wrong-material/erp', { lotId, materialId: lot.materialId, told: materialId }, `lot:${lotId}`)
    : undefined

const synchronized = (news: ErpLotMessage & { sublotId?: SublotId }, changes: readonly Change[]): Decision => {
  const { lotId, sublotId, status, expiresAt, quantity } = news
  const told = {
    ...(sublotId && { sublotId }),
    ...(status && { status }),
    ...(expiresAt && { expiresAt }),
    ...(quantity && { quantity }),
  }
  return { outcome: 'accepted', fact: { type: 'andon.lot.synchronized.v1', data: { lotId, ...told } }, changes }
}
