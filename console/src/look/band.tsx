import './band.css'

interface Props {
  readonly value: number
  readonly low?: number | undefined
  readonly target?: number | undefined
  readonly high?: number | undefined
  readonly isOutside: boolean
  /** What a reader without eyes hears: the value, its unit and its limits. */
  readonly label: string
}

const width = 300

/** A value where it stands between its limits: the pale zone is good, the pointer is now. One limit alone has its zone up to the end of the rail. */
export function Band({ value, low, target, high, isOutside, label }: Props) {
  const known = [value, low, high, target].filter((it) => it !== undefined)
  const room = (high !== undefined && low !== undefined ? high - low : Math.abs(high ?? low ?? value) || 1) * 0.75
  const from = Math.min(...known) - room
  const to = Math.max(...known) + room
  const x = (at: number) => ((at - from) / (to - from)) * width
  const [left, right] = [low === undefined ? 0 : x(low), high === undefined ? width : x(high)]
  const now = x(value)
  return (
    <svg className={`band ${isOutside ? 'outside' : ''}`} viewBox={`0 0 ${width} 22`} role="img" aria-label={label}>
      <rect className="rail" y="8" width={width} height="8" />
      <rect className="zone" x={left} y="8" width={Math.max(0, right - left)} height="8" />
      {target !== undefined && <line className="goal" x1={x(target)} x2={x(target)} y1="5" y2="19" />}
      <path className="now" d={`M${now} 3 l6 9 -6 9 -6 -9z`} />
    </svg>
  )
}
