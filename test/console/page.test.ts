import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allRoutes } from '../../docs/routes.ts'
import { facts } from '../../events/catalog.ts'
import { usePlant } from '../support/plant.ts'

const executablePath = '/usr/bin/chromium'
const present = existsSync(executablePath)
if (!present)
  console.warn(`test/console is skipped: there is no ${executablePath}. On Debian: apt-get install chromium.`)

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

describe.runIf(present)('The page of facts', () => {
  const plant = usePlant()
  let browser: Browser
  let context: BrowserContext
  let page: Page
  /** What went wrong in the page, and what it asked of anybody but the plant. */
  const complaints: string[] = []

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, headless: true, args: flags })
    context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] })
    page = await context.newPage()
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    page.on('request', (request) => {
      const url = request.url()
      if (!url.startsWith(plant().url) && !/^(blob|data):/.test(url)) complaints.push(`It asked for ${url}.`)
    })
    await page.goto(`${plant().url}/facts.html`)
    await page.getByText('Live', { exact: true }).waitFor()
  })
  afterAll(() => browser?.close())

  it('names the site and says that it follows the facts', async () => {
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Plant lyon')
    expect(await page.title()).toBe('Andon, plant lyon')
    expect(await page.getByText('Live', { exact: true }).isVisible()).toBe(true)
  })

  it('tells which command to run while nothing has happened', async () => {
    expect(await page.locator('#demo-command').textContent()).toBe(`npm run demo -- --url ${plant().url}`)
  })

  it('gives a token that the API takes, and a command that carries it', async () => {
    await page.getByRole('button', { name: 'Get a token of Paula Conti' }).click()
    await page.getByText('The token of Paula Conti is on the clipboard.').waitFor()
    const token = await page.evaluate<string>('navigator.clipboard.readText()')
    const orders = await fetch(`${plant().url}/v1/orders`, { headers: { authorization: `Bearer ${token}` } })
    expect(orders.status).toBe(200)
    const command = await page.getByLabel('A first command, to paste into a terminal').inputValue()
    expect(command).toContain(`TOKEN=${token}\n`)
    expect(command).toContain(`${plant().url}/v1/orders`)
  })

  it('shows a fact as it happens: who, what and about which subject', async () => {
    await plant().request('erik', 'PUT', '/v1/equipment/MIXER-7', { name: 'Mixer seven', level: 'work-unit' })
    const row = page.locator('#facts > li', { hasText: 'MIXER-7' })
    await row.waitFor()
    expect(await row.locator('.saying').textContent()).toBe('Erik Lindqvist defined the work-unit Mixer seven.')
    expect(await row.locator('.subject').textContent()).toBe('equipment MIXER-7')
    expect(await page.locator('#empty').isVisible()).toBe(false)
  })

  it('shows a refused attempt with every reason', async () => {
    const quantity = { value: '100', unit: 'kg' }
    await plant().request('paula', 'POST', '/v1/orders', {
      orderId: 'PAGE-1',
      recipeId: 'NONE',
      product: 'NONE',
      quantity,
    })
    await plant().request('paula', 'POST', '/v1/orders/PAGE-1/release')
    const row = page.locator('#facts > li.refused', { hasText: 'PAGE-1' })
    await row.waitFor()
    expect(await row.locator('.saying').textContent()).toBe('Paula Conti tried to release order, and was refused.')
    expect(await row.locator('.reasons > li').allTextContents()).toEqual([
      'Recipe NONE has no approved version; have one approved first.',
    ])
  })

  it('shows what a person has written as text, never as a part of the page', async () => {
    const name = '<img src=x onerror="document.title=1">'
    await plant().request('erik', 'PUT', '/v1/equipment/MARKUP-1', { name, level: 'work-unit' })
    const row = page.locator('#facts > li', { hasText: 'MARKUP-1' })
    await row.waitFor()
    expect(await row.locator('.saying').textContent()).toContain(name)
    expect(await row.locator('img').count()).toBe(0)
  })

  it('shows only the facts that contain the filter', async () => {
    await page.getByLabel('Filter').fill('mixer-7')
    expect(await page.locator('#facts > li:visible').count()).toBe(1)
    await page.getByLabel('Filter').fill('no fact says this')
    expect(await page.getByText('No fact contains that text.').isVisible()).toBe(true)
    await page.getByLabel('Filter').fill('')
  })

  it('keeps facts back while it is paused, and shows them afterwards', async () => {
    const pause = page.getByRole('button', { name: 'Pause' })
    await pause.click()
    await plant().request('erik', 'PUT', '/v1/equipment/MIXER-8', { name: 'Mixer eight', level: 'work-unit' })
    await page.getByText('1 more while paused').waitFor()
    expect(await page.locator('#facts > li', { hasText: 'MIXER-8' }).count()).toBe(0)
    await pause.click()
    expect(await page.locator('#facts > li', { hasText: 'MIXER-8' }).count()).toBe(1)
  })

  it('shows the plan as a picture, and draws it anew when the facts change', async () => {
    const picture = page.getByRole('img', { name: 'The units of the plant with what runs on them' })
    await picture.waitFor()
    const before = await picture.getAttribute('src')
    expect(before).toMatch(/^blob:/)
    await plant().request('erik', 'PUT', '/v1/equipment/MIXER-9', { name: 'Mixer nine', level: 'work-unit' })
    await page.locator(`#plan-picture:not([src="${before}"])`).waitFor()
    expect(await page.evaluate<number>("document.getElementById('plan-picture').naturalWidth")).toBe(1200)
  })

  it('draws where a lot comes from, and says so when there is no such lot', async () => {
    const as = (who: string, path: string, body: object) => plant().request(who, 'POST', path, body)
    const kg = (value: string) => ({ value, unit: 'kg' })
    await plant().request('erik', 'PUT', '/v1/materials/PAGE-SUGAR', { name: 'Sugar', unit: 'kg' })
    await as('ada', '/v1/lots', { lotId: 'PAGE-LOT', materialId: 'PAGE-SUGAR', quantity: kg('10') })
    await as('ada', '/v1/lots/PAGE-LOT/split', { parts: [{ lotId: 'PAGE-PART', quantity: kg('4') }], keeps: kg('6') })
    await page.locator('#facts > li', { hasText: 'PAGE-PART' }).waitFor()
    expect(await page.locator('#lots-seen option').first().getAttribute('value')).toBe('PAGE-LOT')

    await page.getByLabel('Lot', { exact: true }).fill('PAGE-PART')
    await page.getByRole('button', { name: 'Draw' }).click()
    const picture = page.getByRole('img', { name: 'Lot PAGE-PART: what it was made of' })
    await picture.waitFor()
    // Two boxes beside each other; one alone has 420.
    expect(await page.evaluate<number>("document.getElementById('trace-picture').naturalWidth")).toBe(432)

    const told = complaints.length
    await page.getByLabel('Lot', { exact: true }).fill('PAGE-NONE')
    await page.getByRole('button', { name: 'Draw' }).click()
    await page.getByText('There is no picture of lot PAGE-NONE:').waitFor()
    expect(await picture.isVisible()).toBe(false)
    // The browser itself complains of each 404.
    expect(complaints.splice(told).join()).toContain('404')
  })

  it('has a sentence of its own for every kind of fact', async () => {
    const kinds = Object.keys(facts).filter((type) => !type.endsWith('.command-refused.v1'))
    const known = await page.evaluate<string[]>("import('/sentences.js').then(({ sayings }) => Object.keys(sayings))")
    expect(known.sort()).toEqual(kinds.sort())
  })

  it('fits a phone without scrolling sideways', async () => {
    await page.setViewportSize({ width: 360, height: 740 })
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(360)
    await page.setViewportSize({ width: 1920, height: 1080 })
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(1920)
  })

  it('says so when the connection is lost, and goes on by itself when it is back', async () => {
    const line = await openLine(Number(new URL(plant().url).port))
    const watching = await context.newPage()
    await watching.goto(`${line.url}/facts.html`)
    await watching.getByText('Live', { exact: true }).waitFor()
    line.cut()
    await watching.getByText('The plant does not answer; trying again…').waitFor()
    await line.mend()
    await watching.getByText('Live', { exact: true }).waitFor()
    await watching.getByText('Facts of the time between are on record and not shown here.').waitFor()
    await watching.close()
    line.cut()
  })

  it('links to the reference, which draws every operation', async () => {
    const reference = await context.newPage()
    await reference.goto(`${plant().url}/facts.html`)
    await reference.getByRole('navigation').getByRole('link', { name: 'API reference' }).click()
    await reference.getByText('/v1/equipment/{equipmentId}', { exact: true }).first().waitFor()
    // The reference draws what is in view and a little more, so that a reader has to scroll, as this does.
    const drawn = new Set<string>()
    for (let from = 0; from < 400 && drawn.size < allRoutes.length; from++) {
      const ids = await reference.locator('.opblock').evaluateAll((blocks) => blocks.map(({ id }) => id))
      for (const id of ids) drawn.add(id.replace(/^operations-.*-/, ''))
      await reference.mouse.wheel(0, 300)
      await reference.waitForTimeout(30)
    }
    expect([...drawn].sort()).toEqual(allRoutes.map(({ operationId }) => operationId).sort())
    await reference.close()
  })

  it('complains of nothing and asks nobody but the plant', () => {
    expect(complaints).toEqual([])
  })
})

/** A line to the plant that can be cut and mended. */
async function openLine(plantPort: number) {
  const sockets = new Set<Socket>()
  const carry = (socket: Socket) => {
    const onward = connect(plantPort, '127.0.0.1')
    for (const end of [socket, onward]) {
      sockets.add(end)
      end.on('error', () => end.destroy())
      end.on('close', () => sockets.delete(end))
    }
    socket.pipe(onward).pipe(socket)
  }
  let server: Server
  const listen = async (port: number) => {
    server = createServer(carry).listen(port, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  const port = await listen(0)
  return {
    url: `http://127.0.0.1:${port}`,
    cut() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
    mend: () => listen(port),
  }
}
