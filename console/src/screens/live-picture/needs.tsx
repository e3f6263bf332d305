import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Told } from '../../api/client.ts'
import { useMaterials } from '../../api/named.ts'
import { useAsk } from '../../api/plant.tsx'
import { pageOf } from '../../app/pages.ts'
import { useMachineWord } from '../../look/machine-sign.tsx'
import { Ago, Said } from '../../look/marks.tsx'
import { useSubjectWord } from '../../words/subjects.ts'
import { AnswerTimes } from '../calls/answer-times.tsx'
import { Called } from '../calls/called.tsx'
import type { Call } from '../calls/use-calls.ts'
import { isSilent, standing } from './silence.ts'

type Unit = Told<'getBoard'>['units'][number]

interface Props {
  readonly units: readonly Unit[]
  readonly calls: readonly Call[]
  /** Nothing is touched there. */
  readonly isWall: boolean
}

/** What needs a person, the worst first: red stands, amber waits for somebody soon, blue for a decision. */
export function Needs({ units, calls, isWall }: Props) {
  const { t } = useLingui()
  const wordOf = useSubjectWord()
  const machineWord = useMachineWord()
  const materials = useMaterials()
  const deviations = useAsk(['deviation', 'open'], (plant) => plant.listDeviations({ status: 'open' }))
  const review = useAsk(['batch', 'awaiting-review'], (plant) => plant.listBatches({ status: 'awaiting-review' }))
  const release = useAsk(['batch', 'awaiting-release'], (plant) => plant.listBatches({ status: 'awaiting-release' }))
  const silent = units.filter(({ state, work }) => isSilent(state) && work)
  const stopped = standing(units)
  const batches = [...(review.data?.items ?? []), ...(release.data?.items ?? [])]
  const open = deviations.data?.items ?? []
  const isNothing =
    deviations.isSuccess &&
    review.isSuccess &&
    calls.length + open.length + batches.length + silent.length + stopped.length === 0
  return (
    <aside className="needs" aria-label={t`Needs a person`}>
      <h2>
        <Trans>Needs a person</Trans>
      </h2>
      <AnswerTimes />
      {byDanger(calls).map((call) => (
        <Called key={call.callId} call={call} units={units} isWall={isWall} />
      ))}
      {open.map(({ deviationId, title, subject, openedAt }) => (
        <Need key={deviationId} look="bad" to={pageOf({ type: 'deviation', id: deviationId })} title={title}>
          {wordOf(subject.type)} <span className="id">{subject.id}</span> · <Trans>quality decides</Trans> ·{' '}
          <Ago at={openedAt} />
        </Need>
      ))}
      {stopped.map(({ equipmentId, name, state, stateSince, stateReason }) => (
        <Need
          key={equipmentId}
          look="bad"
          to={pageOf({ type: 'equipment', id: equipmentId })}
          title={`${name}: ${machineWord({ state })}`}
        >
          {stateReason !== undefined && <>{stateReason} · </>}
          {stateSince !== undefined && <Ago at={stateSince} />}
        </Need>
      ))}
      {silent.map(({ equipmentId, name, stateSince }) => (
        <Need
          key={equipmentId}
          look="warn"
          to={pageOf({ type: 'equipment', id: equipmentId })}
          title={t`${name} is silent`}
        >
          {stateSince !== undefined && <Ago at={stateSince} />}
        </Need>
      ))}
      {batches.map(({ orderId, product }) => (
        <Need
          key={orderId}
          look="info"
          to={pageOf({ type: 'batch', id: orderId })}
          title={t`Batch ${orderId} waits for release`}
        >
          {materials.of(product)?.name ?? product}
        </Need>
      ))}
      {isNothing && (
        <p className="label">
          <Trans>Nothing waits for anybody.</Trans>
        </p>
      )}
    </aside>
  )
}

/** Whoever is in danger first, then whoever has waited longest. */
const byDanger = (calls: readonly Call[]): Call[] =>
  [...calls].sort((one, other) => Number(other.kind === 'safety') - Number(one.kind === 'safety'))

const Need = ({
  look,
  to,
  title,
  children,
}: {
  readonly look: 'bad' | 'warn' | 'info'
  readonly to: string
  readonly title: string
  readonly children: ReactNode
}) => (
  <Link className={`need ${look}`} to={to}>
    <b>
      <Said of={title} />
    </b>
    <small>{children}</small>
  </Link>
)
