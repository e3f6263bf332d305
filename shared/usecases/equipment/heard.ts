import { type DeviceMessage, defaultClockTolerance } from '../../../events/device.ts'
import type { EquipmentId, Instant } from '../../../events/identifiers.ts'
import type { Shift } from '../../../events/labour.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Caller } from '../../domain/caller.ts'
import { canonical } from '../../domain/canonical.ts'
import type { Arrival } from '../../domain/equipment/clock.ts'
import { violation } from '../../domain/refusal.ts'
import { digest } from '../commit/chain.ts'
import type { Clock, Command, Outcome } from '../commit/command.ts'
import { ownId } from '../commit/own-id.ts'
import { saidOf } from '../telling.ts'

export interface Heard {
  readonly site: string
  readonly timeZone?: string
  /** The shifts of the site, whose logs it enters; without them, a day is one. */
  readonly shifts?: readonly Shift[]
  readonly equipmentId: EquipmentId
  readonly message: DeviceMessage
  readonly clock: Clock
  /** When it reached the site, which stays the same when its queue delivers it again; absent if it is processed at once. */
  readonly receivedAt?: Instant
  /** Seconds by which the device's clock may differ from ours. */
  readonly clockTolerance?: number
}

export const arrivalOf = ({ clock, receivedAt = clock(), clockTolerance = defaultClockTolerance }: Heard): Arrival => ({
  receivedAt,
  tolerance: clockTolerance,
})

/** The result for a message: processed, or unusable for ever. */
export type Taken = { readonly taken: true } | { readonly taken: false; readonly reason: string }

export const callerOf = (equipmentId: EquipmentId): Caller => ({
  kind: 'device',
  id: equipmentId,
  name: equipmentId,
  roles: [],
})

/** Too many conflicts: devices do not resend, so the queue delivers the message again. */
export class NotNow extends Error {}

export const undefinedEquipment = (equipmentId: string): Promise<Taken> =>
  notTaken(violation('equipment-unknown', { equipmentId }))

const notTaken = async (...why: readonly Violation[]): Promise<Taken> => ({ taken: false, reason: await saidOf(why) })

/**
 * The id of the command follows from the message, so that a repeated message is one command. It contains the time, because a device restarts its
 * counter.
 */
export const messageCommand = <Body>(
  { site, timeZone, equipmentId, message, clock }: Heard,
  name: string,
  occurredAt: string,
  body: Body,
): Command<Body> => ({
  id: ownId(callerOf(equipmentId), `${name}/${occurredAt}/${message.sequence}`),
  operation: `device ${message.name}`,
  site,
  ...(timeZone !== undefined && { timeZone }),
  caller: callerOf(equipmentId),
  clock,
  occurredAt,
  body,
  requestHash: digest(canonical(body)),
  signature: undefined,
})

export async function takenBy(outcome: Outcome, equipmentId: string): Promise<Taken> {
  switch (outcome.outcome) {
    case 'done':
    case 'nothing':
      return { taken: true }
    case 'unknown':
      return undefinedEquipment(equipmentId)
    case 'key-reused':
      return notTaken(violation('idempotency-key-reused/device', {}))
    case 'refused':
      return notTaken(...outcome.violations)
    case 'busy':
      throw new NotNow(`${equipmentId} is written to by too many at once.`)
  }
}
