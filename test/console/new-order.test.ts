import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { faultsAtEachSize, hasBrowser, useBrowser } from '../support/browser.ts'
import { accepted, approvedRecipe, type Crew, crewOf, kg, read } from '../support/crew.ts'
import { usePlant } from '../support/plant.ts'

describe.runIf(hasBrowser)('A new order', () => {
  const plant = usePlant()
  const browser = useBrowser()
  let crew: Crew
  let page: Page

  beforeAll(async () => {
    crew = await crewOf(plant().url)
    accepted(await crew.erik.defineEquipment({ equipmentId: 'MIXING' }, { name: 'Mixing', level: 'work-center' }))
    accepted(await crew.erik.defineMaterial({ materialId: 'SYRUP' }, { name: 'Oral syrup', unit: 'kg' }))
    const duration = { fixed: { value: '2', unit: 'h' as const } }
    await approvedRecipe(crew, 'SYRUP', [{ stepId: 'mix', name: 'Mix', workCenter: 'MIXING', duration }])
    accepted(
      await crew.erik.draftRecipe(
        { recipeId: 'DRAFT', version: '1' },
        {
          product: 'SYRUP',
          batchSize: { min: kg('1'), nominal: kg('1'), max: kg('1') },
          steps: [{ stepId: 'mix', name: 'Mix' }],
        },
      ),
    )
    accepted(
      await crew.paula.createOrder({ orderId: 'SYRUP-7', recipeId: 'SYRUP', product: 'SYRUP', quantity: kg('1') }),
    )
    page = await browser.visit(`${plant().url}/orders`, { user: 'paula' })
  })

  it('is of what is approved, and the plan says by when while it is written', async () => {
    await page.getByRole('link', { name: 'New order' }).click()
    const made = page.getByRole('combobox', { name: 'What is made' })
    await made.waitFor()
    await page.locator('main').getByRole('option', { name: 'Oral syrup SYRUP' }).waitFor()
    expect(await page.locator('main').getByRole('option').count()).toBe(1)
    await made.press('Enter')
    await page.getByText(/^One batch is 1\u00a0kg to 1\u202f000\u00a0kg, usually 100\u00a0kg\.$/).waitFor()
    await page.getByLabel('Quantity').fill('250')
    const promised = page.getByRole('region', { name: 'By when' })
    await promised.getByText('By the plan of now, if it were released now.').waitFor()
    await page.getByLabel(/^Due by the end of/).fill('2026-01-01')
    await promised.getByText('Later than it is due').waitFor()
    await page.getByLabel(/^Due by the end of/).fill('2099-12-31')
    await promised.getByText('In time for its due date.').waitFor()
    await page.getByLabel('Quantity').fill('2500')
    await promised
      .getByRole('alert')
      .getByText(/2500 kg/)
      .waitFor()
  })

  it('shows what the plant refuses at its field, and keeps what was typed', async () => {
    await page.getByLabel('Quantity').fill('250')
    await page.getByLabel(/^Priority/).fill('1000')
    await page.getByLabel('Order number').fill('SYRUP-7')
    await page.getByRole('button', { name: 'Create the order' }).click()
    await page
      .locator('.field.wrong', { hasText: 'Priority' })
      .getByText(/priority must be/)
      .waitFor()
    await page.getByLabel(/^Priority/).fill('3')
    await page.getByRole('button', { name: 'Create the order' }).click()
    await page
      .locator('.field.wrong', { hasText: 'Order number' })
      .getByText(/^Order SYRUP-7 exists already/)
      .waitFor()
    expect(await page.getByLabel('Quantity').inputValue()).toBe('250')
  })

  it('has a number that is free, opens, and is cancelled by whoever takes it back', async () => {
    await page.getByLabel('Order number').fill('')
    expect(await page.getByLabel('Order number').inputValue()).toBe('SYRUP-8')
    await page.getByRole('button', { name: 'Create the order' }).click()
    await page.waitForURL(/\/orders\/SYRUP-8$/)
    await page.getByRole('heading', { name: 'SYRUP-8' }).waitFor()
    expect(await read(crew.paula.getOrder({ orderId: 'SYRUP-8' }))).toMatchObject({
      status: 'created',
      product: 'SYRUP',
      quantity: kg('250'),
      priority: 3,
      dueAt: '2099-12-31T23:00:00.000Z',
    })
    await page.getByRole('status').getByRole('button', { name: 'Take back' }).click()
    await page.locator('.page > header', { hasText: 'Aborted' }).waitFor()
    await page.getByText('Order SYRUP-8 is cancelled').waitFor()
  })

  it('is not offered to whoever does not plan', async () => {
    const seen = await browser.visit(`${plant().url}/orders`, { user: 'ada', language: 'fr-FR' })
    await seen.getByRole('link', { name: 'SYRUP-7' }).waitFor()
    expect(await seen.getByRole('link', { name: 'Nouvel ordre' }).count()).toBe(0)
  })

  it('has no fault of access, and fits, at each size', async () => {
    const seen = await browser.visit(`${plant().url}/orders/new`, { user: 'paula', language: 'fr-FR' })
    await seen.getByRole('combobox', { name: 'Ce qui est fabriqué' }).press('Enter')
    await seen.getByLabel('Quantité').fill('100')
    await seen.getByText('D’après le plan actuel, s’il était libéré maintenant.').waitFor()
    expect(await faultsAtEachSize(seen)).toEqual([])
  })
})
