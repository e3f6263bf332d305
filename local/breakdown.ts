/** What ends a plant from within: its database has gone, or its disk takes no more. */
export interface Breakdown {
  /** Tells of a fault in a sentence for people. Only the first counts, because the others follow from it. */
  tell(sentence: string): void
  sentence(): string | undefined
  /** Settles with the sentence, if there ever is one. */
  readonly told: Promise<string>
}

export function watchForBreakdown(): Breakdown {
  const { promise, resolve } = Promise.withResolvers<string>()
  let first: string | undefined
  return {
    tell(sentence) {
      first ??= sentence
      resolve(first)
    },
    sentence: () => first,
    told: promise,
  }
}
