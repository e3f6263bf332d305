import { CannotStart } from './cannot-start.ts'
import type { PlantClock } from './clock.ts'
import type { Functions } from './lambda.ts'

export interface SchedulePlan {
  readonly name: string
  readonly expression: string
  readonly functionArn: string
  /** The input of the function, for the time at which it was due. */
  readonly input: (asOf: Date) => unknown
  /** Begins to call at each due time, and returns a function that ends it. */
  readonly start: (call: () => void) => () => void
}

export interface Schedules {
  readonly plans: readonly SchedulePlan[]
  /** Runs a schedule as if it were due at that time; undefined when there is no such schedule. */
  run(name: string, asOf: Date): Promise<unknown> | undefined
  stop(): void
}

/** EventBridge Scheduler: calls its functions when they are due. If a call fails, the next one does its work. */
export function startSchedules(
  plans: readonly SchedulePlan[],
  functions: Functions,
  clock: Pick<PlantClock, 'now'>,
  complain: (text: string) => void,
): Schedules {
  const call = ({ functionArn, input }: SchedulePlan, asOf: Date) => functions.invoke(functionArn, input(asOf))
  const stops = plans.map((plan) =>
    plan.start(() => {
      call(plan, clock.now()).catch((error: Error) => complain(`${plan.name}: ${error.message}`))
    }),
  )
  return {
    plans,
    run(name, asOf) {
      const plan = plans.find((it) => it.name === name)
      return plan && call(plan, asOf)
    },
    stop() {
      for (const stop of stops) stop()
    },
  }
}

const seconds: Readonly<Record<string, number>> = { minute: 60, hour: 3600, day: 86_400 }

/**
 * Reads `rate(15 minutes)` and `cron(minute hour * * ? *)`, a time of day in local time. `timeScale` does not shorten them, because the function that
 * they call reads the real time.
 * @throws CannotStart for any other expression.
 */
export function readSchedule(expression: string, timeZone: string, place: string): SchedulePlan['start'] {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? []
  if (count !== undefined && unit !== undefined) {
    const milliseconds = Number(count) * (seconds[unit] ?? 0) * 1000
    return (call) => ticking(call, milliseconds)
  }
  const [, minute, hour] = /^cron\((\d{1,2}) (\d{1,2}) \* \* \? \*\)$/.exec(expression) ?? []
  if (minute === undefined || hour === undefined)
    throw new CannotStart(
      `${place} has the schedule ${expression}; the local plant knows rate(n minutes) and cron(minute hour * * ? *).`,
    )
  const due = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`
  return (call) => {
    // Made once, because making one for each look costs more than everything else here.
    const wall = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' })
    let before = wall.format(new Date())
    return ticking(() => {
      const now = wall.format(new Date())
      if (now === due && before !== due) call()
      before = now
    }, 10_000)
  }
}

function ticking(call: () => void, milliseconds: number): () => void {
  const timer = setInterval(call, milliseconds)
  return () => clearInterval(timer)
}
