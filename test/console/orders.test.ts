import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, signIn, useBrowser } from '../support/browser.ts'
import { accepted, approvedRecipe, approvedVersion, crewOf } from '../support/crew.ts'
import { kg } from '../support/given.ts'
import { usePlant } from '../support/plant.ts'

describe.runIf(hasBrowser)('The orders', () => {
  const plant = usePlant()
  const browser = useBrowser()
  let page: Page
  const orderAt = (status: string) => page.locator('.page > header', { hasText: status }).waitFor()

  beforeAll(async () => {
    const crew = await crewOf(plant().url)
    await approvedRecipe(crew, 'SYRUP', [{ stepId: 'mix' }])
    await crew.paula.createOrder({ orderId: 'SEEN-1', recipeId: 'SYRUP', product: 'SYRUP', quantity: kg('100') })
    await approvedRecipe(crew, 'SKILLED', [{ stepId: 'weld', qualifications: ['welding'] }])
    accepted(
      await crew.paula.createOrder({
        orderId: 'SKILLED-1',
        recipeId: 'SKILLED',
        product: 'SKILLED',
        quantity: kg('100'),
        dueAt: '2027-12-02',
      }),
    )
    accepted(await crew.paula.releaseOrder({ orderId: 'SKILLED-1' }))
    page = await browser.visit(`${plant().url}/orders`, { user: 'olga' })
  })

  it('stand in a list that leads to each', async () => {
    await page.getByRole('searchbox', { name: 'Search in the list' }).fill('seen')
    await page.getByText('1 of 2', { exact: true }).waitFor()
    expect(new URL(page.url()).search).toBe('?find=seen')
    await page.getByRole('link', { name: 'SEEN-1' }).click()
    await page.getByRole('heading', { name: 'SEEN-1' }).waitFor()
  })

  it('are released and started by an act each', async () => {
    await page.getByRole('button', { name: 'Release', exact: true }).click()
    await orderAt('Released')
    await page.getByRole('button', { name: 'Start', exact: true }).click()
    await orderAt('Running')
  })

  it('stand while paused, with a way back beside what was done', async () => {
    await page.getByRole('button', { name: 'Pause…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Pause' })
    expect(await dialog.getByRole('button', { name: 'Pause' }).isDisabled()).toBe(true)
    await dialog.getByLabel('Reason').fill('The filter is changed')
    await dialog.getByRole('button', { name: 'Pause' }).click()
    await orderAt('On hold')
    await page.getByRole('status').getByRole('button', { name: 'Resume' }).click()
    await orderAt('Running')
  })

  it('show why the plant refuses, where it was tried, and keep what was typed', async () => {
    await page.getByRole('button', { name: 'Complete', exact: true }).click()
    await page.getByRole('dialog', { name: 'Complete' }).getByRole('alert').getByRole('listitem').first().waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Change the quantity…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('New quantity').fill('999999')
    await dialog.getByLabel('Reason').fill('More is asked')
    await dialog.getByRole('button', { name: 'Change the quantity' }).click()
    await dialog.getByRole('alert').waitFor()
    expect(await dialog.getByLabel('New quantity').inputValue()).toBe('999999')
    await page.keyboard.press('Escape')
  })

  it('offer what may be done to whoever looks for it by its word', async () => {
    const box = page.getByRole('searchbox', { name: 'Find or scan' })
    await page.keyboard.press('Control+k')
    await box.pressSequentially('pau')
    const found = page.locator('.found')
    await found.getByRole('button', { name: 'Pause' }).waitFor()
    await box.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'Pause' }).getByLabel('Reason').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  it('go over to another version of their recipe: proposed here, reviewed by a second person, approved by quality', async () => {
    const crew = await crewOf(plant().url)
    const change = page.getByRole('button', { name: 'Change the recipe…' })
    expect(await change.textContent()).toContain('No other version of the recipe is approved')
    await approvedVersion(crew, 'SYRUP', '2', [{ stepId: 'mix' }, { stepId: 'rest', after: ['mix'] }])
    await page.reload()
    await change.click()
    await page.getByRole('dialog').getByLabel('Reason').fill('The syrup has to rest')
    await page.getByRole('dialog').getByRole('button', { name: 'Change the recipe' }).click()
    const proposed = page.getByRole('region', { name: /^Change / })
    await proposed.getByText('Version 1 to 2, at once').waitFor()
    await proposed.getByText('New step: rest').waitFor()
    const sign = async (user: string, word: string, comment: string | undefined) => {
      const seen = await browser.visit(`${plant().url}/orders/SEEN-1`, { user })
      await seen.getByRole('button', { name: `${word}…` }).click()
      const dialog = seen.getByRole('dialog')
      if (comment !== undefined) await dialog.getByLabel('Comment').fill(comment)
      const opened = seen.waitForEvent('popup')
      await dialog.getByRole('button', { name: /^Sign in as/ }).click()
      await signIn(await opened, user)
      await dialog.getByText('✓').first().waitFor()
      await dialog.getByRole('button', { name: 'Sign', exact: true }).click()
      await dialog.waitFor({ state: 'detached' })
    }
    await sign('erik', 'Review the change', 'One step more, and nothing else')
    await proposed.getByText('reviewed by Erik Lindqvist', { exact: false }).waitFor()
    await sign('quinn', 'Approve the change', undefined)
    await proposed.getByText('Approved', { exact: true }).waitFor()
    await page.getByRole('region', { name: 'Steps' }).getByText('rest').first().waitFor()
  })

  it('have their time line, in the language of the person', async () => {
    await page.getByText('Olga Petrova paused the order: The filter is changed.').waitFor()
    const french = await browser.visit(`${plant().url}/orders/SEEN-1`, { user: 'olga', language: 'fr-FR' })
    await french.getByText('Olga Petrova a suspendu l’ordre : The filter is changed.').waitFor()
    await french.context().close()
  })

  it('say until the end of which day they are due, and not what their reader lacks who starts no steps', async () => {
    const seen = await browser.visit(`${plant().url}/orders/SKILLED-1`, { user: 'paula' })
    await seen.getByText('2 Dec 2027', { exact: true }).waitFor()
    await seen.getByText('weld', { exact: true }).first().waitFor()
    await seen
      .getByText('The order has not been started', { exact: false })
      .or(seen.locator('.steps li'))
      .first()
      .waitFor()
    expect(await seen.getByText('does not have the qualification').count()).toBe(0)
    await seen.getByRole('button', { name: 'Change the quantity…' }).click()
    const dialog = seen.getByRole('dialog')
    await dialog.getByLabel('New quantity').fill('1,200')
    await dialog.getByText('1,200 can be read in two ways').first().waitFor()
    await dialog.getByLabel('New quantity').fill('99,5')
    await dialog.getByLabel('Reason').fill('Less is asked')
    await dialog.getByRole('button', { name: 'Change the quantity' }).click()
    await seen.getByText('SKILLED-1 is for 99.5\u00a0kg now').waitFor()
    await seen.context().close()
  })

  it('offer a viewer nothing that a viewer may not do', async () => {
    const seen = await browser.visit(`${plant().url}/orders/SEEN-1`, { user: 'vera' })
    await seen.getByRole('heading', { name: 'SEEN-1' }).waitFor()
    expect(await seen.locator('.page > header').getByRole('button').count()).toBe(0)
  })

  it('have no fault of access, and fit, at each size', async () => {
    const screens = {
      '/orders': 'SEEN-1',
      '/orders/SEEN-1': 'SEEN-1',
    }
    expect(await browser.faults(plant().url, screens, { user: 'olga' })).toEqual([])
  })
})
