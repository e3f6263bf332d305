import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const started: ChildProcess[] = []

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
})

const run = (...options: string[]) => output('local/main.ts', ...options)

async function output(...script: string[]): Promise<{ code: number | null; text: string }> {
  const child = spawn(process.execPath, script, { cwd: root })
  started.push(child)
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => {
      text += part.toString()
    })
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, text }
}

describe('npm start', () => {
  test('tells of its options', async () => {
    const { code, text } = await run('--help')
    expect(code).toBe(0)
    expect(text).toContain('--mqtt-port')
  })

  test('says in one sentence that a port is in use', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const address = taken.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const { code, text } = await run('--port', String(port), '--mqtt-port', '0')
    taken.close()
    expect(code).toBe(1)
    expect(text).toBe(`Port ${port} is already in use; stop what uses it, or choose another with --port.\n`)
  })

  test.each([
    [['--port', 'http'], '--port has to be a number from 0 to 65535, not http.'],
    [['--site', 'lyon', '--site', 'cork', '--port', '65534'], '--port has to be a number from 0 to 65533, not 65534.'],
    [['--colour', 'red'], "Unknown option '--colour'"],
    [['--site', 'lyon', '--site', 'lyon'], 'The site lyon is named twice; each runs once.'],
    [['--data', 'package.json/data'], 'package.json/data/lyon cannot be written (ENOTDIR).'],
  ])('says what is wrong with %j', async (options, sentence) => {
    const { code, text } = await run(...options)
    expect(code).toBe(1)
    expect(text).toContain(sentence)
    expect(text).not.toContain('    at ')
  })

  test('starts the site, and stops with all that it started at Ctrl-C', async () => {
    const { child, url, database } = await ready()
    expect((await fetch(`${url}/local/users`)).status).toBe(200)
    child.kill('SIGINT')
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0)
    expect(alive(database)).toBe(false)
  })

  test('opens with what to do next, and with nothing about what is not there', async () => {
    const { url, mqttUrl, text } = await ready()
    const [, first = '', , ...next] = text.split('\n')
    expect(first).toMatch(/^Andon is ready: http:\/\/127\.0\.0\.1:\d+ {3}\(site lyon, after \d+\.\d s\)$/)
    expect(next.slice(0, 3).join('\n')).toContain(`open   ${url}/ `)
    expect(next.slice(0, 3).join('\n')).toContain(`run    npm run demo -- --url ${url} --mqtt ${mqttUrl}`)
    expect(text).not.toMatch(/nowhere|\d ms/)
    expect((await fetch(`${url}/`)).headers.get('content-type')).toContain('text/html')
  })

  test('ends with a sentence when its database dies', async () => {
    const { child, database, complaints } = await ready()
    const over = new Promise((resolve) => child.once('close', resolve))
    process.kill(database, 'SIGKILL')
    expect(await over).toBe(1)
    expect(complaints()).toContain('Andon has stopped. The database (dynoxide) has ended with the signal SIGKILL.\n')
    expect(complaints()).not.toContain('    at ')
  })

  test('leaves no database behind when it is killed without a chance to stop', async () => {
    const { child, database } = await ready()
    child.kill('SIGKILL')
    for (let look = 0; alive(database) && look < 100; look += 1) await pause(20)
    expect(alive(database)).toBe(false)
  })
})

/** A running plant on free ports, and the process of its database. */
async function ready(): Promise<{
  child: ChildProcess
  url: string
  mqttUrl: string
  text: string
  database: number
  complaints: () => string
}> {
  const options = ['local/main.ts', '--empty', '--port', '0', '--mqtt-port', '0']
  const child = spawn(process.execPath, options, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  started.push(child)
  let text = ''
  let complaints = ''
  child.stderr.on('data', (part: Buffer) => {
    complaints += part.toString()
  })
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', () => reject(new Error(text + complaints)))
    child.stdout.on('data', (part: Buffer) => {
      text += part.toString()
      const found = /Andon is ready: (\S+)/.exec(text)?.[1]
      if (found !== undefined && text.includes('Ctrl-C')) resolve(found)
    })
  })
  const children = `/proc/${child.pid}/task/${child.pid}/children`
  const pids = readFileSync(children, 'utf8').split(' ').filter(Boolean).map(Number)
  const database = pids.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('dynoxide'))
  if (database === undefined) throw new Error('The plant runs without a database of its own.')
  return { child, url, mqttUrl: /mqtt:\S+/.exec(text)?.[0] ?? '', text, database, complaints: () => complaints }
}

function alive(pid: number): boolean {
  return existsSync(`/proc/${pid}`) && !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
}

describe('npm run demo', () => {
  test.each([
    [['--plant', 'atlantis'], 'There is no guide of a plant atlantis; --plant takes lyon, cork or nantes.'],
    [['--plant', 'cork', '--url', 'http://127.0.0.1:9'], 'The story broke off after 0 expectations.'],
  ])('says what is wrong with %j', async (options, sentence) => {
    const { code, text } = await output('local/demo/main.ts', ...options)
    expect(code).toBe(1)
    expect(text).toContain(sentence)
  })
})
