import { useLingui } from '@lingui/react/macro'
import type { Told } from '../../api/client.ts'
import { useHere } from '../../api/plant.tsx'
import { useMinute } from '../../live/clock.ts'
import { decimal, instant, unitName } from '../../words/told.ts'

type Breach = NonNullable<Told<'getDeviation'>['breach']>

const [width, height, left, foot] = [900, 260, 60, 28]

/** A trend with its limits as lines: what is outside is red. */
export function Excursion({ breach: { curve, low, high, unit = '', parameterId } }: { readonly breach: Breach }) {
  const { t } = useLingui()
  const { zone } = useHere()
  const now = useMinute()
  const points = (curve?.points ?? []).map(({ at, value }) => ({ at: Date.parse(at), value: Number(value) }))
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last) return null
  const [least, most] = [low, high].map((it) => (it === undefined ? undefined : Number(it)))
  const values = [...points.map(({ value }) => value), least, most].filter((it) => it !== undefined)
  const room = (Math.max(...values) - Math.min(...values) || 1) * 0.1
  const [from, to] = [Math.min(...values) - room, Math.max(...values) + room]
  const x = (at: number) => left + ((at - first.at) / (last.at - first.at || 1)) * (width - left - 10)
  const y = (value: number) => 10 + ((to - value) / (to - from)) * (height - foot - 10)
  const isOutside = (value: number) => (least !== undefined && value < least) || (most !== undefined && value > most)
  const path = points.map(({ at, value }, index) => `${index === 0 ? 'M' : 'L'}${x(at)} ${y(value)}`).join('')
  const [top, bottom] = [y(most ?? to), y(least ?? from)]
  const time = (at: number) => instant(new Date(at).toISOString(), zone, now, true)
  return (
    <svg
      className="curve"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={t`${parameterId} over time, with its limits`}
    >
      <rect x={left} y={top} width={width - left - 10} height={bottom - top} fill="var(--line-soft)" />
      {[low, high].map(
        (limit, index) =>
          limit !== undefined && (
            <g key={index === 0 ? 'low' : 'high'}>
              <line
                x1={left}
                x2={width - 10}
                y1={y(Number(limit))}
                y2={y(Number(limit))}
                stroke="var(--ink-3)"
                strokeDasharray="4 4"
              />
              <text x={left - 8} y={y(Number(limit)) + 4} textAnchor="end" fontSize="13" fill="var(--ink-2)">
                {decimal(limit)}
              </text>
            </g>
          ),
      )}
      <path d={path} fill="none" stroke="var(--ink)" strokeWidth="2" />
      {points
        .filter(({ value }) => isOutside(value))
        .map(({ at, value }) => (
          <circle key={at} cx={x(at)} cy={y(value)} r="4" fill="var(--bad)" />
        ))}
      <text x={left} y={height - 6} fontSize="13" fill="var(--ink-3)">
        {time(first.at)}
      </text>
      <text x={width - 10} y={height - 6} fontSize="13" textAnchor="end" fill="var(--ink-3)">
        {time(last.at)}
      </text>
      <text x={left} y={height - 6} dx={(width - left) / 2} fontSize="13" textAnchor="middle" fill="var(--ink-3)">
        {unitName(unit)}
      </text>
    </svg>
  )
}
