import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { useHere } from '../../api/plant.tsx'
import { pageOf, type Subject } from '../../app/pages.ts'
import { useTell } from '../../facts/tell.ts'
import { isApart } from '../../facts/time-line.tsx'
import { useMinute } from '../../live/clock.ts'
import { Said, When } from '../../look/marks.tsx'
import { meanings } from '../../words/states.ts'
import { type AuditFact, changedBy, reasonOf } from './changed.ts'
import { kindOf } from './kinds.ts'

/** One fact of the trail: when, who, what, why, what it was before, who signed, and its place in its chain. */
export function AuditRow({ fact, of }: { readonly fact: AuditFact; readonly of: Subject }) {
  const { t, i18n } = useLingui()
  const { zone } = useHere()
  const tell = useTell()
  const changed = changedBy(fact, zone, useMinute())
  const reason = reasonOf(fact)
  const kind = kindOf(fact.type)
  const { violations = [] } = 'violations' in fact.data ? fact.data : {}
  const isOther = fact.subject.type !== of.type || fact.subject.id !== of.id
  return (
    <li className={violations.length > 0 ? 'refused' : ''}>
      <When at={fact.recordedAt} withSeconds />
      <div>
        <p>
          <b>{fact.actor.name}</b> {tell && <Said of={tell(fact)} />}{' '}
          {isOther && (
            <Link to={pageOf(fact.subject)} className="id">
              {fact.subject.id}
            </Link>
          )}
        </p>
        {violations.length > 0 && (
          <ul>
            {violations.map(({ code, detail }) => (
              <li key={`${code} ${detail}`}>
                <Said of={detail} />
              </li>
            ))}
          </ul>
        )}
        {changed && (
          <p className="changed">
            <span className="unseen">{t`Before:`}</span> <del>{changed.before}</del> <span aria-hidden="true">→</span>{' '}
            <span className="unseen">{t`After:`}</span> <ins>{changed.after}</ins>
          </p>
        )}
        {reason !== undefined && (
          <p>
            <span className="label">{t`Reason`}</span> <Said of={reason} />
          </p>
        )}
        {fact.lateReason !== undefined ? (
          <p className="label">
            <Trans>
              Booked late; it happened <When at={fact.occurredAt} withSeconds />
            </Trans>
          </p>
        ) : (
          isApart(fact) && (
            <p className="label">
              <Trans>
                It happened <When at={fact.occurredAt} withSeconds />
              </Trans>
            </p>
          )
        )}
        {(fact.signatures ?? []).map((it) => (
          <p key={`${it.name} ${it.meaning}`} className="signature">
            {t`Signed by ${it.name}: ${i18n._(meanings[it.meaning])}`}
          </p>
        ))}
      </div>
      <div className="label audit-kind">
        {kind && <span>{i18n._(kind)}</span>}
        {fact.sequence > 0 && <span className="id">{t`no. ${fact.sequence} of ${fact.subject.id}`}</span>}
      </div>
    </li>
  )
}
