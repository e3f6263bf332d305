import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, useBrowser } from '../support/browser.ts'
import { accepted, crewOf } from '../support/crew.ts'
import { usePlant } from '../support/plant.ts'

const day = 86_400_000

describe.runIf(hasBrowser)('The people', () => {
  const plant = usePlant()
  const browser = useBrowser()
  let page: Page
  const inDays = (days: number) => new Date(Date.now() + days * day + 3_600_000).toISOString()
  const qualification = (id: string) => page.getByRole('listitem').filter({ has: page.getByText(id, { exact: true }) })

  beforeAll(async () => {
    const crew = await crewOf(plant().url)
    const qualify = async (personId: string, name: string, qualifications: readonly object[]) =>
      accepted(
        await crew.erik.definePerson(
          { personId },
          { name, qualifications: qualifications as { qualificationId: string }[] },
          { ifMatch: '*' },
        ),
      )
    await qualify('ada', 'Ada Moreau', [
      { qualificationId: 'welding', validUntil: inDays(-4) },
      { qualificationId: 'mixing', validUntil: inDays(12), level: 2 },
      { qualificationId: 'packing', validUntil: '2037-12-31' },
    ])
    await qualify('ben', 'Ben Okafor', [{ qualificationId: 'packing' }])
    accepted(await crew.ada.clockOn({ activity: 'meeting' }))
    accepted(await crew.ada.clockOff({ activity: 'meeting' }))
    accepted(await crew.ada.clockOn({ activity: 'training' }))
    page = await browser.visit(`${plant().url}/people`, { user: 'olga' })
    page.setDefaultTimeout(12_000)
  })

  it('stand with what they may do and until when, in words', async () => {
    const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: 'Ada Moreau' }) })
    await row.getByText('3 d over').waitFor()
    await row.getByText('in 12 d').waitFor()
    await row.getByText('until 31 Dec 2037').waitFor()
    await page.getByText('without end').waitFor()
  })

  it('are narrowed to those whose qualification is over or ends soon', async () => {
    await page.getByLabel('Show').selectOption('soon')
    await page.getByText('1 of 1', { exact: true }).waitFor()
    await page.getByRole('link', { name: 'Ada Moreau' }).click()
    await page.getByRole('heading', { name: 'ada Ada Moreau' }).waitFor()
  })

  it('are found by the scan of their badge', async () => {
    await page.keyboard.press('Control+k')
    await page.keyboard.type('ben')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'ben Ben Okafor' }).waitFor()
  })

  it('are granted a qualification, which can be taken back', async () => {
    await page.getByRole('button', { name: 'Grant a qualification…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Qualification', { exact: true }).fill('welding')
    await dialog.getByLabel(/^Valid until/).fill('2037-06-30')
    await dialog.getByRole('button', { name: 'Grant a qualification' }).click()
    await qualification('welding').getByText('until 30 Jun 2037').first().waitFor()
    await qualification('welding')
      .getByText(/by Olga Petrova/)
      .waitFor()
    await page.getByRole('status').getByRole('button', { name: 'Take back' }).click()
    await qualification('welding').waitFor({ state: 'detached' })
  })

  it('are told why a level cannot be so, and keep what was typed', async () => {
    await page.getByRole('button', { name: 'Grant a qualification…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Qualification', { exact: true }).fill('mixing')
    await dialog.getByLabel(/^Level/).fill('99')
    await dialog.getByRole('button', { name: 'Grant a qualification' }).click()
    await dialog.getByRole('alert').waitFor()
    await dialog.getByLabel(/^Level/).fill('3')
    await dialog.getByRole('button', { name: 'Grant a qualification' }).click()
    await qualification('mixing').getByText('level 3').waitFor()
  })

  it('have a qualification renewed and withdrawn', async () => {
    await page.goto(`${plant().url}/people/ada`)
    await qualification('mixing').getByRole('button', { name: 'Renew…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(/^Valid until/).fill('2038-01-31')
    await dialog.getByRole('button', { name: 'Renew' }).click()
    await qualification('mixing').getByText('until 31 Jan 2038').waitFor()
    await qualification('mixing').getByText('level 2').waitFor()
    await qualification('welding').getByRole('button', { name: 'Withdraw…' }).click()
    await dialog.getByText('Ada Moreau starts no more steps that ask for welding.').waitFor()
    await dialog.getByRole('button', { name: 'Withdraw' }).click()
    await qualification('welding').waitFor({ state: 'detached' })
  })

  it('are clocked off by the supervisor', async () => {
    await page.locator('.page > header').getByText('On the clock').waitFor()
    const times = page.locator('.entries-of-time > li > span:nth-child(2)')
    await expect.poll(() => times.count()).toBe(2)
    const lefts = await times.evaluateAll((all) => all.map((it) => it.getBoundingClientRect().left))
    expect(new Set(lefts).size).toBe(1)
    await page.getByRole('button', { name: 'Clock off' }).click()
    await page.locator('.page > header').getByText('Not on the clock').waitFor()
  })

  it('see themselves, and no act on what they are qualified for', async () => {
    const own = await browser.visit(`${plant().url}/people/ada`, { user: 'ada', language: 'fr-FR' })
    await own.getByText('jusqu’au 31 janv. 2038').waitFor()
    await own.getByText('Formation').first().waitFor()
    expect(await own.getByRole('button', { name: /qualification|Renouveler|Retirer/ }).count()).toBe(0)
  })

  it('have no fault of access, and fit, at each size', async () => {
    const screens = {
      '/people': 'Ada Moreau',
      '/people/ada': 'Ada Moreau',
    }
    expect(await browser.faults(plant().url, screens, { user: 'olga' })).toEqual([])
  })
})
