import { createHash } from 'node:crypto'
import type { Fact } from '../../events/envelope.ts'
import type { Chain } from './store.ts'

export const noChain: Chain = { sequence: 0, hash: '' }

/** The same text for the same value, whatever the order of its keys (RFC 8785 without its number rules: our numbers are integers). */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).filter(([, it]) => it !== undefined)
  return `{${entries
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, it]) => `${JSON.stringify(key)}:${canonical(it)}`)
    .join(',')}}`
}

/** SHA-256 in base64url: 43 characters, a third shorter than hexadecimal in every item. */
export const digest = (text: string): string => createHash('sha256').update(text).digest('base64url')

/** Seals a fact: its hash covers all of it, the hash of the fact before included. */
export function seal(fact: Omit<Fact, 'sequence' | 'previousHash' | 'hash'>, before: Chain | undefined): Fact {
  const chained = { ...fact, sequence: before ? before.sequence + 1 : 0, previousHash: before?.hash ?? '' }
  return { ...chained, hash: digest(canonical(chained)) }
}

/**
 * Whether the facts of one subject are all there and as they were written.
 * @param facts in any order
 * @param end where the subject says that its chain ends, read before the facts: nothing follows the newest fact that would miss it.
 */
export function verify(
  facts: readonly Fact[],
  end: Chain = noChain,
): { intact: boolean; entries: number; firstBroken?: string } {
  const ordered = [...facts].sort((one, other) => one.sequence - other.sequence)
  let before: Chain = noChain
  for (const fact of ordered) {
    const { hash, ...content } = fact
    const standsAlone = fact.sequence === 0
    const follows = standsAlone || (fact.sequence === before.sequence + 1 && fact.previousHash === before.hash)
    if (!follows || digest(canonical(content)) !== hash)
      return { intact: false, entries: facts.length, firstBroken: fact.factId }
    if (!standsAlone) before = fact
  }
  const reachesEnd =
    end.sequence === 0 || facts.some(({ sequence, hash }) => sequence === end.sequence && hash === end.hash)
  return { intact: reachesEnd, entries: facts.length }
}
