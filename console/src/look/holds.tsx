import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { Lock } from 'lucide-react'
import type { Told } from '../api/client.ts'
import { usePeople } from '../api/named.ts'
import { useAsk, useMay } from '../api/plant.tsx'
import { pageOf, type Subject } from '../app/pages.ts'
import { useAct } from './acts.tsx'
import './holds.css'
import { IdLink } from './id-link.tsx'
import { Said, When } from './marks.tsx'
import { type Signed, SignedAct } from './signed-act.tsx'

type Hold = Told<'listHolds'>['items'][number]

/** The holds that bind something now, on its own page; nothing where there is none. */
export function Holds({ subject }: { readonly subject: Subject }) {
  const { t } = useLingui()
  const name = `${subject.type}:${subject.id}`
  const { data } = useAsk(['hold', 'of', name], (plant) => plant.listHolds({ subject: name, limit: '100' }))
  const active = (data?.items ?? []).filter(({ status }) => status === 'active')
  if (active.length === 0) return null
  return (
    <section aria-label={t`Holds`}>
      <HoldList holds={active} of={subject} />
    </section>
  )
}

/** Holds one below the other, each with what it binds, its reason, the way to it, and its end. */
export const HoldList = ({ holds, of }: { readonly holds: readonly Hold[]; readonly of?: Subject }) => (
  <ul className="hold-list">
    {holds.map((hold) => (
      <HoldRow key={hold.holdId} hold={hold} of={of} />
    ))}
  </ul>
)

function HoldRow({ hold, of }: { readonly hold: Hold; readonly of: Subject | undefined }) {
  const { t } = useLingui()
  const { holdId, reason, placedAt, placedBy, inherited, subject, deviationId, purpose } = hold
  const nameOf = usePeople()
  const mayRelease = useMay('releaseHold')
  const isOther = subject.type !== of?.type || subject.id !== of?.id
  const release = useAct(
    (plant, { reason: why, signature }: Signed, key) =>
      plant.releaseHold({ holdId }, { reason: why, signature: { ...signature, meaning: 'released' } }, { key }),
    { done: () => ({ what: t`The hold is released: ${reason}` }) },
  )
  return (
    <li>
      <Lock size={20} aria-hidden="true" />
      <div>
        {isOther && !inherited && (
          <>
            <IdLink type={subject.type} id={subject.id} />{' '}
          </>
        )}
        <b>
          <Link to={pageOf({ type: 'hold', id: holdId })}>
            {purpose === 'recall' ? (
              <Trans>
                Recalled: <Said of={reason} />
              </Trans>
            ) : (
              <Trans>
                On hold: <Said of={reason} />
              </Trans>
            )}
          </Link>
        </b>
        <div className="label">
          {nameOf(placedBy)}, <When at={placedAt} />
          {inherited && (
            <Trans>
              {' '}
              · placed on <IdLink type={subject.type} id={subject.id} />
            </Trans>
          )}
          {deviationId === undefined && !mayRelease && <Trans> · quality releases it</Trans>}
          {deviationId !== undefined && (
            <Trans>
              {' '}
              · ends with the decision of quality on{' '}
              <Link to={pageOf({ type: 'deviation', id: deviationId })}>the deviation</Link>
            </Trans>
          )}
        </div>
      </div>
      {deviationId === undefined && (
        <SignedAct
          word={t`Release the hold`}
          operation="releaseHold"
          meaning="released"
          what={<Said of={reason} />}
          asksReason
          second="allowed"
          act={release}
        />
      )}
    </li>
  )
}
