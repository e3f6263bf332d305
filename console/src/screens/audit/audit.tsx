import { Trans, useLingui } from '@lingui/react/macro'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { read } from '../../api/client.ts'
import { useAll, useHere, useMay } from '../../api/plant.tsx'
import { pageOf, type Subject } from '../../app/pages.ts'
import { Asked } from '../../look/asked.tsx'
import { Button } from '../../look/button.tsx'
import { Choice, TextField } from '../../look/field.tsx'
import { useSubjectWord } from '../../words/subjects.ts'
import { AuditRow } from './audit-row.tsx'
import './audit.css'
import { Export } from './export.tsx'
import { kinds } from './kinds.ts'
import { queryOf, type Sought, subjectOf } from './sought.ts'
import { SubjectPick } from './subject-pick.tsx'
import { Verify } from './verify.tsx'

const pageSize = '100'

/** The trail of one subject: searched, read page by page, kept as a file, and proven to be whole. */
export function Audit() {
  const sought: Sought = useSearch({ strict: false })
  const navigate = useNavigate()
  const change = (next: Partial<Record<keyof Sought, string>>) =>
    void navigate({ to: '.', search: (before: object) => withoutEmpty({ ...before, ...next }), replace: true })
  const subject = subjectOf(sought.subject)
  return (
    <div className="audit">
      <h1>
        <Trans>Audit trail</Trans>
      </h1>
      {subject ? (
        <OfSubject subject={subject} sought={sought} change={change} />
      ) : (
        <SubjectPick onPick={(it) => change({ subject: `${it.type}:${it.id}` })} />
      )}
    </div>
  )
}

interface Props {
  readonly subject: Subject
  readonly sought: Sought
  readonly change: (next: Partial<Record<keyof Sought, string>>) => void
}

function OfSubject({ subject, sought, change }: Props) {
  const { t } = useLingui()
  const { plant, zone } = useHere()
  const wordOf = useSubjectWord()
  const query = queryOf(sought, zone)
  const facts = useInfiniteQuery({
    queryKey: [subject.type, subject.id, 'audit', query],
    queryFn: ({ pageParam }) =>
      read(plant.getAudit({ ...query, limit: pageSize, ...(pageParam !== '' && { cursor: pageParam }) })),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
  })
  return (
    <>
      <div className="audit-subject">
        <span className="label">{wordOf(subject.type)}</span>
        <Link to={pageOf(subject)} className="id">
          {subject.id}
        </Link>
        <Button kind="quiet" onPress={() => change({ subject: '', person: '', type: '', from: '', to: '' })}>
          <Trans>Another one</Trans>
        </Button>
      </div>
      <Filters sought={sought} change={change} />
      <Asked
        of={facts}
        empty={{
          when: ({ pages }) => pages.every(({ items }) => items.length === 0),
          say:
            Object.keys(sought).length > 1 ? (
              <Trans>Nothing on record is like that. Widen the search.</Trans>
            ) : (
              <Trans>Nothing is on record about it.</Trans>
            ),
        }}
      >
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items)
          return (
            <>
              <div className="audit-tools">
                <span className="label" role="status">
                  {facts.hasNextPage ? t`the first ${items.length}, oldest first` : t`${items.length}, oldest first`}
                </span>
                <Export name={subject.id} query={query} />
              </div>
              <Verify key={`${subject.type}:${subject.id}`} subject={subject} facts={items} />
              <ol className="audit-list" aria-label={t`Trail`}>
                {items.map((fact) => (
                  <AuditRow key={`${fact.subject.id} ${fact.factId}`} fact={fact} of={subject} />
                ))}
              </ol>
              {facts.hasNextPage && (
                <Button isBusy={facts.isFetchingNextPage} onPress={() => void facts.fetchNextPage()}>
                  {t`Show the next`}
                </Button>
              )}
            </>
          )
        }}
      </Asked>
    </>
  )
}

function Filters({ sought, change }: Pick<Props, 'sought' | 'change'>) {
  const { t, i18n } = useLingui()
  const { session } = useHere()
  const mayReadOthers = useMay('listPersons')
  const persons = useAll(['person', 'list'], (plant, page) => plant.listPersons(page), mayReadOthers)
  const people = mayReadOthers
    ? (persons.data?.items ?? []).map(({ personId, name }) => ({ id: personId, word: name }))
    : [{ id: session.personId, word: session.name }]
  return (
    <fieldset className="audit-filters">
      <legend className="unseen">{t`Search the trail`}</legend>
      <Choice
        label={t`Who`}
        {...(!mayReadOthers && {
          hint: t`What somebody else did is sought by whoever may read the people of the plant.`,
        })}
        value={sought.person ?? ''}
        onChange={(person) => change({ person })}
        options={[{ id: '', word: t`Everybody` }, ...people]}
      />
      <Choice
        label={t`What`}
        value={sought.type ?? ''}
        onChange={(type) => change({ type })}
        options={[
          { id: '', word: t`Everything` },
          ...Object.values(kinds).flatMap(({ word, of }) =>
            Object.entries(of).map(([id, kind]) => ({ id, word: i18n._(kind), group: i18n._(word) })),
          ),
        ]}
      />
      <TextField label={t`From`} type="date" value={sought.from ?? ''} onChange={(from) => change({ from })} />
      <TextField label={t`To`} type="date" value={sought.to ?? ''} onChange={(to) => change({ to })} />
    </fieldset>
  )
}

const withoutEmpty = (search: object) => Object.fromEntries(Object.entries(search).filter(([, value]) => value !== ''))
