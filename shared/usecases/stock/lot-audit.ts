import type { Fact } from '../../../events/envelope.ts'
import { type LotBalance, lotBalance } from '../../domain/production/lot-balance.ts'
import type { Lot } from '../../domain/stock/lot.ts'

/** What an audit reads. */
export interface Books {
  readLot(lotId: string): Promise<Lot | undefined>
  factsOf(lotId: string): Promise<readonly Fact[]>
  /** The facts of others that name the lot: from an index, a moment after they were committed. */
  factsAbout(lotId: string): Promise<readonly Fact[]>
}

/** A lot that others draw from while it is read, and an index that follows after a moment, say for a moment what is not so. */
const readings = 4
const pauseMs = 250

/**
 * Holds a lot against its facts. That they differ is said only when they still do after a second, in which the index has long
 * followed and no draw lasts. Undefined when there is no such lot.
 */
export async function auditLot(books: Books, lotId: string, pause = wait): Promise<LotBalance | undefined> {
  let found: LotBalance | undefined
  for (let reading = 0; reading < readings; reading += 1) {
    if (reading > 0) await pause(pauseMs)
    const lot = await books.readLot(lotId)
    if (!lot) return undefined
    // What was split off a lot came in by a fact of that one.
    const own = [lotId, ...(lot.parents ?? [])].map((id) => books.factsOf(id))
    const facts = await Promise.all([...own, books.factsAbout(lotId)])
    found = lotBalance(lot, once(facts.flat()))
    if (found.balanced) return found
  }
  return found
}

const once = (facts: readonly Fact[]): Fact[] => [
  ...new Map(facts.map((it) => [`${it.subject.type}:${it.subject.id}/${it.factId}`, it])).values(),
]

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
