import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { recipeDocument } from '../../events/recipe.ts'
import cork from '../../plants/cork/recipes/PMP@1.json' with { type: 'json' }
import lyon from '../../plants/lyon/recipes/SYR@1.json' with { type: 'json' }
import nantes from '../../plants/nantes/recipes/LOAF-SEED@1.json' with { type: 'json' }
import { hasBrowser, signIn, useBrowser } from '../support/browser.ts'
import { accepted, approvedRecipe, type Crew, crewOf } from '../support/crew.ts'
import { usePlant } from '../support/plant.ts'

const picture = { title: 'Where the label goes', kind: 'picture', href: 'https://drawings.example/label.png' } as const

describe.runIf(hasBrowser)('The recipes', () => {
  const plant = usePlant()
  const browser = useBrowser()
  let crew: Crew
  let page: Page

  beforeAll(async () => {
    crew = await crewOf(plant().url)
    await approvedRecipe(crew, 'SYRUP', [{ stepId: 'mix' }])
    for (const it of [lyon, cork, nantes]) accepted(await crew.erik.importRecipe(recipeDocument.parse(it)))
    const { recipe } = accepted(await crew.erik.exportRecipe({ recipeId: 'SYRUP', version: '1' })).body
    accepted(
      await crew.erik.draftRecipe(
        { recipeId: 'SYRUP', version: '2' },
        {
          ...recipe,
          steps: [...recipe.steps, { stepId: 'label', name: 'Label', after: ['mix'], documents: [picture] }],
        },
      ),
    )
    page = await browser.visit(`${plant().url}/recipes`, { user: 'erik' })
  })

  it('stand in a list, by state, that leads to each version', async () => {
    await page.getByRole('link', { name: 'SYRUP' }).first().waitFor()
    await page.getByRole('combobox', { name: 'State' }).selectOption('Draft')
    await page.getByText('4 of 4', { exact: true }).waitFor()
    expect(new URL(page.url()).search).toBe('?status=draft')
    await page.getByRole('link', { name: 'SYR', exact: true }).click()
    await page.getByRole('link', { name: '1', exact: true }).click()
    await page.getByRole('heading', { name: 'SYR version 1' }).waitFor()
  })

  it('show their steps in order, and of a step what it takes and how it is judged', async () => {
    await page.getByRole('button', { name: '3. Dissolve' }).click()
    expect(new URL(page.url()).search).toContain('step=dissolve')
    const step = page.getByRole('region', { name: 'Dissolve' })
    await step.getByText('62 to 66 °C').waitFor()
    await step.getByText('410 L').waitFor()
    await step.getByText('± 5 %').waitFor()
    await step.getByText('At least 30 min, while temperature is within its limits').waitFor()
  })

  it('are found by their id', async () => {
    const box = page.getByRole('searchbox', { name: 'Find or scan' })
    await box.fill('PMP')
    await box.press('Enter')
    await page.getByRole('heading', { name: 'Recipe PMP' }).waitFor()
    await page.getByRole('link', { name: '1', exact: true }).click()
    await page.getByText('1 built into each unit').first().waitFor()
  })

  it('are printed whole', async () => {
    await page.emulateMedia({ media: 'print' })
    for (const name of ['Assemble', 'Test', 'Pack'])
      expect(await page.getByRole('region', { name, exact: true }).isVisible()).toBe(true)
    expect(await page.getByRole('navigation', { name: 'Places' }).isVisible()).toBe(false)
    await page.emulateMedia({ media: 'screen' })
    expect(await page.getByRole('region', { name: 'Pack', exact: true }).isVisible()).toBe(false)
  })

  it('stay drafts while the plant finds faults in them, and say each', async () => {
    await page.goto(`${plant().url}/recipes/SYR/versions/1`)
    await page.getByRole('button', { name: 'Submit…', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Submit' })
    await dialog.getByRole('button', { name: 'Submit' }).click()
    await dialog.getByRole('alert').getByText('mixer').first().waitFor()
    await page.keyboard.press('Escape')
    await page.locator('.page > header', { hasText: 'Draft' }).waitFor()
  })

  it('go to review, with what they change, and into effect by the signature of another person', async () => {
    await page.goto(`${plant().url}/recipes/SYRUP/versions/2`)
    await page.getByRole('button', { name: 'Submit…', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Submit' }).click()
    await page.getByText('Step label is new.').waitFor()
    // The content policy of the page lets in no picture from elsewhere: it is opened by its link.
    const link = page.locator('a', { hasText: 'Open the picture: Where the label goes' })
    await link.waitFor({ state: 'attached' })
    expect([await link.getAttribute('href'), await page.locator('img').count()]).toEqual([picture.href, 0])
    page = await browser.visit(`${plant().url}/recipes/SYRUP/versions/2`, { user: 'quinn', language: 'fr-FR' })
    await page.getByText('Ce qui change par rapport à la version 1').waitFor()
    await page.getByRole('button', { name: 'Approuver…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Approuver' })
    const opened = page.waitForEvent('popup')
    await dialog.getByRole('button', { name: 'Quinn Delaney' }).click()
    await signIn(await opened, 'quinn')
    await dialog.getByText('✓').waitFor()
    await dialog.getByRole('button', { name: 'Signer', exact: true }).click()
    await page.locator('.page > header', { hasText: 'En vigueur' }).waitFor()
  })

  it('are compared with any other version', async () => {
    await page.getByRole('link', { name: 'Comparer' }).click()
    await page.getByRole('heading', { name: 'SYRUP version 2' }).waitFor()
    await page.getByRole('heading', { name: 'Étape label' }).waitFor()
  })

  it('have no fault of access, and fit, at each size', async () => {
    const screens = {
      '/recipes': 'SYRUP',
      '/recipes/SYRUP': 'SYRUP',
      '/recipes/SYR/versions/1?show=all': 'SYR',
      '/recipes/SYRUP/versions/2/changes': 'SYRUP',
    }
    expect(await browser.faults(plant().url, screens, { user: 'erik' })).toEqual([])
  })
})
