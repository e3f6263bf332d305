import type { DeviceMessage, MachineState } from '../../../events/device.ts'
import type { EquipmentId, Instant } from '../../../events/identifiers.ts'
import type { Decimal } from '../../../events/quantity.ts'
import { type ScaleCheck, stableWeight, type Weight, weighed } from './scale-state.ts'

/** The present state of an equipment: its own reports, the step that uses it, its holds. */
export interface Machine {
  readonly equipmentId: EquipmentId
  readonly state: MachineState
  readonly stateSince?: Instant
  readonly stateSequence?: number
  readonly holds: readonly string[]
  /** Until when the equipment is clean, or since when it is dirty. It comes before the definition. */
  readonly cleanUntil?: Instant
  readonly setUpFor?: string
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

export const vacate = (machine: Machine, orderId: string, at: Instant, stepId?: string): Machine => ({
  ...machine,
  occupancies: machine.occupancies.map((it) =>
    it.orderId === orderId && it.to === undefined && (stepId === undefined || it.stepId === stepId)
      ? { ...it, to: at }
      : it,
  ),
})

/** The steps that used the machine at an instant: a rework uses it together with the step that it reworks. */
export const occupanciesAt = (machine: Machine, at: Instant): Occupancy[] =>
  machine.occupancies.filter((it) => it.from <= at && (it.to === undefined || at < it.to))

/** A device's clock may be this much ahead before its time is flagged; NTP keeps a plant within a second. */
const toleratedSkewSeconds = 5
export const isFuture = (occurredAt: Instant, at: Instant): boolean =>
  Date.parse(occurredAt) - Date.parse(at) > toleratedSkewSeconds * 1000

const isNewer = (
  one: { occurredAt: Instant; sequence: number },
  other: { occurredAt: Instant; sequence: number } | undefined,
): boolean =>
  !other || one.occurredAt > other.occurredAt || (one.occurredAt === other.occurredAt && one.sequence > other.sequence)

/** The machine after a message. An older message, in whatever order messages arrive, changes nothing. */
export function hear(machine: Machine, message: DeviceMessage): Machine {
  switch (message.name) {
    case 'state': {
      const known =
        machine.stateSince === undefined
          ? undefined
          : { occurredAt: machine.stateSince, sequence: machine.stateSequence ?? 0 }
      if (!isNewer(message, known)) return machine
      return { ...machine, state: message.state, stateSince: message.occurredAt, stateSequence: message.sequence }
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
      for (const { parameterId, value, unit, occurredAt } of message.samples) {
        const sample = { value, ...(unit !== undefined && { unit }), occurredAt, sequence: message.sequence }
        if (!isNewer(sample, values[parameterId])) continue
        values[parameterId] = sample
        if (parameterId === stableWeight) weights = weighed(weights, { value, unit, occurredAt })
        heard = true
      }
      return heard ? { ...machine, values, ...(weights && { weights }) } : machine
    }
    case 'alarm':
      return machine
  }
}
