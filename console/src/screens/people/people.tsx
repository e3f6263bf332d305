import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import type { Told } from '../../api/client.ts'
import { useAll, useMay } from '../../api/plant.tsx'
import { pageOf } from '../../app/pages.ts'
import { useMinute } from '../../live/clock.ts'
import { Asked } from '../../look/asked.tsx'
import { Filter, useView } from '../../look/filter.tsx'
import { IdLink } from '../../look/id-link.tsx'
import { Ago } from '../../look/marks.tsx'
import { type Column, Table } from '../../look/table.tsx'
import './people.css'
import { dueKey, dueOf, type Person, StandingSign, standingOf, useStandingWord } from './standing.tsx'

type OnTheClock = Told<'listOnTheClock'>['items'][number]

/** Who may do what, and until when: people by qualifications. */
export function People() {
  const { t } = useLingui()
  const people = useAll(['person', 'list'], (plant, page) => plant.listPersons(page))
  return (
    <>
      <h1>
        <Trans>People and qualifications</Trans>
      </h1>
      <Asked
        of={people}
        empty={{ when: ({ items }) => items.length === 0, say: <Trans>Nobody has been defined yet.</Trans> }}
      >
        {({ items }) => <Matrix label={t`People and qualifications`} people={items} />}
      </Asked>
    </>
  )
}

function Matrix({ label, people }: { readonly label: string; readonly people: readonly Person[] }) {
  const { t } = useLingui()
  const now = useMinute()
  const { qualification, show } = useView()
  const word = useStandingWord()
  const due = useAll(['due', 'qualification', 'all'], (plant, page) =>
    plant.listDue({ ...page, kind: 'qualification' }),
  )
  const mayTime = useMay('listOnTheClock')
  const clock = useAll(['labour', 'on-the-clock'], (plant, page) => plant.listOnTheClock(page), mayTime)
  const dues = dueOf(due.data?.items ?? [])
  const onClock = new Map<string, OnTheClock>(clock.data?.items.map((it) => [it.personId, it]))
  const all = [
    ...new Set<string>(people.flatMap((it) => it.qualifications.map(({ qualificationId }) => qualificationId))),
  ].toSorted()
  const heldBy = (person: Person, id: string) => {
    const held = person.qualifications.filter(({ qualificationId }) => qualificationId === id)
    // The one that the plant judges by comes first; a renewal stands beside what it renews.
    return held.find(({ validUntil }) => validUntil === undefined) ?? held.toSorted(byEnd).at(-1)
  }
  const standings = (person: Person) =>
    person.qualifications.map((it) => standingOf(it, dues.get(dueKey(person.personId, it.qualificationId)), now))
  const shown = people.filter((person) => {
    if (qualification !== undefined && heldBy(person, qualification) === undefined) return false
    if (show === 'soon') return standings(person).some((it) => it === 'soon' || it === 'over')
    return show === 'clock' ? onClock.has(person.personId) : true
  })
  const columns: readonly Column<Person>[] = [
    {
      id: 'person',
      head: t`Person`,
      value: ({ name, personId }) => `${name} ${personId}`,
      show: ({ name, personId }) => (
        <>
          <Link to={pageOf({ type: 'person', id: personId })}>{name}</Link> <span className="id label">{personId}</span>
        </>
      ),
    },
    ...(mayTime
      ? [
          {
            id: 'clock',
            head: t`On the clock`,
            value: ({ personId }: Person) => onClock.get(personId)?.open.at(0)?.orderId,
            show: ({ personId }: Person) => <ClockCell of={onClock.get(personId)} />,
          },
        ]
      : []),
    ...all
      .filter((id) => qualification === undefined || id === qualification)
      .map((id) => ({
        id: `q-${id}`,
        head: id,
        value: (person: Person) => {
          const held = heldBy(person, id)
          return held && word(held, dues.get(dueKey(person.personId, id)))
        },
        show: (person: Person) => {
          const held = heldBy(person, id)
          return held ? (
            <StandingSign held={held} due={dues.get(dueKey(person.personId, id))} />
          ) : (
            <span className="label">–</span>
          )
        },
      })),
  ]
  return (
    <Table
      label={label}
      rows={shown}
      columns={columns}
      keyOf={({ personId }) => personId}
      markOf={(person) => {
        const all = standings(person)
        return all.includes('over') ? 'bad' : all.includes('soon') ? 'warn' : undefined
      }}
      tools={
        <>
          <Filter
            name="qualification"
            label={t`Qualification`}
            all={t`All`}
            options={all.map((id) => ({ id, word: id }))}
          />
          <Filter
            name="show"
            label={t`Show`}
            all={t`Everybody`}
            options={[
              { id: 'soon', word: t`What is over or ends soon` },
              ...(mayTime ? [{ id: 'clock', word: t`Who is on the clock` }] : []),
            ]}
          />
        </>
      }
    />
  )
}

const byEnd = (
  one: { readonly validUntil?: string | undefined },
  other: { readonly validUntil?: string | undefined },
) => (one.validUntil ?? '').localeCompare(other.validUntil ?? '')

function ClockCell({ of }: { readonly of: OnTheClock | undefined }) {
  const { t } = useLingui()
  const [first] = of?.open ?? []
  if (!of || !first) return null
  return (
    <>
      {of.onBreak ? t`break` : first.orderId !== undefined && <IdLink type="order" id={first.orderId} />}{' '}
      <Ago at={first.from} />
    </>
  )
}
