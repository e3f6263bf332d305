import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { builtConsole } from '../../local/console.ts'

const executablePath = '/usr/bin/chromium'

/** Tests of screens run where Debian's Chromium is, and say so where it is not. */
export const hasBrowser = existsSync(executablePath)
if (!hasBrowser)
  console.warn(
    `The tests of the screens are skipped: there is no ${executablePath}. On Debian: apt-get install chromium.`,
  )

/** Milliseconds. A build takes about five seconds of a processor, and much longer on a busy machine. */
const buildWithin = 120_000

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** The sizes that the screens are made for. */
export const sizes = {
  board: { width: 1920, height: 1080 },
  desk: { width: 1440, height: 900 },
  terminal: { width: 1024, height: 768 },
  phone: { width: 390, height: 844 },
} as const

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
    browser = await chromium.launch({ executablePath, headless: true, args: flags })
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
  return {
    complaints,
    /** Opens a screen as that person. */
    async visit(
      url: string,
      { user = 'vera', size = 'desk', language = 'en-GB', theme = 'light' }: Visit = {},
    ): Promise<Page> {
      const context = await browser.newContext({ viewport: sizes[size], locale: language, colorScheme: theme })
      const page = await context.newPage()
      watch(page, url)
      await page.goto(url)
      await signIn(page, user)
      await page.waitForURL((now) => now.href === new URL(url).href)
      return page
    },
  }
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Signs in as a person of the local plant, on the page of its issuer: in a tab, or in the window that a signature opens. */
export async function signIn(page: Page, user: string): Promise<void> {
  await page.locator(`button[value="${user}"]`).click()
}

/** What axe finds on a page: WCAG 2.2 AA, one line for each fault with the first elements that have it. */
export async function faultsOfAccess(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe)
  return page.evaluate(async () => {
    interface Found {
      readonly violations: readonly {
        readonly id: string
        readonly help: string
        readonly nodes: readonly { readonly target: unknown }[]
      }[]
    }
    const { axe: tool } = globalThis as unknown as { readonly axe: { run(options: object): Promise<Found> } }
    const { violations } = await tool.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    })
    return violations.map(
      ({ id, help, nodes }) =>
        `${id}: ${help} (${nodes
          .slice(0, 3)
          .map(({ target }) => String(target))
          .join(', ')})`,
    )
  })
}

/**
 * Types a code as a scanner does: a key each 5 ms by the clock of the keyboard, and Enter at its end, however busy this machine is. FNC1 of a GS1 symbol
 * comes as Ctrl and the closing bracket.
 */
export async function scan(page: Page, code: string): Promise<void> {
  const keyboard = await page.context().newCDPSession(page)
  const from = Date.now() / 1000
  const keys = [...code, 'Enter'].map((letter, place) => {
    const timestamp = from + place * 0.005
    if (letter === 'Enter') return { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, text: '\r', timestamp }
    if (letter === '\u001d') return { key: ']', code: 'BracketRight', modifiers: 2, timestamp }
    return { key: letter, text: letter, timestamp }
  })
  await Promise.all(
    keys.flatMap((key) => [
      keyboard.send('Input.dispatchKeyEvent', { type: 'keyDown', ...key }),
      keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key }),
    ]),
  )
  await keyboard.detach()
}
