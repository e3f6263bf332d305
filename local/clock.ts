import { existsSync, readFileSync } from 'node:fs'
import { CannotStart } from './cannot-start.ts'
import { replaceFile } from './disk.ts'
import { secondsAhead } from './thread-clock.ts'

/**
 * The clock of a plant: that of this machine, put ahead by a person who tries a recipe and has no half hour to wait. It is never put back, because what
 * is recorded would then lie in the future. People, devices and functions go by it, and
 * schedules are told it. Workflows, queues and schedules wait as long as on the machine.
 */
export interface PlantClock {
  now(): Date
  secondsAhead(): number
  putAhead(seconds: number): void
  /** What the threads of functions read, so that one move is a move for all. */
  readonly shared: SharedArrayBuffer
}

/** Ten years: tokens, retention and the last day of a calendar are within it. */
export const furthestAhead = 10 * 365 * 86_400

/**
 * @param file keeps by how much the clock is ahead, as long as the data; in memory without it.
 * @param first what it is ahead as long as the file does not say it: less than 0 in a history, which ends when it is 0.
 */
export function startClock(file: string | undefined, first = 0): PlantClock {
  const shared = new SharedArrayBuffer(4)
  const view = new Int32Array(shared)
  view[0] = file === undefined || !existsSync(file) ? first : kept(file)
  return {
    shared,
    now: () => new Date(Date.now() + secondsAhead(shared) * 1000),
    secondsAhead: () => secondsAhead(shared),
    putAhead(seconds) {
      const ahead = secondsAhead(shared) + seconds
      // A history that does not reach its end is forgotten, and with it how far it came.
      if (file !== undefined && ahead >= 0) replaceFile(file, JSON.stringify({ secondsAhead: ahead }))
      Atomics.store(view, 0, ahead)
    },
  }
}

function kept(file: string): number {
  try {
    const { secondsAhead: ahead } = JSON.parse(readFileSync(file, 'utf8'))
    if (Number.isInteger(ahead) && ahead >= 0 && ahead <= furthestAhead) return ahead
  } catch {
    // The sentence below is for this case, too.
  }
  throw new CannotStart(`The clock ${file} cannot be read; write {"secondsAhead": 0} into it, or what it was.`)
}
