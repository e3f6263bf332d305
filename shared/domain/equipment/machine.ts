import type { DeviceMessage, MachineState } from '../../../events/device.ts'
import type { EquipmentId, Instant } from '../../../events/identifiers.ts'
import type { Decimal } from '../../../events/quantity.ts'
import { type ScaleCheck, stableWeight, type Weight, weighed } from './scale-state.ts'

/** What is so at an equipment now: what it says of itself, who uses it, what holds it. */
export interface Machine {
  readonly equipmentId: EquipmentId
  readonly state: MachineState
  readonly stateSince?: Instant
  readonly stateSequence?: number
  readonly holds: readonly string[]
  /** How long the last cleaning counts, or since when it is dirty; it comes before what the definition says. */
  readonly cleanUntil?: Instant
  /** The product that the last set-up was for. */
  readonly setUpFor?: string
  /** Who uses it now, and the last few before: a late sample is judged by the step that it was measured in. */
  readonly occupancies: readonly Occupancy[]
  /**
   * The newest value of each parameter, in its own unit or else that of the parameter, and no history: telemetry does not go item per
   * message into the table.
   */
  readonly values: Readonly<
    Record<
      string,
      { readonly value: Decimal; readonly unit?: string; readonly occurredAt: Instant; readonly sequence: number }
    >
  >
  /** Of a scale: its last stable weights, the newest first, since a net weight takes two of them; and its last check. */
  readonly weights?: readonly Weight[]
  readonly scaleCheck?: ScaleCheck
  /** What it has counted: pieces, in no unit. */
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

/** A machine that has not spoken is unknown, never idle. */
export const unheardOf = (equipmentId: EquipmentId): Machine => ({
  equipmentId,
  state: 'unknown',
  holds: [],
  occupancies: [],
  values: {},
})

export const occupant = (machine: Machine): Occupancy | undefined =>
  machine.occupancies.find((it) => it.to === undefined)

/** Five steps back is longer than any device of ours buffers while a plant runs. */
const remembered = 5

/** A step that is being reworked uses the machine for as long as its rework does, and is not forgotten meanwhile. */
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

/** The steps during which something was measured on this machine: a rework uses it beside the step that it reworks. */
export const occupanciesAt = (machine: Machine, at: Instant): Occupancy[] =>
  machine.occupancies.filter((it) => it.from <= at && (it.to === undefined || at < it.to))

/** A device's clock may run ahead of ours by this much before its time is flagged: NTP keeps a plant within a second. */
const toleratedSkewSeconds = 5
export const isFuture = (occurredAt: Instant, at: Instant): boolean =>
  Date.parse(occurredAt) - Date.parse(at) > toleratedSkewSeconds * 1000

const isNewer = (
  one: { occurredAt: Instant; sequence: number },
  other: { occurredAt: Instant; sequence: number } | undefined,
): boolean =>
  !other || one.occurredAt > other.occurredAt || (one.occurredAt === other.occurredAt && one.sequence > other.sequence)

/** The machine after a message; the same machine when the message is old news, in whatever order they arrive. */
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
