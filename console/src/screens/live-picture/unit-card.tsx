import type { Plant } from '../../api/client.ts'
import { Band } from '../../look/band.tsx'
import { lookOf, StateSign } from '../../look/state.tsx'
import { ago, quantity, unitName, wordOfState } from '../../look/words.ts'

type Board = Extract<Awaited<ReturnType<Plant['getBoard']>>, { readonly ok: true }>['body']
export type BoardUnit = Board['units'][number]

/** One unit of the live picture. It is quiet until something is wrong. */
export function UnitCard({ unit, now }: { readonly unit: BoardUnit; readonly now: number }) {
  const { equipmentId, name, state, stateSince, holds, work, values } = unit
  const isHeld = holds.length > 0 || work?.status === 'held'
  const isOutside = values.some(({ within }) => within === false)
  return (
    <article className={`unit-card ${isHeld || isOutside ? 'bad' : ''} ${work ? '' : 'quiet'}`} aria-label={name}>
      <header>
        <strong>{equipmentId}</strong>
        <StateSign
          look={isHeld ? 'stopped' : lookOf(state)}
          word={isHeld ? 'Held' : wordOfState(state)}
          since={stateSince && ago(now - Date.parse(stateSince))}
        />
      </header>
      {work && (
        <>
          <p className="what">
            <span className="id">{work.orderId}</span>
            <span>
              {work.name} · step {work.place} of {work.steps}
            </span>
          </p>
          {work.progress && <Progress progress={work.progress} isStopped={isHeld} />}
        </>
      )}
      {values.map((it) => (
        <Value key={it.parameterId} value={it} now={now} />
      ))}
      {!work && values.length === 0 && <p className="label">{name}</p>}
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
  const [done, of] =
    progress.by === 'units' ? [Number(progress.done), Number(progress.of.value)] : [progress.done, progress.of]
  const share = of > 0 ? Math.min(1, done / of) : 0
  const label =
    progress.by === 'units' ? `${quantity(progress.done)} of ${quantity(progress.of.value)}` : `${done} of ${of} lines`
  return (
    <div className={`bar ${isStopped ? 'stopped' : ''}`} role="img" aria-label={label} title={label}>
      <b style={{ width: `${share * 100}%` }} />
    </div>
  )
}

/** Older than this, a value says its age. */
const freshMs = 5000

function Value({ value: it, now }: { readonly value: BoardUnit['values'][number]; readonly now: number }) {
  const { parameterId, name = parameterId, unit, low, target, high, value, measuredAt, within } = it
  if (value === undefined || measuredAt === undefined) return <p className="label">{name}: no value yet</p>
  const age = now - Date.parse(measuredAt)
  const limits = [low, high].map((limit) => (limit === undefined ? '' : quantity(limit))).join(' – ')
  return (
    <div className="value">
      <Band
        value={Number(value)}
        low={low === undefined ? undefined : Number(low)}
        target={target === undefined ? undefined : Number(target)}
        high={high === undefined ? undefined : Number(high)}
        isOutside={within === false}
        label={`${name} ${quantity(value)} ${unitName(unit)}, allowed ${limits}`}
      />
      <span className={within === false ? 'num outside' : 'num'}>
        {quantity(value)} <span className="unit">{unitName(unit)}</span>
      </span>
      <span className="label">
        {limits} {unitName(unit)}
        {age > freshMs && ` · ${ago(age)} old`}
      </span>
    </div>
  )
}
