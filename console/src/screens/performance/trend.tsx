import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import type { Shift } from '../../../../events/labour.ts'
import { periodAt } from '../../../../shared/domain/performance/shift-period.ts'
import type { Told } from '../../api/client.ts'
import { useMaterials } from '../../api/named.ts'
import { useAll, useAsk, useHere } from '../../api/plant.tsx'
import { useMinute } from '../../live/clock.ts'
import { Asked } from '../../look/asked.tsx'
import { Filter, useView } from '../../look/filter.tsx'
import { Part } from '../../look/page.tsx'
import { dateIn } from '../../words/told.ts'
import './shift.css'
import { percent } from './told-of-time.ts'
import { missingWords } from './words-of-time.ts'

const dayMs = 86_400_000
const groupings = ['shift', 'day', 'product'] as const
type By = (typeof groupings)[number]

interface Measured {
  readonly equipmentId: string
  readonly name: string
}

/** The work centers and units that said anything in the last week; a line says more than one of its units, so it comes first. */
function useMeasured(): { readonly of: readonly Measured[]; readonly isKnown: boolean } {
  const { shifts, zone } = useHere()
  const { to } = periodAt({ shifts, timeZone: zone }, useMinute())
  const list = useAll(['equipment', 'list'], (plant, page) => plant.listEquipment(page))
  const oee = useAll(['equipment', 'oee', to], (plant, page) =>
    plant.listOee({ ...page, from: new Date(to - 7 * dayMs).toISOString(), to: new Date(to).toISOString() }),
  )
  const all = list.data?.items ?? []
  const told = (oee.data?.items ?? []).toSorted((one, other) => rankOf(one) - rankOf(other))
  const ids = told.map(({ equipmentId }) => equipmentId)
  const units = ids.flatMap((id) => all.find(({ equipmentId }) => equipmentId === id) ?? [])
  const parents = new Set(units.map(({ parentId }) => parentId))
  const lines = all.filter(({ level, equipmentId }) => level === 'work-center' && parents.has(equipmentId))
  return { of: [...lines, ...units], isKnown: list.isFetched && oee.isFetched }
}

const rankOf = ({ indicators }: Told<'listOee'>['items'][number]) => (indicators.oee.value === null ? 1 : 0)

/** How the OEE of an equipment went over the last days, by shift, day or product, against its target. */
export function Trend() {
  const { t } = useLingui()
  const { of: measured, isKnown } = useMeasured()
  const view = useView()
  const chosen = measured.find(({ equipmentId }) => equipmentId === view.of) ?? measured[0]
  const by = groupings.find((it) => it === view.by) ?? 'shift'
  const days = view.days === '30' ? 30 : 7
  return (
    <Part title={t`OEE of late`}>
      <div className="trend-filters">
        <Filter
          name="of"
          label={t`Of`}
          options={measured.map(({ equipmentId, name }) => ({ id: equipmentId, word: name }))}
        />
        <Filter
          name="by"
          label={t`By`}
          options={[
            { id: 'shift', word: t({ message: 'Shift', context: 'grouping' }) },
            { id: 'day', word: t({ message: 'Day', context: 'grouping' }) },
            { id: 'product', word: t({ message: 'Product', context: 'grouping' }) },
          ]}
        />
        <Filter
          name="days"
          label={t`Over`}
          options={[
            { id: '7', word: t`7 days` },
            { id: '30', word: t`30 days` },
          ]}
        />
      </div>
      {chosen ? (
        <Bars equipmentId={chosen.equipmentId} name={chosen.name} by={by} days={days} />
      ) : (
        isKnown && (
          <p className="nothing">
            <Trans>
              No machine has said anything of itself in the last week, so that there is no OEE. Look at{' '}
              <Link to="/equipment">the equipment</Link>.
            </Trans>
          </p>
        )
      )}
    </Part>
  )
}

interface BarsProps {
  readonly equipmentId: string
  readonly name: string
  readonly by: By
  readonly days: number
}

/** A chart of 30 days by shift changes with each piece; once a minute is enough for it. */
const askAgainMs = 60_000

function Bars({ equipmentId, name, by, days }: BarsProps) {
  const { t } = useLingui()
  const { shifts, zone } = useHere()
  const shift = periodAt({ shifts, timeZone: zone }, useMinute())
  const [from, to] = [new Date(shift.to - days * dayMs).toISOString(), new Date(shift.to).toISOString()]
  const oee = useAsk(
    ['equipment', equipmentId, 'oee', by, from, to],
    (plant) => plant.getOee({ equipmentId }, { from, to, by }),
    { every: askAgainMs, keepsLast: true },
  )
  return (
    <Asked
      of={oee}
      empty={{
        when: ({ groups = [] }) => !groups.some(hasOee),
        say: <Trans>Nothing was made in this time. Look at more days, or at another equipment.</Trans>,
      }}
    >
      {({ groups = [], target }) => (
        <figure className="oee-chart">
          <figcaption className="label">
            {target !== undefined ? (
              <Trans>
                OEE of {name}; the line is the target of {percent(target)}
              </Trans>
            ) : (
              <Trans>OEE of {name}; no target is set</Trans>
            )}
          </figcaption>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys. */}
          <section className="oee-scroll" tabIndex={0} aria-label={t`OEE of ${name}`} ref={toNewest}>
            <ol>
              {inOrder(groups, shifts).map(({ key, indicators }) => (
                <Bar key={key} name={key} by={by} of={indicators.oee} target={target} />
              ))}
            </ol>
            {target !== undefined && <u style={{ bottom: Number(target) * plotPx + footPx }} />}
          </section>
        </figure>
      )}
    </Asked>
  )
}

type Group = NonNullable<Told<'getOee'>['groups']>[number]

const hasOee = ({ indicators }: Group) => indicators.oee.value !== null

/** Shifts as they follow one another, from the first of which something is known on. */
function inOrder(groups: readonly Group[], shifts: readonly Shift[]): readonly Group[] {
  const places = shifts.toSorted((one, other) => (one.from < other.from ? -1 : 1)).map(({ shiftId }) => shiftId)
  const placeOf = ({ key }: Group) => {
    const [date = '', shift = ''] = key.split('/')
    return `${date} ${String(places.indexOf(shift) + 1).padStart(4, '0')}`
  }
  const sorted = groups.toSorted((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1))
  return sorted.slice(sorted.findIndex(hasOee))
}

/** What does not fit is what was earlier. */
const toNewest = (frame: HTMLElement | null) => {
  if (frame) frame.scrollLeft = frame.scrollWidth
}

/** Of the bars, and of the words below them. */
const plotPx = 200
const footPx = 44

interface BarProps {
  readonly name: string
  readonly by: By
  readonly of: Told<'getOee'>['indicators']['oee']
  readonly target: string | undefined
}

function Bar({ name, by, of, target }: BarProps) {
  const { i18n } = useLingui()
  const materials = useMaterials()
  const [date = name, shift] = name.split('/')
  const word = by === 'product' ? (materials.of(name)?.name ?? name) : shortDate(date)
  const isBelow = of.value !== null && target !== undefined && Number(of.value) < Number(target)
  return (
    <li title={of.value === null ? i18n._(missingWords[of.reason]) : undefined}>
      <span className="oee-value">{of.value === null ? '–' : percent(of.value)}</span>
      {of.value === null ? (
        <>
          <i className="none" style={{ height: plotPx / 10 }} />
          <span className="unseen">{i18n._(missingWords[of.reason])}</span>
        </>
      ) : (
        <i className={isBelow ? 'below' : ''} style={{ height: Number(of.value) * plotPx }} />
      )}
      <span className="oee-name label" style={{ height: footPx }}>
        {word}
        {shift !== undefined && <small>{shift}</small>}
      </span>
    </li>
  )
}

/** A date without its year, which the days of late do not need. */
const shortDate = (date: string): string => dateIn(date).replace(/\s\d{4}$/, '')
