import { type DeviceMessage, readingIn, serialIn } from '../../../events/device.ts'
import type { Instant } from '../../../events/identifiers.ts'
import type { Parameter } from '../../../events/recipe.ts'
import { isFuture, type PossibleTimes, possibleTimes } from '../../domain/equipment/clock.ts'
import { curveAround } from '../../domain/equipment/kept-values.ts'
import { isProofFor, type Machine, type Occupancy, occupanciesWithin } from '../../domain/equipment/machine.ts'
import { trendKey } from '../../domain/equipment/trend.ts'
import { breachKey, isOldNews, type Measured } from '../../domain/execution/result.ts'
import { isLimited, valueIn } from '../../domain/execution/result-reading.ts'
import { isTimedOutside, mayOverrun } from '../../domain/execution/timer.ts'
import type { BoundOrder, Order, Snapshot } from '../../domain/orders/order.ts'
import { isWithin } from '../../domain/quantity.ts'
import { type Serial, serialKey } from '../../domain/stock/serial.ts'
import type { Command } from '../commit/command.ts'
import { ref, type Store, type Stored } from '../commit/store.ts'
import { recordSample, stopOvertime } from '../execution/results.ts'
import { saidOf } from '../telling.ts'
import { arrivalOf, callerOf, type Heard, messageCommand, type Taken, takenBy } from './heard.ts'
import { unitOfSample, type Whose } from './sample-unit.ts'
import { type Kept, type KeptTrend, orderRefs } from './trends.ts'

type TimesOf = (occurredAt: Instant) => PossibleTimes
type Samples = Extract<DeviceMessage, { name: 'sample' }>['samples']
type Sample = Samples[number]

/** The readings of one parameter for one step in one message, in order of time. */
interface Readings extends Occupied {
  readonly readings: Reading[]
}

type Occupied = Pick<Occupancy, 'orderId' | 'stepId'>
interface Reading {
  readonly sample: Sample
  readonly good: boolean
}

/**
 * Judges samples by the steps during which they can have been measured, as far as the device's clock tells. One read selects the few that matter, so a thousand samples cost only those commands.
 */
export async function judgeSamples(
  store: Store,
  heard: Heard,
  { samples }: { samples: Samples },
  { machine, trends, heard: together }: Kept,
): Promise<Taken> {
  const { equipmentId } = heard
  // Messages that were kept together are judged in their order, so none of them is superseded by itself or by one that is still to come.
  const toCome = together.slice(Math.max(0, together.indexOf(heard)))
  const arrival = arrivalOf(heard)
  const timesOf: TimesOf = (occurredAt) => possibleTimes(occurredAt, machine.clock, arrival)
  const measured = samples
    .flatMap((sample) => {
      const times = timesOf(sample.occurredAt)
      return occupanciesWithin(machine, times).map((occupancy) => ({
        sample,
        occupancy,
        isProof: isProofFor(occupancy, times),
      }))
    })
    .sort((one, other) => (one.sample.occurredAt < other.sample.occurredAt ? -1 : 1))
  const orderIds = [...new Set(measured.map(({ occupancy }) => occupancy.orderId))]
  const basis = orderIds.length > 0 ? await store.load(orderRefs(orderIds)) : {}
  const units = await unitsOf(
    store,
    measured.flatMap(({ sample, occupancy }) => {
      const order = (basis[`order:${occupancy.orderId}`] as Stored<Order> | undefined)?.value
      const serial = serialIn(sample)
      return order && serial !== undefined ? serialKey(order.product, serial) : []
    }),
  )
  const askedIn = ({ orderId, stepId }: Occupied, { parameterId }: Sample) => {
    const order = (basis[`order:${orderId}`] as Stored<Order> | undefined)?.value
    const snapshot = basis[`snapshot:${orderId}`] as Stored<Snapshot> | undefined
    const step = snapshot?.value.steps.find((it) => it.stepId === stepId)
    const asked = step?.parameters.find((it) => it.parameterId === parameterId && it.source === 'device')
    return order && order.status !== 'created' && step && asked ? { order, step, asked } : undefined
  }
  const faults: string[] = []
  const found = new Map<string, Readings & Judged>()
  for (const { sample, occupancy, isProof } of measured) {
    const { orderId, stepId } = occupancy
    const place = askedIn(occupancy, sample)
    if (!place) continue
    const { order, step, asked } = place
    const serial = serialIn(sample)
    const unit = serial === undefined ? undefined : units.get(serialKey(order.product, serial))
    // The unit says for which of two orders it was measured, where the clock of the device does not.
    if (
      unit !== undefined &&
      unit.orderId !== orderId &&
      measured.some(
        (it) => it.sample === sample && it.occupancy.orderId === unit.orderId && askedIn(it.occupancy, sample),
      )
    )
      continue
    const { whose, against } = unitOfSample(place, sample, unit, callerOf(equipmentId))
    if (against.length > 0) faults.push(await saidOf(against))
    if (!whose) continue
    const value = valueIn(asked, sample)
    if (value === undefined && readingIn(sample)) faults.push(otherwiseMeasured(sample, asked))
    // A value that cannot be read may hide an excursion.
    if (value === undefined && !isLimited(asked)) continue
    // A timer judges how long it is outside; the record has only when it left its limits and came back. It cannot time what cannot be read.
    const isTimed = value !== undefined && isTimedOutside(step, asked.parameterId)
    const parameter: Parameter = isTimed ? { ...asked, policy: 'warn' } : asked
    const good = value !== undefined && isWithin(value, asked.low, asked.high)
    if (good && (!isProof || whose.ofUnknownUnit)) continue
    const key = JSON.stringify([
      orderId,
      stepId,
      sample.parameterId,
      whose.serial,
      whose.ofUnknownUnit && whose.sentSerial,
    ])
    const known = found.get(key) ?? { orderId, stepId, order, parameter, whose, readings: [] }
    known.readings.push({ sample, good })
    found.set(key, known)
  }
  // Those who mend the device are told, whether it stops a step or not.
  faults.push(...samples.filter((sample) => !readingIn(sample)).map(unread), ...samples.flatMap(strange))
  const matter = [...found.values()].flatMap((judged) => {
    const { orderId, stepId, parameter, readings } = judged
    const future = readings.filter(({ sample }) => isFuture(sample.occurredAt, arrival))
    const sound = readings.filter((reading) => !future.includes(reading))
    return [
      ...thatMatter(sound, judged).map((reading) => ({
        judged,
        sample: reading.sample,
        // The newest value of the machine may be of another unit, and that of an unknown unit is a result of none.
        isOld:
          judged.whose.ofUnknownUnit ??
          (judged.whose.serial === undefined &&
            !isToCome(machine, toCome, parameter) &&
            isSuperseded(machine, timesOf, reading, { orderId, stepId }, parameter)),
      })),
      ...futureThatMatter(future, judged).map(({ sample }) => ({ judged, sample, isOld: true })),
    ]
  })
  await readAround(
    store,
    matter.flatMap(({ judged }) => judged.whose.unit ?? []),
  )
  for (const { judged, sample, isOld } of matter) {
    const { orderId, stepId, parameter, whose } = judged
    const outcome = await recordSample(
      store,
      withCurve(
        sampleCommand(heard, sample, { orderId, stepId }, whose),
        trends.get(trendKey({ orderId, stepId, parameterId: parameter.parameterId, ...named(whose.serial) })),
      ),
      { orderId, stepId },
      isOld,
    )
    const taken = await takenBy(outcome, equipmentId)
    if (!taken.taken) faults.push(taken.reason)
  }
  for (const { trend, step } of overtimesIn(trends.values(), samples)) {
    const at = new Date(trend.last.at).toISOString()
    const command = messageCommand(heard, `overtime/${trend.parameterId}/${trend.orderId}/${step.stepId}`, at, {})
    const taken = await takenBy(await stopOvertime(store, command, trend), equipmentId)
    if (!taken.taken) faults.push(taken.reason)
  }
  return faults.length > 0 ? { taken: false, reason: faults.join(' ') } : { taken: true }
}

/** The trends of a message with a timer that blocks: only these can stop a step by how long a value takes. */
const overtimesIn = (trends: Iterable<KeptTrend>, samples: Samples): KeptTrend[] =>
  [...trends].filter(
    ({ trend, step }) =>
      trend.serial === undefined &&
      samples.some(({ parameterId }) => parameterId === trend.parameterId) &&
      mayOverrun(trend, step),
  )

/** A breach shows what the parameter did until then, of the unit where it is asked of each unit. */
function withCurve(command: Command<Measured>, kept: KeptTrend | undefined): Command<Measured> {
  if (!kept) return command
  const at = Date.parse(command.body.measuredAt)
  return { ...command, body: { ...command.body, curve: curveAround(kept.trend, at - beforeMs, at) } }
}

/** What was before a breach: ten minutes. */
const beforeMs = 600_000

const unread = ({ parameterId, value, unit }: Sample): string =>
  `${parameterId} was sent as "${[value, unit ?? []].flat().join(' ')}", which is no number with a unit of UCUM.`

const strange = ({ parameterId, serial }: Sample): string[] =>
  typeof serial === 'object'
    ? [
        `${parameterId} was sent for the unit "${serial.unread}", which is no serial number; its value counts for no unit.`,
      ]
    : []

const named = <Id extends string>(serial: Id | undefined) => (serial === undefined ? {} : { serial })

const otherwiseMeasured = ({ parameterId, unit }: Sample, parameter: Parameter): string =>
  `${parameterId} is measured in ${parameter.unit}; ${unit} measures something else.`

/** Whether the newest value of the machine is of a message that is judged now or later. */
function isToCome(machine: Machine, toCome: readonly Heard[], { parameterId }: Parameter): boolean {
  const newest = machine.values[parameterId]
  return toCome.some(
    ({ message }) =>
      message.name === 'sample' &&
      message.sequence === newest?.sequence &&
      message.samples.some((it) => it.parameterId === parameterId && it.occurredAt === newest.occurredAt),
  )
}

/** Whether the machine has measured the opposite since, during the same step; messages arrive in any order. */
function isSuperseded(
  machine: Machine,
  timesOf: TimesOf,
  { sample, good }: Reading,
  step: Occupied,
  parameter: Parameter,
): boolean {
  const newest = machine.values[parameter.parameterId]
  if (!newest || newest.occurredAt <= sample.occurredAt) return false
  const isSame = (it: Occupied) => it.orderId === step.orderId && it.stepId === step.stepId
  const value = valueIn(parameter, newest)
  const isGood = value !== undefined && isWithin(value, parameter.low, parameter.high)
  if (isGood === good) return false
  const times = timesOf(newest.occurredAt)
  return occupanciesWithin(machine, times).some((it) => isSame(it) && (!isGood || isProofFor(it, times)))
}

/**
 * The readings that enter the limits or leave them, as if each had come alone: the first of each piece inside and outside, and of the last piece inside
 * the newest. Of a message with more pieces than {@link mostPieces} the first and the last ones.
 */
function thatMatter(readings: readonly Reading[], { order, stepId, parameter, whose }: Judged): Reading[] {
  const { serial, unit } = whose
  const { parameterId, policy } = parameter
  const progress = order.steps[stepId]
  const running = progress?.status === 'running' ? progress : undefined
  const kept = serial === undefined ? running : unit?.steps?.[stepId]
  const before = whose.ofUnknownUnit ? undefined : kept?.results[parameterId]
  const isOpen = order.breaches[breachKey(stepId, parameterId, serial)] !== undefined
  const pieces = piecesOf(readings)
  const isBroken = pieces.some(({ good }) => !good)
  const told = pieces.flatMap(({ good, of: [first, ...more] }, index): Reading[] => {
    const last = more.at(-1) ?? first
    const isLast = index === pieces.length - 1
    // The record does not change by what it has already.
    const isKnown = index === 0 && before === good
    if (good) return !running || (isKnown && !(isLast && isBroken)) ? [] : [isLast ? last : first]
    // An excursion with an open deviation opens no other; one that goes on after its deviation was decided does.
    if (isOpen && !(isLast && index > 0)) return []
    const tells = !isKnown || policy === 'block'
    // Of a late message the excursion may be old news, and its end is not.
    const isLate = isLast && last !== first && isOldNews(kept, parameterId, first.sample.occurredAt)
    return [...(tells ? [first] : []), ...(isLate && running ? [last] : [])]
  })
  return told.length <= mostPieces
    ? told
    : [...told.slice(0, mostPieces / 2), ...told.slice(told.length - mostPieces / 2)]
}

/** A value that comes and goes ten times in one message is a loose contact; each piece is a command. */
const mostPieces = 20

interface ReadingsAlike {
  readonly good: boolean
  readonly of: readonly [Reading, ...Reading[]]
}

/** Readings in the order of time, in pieces that are inside or outside. */
function piecesOf(readings: readonly Reading[]): ReadingsAlike[] {
  const pieces: { good: boolean; of: [Reading, ...Reading[]] }[] = []
  for (const reading of readings) {
    const piece = pieces.at(-1)
    if (piece?.good === reading.good) piece.of.push(reading)
    else pieces.push({ good: reading.good, of: [reading] })
  }
  return pieces
}

/** A time from the future proves no good value, but the first bad one is an excursion whenever it was. */
function futureThatMatter(
  readings: readonly Reading[],
  { order, stepId, parameter: { parameterId }, whose: { serial } }: Judged,
): Reading[] {
  const bad = readings.find(({ good }) => !good)
  return bad && order.breaches[breachKey(stepId, parameterId, serial)] === undefined ? [bad] : []
}

/** What readings are judged by: the order as read, and the unit where the recipe asks for a value of each unit. */
interface Judged extends Occupied {
  readonly order: BoundOrder
  readonly parameter: Parameter
  readonly whose: Whose
}

async function unitsOf(store: Store, names: readonly string[]): Promise<ReadonlyMap<string, Serial>> {
  const distinct = [...new Set(names)]
  if (distinct.length === 0) return new Map()
  const read = await store.load(Object.fromEntries(distinct.map((name) => [name, ref.unit(name)])))
  return new Map(Object.entries(read).flatMap(([name, unit]) => (unit ? [[name, unit.value] as const] : [])))
}

/** The stock of units that are judged, at once: the store remembers it, and each command would read it alone. */
async function readAround(store: Store, units: readonly Serial[]): Promise<void> {
  if (units.length > 1)
    await store.load(Object.fromEntries(units.map((it) => [it.serial, ref.sublot(it.lotId, it.sublotId)])))
}

/**
 * The id and the hash are of the sample as it was sent, so that a repeated one is the same command; a sample that counts for two steps is a command for
 * each.
 */
const sampleCommand = (
  heard: Heard,
  sample: Sample,
  { orderId, stepId }: Occupied,
  { unit: _unit, ...whose }: Whose,
): Command<Measured> => {
  const { parameterId, value, unit, occurredAt } = sample
  const body = { parameterId, value, unit, ...whose, equipmentId: heard.equipmentId, measuredAt: occurredAt }
  const named = whose.serial ?? whose.sentSerial
  const of = named === undefined ? '' : `/${encodeURIComponent(named)}`
  const command = messageCommand(heard, `sample/${parameterId}/${orderId}/${stepId}${of}`, occurredAt, body)
  const arrival = arrivalOf(heard)
  if (!isFuture(occurredAt, arrival)) return command
  return { ...command, body: { ...body, measuredAt: arrival.receivedAt, future: true } }
}
