import type { Instant, LotId, MaterialId, SublotId } from '../../events/identifiers.ts'
import type { Quantity } from '../../events/quantity.ts'
import type { Violation } from '../../events/refusals.ts'
import { type Change, type Decision, reasons, refuse, violation } from './decision.ts'
import type { Lot, LotStock, StockStatus, Sublot } from './lot.ts'
import type { Material } from './master-data.ts'
import { convert } from './quantity.ts'

/** What an ERP says of a lot; what it leaves out stays as it is. */
export interface LotNews {
  readonly lotId: LotId
  readonly materialId: MaterialId
  readonly status?: StockStatus
  readonly expiresAt?: Instant
  readonly quantity?: Quantity
}

export interface SublotNews extends LotNews {
  readonly sublotId: SublotId
}

/**
 * A lot that the ERP synchronizes: a new one comes in as the ERP vouches for it, a known one takes its status and expiry. What is left
 * of a known lot is Andon's to say, because it has seen every draw; a quantity for one is put on the record and changes no balance.
 */
export function synchronizeLot(
  lot: Lot | undefined,
  material: Material | undefined,
  news: LotNews,
  at: Instant,
): Decision {
  const { lotId, materialId, status = 'quarantine', expiresAt, quantity } = news
  const found = reasons(
    !material &&
      violation(
        'not-found',
        `Material ${materialId} is not defined; the ERP has to send it first.`,
        `material:${materialId}`,
      ),
    otherMaterial(lot, news),
  )
  if (found.length > 0 || !material) return refuse(found)
  if (lot) return synchronized(news, [{ change: 'set-lot', lotId, set: given(news) }])
  const amount = quantity ?? { value: '0', unit: material.unit }
  const expiry = expiresAt ? { expiresAt } : {}
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.lot.received.v1',
      data: { lotId, materialId, quantity: amount, status, ...expiry },
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
}

/** A container of a lot. A new one adds its content to the lot; from then on a draw from the lot has to name its sublot. */
export function synchronizeSublot(lot: Lot | undefined, sublot: Sublot | undefined, news: SublotNews): Decision {
  const { lotId, sublotId, materialId, quantity, status = 'quarantine', expiresAt } = news
  const content = lot && quantity ? convert(quantity.value, quantity.unit, lot.unit) : '0'
  const found = reasons(
    !lot &&
      violation(
        'lot-unknown',
        `There is no lot ${lotId} at this site; the ERP has to send the lot before its sublots.`,
        `lot:${lotId}`,
      ),
    otherMaterial(lot, news),
    content === undefined &&
      violation(
        'unit-mismatch',
        `Lot ${lotId} is kept in ${lot?.unit}; ${quantity?.unit} measures something else.`,
        'quantity/unit',
      ),
  )
  if (found.length > 0 || !lot || content === undefined) return refuse(found)
  const set = given(news)
  if (sublot)
    return synchronized(news, Object.keys(set).length > 0 ? [{ change: 'set-sublot', lotId, sublotId, set }] : [])
  const { unit } = lot
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.sublot.received.v1',
      data: { lotId, sublotId, materialId, quantity: { value: content, unit }, status },
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
        },
      },
      { change: 'fill', lotId, value: content, inSublots: true },
    ],
  }
}

const given = ({ status, expiresAt }: LotNews): Partial<LotStock> => ({
  ...(status && { status }),
  ...(expiresAt && { expiresAt }),
})

const otherMaterial = (lot: Lot | undefined, { lotId, materialId }: LotNews): Violation | undefined =>
  lot && lot.materialId !== materialId
    ? violation(
        'lot-wrong-material',
        `Lot ${lotId} is ${lot.materialId} at this site, not ${materialId}.`,
        `lot:${lotId}`,
      )
    : undefined

const synchronized = (news: LotNews & { sublotId?: SublotId }, changes: readonly Change[]): Decision => {
  const { lotId, sublotId, status, expiresAt, quantity } = news
  const told = {
    ...(sublotId && { sublotId }),
    ...(status && { status }),
    ...(expiresAt && { expiresAt }),
    ...(quantity && { quantity }),
  }
  return { outcome: 'accepted', fact: { type: 'andon.lot.synchronized.v1', data: { lotId, ...told } }, changes }
}
