import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createServer, type Server, type TLSSocket } from 'node:tls'
import { Aedes } from 'aedes'
import { connectAsync } from 'mqtt'
import { OPCUACertificateManager } from 'node-opcua-certificate-manager'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../../local/demo/client.ts'
import { freePort } from '../../../local/dynoxide.ts'
import { type EdgeProcess, edgeFile, startEdge } from '../../support/edge.ts'
import { type OpcuaMachines, startOpcuaMachines } from '../../support/opcua.ts'

/** A broker like that of AWS: TLS, and a certificate of the gateway that it knows. */
let server: Server
let broker: Aedes
let machines: OpcuaMachines
let edge: EdgeProcess | undefined
const received: { topic: string; subject: unknown }[] = []
const folder = mkdtempSync(join(tmpdir(), 'andon-tls-'))
const own = { key: join(folder, 'own/private/private_key.pem'), certificate: join(folder, 'own/certs/own.pem') }
let port: number

beforeAll(async () => {
  const maker = new OPCUACertificateManager({ rootFolder: folder })
  await maker.initialize()
  mkdirSync(dirname(own.certificate), { recursive: true })
  await maker.createSelfSignedCertificate({
    applicationUri: 'urn:gateway',
    subject: '/CN=GW-1',
    dns: ['localhost'],
    ip: ['127.0.0.1'],
    startDate: new Date(Date.now() - 60_000),
    validity: 30,
    outputFile: own.certificate,
  })
  broker = await Aedes.createBroker()
  server = createServer(
    {
      key: readFileSync(own.key),
      cert: readFileSync(own.certificate),
      ca: readFileSync(own.certificate),
      requestCert: true,
      rejectUnauthorized: true,
    },
    (socket: TLSSocket) => {
      const { subject } = socket.getPeerCertificate()
      const client = broker.handle(socket)
      broker.on('publish', ({ topic }, from) => from === client && received.push({ topic, subject: subject.CN }))
    },
  )
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  port = await freePort()
  machines = await startOpcuaMachines(await freePort())
})
afterAll(async () => {
  await edge?.kill()
  await machines.stop()
  await new Promise<void>((resolve) => broker.close(resolve))
  await new Promise<void>((resolve) => server.close(() => resolve()))
})

test('a gateway brings what machines say by MQTT and by OPC UA over one connection, with its certificate', async () => {
  machines.set('speed', 3)
  const { port: secure } = server.address() as { port: number }
  const file = edgeFile({
    site: 'nantes',
    gateway: 'GW-1',
    cloud: { url: `mqtts://localhost:${secure}`, ...own, authority: own.certificate },
    broker: { host: '127.0.0.1', port, machines: [{ equipmentId: 'OVEN-1' }] },
    opcua: [
      {
        equipmentId: 'SLICER-1',
        endpoint: `opc.tcp://127.0.0.1:${machines.port}`,
        security: 'None',
        samples: [{ nodeId: machines.nodes.speed, parameterId: 'speed' }],
      },
    ],
  })
  edge = await startEdge(file)
  const oven = await connectAsync(`mqtt://127.0.0.1:${port}`, { clientId: 'OVEN-1', reconnectPeriod: 0 })
  await oven.publishAsync('andon/nantes/OVEN-1/state', '{}', { qos: 1 })
  await oven.endAsync(true)
  const topics = () => new Set(received.map(({ topic }) => topic).filter((topic) => !topic.endsWith('/health')))
  await until(
    async () => [...topics()],
    ({ length }) => length >= 2,
    'Both machines',
    40,
  ).catch((error: unknown) => {
    throw new Error(`${String(error)}\n${edge?.said()}`)
  })
  expect(topics()).toEqual(new Set(['andon/nantes/GW-1/OVEN-1/state', 'andon/nantes/GW-1/SLICER-1/sample']))
  expect(new Set(received.map(({ subject }) => subject))).toEqual(new Set(['GW-1']))
})
