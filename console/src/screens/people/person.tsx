import { Trans, useLingui } from '@lingui/react/macro'
import { useParams } from '@tanstack/react-router'
import { useAll, useAsk, useHere, useMay } from '../../api/plant.tsx'
import { TimeLine } from '../../facts/time-line.tsx'
import { useClock, useNow } from '../../live/clock.ts'
import { Asked } from '../../look/asked.tsx'
import { From, Id, Until, When } from '../../look/marks.tsx'
import { Known, Page, Part } from '../../look/page.tsx'
import { StateSign } from '../../look/state.tsx'
import { duration } from '../../words/told.ts'
import { Grant, Renew, Withdraw } from './acts.tsx'
import { grantOf } from './grants.ts'
import { Hours, useOpen } from './hours.tsx'
import './people.css'
import { dueKey, dueOf, type Person, StandingSign, standingOf } from './standing.tsx'

/** One person: what they may do and until when, what they are on the clock for, and what they did. */
export function PersonPage() {
  const { personId } = useParams({ from: '/people/$personId' })
  const person = useAsk(['person', personId], (plant) => plant.getPerson({ personId }))
  return <Asked of={person}>{(it) => <PersonShown key={personId} person={it} />}</Asked>
}

function PersonShown({ person }: { readonly person: Person }) {
  const { t } = useLingui()
  const { session } = useHere()
  const { personId, name } = person
  const isMine = personId === session.personId
  const mayTime = useMay('listLabour') || isMine
  return (
    <Page
      kind={t`Person`}
      id={personId}
      title={name}
      sign={mayTime && <ClockSign personId={personId} />}
      acts={<Grant person={person} />}
    >
      <Known
        of={[
          [t`Badge`, <Id key="badge" of={personId} />],
          [t`Roles`, isMine && session.roles.join(', ')],
        ]}
      />
      <Qualifications person={person} />
      {mayTime && <Hours personId={personId} name={name} />}
      <TimeLine subject={{ type: 'person', id: personId }} />
    </Page>
  )
}

/** Whether somebody is on the clock, and for how long. */
function ClockSign({ personId }: { readonly personId: string }) {
  const { t } = useLingui()
  const open = useOpen(personId)
  const rest = open?.find(({ activity }) => activity === 'break')
  const first = rest ?? open?.[0]
  const lasts = useClock((now) => first && duration(now - Date.parse(first.from)))
  if (!open) return null
  return (
    <StateSign
      look={rest ? 'planned' : first ? 'running' : 'rest'}
      word={rest ? t`On a break` : first ? t`On the clock` : t`Not on the clock`}
      since={lasts}
    />
  )
}

function Qualifications({ person }: { readonly person: Person }) {
  const { t } = useLingui()
  const { personId, qualifications } = person
  const now = useNow()
  const due = useAll(['due', 'qualification', personId], (plant, page) =>
    plant.listDue({ ...page, kind: 'qualification', personId }),
  )
  const facts = useAsk(['person', personId, 'facts'], (plant) =>
    plant.getAudit({ subject: `person:${personId}`, order: 'newest', limit: '1000' }),
  )
  const dues = dueOf(due.data?.items ?? [])
  return (
    <Part title={t`Qualifications`}>
      {qualifications.length === 0 ? (
        <p className="nothing">
          <Trans>Qualified for nothing yet: no step that asks for a qualification can be started.</Trans>
        </p>
      ) : (
        <ul className="qualifications">
          {qualifications
            .toSorted((one, other) => one.qualificationId.localeCompare(other.qualificationId))
            .map((held) => {
              const { qualificationId, validFrom, validUntil, retrainingDueAt } = held
              const ends = dues.get(dueKey(personId, qualificationId))
              const standing = standingOf(held, ends, now)
              const grant = grantOf(held, facts.data?.items ?? [])
              return (
                <li key={[qualificationId, validFrom, validUntil].join(' ')}>
                  <b>{qualificationId}</b>
                  <span>
                    <StandingSign held={held} due={ends} />
                  </span>
                  <span className="label">
                    {validFrom !== undefined && (
                      <>
                        <Trans>
                          from <From at={validFrom} />
                        </Trans>{' '}
                      </>
                    )}
                    {validUntil !== undefined && standing !== 'valid' && (
                      <>
                        <Trans>
                          valid until <Until at={validUntil} />
                        </Trans>{' '}
                      </>
                    )}
                    {retrainingDueAt !== undefined && (
                      <>
                        <Trans>
                          retraining due <Until at={retrainingDueAt} />
                        </Trans>{' '}
                      </>
                    )}
                    {grant && (
                      <Trans>
                        by {grant.by}, <When at={grant.at} />
                      </Trans>
                    )}
                  </span>
                  <span className="acts">
                    <Renew person={person} held={held} />
                    <Withdraw person={person} held={held} />
                  </span>
                </li>
              )
            })}
        </ul>
      )}
    </Part>
  )
}
