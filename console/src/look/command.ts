import { useEffect, useRef } from 'react'

/** An act that is on the screen now, by the word of its button. */
export interface Command {
  readonly word: string
  /** Why it cannot be done now. */
  readonly why?: string | undefined
  readonly run: () => void
}

interface Offered {
  readonly command: () => Command
}

const offered = new Set<Offered>()

/** Offers an act to the search box for as long as its button is on the screen; undefined: nothing is offered. */
export function useCommand(command: Command | undefined): void {
  const present = useRef(command)
  present.current = command
  const isThere = command !== undefined
  useEffect(() => {
    if (!isThere) return
    const it: Offered = { command: () => present.current as Command }
    offered.add(it)
    return () => {
      offered.delete(it)
    }
  }, [isThere])
}

/** The acts whose word has that text in it. Of an act that is there for several things, the word alone does not say for which: it is left out. */
export function commandsLike(text: string): readonly Command[] {
  const all = Map.groupBy(
    [...offered].map(({ command }) => command()),
    ({ word }) => word,
  )
  return [...all.values()].flatMap(([only, ...more]) =>
    only && more.length === 0 && only.word.toLowerCase().includes(text) ? [only] : [],
  )
}
