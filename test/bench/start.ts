import { type ChildProcess, spawn } from 'node:child_process'
import { openPlant, residentMegabytes, root } from './plant.ts'
import { told } from './progress.ts'
import type { Figure, Findings } from './report.ts'
import { median } from './statistics.ts'

const rounds = 3

/** How long a person waits: for the plant itself, and for `npm start` with all that npm and the compiler of TypeScript add. */
export async function measureStart(): Promise<Findings> {
  const plants: { synthMs: number; readyMs: number }[] = []
  const commands: { readyMs: number; megabytes: number }[] = []
  for (let round = 1; round <= rounds; round += 1) {
    plants.push(await told(`plant, round ${round} of ${rounds}`, startOnce))
    commands.push(await told(`npm start, round ${round} of ${rounds}`, npmStart))
  }
  const figure = (row: string, value: number, atMost?: number): Figure => ({
    table: 'Start',
    row,
    column: `median of ${rounds}`,
    unit: 'ms',
    value,
    ...(atMost !== undefined && { aim: { atMost } }),
  })
  return {
    faults: [],
    figures: [
      figure('synthesis of a site', median(plants.map(({ synthMs }) => synthMs))),
      figure('plant, without the synthesis', median(plants.map(({ readyMs }) => readyMs)), 3000),
      figure('`npm start` to "Andon is ready"', median(commands.map(({ readyMs }) => readyMs)), 15_000),
      {
        table: 'Memory',
        row: '`npm start` when it is ready',
        column: 'resident',
        unit: 'MB',
        value: median(commands.map(({ megabytes }) => megabytes)),
        aim: { atMost: 700 },
        note: `median of ${rounds}; npm itself included`,
      },
    ],
  }
}

async function startOnce(): Promise<{ synthMs: number; readyMs: number }> {
  const { synthMs, readyMs, stop } = await openPlant()
  await stop()
  return { synthMs, readyMs }
}

async function npmStart(): Promise<{ readyMs: number; megabytes: number }> {
  const began = performance.now()
  // A group of its own, so that npm, its shell and the plant can be ended together.
  const child = spawn('npm', ['start', '--', '--port', '0', '--mqtt-port', '0'], { cwd: root, detached: true })
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()))
  try {
    await said(child, 'Andon is ready')
    return { readyMs: performance.now() - began, megabytes: residentMegabytes(child.pid ?? 0) }
  } finally {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM')
    await gone
  }
}

function said(child: ChildProcess, words: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = ''
    const hear = (part: Buffer) => {
      text += part.toString()
      if (text.includes(words)) resolve()
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`npm start ended before it was ready: ${text.slice(-1000)}`)))
  })
}
