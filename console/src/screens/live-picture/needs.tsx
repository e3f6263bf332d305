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
import { isSilent, standing } from './silence.ts'

type Unit = Told<'getBoard'>['units'][number]

/** What needs a person, the worst first: red stands, amber waits for somebody soon, blue for a decision. */
export function Needs({ units }: { readonly units: readonly Unit[] }) {
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
    deviations.isSuccess && review.isSuccess && open.length + batches.length + silent.length + stopped.length === 0
  return (
    <aside className="needs" aria-label={t`Needs a person`}>
      <h2>
        <Trans>Needs a person</Trans>
      </h2>
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
