import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { until } from '../../local/demo/client.ts'
import { hasBrowser, signIn, useBrowser } from '../support/browser.ts'
import { accepted, approvedVersion, type Crew, crewOf, read } from '../support/crew.ts'
import { kg } from '../support/given.ts'
import { usePlant } from '../support/plant.ts'

describe.runIf(hasBrowser)('A terminal without a connection', () => {
  const plant = usePlant()
  const browser = useBrowser()
  const order = { orderId: 'GLAZE-1' }
  let crew: Crew
  let page: Page
  /** The idempotency keys of what has reached the plant, and what it answered. */
  const sent: { readonly key: string | undefined; readonly status: number }[] = []
  const waiting = (count: number) => page.getByRole('button', { name: `${count} not sent` })

  beforeAll(async () => {
    crew = await crewOf(plant().url)
    accepted(await crew.erik.defineEquipment({ equipmentId: 'STOVE' }, { name: 'Stove', level: 'work-center' }))
    accepted(
      await crew.erik.defineEquipment(
        { equipmentId: 'PAN-1' },
        { name: 'Pan 1', level: 'work-unit', parentId: 'STOVE' },
      ),
    )
    accepted(await crew.erik.defineMaterial({ materialId: 'GLAZE' }, { name: 'Glaze', unit: 'kg' }))
    const checks = [
      { checkId: 'clear', question: 'Is it clear?' },
      { checkId: 'warm', question: 'Is it warm?' },
    ]
    await approvedVersion(crew, 'GLAZE', '1', [{ stepId: 'cook', name: 'Cook', workCenter: 'STOVE', checks }], {
      batchSize: { min: kg('1'), nominal: kg('100'), max: kg('1000') },
    })
    accepted(await crew.paula.createOrder({ ...order, recipeId: 'GLAZE', product: 'GLAZE', quantity: kg('100') }))
    accepted(await crew.paula.releaseOrder(order))
    accepted(await crew.ada.startOrder(order))
    accepted(await crew.ada.startStep({ ...order, stepId: 'cook' }, { equipmentId: 'PAN-1' }))
    page = await browser.visit(`${plant().url}/terminal/STOVE?order=GLAZE-1&step=cook`, {
      user: 'ada',
      size: 'terminal',
    })
    page.setDefaultTimeout(25_000)
    page.on('response', (response) => {
      const request = response.request()
      if (request.method() === 'POST' && request.url().includes('/v1/orders/'))
        sent.push({ key: request.headers()['idempotency-key'], status: response.status() })
    })
    await page.getByText('Is it clear?').first().waitFor()
    // The browser has all files, and the page the answers.
    await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)')
    await until(
      () => keptAnswers(page),
      (count) => count > 2,
      'The answers that the terminal keeps',
    )
  })

  const offline = async (is: boolean) => {
    await page.context().setOffline(is)
  }

  it('opens again with the step at hand, and says how old that is, also when its token has ended', async () => {
    await page.evaluate(`for (const key of Object.keys(sessionStorage).filter((it) => it.startsWith('oidc.user:'))) {
      const user = JSON.parse(sessionStorage.getItem(key))
      sessionStorage.setItem(key, JSON.stringify({ ...user, expires_at: 1 }))
    }`)
    await offline(true)
    await page.reload()
    await page.getByText('Is it clear?').first().waitFor()
    await page.getByText(/^no live data for/).waitFor()
  })

  it('keeps an act over another reload, and sends it once, under its own key and with its own time', async () => {
    const from = Date.now()
    await page.locator('footer .next').getByRole('button', { name: 'Yes' }).click()
    await waiting(1).waitFor()
    const done = Date.now()
    await fetch(`${plant().url}/local/clock`, { method: 'POST', body: JSON.stringify({ minutes: 5 }) })
    await page.reload()
    await waiting(1).waitFor()
    expect(sent).toEqual([])
    await offline(false)
    await waiting(1).waitFor({ state: 'detached' })
    const { items } = await read(crew.vera.getAudit({ subject: 'order:GLAZE-1', limit: '1000' }))
    const results = items.filter(({ type }) => type === 'andon.result.recorded.v1')
    expect(results.map(({ lateReason }) => lateReason)).toEqual(['The terminal had no connection'])
    const at = Date.parse(String(results[0]?.occurredAt))
    expect(at).toBeGreaterThanOrEqual(from - 1000)
    expect(at).toBeLessThanOrEqual(done + 1000)
    const taken = sent.filter(({ status }) => status < 300)
    expect(taken).toHaveLength(1)
    expect(taken[0]?.key).toMatch(/^[0-9a-f-]{36}$/)
    expect(new Set(sent.map(({ key }) => key)).size).toBe(1)
    await page.getByText('live', { exact: true }).waitFor()
  })

  it('shows nothing old on a screen that is no terminal', async () => {
    await page.goto(`${plant().url}/orders`)
    await page.getByRole('link', { name: 'GLAZE-1' }).first().waitFor()
    await offline(true)
    await page.reload()
    await page.locator('.not-opened').waitFor()
    expect(await page.getByText('GLAZE-1').count()).toBe(0)
    await offline(false)
  })

  it('is told of a new version, goes on with its own files, and loads the new one when somebody says so', async () => {
    await page.goto(`${plant().url}/terminal/STOVE?order=GLAZE-1&step=cook`)
    await page.getByText('Is it warm?').first().waitFor()
    await page.evaluate("navigator.serviceWorker.register('/sw.js?next').then(() => undefined)")
    const told = page.getByText('There is a new version of the console.')
    await told.waitFor()
    // A screen that this page has not loaded yet.
    await page.getByRole('link', { name: 'Desk' }).click()
    await page.getByRole('link', { name: 'Stock' }).first().click()
    await page.getByRole('heading', { name: 'Stock' }).first().waitFor()
    await page.getByRole('button', { name: 'Load it' }).click()
    await told.waitFor({ state: 'detached' })
  })

  it('gives what it knew to nobody else', async () => {
    await page.goto(`${plant().url}/terminal/STOVE`)
    await page.getByRole('button', { name: /Ada Moreau/ }).click()
    await page.getByRole('button', { name: /Sign out/ }).click()
    await page.waitForURL((url) => !url.pathname.startsWith('/terminal'))
    await signIn(page, 'ben')
    await page.getByText('live', { exact: true }).waitFor()
    expect(await keptAnswers(page)).toBe(0)
    // What the browser says of the requests that did not come through.
    browser.complaints.splice(0, browser.complaints.length, ...browser.complaints.filter((it) => !isOfCut(it)))
  })
})

const isOfCut = (complaint: string): boolean => /ERR_INTERNET_DISCONNECTED|Failed to fetch|WebSocket/.test(complaint)

/** How many answers the browser keeps for the terminal. */
const keptAnswers = (page: Page): Promise<number> =>
  page.evaluate(`new Promise((resolve) => {
    const opening = indexedDB.open('andon.answers', 1)
    opening.onupgradeneeded = () => opening.result.createObjectStore('answers')
    opening.onsuccess = () => {
      const kept = opening.result.transaction('answers').objectStore('answers').get('last')
      kept.onsuccess = () => resolve(kept.result?.answers.length ?? 0)
    }
  })`)
