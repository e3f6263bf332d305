import { setImmediate as settled } from 'node:timers/promises'
import { vi } from 'vitest'
import type { Chance } from './chance.ts'

export interface Stage {
  /** Waits until chance gives the word to this one of all that wait. */
  turn(): Promise<void>
  /** Seconds since the play began. */
  clock(): number
}

/**
 * Plays several actors at once, one turn at a time in an order that chance decides, so that every interleaving of their awaits can
 * come about and comes about again under the same seed. A pause of the product is a turn like any other.
 */
export async function play(chance: Chance, actors: (stage: Stage) => readonly Promise<unknown>[]): Promise<void> {
  const waiting: (() => void)[] = []
  let seconds = 0
  const turn = () => new Promise<void>((resolve) => waiting.push(resolve))
  vi.stubGlobal('setTimeout', (then: () => void) => void turn().then(then))
  try {
    let playing = true
    const end = Promise.all(actors({ turn, clock: () => seconds })).finally(() => {
      playing = false
    })
    // The failure of an actor is told at the end, when nobody plays any more.
    end.catch(() => undefined)
    while (playing) {
      await settled()
      const [next] = waiting.length > 0 ? waiting.splice(chance.below(waiting.length), 1) : []
      seconds += chance.below(20)
      next?.()
    }
    await end
  } finally {
    vi.unstubAllGlobals()
  }
}
