import type { MachineState } from '../../../../events/device.ts'

/** How long a machine was in a state. Epoch milliseconds. */
export interface Span {
  readonly state: MachineState
  readonly reason?: string | undefined
  readonly from: number
  readonly to: number
}

/** What of a fact tells a state. */
interface Fact {
  readonly type: string
  readonly occurredAt: string
  readonly data: object
}

interface Said {
  readonly at: number
  readonly state: MachineState
  readonly reason?: string | undefined
}

/** What a machine said of its states, in the order in which it was so. What came from a clock that ran ahead is left out. */
export const saidOf = (facts: readonly Fact[]): readonly Said[] =>
  facts
    .flatMap(({ type, data, occurredAt }): Said[] => {
      if (type !== 'andon.equipment.state-changed.v1') return []
      const { state, reason, future } = data as { state: MachineState; reason?: string; future?: boolean }
      return future ? [] : [{ at: Date.parse(occurredAt), state, reason }]
    })
    .toSorted((one, other) => one.at - other.at)

/** The states of a time, one after the other; before the first that is known it is unknown. */
export function spansOf(said: readonly Said[], from: number, to: number): readonly Span[] {
  const before = said.findLast(({ at }) => at <= from)
  const within = said.filter(({ at }) => at > from && at < to)
  const starts: readonly Said[] = [{ state: 'unknown', ...before, at: from }, ...within]
  const spans: Span[] = []
  for (const [index, { at, state, reason }] of starts.entries()) {
    const end = starts[index + 1]?.at ?? to
    const last = spans.at(-1)
    // A machine that says the same again has not changed.
    if (last?.state === state && last.reason === reason) spans[spans.length - 1] = { ...last, to: end }
    else spans.push({ state, reason, from: at, to: end })
  }
  return spans
}

/** How long each state lasted in all, the longest first. */
export function timeByState(spans: readonly Span[]): readonly { readonly state: MachineState; readonly ms: number }[] {
  const sums = new Map<MachineState, number>()
  for (const { state, from, to } of spans) sums.set(state, (sums.get(state) ?? 0) + to - from)
  return [...sums].map(([state, ms]) => ({ state, ms })).toSorted((one, other) => other.ms - one.ms)
}
