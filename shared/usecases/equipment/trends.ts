import { serialIn } from '../../../events/device.ts'
import type { Parameter, Step } from '../../../events/recipe.ts'
import { isFuture, possibleTimes } from '../../domain/equipment/clock.ts'
import type { Point } from '../../domain/equipment/curve.ts'
import { isProofFor, type Machine, occupanciesWithin } from '../../domain/equipment/machine.ts'
import { type Trend, type TrendOf, trendKey, trendWith } from '../../domain/equipment/trend.ts'
import { windowsOf } from '../../domain/equipment/windows.ts'
import { valueIn } from '../../domain/execution/result-reading.ts'
import type { Snapshot } from '../../domain/orders/order.ts'
import { perOf } from '../../domain/recipes/per.ts'
import { serialKey } from '../../domain/stock/serial.ts'
import { type Ref, ref, type Store, type Stored } from '../commit/store.ts'
import { arrivalOf, type Heard, NotNow } from './heard.ts'

/** The trend of a parameter after a message, and the step that it is judged by. */
export interface KeptTrend {
  readonly trend: Trend
  readonly step: Step
}

/** What counts and samples have left: the machine, and the trends of the steps that used it. */
export interface Kept {
  readonly machine: Machine
  readonly trends: ReadonlyMap<string, KeptTrend>
  /** The messages that left it, which are judged one after the other. */
  readonly heard: readonly Heard[]
}

/** Attempts of a write before the message goes back to its queue. */
const turns = 10

interface Measured {
  readonly of: TrendOf
  readonly step: Step
  readonly points: readonly Point[]
}

/**
 * Adds the samples of messages to the trends of the steps during which they were measured. To add a message again changes nothing, so a trend needs
 * no transaction with the machine: what fails between the two is done by the message when it comes again.
 */
export async function keepTrends(
  store: Store,
  heard: readonly Heard[],
  machine: Machine,
): Promise<ReadonlyMap<string, KeptTrend>> {
  const taken = heard.flatMap((it) => takenDuring(it, machine))
  if (taken.length === 0) return new Map()
  const basis = await store.load(orderRefs(ordersOf(taken)))
  const asked = taken.flatMap(({ of, sample }) => {
    const snapshot = (basis[`snapshot:${of.orderId}`] as Stored<Snapshot> | undefined)?.value
    const step = snapshot?.steps.find(({ stepId }) => stepId === of.stepId)
    const parameter = step?.parameters.find((it) => it.parameterId === of.parameterId && it.source === 'device')
    return snapshot && step && parameter ? [{ of, sample, snapshot, step, parameter }] : []
  })
  const measured = Map.groupBy([...asked, ...(await ofUnits(store, asked))], ({ of }) => trendKey(of))
  const wanted = [...measured.values()].flatMap((samples) =>
    samples.slice(0, 1).map(({ of, step, parameter }) => ({
      of,
      step,
      points: samples.flatMap(({ sample }) => pointOf(sample, parameter)),
    })),
  )
  return new Map((await keepAll(store, wanted)).map(({ trend, step }) => [trendKey(trend), { trend, step }] as const))
}

/** Reads in advance what {@link keepTrends} and the judgement of the samples need of orders. */
export async function readOrdersDuring(store: Store, heard: readonly Heard[], machine: Machine): Promise<void> {
  const orderIds = ordersOf(heard.flatMap((it) => takenDuring(it, machine)))
  if (orderIds.length > 0) await store.load(orderRefs(orderIds))
}

const ordersOf = (taken: readonly { readonly of: TrendOf }[]): string[] => [
  ...new Set(taken.map(({ of }) => of.orderId)),
]

/** The orders with their snapshots, which the trends and the judgement of samples need both, so that they are read once. */
export const orderRefs = (orderIds: readonly string[]): Record<string, Ref<'order'> | Ref<'snapshot'>> =>
  Object.fromEntries(
    orderIds.flatMap((id) => [
      [`order:${id}`, ref.order(id)],
      [`snapshot:${id}`, ref.snapshot(id)],
    ]),
  )

type Sample = Extract<Heard['message'], { name: 'sample' }>['samples'][number]

/** The samples of a message that were measured while a step used the machine, by the device's own clock. */
function takenDuring(heard: Heard, machine: Machine): { readonly of: TrendOf; readonly sample: Sample }[] {
  const { message } = heard
  if (message.name !== 'sample') return []
  const arrival = arrivalOf(heard)
  return message.samples.flatMap((sample) => {
    if (isFuture(sample.occurredAt, arrival)) return []
    const times = possibleTimes(sample.occurredAt, machine.clock, arrival)
    return occupanciesWithin(machine, times)
      .filter((occupancy) => isProofFor(occupancy, times))
      .map(({ orderId, stepId }) => ({ of: { orderId, stepId, parameterId: sample.parameterId }, sample }))
  })
}

interface Asked {
  readonly of: TrendOf
  readonly sample: Sample
  readonly snapshot: Snapshot
  readonly step: Step
  readonly parameter: Parameter
}

/** The same samples once more for the trend of the unit that each names, where the recipe asks for a value of each unit of the order. */
async function ofUnits(store: Store, asked: readonly Asked[]): Promise<Asked[]> {
  const named = asked.flatMap((it) => {
    const serial = serialIn(it.sample)
    if (serial === undefined || perOf(it.step, it.parameter) !== 'unit') return []
    return [{ ...it, of: { ...it.of, serial }, unit: serialKey(it.snapshot.product, serial) }]
  })
  if (named.length === 0) return []
  const units = await store.load(Object.fromEntries(named.map(({ unit }) => [unit, ref.unit(unit)])))
  return named.filter(({ of, unit }) => units[unit]?.value.orderId === of.orderId)
}

function pointOf(sample: Sample, parameter: Parameter): Point[] {
  const value = valueIn(parameter, sample)
  return value === undefined ? [] : [{ at: Date.parse(sample.occurredAt), value }]
}

/**
 * Trends that are written at once. A wrench that sends four torques of fifty units after a silence has 204 of them; they are written in turn, so that a
 * message takes no more of the table's connections than another one.
 */
const trendsAtOnce = 25

async function keepAll(store: Store, measured: readonly Measured[]): Promise<KeptTrend[]> {
  const done: KeptTrend[] = []
  for (let from = 0; from < measured.length; from += trendsAtOnce)
    done.push(...(await keepSome(store, measured.slice(from, from + trendsAtOnce))))
  return done
}

async function keepSome(store: Store, measured: readonly Measured[]): Promise<KeptTrend[]> {
  const done: KeptTrend[] = []
  let left = measured
  for (let turn = 0; left.length > 0; turn += 1) {
    if (turn === turns) throw new NotNow('Trends are written to by too many at once.')
    const known = await store.load(refsOf(left))
    const tried = await Promise.all(
      left.map(async ({ of, step, points }) => {
        const read = known[trendKey(of)]
        const after = trendWith(read?.value, of, points, windowsOf(step, of.parameterId))
        if (!after || JSON.stringify(after) === JSON.stringify(read?.value)) return after && { trend: after, step }
        const change = { change: 'save', kind: 'trend', id: trendKey(of), value: after } as const
        return (await store.keep({ change, ...(read && { read }) })) === 'done' ? { trend: after, step } : 'stale'
      }),
    )
    done.push(...tried.flatMap((it) => (it === 'stale' || !it ? [] : [it])))
    left = left.filter((_, index) => tried[index] === 'stale')
  }
  return done
}

const refsOf = (measured: readonly Measured[]): Record<string, ReturnType<typeof ref.trend>> =>
  Object.fromEntries(measured.map(({ of }) => [trendKey(of), ref.trend(of)]))
