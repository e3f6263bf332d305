import { setTimeout as pause } from 'node:timers/promises'

/** A site's API takes 1,000 requests a second unless its file says otherwise (infra/request-rate.ts); a tenth is left to whoever else asks. */
const requestsPerSecond = 900

/** Keeps all clients of a run together below the throttle of the API, which a fast machine would meet and not the plant. */
export function pacer(): () => Promise<void> {
  let next = 0
  return async () => {
    const slot = Math.max(performance.now(), next)
    next = slot + 1000 / requestsPerSecond
    const wait = slot - performance.now()
    if (wait > 1) await pause(wait)
  }
}
