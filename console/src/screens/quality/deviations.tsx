import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import type { Told } from '../../api/client.ts'
import { useAll } from '../../api/plant.tsx'
import { pageOf } from '../../app/pages.ts'
import { Asked } from '../../look/asked.tsx'
import { HoldList } from '../../look/holds.tsx'
import { Said, When } from '../../look/marks.tsx'
import { Part } from '../../look/page.tsx'
import { StateSign } from '../../look/state.tsx'
import { type Column, Table } from '../../look/table.tsx'
import { deviationStates, severities } from '../../words/states.ts'
import './quality.css'

type Deviation = Told<'listDeviations'>['items'][number]

/** What quality works on: the deviations of the plant, and everything that is on hold. */
export function QualityDesk() {
  const { t } = useLingui()
  return (
    <div className="quality-desk">
      <h1>
        <Trans>Quality desk</Trans>
      </h1>
      <Deviations />
      <Part title={t`On hold`}>
        <Holds />
      </Part>
    </div>
  )
}

const isClosed = ({ status }: Deviation): boolean => status === 'closed'

function Deviations() {
  const { t, i18n } = useLingui()
  const deviations = useAll(['deviation', 'list'], (plant, page) => plant.listDeviations(page))
  const columns: readonly Column<Deviation>[] = [
    {
      id: 'title',
      head: t`Deviation`,
      value: ({ title }) => title,
      show: ({ deviationId, title }) => (
        <Link to={pageOf({ type: 'deviation', id: deviationId })}>
          <Said of={title} />
        </Link>
      ),
    },
    {
      id: 'status',
      head: t`Status`,
      value: ({ status }) => i18n._(deviationStates[status]),
      show: ({ status }) => (
        <StateSign look={status === 'closed' ? 'rest' : 'waiting'} word={i18n._(deviationStates[status])} />
      ),
    },
    { id: 'severity', head: t`Severity`, value: ({ severity }) => severity && i18n._(severities[severity]) },
    {
      id: 'subject',
      head: t`About`,
      value: ({ subject }) => subject.id,
      show: ({ subject }) => (
        <Link to={pageOf(subject)} className="id">
          {subject.id}
        </Link>
      ),
    },
    {
      id: 'opened',
      head: t`Opened`,
      value: ({ openedAt }) => openedAt,
      show: ({ openedAt }) => <When at={openedAt} />,
      isMinor: true,
    },
  ]
  return (
    <Asked
      of={deviations}
      empty={{
        when: ({ items }) => items.length === 0,
        say: (
          <Trans>
            No deviation yet. The plant opens one when a limit is broken; everybody on the floor can open one.
          </Trans>
        ),
      }}
    >
      {({ items }) => (
        <Table
          label={t`Deviations`}
          rows={items.toSorted((one, other) => Number(isClosed(one)) - Number(isClosed(other)))}
          columns={columns}
          keyOf={({ deviationId }) => deviationId}
          markOf={(it) => (isClosed(it) ? undefined : 'warn')}
        />
      )}
    </Asked>
  )
}

function Holds() {
  const holds = useAll(['hold', 'list'], (plant, page) => plant.listHolds(page))
  return (
    <Asked of={holds} empty={{ when: ({ items }) => items.length === 0, say: <Trans>Nothing is on hold.</Trans> }}>
      {({ items }) => <HoldList holds={items} />}
    </Asked>
  )
}
