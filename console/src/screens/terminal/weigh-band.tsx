import { decimal } from '../../words/told.ts'
import { compared } from './exact.ts'

interface Props {
  readonly net: string
  readonly low: string
  readonly target: string
  readonly high: string
  readonly label: string
}

const [width, from, height] = [900, 0, 64]

/** The net weight on its way into the tolerance: the bar fills, the pale zone is right. */
export function WeighBand({ net, low, target, high, label }: Props) {
  const to = Number(high) * 1.15 || 1
  const x = (value: string) => Math.max(0, Math.min(width, ((Number(value) - from) / to) * width))
  const [now, left, right, aim] = [x(net), x(low), x(high), x(target)]
  const isOver = (compared(net, high) ?? 0) > 0
  const at = (place: number) => ({ left: `${(place / width) * 100}%` })
  return (
    <div className="weigh-band-of">
      <svg
        className={isOver ? 'weigh-band over' : 'weigh-band'}
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={label}
      >
        <rect className="rail" y="18" width={width} height="22" />
        <rect className="zone" x={left} y="18" width={Math.max(2, right - left)} height="22" />
        <line className="goal" x1={aim} x2={aim} y1="12" y2="46" />
        <rect className="filled" y="22" width={now} height="14" />
        <path className="now" d={`M${now} 4 l12 25 -12 25 -12 -25z`} />
      </svg>
      <p className="borders label" aria-hidden="true">
        <span style={at(left)}>{decimal(low)}</span>
        <span style={at(right)}>{decimal(high)}</span>
      </p>
    </div>
  )
}
