import type { Step, Timer } from '../../../events/recipe.ts'
import { millisecondsIn } from '../quantity.ts'
import { limits, type Window } from './tally.ts'

/** A probe sends each few seconds; after half a minute without a value it is silent. */
const defaultSilenceMs = 30_000

/** The parameter that a timer is about; undefined for a timer of plain time. */
export const watchedBy = ({ while: inside, outside, until }: Timer): Timer['while'] => inside ?? until ?? outside

/** The windows in which the time of a parameter is counted: its limits, and that of each timer about it. */
export function windowsOf(step: Step, parameterId: string): Window[] {
  const parameter = step.parameters.find((it) => it.parameterId === parameterId)
  const own = { low: parameter?.low, high: parameter?.high }
  return [
    { id: limits, ...own, silenceMs: defaultSilenceMs },
    ...step.timers.flatMap((timer): Window[] => {
      const range = watchedBy(timer)
      if (range?.parameterId !== parameterId) return []
      return [
        {
          id: timer.timerId,
          ...(range.low === undefined && range.high === undefined ? own : { low: range.low, high: range.high }),
          silenceMs: timer.silence ? millisecondsIn(timer.silence) : defaultSilenceMs,
          ...(timer.outside && { mostMs: millisecondsIn(timer.duration) }),
        },
      ]
    }),
  ]
}
