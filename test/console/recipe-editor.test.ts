import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { recipeDocument } from '../../events/recipe.ts'
import lyon from '../../plants/lyon/recipes/SYR@1.json' with { type: 'json' }
import { faultsAtEachSize, hasBrowser, useBrowser } from '../support/browser.ts'
import { accepted, type Crew, crewOf, read } from '../support/crew.ts'
import { usePlant } from '../support/plant.ts'

describe.runIf(hasBrowser)('The editor of recipes', () => {
  const plant = usePlant()
  const browser = useBrowser()
  let crew: Crew
  let page: Page
  const version = { recipeId: 'SYRUP', version: '1' }
  const save = () => page.getByRole('button', { name: 'Save', exact: true }).click()
  const part = (name: string | RegExp) =>
    page.getByRole('navigation', { name: 'Parts of the recipe' }).getByRole('button', { name })

  beforeAll(async () => {
    crew = await crewOf(plant().url)
    for (const [materialId, name] of [
      ['SYRUP', 'Syrup'],
      ['SUGAR', 'Sugar'],
    ] as const)
      accepted(await crew.erik.defineMaterial({ materialId }, { name, unit: 'kg' }))
    page = await browser.visit(`${plant().url}/recipes`, { user: 'erik' })
  })

  it('begins with the product, and keeps in the browser what is typed', async () => {
    await page.getByRole('button', { name: 'New recipe…' }).click()
    const dialog = page.getByRole('dialog', { name: 'New recipe' })
    await dialog.getByRole('option', { name: 'Syrup' }).click()
    await dialog.getByLabel('Recipe', { exact: true }).fill('SYRUP')
    await dialog.getByRole('button', { name: 'New recipe' }).click()
    await page.getByLabel('Nominal batch').fill('100')
    await page.reload()
    await page.getByText('not saved; this browser keeps it since').waitFor()
    expect(await page.getByLabel('Nominal batch').inputValue()).toBe('100')
  })

  it('shows at its field each thing that the plant cannot read, and loses nothing', async () => {
    await page.getByLabel('Smallest batch').fill('50 or so')
    await page.getByLabel('Largest batch').fill('200')
    await save()
    await page.getByText('The plant cannot read the draft, and has not saved it:').waitFor()
    expect(await page.getByLabel('Smallest batch').getAttribute('aria-invalid')).toBe('true')
    expect(await page.getByLabel('Smallest batch').inputValue()).toBe('50 or so')
    await page.getByRole('button', { name: 'steps.0.name' }).click()
    await page.getByRole('heading', { name: '1. step-1' }).waitFor()
    expect(await page.getByLabel('Name', { exact: true }).getAttribute('aria-invalid')).toBe('true')
  })

  it('saves a step with its material and its value, and then says what stands against a review', async () => {
    await page.getByLabel('Name', { exact: true }).fill('Mix')
    await page.getByLabel('Id', { exact: true }).fill('mix')
    await page.getByRole('button', { name: '+ Material' }).click()
    await page.getByLabel('Material', { exact: true }).selectOption('SUGAR')
    await page.getByLabel('Nominal quantity').fill('60')
    await page.getByRole('button', { name: '+ Value' }).click()
    const value = page.getByRole('group', { name: 'Values value-1' })
    await value.getByLabel('Unit').fill('Cel')
    await value.getByLabel('Low limit').fill('60')
    await value.getByLabel('High limit').fill('50')
    await part('The recipe').click()
    await page.getByLabel('Smallest batch').fill('50')
    await save()
    await page.getByRole('status').getByText('SYRUP 1 is saved').waitFor()
    await page.getByText('As it was saved, the plant would not take it into review:').waitFor()
    await part(/1\. Mix faults: 1/).waitFor()
    expect((await read(crew.erik.getRecipe(version))).steps).toMatchObject([
      { stepId: 'mix', materials: [{ materialId: 'SUGAR', quantity: { value: '60', unit: 'kg' } }] },
    ])
  })

  it('follows the id of a step wherever others name it, and bridges a step that is taken out', async () => {
    await part(/1\. Mix/).click()
    for (const name of ['Heat', 'Fill']) {
      await page.getByRole('button', { name: '+ Step' }).click()
      await page.getByLabel('Name', { exact: true }).fill(name)
    }
    await part(/2\. Heat/).click()
    await page.getByLabel('Id', { exact: true }).fill('heat')
    await part(/3\. Fill/).click()
    expect(await page.getByLabel('Heat', { exact: true }).isChecked()).toBe(true)
    await part(/2\. Heat/).click()
    await page.getByRole('button', { name: 'Take the step out' }).click()
    await part(/2\. Fill/).click()
    expect(await page.getByLabel('Mix', { exact: true }).isChecked()).toBe(true)
  })

  it('tells who has saved it in between, and keeps both', async () => {
    const { authors: _authors, ...now } = await read(crew.erik.getRecipe(version))
    const etag = (await crew.erik.getRecipe(version)).headers.get('etag') ?? ''
    const { recipe } = await read(crew.erik.exportRecipe(version))
    expect(now.steps).toHaveLength(1)
    accepted(await crew.adam.draftRecipe(version, { ...recipe, signaturesNeeded: 2 }, { ifMatch: etag }))
    await page.getByText('Adam Keller has saved this version since you began.').waitFor()
    expect(await page.getByRole('button', { name: /^Save/ }).isDisabled()).toBe(true)
    await page.getByRole('button', { name: 'Keep mine as another version…' }).click()
    await page.getByRole('dialog').getByLabel('Version').fill('2')
    await page.getByRole('dialog').getByRole('button', { name: 'Go on there' }).click()
    await page.getByRole('heading', { name: 'SYRUP version 2' }).waitFor()
    await save()
    await page.getByRole('status').getByText('SYRUP 2 is saved').waitFor()
    expect((await read(crew.erik.getRecipe({ ...version, version: '2' }))).steps).toHaveLength(2)
    expect((await read(crew.erik.getRecipe(version))).signaturesNeeded).toBe(2)
  })

  it('takes in an exported file, and edits it as JSON too', async () => {
    await page.goto(`${plant().url}/recipes`)
    await page.getByRole('button', { name: 'Take in a file…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Take in a recipe' })
    const file = (name: string, of: unknown) => ({
      name,
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(of)),
    })
    await dialog.getByLabel('File of an exported recipe').setInputFiles(file('notes.json', { anything: 1 }))
    await dialog.getByText('This file is no exported recipe.').waitFor()
    await dialog.getByLabel('File of an exported recipe').setInputFiles(file('SYR@1.json', lyon))
    await dialog.getByRole('button', { name: 'Take in', exact: true }).click()
    await page.getByRole('heading', { name: 'SYR version 1' }).waitFor()
    await page.getByRole('link', { name: 'Edit', exact: true }).click()
    await page.getByRole('button', { name: 'As JSON' }).click()
    const text = page.getByLabel('The draft, or an exported recipe')
    const written = await text.inputValue()
    await text.fill(written.replace('"Weigh and dispense"', '"Weigh"'))
    await page.getByRole('button', { name: 'As a form' }).click()
    await part('1. Weigh').waitFor()
    expect(recipeDocument.parse(lyon).recipe.steps[0]?.name).toBe('Weigh and dispense')
  })

  it('exports the version as a file that another plant takes in', async () => {
    await page.goto(`${plant().url}/recipes/SYRUP/versions/2`)
    await page.getByText('More', { exact: false }).first().click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('SYRUP@2.json')
  })

  it('has no fault of access, and fits, at each size', async () => {
    const seen = await browser.visit(`${plant().url}/recipes/SYR/versions/1/edit`, { user: 'erik' })
    await seen.getByRole('button', { name: /1\. Weigh and dispense/ }).click()
    await seen.getByRole('group', { name: /^Materials 10/ }).waitFor()
    expect(await faultsAtEachSize(seen)).toEqual([])
  })
})
