import { useLingui } from '@lingui/react/macro'
import { useClock, useMinute } from '../live/clock.ts'
import { duration } from '../words/told.ts'
import { type Look, StateSign } from './state.tsx'

interface Due {
  /** Absent from what goes by use alone. */
  readonly dueAt?: string | undefined
  /** How a plan of maintenance stands. */
  readonly state?: 'not-due' | 'due' | 'unknown' | 'overdue' | undefined
  /** The plant says so. */
  readonly isOverdue: boolean
}

const day = 86_400_000
/** What is due within a week is near: enough time to do something about it, and not so much that everything is. */
const nearMs = 7 * day

export const isNear = ({ dueAt, state, isOverdue }: Due, now: number): boolean =>
  !isOverdue && (state === 'due' || state === 'unknown' || (dueAt !== undefined && Date.parse(dueAt) - now < nearMs))

export const lookOfDue = (of: Due, now: number): Look =>
  of.isOverdue ? 'stopped' : isNear(of, now) ? 'waiting' : 'rest'

/** How long until something is due, or since when it is over, as of this minute. */
export function useDueWord(): (of: Due) => string {
  const word = useWordAt()
  const now = useMinute()
  return (of) => word(of, now)
}

function useWordAt(): (of: Due, now: number) => string {
  const { t } = useLingui()
  return ({ dueAt, state, isOverdue }, now) => {
    // A date that is far says nothing of what is due by use.
    if (state === 'unknown') return t`not known`
    if (dueAt === undefined) return isOverdue ? t`over` : state === 'due' ? t`due now` : t`not yet`
    const ms = Math.abs(Date.parse(dueAt) - now)
    // Hours are of no use beyond the week in which something is near.
    const age = ms > nearMs ? t`${Math.floor(ms / day)} d` : duration(ms)
    return isOverdue ? t`${age} over` : t`in ${age}`
  }
}

/** How near something is, as a sign and a word. */
export function DueSign({ of }: { readonly of: Due }) {
  const word = useWordAt()
  const look = useClock((now) => lookOfDue(of, now))
  return <StateSign look={look} word={useClock((now) => word(of, now))} />
}
