import type { SiteClient } from '../demo/client.ts'
import type { Bagger, Stop } from './bakery.ts'
import { madeIn } from './making.ts'
import type { Pace } from './pace.ts'
import { type AtWork, accepted, type Making, type Step, takes } from './trade.ts'

interface Counts {
  readonly good: number
  readonly reject: number
}

/** Where a counter of 16 bits rolls over, and how many pieces before that nobody takes a jump to a small number for a power cut. */
const counterEnd = 65_536
const nearEnd = 8000

/** What a counter has counted since it was last read: it rolls over, and starts at 0 after a power cut. */
export function countedSince(last: number, now: number): number {
  if (now >= last) return now - last
  return last >= counterEnd - nearEnd ? now + counterEnd - last : now
}

interface Counting extends Pick<Making, 'stepId' | 'lotOf'> {
  readonly bagger: Bagger
  readonly pace: Pace
  /** What the counters showed when they were last booked. */
  readonly booked: Counts
  /** The check that is answered again and again while the step runs, and whether it finds what it should. */
  readonly check: { readonly checkId: string; readonly everySeconds: number; readonly finds: () => boolean }
  /** The codes of rejects, in turn. */
  readonly rejectedAs: readonly [string, ...string[]]
  readonly perMinute: number
  /** Seconds between two visits. */
  readonly visits: () => number
  /** Hears how many pieces are left to make. */
  readonly left: (pieces: number) => void
}

/** Somebody books what the counter at the end of a line says, sees to a check that is due, and says why the line stood. */
export function byCounter({
  stepId,
  lotOf,
  bagger,
  pace,
  check,
  rejectedAs,
  perMinute,
  visits,
  ...line
}: Counting): Counted {
  let { booked } = line
  let bookings = 0
  const bookCounts: Counted['bookCounts'] = async (orderId, plant, step) => {
    const order = accepted(await plant.getOrder({ orderId }))
    const { counts } = accepted(await plant.getMachine(bagger))
    const now = { good: Number(counts?.good ?? 0), reject: Number(counts?.reject ?? 0) }
    const counted = { good: countedSince(booked.good, now.good), reject: countedSince(booked.reject, now.reject) }
    const { unit, value: wanted } = order.quantity
    const open = Number(wanted) - Number(madeIn(step)) - Number(madeIn(step, 'scrap'))
    // What the line cannot have made in this step was of an order that somebody else has booked.
    const most = Math.ceil(((pace.now().getTime() - Date.parse(step.startedAt ?? '')) / 60_000 + 5) * perMinute)
    const reject = Math.min(counted.reject, open, most)
    const good = Math.min(counted.good, open - reject, most)
    // What came after the last piece of an order is of the next one.
    const isShort = good + reject === open && counted.good <= most
    const next = isShort
      ? {
          good: (now.good - counted.good + good + counterEnd) % counterEnd,
          reject: (now.reject - counted.reject + reject + counterEnd) % counterEnd,
        }
      : now
    const made = { stepId, lotId: lotOf(orderId) } as const
    if (good > 0) accepted(await plant.produce({ orderId }, { ...made, quantity: { value: String(good), unit } }))
    // What the plant refuses, as for an order on hold, is booked later.
    booked = { ...booked, good: next.good }
    if (reject > 0) {
      const reasonCode = rejectedAs[bookings % rejectedAs.length] ?? rejectedAs[0]
      bookings += 1
      const lost = { ...made, use: 'scrap', reasonCode, quantity: { value: String(reject), unit } } as const
      accepted(await plant.produce({ orderId }, lost))
    }
    booked = next
    return open - good - reject
  }
  return {
    stepId,
    lotOf,
    bookCounts,
    async book({ orderId }: AtWork, plant: SiteClient, step: Step) {
      const order = accepted(await plant.getOrder({ orderId }))
      const progress = order.status === 'created' ? undefined : order.steps[stepId]
      const { measuredAt = {} } = progress?.status === 'running' ? progress : {}
      const { checkId, everySeconds, finds } = check
      const checkedAt = measuredAt[checkId]
      if (checkedAt === undefined || pace.now().getTime() - Date.parse(checkedAt) >= everySeconds * 1000) {
        const value = finds() ? 'pass' : 'fail'
        accepted(await plant.recordResult({ orderId }, { stepId, checkId, value }))
        if (!pace.leaps || value === 'fail') return takes.check
      }
      for (const stop of bagger.stopsToExplain())
        accepted(await plant.commentOrder({ orderId }, { stepId, text: explained(bagger.equipmentId, stop) }))
      const left = await bookCounts(orderId, plant, step)
      line.left(left)
      return left === 0 ? undefined : Math.min(visits(), Math.ceil((left / perMinute) * 60) + 5)
    },
  }
}

/** A making whose counter can also be booked alone; answers how many pieces are left to make. */
export interface Counted extends Making {
  readonly bookCounts: (orderId: string, plant: SiteClient, step: Step) => Promise<number>
}

const explained = (equipmentId: string, { from, seconds, why }: Stop): string =>
  `${equipmentId} stood for ${Math.round(seconds / 60)} min from ${from.toISOString()}: ${why}`
