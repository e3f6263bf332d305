import type { ChangeId, DeviationId, HoldId, OrderId, RecipeId } from '../../events/identifiers.ts'
import type { ChangeRequest } from '../../shared/domain/orders/change-request.ts'
import type { Deviation, Hold } from '../../shared/domain/quality/deviation.ts'
import { noon } from './given.ts'

export const aHold = (more: Partial<Hold> = {}): Hold => ({
  holdId: 'H-1' as HoldId,
  subject: { type: 'lot', id: 'SUC-1' },
  reason: 'A bag was found open',
  status: 'active',
  placedAt: noon,
  placedBy: 'quinn',
  ...more,
})

/** A deviation that was just reported on a lot. */
export const aDeviation = (more: Partial<Deviation> = {}): Deviation => ({
  deviationId: 'dev-1' as DeviationId,
  subject: { type: 'lot', id: 'SUC-1' },
  title: 'A bag was found open',
  description: 'Seen at the goods-in, about a hand wide.',
  status: 'open',
  openedAt: noon,
  holds: [],
  ...more,
})

/** A change of an order to version 2 that is reviewed and waits for its approval. */
export const aChange = (more: Partial<ChangeRequest> = {}): ChangeRequest => {
  const immediately: ChangeRequest = {
    changeId: 'CH-1' as ChangeId,
    orderId: 'O-1' as OrderId,
    recipeId: 'SYRUP' as RecipeId,
    from: '1',
    version: '2',
    effect: 'immediately',
    reason: 'The new filter needs a rinse',
    status: 'reviewed',
    revision: 0,
    proposedBy: 'erik',
    proposedAt: noon,
    review: { personId: 'olga', name: 'Olga Petrova', meaning: 'reviewed', signedAt: noon },
  }
  return { ...immediately, ...more } as ChangeRequest
}
