import type { DeviationId, HoldId } from '../../events/identifiers.ts'
import type { Deviation, Hold } from '../../shared/domain/deviation.ts'
import { noon } from './floor.ts'

/** An active hold on a lot. */
export const aHold = (more: Partial<Hold> = {}): Hold => ({
  holdId: 'H-1' as HoldId,
  subject: { type: 'lot', id: 'SUC-1' },
  reason: 'A bag was found open',
  status: 'active',
  placedAt: noon,
  placedBy: 'quinn',
  ...more,
})

/** A deviation that somebody has just reported on a lot. */
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
