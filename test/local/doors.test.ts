import { rmSync } from 'node:fs'
import { connect } from 'node:net'
import fc from 'fast-check'
import { connectAsync, type IClientOptions } from 'mqtt'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Plant, startPlant } from '../../local/plant.ts'
import { sendRaw } from '../support/raw.ts'
import { writeAssembly } from './fixtures/assembly.ts'

let assembly: string
let plant: Plant

beforeAll(async () => {
  assembly = writeAssembly()
  plant = await startPlant({ site: 'test', port: 0, mqttPort: 0, assembly })
})

afterAll(async () => {
  await plant?.stop()
  rmSync(assembly, { recursive: true, force: true })
})

const port = () => new URL(plant.url).port
const ask = (path: string, headers: Record<string, string> = {}, body?: object) =>
  sendRaw(plant.url, {
    method: body ? 'POST' : 'GET',
    path,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })

const doors = [
  ['/local/token', { user: 'quinn' }],
  ['/local/clock', { minutes: 5 }],
  ['/local/second-factor', { user: 'quinn', registered: true }],
  ['/local/log', undefined],
  ['/local/life', { rest: true }],
] as const

describe('The doors of a local plant, which ask for no password', () => {
  test.each(doors)('are closed to a page of another origin: %s', async (path, body) => {
    const before = await (await fetch(`${plant.url}/local/clock`)).json()
    for (const origin of [`http://localhost:${Number(port()) + 1}`, 'https://evil.example', 'null']) {
      const { status, body: told } = await ask(path, { origin }, body)
      expect([status, told]).toEqual([403, { message: `A page of ${origin} may not ask this here.` }])
    }
    const { secondsAhead } = (await (await fetch(`${plant.url}/local/clock`)).json()) as { secondsAhead: number }
    expect(before).toMatchObject({ secondsAhead })
  })

  test.each([...doors, ['/local/issuers/test/.well-known/jwks.json', undefined] as const])(
    'are closed to a name that leads here although it is of elsewhere: %s',
    async (path, body) => {
      for (const host of [
        'evil.example',
        `evil.example:${port()}`,
        '127.0.0.1:1',
        `localhost.evil.example:${port()}`,
      ]) {
        const { status, body: told } = await ask(path, { host, origin: `http://${host}` }, body)
        expect([status, told]).toEqual([421, { message: `This is a plant on this machine alone, and not ${host}.` }])
      }
    },
  )

  test('are open to scripts, and to the own pages by every name of this machine', async () => {
    expect((await ask('/local/token', {}, { user: 'ada' })).status).toBe(200)
    for (const name of ['127.0.0.1', 'localhost', '[::1]']) {
      const host = `${name}:${port()}`
      expect((await ask('/local/token', { host, origin: `http://${host}` }, { user: 'ada' })).status).toBe(200)
    }
  })

  test('let a page of another origin ask an issuer for what only a secret opens', async () => {
    const origin = 'http://localhost:5173'
    const { status, headers } = await ask('/local/issuers/test/oauth2/token', { origin }, {})
    expect([status, headers.get('access-control-allow-origin')]).toEqual([400, '*'])
  })
})

describe('Live topics over a WebSocket', () => {
  const watch = (origin: string | undefined, more: IClientOptions) =>
    connectAsync(`ws://127.0.0.1:${port()}/mqtt`, {
      reconnectPeriod: 0,
      connectTimeout: 5000,
      ...(origin !== undefined && { wsOptions: { headers: { origin } } }),
      ...more,
    })
  const device = { clientId: 'press-1' }
  const person = { clientId: 'screen-1', username: 'token', password: 'letmein' }

  test('are closed to a page of another origin, and to a name of elsewhere', async () => {
    const opening = (more: string) => `${upgrade}${key}Sec-WebSocket-Protocol: mqtt\r\n${more}`
    expect(await say(lineOf('/mqtt', opening('Origin: http://localhost:4199\r\n')))).toMatch(/^HTTP\/1\.1 403 /)
    const elsewhere = lineOf('/mqtt', opening('')).replace('127.0.0.1', 'evil.example')
    expect(await say(elsewhere)).toMatch(/^HTTP\/1\.1 421 /)
    expect(await say(lineOf('/mqtt', opening(`Origin: ${plant.url}\r\n`)))).toMatch(/^HTTP\/1\.1 101 /)
  })

  test('take no page for a device, also none of their own', async () => {
    await expect(watch(plant.url, device)).rejects.toThrow(/Not authorized/)
    const screen = await watch(plant.url, person)
    await screen.endAsync()
  })

  test('let a device in that is no page', async () => {
    const press = await watch(undefined, device)
    await press.endAsync()
  })
})

/** Sends these bytes, and answers what came back until the connection ended or nothing more came. */
function say(bytes: string | Uint8Array, to = Number(port())): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(to, '127.0.0.1')
    let said = ''
    socket.setTimeout(300, () => socket.destroy())
    socket.on('data', (chunk) => {
      said += chunk.toString('latin1')
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(said))
    socket.write(bytes)
  })
}

const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n'
const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'
const lineOf = (target: string, more = '') => `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${port()}\r\n${more}\r\n`

describe('A request that no browser sends', () => {
  test.each(['*:99999', '*', '@evil.example', 'http://[', 'http://evil.example/local/token', '\\\\x:99999'])(
    'is refused, and the plant goes on: %s',
    async (target) => {
      expect(await say(lineOf(target))).toMatch(/^HTTP\/1\.1 400 /)
      expect(await say(lineOf(target, `${upgrade}${key}`))).toMatch(/^HTTP\/1\.1 40[04] /)
      expect((await fetch(`${plant.url}/local/clock`)).status).toBe(200)
    },
  )

  const part = fc.oneof(
    fc.constantFrom('/', '*', ':99999', '@', '%', '%00', '%E0%A4%A', '..', '//', '?', '#', '[', '\\', 'http://', 'x'),
    fc.constantFrom(
      'mqtt',
      'v1',
      'v1/orders',
      'local',
      'local/token',
      'local/issuers/test/login',
      'reference',
      'assets',
    ),
    fc.string({ maxLength: 6, unit: 'binary-ascii' }),
  )
  const target = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('').replace(/\s/g, ''))
  const header = fc.oneof(
    fc.constantFrom(
      'Host:\r\n',
      'Origin: null\r\n',
      'Origin: http://[\r\n',
      'Authorization: Bearer \u00ff.\u00ff.\u00ff\r\n',
      'Content-Length: 5\r\n',
      'Transfer-Encoding: chunked\r\n',
      'Expect: 100-continue\r\n',
      'Cookie: =;;=\u00ff\r\n',
      'Accept: text/html\r\n',
      'Sec-WebSocket-Protocol: mqtt, \r\n',
      'Sec-WebSocket-Extensions: permessage-deflate; =\r\n',
      upgrade,
      key,
    ),
    fc.string({ maxLength: 12, unit: 'binary-ascii' }).map((text) => `X-${text}\r\n`),
  )
  const method = fc.constantFrom('GET', 'POST', 'OPTIONS', 'HEAD', 'CONNECT', 'PUT', 'DELETE', 'TRACE', 'get', '')
  const request = fc
    .tuple(method, target, fc.array(header, { maxLength: 5 }), fc.string({ maxLength: 20, unit: 'binary' }))
    .map(([verb, at, headers, body]) => `${verb} ${at} HTTP/1.1\r\nHost: 127.0.0.1\r\n${headers.join('')}\r\n${body}`)
  const seed = 4161

  test('does not end the plant, whatever it is: four hundred of them', { timeout: 120_000 }, async () => {
    const requests = fc.sample(request, { numRuns: 400, seed })
    const answers: string[] = []
    for (let first = 0; first < requests.length; first += 20)
      answers.push(...(await Promise.all(requests.slice(first, first + 20).map((it) => say(it)))))
    expect(answers.filter((it) => it.startsWith('HTTP/1.1 4')).length).toBeGreaterThan(200)
    expect(answers.filter((it) => it.startsWith('HTTP/1.1 500'))).toEqual([])
    expect((await fetch(`${plant.url}/local/clock`)).status).toBe(200)
  })

  test('does not end the broker either, over TCP or in a WebSocket: two hundred of them', {
    timeout: 120_000,
  }, async () => {
    const packets = fc.sample(fc.uint8Array({ minLength: 1, maxLength: 40 }), { numRuns: 200, seed })
    const hello = Buffer.from([0x10, 0x13, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, 60, 0, 7, ...Buffer.from('press-1')])
    const opened = Buffer.from(lineOf('/mqtt', `${upgrade}${key}Sec-WebSocket-Protocol: mqtt\r\n`))
    const spoken = packets.flatMap((packet, index) => [
      say(Buffer.concat(index % 2 === 0 ? [hello, packet] : [packet]), Number(new URL(plant.mqttUrl).port)),
      say(Buffer.concat([opened, Buffer.from([0x82, packet.length]), packet])),
    ])
    await Promise.all(spoken)
    const press = await connectAsync(plant.mqttUrl, { clientId: 'press-2', reconnectPeriod: 0 })
    await press.publishAsync('andon/test/press-2/state', JSON.stringify({ id: 'after' }), { qos: 1 })
    await press.endAsync()
    expect((await fetch(`${plant.url}/local/clock`)).status).toBe(200)
  })
})
