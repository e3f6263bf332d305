import { Trans, useLingui } from '@lingui/react/macro'
import { useHere } from '../../api/plant.tsx'
import { useMinute } from '../../live/clock.ts'
import { StateSign } from '../../look/state.tsx'
import { duration, instant } from '../../words/told.ts'
import './performance.css'
import { pathOf } from './told-of-time.ts'
import { type Kind, kindLooks, kindWords, type State } from './words-of-time.ts'

interface Props {
  readonly states: readonly State[]
  readonly from: number
  readonly to: number
}

/** The time of an equipment as a ribbon of kinds, with how long each kind lasted. */
export function TimeStrip({ states, from, to }: Props) {
  const { t, i18n } = useLingui()
  const { zone } = useHere()
  const now = useMinute()
  const at = (time: number) => instant(new Date(time).toISOString(), zone, now)
  const spans = states.map((it) => {
    const began = Date.parse(it.from)
    return { ...it, begin: Math.max(began, from), end: Math.min(began + Number(it.seconds) * 1000, to) }
  })
  const sums = new Map<Kind, number>()
  for (const { kind, begin, end } of spans) sums.set(kind, (sums.get(kind) ?? 0) + end - begin)
  return (
    <div className="time-line-of">
      <div className="time-strip" aria-hidden="true">
        {spans.map(({ stateId, kind, names, needsReason, begin, end }) => (
          <i
            key={stateId}
            className={`${kindLooks[kind]} ${needsReason ? 'open' : ''}`}
            style={{
              left: `${((begin - from) / (to - from)) * 100}%`,
              width: `${((end - begin) / (to - from)) * 100}%`,
            }}
            title={`${i18n._(kindWords[kind])}${names ? ` (${pathOf(names)})` : ''} ${at(begin)} – ${at(end)}`}
          />
        ))}
      </div>
      <div className="strip-ends label">
        <span>{at(from)}</span>
        <span>{at(to)}</span>
      </div>
      <ul className="kind-times" aria-label={t`Time by kind`}>
        {[...sums]
          .filter(([, ms]) => ms >= 1000)
          .toSorted(([, one], [, other]) => other - one)
          .map(([kind, ms]) => (
            <li key={kind}>
              <StateSign look={kindLooks[kind]} word={i18n._(kindWords[kind])} /> {duration(ms)}
            </li>
          ))}
      </ul>
      {states.some(({ isImpossible }) => isImpossible) && (
        <p className="label">
          <Trans>The machine told a change of state that its mode does not have. It is shown as it was told.</Trans>
        </p>
      )}
    </div>
  )
}
