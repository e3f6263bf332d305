import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { memo } from 'react'
import type { Told } from '../../api/client.ts'
import { pageOf } from '../../app/pages.ts'
import { MachineSign } from '../../look/machine-sign.tsx'
import { Value } from '../../look/value.tsx'
import { decimal } from '../../words/told.ts'
import type { Call } from '../calls/use-calls.ts'
import { CallSigns } from './later.tsx'

export type BoardUnit = Told<'getBoard'>['units'][number]

interface Props {
  readonly unit: BoardUnit
  /** Who is on the clock for its step, as a text; empty if nobody is. */
  readonly present: string
  /** The calls for help from it. */
  readonly calls: readonly Call[] | undefined
}

/** One unit of the live picture. It is quiet until something is wrong, and drawn anew when the plant says something new of it. */
export const UnitCard = memo(function UnitCard({ unit, present, calls }: Props) {
  const { equipmentId, name, state, stateSince, stateReason, holds, work, values } = unit
  const isHeld = holds.length > 0 || work?.status === 'held'
  const isOutside = values.some(({ within }) => within === false)
  const isDanger = calls?.some(({ kind }) => kind === 'safety') ?? false
  return (
    <article
      className={`unit-card ${isHeld || isOutside || isDanger ? 'bad' : calls ? 'called' : ''} ${work ? '' : 'quiet'}`}
      aria-label={name}
    >
      <header>
        <Link to={pageOf({ type: 'equipment', id: equipmentId })}>
          <strong>{name}</strong>
        </Link>
        <MachineSign state={state} since={stateSince} isHeld={isHeld} isAtWork={work !== undefined} />
      </header>
      {stateReason !== undefined && <p className="label">{stateReason}</p>}
      <CallSigns calls={calls} />
      {work && (
        <>
          <p className="what">
            <Link to={pageOf({ type: 'order', id: work.orderId })} className="id">
              {work.orderId}
            </Link>
            <span>
              <Trans>
                {work.name} · step {work.place} of {work.steps}
              </Trans>
            </span>
          </p>
          {work.progress && <Progress progress={work.progress} isStopped={isHeld} />}
        </>
      )}
      {values.map((it) => (
        <Value key={it.parameterId} value={it} />
      ))}
      {present !== '' && <p className="present">{present}</p>}
      {!work && values.length === 0 && <p className="label id">{equipmentId}</p>}
    </article>
  )
})

type Work = NonNullable<BoardUnit['work']>

function Progress({
  progress,
  isStopped,
}: {
  readonly progress: NonNullable<Work['progress']>
  readonly isStopped: boolean
}) {
  const { t } = useLingui()
  const isUnits = progress.by === 'units'
  const [done, of] = isUnits ? [progress.done, progress.of.value] : [String(progress.done), String(progress.of)]
  const share = Number(of) > 0 ? Math.min(1, Number(done) / Number(of)) : 0
  const [sofar, all] = [decimal(done), decimal(of)]
  return (
    <p className="progress">
      <span className={isStopped ? 'track stopped' : 'track'} aria-hidden="true">
        <b style={{ width: `${share * 100}%` }} />
      </span>
      <span>
        {isUnits ? (
          t`${sofar} of ${all}`
        ) : (
          <Plural value={Number(of)} one={`${sofar} of # material`} other={`${sofar} of # materials`} />
        )}
      </span>
    </p>
  )
}
