import { Trans, useLingui } from '@lingui/react/macro'
import { useNow } from '../../live/clock.ts'
import { duration } from '../../words/told.ts'
import { type Order, type Step, useBench } from './bench.ts'

type Timer = Step['timers'][number]

const msOf: Readonly<Record<string, number>> = { s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 }

/** The times that run in this step: how far, of how much. The plant decides when they are over. */
export function Timers() {
  const { t } = useLingui()
  const { step, order } = useBench()
  const now = useNow()
  const { timers, values = [] } = step
  const running = timers.filter(({ from, until }) => from === undefined || until !== undefined)
  const counted = values.flatMap(({ timers: of = [] }) => of)
  if (running.length === 0 || step.startedAt === undefined) return null
  return (
    <ul className="timers" aria-label={t`Times`}>
      {running.map((timer) => {
        const { timerId, rule, duration: span, until } = timer
        const whole = Number(span.value) * (msOf[span.unit] ?? 1000)
        const sums = counted.find((it) => it.timerId === timerId)
        const reachedAt = until && sums?.reachedAt
        const end = reachedAt === undefined ? now : Date.parse(reachedAt)
        const passed = passedOf(timer, sums, end, begunAt(timer, step, order))
        const [sofar, all, left] = [duration(passed), duration(whole), duration(whole - passed)]
        const isOver = passed >= whole
        const isBad = rule === 'at-most' && isOver
        return (
          <li key={timerId} className={isBad ? 'bad' : ''}>
            <span>
              <Word of={timer} />
            </span>
            <span className="track" aria-hidden="true">
              <b style={{ width: `${Math.min(100, (passed / whole) * 100)}%` }} />
            </span>
            <span className="num">
              {sofar} <span className="unit">{rule === 'at-least' ? t`of ${all} at least` : t`of ${all} at most`}</span>
            </span>
            {rule === 'at-least' && !isOver && <span className="label">{t`${left} to go`}</span>}
            {isBad ? (
              <span className="bad">{t`too long`}</span>
            ) : (
              reachedAt !== undefined && <span className="label">{t`reached`}</span>
            )}
          </li>
        )
      })}
    </ul>
  )
}

type Sums = NonNullable<NonNullable<Step['values']>[number]['timers']>[number]

function passedOf({ while: inside, outside }: Timer, sums: Sums | undefined, until: number, from: number): number {
  if (inside !== undefined) return Number(sums?.secondsInside ?? 0) * 1000
  if (outside !== undefined) return Number(sums?.longestOutside ?? 0) * 1000
  return until - from
}

/** A time that began in another step runs from the end of that one. */
function begunAt({ from }: Timer, { startedAt = '' }: Step, order: Order): number {
  const before = from !== undefined && 'steps' in order ? order.steps[from] : undefined
  return Date.parse(before?.status === 'completed' ? (before.completedAt ?? startedAt) : startedAt)
}

function Word({ of: { while: inside, outside, from } }: { readonly of: Timer }) {
  const { nameOfStep } = useBench()
  if (inside !== undefined) return <Trans>Inside the limits</Trans>
  if (outside !== undefined) return <Trans>Longest outside the limits</Trans>
  if (from === undefined) return <Trans>Since the start</Trans>
  const name = nameOfStep(from)
  return <Trans>Since the end of {name}</Trans>
}
