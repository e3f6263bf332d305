export interface Sequencer<Content> {
  /** A notification of the server; without content, the number of the one that comes next (keep-alive). In any order, and repeated. */
  hear(number: number, content: Content | undefined): void
  /** The subscription is over: what waited for others is delivered without them. */
  end(): void
}

interface Parts<Content> {
  /** Gets each notification once, in the order of their numbers. */
  readonly deliver: (content: Content) => void
  /** Asks for one that did not come; undefined if the server has it no more. It rejects if there is no answer now. */
  readonly askAgain: (number: number) => Promise<Content | undefined>
  readonly lost: (number: number) => void
}

/** So often is a notification asked for, each time that another one has come. */
const mostTries = 3

/**
 * Brings the notifications of a subscription, numbered from 1, into their order (OPC 10000-4, 5.14.5 and 6.7). After a broken connection the newest may
 * come first, and what was on its way is asked for again.
 */
export function sequencer<Content>({ deliver, askAgain, lost }: Parts<Content>): Sequencer<Content> {
  let expected = 1
  const early = new Map<number, Content | undefined>()
  const tries = new Map<number, number>()
  const asking = new Set<number>()

  const take = (number: number, content: Content | undefined) => {
    if (number < expected || early.get(number) !== undefined) return
    early.set(number, content)
    while (early.has(expected)) {
      const next = early.get(expected)
      early.delete(expected)
      tries.delete(expected)
      if (next === undefined) lost(expected)
      else deliver(next)
      expected += 1
    }
  }
  const ask = async (number: number) => {
    if (asking.has(number)) return
    asking.add(number)
    const tried = (tries.get(number) ?? 0) + 1
    tries.set(number, tried)
    try {
      take(number, await askAgain(number))
    } catch {
      if (tried >= mostTries) take(number, undefined)
    } finally {
      asking.delete(number)
    }
  }
  return {
    hear(number, content) {
      if (content !== undefined) take(number, content)
      const upTo = Math.max(number, ...early.keys())
      for (let missing = expected; missing < upTo; missing += 1) if (!early.has(missing)) void ask(missing)
    },
    end() {
      for (const number of [...early.keys()].sort((one, other) => one - other)) {
        const content = early.get(number)
        if (content !== undefined) deliver(content)
      }
      early.clear()
      expected = Number.POSITIVE_INFINITY
    },
  }
}
