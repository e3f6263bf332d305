import { Trans, useLingui } from '@lingui/react/macro'
import { plantNow } from '../../live/clock.ts'
import { useChangeView, useView } from '../../look/filter.tsx'
import { Part } from '../../look/page.tsx'
import type { Machine } from './equipment-page.tsx'
import { Ribbon } from './ribbon.tsx'
import { Trends } from './trends.tsx'

const hour = 3_600_000

/** Spans of time by what people ask: since just now, since the shift began, since yesterday. */
const ranges = { '1h': hour, '8h': 8 * hour, '24h': 24 * hour, '7d': 7 * 24 * hour } as const
type Range = keyof typeof ranges

/** Asked for once in this time, so that the same minute is not asked for twice. */
const roundMs = 10_000

/** What it did and measured over a time: its states and steps as a ribbon, its values as lines with their limits. */
export function Over({ machine }: { readonly machine: Machine }) {
  const { t } = useLingui()
  const view = useView()
  const change = useChangeView()
  const now = Math.ceil(plantNow() / roundMs) * roundMs
  const kept = keptOf(machine, now)
  const isQuiet = kept !== undefined && kept.to < now - ranges['8h'] && machine.stateSince === undefined
  const usual = isQuiet ? 'kept' : '8h'
  const range = view.last === 'kept' || isRange(view.last) ? view.last : usual
  const { from, to } =
    range === 'kept' ? (kept ?? { from: now - ranges['24h'], to: now }) : { from: now - ranges[range], to: now }
  const words: readonly (readonly [Range | 'kept', string])[] = [
    ['1h', t`1 h`],
    ['8h', t`8 h`],
    ['24h', t`24 h`],
    ['7d', t`7 days`],
    ['kept', t`Last steps`],
  ]
  return (
    <Part
      title={t`Over time`}
      tools={
        <span className="ranges" role="tablist" aria-label={t`How far back`}>
          {words.map(([id, word]) => (
            <button
              key={id}
              type="button"
              role="tab"
              aria-selected={id === range}
              onClick={() => change({ last: id === usual ? '' : id })}
            >
              {word}
            </button>
          ))}
        </span>
      }
    >
      <Ribbon machine={machine} from={from} to={to} />
      <Trends machine={machine} from={from} to={to} />
      <p className="label">
        <Trans>
          Values are kept while a step uses the machine: the lowest and the highest of each period. A hole is a time in
          which nothing was measured.
        </Trans>
      </p>
    </Part>
  )
}

/** The time of the steps that used it last, with a little around them. */
function keptOf({ occupancies }: Machine, now: number): { readonly from: number; readonly to: number } | undefined {
  if (occupancies.length === 0) return undefined
  const from = Math.min(...occupancies.map((it) => Date.parse(it.from)))
  const to = Math.max(...occupancies.map((it) => (it.to === undefined ? now : Date.parse(it.to))))
  const around = Math.max(60_000, (to - from) / 50)
  return { from: from - around, to: Math.min(now, to + around) }
}

const isRange = (text: string | undefined): text is Range => text !== undefined && Object.hasOwn(ranges, text)
