import type { GatewayHealth } from '../../events/gateway.ts'
import type { EdgeConfig } from './config.ts'
import type { BufferStatus } from './status.ts'

interface Times {
  readonly now: number
  readonly startedAt: number
  readonly connectedSince: number
  readonly version: string
}

/** What the gateway says of itself: every machine of its configuration, and every lane in which something waits. */
export function healthOf(
  { broker, opcua, buffer }: EdgeConfig,
  { messages, bytes, oldestAt, lost, lanes }: BufferStatus,
  troubles: ReadonlyMap<string, string>,
  { now, startedAt, connectedSince, version }: Times,
): GatewayHealth {
  const heard = new Map(lanes.map((it) => [it.lane, it]))
  const names = new Set([
    ...(broker?.machines ?? []).map(({ equipmentId }) => equipmentId),
    ...(broker?.edgeNodes ?? []).map(({ groupId, edgeNodeId }) => `${groupId}/${edgeNodeId}`),
    ...opcua.map(({ equipmentId }) => equipmentId),
  ])
  const left = lanes.filter(({ lane, waiting }) => waiting > 0 && !names.has(lane)).map(({ lane }) => lane)
  const strangers = [...troubles.keys()].filter((name) => !names.has(name) && !left.includes(name))
  return {
    occurredAt: instantOf(now),
    version,
    startedAt: instantOf(startedAt),
    connectedSince: instantOf(connectedSince),
    backlog: { messages, bytes, ...(oldestAt !== undefined && { oldestAt: instantOf(oldestAt) }) },
    mostBytes: buffer.mostBytes,
    lost: {
      samples: lost.samples,
      others: lost.others,
      ...(lost.lastAt !== undefined && { lastAt: instantOf(lost.lastAt) }),
    },
    machines: [...names, ...left, ...strangers.slice(0, mostStrangers)].map((name) => {
      const lane = heard.get(name)
      const trouble = troubles.get(name)
      return {
        name: name.slice(0, 130),
        ...(lane && lane.lastHeardAt > 0 && { lastHeardAt: instantOf(lane.lastHeardAt) }),
        waiting: lane?.waiting ?? 0,
        lost: lane?.lost ?? 0,
        ...(trouble !== undefined && { trouble: trouble.slice(0, 300) }),
      }
    }),
  }
}

/** Clients that were turned away may call themselves anything. */
const mostStrangers = 20

const instantOf = (at: number) => new Date(at).toISOString()
