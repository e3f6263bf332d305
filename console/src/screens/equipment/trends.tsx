import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { read } from '../../api/client.ts'
import { useHere } from '../../api/plant.tsx'
import { Asked } from '../../look/asked.tsx'
import { isToReach } from '../../look/to-reach.ts'
import { decimal, duration, unitName } from '../../words/told.ts'
import { linesOf, type Stretch } from './curves.ts'
import type { Machine } from './equipment-page.tsx'

const TrendChart = lazy(async () => ({ default: (await import('./trend-chart.tsx')).TrendChart }))

interface Props {
  readonly machine: Machine
  readonly from: number
  readonly to: number
}

/** A parameter over several steps. */
interface Trend {
  readonly parameterId: string
  readonly name: string
  readonly unit: string
  readonly stretches: readonly Stretch[]
  /** The exact sums of the newest step, for whoever cannot see the line. */
  readonly lowest: string
  readonly highest: string
  readonly secondsOutside: number
}

/** What is kept of its values, from the steps that used it. A sample is no fact, so the plant is asked again. */
const askAgainMs = 15_000

function useTrends({ machine, from, to }: Props) {
  const { plant } = useHere()
  const used = machine.occupancies.filter(
    (it) => Date.parse(it.from) < to && (it.to === undefined || Date.parse(it.to) > from),
  )
  const isRunning = used.some((it) => it.to === undefined)
  return useQuery({
    queryKey: ['equipment', machine.equipmentId, 'trends', used.map((it) => `${it.orderId} ${it.stepId} ${it.to}`)],
    async queryFn(): Promise<readonly Trend[]> {
      const found = await Promise.all(
        used.map(async ({ orderId, stepId, from: begin, to: end }) => {
          const [values, steps] = await Promise.all([
            read(plant.listStepValues({ orderId, stepId })),
            read(plant.listSteps({ orderId })),
          ])
          const step = steps.items.find((it) => it.stepId === stepId)
          return values.items
            .filter(({ serial }) => serial === undefined)
            .map(({ parameterId, unit, curve, lowest, highest, secondsOutside }) => {
              const parameter = step?.parameters.find((it) => it.parameterId === parameterId)
              const { name = parameterId, low, target, high } = parameter ?? {}
              const isGoal = step !== undefined && parameter !== undefined && isToReach(step, parameter)
              const stretch: Stretch = {
                from: Date.parse(begin),
                to: end === undefined ? Number.POSITIVE_INFINITY : Date.parse(end),
                low: numberOf(low),
                target: numberOf(target),
                high: numberOf(high),
                isToReach: isGoal,
                everyMs: Number(curve.everySeconds) * 1000,
                points: curve.points.map(({ at, value }) => ({ at: Date.parse(at), value: Number(value) })),
              }
              return {
                parameterId,
                name,
                unit,
                stretches: [stretch],
                lowest: lowest.value,
                highest: highest.value,
                secondsOutside: isGoal ? 0 : Number(secondsOutside),
              }
            })
        }),
      )
      // Occupancies come newest first, and the newest step names the parameter.
      return [...Map.groupBy(found.flat(), ({ parameterId, unit }) => `${parameterId} ${unit}`).values()].flatMap(
        ([newest, ...older]) =>
          newest
            ? [{ ...newest, stretches: [...newest.stretches, ...older.flatMap(({ stretches }) => stretches)] }]
            : [],
      )
    },
    ...(isRunning && { refetchInterval: askAgainMs }),
  })
}

const numberOf = (exact: string | undefined): number | undefined => (exact === undefined ? undefined : Number(exact))

/** Its values as lines over time, each against the limits of the step that used it. */
export function Trends(props: Props) {
  const trends = useTrends(props)
  const { from, to } = props
  const isShown = ({ stretches }: Trend) =>
    stretches.some(({ points }) => points.some(({ at }) => at >= from && at <= to))
  return (
    <Asked
      of={trends}
      empty={{ when: (all) => !all.some(isShown), say: <Trans>Nothing was measured in this time.</Trans> }}
    >
      {(all) => all.filter(isShown).map((it) => <TrendShown key={`${it.parameterId} ${it.unit}`} of={it} {...props} />)}
    </Asked>
  )
}

function TrendShown({ of, from, to }: { readonly of: Trend } & Props) {
  const { t } = useLingui()
  const { name, unit, stretches, lowest, highest, secondsOutside } = of
  const ownUnit = unitName(unit)
  const outside = duration(secondsOutside * 1000)
  const sums = `${decimal(lowest)} – ${decimal(highest)} ${ownUnit}`
  return (
    <figure className="trend">
      <figcaption>
        <b>{name}</b> <span className="unit">{ownUnit}</span>
        <span className="label">
          {t`last step: ${sums}`}
          {secondsOutside > 0 && <> · {t`${outside} outside`}</>}
        </span>
      </figcaption>
      <Suspense fallback={<div className="chart-to-come" />}>
        <TrendChart
          lines={linesOf(stretches, from, to)}
          from={from}
          to={to}
          unit={ownUnit}
          label={t`${name} over time, last step ${sums}`}
        />
      </Suspense>
    </figure>
  )
}
