import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { faultsAtEachSize, hasBrowser, useBrowser } from '../support/browser.ts'
import { accepted, crewOf, kg } from '../support/crew.ts'
import { usePlant } from '../support/plant.ts'

describe.runIf(hasBrowser)('What is open before the screens', () => {
  const plant = usePlant()
  const browser = useBrowser()
  const at = (path: string) => `${plant().url}${path}`
  let page: Page

  beforeAll(async () => {
    const crew = await crewOf(plant().url)
    accepted(await crew.erik.defineMaterial({ materialId: 'SUC' }, { name: 'Sucrose', unit: 'kg' }, { ifMatch: '*' }))
    accepted(await crew.ada.receiveLot({ lotId: 'SUC-1', materialId: 'SUC', quantity: kg('100') }))
    accepted(await crew.ada.makeContainer({ containerId: 'CASE-1', kind: 'case' }))
    page = await browser.visit(at('/lots/SUC-1'), { user: 'quinn' })
  })

  it.each([
    ['a question', '/lots/SUC-1', 'Hold…'],
    ['a signature', '/lots/SUC-1', 'Reject…'],
    ['a label', '/containers/CASE-1', 'Label…'],
    ['the stage', '/', 'Stage'],
  ] as const)('has no fault of access, and fits, at each size: %s', async (_, path, button) => {
    await page.goto(at(path))
    await page.getByRole('button', { name: button, exact: true }).click()
    await page.getByRole('dialog').waitFor()
    expect(await faultsAtEachSize(page)).toEqual([])
  })

  it.each([
    ['the acts that are rare', () => page.getByText('More ▾').click(), '.more[open] .button'],
    ['who is signed in', () => page.getByText('Quinn Delaney').first().click(), '.person[open] select'],
    ['what was found', () => page.getByRole('search').getByRole('searchbox').fill('SUC'), '.found a'],
  ] as const)('has no fault of access, and fits, at each size: %s', async (_, open, shown) => {
    await page.goto(at('/lots/SUC-1'))
    await page.getByRole('heading', { name: 'SUC-1' }).waitFor()
    await open()
    await page.locator(shown).first().waitFor()
    expect(await faultsAtEachSize(page)).toEqual([])
  })

  it.each([
    ['the sign-in', '/orders', 'Qui êtes-vous ?'],
    ['a sign-in that is refused', '/local/issuers/lyon/oauth2/authorize', 'Cette connexion ne peut pas commencer'],
    ['the problems', '/problems', 'Problems'],
    ['a problem', '/problems/lot-on-hold', 'The lot is on hold'],
  ] as const)('has no fault of access, and fits, at each size, light and dark: %s', async (_, path, heading) => {
    const nobody = await browser.open(at(path), { language: 'fr-FR' })
    for (const colorScheme of ['light', 'dark'] as const) {
      await nobody.emulateMedia({ colorScheme })
      await nobody.getByRole('heading', { name: heading }).first().waitFor()
      expect(await faultsAtEachSize(nobody)).toEqual([])
    }
  })

  it('is a name that nobody has, said at the sign-in', async () => {
    const nobody = await browser.open(at('/orders'))
    await nobody.locator('#user').fill('nobody')
    await nobody.keyboard.press('Enter')
    await nobody.getByRole('alert').waitFor()
    expect(await faultsAtEachSize(nobody)).toEqual([])
  })
})
