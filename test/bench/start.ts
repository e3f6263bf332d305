import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { compared, inTurns, type Sides } from './against.ts'
import { openPlant, residentMegabytes, root } from './plant.ts'
import { told } from './progress.ts'
import type { Figure, Findings } from './report.ts'
import { median } from './statistics.ts'

const rounds = 3
const idleSeconds = 90
const firstStartAimMs = 12_000
const secondStartAimMs = 3_000
const idleMemoryAimMb = 400

const method = `\`npm start\` is timed from the command to "Andon is ready", with all that npm and the compiler of TypeScript add; ${rounds} rounds, in turns. A first
start finds nothing that an earlier one has made; a second start follows it. Memory is what npm, the plant and its database hold together: when it is
ready, and ${idleSeconds} seconds after one \`npm run demo\` has ended.`

/** How long a person waits: for the plant itself, and for `npm start`, which adds npm and the TypeScript compiler. */
export async function measureStart(): Promise<Findings> {
  const plants: { synthMs: number; readyMs: number }[] = []
  const firsts: Start[] = []
  const seconds: Start[] = []
  for (let round = 1; round <= rounds; round += 1) {
    forgetEarlierStarts(root)
    plants.push(await told(`plant, round ${round} of ${rounds}`, startOnce))
    forgetEarlierStarts(root)
    firsts.push(await told(`first npm start, round ${round} of ${rounds}`, () => npmStart(root)))
    seconds.push(await told(`second npm start, round ${round} of ${rounds}`, () => npmStart(root)))
  }
  const afterDemo = await told('npm start, the demo, and a while', () => npmStart(root, memoryAfterDemo))
  const figure = (row: string, value: number, atMost?: number): Figure => ({
    table: 'Start',
    row,
    column: `median of ${rounds}`,
    unit: 'ms',
    value,
    ...(atMost !== undefined && { aim: { atMost } }),
  })
  const held = (row: string, value: number): Figure => ({
    table: 'Memory',
    row,
    column: 'resident',
    unit: 'MB',
    value,
    aim: { atMost: idleMemoryAimMb },
  })
  const readyMs = (starts: readonly Start[]) => median(starts.map((start) => start.readyMs))
  return {
    method,
    faults: [],
    figures: [
      figure('synthesis of a site', median(plants.map(({ synthMs }) => synthMs))),
      figure('plant, without the synthesis', median(plants.map((plant) => plant.readyMs)), secondStartAimMs),
      figure('first `npm start`', readyMs(firsts), firstStartAimMs),
      figure('second `npm start`', readyMs(seconds), secondStartAimMs),
      held('ready', median(seconds.map(({ megabytes }) => megabytes))),
      held('a while after the demo', afterDemo.megabytes),
    ],
  }
}

export async function compareStart(folders: Sides<string>): Promise<Findings> {
  const turns = await inTurns(rounds, folders, async (folder, round) => {
    forgetEarlierStarts(folder)
    const first = await told(`first npm start, turn ${round}`, () => npmStart(folder))
    const second = await told(`second npm start, turn ${round}`, () => npmStart(folder))
    return { first, second }
  })
  const figures = compared('Start, before and now', turns, [
    { what: 'first `npm start` (ms)', figureOf: ({ first }) => first.readyMs },
    { what: 'second `npm start` (ms)', figureOf: ({ second }) => second.readyMs },
    { what: 'resident when it is ready (MB)', figureOf: ({ second }) => second.megabytes },
  ])
  return { method, figures, faults: [] }
}

/** Everything that a start keeps for the next one is in `dist/`, which a fresh clone does not have. */
const forgetEarlierStarts = (folder: string) => rmSync(join(folder, 'dist'), { recursive: true, force: true })

async function startOnce(): Promise<{ synthMs: number; readyMs: number }> {
  const { synthMs, readyMs, stop } = await openPlant()
  await stop()
  return { synthMs, readyMs }
}

interface Start {
  readonly readyMs: number
  readonly megabytes: number
}

interface Ready {
  readonly pid: number
  readonly url: string
  readonly mqttUrl: string
}

/** @param look returns the memory of the plant in megabytes, after any work with it */
async function npmStart(
  folder: string,
  look: (ready: Ready) => Promise<number> | number = ({ pid }) => residentMegabytes(pid),
): Promise<Start> {
  const began = performance.now()
  // A process group of its own, so that npm, its shell and the plant can be ended together.
  const child = spawn('npm', ['start', '--', '--port', '0', '--mqtt-port', '0'], { cwd: folder, detached: true })
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()))
  try {
    const ready = await readiness(child)
    return { readyMs: performance.now() - began, megabytes: await look(ready) }
  } finally {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM')
    await gone
  }
}

/** Plays the demo against a plant, and waits until its last work is done. */
async function memoryAfterDemo({ pid, url, mqttUrl }: Ready): Promise<number> {
  await promisify(execFile)('npm', ['run', 'demo', '--', '--url', url, '--mqtt', mqttUrl], { cwd: root })
  await pause(idleSeconds * 1000)
  return residentMegabytes(pid)
}

function readiness(child: ChildProcess): Promise<Ready> {
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
