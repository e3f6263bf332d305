import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, useBrowser } from '../support/browser.ts'
import { accepted, approvedRecipe, type Crew, crewOf, kg, releasedLot, runningOrder } from '../support/crew.ts'
import { usePlant } from '../support/plant.ts'

describe.runIf(hasBrowser)('The genealogy', () => {
  const plant = usePlant()
  const browser = useBrowser()
  let crew: Crew
  let page: Page

  beforeAll(async () => {
    crew = await crewOf(plant().url)
    await releasedLot(crew, 'SUC-1', 'SUC', kg('200'))
    await approvedRecipe(crew, 'SYRUP', [
      { stepId: 'mix', materials: [{ lineId: '0010', materialId: 'SUC', quantity: kg('60'), use: 'consumed' }] },
    ])
    await runningOrder(crew, 'MADE-1', 'SYRUP', [{ stepId: 'mix' }])
    const order = { orderId: 'MADE-1' }
    accepted(await crew.ada.consume(order, { stepId: 'mix', lineId: '0010', lotId: 'SUC-1', quantity: kg('60') }))
    accepted(await crew.ada.produce(order, { stepId: 'mix', lotId: 'SYR-1', quantity: kg('100'), use: 'produced' }))
    page = await browser.visit(`${plant().url}/lots/SYR-1/trace`, { user: 'quinn' })
  })

  it('shows what went in, with the quantities on its way', async () => {
    await page.getByRole('button', { name: 'What went in' }).click()
    await page.locator('.point.root', { hasText: 'SYR-1' }).waitFor()
    await page.locator('.point.order', { hasText: 'MADE-1' }).waitFor()
    await page.locator('.graph').getByText('60 kg', { exact: true }).waitFor()
    expect(new URL(page.url()).search).toBe('?way=backward')
    await page.locator('.point').getByRole('link', { name: 'SUC-1' }).click()
    await page.getByRole('heading', { name: 'SUC-1' }).waitFor()
  })

  it('gives the trace as a file', async () => {
    await page.getByRole('link', { name: 'Trace and recall' }).click()
    await page.getByRole('button', { name: 'What was made of it' }).click()
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV', exact: true }).click(),
    ])
    expect(file.suggestedFilename()).toBe('SUC-1-forward.csv')
  })

  it('shows what a recall would reach before it is done, and what it holds afterwards', async () => {
    await page.locator('.reached', { hasText: '2 lots' }).waitFor()
    await page.getByRole('button', { name: 'Recall…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Recall' })
    await dialog.getByText('2 lots, 1 order', { exact: false }).waitFor()
    await dialog.getByLabel('Reason').fill('The supplier found metal')
    await dialog.getByRole('button', { name: 'Recall' }).click()
    await page.getByText('Recalled: The supplier found metal').waitFor()
    await page.locator('.point.lot.held', { hasText: 'SYR-1' }).waitFor()
    expect(await page.getByRole('button', { name: 'Recall…' }).isDisabled()).toBe(true)
  })

  it('says so when there is no such lot', async () => {
    const seen = await browser.visit(`${plant().url}/lots/NO-SUCH-LOT/trace`)
    await seen
      .getByRole('alert')
      .getByText(/NO-SUCH-LOT/)
      .first()
      .waitFor()
  })

  it('lets a viewer look, and recall nothing', async () => {
    const seen = await browser.visit(`${plant().url}/lots/SUC-1/trace`, { user: 'vera', language: 'fr-FR' })
    await seen.getByRole('heading', { name: 'S’il était rappelé' }).waitFor()
    await seen.locator('.point.held').first().waitFor()
    expect(await seen.getByRole('button', { name: 'Rappeler…' }).count()).toBe(0)
  })

  it('has no fault of access, and fits, at each size', async () => {
    const screens = {
      '/lots/SUC-1/trace': 'SUC-1',
    }
    expect(await browser.faults(plant().url, screens, { user: 'quinn' })).toEqual([])
  })
})
