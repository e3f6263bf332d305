import { useLingui } from '@lingui/react/macro'
import type { Told } from '../../api/client.ts'
import { useHere } from '../../api/plant.tsx'
import { useClock, useMinute } from '../../live/clock.ts'
import { type Look, StateSign } from '../../look/state.tsx'
import { duration, firstDay, instant, lastDay } from '../../words/told.ts'

export type Person = Told<'getPerson'>
export type Qualification = Person['qualifications'][number]
type Listed = Told<'listDue'>['items'][number]
export type Due = Extract<Listed, { readonly kind: 'qualification' }>

const day = 86_400_000
/** Enough time to plan a course; the plant warns of it as long before. */
const soonMs = 30 * day

/** How a qualification stands: whether it is over is what the plant says, which also knows what renews it. */
export type Standing = 'valid' | 'soon' | 'over' | 'coming'

export function standingOf(held: Qualification, due: Due | undefined, now: number): Standing {
  if (due?.isOverdue) return 'over'
  if (held.validFrom !== undefined && Date.parse(held.validFrom) > now) return 'coming'
  return due !== undefined && Date.parse(due.dueAt) - now < soonMs ? 'soon' : 'valid'
}

const looks: Readonly<Record<Standing, Look>> = {
  valid: 'running',
  soon: 'waiting',
  over: 'stopped',
  coming: 'planned',
}

/** The qualifications that the plant says something of, by person and qualification. */
export const dueOf = (items: readonly Listed[]): ReadonlyMap<string, Due> =>
  new Map(items.flatMap((it) => ('personId' in it ? [[`${it.personId} ${it.qualificationId}`, it]] : [])))

export const dueKey = (personId: string, qualificationId: string): string => `${personId} ${qualificationId}`

/** How a qualification stands in words, as of this minute: until when, how soon, since when not. */
export function useStandingWord(): (held: Qualification, due: Due | undefined) => string {
  const word = useWordAt()
  const now = useMinute()
  return (held, due) => word(held, due, now)
}

function useWordAt(): (held: Qualification, due: Due | undefined, now: number) => string {
  const { t } = useLingui()
  const { zone } = useHere()
  return (held, due, now) => {
    const dayOf = (at: string) => lastDay(at, zone) ?? instant(at, zone, now)
    const firstDayOf = (at: string) => firstDay(at, zone) ?? instant(at, zone, now)
    const standing = standingOf(held, due, now)
    if (standing === 'coming') return t`from ${firstDayOf(held.validFrom ?? '')}`
    if (due === undefined) return held.validUntil === undefined ? t`without end` : t`until ${dayOf(held.validUntil)}`
    const ms = Math.abs(Date.parse(due.dueAt) - now)
    const age = ms > day ? t`${Math.floor(ms / day)} d` : duration(ms)
    if (standing === 'over') return t`${age} over`
    return standing === 'soon' ? t`in ${age}` : t`until ${dayOf(due.dueAt)}`
  }
}

export function StandingSign({ held, due }: { readonly held: Qualification; readonly due: Due | undefined }) {
  const word = useWordAt()
  const { level } = held
  const standing = useClock((now) => standingOf(held, due, now))
  const said = useClock((now) => word(held, due, now))
  return (
    <span className={`standing-${standing}`}>
      <StateSign look={looks[standing]} word={said} />
      {level !== undefined && <Level of={level} />}
    </span>
  )
}

function Level({ of }: { readonly of: number }) {
  const { t } = useLingui()
  return <span className="label"> {t`level ${of}`}</span>
}
