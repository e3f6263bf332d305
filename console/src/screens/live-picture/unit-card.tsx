import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import type { Told } from '../../api/client.ts'
import { pageOf } from '../../app/pages.ts'
import { useNow } from '../../live/clock.ts'
import { Band } from '../../look/band.tsx'
import { lookOf, StateSign } from '../../look/state.tsx'
import { machineStates } from '../../words/states.ts'
import { decimal, duration, unitName } from '../../words/told.ts'

export type BoardUnit = Told<'getBoard'>['units'][number]

/** One unit of the live picture. It is quiet until something is wrong. */
export function UnitCard({ unit }: { readonly unit: BoardUnit }) {
  const { i18n, t } = useLingui()
  const now = useNow()
  const { equipmentId, name, state, stateSince, holds, work, values } = unit
  const isHeld = holds.length > 0 || work?.status === 'held'
  const isOutside = values.some(({ within }) => within === false)
  const word = isHeld ? t`On hold` : work && state === 'unknown' ? t`At work` : i18n._(machineStates[state])
  const since = isHeld || state === 'unknown' ? undefined : stateSince
  return (
    <article className={`unit-card ${isHeld || isOutside ? 'bad' : ''} ${work ? '' : 'quiet'}`} aria-label={name}>
      <header>
        <Link to={pageOf({ type: 'equipment', id: equipmentId })}>
          <strong>{name}</strong>
        </Link>
        <StateSign
          look={isHeld ? 'stopped' : work && state === 'unknown' ? 'running' : lookOf(state)}
          word={word}
          since={since && duration(now - Date.parse(since))}
        />
      </header>
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
        <Value key={it.parameterId} value={it} now={now} />
      ))}
      {!work && values.length === 0 && <p className="label id">{equipmentId}</p>}
    </article>
  )
}

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
      <span>{isUnits ? t`${sofar} of ${all}` : t`${sofar} of ${all} materials`}</span>
    </p>
  )
}

/** Older than this, a value says its age. */
const freshMs = 5000

function Value({ value: it, now }: { readonly value: BoardUnit['values'][number]; readonly now: number }) {
  const { t } = useLingui()
  const { parameterId, name = parameterId, unit, low, target, high, value, measuredAt, within } = it
  const limits = limitsOf(low, high)
  const shown = unitName(unit)
  if (value === undefined || measuredAt === undefined)
    return (
      <p className="label">
        <Trans>{name}: no value yet</Trans>
      </p>
    )
  const age = now - Date.parse(measuredAt)
  const said = decimal(value)
  const old = duration(age)
  return (
    <div className={age > freshMs ? 'value old' : 'value'}>
      <Band
        value={Number(value)}
        low={low === undefined ? undefined : Number(low)}
        target={target === undefined ? undefined : Number(target)}
        high={high === undefined ? undefined : Number(high)}
        isOutside={within === false}
        label={t`${name} ${said} ${shown}, allowed ${limits}`}
      />
      <span className={within === false ? 'num outside' : 'num'}>
        {said} <span className="unit">{shown}</span>
      </span>
      <span className="label">
        {name} {limits} {shown}
        {age > freshMs && <Trans> · {old} old</Trans>}
      </span>
    </div>
  )
}

function limitsOf(low: string | undefined, high: string | undefined): string {
  if (low !== undefined && high !== undefined) return `${decimal(low)} – ${decimal(high)}`
  if (low !== undefined) return `≥ ${decimal(low)}`
  return high === undefined ? '' : `≤ ${decimal(high)}`
}
