import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { allRoutes } from '../../docs/routes.ts'
import { faultsOfAccess, hasBrowser, useBrowser } from '../support/browser.ts'
import { usePlant } from '../support/plant.ts'

describe.runIf(hasBrowser)('Facts as they happen', () => {
  const plant = usePlant()
  const browser = useBrowser()
  let page: Page
  const row = (text: string) => page.locator('.fact', { hasText: text })
  const define = (id: string, name: string) =>
    plant().request('erik', 'PUT', `/v1/equipment/${id}`, { name, level: 'work-unit' })

  beforeAll(async () => {
    page = await browser.visit(`${plant().url}/facts`)
    await page.getByText('live', { exact: true }).waitFor()
  })

  it('are told as a person would tell them', async () => {
    await page.getByText('Nothing has happened since this page was opened.').waitFor()
    await define('MIXER-7', 'Mixer seven')
    await row('Erik Lindqvist defined the work-unit Mixer seven.').waitFor()
  })

  it('are text, whatever a person has written', async () => {
    await define('MARKUP-1', '<img src=x onerror="document.title=1">')
    await row('MARKUP-1').waitFor()
    expect(await row('MARKUP-1').locator('img').count()).toBe(0)
  })

  it('have every reason of a refusal', async () => {
    const quantity = { value: '100', unit: 'kg' }
    const order = { orderId: 'FACT-1', recipeId: 'NONE', product: 'NONE', quantity }
    await plant().request('paula', 'POST', '/v1/orders', order)
    await plant().request('paula', 'POST', '/v1/orders/FACT-1/release')
    await row('Recipe NONE has no approved version; have one approved first.').waitFor()
  })

  it('are filtered, and wait while they are paused', async () => {
    await page.getByLabel('Filter').fill('mixer-7')
    await page.getByText('1 of', { exact: false }).waitFor()
    await page.getByLabel('Filter').fill('')
    await page.getByRole('button', { name: 'Pause' }).click()
    await define('MIXER-8', 'Mixer eight')
    await page.getByText('1 more while paused').waitFor()
    expect(await row('MIXER-8').count()).toBe(0)
    await page.getByRole('button', { name: 'Go on' }).click()
    await row('MIXER-8').waitFor()
  })

  it('say when there was no connection, and go on by themselves when the plant is there again', async () => {
    const line = { isCut: false, cut: () => {} }
    await page.routeWebSocket(/\/mqtt/, (socket) => {
      if (line.isCut) return void socket.close()
      socket.connectToServer()
      line.cut = () => void socket.close()
    })
    await page.reload()
    await page.getByText('live', { exact: true }).waitFor()
    line.isCut = true
    line.cut()
    await page.getByText(/^no live data for/).waitFor()
    await define('MIXER-LOST', 'Mixer of the gap')
    line.isCut = false
    await page.getByText('live', { exact: true }).waitFor()
    await page.getByText(/^There was no connection from .* is on record, and not shown here\.$/).waitFor()
    await define('MIXER-BACK', 'Mixer after the gap')
    await row('MIXER-BACK').waitFor()
    expect(await row('MIXER-LOST').count()).toBe(0)
  })

  it('are told in French, with the stage beside them', async () => {
    const french = await browser.visit(`${plant().url}/facts`, { language: 'fr-FR', size: 'phone', theme: 'dark' })
    await french.getByText('en direct', { exact: true }).waitFor()
    await define('MIXER-9', 'Mixer nine')
    await french.locator('.fact', { hasText: 'Erik Lindqvist a défini l’unité de travail Mixer nine.' }).waitFor()
    expect(await faultsOfAccess(french)).toEqual([])
  })

  it('follow the clock of the plant when time passes on the stage', async () => {
    await page.getByRole('button', { name: 'Stage' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '35 minutes' }).click()
    await page.getByText('35 minutes later').waitFor()
    expect(await faultsOfAccess(page)).toEqual([])
    await page.keyboard.press('Escape')
    await define('MIXER-10', 'Mixer ten')
    await row('MIXER-10').waitFor()
    const at = await row('MIXER-10').locator('time').getAttribute('datetime')
    expect(Date.parse(at ?? '') - Date.now()).toBeGreaterThan(34 * 60_000)
  })

  it('can be made by hand: the stage gives a token that the API takes', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.getByRole('button', { name: 'Stage' }).click()
    await page.getByRole('button', { name: 'Get a token' }).click()
    await page.getByText('It is on the clipboard.').waitFor()
    const command = await page.evaluate<string>('navigator.clipboard.readText()')
    expect(command).toContain(`curl -s ${plant().url}/v1/orders`)
    const [, token = ''] = /^TOKEN=(\S+)$/m.exec(command) ?? []
    const orders = await fetch(`${plant().url}/v1/orders`, { headers: { authorization: `Bearer ${token}` } })
    expect(orders.status).toBe(200)
  })

  it('lead from the stage to the reference, which draws every operation', async () => {
    await page.getByRole('link', { name: 'Every operation of the API, to be tried out' }).click()
    await page.getByText('/v1/equipment/{equipmentId}', { exact: true }).first().waitFor()
    // The reference draws what is in view and a little more, so that a reader has to scroll, as this does.
    const drawn = new Set<string>()
    for (let from = 0; from < 400 && drawn.size < allRoutes.length; from++) {
      const ids = await page.locator('.opblock').evaluateAll((blocks) => blocks.map(({ id }) => id))
      for (const id of ids) drawn.add(id.replace(/^operations-.*-/, ''))
      await page.mouse.wheel(0, 300)
      await page.waitForTimeout(30)
    }
    expect([...drawn].sort()).toEqual(allRoutes.map(({ operationId }) => operationId).sort())
  }, 60_000)
})
