import { isDirect } from '../../../events/names.ts'
import type { Reckoned } from './labour-hours.ts'
import type { Entry } from './timecard.ts'

export const groupings = ['order', 'step', 'person', 'activity'] as const
export type Grouping = (typeof groupings)[number]

/** The hours of one order, step, person or activity, by the grouping. */
export interface Hours {
  readonly orderId?: string
  readonly stepId?: string
  readonly personId?: string
  readonly activity?: Entry['activity']
  readonly direct?: boolean
  /** Whole seconds of the ended entries. */
  readonly seconds: number
  readonly entries: number
  /** An entry is still open, so `seconds` is incomplete. */
  readonly open: boolean
  /** Time is shared with an open entry, so `seconds` may change when it ends. */
  readonly provisional: boolean
}

const keys = {
  order: ({ orderId }) => ({ ...(orderId && { orderId }) }),
  step: ({ orderId, stepId }) => ({ ...(orderId && { orderId }), ...(stepId && { stepId }) }),
  person: ({ personId }) => ({ personId }),
  activity: ({ activity }) => ({ activity, direct: isDirect(activity) }),
} as const satisfies Record<Grouping, (entry: Entry) => Partial<Hours>>

/** Sums by the grouping. Entries without an order or step have a sum of their own. */
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
