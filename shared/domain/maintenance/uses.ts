import type { FactType } from '../../../events/catalog.ts'
import type { Fact } from '../../../events/envelope.ts'
import type { Instant, OrderId, StepId } from '../../../events/identifiers.ts'
import { mostDaysLate } from '../past.ts'
import { day } from '../wall-clock.ts'

/** What an equipment was used for: a step that ran on it, or a line that was weighed on it. */
export interface Use {
  readonly orderId: OrderId
  readonly stepId: StepId
  readonly lineId?: string
  readonly firstUsedAt: Instant
  readonly lastUsedAt: Instant
}

/** Since the last good calibration, or since ever; until the equipment was taken for the next one. */
export interface Period {
  readonly since: Instant | undefined
  readonly until: Instant
}

const told = [
  'andon.step.started.v1',
  'andon.step.progressed.v1',
  'andon.step.completed.v1',
  'andon.material.consumed.v1',
] as const satisfies readonly FactType[]

/** Whether a fact about an equipment tells of its use. */
export const isUse = ({ type }: { readonly type: string }): boolean => told.some((it) => it === type)

/** When the facts of uses in a period are recorded: what is booked late comes days after it. */
export const recordedIn = ({ since, until }: Period): { readonly from: Instant; readonly to: Instant } => ({
  from: since ?? '0',
  to: new Date(Date.parse(until) + mostDaysLate * day).toISOString(),
})

/**
 * The uses in a period, each step and each weighed line once, by their first use. A step that began before the period counts from its beginning, and
 * one whose end nobody has told counts until its end.
 */
export function usesIn(facts: readonly Fact[], period: Period): Use[] {
  const works = facts.filter(isWork).filter((it) => isWithin(it, period))
  return [...Map.groupBy(works, keyOf).values()]
    .flatMap((all) => useOf(all, period) ?? [])
    .sort((one, other) => (placeOfUse(one) < placeOfUse(other) ? -1 : 1))
}

export const placeOfUse = ({ firstUsedAt, orderId, stepId, lineId = '' }: Use): string =>
  `${firstUsedAt}#${orderId}#${stepId}#${lineId}`

type Work = Extract<Fact, { readonly type: (typeof told)[number] }>

const isWork = (fact: Fact): fact is Work => isUse(fact)

/** Nothing ran on the equipment when it was taken, so what ends later has begun later. */
const isWithin = ({ occurredAt }: Work, { since, until }: Period): boolean =>
  (since === undefined || occurredAt >= since) && occurredAt < until

const lineOf = (fact: Work): string | undefined =>
  fact.type === 'andon.material.consumed.v1' ? fact.data.lineId : undefined

const keyOf = (fact: Work): string => `${fact.data.orderId}#${fact.data.stepId}#${lineOf(fact) ?? ''}`

function useOf(all: readonly Work[], { since, until }: Period): Use | undefined {
  const [first] = all
  if (!first) return undefined
  const { orderId, stepId } = first.data
  const lineId = lineOf(first)
  const times = all.map(({ occurredAt }) => occurredAt).sort()
  const [earliest = until, latest = until] = [times[0], times.at(-1)]
  if (lineId !== undefined) return { orderId, stepId, lineId, firstUsedAt: earliest, lastUsedAt: latest }
  const isBegun = all.some(({ type }) => type === 'andon.step.started.v1')
  const isOver = all.some(({ type }) => type === 'andon.step.completed.v1')
  const firstUsedAt = isBegun ? earliest : (since ?? earliest)
  return { orderId, stepId, firstUsedAt, lastUsedAt: isOver ? latest : until }
}
