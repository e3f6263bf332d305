import type { Fact } from '../../events/envelope.ts'

/**
 * The name of a fact among those of all subjects; a fact id is unique only for its subject. Ids of lots and facts contain `/` and `:`, so no separator
 * would do.
 */
export const factName = ({ subject: { type, id }, factId }: Pick<Fact, 'subject' | 'factId'>): string =>
  JSON.stringify([type, id, factId])

/** Facts from several reads, each once. */
export const eachOnce = (facts: Iterable<Fact>): Fact[] => [
  ...new Map(Array.from(facts, (fact) => [factName(fact), fact] as const)).values(),
]
