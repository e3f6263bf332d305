/** What was measured of a parameter while one step used the machine, with the limits of that step. */
export interface Stretch {
  /** Epoch milliseconds, as all times here. */
  readonly from: number
  readonly to: number
  readonly low?: number | undefined
  readonly target?: number | undefined
  readonly high?: number | undefined
  /** The limits are what the step is to reach: what is outside of them is no fault. */
  readonly isToReach?: boolean
  /** The lowest and the highest value of each period of this length. */
  readonly everyMs: number
  readonly points: readonly { readonly at: number; readonly value: number }[]
}

/** Lines over one axis of seconds: `null` breaks a line. */
export interface Lines {
  readonly x: number[]
  readonly value: (number | null)[]
  /** Values with a hole on either side, which no line shows. */
  readonly lone: (number | undefined)[]
  /** The values that are outside the limits of their step. */
  readonly outside: (number | undefined)[]
  readonly low: (number | null | undefined)[]
  readonly target: (number | null | undefined)[]
  readonly high: (number | null | undefined)[]
}

/** A probe that is silent for longer than this has said nothing of the time between. */
const silenceMs = 30_000

/** The longest time between two values that are neighbours: a period has two, which may lie anywhere in theirs. */
const reachOf = ({ everyMs }: Stretch): number => 2 * everyMs + silenceMs

/** The lines of stretches within a time. Where nothing was measured is a hole, and limits are only drawn while they applied. */
export function linesOf(stretches: readonly Stretch[], from: number, to: number): Lines {
  const lines: Lines = { x: [], value: [], lone: [], outside: [], low: [], target: [], high: [] }
  const put = (at: number, value: number | null, of: Stretch | undefined) => {
    const isJudged = value !== null && !of?.isToReach
    const isOutside = isJudged && ((of?.low ?? value) > value || (of?.high ?? value) < value) ? value : undefined
    lines.x.push(at / 1000)
    lines.value.push(value)
    lines.outside.push(isOutside)
    lines.low.push(of ? of.low : null)
    lines.target.push(of ? of.target : null)
    lines.high.push(of ? of.high : null)
  }
  const shown = stretches.filter((it) => it.from < to && it.to > from).toSorted((one, other) => one.from - other.from)
  for (const [index, of] of shown.entries()) {
    // A step that comes while another one still uses the machine ends the lines of that one.
    const end = Math.min(of.to, to, shown[index + 1]?.from ?? Number.POSITIVE_INFINITY)
    const begin = Math.max(of.from, from)
    put(begin, null, of)
    let last: number | undefined
    for (const { at, value } of of.points) {
      if (at < begin || at > end) continue
      if (last !== undefined && at - last > reachOf(of)) {
        // A hole has an end of its own on each side: a chart leaves out what is narrower than a pixel.
        put(last + 1, null, of)
        put(at - 1, null, of)
      }
      put(at, value, of)
      last = at
    }
    put(end, null, of)
    put(end, null, undefined)
  }
  for (const [index, value] of lines.value.entries()) {
    const isLone = value !== null && lines.value[index - 1] === null && lines.value[index + 1] === null
    lines.lone.push(isLone ? value : undefined)
  }
  return lines
}
