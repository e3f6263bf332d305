import { type DeviceMessage, type MachineState, readingIn } from '../../../events/device.ts'
import type { Actor } from '../../../events/envelope.ts'
import type { CallId, EquipmentId, Instant, MaintenanceId } from '../../../events/identifiers.ts'
import type { CallKind } from '../../../events/names.ts'
import type { Decimal } from '../../../events/quantity.ts'
import { minute } from '../wall-clock.ts'
import { type Arrival, type DeviceClock, isFuture, measureClock, type PossibleTimes } from './clock.ts'
import { type ScaleCheck, stableWeight, type Weight, weighed } from './scale-state.ts'

/** The present state of an equipment: its own reports, the step that uses it, its holds. */
export interface Machine {
  readonly equipmentId: EquipmentId
  readonly state: MachineState
  readonly stateSince?: Instant
  readonly stateSequence?: number
  /** Why it is in that state, in its own words. */
  readonly stateReason?: string
  readonly holds: readonly string[]
  /** Until when the equipment is clean, or since when it is dirty. It comes before the definition. */
  readonly cleanUntil?: Instant
  /** The product that it was last set up for, and the family of that product, if it has one. */
  readonly setUpFor?: string
  readonly setUpFamily?: string
  /** The step that uses it now and the last few before: a late sample belongs to the step during which it was measured. */
  readonly occupancies: readonly Occupancy[]
  /**
   * Only the newest value of each parameter, in its own unit or else the parameter's: telemetry does not become one item per message in the table.
   */
  readonly values: Readonly<
    Record<
      string,
      { readonly value: Decimal; readonly unit?: string; readonly occurredAt: Instant; readonly sequence: number }
    >
  >
  /** The last stable weights of a scale, newest first, because a net weight needs two; and its last check. */
  readonly weights?: readonly Weight[]
  readonly scaleCheck?: ScaleCheck
  /** The pieces counted, without a unit. */
  readonly counts?: {
    readonly good: Decimal
    readonly reject: Decimal
    readonly occurredAt: Instant
    readonly sequence: number
  }
  readonly clock?: DeviceClock
  /** The minute in which it was heard last, by its start. */
  readonly heardAt?: Instant
  /** How long it may be silent, by its definition; for ever without it. */
  readonly heartbeatMs?: number
  /** The calls for help that have not ended. */
  readonly calls?: readonly { readonly callId: CallId; readonly kind: CallKind }[]
  /** The work orders of maintenance that have not ended. */
  readonly works?: readonly { readonly maintenanceId: MaintenanceId; readonly planId?: string }[]
  /** While it is locked out, nobody starts it. */
  readonly lockedOut?: LockOut
  /** The last few times that it was locked out: a step that is booked late did not run meanwhile. */
  readonly lockOuts?: readonly { readonly maintenanceId: MaintenanceId; readonly from: Instant; readonly to: Instant }[]
  /** When each plan of maintenance was done last, by its id. */
  readonly done?: Readonly<Record<string, Done>>
  readonly calibration?: LastCalibration
}

/** The work order that has taken the equipment, or equipment above it. */
export interface LockOut {
  readonly maintenanceId: MaintenanceId
  readonly equipmentId: EquipmentId
  readonly since: Instant
  readonly by: Actor
}

/** What the machine had run in all when maintenance was done; absent where nothing counted it. */
export interface Done {
  readonly maintenanceId: MaintenanceId
  readonly at: Instant
  readonly runMs?: number
  readonly cycles?: Decimal
}

export interface LastCalibration {
  readonly maintenanceId: MaintenanceId
  readonly at: Instant
  /** When one has left the equipment within its tolerance. */
  readonly goodAt?: Instant
}

export interface Occupancy {
  readonly orderId: string
  readonly stepId: string
  readonly from: Instant
  readonly to?: Instant
}

/** A machine that has not reported is unknown, never idle. */
export const unknownMachine = (equipmentId: EquipmentId): Machine => ({
  equipmentId,
  state: 'unknown',
  holds: [],
  occupancies: [],
  values: {},
})

/** The machine as it is known at an instant: one that is silent for longer than its heartbeat is unknown from the end of that on. */
export function asHeard(machine: Machine, at: Instant): Machine {
  const { heardAt, heartbeatMs, stateReason: _reason, stateSequence: _sequence, ...known } = machine
  if (heardAt === undefined || heartbeatMs === undefined) return machine
  const silentFrom = Date.parse(heardAt) + minute + heartbeatMs
  if (Date.parse(at) < silentFrom) return machine
  return { ...known, heardAt, heartbeatMs, state: 'unknown', stateSince: new Date(silentFrom).toISOString() }
}

export const occupant = (machine: Machine): Occupancy | undefined =>
  machine.occupancies.find((it) => it.to === undefined)

/** Five steps are more than any device of a plant buffers. */
const remembered = 5

/** A step under rework occupies the machine until its rework ends, so it is kept in the list that long. */
export const occupy = (machine: Machine, orderId: string, stepId: string, at: Instant): Machine => ({
  ...machine,
  occupancies: [{ orderId, stepId, from: at }, ...machine.occupancies].filter(
    ({ to }, index) => to === undefined || index < remembered,
  ),
})

export const lockOut = (machine: Machine, by: LockOut): Machine => ({ ...machine, lockedOut: by })

/** Gives the machine back, if it is this work order that has it. */
export function giveBack(machine: Machine, maintenanceId: string, at: Instant): Machine {
  const { lockedOut, ...rest } = machine
  if (lockedOut?.maintenanceId !== maintenanceId) return machine
  const last = { maintenanceId: lockedOut.maintenanceId, from: lockedOut.since, to: at }
  return { ...rest, lockOuts: [last, ...(machine.lockOuts ?? [])].slice(0, remembered) }
}

export const vacate = (machine: Machine, orderId: string, at: Instant, stepId?: string): Machine => ({
  ...machine,
  occupancies: machine.occupancies.map((it) =>
    it.orderId === orderId && it.to === undefined && (stepId === undefined || it.stepId === stepId)
      ? { ...it, to: at }
      : it,
  ),
})

/** The steps that used the machine at an instant: a rework uses it together with the step that it reworks. */
export const occupanciesAt = (machine: Machine, at: Instant): Occupancy[] => occupanciesBetween(machine, at, at)

/**
 * The steps during which a device can have measured. The time on the way counts only if no step used the machine at the nominal time: a step that is
 * over is not judged by what the next one explains.
 */
export function occupanciesWithin(machine: Machine, { earliest, nominal, latest }: PossibleTimes): Occupancy[] {
  const isExplained = occupanciesAt(machine, nominal).length > 0
  return occupanciesBetween(machine, isExplained ? nominal : earliest, latest)
}

const occupanciesBetween = ({ occupancies }: Machine, earliest: Instant, latest: Instant): Occupancy[] =>
  occupancies.filter((it) => it.from <= latest && (it.to === undefined || earliest < it.to))

/** Whether a good value proves something for a step. One measured before the step began proves nothing. */
export const isProofFor = ({ from }: Occupancy, { nominal }: PossibleTimes): boolean => from <= nominal

interface Said {
  readonly occurredAt: Instant
  readonly sequence: number
}

const isNewer = (one: Said, other: Said | undefined): boolean =>
  !other || one.occurredAt > other.occurredAt || (one.occurredAt === other.occurredAt && one.sequence > other.sequence)

/**
 * The machine after a message that arrives, with what its arrival says of the device's clock. What comes from the future is never the newest, and
 * holds back nothing that comes later.
 */
export function hearArrived(machine: Machine, message: DeviceMessage, arrival: Arrival): Machine {
  const clock = measureClock(machine.clock, timesOf(message), arrival)
  const measured = clock === machine.clock || clock === undefined ? machine : { ...machine, clock }
  const sound = withoutFuture(message, arrival)
  return sound === undefined ? measured : hear(withoutAhead(measured, sound, arrival), sound)
}

const timesOf = (message: DeviceMessage): Instant[] =>
  message.name === 'sample' ? message.samples.map(({ occurredAt }) => occurredAt) : [message.occurredAt]

function withoutFuture(message: DeviceMessage, arrival: Arrival): DeviceMessage | undefined {
  if (message.name !== 'sample') return isFuture(message.occurredAt, arrival) ? undefined : message
  const samples = message.samples.filter(({ occurredAt }) => !isFuture(occurredAt, arrival))
  return samples.length === 0 ? undefined : { ...message, samples }
}

/**
 * The machine without what would hold a message back although it was said by a clock that ran ahead. A time too far ahead counts for nothing. One
 * that has not come when the message arrives was ahead, too, so the device's counter tells which of the two is newer: the clock has been set since.
 */
function withoutAhead(machine: Machine, message: DeviceMessage, arrival: Arrival): Machine {
  const isAhead = (known: Said): boolean =>
    isFuture(known.occurredAt, arrival) || (known.occurredAt > arrival.receivedAt && message.sequence > known.sequence)
  switch (message.name) {
    case 'state': {
      const { stateSince, stateSequence = 0, stateReason: _, ...rest } = machine
      return stateSince !== undefined && isAhead({ occurredAt: stateSince, sequence: stateSequence }) ? rest : machine
    }
    case 'count': {
      const { counts, ...rest } = machine
      return counts && isAhead(counts) ? rest : machine
    }
    case 'sample': {
      const ids = message.samples.map(({ parameterId }): string => parameterId)
      const kept = Object.entries(machine.values).filter(([id, value]) => !(ids.includes(id) && isAhead(value)))
      if (kept.length === Object.keys(machine.values).length) return machine
      const weights = machine.weights?.filter(({ occurredAt }) => !isFuture(occurredAt, arrival))
      return { ...machine, values: Object.fromEntries(kept), ...(weights && { weights }) }
    }
    case 'alarm':
      return machine
  }
}

/** The machine after a message. An older message, in whatever order messages arrive, changes nothing. */
export function hear(machine: Machine, message: DeviceMessage): Machine {
  switch (message.name) {
    case 'state': {
      const known =
        machine.stateSince === undefined
          ? undefined
          : { occurredAt: machine.stateSince, sequence: machine.stateSequence ?? 0 }
      if (!isNewer(message, known)) return machine
      const { stateReason: _, ...before } = machine
      return {
        ...before,
        state: message.state,
        stateSince: message.occurredAt,
        stateSequence: message.sequence,
        ...(message.reason !== undefined && { stateReason: message.reason }),
      }
    }
    case 'count':
      return isNewer(message, machine.counts)
        ? {
            ...machine,
            counts: {
              good: message.good,
              reject: message.reject,
              occurredAt: message.occurredAt,
              sequence: message.sequence,
            },
          }
        : machine
    case 'sample': {
      const values = { ...machine.values }
      let { weights } = machine
      let heard = false
      for (const { parameterId, occurredAt, ...sent } of message.samples) {
        const reading = readingIn(sent)
        if (!reading) continue
        const sample = { ...reading, occurredAt, sequence: message.sequence }
        if (!isNewer(sample, values[parameterId])) continue
        values[parameterId] = sample
        if (parameterId === stableWeight) weights = weighed(weights, { ...reading, occurredAt })
        heard = true
      }
      return heard ? { ...machine, values, ...(weights && { weights }) } : machine
    }
    case 'alarm':
      return machine
  }
}
