import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import type { KeyboardEvent } from 'react'
import { useHere } from '../../api/plant.tsx'
import { pageOf } from '../../app/pages.ts'
import { useMinute, useNow } from '../../live/clock.ts'
import { duration, instant } from '../../words/told.ts'
import { byArea, lanesOf, type Piece, type Plan, piecesByUnit, type Unit } from './plan.ts'
import { isIn, placeIn, type Tick, ticksOf, type Window, type Zoom } from './window.ts'

interface Props {
  readonly plan: Plan
  readonly units: readonly Unit[]
  readonly window: Window
  readonly zoom: Zoom
  readonly onKeyDown: (event: KeyboardEvent) => void
}

/** H. L. Gantt's chart: a row for each unit, a bar for each piece of work, over the shifts of the unit. */
export function Chart({ plan, units, window, zoom, onKeyDown }: Props) {
  const { t } = useLingui()
  const { zone } = useHere()
  const ticks = ticksOf(window, zoom, zone)
  const pieces = piecesByUnit(plan)
  const late = new Map<string, number | undefined>(
    plan.orders.map(({ orderId, lateBySeconds }) => [orderId, lateBySeconds]),
  )
  const loose = pieces.get('') ?? []
  const rows = { ticks, window, late }
  return (
    <section className="chart-frame" aria-label={t`The plan as a picture`}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls and takes keys is reached by the keyboard. */}
      <section className="chart" tabIndex={0} aria-label={t`Units and their work`} onKeyDown={onKeyDown}>
        <Axis ticks={ticks} window={window} zoom={zoom} />
        <DueDates plan={plan} window={window} />
        {[...byArea(units)].map(([area, members]) => (
          <section key={area} aria-label={area || t`Without an area`}>
            {area !== '' && <h2 className="area">{area}</h2>}
            {members.map((unit) => (
              <Row key={unit.equipmentId} unit={unit} pieces={pieces.get(unit.equipmentId) ?? []} {...rows} />
            ))}
          </section>
        ))}
        {loose.length > 0 && <Row pieces={loose} {...rows} />}
        <NowLine window={window} />
      </section>
      <Legend />
    </section>
  )
}

function Axis({
  ticks,
  window,
  zoom,
}: {
  readonly ticks: readonly Tick[]
  readonly window: Window
  readonly zoom: Zoom
}) {
  const { i18n } = useLingui()
  const { zone } = useHere()
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(i18n.locale === 'en' ? 'en-GB' : i18n.locale, { timeZone: zone, ...options })
  const date = format({ weekday: 'short', day: 'numeric', month: 'short' })
  const time = format({ hour: '2-digit', minute: '2-digit' })
  return (
    <div className="axis" aria-hidden="true">
      <span className="head" />
      <div className="lane">
        {ticks.map(({ at, isMidnight }) => (
          <span key={at} className={isMidnight ? 'tick midnight' : 'tick'} style={{ left: `${placeIn(window, at)}%` }}>
            {isMidnight ? date.format(at) : zoom === 'week' ? '' : time.format(at)}
          </span>
        ))}
      </div>
    </div>
  )
}

/** A flag at the due date of each order; of a late one with its sign. */
function DueDates({ plan, window }: { readonly plan: Plan; readonly window: Window }) {
  const { t } = useLingui()
  const due = plan.orders.flatMap(({ orderId, dueAt, lateBySeconds }) =>
    dueAt !== undefined && isIn(window, { from: dueAt, to: dueAt }) ? [{ orderId, dueAt, lateBySeconds }] : [],
  )
  if (due.length === 0) return null
  const lanes = flagLanesOf(due.map(({ dueAt }) => placeIn(window, dueAt)))
  return (
    <div className="row due-dates">
      <span className="head label">
        <Trans>Due</Trans>
      </span>
      <div className="lane" style={{ minHeight: `${(Math.max(...lanes) + 1) * 20 + 6}px` }}>
        {due.map(({ orderId, dueAt, lateBySeconds }, index) => (
          <Link
            key={orderId}
            to={pageOf({ type: 'order', id: orderId })}
            className={lateBySeconds === undefined ? 'flag' : 'flag late'}
            style={{ left: `${placeIn(window, dueAt)}%`, top: `${(lanes[index] ?? 0) * 20 + 3}px` }}
            title={lateBySeconds === undefined ? t`${orderId} is due` : t`${orderId} is due, and will be late`}
          >
            {lateBySeconds === undefined ? '▼' : '▲'} {orderId}
          </Link>
        ))}
      </div>
    </div>
  )
}

/** Room for the flag of one order, in percent of the chart. */
const flagWidth = 11

/** The lane of each flag: the first in which it covers no other one. */
function flagLanesOf(places: readonly number[]): readonly number[] {
  const ends: number[] = []
  const lanes = new Map<number, number>()
  for (const [index, place] of [...places.entries()].toSorted(([, one], [, other]) => one - other)) {
    const free = ends.findIndex((end) => end <= place)
    const lane = free < 0 ? ends.length : free
    ends[lane] = place + flagWidth
    lanes.set(index, lane)
  }
  return places.map((_, index) => lanes.get(index) ?? 0)
}

interface RowProps {
  readonly unit?: Unit
  readonly pieces: readonly Piece[]
  readonly window: Window
  readonly ticks: readonly Tick[]
  readonly late: ReadonlyMap<string, number | undefined>
}

function Row({ unit, pieces, window, ticks, late }: RowProps) {
  const inSight = pieces.filter((it) => isIn(window, { from: it.setUpFrom ?? it.from, to: it.to }))
  const lanes = lanesOf(inSight.filter((it) => (it.setUpFrom ?? it.from) < it.to))
  const moments = inSight.filter((it) => (it.setUpFrom ?? it.from) >= it.to)
  return (
    <div className="row">
      <span className="head">
        {unit ? (
          <Link to={pageOf({ type: 'equipment', id: unit.equipmentId })}>{unit.name}</Link>
        ) : (
          <Trans>Without a unit</Trans>
        )}
        {unit?.workCenter && unit.workCenter.name !== unit.name && (
          <span className="label">{unit.workCenter.name}</span>
        )}
      </span>
      <div className="lane" style={{ minHeight: `${Math.max(lanes.length, 1) * 34 + 6}px` }}>
        {ticks.map(({ at, isMidnight }) => (
          <i key={at} className={isMidnight ? 'line midnight' : 'line'} style={{ left: `${placeIn(window, at)}%` }} />
        ))}
        {unit && <Closed unit={unit} window={window} />}
        {lanes.flatMap((lane, index) =>
          lane.map((piece, at) => (
            <Bar
              key={`${piece.orderId} ${piece.stepId} ${piece.from}`}
              piece={piece}
              window={window}
              top={index * 34 + 4}
              room={roomAfter(window, piece, [...lane.slice(at + 1, at + 2), ...moments])}
              lateBySeconds={late.get(piece.orderId)}
            />
          )),
        )}
        {moments.map((piece) => (
          <Bar
            key={`${piece.orderId} ${piece.stepId} ${piece.from}`}
            piece={piece}
            window={window}
            top={22}
            room={0}
            lateBySeconds={late.get(piece.orderId)}
          />
        ))}
      </div>
    </div>
  )
}

/** In percent of the chart: how far it is from the end of a bar to what is drawn next. */
function roomAfter(window: Window, { to }: Piece, others: readonly Piece[]): number {
  const starts = others.map(({ setUpFrom, from }) => setUpFrom ?? from).filter((start) => start >= to)
  return Math.min(100, ...starts.map((start) => placeIn(window, start))) - placeIn(window, to)
}

/** Outside of shifts, and in maintenance. */
function Closed({ unit: { open, maintenance }, window }: { readonly unit: Unit; readonly window: Window }) {
  const { t } = useLingui()
  const closed = [...open, { from: new Date(window.to).toISOString(), to: '' }].flatMap(({ from }, index) => {
    const begins = index === 0 ? new Date(window.from).toISOString() : (open[index - 1]?.to ?? '')
    return begins < from && isIn(window, { from: begins, to: from }) ? [{ from: begins, to: from }] : []
  })
  return (
    <>
      {closed.map((it) => (
        <i
          key={it.from}
          className="closed"
          title={t({ message: 'Closed', context: 'calendar' })}
          style={spanIn(window, it.from, it.to)}
        />
      ))}
      {maintenance
        .filter((it) => isIn(window, it))
        .map((it) => (
          <span key={it.from} className="maintenance" title={it.reason} style={spanIn(window, it.from, it.to)}>
            {it.reason}
          </span>
        ))}
    </>
  )
}

interface BarProps {
  readonly piece: Piece
  readonly window: Window
  readonly top: number
  readonly room: number
  readonly lateBySeconds: number | undefined
}

/** `done` is the bar at the foot of the console. */
export const classes = { done: 'past', running: 'running', planned: 'planned' } as const

/** In percent of the chart: what is smaller is for a pointer, and keys reach its order by the queue. */
const leastWidth = 3.8

/** In percent of the chart: what the words of a bar need, within it or beside it. */
const wordsWidth = 11

function Bar({ piece, window, top, room, lateBySeconds }: BarProps) {
  const { t } = useLingui()
  const { zone } = useHere()
  const now = useMinute()
  const { orderId, stepId, name, status, setUpFrom, personId, from, to } = piece
  const states = { done: t`done`, running: t`running`, planned: t`planned` }
  const told = [
    `${orderId}, ${name}`,
    states[status],
    `${instant(from, zone, now)} – ${instant(to, zone, now)}`,
    ...(setUpFrom === undefined ? [] : [t`set-up from ${instant(setUpFrom, zone, now)}`]),
    ...(personId === undefined ? [] : [personId]),
    ...(lateBySeconds === undefined ? [] : [t`the order will be ${duration(lateBySeconds * 1000)} late`]),
  ].join(', ')
  const isLate = lateBySeconds !== undefined && status !== 'done'
  const width = placeIn(window, to) - placeIn(window, from)
  const isSmall = width < leastWidth
  const hasRoom = width >= wordsWidth
  const words = (
    <>
      <span className="id">{orderId}</span> {name}
    </>
  )
  return (
    <>
      {setUpFrom !== undefined && setUpFrom < from && (
        <i className="set-up" title={t`Set-up`} style={{ ...spanIn(window, setUpFrom, from), top: `${top}px` }} />
      )}
      <Link
        to={pageOf({ type: 'order', id: orderId })}
        className={`piece ${classes[status]}${isLate ? ' late' : ''}${from < to ? '' : ' moment'}`}
        style={{ ...spanIn(window, from, to), top: `${top}px`, ...(from >= to && { width: '11px' }) }}
        title={told}
        aria-label={told}
        data-step={stepId}
        {...(isSmall && { tabIndex: -1 })}
      >
        {isLate && <b aria-hidden="true">▲</b>}
        {hasRoom && <span className="text">{words}</span>}
      </Link>
      {!hasRoom && status !== 'done' && room >= wordsWidth && (
        <span
          className="piece-words"
          aria-hidden="true"
          style={{ left: `${placeIn(window, to)}%`, top: `${top}px`, maxWidth: `${room}%` }}
        >
          {words}
        </span>
      )}
    </>
  )
}

function NowLine({ window }: { readonly window: Window }) {
  const now = useNow()
  if (now < window.from || now > window.to) return null
  return (
    <div className="now-line" aria-hidden="true">
      <span className="head" />
      <div className="lane">
        <i style={{ left: `${placeIn(window, now)}%` }} />
      </div>
    </div>
  )
}

const spanIn = (window: Window, from: string, to: string) => {
  const left = placeIn(window, from)
  return { left: `${left}%`, width: `max(3px, ${placeIn(window, to) - left}%)` }
}

const Legend = () => (
  <ul className="legend label">
    <li>
      <i className="piece past" /> <Trans>done</Trans>
    </li>
    <li>
      <i className="piece running" /> <Trans>running</Trans>
    </li>
    <li>
      <i className="piece planned" /> <Trans>planned</Trans>
    </li>
    <li>
      <i className="piece planned late" /> <Trans>will be late</Trans>
    </li>
    <li>
      <i className="set-up" /> <Trans>set-up</Trans>
    </li>
    <li>
      <i className="closed" /> <Trans context="calendar">closed</Trans>
    </li>
    <li>
      <i className="maintenance" /> <Trans>maintenance</Trans>
    </li>
    <li className="keys">
      <Trans>In the chart: S, D, W for shift, day, week; arrows for earlier and later; N for now</Trans>
    </li>
  </ul>
)
