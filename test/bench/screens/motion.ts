import type { Browser, Page } from 'playwright-core'
import type { Figure } from '../report.ts'
import { median } from '../statistics.ts'

/** How a page moves while something happens. */
export interface Motion {
  /** For each whole second. */
  readonly framesEachSecond: readonly number[]
  readonly longestGapMs: number
  /** Processor time of the page's own thread: a machine that is busy with others does not change it. */
  readonly busyMsEachSecond: number
  readonly longestTaskMs: number
}

const rounds = 3

/** The same thing happens some times, because other processes disturb one or the other. */
export async function motionsDuring(browser: Browser, page: Page, happens: () => Promise<unknown>): Promise<Motion[]> {
  const motions: Motion[] = []
  for (let round = 0; round < rounds; round += 1) motions.push(await motionDuring(browser, page, happens))
  return motions
}

async function motionDuring(browser: Browser, page: Page, happens: () => Promise<unknown>): Promise<Motion> {
  await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline', '__metadata'] })
  await page.evaluate('bench.countFrames()')
  await happens()
  const frames = await page.evaluate<readonly number[]>('bench.framesCounted()')
  const tasks = tasksOf(JSON.parse((await browser.stopTracing()).toString()))
  const [first = 0, last = 0] = [frames[0], frames.at(-1)]
  const seconds = Math.floor((last - first) / 1000)
  const gaps = frames.slice(1).map((at, index) => at - (frames[index] ?? at))
  return {
    framesEachSecond: Array.from({ length: seconds }, (_, second) => {
      const from = first + second * 1000
      return frames.filter((at) => at >= from && at < from + 1000).length
    }),
    longestGapMs: Math.max(...gaps),
    busyMsEachSecond: tasks.reduce((sum, ms) => sum + ms, 0) / ((last - first) / 1000),
    longestTaskMs: Math.max(...tasks),
  }
}

/** Trace Event Format: `tdur` is processor time, in microseconds; metadata events name the threads. */
interface Trace {
  readonly traceEvents: readonly {
    readonly name: string
    readonly pid: number
    readonly tid: number
    readonly tdur?: number
    readonly args?: { readonly name?: string }
  }[]
}

/** The tasks of the page's own thread, in milliseconds: of the busiest renderer, because others have nothing to do. */
function tasksOf({ traceEvents }: Trace): readonly number[] {
  const threads = traceEvents.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
  const [busiest = []] = threads
    .map(({ pid, tid }) =>
      traceEvents.flatMap((it) =>
        it.name === 'RunTask' && it.pid === pid && it.tid === tid && it.tdur !== undefined ? [it.tdur / 1000] : [],
      ),
    )
    .sort((one, other) => other.length - one.length)
  if (busiest.length === 0) throw new Error('The trace of the browser has no task of the page.')
  return busiest
}

/** A row of the table of motion. */
export function motionFigures(row: string, motions: readonly Motion[], least: number, note: string): Figure[] {
  const seconds = motions.flatMap(({ framesEachSecond }) => framesEachSecond)
  const middle = (of: (motion: Motion) => number) => median(motions.map(of))
  const at = { table: 'Motion', row }
  return [
    {
      ...at,
      column: 'frames in a second, median',
      unit: '',
      value: median(seconds),
      aim: { atLeast: least },
      note,
    },
    { ...at, column: 'in the worst second', unit: '', value: Math.min(...seconds) },
    { ...at, column: 'longest gap', unit: 'ms', value: middle(({ longestGapMs }) => longestGapMs) },
    { ...at, column: 'page busy in a second', unit: 'ms', value: middle(({ busyMsEachSecond }) => busyMsEachSecond) },
    { ...at, column: 'longest task', unit: 'ms', value: middle(({ longestTaskMs }) => longestTaskMs) },
  ]
}
