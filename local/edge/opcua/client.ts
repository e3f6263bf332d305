import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { OPCUACertificateManager } from 'node-opcua-certificate-manager'
import {
  AttributeIds,
  type ClientSession,
  type ClientSessionPublishService,
  type ClientSubscription,
  DataChangeNotification,
  LogLevel,
  MessageSecurityMode,
  type NotificationMessage,
  OPCUAClient,
  RepublishRequest,
  SecurityPolicy,
  setLogLevel,
  TimestampsToReturn,
  UserTokenType,
} from 'node-opcua-client'
import type { DeviceMessageName } from '../../../events/device.ts'
import { topics } from '../../../shared/messaging/topics.ts'
import type { Arrived } from '../buffer.ts'
import type { OpcuaMachine } from './config.ts'
import { type Change, nodesOf, translatorOf } from './machine.ts'
import { sequencer } from './sequence.ts'
import { isBad } from './values.ts'

export interface OpcuaParts {
  readonly site: string
  /** The folder of the gateway, for its certificate and those that it trusts. */
  readonly folder: string
  readonly keep: (arrived: Arrived) => Promise<void>
  readonly now: () => number
  readonly trouble: (name: string, sentence: string | undefined) => void
}

export interface Following {
  stop(): Promise<void>
}

/** Milliseconds before a server is tried again that refused. */
const pause = 5000
/** Values of one node that a server keeps while nobody fetches them. */
const queueSize = 1000
/** Publishing intervals for which a server keeps a subscription whose client is away: at a second each, half an hour. */
const lifetime = 1800

// What the library thinks of each step is of no use to a plant; what is wrong is told as a trouble.
setLogLevel(LogLevel.Error)

/** Follows each machine at its own server. The library takes up a broken connection and asks again for what it missed (Republish). */
export function followMachines(machines: readonly OpcuaMachine[], parts: OpcuaParts): Following {
  const ending = new AbortController()
  const certificates = new OPCUACertificateManager({ rootFolder: join(parts.folder, 'opcua') })
  const following = machines.map((machine) => follow(machine, certificates, parts, ending.signal))
  return {
    async stop() {
      ending.abort()
      await Promise.all(following)
      await certificates.dispose()
    },
  }
}

async function follow(
  machine: OpcuaMachine,
  certificates: OPCUACertificateManager,
  parts: OpcuaParts,
  end: AbortSignal,
): Promise<void> {
  while (!end.aborted) {
    try {
      await listen(machine, certificates, parts, end)
    } catch (error) {
      const why = reasonOf(error, parts.folder)
      parts.trouble(machine.equipmentId, `${machine.endpoint} of ${machine.equipmentId} cannot be read: ${why}`)
    }
    await after(pause, undefined, { signal: end }).catch(() => undefined)
  }
}

/** The library says a cause in many lines; the first one names it. */
function reasonOf(error: unknown, folder: string): string {
  const text = error instanceof Error ? error.message : String(error)
  const [first = text] = text.split('\n')
  if (!/certificate|untrusted/i.test(text)) return first
  const [from, to] = ['opcua/rejected', 'opcua/trusted/certs'].map((it) => join(folder, it))
  return `${first}. If the certificate is that of the machine, move it from ${from} to ${to}.`
}

/** Settles when the subscription has ended, so that it has to be made anew. */
async function listen(
  machine: OpcuaMachine,
  certificates: OPCUACertificateManager,
  { site, keep, now, trouble }: OpcuaParts,
  end: AbortSignal,
): Promise<void> {
  const { equipmentId, endpoint, security, user, password, publishMs } = machine
  const client = OPCUAClient.create({
    applicationName: 'Andon edge gateway',
    clientCertificateManager: certificates,
    securityMode: MessageSecurityMode[security],
    securityPolicy: security === 'None' ? SecurityPolicy.None : SecurityPolicy.Basic256Sha256,
    endpointMustExist: false,
    keepSessionAlive: true,
    connectionStrategy: { initialDelay: 1000, maxDelay: 20_000, maxRetry: -1 },
  })
  const away = () => trouble(equipmentId, `${endpoint} of ${equipmentId} does not answer.`)
  client.on('backoff', away)
  client.on('connection_lost', away)
  client.on('connection_reestablished', () => trouble(equipmentId, undefined))
  const stopped = new Promise<void>((resolve) => end.addEventListener('abort', () => resolve(), { once: true }))
  try {
    await Promise.race([client.connect(endpoint), stopped])
    if (end.aborted) return
    const session = await client.createSession(
      user === undefined
        ? { type: UserTokenType.Anonymous }
        : { type: UserTokenType.UserName, userName: user, password: password ?? '' },
    )
    const subscription = await session.createSubscription2({
      requestedPublishingInterval: publishMs,
      requestedLifetimeCount: lifetime,
      requestedMaxKeepAliveCount: 10,
      maxNotificationsPerPublish: 0,
      publishingEnabled: true,
    })
    const ended = new Promise<void>((resolve) => subscription.once('terminated', () => resolve()))
    const lost = new Promise<void>((resolve) => session.once('session_closed', () => resolve()))
    trouble(equipmentId, undefined)
    await monitor(machine, subscription, {
      tell: (name, payload, isSample) =>
        keep({
          lane: equipmentId,
          topic: topics.fromDevice(site, equipmentId, name),
          payload: Buffer.from(JSON.stringify(payload)),
          isSample,
          at: now(),
        }),
      now,
      trouble,
    })
    await Promise.race([ended, lost, stopped])
  } finally {
    await client.disconnect()
  }
}

interface Told {
  readonly tell: (name: DeviceMessageName, payload: object, isSample: boolean) => Promise<void>
  readonly now: () => number
  readonly trouble: OpcuaParts['trouble']
}

/** Values that come in one notification are told together. */
async function monitor(
  machine: OpcuaMachine,
  subscription: ClientSubscription,
  { tell, now, trouble }: Told,
): Promise<void> {
  const { equipmentId, samplingMs } = machine
  const nodes = nodesOf(machine)
  const translate = translatorOf(machine, now)
  const before: NotificationMessage[] = []
  let indexOf: ReadonlyMap<number, number> | undefined
  let own = { subscriptionId: subscription.subscriptionId, notifications: inOrder() }

  function inOrder() {
    return sequencer<NotificationMessage>({
      deliver(notification) {
        for (const { name, payload } of translate(changesIn(notification, indexOf ?? new Map())))
          tell(name, payload, name === 'sample').catch(() =>
            trouble(equipmentId, `Values of ${equipmentId} are lost: the disk of the gateway takes none.`),
          )
      },
      askAgain: (number) => republished(subscription, number),
      lost: () =>
        trouble(
          equipmentId,
          `Values of ${equipmentId} are lost: its server did not keep them while it could not be reached.`,
        ),
    })
  }
  const hear = (notification: NotificationMessage) => {
    if (indexOf === undefined) return void before.push(notification)
    // After a new start of the server the library makes the subscription anew, and its numbers begin again.
    if (own.subscriptionId !== subscription.subscriptionId) {
      own.notifications.end()
      own = { subscriptionId: subscription.subscriptionId, notifications: inOrder() }
    }
    const isKeepAlive = (notification.notificationData ?? []).length === 0
    own.notifications.hear(notification.sequenceNumber, isKeepAlive ? undefined : notification)
  }
  subscription.on('raw_notification', hear)
  const { monitoredItems } = await subscription.monitorItems(
    nodes.map(({ nodeId }) => ({ nodeId, attributeId: AttributeIds.Value })),
    { samplingInterval: samplingMs, queueSize, discardOldest: true },
    TimestampsToReturn.Both,
  )
  indexOf = new Map(monitoredItems.map((item, index) => [item.monitoringParameters.clientHandle, index]))
  const unknown = monitoredItems.flatMap(({ statusCode }, index) => (isBad(statusCode) ? [nodes[index]?.nodeId] : []))
  if (unknown.length > 0)
    trouble(
      equipmentId,
      `The server of ${equipmentId} does not give ${unknown.join(', ')}; look at its node ids and rights.`,
    )
  for (const notification of before.splice(0)) hear(notification)
}

function changesIn({ notificationData }: NotificationMessage, indexOf: ReadonlyMap<number, number>): Change[] {
  return (notificationData ?? []).flatMap((data) =>
    data instanceof DataChangeNotification
      ? (data.monitoredItems ?? []).flatMap(({ clientHandle, value }) => {
          const index = indexOf.get(clientHandle)
          return index === undefined ? [] : [{ index, value }]
        })
      : [],
  )
}

/** A notification that did not come (Republish); undefined if the server has it no more. */
function republished(subscription: ClientSubscription, number: number): Promise<NotificationMessage | undefined> {
  const { subscriptionId } = subscription
  return new Promise((resolve, reject) => {
    const request = new RepublishRequest({ subscriptionId, retransmitSequenceNumber: number })
    // The session has it, and its type tells it in another interface.
    const session = subscription.session as ClientSession & ClientSessionPublishService
    session.republish(request, (error, response) => {
      const status = response?.responseHeader.serviceResult.name ?? error?.message ?? ''
      if (status.includes('BadMessageNotAvailable')) resolve(undefined)
      else if (error || !response) reject(error ?? new Error(status))
      else resolve(response.notificationMessage)
    })
  })
}
