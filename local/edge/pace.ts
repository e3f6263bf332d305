/** A rate that is not exceeded: what was spent comes back evenly. A quarter of a second's worth may be spent at once. */
export interface Pace {
  isFree(): boolean
  spend(amount: number): void
}

export function paceOf(perSecond: number, now: () => number): Pace {
  const most = Math.max(1, perSecond / 4)
  let level = most
  let at = now()
  const fill = () => {
    const since = Math.max(0, now() - at)
    at += since
    level = Math.min(most, level + (since / 1000) * perSecond)
  }
  return {
    isFree() {
      fill()
      return level > 0
    },
    // It may go below zero, so that one large message passes and the next ones wait for it.
    spend(amount) {
      fill()
      level -= amount
    },
  }
}
