import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { i18n } from '@lingui/core'
import { useHere } from '../../api/plant.tsx'
import { decimal } from '../../words/told.ts'
import type { Lines } from './curves.ts'

interface Props {
  readonly lines: Lines
  /** Epoch milliseconds. */
  readonly from: number
  readonly to: number
  readonly unit: string
  /** What a reader without eyes hears. */
  readonly label: string
}

const heightPx = 200
const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name)

/** Lines over the time of the plant. The charts of a page have one cursor. */
export function TrendChart({ lines, from, to, unit, label }: Props) {
  const { zone } = useHere()
  const frame = useRef<HTMLDivElement>(null)
  const chart = useRef<uPlot>(undefined)
  const range = useRef<[number, number]>([0, 1])
  range.current = [from / 1000, to / 1000]
  const data = dataOf(lines)
  const newest = useRef(data)
  newest.current = data
  useEffect(() => {
    const place = frame.current
    if (!place) return
    const made = new uPlot(
      optionsOf(place.clientWidth, zone, unit, () => range.current),
      newest.current,
      place,
    )
    chart.current = made
    const size = new ResizeObserver(() => made.setSize({ width: place.clientWidth, height: heightPx }))
    size.observe(place)
    const theme = new MutationObserver(() => made.redraw(false, true))
    theme.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    return () => {
      size.disconnect()
      theme.disconnect()
      made.destroy()
    }
  }, [zone, unit])
  useEffect(() => chart.current?.setData(data))
  return <div ref={frame} className="trend-chart" role="img" aria-label={label} style={{ height: heightPx }} />
}

const dataOf = ({ x, low, high, target, value, lone, outside }: Lines): uPlot.AlignedData => [
  x,
  low,
  high,
  target,
  value,
  lone,
  outside,
]

function optionsOf(width: number, zone: string, unit: string, range: () => [number, number]): uPlot.Options {
  const limit: uPlot.Series = {
    stroke: () => colour('--ink-3'),
    dash: [6, 4],
    width: 1,
    points: { show: false },
  }
  const axis = {
    stroke: () => colour('--ink-2'),
    grid: { stroke: () => colour('--line-soft'), width: 1 },
    ticks: { stroke: () => colour('--line'), width: 1 },
    font: '13px "IBM Plex Sans"',
  }
  return {
    width,
    height: heightPx,
    tzDate: (at) => uPlot.tzDate(new Date(at * 1000), zone),
    legend: { show: false },
    cursor: { sync: { key: 'trends' }, drag: { x: false, y: false } },
    scales: { x: { time: true, range: () => range() } },
    series: [
      {},
      limit,
      limit,
      { ...limit, dash: [1, 4] },
      { stroke: () => colour('--ink'), width: 2, points: { show: false } },
      points('--ink', 5),
      points('--bad', 7),
    ],
    axes: [
      { ...axis, values: (_, at) => at.map((it) => timeOf(it, zone)), space: 80 },
      { ...axis, values: (_, at) => at.map((it) => decimal(String(Number(it.toPrecision(12))))), size: 64 },
    ],
    plugins: [told(unit, zone)],
  }
}

const languageOf = () => (i18n.locale === 'en' ? 'en-GB' : i18n.locale)

/** Values as points, without a line. */
const points = (name: string, size: number): uPlot.Series => ({
  stroke: () => colour(name),
  paths: () => null,
  points: { show: true, size, fill: () => colour(name), stroke: () => colour(name) },
})

/** The time of a tick; a midnight is the day that begins. */
function timeOf(at: number, zone: string): string {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(languageOf(), { timeZone: zone, ...options }).format(at * 1000)
  const time = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  return /^00\D00$/.test(time) ? format({ day: 'numeric', month: 'short' }) : time
}

/** The value at the cursor, in a corner of the chart. */
function told(unit: string, zone: string): uPlot.Plugin {
  const clock = new Intl.DateTimeFormat(languageOf(), { timeZone: zone, timeStyle: 'medium' })
  const shown = document.createElement('output')
  shown.className = 'at-cursor'
  return {
    hooks: {
      init: (chart) => chart.over.append(shown),
      setCursor(chart) {
        const at = chart.cursor.idx
        const value = at == null ? undefined : chart.data[4]?.[at]
        const time = at == null ? undefined : chart.data[0][at]
        shown.textContent =
          value == null || time === undefined ? '' : `${clock.format(time * 1000)}  ${decimal(String(value))} ${unit}`
      },
    },
  }
}
