/** Why the plant says no. */
interface Reason {
  readonly code: string
  readonly detail: string
}

/** Whether a reason that the person gives cures it. */
export const isCurable = ({ code }: Pick<Reason, 'code'>): boolean => code === 'reason-missing'

/** Whether the act is possible, with a reason at least. */
export const isPossible = (against: readonly Pick<Reason, 'code'>[]): boolean => against.every(isCurable)

/**
 * Why a reason is asked for before the act: the plant would ask for it, and an act that was refused stays in the record.
 * @param known what the screen itself knows, in a sentence
 */
export function asksFor(
  against: readonly Reason[],
  ...known: readonly (string | false | undefined)[]
): string | undefined {
  const told = against.filter(isCurable).map(({ detail }) => detail)
  const sentences = [...known.filter((it) => typeof it === 'string'), ...told]
  return sentences.length === 0 ? undefined : [...new Set(sentences)].join(' ')
}
