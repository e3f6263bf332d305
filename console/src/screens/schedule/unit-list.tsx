import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { pageOf } from '../../app/pages.ts'
import { When } from '../../look/marks.tsx'
import { classes } from './chart.tsx'
import { byArea, type Plan, piecesByUnit, type Unit } from './plan.ts'
import { isIn, type Window } from './window.ts'

interface Props {
  readonly plan: Plan
  readonly units: readonly Unit[]
  readonly window: Window
}

/** The same as the chart, as a list for a phone: only units that have something to do in this time. */
export function UnitList({ plan, units, window }: Props) {
  const { t } = useLingui()
  const pieces = piecesByUnit(plan)
  const late = new Set<string>(plan.orders.flatMap((it) => (it.lateBySeconds === undefined ? [] : [it.orderId])))
  const words = { done: t`done`, running: t`running`, planned: t`planned` }
  const busy = units.flatMap((unit) => {
    const own = (pieces.get(unit.equipmentId) ?? []).filter((it) => isIn(window, it))
    return own.length > 0 ? [{ unit, own: own.toSorted((one, other) => (one.from < other.from ? -1 : 1)) }] : []
  })
  if (busy.length === 0)
    return (
      <p className="nothing">
        <Trans>Nothing is planned in this time.</Trans>
      </p>
    )
  const inOrder = [...byArea(busy.map(({ unit }) => unit)).values()].flat()
  return (
    <section className="unit-list" aria-label={t`The plan as a list`}>
      {inOrder.map((unit) => (
        <section key={unit.equipmentId} aria-label={unit.name}>
          <h2>{unit.name}</h2>
          <ol>
            {busy
              .find((it) => it.unit === unit)
              ?.own.map(({ orderId, stepId, name, status, from, to }) => (
                <li key={`${orderId} ${stepId} ${from}`} className={classes[status]}>
                  <Link to={pageOf({ type: 'order', id: orderId })}>
                    <span className="id">{orderId}</span> {name}
                  </Link>
                  <span className="label">
                    <When at={from} />
                    {from < to && (
                      <>
                        {' '}
                        – <When at={to} />
                      </>
                    )}
                    , {words[status]}
                  </span>
                  {late.has(orderId) && status !== 'done' && (
                    <span className="late-word">
                      ▲ <Trans>will be late</Trans>
                    </span>
                  )}
                </li>
              ))}
          </ol>
        </section>
      ))}
    </section>
  )
}
