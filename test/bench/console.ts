import type { Browser } from 'playwright-core'
import { builtConsole } from '../../local/console.ts'
import { hasBrowser, noBrowser, openBrowser, signIn, sizes } from '../support/chromium.ts'
import { sizesOf } from '../support/console-sizes.ts'
import type { Floor } from './floor.ts'
import { told } from './progress.ts'
import type { Figure, Findings } from './report.ts'
import { median } from './statistics.ts'

const rounds = 5
const slowDown = 4
const firstLoadAimKb = 170
const screenAimKb = 60
const interactiveAimMs = 2000

const method = `Sizes are those of the built scripts as gzip sends them: all that a browser needs before the live picture, in French, and what each other screen adds.
The first screen is timed at the local plant, in Chromium with its processor slowed down ${slowDown} times and without a cache, for a person who has signed in:
from the address until a place of the rail can be chosen and the units of the plant are shown; the median of ${rounds} times.`

/** What a person loads, and how long they wait for the first screen. */
export async function measureConsole({ plant }: Floor): Promise<Findings> {
  const { first, screens } = sizesOf(await builtConsole())
  const [largest, ...others] = [...screens].sort((one, other) => other.size - one.size)
  const size = (row: string, value: number, atMost: number): Figure => ({
    table: 'Scripts of the console',
    row,
    column: 'size',
    unit: 'KB',
    value,
    aim: { atMost },
  })
  const figures = [
    size('before the first screen', first, firstLoadAimKb),
    ...(largest ? [size(`the largest screen, ${nameOf(largest.key)}`, largest.size, screenAimKb)] : []),
    size('the median of the other screens', median(others.map((it) => it.size)), screenAimKb),
  ]
  if (!hasBrowser) return { method, figures, faults: [noBrowser] }
  const interactive = await told('the first screen', () => timed(plant.url))
  return {
    method,
    faults: [],
    figures: [
      ...figures,
      {
        table: 'First screen',
        row: 'the live picture',
        column: `median of ${rounds}`,
        unit: 'ms',
        value: interactive,
        aim: { atMost: interactiveAimMs },
      },
    ],
  }
}

const nameOf = (key: string) => key.replace(/^src\/screens\//, '').replace(/\.tsx$/, '')

async function timed(url: string): Promise<number> {
  const browser = await openBrowser()
  try {
    const times: number[] = []
    for (let round = 0; round < rounds; round += 1) times.push(await interactiveMs(browser, url))
    return median(times)
  } finally {
    await browser.close()
  }
}

/** Signs in at full speed, and opens the first screen again with a slow processor. */
async function interactiveMs(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext({ viewport: sizes.desk, serviceWorkers: 'block' })
  const page = await context.newPage()
  await page.goto(url)
  await signIn(page, 'olga')
  const unit = page.locator('article').first()
  await unit.waitFor()
  const tools = await context.newCDPSession(page)
  await tools.send('Network.setCacheDisabled', { cacheDisabled: true })
  await tools.send('Emulation.setCPUThrottlingRate', { rate: slowDown })
  const began = performance.now()
  await page.goto(url, { waitUntil: 'commit' })
  await unit.waitFor()
  await page.locator('nav a[href="/orders"]').click({ trial: true })
  const took = performance.now() - began
  await context.close()
  return took
}
