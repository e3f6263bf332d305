import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { Lock } from 'lucide-react'
import type { Told } from '../../api/client.ts'
import { useAsk } from '../../api/plant.tsx'
import { pageOf, type Subject } from '../../app/pages.ts'
import { useAct } from '../../look/acts.tsx'
import { When } from '../../look/marks.tsx'
import './holds.css'
import { type Signed, SignedAct } from '../../look/signed-act.tsx'

type Hold = Told<'listHolds'>['items'][number]

/** The holds that bind something now, each with its reason, its way up, and its end. */
export function Holds({ subject }: { readonly subject: Subject }) {
  const { t } = useLingui()
  const name = `${subject.type}:${subject.id}`
  const { data } = useAsk(['hold', 'of', name], (plant) => plant.listHolds({ subject: name, limit: '100' }))
  const active = (data?.items ?? []).filter(({ status }) => status === 'active')
  if (active.length === 0) return null
  return (
    <section className="holds" aria-label={t`Holds`}>
      {active.map((hold) => (
        <HoldRow key={hold.holdId} hold={hold} />
      ))}
    </section>
  )
}

function HoldRow({ hold }: { readonly hold: Hold }) {
  const { t } = useLingui()
  const { holdId, reason, placedAt, placedBy, inherited, subject, deviationId, purpose } = hold
  const release = useAct(
    (plant, { reason: why, signature }: Signed, key) =>
      plant.releaseHold({ holdId }, { reason: why, signature: { ...signature, meaning: 'released' } }, { key }),
    { done: () => ({ what: t`The hold is released: ${reason}` }) },
  )
  return (
    <div className="hold-row">
      <Lock size={20} aria-hidden="true" />
      <div>
        <b>{purpose === 'recall' ? <Trans>Recalled: {reason}</Trans> : <Trans>On hold: {reason}</Trans>}</b>
        <div className="label">
          {placedBy}, <When at={placedAt} />
          {inherited && (
            <Trans>
              {' '}
              · placed on{' '}
              <Link to={pageOf(subject)} className="id">
                {subject.id}
              </Link>
            </Trans>
          )}
          {deviationId !== undefined && (
            <Trans>
              {' '}
              · ends with the disposition of{' '}
              <Link to={pageOf({ type: 'deviation', id: deviationId })} className="id">
                {deviationId}
              </Link>
            </Trans>
          )}
        </div>
      </div>
      {deviationId === undefined && (
        <SignedAct
          word={t`Release the hold`}
          operation="releaseHold"
          meaning="released"
          what={reason}
          asksReason
          act={release}
        />
      )}
    </div>
  )
}
