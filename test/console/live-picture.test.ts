import { setTimeout as pause } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, sizes, useBrowser } from '../support/browser.ts'
import { usePlant } from '../support/plant.ts'

describe.runIf(hasBrowser)('The live picture', () => {
  const plant = usePlant()
  const browser = useBrowser()
  let page: Page
  beforeAll(async () => {
    page = await browser.visit(plant().url)
  })

  it('says what to do while the plant has no equipment', async () => {
    await page.getByText('This plant has no equipment yet').waitFor()
    await page.getByText('live', { exact: true }).waitFor()
  })

  it('shows a unit as soon as it is defined', async () => {
    const units = [
      ['MIX-1', 'Mixer one'],
      ['MIX-2', 'Mixer two'],
    ]
    for (const [id, name] of units)
      await plant().request('erik', 'PUT', `/v1/equipment/${id}`, { name, level: 'work-unit' })
    await page.getByRole('article', { name: 'Mixer one' }).waitFor()
    await page.getByRole('article', { name: 'Mixer two' }).waitFor()
  })

  it('shows what is new at a plant that answers slowly and always has more to tell', async () => {
    const seen = await browser.visit(plant().url)
    await seen.getByRole('article', { name: 'Mixer one' }).waitFor()
    await seen.route('**/v1/board', async (route) => {
      const answer = await route.fetch()
      await pause(900)
      await route.fulfill({ response: answer })
    })
    const unit = seen.getByRole('article', { name: 'Mixer three' })
    const define = (name: string) =>
      plant().request('erik', 'PUT', '/v1/equipment/MIX-3', { name, level: 'work-unit' }, { 'if-match': '*' })
    let isOver = false
    const talk = (async () => {
      for (let count = 0; !isOver; count += 1) {
        await define(count % 2 === 0 ? 'Mixer three' : 'Mixer three again')
        await pause(200)
      }
    })()
    await seen
      .getByRole('article', { name: /^Mixer three/ })
      .waitFor({ timeout: 10_000 })
      .finally(() => {
        isOver = true
      })
    await talk
    await define('Mixer three')
    await unit.waitFor()
  })

  it('shows a hold on a unit in words', async () => {
    await plant().request('quinn', 'POST', '/v1/holds', {
      subject: { type: 'equipment', id: 'MIX-1' },
      reason: 'Seal damaged',
    })
    await page.getByRole('article', { name: 'Mixer one' }).getByText('On hold').waitFor()
  })

  it('finds what a code names, and goes there', async () => {
    await page.keyboard.press('Control+k')
    await page.keyboard.type('MIX-2')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/equipment\/MIX-2$/)
    await page.getByRole('heading', { name: 'MIX-2 Mixer two' }).waitFor()
    expect(await page.getByRole('searchbox', { name: 'Find or scan' }).inputValue()).toBe('')
  })

  it('is greyed while the connection is lost, and not afterwards', async () => {
    const seen = await browser.visit(plant().url)
    const line = { isCut: false, cut: () => {} }
    await seen.routeWebSocket(/\/mqtt/, (socket) => {
      if (line.isCut) return void socket.close()
      socket.connectToServer()
      line.cut = () => void socket.close()
    })
    await seen.reload()
    await seen.getByText('live', { exact: true }).waitFor()
    await seen.getByRole('article', { name: 'Mixer one' }).waitFor()
    expect(await seen.locator('.live-picture.stale').count()).toBe(0)
    line.isCut = true
    line.cut()
    await seen.locator('.live-picture.stale').waitFor()
    line.isCut = false
    await seen.locator('.live-picture.stale').waitFor({ state: 'detached' })
    await seen.context().close()
  })

  it('speaks French where the browser does', async () => {
    const french = await browser.visit(plant().url, { language: 'fr-FR' })
    await french.getByRole('link', { name: 'Vue en direct' }).waitFor()
    await french.getByRole('article', { name: 'Mixer one' }).getByText('Bloqué').waitFor()
    expect(await french.evaluate<string>('document.documentElement.lang')).toBe('fr')
  })

  it('fills the wall of a hall: the bar above, and how many are there', async () => {
    const wall = await browser.visit(`${plant().url}/board`, { user: 'olga', size: 'board' })
    await wall.getByText(/on the clock/).waitFor()
    const bar = await wall.locator('.board > header').boundingBox()
    expect(bar).toMatchObject({ x: 0, y: 0, width: sizes.board.width })
    const floor = await wall.locator('.live-picture').boundingBox()
    expect(floor).toMatchObject({ x: 0, y: bar?.height, width: sizes.board.width })
  })

  it('has no fault of access, and fits, at each size', async () => {
    const screens = {
      '/': 'Mixer one',
      '/board': 'Mixer one',
    }
    expect(await browser.faults(plant().url, screens, { user: 'vera' })).toEqual([])
  })
})
