import type { Decimal } from '../../../events/quantity.ts'
import { lineOf } from '../../../events/stop-reason.ts'
import { add, decimalOf, quotient, secondsOf } from '../quantity.ts'
import { addedPieces } from './counter.ts'
import { type Elements, elementsOf, type Indicators, indicatorsOf } from './kpi.ts'
import type { Pieces } from './shift-log.ts'
import type { StopRules, TimeKind } from './time-kinds.ts'
import type { RunTotals, Totals } from './totals.ts'

/** By what the indicators of a time are told apart. */
export const groupings = ['shift', 'day', 'week', 'order', 'product'] as const
export type Grouping = (typeof groupings)[number]

/** The elements and indicators of ISO 22400-2 for a time, with what it lost. Times are in seconds. */
export interface Performance {
  readonly elements: {
    readonly plannedBusyTime: Decimal
    readonly actualProductionTime: Decimal
    readonly actualUnitSetupTime: Decimal
    readonly actualUnitDelayTime: Decimal
    readonly unknownTime: Decimal
    readonly calendarTime: Decimal
    readonly plannedRuntime: Decimal | null
    readonly goodQuantity: Decimal
    readonly scrapQuantity: Decimal
    readonly producedQuantity: Decimal
    readonly failureEvents: number
  }
  readonly indicators: Indicators
  readonly scrapByReason: Readonly<Record<string, Decimal>>
  readonly losses: readonly NamedLoss[]
  readonly counterEvents: Totals['counterEvents']
}

/** A loss with the path of its reason from the top of the tree, the greatest loss first. */
export interface NamedLoss {
  readonly kind: TimeKind
  readonly reasonId?: string
  readonly names?: readonly string[]
  readonly seconds: Decimal
  readonly stops: number
}

export function performanceOf(totals: Totals, rules: Pick<StopRules, 'reasons'>): Performance {
  const elements = elementsOf(totals)
  const pieces = totals.runs.reduce<Pieces | undefined>((sum, it) => addedPieces(sum, it), undefined)
  return {
    elements: told(elements),
    indicators: indicatorsOf(elements),
    scrapByReason: pieces?.rejects ?? {},
    losses: namedLosses(totals, rules),
    counterEvents: totals.counterEvents,
  }
}

const told = (it: Elements): Performance['elements'] => ({
  plannedBusyTime: secondsOf(it.planned),
  actualProductionTime: secondsOf(it.production),
  actualUnitSetupTime: secondsOf(it.setup),
  actualUnitDelayTime: secondsOf(it.delay),
  unknownTime: secondsOf(it.unknown),
  calendarTime: secondsOf(it.calendar),
  plannedRuntime: it.plannedRuntime === undefined ? null : quotient(it.plannedRuntime, decimalOf(1000)),
  goodQuantity: it.good,
  scrapQuantity: it.rejected,
  producedQuantity: add(it.good, it.rejected),
  failureEvents: it.failures,
})

function namedLosses({ losses }: Totals, { reasons }: Pick<StopRules, 'reasons'>): NamedLoss[] {
  return losses
    .toSorted((one, other) => other.ms - one.ms || (one.kind < other.kind ? -1 : 1))
    .map(({ kind, reasonId, ms, count }) => {
      const names =
        reasonId === undefined
          ? undefined
          : lineOf(reasonId, reasons)
              ?.map(({ name }) => name)
              .reverse()
      return {
        kind,
        ...(reasonId !== undefined && { reasonId }),
        ...(names && { names }),
        seconds: secondsOf(ms),
        stops: count,
      }
    })
}

/** The part of totals that one order, or one product, has. Losses and events of counters belong to no order. */
export const totalsBy = (totals: Totals, of: 'orderId' | 'product'): Map<string, Totals> =>
  new Map(
    [...Map.groupBy(totals.runs, (it: RunTotals) => it[of])].flatMap(([key, runs]) =>
      key === undefined ? [] : [[key, { runs, losses: [], failures: 0, counterEvents: {} }]],
    ),
  )
