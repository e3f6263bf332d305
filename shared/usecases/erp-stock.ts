import type { Instant, LotId, MaterialId, SublotId } from '../../events/identifiers.ts'
import type { Quantity } from '../../events/quantity.ts'
import type { Change, Decision } from '../domain/decision.ts'
import { reasons, refuse, violation } from '../domain/decision.ts'
import type { Lot, LotStock, StockStatus } from '../domain/lot.ts'
import { convert } from '../domain/quantity.ts'
import { type Command, type Outcome, run } from './command.ts'
import { ref, type Store } from './store.ts'

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

const given = ({ status, expiresAt }: LotNews): Partial<LotStock> => ({
  ...(status && { status }),
  ...(expiresAt && { expiresAt }),
})

const otherMaterial = (lot: Lot | undefined, { lotId, materialId }: LotNews) =>
  lot &&
  lot.materialId !== materialId &&
  violation('lot-wrong-material', `Lot ${lotId} is ${lot.materialId} at this site, not ${materialId}.`, `lot:${lotId}`)

/**
 * A lot that the ERP synchronizes: new ones come in as the ERP vouches for them, known ones take its status and expiry. What is left
 * of a known lot is Andon's to say, because it has seen every draw; a quantity for one is put on the record and changes no balance.
 */
export const synchronizeLot = (store: Store, command: Command<LotNews>): Promise<Outcome> => {
  const news = command.body
  return run(store, command, {
    subject: { type: 'lot', id: news.lotId },
    of: 'lot',
    load: { lot: ref.lot(news.lotId), material: ref.material(news.materialId) },
    decide: ({ lot, material }): Decision => {
      const found = reasons(
        !material &&
          violation(
            'not-found',
            `Material ${news.materialId} is not defined; the ERP has to send it first.`,
            `material:${news.materialId}`,
          ),
        otherMaterial(lot?.value, news),
      )
      if (found.length > 0 || !material) return refuse(found)
      if (lot) return synchronized(news, [{ change: 'set-lot', lotId: news.lotId, set: given(news) }])
      return received(news, material.value.unit, false)
    },
  })
}

function received(news: LotNews, unit: Lot['unit'], inSublots: boolean): Decision {
  const { lotId, materialId, status = 'quarantine', expiresAt, quantity } = news
  const amount = quantity ?? { value: '0', unit }
  const lot: Lot = {
    lotId,
    materialId,
    unit: amount.unit,
    quantity: amount.value,
    remaining: amount.value,
    status,
    holds: [],
    ...(expiresAt && { expiresAt }),
    ...(inSublots && { inSublots }),
  }
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.lot.received.v1',
      data: { lotId, materialId, quantity: amount, status, ...(expiresAt && { expiresAt }) },
      about: { type: 'material', id: materialId },
    },
    changes: [{ change: 'create-lot', lot }],
  }
}

const synchronized = (news: LotNews & { sublotId?: SublotId }, changes: readonly Change[]): Decision => {
  const { lotId, sublotId, status, expiresAt, quantity } = news
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.lot.synchronized.v1',
      data: {
        lotId,
        ...(sublotId && { sublotId }),
        ...(status && { status }),
        ...(expiresAt && { expiresAt }),
        ...(quantity && { quantity }),
      },
    },
    changes,
  }
}

/** A container of a lot. A new one adds its content to the lot; from then on a draw from the lot has to name its sublot. */
export const synchronizeSublot = (store: Store, command: Command<SublotNews>): Promise<Outcome> => {
  const news = command.body
  const { lotId, sublotId, materialId, quantity, status = 'quarantine', expiresAt } = news
  return run(store, command, {
    subject: { type: 'lot', id: lotId },
    of: 'lot',
    load: { lot: ref.lot(lotId), sublot: ref.sublot(lotId, sublotId) },
    decide: ({ lot, sublot }): Decision => {
      const unit = lot?.value.unit ?? quantity?.unit
      const content = quantity && unit ? convert(quantity.value, quantity.unit, unit) : undefined
      const found = reasons(
        !lot &&
          violation(
            'lot-unknown',
            `There is no lot ${lotId} at this site; the ERP has to send the lot before its sublots.`,
            `lot:${lotId}`,
          ),
        otherMaterial(lot?.value, news),
        lot &&
          quantity &&
          content === undefined &&
          violation(
            'unit-mismatch',
            `Lot ${lotId} is kept in ${lot.value.unit}; ${quantity.unit} measures something else.`,
            'quantity/unit',
          ),
      )
      if (found.length > 0 || !lot || !unit) return refuse(found)
      if (sublot) return synchronized(news, [{ change: 'set-sublot', lotId, sublotId, set: given(news) }])
      const amount = content ?? '0'
      return {
        outcome: 'accepted',
        fact: {
          type: 'andon.sublot.received.v1',
          data: { lotId, sublotId, materialId, quantity: { value: amount, unit }, status },
        },
        changes: [
          {
            change: 'create-sublot',
            sublot: {
              lotId,
              sublotId,
              unit,
              quantity: amount,
              remaining: amount,
              status,
              ...(expiresAt && { expiresAt }),
            },
          },
          { change: 'fill', lotId, value: amount, inSublots: true },
        ],
      }
    },
  })
}
