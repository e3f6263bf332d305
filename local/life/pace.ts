import { setTimeout as pause } from 'node:timers/promises'
import * as z from 'zod'

/** How the time of a plant goes by for those who work at it. */
export interface Pace {
  readonly now: () => Date
  /** Nothing is left to do before `until`: waits for it, or for a part of the way. */
  readonly wait: (until: Date) => Promise<void>
  /** Whether the clock leaps now: then nobody waits, and what a machine would have sent meanwhile comes in one message. */
  readonly leaps: boolean
}

/** Longest wait in one piece, in milliseconds: a person may put the clock ahead at any time, and machines tell of themselves. */
const glance = 1000

/** The pace of people who watch, who may let hours pass at once. */
export function inRealTime(url: string, now: () => Date): Pace & { readonly skip: (seconds: number) => Promise<void> } {
  const leaping = byLeaps(url, now)
  let arrival = 0
  let arrived: () => void = () => undefined
  return {
    now,
    async wait(until) {
      if (now().getTime() < arrival) await leaping.wait(new Date(Math.min(until.getTime(), arrival)))
      else await pause(Math.min(Math.max(until.getTime() - now().getTime(), 50), glance))
      if (now().getTime() >= arrival) arrived()
    },
    get leaps() {
      return now().getTime() < arrival
    },
    skip(seconds) {
      arrival = now().getTime() + seconds * 1000
      return new Promise((resolve) => {
        arrived = resolve
      })
    },
  }
}

/** The pace of a history: the clock of the plant is put ahead to whatever comes next. */
export const byLeaps = (url: string, now: () => Date): Pace => ({
  now,
  async wait(until) {
    const seconds = Math.ceil((until.getTime() - now().getTime()) / 1000)
    if (seconds > 0) await putAhead(url, { seconds })
  },
  leaps: true,
})

/** Puts the clock of a plant ahead, and answers by how many seconds it is now. */
export async function putAhead(url: string, forward: object): Promise<number> {
  const response = await fetch(`${url}/local/clock`, { method: 'POST', body: JSON.stringify(forward) })
  const answer = await response.text()
  if (!response.ok) throw new Error(`The clock of the plant does not go ahead: ${answer}`)
  return clock.parse(JSON.parse(answer)).secondsAhead
}
const clock = z.object({ secondsAhead: z.number() })
