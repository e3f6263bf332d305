import type { Fact } from '../../../events/envelope.ts'
import { eachOnce } from '../../domain/fact-name.ts'
import { type LotBalance, lotBalance } from '../../domain/production/lot-balance.ts'
import type { Lot } from '../../domain/stock/lot.ts'

export interface Books {
  readLot(lotId: string): Promise<Lot | undefined>
  factsOf(lotId: string): Promise<readonly Fact[]>
  /** Facts of others that name the lot, from an index that is moments behind. */
  factsAbout(lotId: string): Promise<readonly Fact[]>
}

/** An issue during the reads, or the delay of the index, causes a difference only for a moment. */
const readings = 4
const pauseMs = 250

/**
 * Compares a lot with its facts. A difference is reported only if it lasts a second, longer than any issue or the delay of the index. Undefined if
 * there is no such lot.
 */
export async function auditLot(books: Books, lotId: string, pause = wait): Promise<LotBalance | undefined> {
  let found: LotBalance | undefined
  for (let reading = 0; reading < readings; reading += 1) {
    if (reading > 0) await pause(pauseMs)
    const lot = await books.readLot(lotId)
    if (!lot) return undefined
    // The receipt of a split lot is in the facts of its parent.
    const own = [lotId, ...(lot.parents ?? [])].map((id) => books.factsOf(id))
    const facts = await Promise.all([...own, books.factsAbout(lotId)])
    found = lotBalance(lot, eachOnce(facts.flat()))
    if (found.balanced) return found
  }
  return found
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
