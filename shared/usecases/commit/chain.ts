import { createHash } from 'node:crypto'
import type { Fact, LooseFact } from '../../../events/envelope.ts'
import { canonical } from '../../domain/canonical.ts'
import type { Chain, Place } from './store.ts'

export const noChain: Chain = { sequence: 0, hash: '', at: '' }

/** SHA-256 in base64url: 43 characters, a third less than hexadecimal. */
export const digest = (text: string): string => createHash('sha256').update(text).digest('base64url')

/** A fact as the end of its chain. */
export const endOf = ({ sequence, hash, recordedAt }: Fact): Chain => ({ sequence, hash, at: recordedAt })

/** Adds the hash of a fact, which covers the whole fact with the hash of the previous one. */
export function seal(fact: LooseFact, before: Place | undefined): Fact {
  const chained = { ...fact, sequence: before ? before.sequence + 1 : 0, previousHash: before?.hash ?? '' }
  return { ...chained, hash: digest(canonical(chained)) }
}

export interface Verified {
  readonly intact: boolean
  readonly entries: number
  readonly firstBroken?: string
}

/**
 * Whether the facts of one subject are complete and unchanged.
 * @param facts in any order
 * @param end the end of the chain by the subject, read before the facts; without it a missing newest fact would not be noticed
 */
export function verify(facts: readonly Fact[], end: Place = noChain): Verified {
  return verdictOn(facts.map(linkOf), end)
}

/** The same for facts in portions. It keeps only the links, a tenth of each fact. */
export async function verifyEach(portions: AsyncIterable<readonly Fact[]>, end: Place = noChain): Promise<Verified> {
  const links: Link[] = []
  for await (const facts of portions) links.push(...facts.map(linkOf))
  return verdictOn(links, end)
}

interface Link extends Pick<Fact, 'factId' | 'sequence' | 'hash' | 'previousHash'> {
  /** Whether the hash fits the fact. */
  readonly sound: boolean
}

function linkOf({ hash, ...content }: Fact): Link {
  const { factId, sequence, previousHash } = content
  return { factId, sequence, hash, previousHash, sound: digest(canonical(content)) === hash }
}

function verdictOn(links: Link[], end: Place): Verified {
  let before: Place = noChain
  for (const link of links.toSorted((one, other) => one.sequence - other.sequence)) {
    const standsAlone = link.sequence === 0
    const follows = standsAlone || (link.sequence === before.sequence + 1 && link.previousHash === before.hash)
    if (!follows || !link.sound) return { intact: false, entries: links.length, firstBroken: link.factId }
    if (!standsAlone) before = link
  }
  const reachesEnd =
    end.sequence === 0 || links.some(({ sequence, hash }) => sequence === end.sequence && hash === end.hash)
  return { intact: reachesEnd, entries: links.length }
}
