import { randomUUID } from 'node:crypto'
import { type Server as HttpServer, type IncomingMessage, STATUS_CODES } from 'node:http'
import { createServer, type Server, type Socket } from 'node:net'
import { Aedes, type AuthenticateError, type Client, type PublishPacket } from 'aedes'
import { createWebSocketStream, WebSocketServer } from 'ws'
import type { PlantClock } from './clock.ts'
import type { Functions } from './lambda.ts'
import { judge, readPolicy, type Statement } from './policy.ts'
import type { TopicRules } from './topic-rules.ts'
import { addressOf, turnedAway } from './whose-request.ts'
import { type Service, ServiceError } from './wire.ts'

export interface IotPlan {
  readonly region: string
  readonly account: string
  /** The documents of every `AWS::IoT::Policy`; every device holds all of them. */
  readonly thingPolicies: readonly { readonly name: string; readonly document: unknown }[]
  readonly authorizers: readonly { readonly name: string; readonly functionArn: string }[]
}

export interface Broker {
  readonly service: Service
  accept(socket: Socket): void
  /** Serves MQTT over WebSocket at `/mqtt` of the plant's own HTTP server. */
  attach(server: HttpServer): void
  stop(): Promise<void>
}

interface Session {
  readonly may: (action: string, resource: string) => boolean
  end?: NodeJS.Timeout
}

// Limits of IoT Core that a device meets: https://docs.aws.amazon.com/general/latest/gr/iot-core.html
const thingName = /^[a-zA-Z0-9:_-]{1,128}$/
const largestPayload = 128 * 1024
const deepestTopic = 7

/** IoT Core. The thing policies decide which devices may connect, publish and subscribe; the custom authorizer decides for people. */
export async function startBroker(
  plan: IotPlan,
  rules: TopicRules,
  functions: Functions,
  clock: PlantClock,
  complain: (text: string) => void,
): Promise<Broker> {
  const sessions = new WeakMap<Client, Session>()
  const arn = (rest: string) => `arn:aws:iot:${plan.region}:${plan.account}:${rest}`
  const broker = await Aedes.createBroker({ heartbeatInterval: 3_600_000, maxClientsIdLength: 128, queueLimit: 1000 })

  const welcome = async (client: Client, username: string | undefined, password: Buffer | undefined) => {
    // A page is a person with a token, and no machine, whose way asks for nothing here.
    if (password === undefined && client.req?.headers.origin !== undefined) return false
    const session =
      password === undefined
        ? { may: thingMay(plan, client.id) }
        : await authorizedSession(plan, functions, client, username, password)
    if (session === undefined || !session.may('iot:Connect', arn(`client/${client.id}`))) return false
    sessions.set(client, session)
    return true
  }
  const may = (client: Client | null, action: string, resource: string) =>
    client === null || sessions.get(client)?.may(action, arn(resource)) === true

  broker.authenticate = (client, username, password, done) => {
    // Clients that have nothing but a certificate may send an empty password.
    const secret = password && password.length > 0 ? (password as Buffer) : undefined
    welcome(client, username, secret).then(
      (allowed) => {
        if (!allowed) complain(`The MQTT client ${client.id} may not connect.`)
        done(allowed ? null : notAuthorized(), allowed)
      },
      (error: unknown) => {
        complain(`The MQTT client ${client.id} could not be authorised: ${String(error)}`)
        done(notAuthorized(), false)
      },
    )
  }
  broker.authorizePublish = (client, packet, done) => {
    const fault = may(client, 'iot:Publish', `topic/${packet.topic}`)
      ? faultOf(packet, rules, may(client, 'iot:RetainPublish', `topic/${packet.topic}`))
      : 'its policies do not allow it'
    if (fault !== undefined) {
      complain(`The MQTT client ${client?.id} is disconnected: it published to ${packet.topic}, and ${fault}.`)
      return done(new Error(fault))
    }
    try {
      carry(packet, client?.id ?? 'N/A')
    } catch (error) {
      // Without a PUBACK, the device sends it again.
      return done(error instanceof Error ? error : new Error(String(error)))
    }
    done(null)
  }
  broker.authorizeSubscribe = (client, subscription, done) =>
    done(null, may(client, 'iot:Subscribe', `topicfilter/${subscription.topic}`) ? subscription : null)
  broker.authorizeForward = (client, packet) => (may(client, 'iot:Receive', `topic/${packet.topic}`) ? packet : null)

  const carry = (packet: PublishPacket, clientId: string) =>
    rules.carry({ topic: packet.topic, payload: Buffer.from(packet.payload), clientId, at: clock.now().getTime() })

  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => (offered.has('mqtt') ? 'mqtt' : false),
  })
  return {
    accept: (socket) => {
      broker.handle(socket)
    },
    attach(server) {
      server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
        socket.on('error', () => undefined)
        if (addressOf(request)?.pathname !== '/mqtt') return refuse(socket, 404, 'Only /mqtt is a WebSocket here.')
        const turned = turnedAway(request, '/mqtt')
        if (turned !== undefined) return refuse(socket, turned.status, turned.message)
        sockets.handleUpgrade(request, socket, head, (webSocket) => {
          const stream = createWebSocketStream(webSocket)
          stream.on('error', () => undefined)
          broker.handle(stream, request)
        })
      })
    },
    service: {
      needs({ operation, path, query }) {
        if (operation !== 'POST topics') throw ServiceError.unknown('iot', operation)
        const resource = arn(`topic/${topicOf(path)}`)
        const retaining = query.get('retain') === 'true' ? [{ action: 'iot:RetainPublish', resource }] : []
        return [{ action: 'iot:Publish', resource }, ...retaining]
      },
      async answer({ path, query, body }) {
        const packet: PublishPacket = {
          cmd: 'publish',
          topic: topicOf(path),
          payload: body,
          qos: query.get('qos') === '1' ? 1 : 0,
          retain: query.get('retain') === 'true',
          dup: false,
        }
        await new Promise<void>((resolve, reject) =>
          broker.publish(packet, (error) => (error ? reject(error) : resolve())),
        )
        carry(packet, 'N/A')
        return { json: { message: 'OK', traceId: randomUUID() } }
      },
    },
    async stop() {
      for (const socket of sockets.clients) socket.terminate()
      sockets.close()
      await new Promise<void>((resolve) => broker.close(resolve))
    },
  }
}

/** Answers a request for a WebSocket that does not become one. */
function refuse(socket: Socket, status: number, message: string): void {
  const body = `${JSON.stringify({ message })}\n`
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-type: application/json\r\n`
  socket.end(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
}

export function listenMqtt(accept: (socket: Socket) => void): Server {
  return createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => undefined)
    accept(socket)
  })
}

function topicOf(path: string): string {
  return decodeURIComponent(path.slice('/topics/'.length))
}

function thingMay(plan: IotPlan, clientId: string): Session['may'] {
  // A client id that cannot be a thing name has no thing, so a policy variable about its thing matches nothing.
  const variables: Record<string, string> = { 'iot:ClientId': clientId }
  if (thingName.test(clientId)) variables['iot:Connection.Thing.ThingName'] = clientId
  return allows(plan.thingPolicies.flatMap(({ name, document }) => readPolicy(document, name, variables)))
}

function allows(statements: readonly Statement[]): Session['may'] {
  return (action, resource) => judge(statements, action, resource) === 'allowed'
}

interface AuthorizerAnswer {
  readonly isAuthenticated?: boolean
  readonly policyDocuments?: readonly unknown[]
  readonly disconnectAfterInSeconds?: number
}

async function authorizedSession(
  plan: IotPlan,
  functions: Functions,
  client: Client,
  username: string | undefined,
  password: Buffer,
): Promise<Session | undefined> {
  const wanted = new URLSearchParams(username?.split('?')[1]).get('x-amz-customauthorizer-name')
  const authorizer = wanted === null ? plan.authorizers[0] : plan.authorizers.find(({ name }) => name === wanted)
  if (authorizer === undefined) return undefined
  const answer = (await functions.invoke(authorizer.functionArn, {
    protocols: client.req === undefined ? ['tls', 'mqtt'] : ['tls', 'http', 'mqtt'],
    signatureVerified: false,
    protocolData: {
      tls: { serverName: 'localhost' },
      ...(client.req === undefined ? {} : { http: { headers: client.req.headers, queryString: '' } }),
      mqtt: { username, password: password.toString('base64'), clientId: client.id },
    },
    connectionMetadata: { id: randomUUID() },
  })) as AuthorizerAnswer | null
  if (answer?.isAuthenticated !== true) return undefined
  const documents = answer.policyDocuments ?? []
  const session: Session = { may: allows(documents.flatMap((document) => readPolicy(document, authorizer.name))) }
  if (answer.disconnectAfterInSeconds !== undefined) {
    session.end = setTimeout(() => client.close(), answer.disconnectAfterInSeconds * 1000)
    session.end.unref()
  }
  return session
}

function faultOf(packet: PublishPacket, rules: TopicRules, mayRetain: boolean): string | undefined {
  if (packet.qos === 2) return 'IoT Core has no quality of service 2'
  if (packet.payload.length > largestPayload) return 'its payload is larger than 128 KiB'
  if (packet.retain && !mayRetain) return 'its policies do not allow it to be retained'
  const levels = packet.topic.split('/')
  if (levels[0] === '$aws') {
    if (levels[1] !== 'rules' || !rules.has(String(levels[2]))) return 'there is no such topic rule'
    return levels.length - 3 > deepestTopic + 1 ? 'its topic has more than seven slashes' : undefined
  }
  return levels.length > deepestTopic + 1 ? 'its topic has more than seven slashes' : undefined
}

function notAuthorized(): AuthenticateError {
  return Object.assign(new Error('Not authorised'), { returnCode: 5 as const })
}
