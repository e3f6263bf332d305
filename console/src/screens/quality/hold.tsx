import { Trans, useLingui } from '@lingui/react/macro'
import { Link, useParams } from '@tanstack/react-router'
import { usePeople } from '../../api/named.ts'
import { useAsk } from '../../api/plant.tsx'
import { pageOf } from '../../app/pages.ts'
import { TimeLine } from '../../facts/time-line.tsx'
import { useAct } from '../../look/acts.tsx'
import { Asked } from '../../look/asked.tsx'
import { Said, When } from '../../look/marks.tsx'
import { DeviationLink } from '../../look/named-link.tsx'
import { Known, Page, Part } from '../../look/page.tsx'
import { type Signed, SignedAct } from '../../look/signed-act.tsx'
import { StateSign } from '../../look/state.tsx'
import './quality.css'

export function HoldPage() {
  const { t } = useLingui()
  const { holdId } = useParams({ from: '/holds/$holdId' })
  const nameOf = usePeople()
  const hold = useAsk(['hold', holdId], (plant) => plant.getHold({ holdId }))
  const affected = useAsk(['hold', holdId, 'affected'], (plant) => plant.listAffected({ holdId }, { limit: '200' }))
  return (
    <Asked of={hold}>
      {({ subject, reason, status, placedAt, placedBy, releasedAt, deviationId, origin }) => (
        <Page
          kind={t`Hold`}
          id={holdId}
          title={<Said of={reason} />}
          isNamed
          sign={
            <StateSign
              look={status === 'active' ? 'stopped' : 'rest'}
              word={status === 'active' ? t`On hold` : t`Released`}
            />
          }
          acts={
            status === 'active' && (
              <Release
                holdId={holdId}
                subject={subject.id}
                reason={reason}
                {...(deviationId !== undefined && { why: t`Deviation ${deviationId} ends it when it is decided` })}
              />
            )
          }
        >
          <Known
            of={[
              [
                t`Holds`,
                <Link key="subject" to={pageOf(subject)} className="id">
                  {subject.id}
                </Link>,
              ],
              [t`Reason`, <Said key="reason" of={reason} />],
              [t`Placed`, <When key="placed" at={placedAt} />],
              [t`By`, nameOf(placedBy)],
              [t`Released`, releasedAt && <When at={releasedAt} />],
              [t`Deviation`, deviationId && <DeviationLink id={deviationId} />],
              [t`From`, origin && `${origin.site}, ${origin.lotId}`],
            ]}
          />
          <Part title={t`What inherits it`}>
            <Asked
              of={affected}
              empty={{ when: ({ items }) => items.length === 0, say: <Trans>Nothing was made of it.</Trans> }}
            >
              {({ items }) => (
                <ul className="affected">
                  {items.map((it) => (
                    <li key={`${it.type} ${it.id}`}>
                      <Link to={pageOf(it)} className="id">
                        {it.id}
                      </Link>
                      <span>{it.held ? t`held` : t`on its way`}</span>
                      <When at={it.since} />
                      <span />
                    </li>
                  ))}
                </ul>
              )}
            </Asked>
          </Part>
          <TimeLine subject={{ type: 'hold', id: holdId }} />
        </Page>
      )}
    </Asked>
  )
}

function Release({
  holdId,
  subject,
  reason,
  why,
}: {
  readonly holdId: string
  readonly subject: string
  readonly reason: string
  /** Why it cannot be released here. */
  readonly why?: string
}) {
  const { t } = useLingui()
  const act = useAct(
    (plant, { signature, reason: why }: Signed, key) =>
      plant.releaseHold({ holdId }, { reason: why, signature }, { key }),
    { done: () => ({ what: t`The hold on ${subject} is released.` }) },
  )
  return (
    <SignedAct
      word={t({ message: 'Release', context: 'hold' })}
      title={t`Release the hold`}
      operation="releaseHold"
      meaning="released"
      kind="primary"
      second="allowed"
      asksReason
      why={why}
      what={
        <>
          <span className="id">{subject}</span>: <Said of={reason} />
        </>
      }
      act={act}
    />
  )
}
