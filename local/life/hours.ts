import type { World } from './life.ts'
import { accepted } from './trade.ts'

const hour = 3_600_000
const ahead = 48 * hour
/** Somebody may change the calendar meanwhile. */
const goodFor = 4 * hour

/** Seconds until an equipment works again by the calendar of the plant, or until it is asked again; 0 while it works. */
export function openingOf({ staff, pace }: World, equipmentId: string): () => Promise<number> {
  let askedAt = Number.NEGATIVE_INFINITY
  let open: readonly { readonly from: number; readonly to: number }[] = []
  return async () => {
    const now = pace.now().getTime()
    if (now >= askedAt + goodFor) {
      const [from, to] = [new Date(now), new Date(now + ahead)]
      const vera = await staff.as('vera')
      const { units } = accepted(await vera.getWorkingTimes({ from: from.toISOString(), to: to.toISOString() }))
      const periods = units.find((it) => it.equipmentId === equipmentId)?.open ?? []
      open = periods.map((it) => ({ from: Date.parse(it.from), to: Date.parse(it.to) }))
      askedAt = now
    }
    const opens = open.find(({ to }) => to > now)?.from ?? now + goodFor
    return Math.max(0, Math.ceil((opens - now) / 1000))
  }
}
