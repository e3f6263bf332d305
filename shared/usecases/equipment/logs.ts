import type { DeviceMessage } from '../../../events/device.ts'
import type { Instant } from '../../../events/identifiers.ts'
import type { Shift } from '../../../events/labour.ts'
import { isFuture } from '../../domain/equipment/clock.ts'
import { type Machine, unknownMachine } from '../../domain/equipment/machine.ts'
import type { Equipment, EquipmentClass } from '../../domain/master-data.ts'
import { plannedTimeOf } from '../../domain/performance/planned-time.ts'
import { runIn } from '../../domain/performance/run.ts'
import { type LogEntry, logKey, type Run } from '../../domain/performance/shift-log.ts'
import { chained, type KeptLog, lateWindowMs } from '../../domain/performance/shift-logs.ts'
import { periodAt, periodsBetween, type ShiftPeriod, type ShiftTimes } from '../../domain/performance/shift-period.ts'
import { stopRules } from '../../domain/performance/time-kinds.ts'
import type { LogRules } from '../../domain/performance/totals.ts'
import { millisecondsIn } from '../../domain/quantity.ts'
import { type Ref, ref, type Store, type Stored } from '../commit/store.ts'
import { ancestorsOf } from '../execution/steps.ts'
import { arrivalOf, type Heard, NotNow } from './heard.ts'

/** The clock of a plant by which its shifts follow one another. */
export const shiftTimes = ({
  shifts = [],
  timeZone = 'UTC',
}: {
  shifts?: readonly Shift[]
  timeZone?: string
}): ShiftTimes => ({
  shifts,
  timeZone,
})

/** What messages of a device say for its log: each instant that was heard, states and counters. What is too old or from the future is left out. */
export function saidIn(heard: readonly Heard[]): LogEntry[] {
  return heard.flatMap((it): LogEntry[] => {
    const arrival = arrivalOf(it)
    const oldest = Date.parse(arrival.receivedAt) - lateWindowMs
    const isTimely = (at: Instant) => !isFuture(at, arrival) && Date.parse(at) >= oldest
    const { message } = it
    if (message.name === 'sample')
      return message.samples.flatMap(({ occurredAt }) => (isTimely(occurredAt) ? [{ at: Date.parse(occurredAt) }] : []))
    if (!isTimely(message.occurredAt)) return []
    const { name, occurredAt, ...told } = message
    const at = Date.parse(occurredAt)
    if (name === 'state') return [{ at, report: { at, ...(told as Without<typeof message, 'state'>) } }]
    if (name === 'count') return [{ at, reading: { at, ...(told as Without<typeof message, 'count'>) } }]
    return [{ at }]
  })
}

type Without<Message extends DeviceMessage, Name> = Omit<Extract<Message, { name: Name }>, 'name' | 'occurredAt'>

/** Attempts of a log before the message goes back to its queue. */
const turns = 10

/** The logs of an equipment once they know what was said, the newest last, and by what they are judged; undefined for unknown equipment. */
export interface LogsNow {
  readonly equipment: Equipment
  readonly rules: LogRules
  /** The log of the newest period that was touched, or that had one before. */
  readonly newest: KeptLog | undefined
  /** A counter showed something in a minute of which no log had a reading. */
  readonly countsNewMinute: boolean
}

/**
 * Keeps what was said of an equipment in the logs of its shifts. A log that is there and is the one of now is all that is read and written; a late message
 * also reads those that follow.
 */
export async function keepLogs(
  store: Store,
  equipmentId: string,
  said: readonly LogEntry[],
  times: ShiftTimes,
  now: Instant,
): Promise<LogsNow | undefined> {
  if (said.length === 0) return undefined
  for (let turn = 0; turn < turns; turn += 1) {
    const found = await readLogs(
      store,
      equipmentId,
      said.map(({ at }) => at),
      times,
      now,
    )
    if (!found) return undefined
    const changed = chained({ ...found, said }, found.rules)
    const kept = await keepInTurn(store, changed, found.stored)
    const countsNewMinute = changed.some((it) => it.readings.length > (found.logs.get(it.from)?.readings.length ?? 0))
    if (kept) return { ...found, newest: changed.at(-1) ?? [...found.logs.values()].at(-1), countsNewMinute }
  }
  throw new NotNow(`The log of ${equipmentId} is written to by too many at once.`)
}

/** Oldest first: as long as the newest is missing, the same message begins anew. */
async function keepInTurn(
  store: Store,
  changed: readonly KeptLog[],
  stored: ReadonlyMap<number, Stored<KeptLog>>,
): Promise<boolean> {
  for (const value of changed) {
    const read = stored.get(value.from)
    const change = { change: 'save', kind: 'log', id: logKey(value), value } as const
    if ((await store.keep({ change, ...(read && { read }) })) === 'stale') return false
  }
  return true
}

/** The logs that matter to what was said at some instants, with all that they are judged by. */
export async function readLogs(
  store: Pick<Store, 'load'>,
  equipmentId: string,
  instants: readonly number[],
  times: ShiftTimes,
  now: Instant,
) {
  const touched = periodsOf(times, instants)
  const present = periodAt(times, Math.max(Date.parse(now), ...instants))
  const { equipment, machine, ...others } = await store.load({
    equipment: ref.equipment(equipmentId),
    machine: ref.machine(equipmentId),
    ...logRefs(equipmentId, touched),
  })
  if (!equipment) return undefined
  const first: Readonly<Record<string, Stored<unknown> | undefined>> = others
  const isNow = touched.length === 1 && touched[0]?.from === present.from && first[refName(present)] !== undefined
  const earliest = Math.min(...instants) - (first[refName(touched[0] ?? present)] ? 0 : lateWindowMs)
  const periods = isNow ? [present] : periodsBetween(times, earliest, present.from + 1)
  const countsFor = equipment.value.counter?.countsFor
  const more = await store.load({
    class: equipment.value.equipmentClass === undefined ? undefined : ref.class(equipment.value.equipmentClass),
    counted: countsFor === undefined || countsFor === equipmentId ? undefined : ref.machine(countsFor),
    ...(isNow
      ? {}
      : logRefs(
          equipmentId,
          periods.filter((it) => !(refName(it) in first)),
        )),
  })
  const stored = logsIn({ ...first, ...more })
  const logs = new Map([...stored].map(([from, { value }]) => [from, value]))
  const worker =
    (more.counted?.value as Machine | undefined) ?? machine?.value ?? unknownMachine(equipment.value.equipmentId)
  const rules = rulesOf(equipment.value, more.class?.value as EquipmentClass | undefined)
  const missing = periods.some(({ from }) => !logs.has(from))
  const above = missing ? await ancestorsOf(store, equipment.value) : []
  return {
    equipmentId: equipment.value.equipmentId,
    equipment: equipment.value,
    machine: machine?.value,
    rules,
    periods,
    logs,
    stored,
    runs: await runsOn(store, worker, periods, logs),
    plannedIn: (period: ShiftPeriod) => plannedTimeOf(equipment.value, above, times.timeZone, period),
  }
}

export const rulesOf = ({ heartbeat, counter }: Equipment, equipmentClass: EquipmentClass | undefined): LogRules => ({
  ...stopRules(equipmentClass?.stopReasons, equipmentClass?.microStop && millisecondsIn(equipmentClass.microStop)),
  ...(heartbeat && { heartbeatMs: millisecondsIn(heartbeat) }),
  ...(counter && { counter }),
  ...(equipmentClass?.modes && { modes: equipmentClass.modes }),
})

function periodsOf(times: ShiftTimes, instants: readonly number[]): ShiftPeriod[] {
  const periods = new Map<number, ShiftPeriod>()
  for (const at of instants) {
    if ([...periods.values()].some(({ from, to }) => from <= at && at < to)) continue
    const period = periodAt(times, at)
    periods.set(period.from, period)
  }
  return [...periods.values()].sort((one, other) => one.from - other.from)
}

const refName = ({ from }: ShiftPeriod): string => `log:${from}`

export const logRefs = (equipmentId: string, periods: readonly ShiftPeriod[]): Record<string, Ref<'log'>> =>
  Object.fromEntries(periods.map((it) => [refName(it), ref.log({ equipmentId, from: it.from })]))

export const logsIn = (found: Readonly<Record<string, Stored<unknown> | undefined>>): Map<number, Stored<KeptLog>> =>
  new Map(
    Object.values(found)
      .flatMap((it) => (it?.ref.kind === 'log' ? [it as Stored<KeptLog>] : []))
      .map((it) => [it.value.from, it] as const)
      .sort(([one], [other]) => one - other),
  )

/** What uses the equipment in these periods, as far as their logs do not know it already as it is. */
async function runsOn(
  store: Pick<Store, 'load'>,
  { occupancies }: Machine,
  periods: readonly ShiftPeriod[],
  logs: ReadonlyMap<number, KeptLog>,
): Promise<Run[]> {
  const first = periods[0]?.from ?? 0
  const known = [...logs.values()].flatMap(({ runs }) => runs)
  const during = occupancies.filter(({ to }) => to === undefined || Date.parse(to) > first)
  const knownOf = ({ orderId, stepId, from }: (typeof during)[number]) =>
    known.find((it) => it.orderId === orderId && it.stepId === stepId && it.from === Date.parse(from))
  const unknown = during.filter((it) => !knownOf(it)).map(({ orderId }) => orderId)
  const snapshots =
    unknown.length === 0 ? {} : await store.load(Object.fromEntries(unknown.map((id) => [id, ref.snapshot(id)])))
  return during.flatMap((it) => {
    const snapshot = snapshots[it.orderId]?.value
    const run = knownOf(it) ?? (snapshot && runIn(it, snapshot))
    // A step that goes on again has no end any more.
    return run ? [{ ...withoutEnd(run), ...(it.to !== undefined && { to: Date.parse(it.to) }) }] : []
  })
}

const withoutEnd = ({ to: _, ...run }: Run): Run => run
