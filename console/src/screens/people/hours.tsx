import { Trans, useLingui } from '@lingui/react/macro'
import type { Told } from '../../api/client.ts'
import { useAsk, useHere, useMay } from '../../api/plant.tsx'
import { plantNow } from '../../live/clock.ts'
import { useAct } from '../../look/acts.tsx'
import { type Answers, AskAct, useReason } from '../../look/ask-act.tsx'
import { Asked } from '../../look/asked.tsx'
import { IdLink } from '../../look/id-link.tsx'
import { When } from '../../look/marks.tsx'
import { Part } from '../../look/page.tsx'
import { fieldAt, instantOf } from '../../words/local-time.ts'
import { duration } from '../../words/told.ts'
import { activities } from './activities.ts'
import './hours.css'

type Entry = Told<'listLabour'>['items'][number]

const day = 86_400_000

/** The entries of the last month, by the default of the plant. */
const useEntries = (personId: string) =>
  useAsk(['labour', personId, 'entries'], (plant) => plant.listLabour({ personId, limit: '200' }))

/** What somebody is on the clock for now; undefined until the plant has said so. */
export const useOpen = (personId: string): readonly Entry[] | undefined =>
  useEntries(personId).data?.items.filter((it) => it.open)

/** As many entries as a week of a busy person has. */
const mostShown = 30

/** What somebody is on the clock for, and their time of the last week. */
export function Hours({ personId, name }: { readonly personId: string; readonly name: string }) {
  const { t, i18n } = useLingui()
  const entries = useEntries(personId)
  // A whole hour: a key that changes each second would ask each second.
  const from = new Date(Math.floor(plantNow() / 3_600_000) * 3_600_000 - 7 * day).toISOString()
  const sums = useAsk(['labour', personId, 'sums', from], (plant) =>
    plant.listHours({ personId, from, by: 'activity' }),
  )
  const worked = sums.data?.items.filter(({ seconds }) => seconds > 0) ?? []
  return (
    <Part title={t`Time`}>
      {worked.length > 0 && (
        <p className="sums">
          <span className="label">
            <Trans>Last seven days</Trans>
          </span>
          {worked.map(({ activity, seconds }) => (
            <span key={activity}>
              {activity && i18n._(activities[activity])} <b>{duration(seconds * 1000)}</b>
            </span>
          ))}
        </p>
      )}
      <Asked
        of={entries}
        empty={{ when: ({ items }) => items.length === 0, say: <Trans>No time in the last month.</Trans> }}
      >
        {({ items }) => (
          <ul className="entries-of-time">
            {items
              .toSorted((one, other) => Number(other.open) - Number(one.open) || other.from.localeCompare(one.from))
              .slice(0, mostShown)
              .map((it) => (
                <EntryRow key={it.entryId} entry={it} name={name} />
              ))}
          </ul>
        )}
      </Asked>
    </Part>
  )
}

function EntryRow({ entry, name }: { readonly entry: Entry; readonly name: string }) {
  const { t, i18n } = useLingui()
  const { activity, orderId, stepId, from, to, open, seconds, corrections, missing, stoppedBy } = entry
  return (
    <li className={open ? 'open' : ''}>
      <span>
        <b>{i18n._(activities[activity])}</b> {orderId !== undefined && <IdLink type="order" id={orderId} />} {stepId}
      </span>
      <span>
        <When at={from} /> – {to === undefined ? t`now` : <When at={to} />}
        {seconds !== undefined && <span className="label"> {duration(seconds * 1000)}</span>}
      </span>
      <span className="label">
        {missing !== undefined && <Trans>the clock-off was missing</Trans>}{' '}
        {stoppedBy !== undefined && <Trans>stopped by the plant</Trans>}{' '}
        {corrections.map((it) => (
          <Trans key={it.at}>
            corrected by {it.by}: {it.reason}{' '}
          </Trans>
        ))}
      </span>
      <span className="acts">
        {open && <ClockOff entry={entry} name={name} />}
        {activity !== 'break' && <Correct entry={entry} />}
      </span>
    </li>
  )
}

/** Ends an entry, or a break, for whoever has forgotten it. */
function ClockOff({ entry: { entryId, personId, activity }, name }: { readonly entry: Entry; readonly name: string }) {
  const { t } = useLingui()
  const off = useAct((plant, _: Answers, key) => plant.clockOff({ personId, entryId }, { key }), {
    done: () => ({ what: t`${name} is off the clock` }),
  })
  const end = useAct((plant, _: Answers, key) => plant.endBreak({ personId }, { key }), {
    done: () => ({ what: t`The break of ${name} is over` }),
  })
  return activity === 'break' ? (
    <AskAct word={t`End the break`} operation="endBreak" act={end} />
  ) : (
    <AskAct word={t`Clock off`} operation="clockOff" act={off} />
  )
}

function Correct({ entry: { entryId, personId, from, to } }: { readonly entry: Entry }) {
  const { t } = useLingui()
  const askWhy = useReason()
  const { zone, session } = useHere()
  const may = useMay('listLabour') || personId === session.personId
  const [startsAt, endsAt] = [fieldAt(Date.parse(from), zone), to === undefined ? '' : fieldAt(Date.parse(to), zone)]
  const act = useAct(
    (plant, { start = '', end = '', reason = '' }: Answers, key) =>
      plant.correctEntry(
        { entryId },
        {
          personId,
          reason,
          ...(start !== startsAt && { from: instantOf(start, zone) ?? '' }),
          ...(end !== '' && end !== endsAt && { to: instantOf(end, zone) ?? '' }),
        },
        { key },
      ),
    { done: () => ({ what: t`The time is corrected; the old one stays on record` }) },
  )
  if (!may) return null
  return (
    <AskAct
      word={t`Correct`}
      operation="correctEntry"
      questions={[
        { name: 'start', label: t`From`, type: 'datetime-local', start: startsAt },
        { name: 'end', label: t`To`, type: 'datetime-local', start: endsAt, isOptional: to === undefined },
        { ...askWhy, isLong: false },
      ]}
      act={act}
    />
  )
}
