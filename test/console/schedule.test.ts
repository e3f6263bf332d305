import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, useBrowser } from '../support/browser.ts'
import { accepted, approvedRecipe, type Crew, crewOf, kg, read } from '../support/crew.ts'
import { usePlant } from '../support/plant.ts'

describe.runIf(hasBrowser)('The schedule', () => {
  const plant = usePlant()
  const browser = useBrowser()
  let crew: Crew
  let page: Page
  const dialog = () => page.getByRole('dialog')
  const queued = (on = page) => on.locator('.queue > li a.id').allTextContents()
  const inQueue = (...orders: readonly string[]) => expect.poll(() => queued(), { timeout: 10_000 }).toEqual(orders)

  /** Two hours of mixing for each of three orders: the first two are due in time for that, the third is not due. */
  beforeAll(async () => {
    crew = await crewOf(plant().url)
    const calendar = { shifts: [{ days: ['monday' as const], from: '00:00', to: '01:00' }] }
    const places = [
      ['HALL', { name: 'Hall', level: 'area' }],
      ['MIXING', { name: 'Mixing', level: 'work-center', parentId: 'HALL' }],
      ['CLOSED', { name: 'Seldom open', level: 'work-center', parentId: 'HALL', calendar }],
    ] as const
    for (const [equipmentId, said] of places) accepted(await crew.erik.defineEquipment({ equipmentId }, said))
    const duration = { fixed: { value: '2', unit: 'h' as const } }
    await approvedRecipe(crew, 'SYRUP', [{ stepId: 'mix', name: 'Mix', workCenter: 'MIXING', duration }])
    const { at } = await read(crew.paula.getSchedule())
    const due = (hours: number) => ({ dueAt: new Date(Date.parse(at) + hours * 3_600_000).toISOString() })
    for (const [orderId, more] of [
      ['PLAN-1', due(3)],
      ['PLAN-2', due(5)],
      ['PLAN-3', {}],
    ] as const) {
      accepted(
        await crew.paula.createOrder({ orderId, recipeId: 'SYRUP', product: 'SYRUP', quantity: kg('100'), ...more }),
      )
      accepted(await crew.olga.releaseOrder({ orderId }))
    }
    page = await browser.visit(`${plant().url}/schedule`, { user: 'paula' })
  })

  it('shows what each unit will do as bars, over the times when it is closed, and opens the order of a bar', async () => {
    const bar = page.getByRole('link', { name: /^PLAN-2, Mix, planned, / })
    await bar.waitFor()
    const closed = page.locator('.row', { hasText: 'Seldom open' }).locator('.closed')
    expect(await closed.count()).toBeGreaterThan(0)
    expect(await page.locator('.row', { hasText: 'Mixing' }).locator('.closed').count()).toBe(0)
    await page.getByText('All 3 orders of the plan end in time, and have their material.').waitFor()
    await bar.click()
    await page.waitForURL(/\/orders\/PLAN-2$/)
    await page.goBack()
  })

  it('goes from a day to a shift or a week, and to what comes later, by button and by key, and keeps it in its address', async () => {
    await page.getByText('Week', { exact: true }).click()
    await page.waitForURL(/zoom=week/)
    await page.getByRole('region', { name: 'Units and their work' }).press('s')
    await page.waitForURL(/zoom=shift/)
    await page.keyboard.press('ArrowRight')
    await page.waitForURL(/moved=5h/)
    await page.keyboard.press('n')
    await page.waitForURL(/moved=0h/)
    await page.keyboard.press('d')
  })

  it('shows whom another place makes late before anything is done, then does it and takes it back', async () => {
    await inQueue('PLAN-1', 'PLAN-2', 'PLAN-3')
    await page.getByRole('button', { name: 'PLAN-3 earlier' }).click()
    await dialog().getByText('Its priority becomes 999 (now none).').waitFor()
    expect(await dialog().locator('tr.warn').allTextContents()).toEqual([
      expect.stringMatching(/^PLAN-1.*becomes .+ late$/),
      expect.stringMatching(/^PLAN-2.*becomes .+ late$/),
    ])
    await dialog()
      .getByText(/^Order PLAN-2 is due on .* orders that come first take the units and people/)
      .waitFor()
    await inQueue('PLAN-1', 'PLAN-2', 'PLAN-3')
    const act = dialog().getByRole('button', { name: /^Do it, and let them be late/ })
    expect(await act.isDisabled()).toBe(true)
    await dialog().getByLabel('Reason').fill('The customer of PLAN-3 waits')
    await act.click()
    await inQueue('PLAN-3', 'PLAN-1', 'PLAN-2')
    const late = page.getByRole('region', { name: 'Late, and why' })
    await late.getByText(/^Order PLAN-1 is due on .* Alone it would end on/).waitFor()
    await late.getByText('What decides its end').first().click()
    await late.getByText(/its units are taken \(orders that come first: PLAN-3\)/).waitFor()
    await page.getByRole('status').getByRole('button', { name: 'Take back' }).click()
    await inQueue('PLAN-1', 'PLAN-2', 'PLAN-3')
    expect((await read(crew.paula.getOrder({ orderId: 'PLAN-3' }))).priority).toBeUndefined()
  })

  it('takes a drag for a wish, too, which Escape forgets', async () => {
    const rows = page.locator('.queue > li')
    await rows.nth(1).locator('.grip').dragTo(rows.nth(0).locator('.grip'))
    await page.getByRole('dialog', { name: 'PLAN-2 before PLAN-1?' }).getByText('PLAN-1').first().waitFor()
    await page.keyboard.press('Escape')
    await inQueue('PLAN-1', 'PLAN-2', 'PLAN-3')
  })

  it('says why no priority gives a place, and what would', async () => {
    await page.getByRole('button', { name: 'PLAN-1 later' }).click()
    await dialog()
      .getByText(/^No priority puts order PLAN-1 after order PLAN-2/)
      .waitFor()
    await dialog().getByRole('button', { name: 'Bring PLAN-2 forward instead' }).click()
    await page.getByRole('dialog', { name: 'PLAN-2 before PLAN-1?' }).getByLabel('Reason').waitFor()
    await page.keyboard.press('Escape')
  })

  it('follows the facts: an order that somebody else releases takes its place by itself', async () => {
    const order = { orderId: 'PLAN-4', recipeId: 'SYRUP', product: 'SYRUP', quantity: kg('100'), priority: 1 }
    accepted(await crew.paula.createOrder(order))
    accepted(await crew.olga.releaseOrder({ orderId: 'PLAN-4' }))
    await inQueue('PLAN-4', 'PLAN-1', 'PLAN-2', 'PLAN-3')
    await page.getByRole('link', { name: /^PLAN-4, Mix, planned, / }).waitFor()
    accepted(await crew.paula.cancelOrder({ orderId: 'PLAN-4' }, { reason: 'Nobody wants it' }))
    await inQueue('PLAN-1', 'PLAN-2', 'PLAN-3')
  })

  it('shows everybody the queue, and lets those who do not plan move nothing', async () => {
    const seen = await browser.visit(`${plant().url}/schedule`, { user: 'vera', language: 'fr-FR' })
    await seen.getByRole('heading', { name: 'File d’attente' }).waitFor()
    await seen.getByRole('link', { name: /^PLAN-1, Mix, prévu, / }).waitFor()
    await expect.poll(() => queued(seen)).toEqual(['PLAN-1', 'PLAN-2', 'PLAN-3'])
    expect(await seen.locator('.queue .grip').count()).toBe(0)
    expect(await seen.locator('.queue').getByRole('button').count()).toBe(0)
  })

  it('is a list on a phone', async () => {
    const seen = await browser.visit(`${plant().url}/schedule`, { user: 'paula', size: 'phone' })
    await seen.getByRole('region', { name: 'The plan as a list' }).getByText('PLAN-3').waitFor()
  })

  it('has no fault of access, and fits, at each size', async () => {
    const screens = {
      '/schedule': 'PLAN-3',
    }
    expect(await browser.faults(plant().url, screens, { user: 'paula' })).toEqual([])
  })
})
