import { readFileSync } from 'node:fs'
import { connect, type MqttClient } from 'mqtt'
import type { Kept, MessageBuffer } from './buffer.ts'
import type { EdgeConfig } from './config.ts'
import { paceOf } from './pace.ts'
import { commanded, type Upstream, upstreamOf } from './topics.ts'

export interface Uplink {
  /** There is something new in the buffer. */
  wake(): void
  /** What is not kept: the gateway's own health. */
  tell(topic: string, payload: string): void
  connectedSince(): number | undefined
  stop(): Promise<void>
}

export interface UplinkParts {
  readonly now: () => number
  readonly onCommand: (equipmentId: string, payload: Uint8Array) => void
  readonly log: (line: string) => void
}

/** AWS IoT Core keeps a hundred unacknowledged messages of a connection; health and commands need some. */
const mostOnTheirWay = 50
/** Milliseconds. A message that is younger is live; a lane whose oldest message is older catches up. */
const liveWithin = 10_000
const patience = 30_000
const pause = { first: 1000, longest: 30_000 }
const ticks = 50

/**
 * Sends what is in the buffer, and takes out what the cloud has acknowledged (PUBACK). Lanes take turns, live ones before those that catch up; within a
 * lane the oldest is sent first, so that no message of a machine overtakes another. After a broken connection each lane begins again with its
 * oldest: what was under way is sent with the same bytes, and the cloud takes it once.
 */
export function startUplink(config: EdgeConfig, buffer: MessageBuffer, { now, onCommand, log }: UplinkParts): Uplink {
  const { cloud, site, gateway } = config
  const upstream: Upstream = { site, gateway, rule: cloud.basicIngestRule }
  const all = paceOf(cloud.mostPerSecond, now)
  const late = paceOf(cloud.catchUpPerSecond, now)
  const size = paceOf(cloud.mostBytesPerSecond, now)

  let opened: MqttClient | undefined
  let client: MqttClient | undefined
  let connectedSince: number | undefined
  let failures = 0
  let isStopped = false
  let timer: NodeJS.Timeout | undefined
  let acknowledged: number[] = []
  /** The next message of each lane, in the order of their turns; and when each message under way was sent. */
  const heads = new Map<string, Kept>()
  const sentUpTo = new Map<string, number>()
  const onTheirWay = new Map<number, number>()

  const hold = () => buffer.hold(new Set([...onTheirWay.keys(), ...[...heads.values()].map(({ id }) => id)]))
  const look = (lane: string) => {
    const head = buffer.next(lane, sentUpTo.get(lane) ?? 0)
    if (head !== undefined) heads.set(lane, head)
  }
  const turn = (): string | undefined => {
    const since = now() - liveWithin
    let behind: string | undefined
    for (const [lane, { at }] of heads) {
      if (at >= since) return lane
      behind ??= lane
    }
    return behind !== undefined && late.isFree() ? behind : undefined
  }

  const send = (lane: string, { id, topic, payload, at }: Kept, over: MqttClient) => {
    heads.delete(lane)
    sentUpTo.set(lane, id)
    onTheirWay.set(id, now())
    all.spend(1)
    size.spend(payload.byteLength)
    if (at < now() - liveWithin) late.spend(1)
    look(lane)
    over.publish(upstreamOf(topic, upstream), Buffer.from(payload), { qos: 1 }, (error) => {
      // What was not acknowledged is still in the buffer.
      if (error || over !== client) return
      onTheirWay.delete(id)
      acknowledged.push(id)
      if (acknowledged.length === 1) setImmediate(settle)
      pump()
    })
  }
  const settle = () => {
    if (acknowledged.length === 0) return
    try {
      buffer.remove(acknowledged)
      acknowledged = []
    } catch (error) {
      log(`What the cloud has taken cannot be removed from the buffer yet: ${String(error)}`)
      setTimeout(settle, pause.first).unref()
    }
  }

  const pump = () => {
    clearTimeout(timer)
    if (client === undefined || connectedSince === undefined) return
    for (const lane of buffer.lanes()) if (!heads.has(lane)) look(lane)
    while (onTheirWay.size < mostOnTheirWay && all.isFree() && size.isFree()) {
      const lane = turn()
      const head = lane === undefined ? undefined : heads.get(lane)
      if (lane === undefined || head === undefined) break
      send(lane, head, client)
    }
    hold()
    if (heads.size > 0) timer = setTimeout(pump, ticks)
  }

  const open = () => {
    if (isStopped) return
    let files: ReturnType<typeof certificates>
    try {
      files = certificates(config)
    } catch (error) {
      log(`The certificate cannot be read: ${String(error)}`)
      return again()
    }
    const own = connect(cloud.url, {
      ...files,
      clientId: gateway,
      // The cloud keeps commands for a gateway that is away.
      clean: false,
      keepalive: 30,
      reconnectPeriod: 0,
      connectTimeout: patience,
    })
    opened = own
    let said: string | undefined
    own.on('connect', () => {
      client = own
      connectedSince = now()
      failures = 0
      log(`Connected to ${cloud.url}.`)
      own.subscribe(`andon/${site}/${gateway}/+/command`, { qos: 1 }, (error) => {
        if (error)
          log(`Commands for the machines do not come: ${error.message}. Look at the policy of the certificate.`)
      })
      pump()
    })
    own.on('message', (topic, payload) => {
      const equipmentId = commanded(topic)
      if (equipmentId !== undefined) onCommand(equipmentId, payload)
    })
    own.on('error', (error) => {
      said = error.message
    })
    own.once('close', () => {
      if (connectedSince !== undefined || failures === 0)
        log(`No connection to ${cloud.url} (${said ?? 'it was closed'}). Messages are kept until there is one.`)
      own.end(true)
      settle()
      client = undefined
      connectedSince = undefined
      heads.clear()
      sentUpTo.clear()
      onTheirWay.clear()
      hold()
      again()
    })
  }
  let waiting: NodeJS.Timeout | undefined
  const again = () => {
    if (isStopped) return
    const longest = Math.min(pause.longest, pause.first * 2 ** failures)
    failures += 1
    // A plant's gateways do not all come at once after an outage.
    waiting = setTimeout(open, longest * (0.5 + Math.random() / 2))
  }
  // A connection on which nothing is acknowledged is no connection.
  const watch = setInterval(() => {
    const [oldest] = onTheirWay.values()
    if (oldest !== undefined && now() - oldest > patience) client?.stream.destroy()
  }, 1000)

  open()
  return {
    wake: pump,
    tell: (topic, payload) => connectedSince !== undefined && client?.publish(topic, payload, { qos: 1 }),
    connectedSince: () => connectedSince,
    async stop() {
      isStopped = true
      clearTimeout(timer)
      clearTimeout(waiting)
      clearInterval(watch)
      settle()
      await opened?.endAsync(true)
    },
  }
}

function certificates({ cloud: { certificate, key, authority } }: EdgeConfig) {
  return {
    ...(certificate !== undefined && { cert: readFileSync(certificate) }),
    ...(key !== undefined && { key: readFileSync(key) }),
    ...(authority !== undefined && { ca: readFileSync(authority) }),
  }
}
