import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { useAsk, useHere, useMay } from '../api/plant.tsx'
import { pageOf, type Subject } from '../app/pages.ts'
import type { Fact } from '../live/facts.ts'
import { Asked } from '../look/asked.tsx'
import { Said, When } from '../look/marks.tsx'
import { meanings } from '../words/states.ts'
import { useTell } from './tell.ts'
import './time-line.css'

/** What has happened to a subject, the newest first: who, what, when and why, as the record has it. */
export function TimeLine({ subject, isOpen = true }: { readonly subject: Subject; readonly isOpen?: boolean }) {
  const name = `${subject.type}:${subject.id}`
  const facts = useAsk([subject.type, subject.id, 'facts'], (plant) =>
    plant.getAudit({ subject: name, order: 'newest', limit: '1000' }),
  )
  return (
    <details className="time-line" open={isOpen}>
      <summary>
        <h2>
          <Trans>Time line</Trans>
        </h2>
      </summary>
      <Asked
        of={facts}
        empty={{ when: ({ items }) => items.length === 0, say: <Trans>Nothing has happened yet.</Trans> }}
      >
        {({ items }) => (
          <ol>
            {items.map((fact) => (
              <FactRow key={fact.factId} fact={fact} of={subject} />
            ))}
          </ol>
        )}
      </Asked>
    </details>
  )
}

/** One fact. Its subject is named only where it is another than that of the page. */
export function FactRow({ fact, of }: { readonly fact: Fact; readonly of?: Subject }) {
  const { t, i18n } = useLingui()
  const tell = useTell()
  const reasons = 'violations' in fact.data ? (fact.data.violations as readonly { code: string; detail: string }[]) : []
  const isOther = fact.subject.type !== of?.type || fact.subject.id !== of?.id
  const signed = (fact.signatures ?? []).map(({ name, meaning: said }) => {
    const meaning = i18n._(meanings[said])
    return t`signed by ${name}: ${meaning}`
  })
  return (
    <li className={reasons.length > 0 ? 'fact refused' : 'fact'}>
      <When at={fact.occurredAt} withSeconds />
      <div>
        <Who actor={fact.actor} /> {tell && <Said of={tell(fact)} />}
        {isOther && (
          <>
            {' '}
            <Link to={pageOf(fact.subject)} className="id">
              {fact.subject.id}
            </Link>
          </>
        )}
        {reasons.length > 0 && (
          <ul>
            {reasons.map(({ code, detail }) => (
              <li key={`${code} ${detail}`}>
                <Said of={detail} />
              </li>
            ))}
          </ul>
        )}
        {signed.length > 0 && <div className="label">{signed.join(' · ')}</div>}
        <Recorded fact={fact} />
      </div>
    </li>
  )
}

const minute = 60_000

/** Whether it was recorded more than a minute before or after it happened. */
export const isApart = ({ occurredAt, recordedAt }: Pick<Fact, 'occurredAt' | 'recordedAt'>): boolean =>
  Math.abs(Date.parse(recordedAt) - Date.parse(occurredAt)) > minute

/** When it was recorded, where that is not when it happened. */
function Recorded({ fact }: { readonly fact: Fact }) {
  const { recordedAt, lateReason } = fact
  if (lateReason !== undefined)
    return (
      <div className="label">
        <Trans>
          booked late, <When at={recordedAt} withSeconds />: <Said of={lateReason} />
        </Trans>
      </div>
    )
  if (!isApart(fact)) return null
  return (
    <div className="label">
      <Trans>
        recorded <When at={recordedAt} withSeconds />
      </Trans>
    </div>
  )
}

/** Who did it: a person or a machine, with the way to its page for those who may see it. */
function Who({ actor: { kind, id, name } }: { readonly actor: Fact['actor'] }) {
  const { session } = useHere()
  const mayRead = useMay('getPerson') || id === session.personId
  const type = kind === 'device' ? 'equipment' : kind === 'person' && mayRead ? 'person' : undefined
  return type === undefined ? (
    <b>{name}</b>
  ) : (
    <Link to={pageOf({ type, id })} className="who-did">
      <b>{name}</b>
    </Link>
  )
}
