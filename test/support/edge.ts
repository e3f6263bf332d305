import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** The network between a gateway and the cloud, which can be cut. */
export interface Link {
  readonly url: string
  cut(): Promise<void>
  mend(): Promise<void>
  end(): Promise<void>
}

export async function linkTo(port: number): Promise<Link> {
  const sockets = new Set<Socket>()
  let server: Server | undefined
  let own = 0
  const mend = async () => {
    const fresh = createServer((near) => {
      const far = connect(port, '127.0.0.1')
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(one)
        one.pipe(other)
        one.on('error', () => undefined)
        one.on('close', () => {
          sockets.delete(one)
          other.destroy()
        })
      }
    })
    await new Promise<void>((listening) => fresh.listen(own, '127.0.0.1', listening))
    own = (fresh.address() as { port: number }).port
    server = fresh
  }
  const cut = async () => {
    for (const socket of sockets) socket.destroy()
    const gone = server
    server = undefined
    if (gone) await new Promise<void>((closed) => gone.close(() => closed()))
  }
  await mend()
  return { url: `mqtt://127.0.0.1:${own}`, cut, mend, end: cut }
}

/** The real program, as a process of its own. */
export interface EdgeProcess {
  readonly port: number
  /** What it has printed so far. */
  said(): string
  /** As a power cut: nothing of it runs any more. */
  kill(): Promise<void>
  end(): Promise<number | null>
}

const root = resolve(import.meta.dirname, '../..')

/** A configuration in a new folder. */
export function edgeFile(config: object): string {
  const folder = mkdtempSync(join(tmpdir(), 'andon-edge-'))
  const file = join(folder, 'edge.json')
  writeFileSync(file, JSON.stringify({ folder: 'data', ...config }))
  return file
}

export async function startEdge(file: string): Promise<EdgeProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'local/edge/main.ts', '--config', file], { cwd: root })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += String(data)))
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const port = await Promise.race([portOf(child, () => said), ended])
  if (port === null || !said.includes('runs.')) throw new Error(`The gateway does not start: ${said}`)
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal)
    return ended
  }
  return {
    port,
    said: () => said,
    kill: () => end('SIGKILL').then(() => undefined),
    end: () => end('SIGTERM'),
  }
}

function portOf(child: ChildProcess, said: () => string): Promise<number> {
  return new Promise((resolve) => {
    child.stdout?.on('data', () => {
      const [, port] = /connect to port (\d+)\./.exec(said()) ?? []
      if (port !== undefined || /runs\.$/m.test(said())) resolve(Number(port ?? 0))
    })
  })
}
