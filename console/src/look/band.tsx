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

/** A value where it stands between its limits: the pale zone is good, the pointer is now. One limit alone has its zone up to the end of the rail. */
export function Band({ value, low, target, high, isOutside, label }: Props) {
  const known = [value, low, high, target].filter((it) => it !== undefined)
  const room = (high !== undefined && low !== undefined ? high - low : Math.abs(high ?? low ?? value) || 1) * 0.75
  const from = Math.min(...known) - room
  const to = Math.max(...known) + room
  /** In percent, so that the rail is as wide as its place and the pointer keeps its shape. */
  const x = (at: number) => ((at - from) / (to - from)) * 100
  const [left, right] = [low === undefined ? 0 : x(low), high === undefined ? 100 : x(high)]
  return (
    <svg className={`band ${isOutside ? 'outside' : ''}`} role="img" aria-label={label}>
      <rect className="rail" y="36%" width="100%" height="36%" />
      <rect className="zone" x={`${left}%`} y="36%" width={`${Math.max(0, right - left)}%`} height="36%" />
      {target !== undefined && <line className="goal" x1={`${x(target)}%`} x2={`${x(target)}%`} y1="20%" y2="88%" />}
      <svg x={`${x(value)}%`} y="54%" overflow="visible" aria-hidden="true">
        <path className="now" d="M0 -9 l6 9 -6 9 -6 -9z" />
      </svg>
    </svg>
  )
}
