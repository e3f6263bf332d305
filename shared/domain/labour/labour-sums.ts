import { isDirect } from '../../../events/names.ts'
import type { Reckoned } from './labour-hours.ts'
import type { Entry } from './timecard.ts'

export const groupings = ['order', 'step', 'person', 'activity'] as const
export type Grouping = (typeof groupings)[number]

/** The hours of everything that has the same order, step, person or activity. */
export interface Hours {
  readonly orderId?: string
  readonly stepId?: string
  readonly personId?: string
  readonly activity?: Entry['activity']
  readonly direct?: boolean
  /** Whole seconds of the ended entries. */
  readonly seconds: number
  readonly entries: number
  /** An entry has not been ended, so that there is more than `seconds` says. */
  readonly open: boolean
  /** A part of the time is shared with an open entry and may change when that one is ended. */
  readonly provisional: boolean
}

const keys = {
  order: ({ orderId }) => ({ ...(orderId && { orderId }) }),
  step: ({ orderId, stepId }) => ({ ...(orderId && { orderId }), ...(stepId && { stepId }) }),
  person: ({ personId }) => ({ personId }),
  activity: ({ activity }) => ({ activity, direct: isDirect(activity) }),
} as const satisfies Record<Grouping, (entry: Entry) => Partial<Hours>>

/** Sums by what the question names; what has no order, or no step, has a sum of its own without it. */
export function sumBy(grouping: Grouping, reckoned: readonly Reckoned[]): Hours[] {
  const groups = Map.groupBy(reckoned, ({ entry }) => JSON.stringify(keys[grouping](entry)))
  return [...groups]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, members]) => ({
      ...(JSON.parse(key) as Partial<Hours>),
      seconds: members.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0),
      entries: members.length,
      open: members.some(({ entry }) => entry.to === undefined),
      provisional: members.some(({ provisional }) => provisional),
    }))
}
