import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { useAsk } from '../../api/plant.tsx'
import { Asked } from '../../look/asked.tsx'
import { duration } from '../../words/told.ts'
import './performance.css'
import { pathOf, percent, widthOf } from './told-of-time.ts'
import { isOfNote, kindLooks, kindWords, type Loss } from './words-of-time.ts'

interface Props {
  readonly from: string
  readonly to: string
  /** Of the plant without it. */
  readonly equipmentId?: string
}

/** Losses grow without a fact. */
const askAgainMs = 60_000

/** What is small has no line of its own in a Pareto that somebody looks at. */
const mostShown = 10

/** What time was lost for as a Pareto: bars, the greatest first, and the line of the share that all up to there have. */
export function Losses({ from, to, equipmentId }: Props) {
  const losses = useAsk(
    ['equipment', equipmentId, 'losses', from, to],
    (plant) => plant.listLosses({ from, to, ...(equipmentId !== undefined && { equipmentId }) }),
    { keepsLast: true, every: askAgainMs },
  )
  return (
    <Asked
      of={losses}
      empty={{
        when: ({ items }) => !items.some(isOfNote),
        say: <Trans>No time was lost: nothing stood in this time, or nothing was planned. Look at another time.</Trans>,
      }}
    >
      {({ items }) => <Pareto of={items.filter(isOfNote)} />}
    </Asked>
  )
}

/** Pixels; the line goes through the middle of each row. */
const row = 52

function Pareto({ of }: { readonly of: readonly Loss[] }) {
  const { t, i18n } = useLingui()
  const shown = of.slice(0, mostShown)
  const greatest = Number(shown[0]?.seconds ?? 1)
  const hidden = of.length - shown.length
  const line = shown
    .map(({ cumulativeShare }, index) => `${Number(cumulativeShare) * 100},${(index + 0.5) * row}`)
    .join(' ')
  return (
    <>
      <div className="pareto">
        <ol aria-label={t`Losses, the greatest first`}>
          {shown.map(({ kind, reasonId, names, seconds, stops, cumulativeShare }) => (
            <li key={`${kind} ${reasonId}`} style={{ height: row }}>
              <span className="loss-name">
                <b>{names ? pathOf(names) : i18n._(kindWords[kind])}</b>
                <span className="label">
                  {names && `${i18n._(kindWords[kind])} · `}
                  {t`${plural(stops, { one: '# stop', other: '# stops' })}`}
                </span>
              </span>
              <span className="loss-bar">
                <i className={kindLooks[kind]} style={{ width: widthOf(String(Number(seconds) / greatest)) }} />
              </span>
              <span className="loss-time">
                <b>{duration(Number(seconds) * 1000)}</b>
                <span className="label">{percent(cumulativeShare)}</span>
              </span>
            </li>
          ))}
        </ol>
        <svg
          className="pareto-line"
          viewBox={`0 0 100 ${shown.length * row}`}
          preserveAspectRatio="none"
          style={{ height: shown.length * row }}
          aria-hidden="true"
        >
          <polyline points={line} />
        </svg>
      </div>
      <p className="label">
        <Trans>The line and the percentage say what share of all losses the bars down to there have.</Trans>{' '}
        {hidden > 0 &&
          t`${plural(hidden, { one: '# smaller loss is not shown.', other: '# smaller losses are not shown.' })}`}
      </p>
    </>
  )
}
