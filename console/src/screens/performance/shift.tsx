import { Trans, useLingui } from '@lingui/react/macro'
import { Link, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { periodAt } from '../../../../shared/domain/performance/shift-period.ts'
import { useAll, useAsk, useHere } from '../../api/plant.tsx'
import { useMinute } from '../../live/clock.ts'
import { Asked } from '../../look/asked.tsx'
import { Part } from '../../look/page.tsx'
import { dateIn, instant } from '../../words/told.ts'
import { Factors } from './factors.tsx'
import { Losses } from './losses.tsx'
import './shift.css'
import { shiftBeside, shiftOf } from './spans.ts'
import { Trend } from './trend.tsx'
import { Units } from './units.tsx'

/** The shift that runs, or the last one where none does. */
export function ShiftNow() {
  const { shifts, zone } = useHere()
  const times = { shifts, timeZone: zone }
  const now = periodAt(times, useMinute())
  const { date, shiftId } = now.shiftId === undefined ? shiftBeside(times, now, 'before') : now
  return shiftId === undefined ? <NoShifts /> : <ShiftShown key={`${date} ${shiftId}`} date={date} shift={shiftId} />
}

export function ShiftPage() {
  const { date, shift } = useParams({ from: '/shifts/$date/$shift' })
  return <ShiftShown key={`${date} ${shift}`} date={date} shift={shift} />
}

const NoShifts = () => (
  <p className="nothing">
    <Trans>This plant has no shifts. An administrator gives its site the times of them.</Trans>{' '}
    <Link to="/">
      <Trans>To the live picture</Trans>
    </Link>
  </p>
)

/** Pieces and time go on without a fact. */
const askAgainMs = 30_000

/** What a shift came to: each unit with its OEE, pieces and open stops, what the plant lost, and how it went of late. */
function ShiftShown({ date, shift }: { readonly date: string; readonly shift: string }) {
  const { t } = useLingui()
  const found = useAsk(['equipment', 'shift', date, shift], (plant) => plant.getShift({ date, shift }), {
    every: askAgainMs,
  })
  return (
    <article className="page">
      <Head date={date} shift={shift} />
      <Asked
        of={found}
        empty={{
          when: ({ equipment }) => equipment.length === 0,
          say: (
            <Trans>
              No machine has said anything of itself in this shift. Look at the shift before, or at{' '}
              <Link to="/equipment">the equipment</Link>.
            </Trans>
          ),
        }}
      >
        {({ equipment, from, to }) => (
          <>
            <Lines of={equipment.map(({ equipmentId }) => equipmentId)} from={from} to={to} />
            <Part title={t`Machines`}>
              <Units of={equipment} />
            </Part>
            <Part title={t`Losses of the plant`}>
              <Losses from={from} to={to} />
            </Part>
          </>
        )}
      </Asked>
      <Trend />
    </article>
  )
}

interface LinesProps {
  /** Ids of the units that said what they do. */
  readonly of: readonly string[]
  readonly from: string
  readonly to: string
}

/** The work centers above the units of a shift, each as its units add up or as the one that measures it. */
function Lines({ of, from, to }: LinesProps) {
  const list = useAll(['equipment', 'list'], (plant, page) => plant.listEquipment(page))
  const all = list.data?.items ?? []
  const parents = new Set(all.filter(({ equipmentId }) => of.includes(equipmentId)).map(({ parentId }) => parentId))
  return all
    .filter(({ level, equipmentId }) => level === 'work-center' && parents.has(equipmentId))
    .map(({ equipmentId, name }) => (
      <Line key={equipmentId} equipmentId={equipmentId} name={name} from={from} to={to} />
    ))
}

interface LineProps extends Pick<LinesProps, 'from' | 'to'> {
  readonly equipmentId: string
  readonly name: string
}

/** A line of which nothing is counted has no OEE, and is not shown: its units say why. */
function Line({ equipmentId, name, from, to }: LineProps) {
  const { data } = useAsk(
    ['equipment', equipmentId, 'oee', from, to],
    (plant) => plant.getOee({ equipmentId }, { from, to }),
    { every: askAgainMs },
  )
  if (data?.indicators.oee.value == null) return null
  return (
    <Part title={name}>
      <Factors of={data} />
    </Part>
  )
}

function Head({ date, shift }: { readonly date: string; readonly shift: string }) {
  const { t } = useLingui()
  const { shifts, zone } = useHere()
  const now = useMinute()
  const times = { shifts, timeZone: zone }
  const period = shiftOf(times, date, shift)
  const day = dateIn(date)
  const before = period && shiftBeside(times, period, 'before')
  const after = period && shiftBeside(times, period, 'after')
  const at = (time: number) => instant(new Date(time).toISOString(), zone, now)
  const runs = period !== undefined && period.from <= now && now < period.to
  return (
    <header className="shift-head">
      <div>
        <span className="label">
          {period && `${at(period.from)} – ${at(period.to)}`}{' '}
          {runs && (
            <>
              · <Trans>it runs now</Trans>
            </>
          )}
        </span>
        <h1>{t`Shift ${shift}, ${day}`}</h1>
      </div>
      <nav className="acts" aria-label={t`Other shifts`}>
        {before?.shiftId !== undefined && (
          <ToShift date={before.date} shift={before.shiftId}>
            ‹ {before.shiftId}
          </ToShift>
        )}
        {!runs && (
          <Link to="/shifts" className="button plain">
            <Trans context="shift">Now</Trans>
          </Link>
        )}
        {after?.shiftId !== undefined && after.from <= now && (
          <ToShift date={after.date} shift={after.shiftId}>
            {after.shiftId} ›
          </ToShift>
        )}
      </nav>
    </header>
  )
}

const ToShift = ({
  date,
  shift,
  children,
}: {
  readonly date: string
  readonly shift: string
  readonly children: ReactNode
}) => (
  <Link to="/shifts/$date/$shift" params={{ date, shift }} className="button plain">
    <span>{children}</span>
  </Link>
)
