import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'

/** Debian's Chromium; the first has no windows of its own to draw, and starts in half of the time. */
const executablePath = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find((path) => existsSync(path))

export const hasBrowser = executablePath !== undefined

/** What whoever needs a browser says where there is none. */
export const noBrowser = 'There is no Chromium in /usr/bin. On Debian: apt-get install chromium-headless-shell.'

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ ...(executablePath && { executablePath }), headless: true, args: flags })

/** The sizes that the screens are made for. */
export const sizes = {
  board: { width: 1920, height: 1080 },
  desk: { width: 1440, height: 900 },
  terminal: { width: 1024, height: 768 },
  phone: { width: 390, height: 844 },
} as const

/** Signs in as a person of the local plant, on the page of its issuer: in a tab, or in the window that a signature opens. */
export async function signIn(page: Page, user: string): Promise<void> {
  await page.locator(`button[value="${user}"]`).click()
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
