import { timingSafeEqual } from 'node:crypto'
import { createServer, type Socket } from 'node:net'
import { Aedes, type AuthenticateError, type Client } from 'aedes'
import { CannotStart } from '../cannot-start.ts'
import type { Arrived } from './buffer.ts'
import type { EdgeConfig } from './config.ts'
import { ofSparkplug, type Said, saidOn } from './topics.ts'

export interface Intake {
  readonly port: number
  /** Gives a machine a command of the cloud; false if it does not come by this broker. */
  command(equipmentId: string, payload: Uint8Array): boolean
  stop(): Promise<void>
}

export interface IntakeParts {
  /** Settles when the message is on disk; until then the machine gets no acknowledgement. */
  readonly keep: (arrived: Arrived) => Promise<void>
  readonly now: () => number
  /** Something is wrong with what a machine sends; undefined when it is well again. */
  readonly trouble: (lane: string, sentence: string | undefined) => void
}

/** AWS IoT Core takes no more in one message, and ends the connection of who sends more. */
const largestPayload = 128 * 1024

/**
 * The broker for the machines. A machine connects with its equipment id as client id and speaks for itself only; a Sparkplug edge node for itself and
 * its devices. What it sends is not looked into.
 */
export async function openIntake(config: EdgeConfig, { keep, now, trouble }: IntakeParts): Promise<Intake | undefined> {
  const { site, broker: wanted } = config
  if (wanted === undefined) return undefined
  const machines = new Map(wanted.machines.map((it) => [it.equipmentId, it]))
  const edgeNodes = new Map(wanted.edgeNodes.map((it) => [it.clientId ?? it.edgeNodeId, it]))
  const laneOf = (client: string): string => {
    const node = edgeNodes.get(client)
    return node === undefined ? client : `${node.groupId}/${node.edgeNodeId}`
  }
  const broker = await Aedes.createBroker({ heartbeatInterval: 3_600_000, maxClientsIdLength: 130, queueLimit: 1000 })

  broker.authenticate = (client, _user, password, done) => {
    const known = machines.get(client.id) ?? edgeNodes.get(client.id)
    const isRight = known !== undefined && (known.password === undefined || isSame(known.password, password))
    if (!isRight) {
      const why = known === undefined ? 'it is not in the configuration of the gateway' : 'its password is wrong'
      trouble(known === undefined ? client.id : laneOf(client.id), `The client ${client.id} may not connect: ${why}.`)
    }
    done(isRight ? null : notAuthorized(), isRight)
  }
  broker.authorizePublish = (client, packet, done) => {
    // The gateway's own, to its machines.
    if (client === null) return done(null)
    const said = saidBy(client, packet.topic)
    const fault =
      said === undefined
        ? `${client.id} published on ${packet.topic}, which is not its own`
        : packet.payload.length > largestPayload
          ? `${client.id} published ${packet.payload.length} bytes at once; the cloud takes ${largestPayload}`
          : undefined
    if (said === undefined || fault !== undefined) {
      trouble(laneOf(client.id), `${fault}. It was disconnected.`)
      return done(new Error(fault))
    }
    if (said === 'live') return done(null)
    const payload = Buffer.from(packet.payload)
    keep({ lane: laneOf(client.id), topic: packet.topic, payload, ...said, at: now() }).then(
      () => {
        trouble(laneOf(client.id), undefined)
        done(null)
      },
      // Without an acknowledgement the machine sends it again.
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
    )
  }
  broker.authorizeSubscribe = (client, subscription, done) =>
    done(null, mayHear(client, subscription.topic) ? subscription : null)

  const saidBy = (client: Client, topic: string): Said | 'live' | undefined => {
    if (topic === `andon/${site}/live/${client.id}/weight`) return 'live'
    const said = saidOn(topic, site)
    const node = edgeNodes.get(client.id)
    if (said === undefined || node === undefined)
      return said?.by === client.id && machines.has(client.id) ? said : undefined
    return said.by === `${node.groupId}/${node.edgeNodeId}` ? said : undefined
  }
  const mayHear = (client: Client, filter: string): boolean => {
    const node = edgeNodes.get(client.id)
    if (node === undefined) return filter === `andon/${site}/${client.id}/command`
    const [root, group, kind, name] = filter.split('/')
    return (
      root === ofSparkplug &&
      (group === 'STATE' ||
        (group === node.groupId && name === node.edgeNodeId && (kind === 'NCMD' || kind === 'DCMD')))
    )
  }

  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
    broker.handle(socket)
  })
  const port = await listening(server, wanted)
  return {
    port,
    command(equipmentId, payload) {
      if (!machines.has(equipmentId)) return false
      const topic = `andon/${site}/${equipmentId}/command`
      broker.publish(
        { cmd: 'publish', topic, payload: Buffer.from(payload), qos: 1, retain: false, dup: false },
        () => undefined,
      )
      return true
    },
    async stop() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
      await new Promise<void>((resolve) => broker.close(() => resolve()))
    },
  }
}

function listening(
  server: ReturnType<typeof createServer>,
  { host, port }: { host: string; port: number },
): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new CannotStart(
          `The broker for the machines cannot listen on ${host}:${port} (${error.code}). End what has that port, or give broker.port another one.`,
        ),
      ),
    )
    server.listen(port, host, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

function isSame(wanted: string, given: unknown): boolean {
  const [one, other] = [Buffer.from(wanted), Buffer.from(given instanceof Uint8Array ? given : '')]
  return one.length === other.length && timingSafeEqual(one, other)
}

const notAuthorized = (): AuthenticateError => Object.assign(new Error('Not authorised'), { returnCode: 5 as const })
