import { setTimeout as pause } from 'node:timers/promises'

/** A site's API accepts 1,000 requests a second by default (infra/request-rate.ts); a tenth is for other callers. */
const requestsPerSecond = 900

/** Keeps all clients of a run together below the throttle of the API, so that a fast machine measures the plant and not the throttle. */
export function pacer(): () => Promise<void> {
  let next = 0
  return async () => {
    const slot = Math.max(performance.now(), next)
    next = slot + 1000 / requestsPerSecond
    const wait = slot - performance.now()
    if (wait > 1) await pause(wait)
  }
}
