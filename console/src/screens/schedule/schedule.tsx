import { Trans, useLingui } from '@lingui/react/macro'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { KeyboardEvent } from 'react'
import { useAsk, useHere } from '../../api/plant.tsx'
import { useMinute } from '../../live/clock.ts'
import { Asked } from '../../look/asked.tsx'
import { Button } from '../../look/button.tsx'
import { useIsNarrow } from '../../look/narrow.ts'
import { instant } from '../../words/told.ts'
import { Chart } from './chart.tsx'
import { Late } from './late.tsx'
import type { Plan, Times } from './plan.ts'
import { Queue } from './queue.tsx'
import './schedule.css'
import { UnitList } from './unit-list.tsx'
import { askedFor, isZoom, stepOf, windowAt, type Zoom, zooms } from './window.ts'

/** The plan goes on with the clock, also while nothing happens. */
const askAgainMs = 60_000
const minute = 60_000
const hour = 60 * minute

/** What each unit does and will do, which orders are late and why, and the queue of a work center. */
export function Schedule() {
  const { zone } = useHere()
  const search = useSearch({ strict: false })
  const navigate = useNavigate()
  const now = useMinute()
  const zoom = isZoom(search.zoom) ? search.zoom : 'day'
  const moved = (Number.parseFloat(search.moved ?? '') || 0) * hour
  const window = windowAt(zoom, now, moved)
  const period = askedFor(window)
  const plan = useAsk(['schedule', 'plan', period.to], (plant) => plant.getSchedule({ to: period.to }), {
    every: askAgainMs,
    keepsLast: true,
  })
  const times = useAsk(['equipment', 'working-times', period], (plant) => plant.getWorkingTimes(period), {
    keepsLast: true,
  })
  const go = (next: { readonly zoom?: Zoom; readonly moved?: number }) =>
    void navigate({
      to: '.',
      replace: true,
      search: (before: object) => ({ ...before, zoom: next.zoom ?? zoom, moved: `${(next.moved ?? moved) / hour}h` }),
    })
  const shift = (by: number) => go({ moved: moved + by * stepOf(zoom) })
  const keys: Readonly<Record<string, () => void>> = {
    s: () => go({ zoom: 'shift' }),
    d: () => go({ zoom: 'day' }),
    w: () => go({ zoom: 'week' }),
    n: () => go({ moved: 0 }),
    ArrowLeft: () => shift(-1),
    ArrowRight: () => shift(1),
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key]
    if (!act) return
    event.preventDefault()
    act()
  }
  const when = (at: number) => instant(new Date(at).toISOString(), zone, now)
  return (
    <div className="schedule">
      <header>
        <h1>
          <Trans>Schedule</Trans>
        </h1>
        <Zooms of={zoom} onZoom={(it) => go({ zoom: it })} />
        <Moves onMove={shift} onNow={() => go({ moved: 0 })} isNow={moved === 0} />
        <span className="label">
          {when(window.from)} – {when(window.to)}
        </span>
      </header>
      <Asked of={times} empty={{ when: ({ units }) => units.length === 0, say: <NoUnits /> }}>
        {({ units }) => (
          <Asked of={plan}>
            {(it) => (
              <>
                <Picture plan={it} units={units} window={window} zoom={zoom} onKeyDown={onKeyDown} />
                <div className="beside">
                  <Late plan={it} />
                  <Queue plan={it} units={units} />
                </div>
              </>
            )}
          </Asked>
        )}
      </Asked>
    </div>
  )
}

interface PictureProps {
  readonly plan: Plan
  readonly units: Times['units']
  readonly window: { readonly from: number; readonly to: number }
  readonly zoom: Zoom
  readonly onKeyDown: (event: KeyboardEvent) => void
}

/** The chart, or on a phone the same as a list. */
const Picture = (props: PictureProps) =>
  useIsNarrow() ? <UnitList plan={props.plan} units={props.units} window={props.window} /> : <Chart {...props} />

function Zooms({ of, onZoom }: { readonly of: Zoom; readonly onZoom: (zoom: Zoom) => void }) {
  const { t } = useLingui()
  const words: Readonly<Record<Zoom, string>> = { shift: t`Shift`, day: t`Day`, week: t`Week` }
  return (
    <fieldset className="zooms" aria-label={t`How much is in sight`}>
      {zooms.map((it) => (
        <label key={it}>
          <input type="radio" name="zoom" checked={it === of} onChange={() => onZoom(it)} />
          {words[it]}
        </label>
      ))}
    </fieldset>
  )
}

interface MovesProps {
  readonly onMove: (by: number) => void
  readonly onNow: () => void
  readonly isNow: boolean
}

function Moves({ onMove, onNow, isNow }: MovesProps) {
  const { t } = useLingui()
  return (
    <div className="moves">
      <Button label={t`Earlier`} onPress={() => onMove(-1)}>
        ←
      </Button>
      <Button onPress={onNow} kind={isNow ? 'quiet' : 'plain'}>
        <Trans>Now</Trans>
      </Button>
      <Button label={t`Later`} onPress={() => onMove(1)}>
        →
      </Button>
    </div>
  )
}

const NoUnits = () => (
  <Trans>
    This plant has no equipment yet, so nothing can be planned. An engineer defines it, or applies a folder: npm run
    plant -- apply plants/lyon
  </Trans>
)
