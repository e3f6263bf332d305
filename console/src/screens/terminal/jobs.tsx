import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { useAsk, useHere } from '../../api/plant.tsx'
import { pageOf } from '../../app/pages.ts'
import { MachineSign } from '../../look/machine-sign.tsx'
import { Said, Until } from '../../look/marks.tsx'
import { lookOf } from '../../look/state.tsx'
import { amount } from '../../words/told.ts'
import { useNamesOfMaterials } from './bench.ts'
import type { Dispatch } from './dispatch.ts'

export interface Job {
  readonly orderId: string
  readonly stepId: string
}

interface Props {
  readonly dispatch: Dispatch
  readonly chosen?: Job
  readonly open: (job: Job) => void
}

/** The units of this work center that stand, and its steps: those at work, those that may start now, and the others with their reason. */
export function Jobs({ dispatch: { units, items }, chosen, open }: Props) {
  const { t } = useLingui()
  const running = units.flatMap(({ running: at, name }) => (at ? [{ ...at, unit: name }] : []))
  // A machine that stands by plan needs nobody.
  const standing = units.filter(
    ({ state, maintenance, closedUntil }) => lookOf(state) === 'stopped' && !maintenance && closedUntil === undefined,
  )
  const [ready, waiting] = [items.filter(({ canStart }) => canStart), items.filter(({ canStart }) => !canStart)]
  const isChosen = (job: Job) => job.orderId === chosen?.orderId && job.stepId === chosen.stepId
  return (
    <>
      {standing.length > 0 && <h2 className="label">{t`What stands`}</h2>}
      {standing.map((it) => (
        <Standing key={it.equipmentId} unit={it} />
      ))}
      {running.length > 0 && <h2 className="label">{t`At work`}</h2>}
      {running.map((it) => (
        <RunningJob
          key={`${it.unit} ${it.orderId} ${it.stepId}`}
          job={it}
          unit={it.unit}
          isChosen={isChosen(it)}
          open={open}
        />
      ))}
      <h2 className="label">{t`What may start now`}</h2>
      {ready.length === 0 && (
        <p className="label">
          <Trans>Nothing may start now.</Trans>
        </p>
      )}
      {ready.map((it) => (
        <Line key={`${it.orderId} ${it.stepId}`} line={it} isChosen={isChosen(it)} open={open} />
      ))}
      {waiting.length > 0 && <h2 className="label">{t`Not yet`}</h2>}
      {waiting.map((it) => (
        <Line key={`${it.orderId} ${it.stepId}`} line={it} isChosen={isChosen(it)} open={open} />
      ))}
    </>
  )
}

function Line({
  line,
  isChosen,
  open,
}: {
  readonly line: Dispatch['items'][number]
  readonly isChosen: boolean
  readonly open: (job: Job) => void
}) {
  const { orderId, stepId, name, product, quantity, dueAt, canStart, violations } = line
  const nameOf = useNamesOfMaterials()
  const [first, ...more] = violations
  const others = more.length
  return (
    <button
      type="button"
      className={canStart ? 'job' : 'job no'}
      aria-current={isChosen}
      onClick={() => open({ orderId, stepId })}
    >
      <b>{name}</b>
      <span className="id">{orderId}</span>
      <span className="label">
        {nameOf(product)}, {amount(quantity)}
        {dueAt !== undefined && (
          <Trans>
            {' '}
            · due <Until at={dueAt} />
          </Trans>
        )}
      </span>
      {first && (
        <span className="label">
          <Said of={first.detail} />
        </span>
      )}
      {others > 0 && (
        <span className="label">
          <Trans>and {others} more</Trans>
        </span>
      )}
    </button>
  )
}

/** A machine that does not run: since when, why if it said so, and the way to its page, where people say why. */
function Standing({ unit }: { readonly unit: Dispatch['units'][number] }) {
  const { session } = useHere()
  const { equipmentId, name, state, stateSince, stateReason } = unit
  const shown = (
    <>
      <b>{name}</b>
      <MachineSign state={state} since={stateSince} />
      {stateReason !== undefined && <span className="label">{stateReason}</span>}
    </>
  )
  return session.isTerminal ? (
    <div className="job">{shown}</div>
  ) : (
    <Link className="job" to={pageOf({ type: 'equipment', id: equipmentId })}>
      {shown}
    </Link>
  )
}

/** A step at work on a unit of this work center. */
function RunningJob({
  job,
  unit,
  isChosen,
  open,
}: {
  readonly job: Job
  readonly unit: string
  readonly isChosen: boolean
  readonly open: (job: Job) => void
}) {
  const { orderId, stepId } = job
  const steps = useAsk(['order', orderId, 'steps'], (plant) => plant.listSteps({ orderId }))
  const name = steps.data?.items.find((it) => it.stepId === stepId)?.name ?? stepId
  return (
    <button type="button" className="job" aria-current={isChosen} onClick={() => open({ orderId, stepId })}>
      <b>{name}</b>
      <span className="id">{orderId}</span>
      <span className="label">{unit}</span>
    </button>
  )
}
