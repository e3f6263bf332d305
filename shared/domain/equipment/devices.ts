import type { GatewayHealth } from '../../../events/gateway.ts'
import type { Instant } from '../../../events/identifiers.ts'
import type { DeviceFault } from '../../../events/names.ts'
import type { DeviceClock } from './clock.ts'
import type { Machine } from './machine.ts'

/** A gateway or a machine that has spoken, and what is wrong with it. */
export interface Device {
  readonly deviceId: string
  readonly kind: 'gateway' | 'machine'
  /** By our clock, to the minute for a machine; of a machine behind a gateway by the clock of that. */
  readonly lastHeardAt?: Instant
  readonly degraded: readonly DeviceFault[]
  /** What its gateway says is wrong, in its own words. */
  readonly trouble?: string
  readonly clock?: Pick<DeviceClock, 'isOff' | 'behindMs'>
  readonly gateway?: string
  /** Messages that wait in the gateway. */
  readonly waiting?: number
  readonly health?: Omit<GatewayHealth, 'machines'>
}

/** A gateway as the site keeps it. */
export interface HeardGateway {
  readonly gateway: string
  readonly receivedAt: Instant
  readonly health: GatewayHealth
}

/** A gateway tells its health every ten seconds: six that did not come are no chance. */
const silentAfterMs = 60_000
/** A loss is shown for a day; it stays counted. */
const lossShownMs = 86_400_000

const msBetween = (from: Instant, to: Instant): number => Date.parse(to) - Date.parse(from)

export function gatewayAsDevice({ gateway, receivedAt, health }: HeardGateway, now: Instant): Device {
  const { machines: _, ...own } = health
  const { lastAt } = health.lost
  const ownLag = msBetween(health.occurredAt, receivedAt)
  const isOff = Math.abs(ownLag) > silentAfterMs
  return {
    deviceId: gateway,
    kind: 'gateway',
    lastHeardAt: receivedAt,
    degraded: [
      ...(isSilent(receivedAt, now) ? (['silent'] as const) : []),
      ...(isOff ? (['clock-off'] as const) : []),
      ...(lastAt !== undefined && msBetween(lastAt, now) < lossShownMs ? (['values-lost'] as const) : []),
    ],
    clock: { isOff, behindMs: ownLag },
    health: own,
  }
}

const isSilent = (receivedAt: Instant, now: Instant): boolean => msBetween(receivedAt, now) > silentAfterMs

/**
 * A machine, if it has ever spoken or is to speak by a gateway.
 * @param gateway the one that its definition names
 */
export function machineAsDevice(
  { equipmentId, gateway }: { readonly equipmentId: string; readonly gateway?: string | undefined },
  machine: Machine | undefined,
  behind: HeardGateway | undefined,
  now: Instant,
): Device | undefined {
  const there = behind?.health.machines.find(({ name }) => name === equipmentId)
  const lastHeardAt = there?.lastHeardAt ?? machine?.heardAt
  if (lastHeardAt === undefined && gateway === undefined) return undefined
  const { clock } = machine ?? {}
  const isAway = gateway !== undefined && (behind === undefined || isSilent(behind.receivedAt, now))
  return {
    deviceId: equipmentId,
    kind: 'machine',
    ...(lastHeardAt !== undefined && { lastHeardAt }),
    degraded: [
      ...(lastHeardAt === undefined ? (['never-heard'] as const) : []),
      ...(clock?.isOff ? (['clock-off'] as const) : []),
      ...(isAway ? (['gateway-silent'] as const) : []),
      ...(there?.trouble === undefined ? [] : (['trouble'] as const)),
    ],
    ...(there?.trouble !== undefined && { trouble: there.trouble }),
    ...(clock && { clock: { isOff: clock.isOff, ...(clock.behindMs !== undefined && { behindMs: clock.behindMs }) } }),
    ...(gateway !== undefined && { gateway }),
    ...(there && { waiting: there.waiting }),
  }
}
