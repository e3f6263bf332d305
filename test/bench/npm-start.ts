import { type ChildProcess, spawn } from 'node:child_process'

export interface Started {
  /** Of npm, whose children are its shell and the plant. */
  readonly pid: number
  readonly url: string
  readonly mqttUrl: string
  /** From the command to "Andon is ready". */
  readonly readyMs: number
  stop(): Promise<void>
}

/** What `npm start` starts: Lyon with some days behind it, or a bare plant. */
export type With = 'life' | 'nothing'

/** Starts a plant by the command that people use, on free ports. */
export async function npmStart(folder: string, beginning: With): Promise<Started> {
  const began = performance.now()
  const options = ['--port', '0', '--mqtt-port', '0', ...(beginning === 'nothing' ? ['--empty'] : [])]
  // A process group of its own, so that npm, its shell and the plant can be ended together.
  const child = spawn('npm', ['start', '--', ...options], { cwd: folder, detached: true })
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const stop = async () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM')
    await gone
  }
  try {
    const ready = await readiness(child)
    return { ...ready, readyMs: performance.now() - began, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function readiness(child: ChildProcess): Promise<Pick<Started, 'pid' | 'url' | 'mqttUrl'>> {
  return new Promise((resolve, reject) => {
    let text = ''
    const hear = (part: Buffer) => {
      text += part.toString()
      const [, url] = /Andon is ready: (http:\S+)\s/.exec(text) ?? []
      const [mqttUrl] = /mqtt:\/\/127\.0\.0\.1:\d+/.exec(text) ?? []
      if (url !== undefined && mqttUrl !== undefined) resolve({ pid: child.pid ?? 0, url, mqttUrl })
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`npm start ended before it was ready: ${text.slice(-1000)}`)))
  })
}
