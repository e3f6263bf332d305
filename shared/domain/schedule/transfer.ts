import type { Amount, Decimal } from '../../../events/quantity.ts'
import {
  add,
  ceiling,
  convert,
  hundred,
  isMore,
  isZero,
  least,
  one,
  product,
  quotient,
  subtract,
  zero,
} from '../quantity.ts'
import { type Begun, type OpenStep, workOf } from './open-order.ts'

/**
 * Units that move on to the next step together: all units of the order up to this number, without those of the batches before, and the instant at which
 * they are finished.
 */
export interface TransferBatch {
  readonly upTo: Decimal
  readonly at: number
}

/** The instant at which this much working time after `start` is over; Infinity if it is after the horizon. */
export type Clock = (start: number, work: number) => number

/** What a step does with its units: how long it takes for them, and when the units come, if it overlaps with the steps before it. */
export interface UnitWork {
  readonly step: OpenStep
  /** All units that come to the step. */
  readonly total: Amount
  /** Empty if all of them have come. */
  readonly arrivals: readonly TransferBatch[]
  readonly clock: Clock
}

/** A step without a duration takes no time, so it does not wait at its place for one batch after the other. */
export const overlaps = ({ flow, duration }: OpenStep): boolean => flow === 'units' && duration !== undefined

/** When units come to a step from all steps before it that still work on them. A join takes a unit of each, so the latest counts. */
export function arrivalsFrom(before: readonly (readonly TransferBatch[])[], total: Decimal): TransferBatch[] {
  const cameUpTo = (upTo: Decimal, batches: readonly TransferBatch[]): number =>
    (batches.find((it) => !isMore(upTo, it.upTo)) ?? batches.at(-1))?.at ?? Number.NEGATIVE_INFINITY
  const upTos = inOrder(before.flatMap((batches) => batches.map(({ upTo }) => least(upTo, total))))
  return upTos.map((upTo) => ({ upTo, at: Math.max(...before.map((batches) => cameUpTo(upTo, batches))) }))
}

/** For each batch that comes, the working time of the step for its units and for all units after it. */
export const workAfterArrival = ({ step, total, arrivals }: Omit<UnitWork, 'clock'>): { at: number; work: number }[] =>
  arrivals.map(({ at }, index) => ({
    at,
    work: workFor(step, total, total.value) - workFor(step, total, arrivals[index - 1]?.upTo ?? zero),
  }))

/** When a step that begins at this instant passes on its units. The fixed part of its duration comes before its first unit. */
export const passedOn = (work: UnitWork, from: number): TransferBatch[] =>
  finishing(work, { units: zero, at: from }, batchesOf(work.step, work.total))

/**
 * When a running step passes on its units. Those counted so far are there. The rest follow from its start, unless more has been counted than time
 * says, or less: then they follow from now. All units of the batch under way may be finished, because they are counted when they move on.
 */
export function passedOnByRunning(
  work: UnitWork,
  { startedAt, units = { finished: zero, scrapped: zero } }: Begun,
  now: number,
): TransferBatch[] {
  const { step, total } = work
  const counted = add(units.finished, units.scrapped)
  const batches = batchesOf(step, { ...total, value: subtract(total.value, units.scrapped) }).map((upTo) =>
    add(upTo, units.scrapped),
  )
  const over = batches.filter((upTo) => !isMore(upTo, counted))
  const rest = batches.slice(over.length)
  const byTime = { units: zero, at: Date.parse(startedAt) }
  const known = isZero(counted) ? byTime : nextOf(work, byTime, { units: counted, at: now }, rest)
  return [
    ...over.map((upTo) => ({ upTo, at: now })),
    ...(known === byTime ? [] : [{ upTo: known.units, at: known.at }]),
    ...finishing(work, known, rest),
  ].map(({ upTo, at }) => ({ upTo: subtract(upTo, units.scrapped), at: Math.max(at, now) }))
}

/** The batch under way: by time, or from the last count on if that is earlier. */
function nextOf(work: UnitWork, byTime: Finished, counted: Finished, rest: readonly Decimal[]): Finished {
  const [next] = rest.slice(0, 1).flatMap((units) => {
    const ends = [byTime, counted].flatMap((from) => finishing(work, from, [units]).map(({ at }) => at))
    return { units, at: Math.max(counted.at, Math.min(...ends)) }
  })
  return next ?? byTime
}

/** So many units are finished at this instant. */
interface Finished {
  readonly units: Decimal
  readonly at: number
}

/** Ten thousand loaves move on in a hundred batches, so that planning a step costs no more than that many. */
const mostBatches = hundred

/** The numbers of finished units at which a transfer batch moves on; without one in the recipe, each piece does. */
function batchesOf({ flow, transferBatch }: OpenStep, { value: total, unit }: Amount): Decimal[] {
  const piece = unit === '{each}' ? one : total
  const size = (transferBatch && convert(transferBatch.value, transferBatch.unit, unit)) ?? piece
  if (flow !== 'units' || isZero(size) || !isMore(total, size)) return [total]
  const together = ceiling(quotient(ceiling(quotient(total, size)), mostBatches))
  const stride = product(size, together)
  const batches: Decimal[] = []
  for (let upTo = stride; isMore(total, upTo); upTo = add(upTo, stride)) batches.push(upTo)
  return [...batches, total]
}

/** When each batch is finished, if the first so many units are at this instant. Each waits for its units and for those before it. */
function finishing(
  { step, total, arrivals, clock }: UnitWork,
  begun: Finished,
  batches: readonly Decimal[],
): TransferBatch[] {
  const finished: TransferBatch[] = []
  const due = batches.filter((upTo) => isMore(upTo, begun.units))
  const coming = [...arrivals]
  let { units, at } = begun
  for (const upTo of inOrder([...due, ...coming.map((it) => it.upTo)])) {
    if (!isMore(upTo, units)) continue
    while (coming[0] && isMore(upTo, coming[0].upTo)) coming.shift()
    at = clock(Math.max(at, coming[0]?.at ?? at), workFor(step, total, upTo) - workFor(step, total, units))
    units = upTo
    const [next] = due.slice(finished.length)
    if (next !== undefined && !isMore(next, upTo)) finished.push({ upTo, at })
  }
  return finished
}

const workFor = ({ duration }: OpenStep, { unit }: Amount, value: Decimal): number =>
  isZero(value) ? 0 : (workOf(duration, { value, unit }) ?? 0)

const inOrder = (units: readonly Decimal[]): Decimal[] => {
  const sorted = units.toSorted((first, second) => (isMore(first, second) ? 1 : isMore(second, first) ? -1 : 0))
  return sorted.filter((it, index) => index === 0 || isMore(it, sorted[index - 1] ?? zero))
}
