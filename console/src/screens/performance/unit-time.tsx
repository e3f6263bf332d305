import { Trans, useLingui } from '@lingui/react/macro'
import { useAll, useAsk, useHere } from '../../api/plant.tsx'
import { useMinute } from '../../live/clock.ts'
import { Asked } from '../../look/asked.tsx'
import { useChangeView, useView } from '../../look/filter.tsx'
import { Part } from '../../look/page.tsx'
import { Factors } from './factors.tsx'
import { Losses } from './losses.tsx'
import './performance.css'
import { isSpanName, type SpanName, spanOf } from './spans.ts'
import { StopList } from './stop-list.tsx'
import { TimeStrip } from './time-strip.tsx'

/** Pieces and time go on without a fact. */
const askAgainMs = 30_000

interface Props {
  readonly equipmentId: string
  /** It says what it does; a work center has units that do. */
  readonly hasStates: boolean
}

/** What an equipment did with its time: its OEE, its states as a ribbon with the stops beside it, and what it lost. */
export function UnitTime({ equipmentId, hasStates }: Props) {
  const { t } = useLingui()
  const { shifts, zone } = useHere()
  const view = useView()
  const change = useChangeView()
  const now = useMinute()
  const name = isSpanName(view.time) ? view.time : 'shift'
  const span = spanOf(name, { shifts, timeZone: zone }, now)
  const [from, to] = [new Date(span.from).toISOString(), new Date(span.to).toISOString()]
  const oee = useAsk(
    ['equipment', equipmentId, 'oee', from, to],
    (plant) => plant.getOee({ equipmentId }, { from, to }),
    { keepsLast: true, every: askAgainMs },
  )
  const words: Readonly<Record<SpanName, string>> = {
    shift: t`This shift`,
    before: t`Shift before`,
    yesterday: t`Yesterday`,
    '7d': t`7 days`,
  }
  return (
    <Part
      title={t`Use of time`}
      tools={
        <span className="spans" role="tablist" aria-label={t`Which time`}>
          {Object.entries(words).map(([id, word]) => (
            <button
              key={id}
              type="button"
              role="tab"
              aria-selected={id === name}
              onClick={() => change({ time: id === 'shift' ? '' : id })}
            >
              {word}
            </button>
          ))}
        </span>
      }
    >
      <Asked of={oee}>{(it) => <Factors of={it} />}</Asked>
      {hasStates && <States equipmentId={equipmentId} from={from} to={to} />}
      <h3>
        <Trans>Losses</Trans>
      </h3>
      <Losses equipmentId={equipmentId} from={from} to={to} />
    </Part>
  )
}

interface StatesProps {
  readonly equipmentId: string
  readonly from: string
  readonly to: string
}

function States({ equipmentId, from, to }: StatesProps) {
  const states = useAll(
    ['equipment', equipmentId, 'states', from, to],
    (plant, page) => plant.listStates({ equipmentId }, { ...page, from, to }),
    true,
    askAgainMs,
  )
  return (
    <Asked
      of={states}
      empty={{
        when: ({ items }) => items.length === 0,
        say: <Trans>It has said nothing of itself in this time. Look at another time above.</Trans>,
      }}
    >
      {({ items }) => (
        <div className="time-and-stops">
          <TimeStrip states={items} from={Date.parse(from)} to={Date.parse(to)} />
          <StopList equipmentId={equipmentId} states={items} />
        </div>
      )}
    </Asked>
  )
}
