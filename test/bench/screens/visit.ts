import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import type * as z from 'zod'
import { signIn, sizes } from '../../support/chromium.ts'

/** Milliseconds. A page under a load, on a machine that others use as well. */
const patience = 60_000

const watch = fileURLToPath(new URL('watch.js', import.meta.url))

interface Visit {
  readonly user: string
  readonly size?: keyof typeof sizes
  /** A selector of what is there when the screen is. */
  readonly shows: string
  /** What the page has besides, before it is opened. */
  readonly prepare?: (page: Page) => Promise<unknown>
}

/** Does the work at a screen of the plant that a person has opened. */
export async function visiting<Result>(
  browser: Browser,
  address: string,
  { user, size = 'desk', shows, prepare }: Visit,
  work: (page: Page) => Promise<Result>,
): Promise<Result> {
  // The answers of the bench would not reach a worker.
  const context = await browser.newContext({ viewport: sizes[size], locale: 'en-GB', serviceWorkers: 'block' })
  try {
    await context.addInitScript({ path: watch })
    await context.addInitScript(`bench.opened = bench.usable(${JSON.stringify(shows)})`)
    const page = await context.newPage()
    page.setDefaultTimeout(patience)
    await prepare?.(page)
    await page.goto(address)
    await signIn(page, user)
    await page.locator(shows).first().waitFor()
    return await work(page)
  } finally {
    await context.close()
  }
}

/** Opens the screen again so many times: from its address until it is painted and the page has nothing more to do at once, in milliseconds. */
export async function openings(page: Page, rounds: number): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    await page.reload({ waitUntil: 'commit' })
    times.push(await page.evaluate<number>('bench.opened'))
  }
  return times
}

/** From now on the bench answers this question of the page itself, with an answer that the plant could give. */
export const answer = <Schema extends z.ZodType>(
  page: Page,
  path: string,
  schema: Schema,
  body: (asked: URL) => z.input<Schema>,
): Promise<unknown> =>
  page.route(
    ({ pathname }) => pathname === path,
    (route) => route.fulfill({ json: schema.parse(body(new URL(route.request().url()))) }),
  )
