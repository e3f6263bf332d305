import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, useBrowser } from '../support/browser.ts'
import { accepted, approvedRecipe, crewOf, kg } from '../support/crew.ts'
import { usePlant } from '../support/plant.ts'

describe.runIf(hasBrowser)('The materials', () => {
  const plant = usePlant()
  const browser = useBrowser()
  let page: Page

  beforeAll(async () => {
    const crew = await crewOf(plant().url)
    const define = async (materialId: string, of: Parameters<typeof crew.erik.defineMaterial>[1]) =>
      accepted(await crew.erik.defineMaterial({ materialId }, of, { ifMatch: '*' }))
    await define('SUC', { name: 'Sucrose', unit: 'kg', shelfLifeDays: 365, hazards: ['H302'] })
    await define('SWEET', { name: 'Sweet broth', unit: 'kg', type: 'finished' })
    for (const [lotId, supplierLot] of [
      ['SUC-1', '24/117'],
      ['SUC-2', '24/118'],
    ] as const)
      accepted(
        await crew.ada.receiveLot({
          lotId,
          materialId: 'SUC',
          quantity: kg('40'),
          supplierId: 'SUCRE-SA',
          supplierLot,
        }),
      )
    accepted(await crew.quinn.releaseLot({ lotId: 'SUC-1' }, await crew.sign('quinn', 'released')))
    await approvedRecipe(crew, 'SWEET', [
      { stepId: 'mix', materials: [{ lineId: '0010', materialId: 'SUC', quantity: kg('10') }] },
    ])
    page = await browser.visit(`${plant().url}/materials`, { user: 'quinn' })
    page.setDefaultTimeout(12_000)
  })

  it('stand in a list with what there is of each', async () => {
    const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: 'Sucrose' }) })
    await row.getByText('80 kg').waitFor()
    await page.getByRole('combobox', { name: 'Kind' }).selectOption('finished')
    await page.getByText('1 of 1', { exact: true }).waitFor()
    await page.getByRole('link', { name: 'Sweet broth' }).click()
    await page.getByRole('heading', { name: 'SWEET Sweet broth' }).waitFor()
    await page.getByRole('region', { name: 'Recipes' }).getByText('makes it').waitFor()
  })

  it('lead to their lots, their suppliers, and the recipes that use them', async () => {
    await page.goto(`${plant().url}/materials/SUC`)
    await page.getByText('365 days').waitFor()
    await page.getByRole('region', { name: 'In stock' }).getByText('40 kg free, 40 kg in quarantine').waitFor()
    await page.getByRole('region', { name: 'Suppliers' }).getByText('SUCRE-SA').waitFor()
    await page.getByRole('region', { name: 'Recipes' }).getByText('uses it for').waitFor()
    const product = page.getByRole('region', { name: 'Recipes' }).getByRole('link', { name: 'Sweet broth' })
    expect(await product.getAttribute('href')).toBe('/materials/SWEET')
    await page.getByRole('region', { name: 'Lots' }).getByRole('link', { name: 'SUC-1' }).click()
    await page.waitForURL(/\/lots\/SUC-1$/)
    await page.goBack()
  })

  it('are found by their names', async () => {
    const box = page.getByRole('searchbox', { name: 'Find or scan' })
    await box.fill('eet bro')
    await page.locator('.found').getByRole('link', { name: 'Sweet broth' }).waitFor()
    await box.press('Enter')
    await page.getByRole('heading', { name: 'SWEET Sweet broth' }).waitFor()
    await page.goBack()
  })

  it('are held by quality, which needs a reason', async () => {
    await page.getByRole('button', { name: 'Hold…' }).click()
    const dialog = page.getByRole('dialog')
    expect(await dialog.getByRole('button', { name: 'Hold' }).isDisabled()).toBe(true)
    await dialog.getByLabel('Reason').fill('no')
    await dialog.getByText('At least 3 characters.').first().waitFor()
    expect(await dialog.getByRole('button', { name: 'Hold' }).isDisabled()).toBe(true)
    await dialog.getByLabel('Reason').fill('Glass was found in a bag')
    await dialog.getByRole('button', { name: 'Hold' }).click()
    await page.locator('.page > header').getByText('On hold').waitFor()
    const french = await browser.visit(`${plant().url}/materials/SUC`, { user: 'vera', language: 'fr-FR' })
    await french.locator('.page > header').getByText('Bloqué').waitFor()
    await french.getByText('365 jours').waitFor()
  })

  it('have no fault of access, and fit, at each size', async () => {
    const screens = {
      '/materials': 'Sucrose',
      '/materials/SUC': 'Sucrose',
    }
    expect(await browser.faults(plant().url, screens, { user: 'quinn' })).toEqual([])
  })
})
