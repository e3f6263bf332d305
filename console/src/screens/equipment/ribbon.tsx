import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { read } from '../../api/client.ts'
import { useHere } from '../../api/plant.tsx'
import { pageOf } from '../../app/pages.ts'
import { plantNow } from '../../live/clock.ts'
import type { Fact } from '../../live/facts.ts'
import { lookOf, StateSign } from '../../look/state.tsx'
import { machineStates } from '../../words/states.ts'
import { duration, instant } from '../../words/told.ts'
import type { Machine } from './equipment-page.tsx'
import './ribbon.css'
import { saidOf, spansOf, timeByState } from './spans.ts'

interface Props {
  readonly machine: Machine
  readonly from: number
  readonly to: number
}

/** A busy line changes its state a thousand times a day; a week of it is what a page can ask for. */
const mostPages = 8

/** What the machine said of its states, back to the last that was before the time. */
function useSaid(equipmentId: string, from: number) {
  const { plant } = useHere()
  // A whole hour, so that the key lasts.
  const since = Math.floor(from / 3_600_000)
  return useQuery({
    queryKey: ['equipment', equipmentId, 'said', since],
    async queryFn() {
      const facts: Fact[] = []
      for (let cursor: string | undefined, pages = 0; pages < mostPages; pages += 1) {
        const page = await read(
          plant.getAudit({
            subject: `equipment:${equipmentId}`,
            order: 'newest',
            limit: '1000',
            ...(cursor !== undefined && { cursor }),
          }),
        )
        facts.push(...page.items)
        cursor = page.nextCursor
        if (cursor === undefined || saidOf(page.items).some(({ at }) => at < since * 3_600_000)) break
      }
      return saidOf(facts)
    },
  })
}

/** Its states and the steps that used it over a time, one below the other, and how long each state lasted. */
export function Ribbon({ machine, from, to }: Props) {
  const { t, i18n } = useLingui()
  const { zone } = useHere()
  const said = useSaid(machine.equipmentId, from)
  const now = plantNow()
  const at = (time: number) => instant(new Date(time).toISOString(), zone, now)
  const spans = said.data ? spansOf(said.data, from, to) : []
  const place = (begin: number, end: number) => {
    const [left, right] = [Math.max(begin, from), Math.min(end, to)]
    return { left: `${((left - from) / (to - from)) * 100}%`, width: `${((right - left) / (to - from)) * 100}%` }
  }
  const steps = machine.occupancies
    .map((it) => ({ ...it, begin: Date.parse(it.from), end: it.to === undefined ? to : Date.parse(it.to) }))
    .filter(({ begin, end }) => begin < to && end > from)
  const times = timeByState(spans)
  return (
    <div className="ribbon">
      <span className="label">
        <Trans>State</Trans>
      </span>
      <div className="strip" aria-hidden="true">
        {spans.map(({ state, reason, from: begin, to: end }) => (
          <i
            key={begin}
            className={lookOf(state)}
            style={place(begin, end)}
            title={`${i18n._(machineStates[state])}${reason === undefined ? '' : ` (${reason})`} ${at(begin)} – ${at(end)}`}
          />
        ))}
      </div>
      <span className="label">
        <Trans>Step</Trans>
      </span>
      <div className="strip steps-of">
        {steps.map(({ orderId, stepId, begin, end }) => (
          <Link
            key={`${orderId} ${stepId} ${begin}`}
            to={pageOf({ type: 'order', id: orderId })}
            style={place(begin, end)}
            title={`${orderId} ${stepId} ${at(begin)} – ${at(end)}`}
            aria-label={`${stepId} ${orderId}`}
          >
            <span>{`${stepId} ${orderId}`}</span>
          </Link>
        ))}
      </div>
      <span />
      <div className="ends label">
        <span>{at(from)}</span>
        <span>{at(to)}</span>
      </div>
      <span />
      <ul className="times" aria-label={t`Time by state`}>
        {times.map(({ state, ms }) => (
          <li key={state}>
            <StateSign look={lookOf(state)} word={i18n._(machineStates[state])} /> {duration(ms)}{' '}
            <span className="label">{Math.round((ms / (to - from)) * 100)} %</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
