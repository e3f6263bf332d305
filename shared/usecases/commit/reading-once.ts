import { remembered } from './remembered.ts'
import type { Reading } from './store.ts'

/**
 * Reads each entity once, for all questions of one decision: what the first read has found is not read again to see from where it inherits a hold. The
 * commit is guarded by what was read first, so a second reading could not make a decision safer.
 */
export function readingOnce(store: Reading): Reading {
  const onTheClock = new Map<string, ReturnType<Reading['openLabour']>>()
  return {
    load: remembered(store).load,
    factWith: (subject, factId) => store.factWith(subject, factId),
    inStock: (materialId, first) => store.inStock(materialId, first),
    sublotsOf: (lotId) => store.sublotsOf(lotId),
    openLabour(orderId) {
      const asked = onTheClock.get(orderId) ?? store.openLabour(orderId)
      onTheClock.set(orderId, asked)
      return asked
    },
  }
}
