import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { read } from '../../api/client.ts'
import { useHere } from '../../api/plant.tsx'
import { pageOf } from '../../app/pages.ts'
import { useMinute } from '../../live/clock.ts'
import { When } from '../../look/marks.tsx'
import { Part } from '../../look/page.tsx'
import { dateIn, decimal } from '../../words/told.ts'
import { NoStop } from './acts.tsx'
import type { Equipment } from './equipment-page.tsx'

type Calendar = NonNullable<Equipment['calendar']>
type Weekday = Calendar['shifts'][number]['days'][number]

const weekdays: Readonly<Record<Weekday, MessageDescriptor>> = {
  monday: msg`Mon`,
  tuesday: msg`Tue`,
  wednesday: msg`Wed`,
  thursday: msg`Thu`,
  friday: msg`Fri`,
  saturday: msg`Sat`,
  sunday: msg`Sun`,
}

/** A week of work begins on Monday (ISO 8601). */
const week = Object.keys(weekdays) as readonly Weekday[]

/** The equipment and all that it is part of, the nearest first: what is theirs applies to it, too. */
function useChainOf(equipment: Equipment): readonly Equipment[] {
  const { plant } = useHere()
  const { data } = useQuery({
    queryKey: ['equipment', equipment.equipmentId, 'above', equipment.parentId],
    async queryFn() {
      const chain: Equipment[] = []
      for (let id: string | undefined = equipment.parentId; id !== undefined && chain.length < 10; ) {
        const above: Equipment = await read(plant.getEquipment({ equipmentId: id }))
        chain.push(above)
        id = above.parentId
      }
      return chain
    },
  })
  return [equipment, ...(data ?? [])]
}

/** When it works and when it stands by plan: shifts, holidays, stops and changes of the product. */
export function CalendarPart({ equipment }: { readonly equipment: Equipment }) {
  const { t, i18n } = useLingui()
  const now = useMinute()
  const chain = useChainOf(equipment)
  const owner = chain.find(({ calendar }) => calendar !== undefined)
  const stops = chain.flatMap((it) => (it.maintenance ?? []).map((stop) => ({ of: it, stop })))
  const coming = stops
    .filter(({ stop }) => Date.parse(stop.to) > now)
    .toSorted((one, other) => (one.stop.from < other.stop.from ? -1 : 1))
  const regular = chain.flatMap(({ regularMaintenance = [] }) => regularMaintenance)
  const today = new Date(now).toISOString().slice(0, 10)
  const days = chain
    .flatMap((it) => it.days ?? [])
    .filter(({ from, to = from, yearly }) => yearly === true || to >= today)
    .toSorted((one, other) => (one.from < other.from ? -1 : 1))
  const wordsOf = (names: readonly Weekday[]) =>
    names.length === week.length
      ? t`every day`
      : week
          .filter((it) => names.includes(it))
          .map((it) => i18n._(weekdays[it]))
          .join(', ')
  const isOwn = owner === equipment
  return (
    <Part title={t`Calendar`}>
      <div className="calendar">
        <section>
          <h3 className="label">
            <Trans>Working time</Trans>
          </h3>
          {owner?.calendar === undefined ? (
            <p>
              <Trans>Always open: neither it nor what it is part of has a calendar.</Trans>
            </p>
          ) : (
            <>
              <ul>
                {owner.calendar.shifts.map(({ days: on, from, to }) => (
                  <li key={`${from} ${to} ${on.join()}`}>
                    <span className="num">
                      {from} – {to}
                    </span>{' '}
                    {wordsOf(on)}
                  </li>
                ))}
              </ul>
              {!isOwn && (
                <p className="label">
                  <Trans>
                    as <Link to={pageOf({ type: 'equipment', id: owner.equipmentId })}>{owner.name}</Link>
                  </Trans>
                </p>
              )}
            </>
          )}
        </section>
        <section>
          <h3 className="label">
            <Trans>Planned stops</Trans>
          </h3>
          {coming.length + regular.length === 0 && (
            <p>
              <Trans>None.</Trans>
            </p>
          )}
          <ul>
            {coming.map(({ of, stop }) => (
              <li key={`${of.equipmentId} ${stop.from}`}>
                <When at={stop.from} /> – <When at={stop.to} />: {stop.reason}{' '}
                {of === equipment ? (
                  <NoStop equipment={equipment} stop={stop} />
                ) : (
                  <span className="label">{of.name}</span>
                )}
              </li>
            ))}
            {regular.map(({ days: on, from, to, reason }) => (
              <li key={`${from} ${to} ${reason}`}>
                {wordsOf(on)} {from} – {to}: {reason}
              </li>
            ))}
          </ul>
        </section>
        {days.length > 0 && (
          <section>
            <h3 className="label">
              <Trans>Other days</Trans>
            </h3>
            <ul>
              {days.slice(0, mostDays).map(({ from, to, name, shifts, yearly }) => (
                <li key={`${from} ${name}`}>
                  {to === undefined || to === from ? dateIn(from) : `${dateIn(from)} – ${dateIn(to)}`} {name}
                  {': '}
                  {shifts
                    ? shifts.map((it) => `${it.from} – ${it.to}`).join(', ')
                    : t({ message: 'closed', context: 'calendar' })}
                  {yearly === true && <span className="label"> {t`every year`}</span>}
                </li>
              ))}
            </ul>
            {days.length > mostDays && (
              <p className="label">
                <Trans>and {days.length - mostDays} more</Trans>
              </p>
            )}
          </section>
        )}
        {equipment.setUps !== undefined && equipment.setUps.length > 0 && (
          <section>
            <h3 className="label">
              <Trans>Changes of the product</Trans>
            </h3>
            <ul>
              {equipment.setUps.map(({ from, to, duration: { value, unit } }) => (
                <li key={`${from} ${to}`}>
                  {from ?? t`any`} → {to ?? t`any`}: <span className="num">{`${decimal(value)}\u00a0${unit}`}</span>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </Part>
  )
}

/** Of a year of holidays, the next ones. */
const mostDays = 12
