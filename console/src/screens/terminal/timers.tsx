import { Trans, useLingui } from '@lingui/react/macro'
import { useNow } from '../../live/clock.ts'
import { duration } from '../../words/told.ts'
import { useBench } from './bench.ts'

const msOf: Readonly<Record<string, number>> = { s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 }

/** The times that run in this step: how far, of how much. The plant decides when they are over. */
export function Timers() {
  const { t } = useLingui()
  const { step } = useBench()
  const now = useNow()
  const { timers, startedAt, values = [] } = step
  const running = timers.filter(({ from, until }) => from === undefined || until !== undefined)
  if (running.length === 0 || startedAt === undefined) return null
  return (
    <ul className="timers" aria-label={t`Times`}>
      {running.map(({ timerId, rule, duration: span, while: inside, outside }) => {
        const whole = Number(span.value) * (msOf[span.unit] ?? 1000)
        const counted = values.flatMap(({ timers: of = [] }) => of).find((it) => it.timerId === timerId)
        const passed =
          inside !== undefined
            ? Number(counted?.secondsInside ?? 0) * 1000
            : outside !== undefined
              ? Number(counted?.longestOutside ?? 0) * 1000
              : now - Date.parse(startedAt)
        const [sofar, all, left] = [duration(passed), duration(whole), duration(whole - passed)]
        const isOver = passed >= whole
        const isBad = rule === 'at-most' && isOver
        return (
          <li key={timerId} className={isBad ? 'bad' : ''}>
            <span>
              {inside !== undefined ? (
                <Trans>Inside the limits</Trans>
              ) : outside !== undefined ? (
                <Trans>Longest outside the limits</Trans>
              ) : (
                <Trans>Since the start</Trans>
              )}
            </span>
            <span className="track" aria-hidden="true">
              <b style={{ width: `${Math.min(100, (passed / whole) * 100)}%` }} />
            </span>
            <span className="num">
              {sofar} <span className="unit">{rule === 'at-least' ? t`of ${all} at least` : t`of ${all} at most`}</span>
            </span>
            {rule === 'at-least' && !isOver && <span className="label">{t`${left} to go`}</span>}
            {isBad && <span className="bad">{t`too long`}</span>}
          </li>
        )
      })}
    </ul>
  )
}
