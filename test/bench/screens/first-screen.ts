import type { Browser, Page } from 'playwright-core'
import { told } from '../progress.ts'
import type { Figure } from '../report.ts'
import { median } from '../statistics.ts'
import { openings, visiting } from './visit.ts'

const rounds = 5
const slowDown = 4
const interactiveAimMs = 2000

/** How long a person who has signed in waits for the live picture, with a slow processor and nothing in the cache. */
export async function measureFirstScreen(browser: Browser, url: string): Promise<Figure[]> {
  const times = await visiting(browser, url, { user: 'olga', shows: '.live-picture article' }, (page) =>
    told('the first screen', () => slowOpenings(page)),
  )
  return [
    {
      table: 'Waiting',
      row: `the first screen, with a processor ${slowDown} times slower and an empty cache`,
      column: 'median',
      unit: 'ms',
      value: median(times),
      aim: { atMost: interactiveAimMs },
      note: `${rounds} times`,
    },
  ]
}

async function slowOpenings(page: Page): Promise<number[]> {
  const tools = await page.context().newCDPSession(page)
  await tools.send('Network.setCacheDisabled', { cacheDisabled: true })
  await tools.send('Emulation.setCPUThrottlingRate', { rate: slowDown })
  return openings(page, rounds)
}
