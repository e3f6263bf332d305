import type { Pace } from './pace.ts'

/** What somebody does again and again. */
export interface Job {
  readonly name: string
  /** Does what there is to do now, and answers in how many seconds of the plant it is its turn again; undefined: never. */
  readonly turn: () => Promise<number | undefined>
}

export interface Agenda {
  /** Adds a job that is not there yet. */
  add(job: Job, inSeconds?: number): void
  /** Lets everybody work until then; without an end, until `stop`. */
  work(until?: Date): Promise<void>
  stop(): void
}

/** Seconds until somebody who could not do what they wanted tries again. */
const secondTry = 60

/**
 * The jobs of a plant in the order of their time.
 * @param passed is told after each wait that time has gone by, and before each turn
 * @param complain gets what a job could not do; it has its turn again later
 * @param rests whether nobody works now
 */
export function openAgenda(
  pace: Pace,
  passed: (now: Date) => Promise<void>,
  complain: (text: string) => void,
  rests: () => boolean,
): Agenda {
  const due = new Map<string, { readonly job: Job; readonly at: number }>()
  let isOver = false
  const plan = (job: Job, inSeconds: number) => due.set(job.name, { job, at: pace.now().getTime() + inSeconds * 1000 })
  const first = () => [...due.values()].reduce((one, other) => (other.at < one.at ? other : one))
  return {
    add(job, inSeconds = 0) {
      if (!due.has(job.name)) plan(job, inSeconds)
    },
    async work(until) {
      const end = until?.getTime() ?? Number.POSITIVE_INFINITY
      while (!isOver && due.size > 0 && pace.now().getTime() < end) {
        const next = first()
        if (rests() || next.at > pace.now().getTime()) {
          const rest = pace.now().getTime() + (pace.leaps ? 60_000 : 1000)
          await pace.wait(new Date(rests() ? rest : Math.min(next.at, end)))
          await passed(pace.now()).catch((error: unknown) => complain(said(error)))
          continue
        }
        due.delete(next.job.name)
        const again = await next.job.turn().catch((error: unknown) => {
          if (!isOver) complain(`${next.job.name}: ${said(error)}`)
          return secondTry
        })
        if (again !== undefined) plan(next.job, again)
      }
    },
    stop() {
      isOver = true
    },
  }
}

const said = (error: unknown): string => (error instanceof Error ? error.message : String(error))
