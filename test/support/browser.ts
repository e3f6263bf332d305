import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { builtConsole } from '../../local/console.ts'
import { hasBrowser, noBrowser, openBrowser, signIn, sizes } from './chromium.ts'

export { hasBrowser, scan, signIn, sizes } from './chromium.ts'

/** Tests of screens run where Debian's Chromium is, and say so where it is not. */
if (!hasBrowser) console.warn(`The tests of the screens are skipped. ${noBrowser}`)

/** Milliseconds. A build takes about five seconds of a processor, and much longer on a busy machine. */
const buildWithin = 120_000

export interface Visit {
  readonly user?: string
  readonly size?: keyof typeof sizes
  readonly language?: 'en-GB' | 'fr-FR'
  readonly theme?: 'light' | 'dark'
}

/** A browser for the file, whose pages complain of nothing: neither errors, nor requests to anybody but the plant. */
export function useBrowser() {
  let browser: Browser
  const complaints: string[] = []
  beforeAll(async () => {
    // The first visitor would wait for it.
    await builtConsole()
    browser = await openBrowser()
  }, buildWithin)
  afterAll(async () => {
    await browser?.close()
    expect(complaints).toEqual([])
  })
  const watch = (page: Page, url: string) => {
    const { origin } = new URL(url)
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      // The browser itself complains of each answer that is a refusal.
      if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) complaints.push(message.text())
    })
    page.on('request', (request) => {
      const asked = request.url()
      if (!asked.startsWith(origin) && !/^(blob|data):/.test(asked)) complaints.push(`It asked for ${asked}.`)
    })
  }
  const open = async (
    url: string,
    { size = 'desk', language = 'en-GB', theme = 'light' }: Omit<Visit, 'user'> = {},
  ): Promise<Page> => {
    const context = await browser.newContext({ viewport: sizes[size], locale: language, colorScheme: theme })
    const page = await context.newPage()
    watch(page, url)
    await page.goto(url)
    return page
  }
  return {
    complaints,
    /** Opens a page as nobody. */
    open,
    /** Opens a screen as that person. */
    async visit(url: string, { user = 'vera', ...visit }: Visit = {}): Promise<Page> {
      const page = await open(url, visit)
      await signIn(page, user)
      await page.waitForURL((now) => now.href === new URL(url).href)
      return page
    },
    /**
     * The faults of screens at each size and in both themes, in one sign-in.
     * @param screens a text that is seen on each, by its path
     */
    async faults(origin: string, screens: Readonly<Record<string, string>>, visit: Visit): Promise<readonly string[]> {
      const found: string[] = []
      let page: Page | undefined
      for (const [path, text] of Object.entries(screens)) {
        if (page) await page.goto(origin + path)
        else page = await this.visit(origin + path, visit)
        await page.getByText(text).first().waitFor()
        await expect.poll(() => page?.locator('.skeleton').count()).toBe(0)
        found.push(...(await faultsAtEachSize(page)).map((fault) => `${path}, ${fault}`))
      }
      return found
    },
  }
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds at each size, and what is wider than its screen. */
export async function faultsAtEachSize(page: Page): Promise<readonly string[]> {
  const found: string[] = []
  const before = page.viewportSize()
  for (const [name, size] of Object.entries(sizes)) {
    await page.setViewportSize(size)
    found.push(...(await faultsOfAccess(page)).map((fault) => `${name}: ${fault}`))
    const width = await page.evaluate<number>('document.documentElement.scrollWidth')
    if (width > size.width) found.push(`${name}: ${width} pixels wide`)
  }
  if (before) await page.setViewportSize(before)
  return found
}

interface Found {
  readonly violations: readonly {
    readonly id: string
    readonly help: string
    readonly nodes: readonly { readonly target: unknown }[]
  }[]
}

/**
 * What axe finds on a page in both themes: WCAG 2.2 AA, one line for each fault with the first elements that have it. Themes differ in nothing but colours,
 * so the other one is looked at for them alone.
 */
export async function faultsOfAccess(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe)
  return page.evaluate(async () => {
    const { axe: tool, document } = globalThis as unknown as {
      readonly axe: { run(options: object): Promise<Found> }
      readonly document: { readonly documentElement: { readonly dataset: { theme?: string } } }
    }
    const { dataset } = document.documentElement
    const worn = dataset.theme ?? 'light'
    const told = (theme: string, { violations }: Found) =>
      violations.map(
        ({ id, help, nodes }) =>
          `${id}: ${help}, in the ${theme} (${nodes
            .slice(0, 3)
            .map(({ target }) => String(target))
            .join(', ')})`,
      )
    const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
    const faults = told(worn, await tool.run({ runOnly: rules }))
    const other = worn === 'dark' ? 'light' : 'dark'
    dataset.theme = other
    const more = told(other, await tool.run({ runOnly: { type: 'rule', values: ['color-contrast'] } }))
    dataset.theme = worn
    return [...faults, ...more]
  })
}
