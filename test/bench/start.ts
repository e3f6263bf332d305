import { execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { compared, inTurns, type Sides } from './against.ts'
import { npmStart, type Started, type With } from './npm-start.ts'
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
start finds nothing that an earlier one has made; a second start follows it. With \`--empty\` the plant is bare; without, a first start lives through some days of Lyon. Memory is what npm, the plant and its database hold together: when it is
ready, and ${idleSeconds} seconds after one \`npm run demo\` has ended.`

/** How long a person waits: for the plant itself, and for `npm start`, which adds npm and the TypeScript compiler. */
export async function measureStart(): Promise<Findings> {
  const plants: { synthMs: number; readyMs: number }[] = []
  const firsts: Start[] = []
  const seconds: Start[] = []
  const firstsWithLife: Start[] = []
  const latersWithLife: Start[] = []
  for (let round = 1; round <= rounds; round += 1) {
    forgetEarlierStarts(root)
    plants.push(await told(`plant, round ${round} of ${rounds}`, startOnce))
    forgetEarlierStarts(root)
    firsts.push(await told(`first bare npm start, round ${round} of ${rounds}`, () => onceStarted(root)))
    seconds.push(await told(`second bare npm start, round ${round} of ${rounds}`, () => onceStarted(root)))
    forgetEarlierStarts(root)
    firstsWithLife.push(await told(`first npm start, round ${round} of ${rounds}`, () => onceStarted(root, 'life')))
    latersWithLife.push(await told(`later npm start, round ${round} of ${rounds}`, () => onceStarted(root, 'life')))
  }
  const afterDemo = await told('bare npm start, the demo, and a while', () =>
    onceStarted(root, 'nothing', memoryAfterDemo),
  )
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
      figure('first `npm start -- --empty`', readyMs(firsts), firstStartAimMs),
      figure('second `npm start -- --empty`', readyMs(seconds), secondStartAimMs),
      figure('first `npm start`, which lives through some days', readyMs(firstsWithLife)),
      figure('later `npm start` of the same half day', readyMs(latersWithLife)),
      held('ready', median(seconds.map(({ megabytes }) => megabytes))),
      held('a while after the demo', afterDemo.megabytes),
    ],
  }
}

export async function compareStart(folders: Sides<string>): Promise<Findings> {
  const turns = await inTurns(rounds, folders, async (folder, round) => {
    forgetEarlierStarts(folder)
    const first = await told(`first npm start, turn ${round}`, () => onceStarted(folder))
    const second = await told(`second npm start, turn ${round}`, () => onceStarted(folder))
    return { first, second }
  })
  const figures = compared('Start, before and now', turns, [
    { what: 'first `npm start -- --empty` (ms)', figureOf: ({ first }) => first.readyMs },
    { what: 'second `npm start -- --empty` (ms)', figureOf: ({ second }) => second.readyMs },
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

type Start = Awaited<ReturnType<typeof onceStarted>>

/** Starts, looks, and stops again. */
async function onceStarted(
  folder: string,
  beginning: With = 'nothing',
  look: Look = ({ pid }) => residentMegabytes(pid),
) {
  const plant = await npmStart(folder, beginning)
  try {
    return { readyMs: plant.readyMs, megabytes: await look(plant) }
  } finally {
    await plant.stop()
  }
}

/** The memory of the plant in megabytes, after any work with it. */
type Look = (plant: Started) => Promise<number> | number

/** Plays the demo against a plant, and waits until its last work is done. */
async function memoryAfterDemo({ pid, url, mqttUrl }: Started): Promise<number> {
  await promisify(execFile)('npm', ['run', 'demo', '--', '--url', url, '--mqtt', mqttUrl], { cwd: root })
  await pause(idleSeconds * 1000)
  return residentMegabytes(pid)
}
