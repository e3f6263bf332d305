import { connectAsync } from 'mqtt'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, useBrowser } from '../support/browser.ts'
import { accepted, type Crew, crewOf } from '../support/crew.ts'
import { kg } from '../support/given.ts'
import { usePlant } from '../support/plant.ts'

describe.runIf(hasBrowser)('The administration', () => {
  const plant = usePlant()
  const browser = useBrowser()
  let crew: Crew
  let page: Page

  beforeAll(async () => {
    crew = await crewOf(plant().url)
    const machine = await connectAsync(plant().mqttUrl, { clientId: 'PRESS-9', reconnectPeriod: 0 })
    await machine.publishAsync('andon/lyon/PRESS-9/banana', '{"sequence":1}', { qos: 1 })
    await machine.endAsync()
    accepted(await crew.erik.defineMaterial({ materialId: 'SUGAR' }, { name: 'Sugar', unit: 'kg' }))
    accepted(await crew.ada.receiveLot({ lotId: 'AD-LOT', materialId: 'SUGAR', quantity: kg('50') }))
    const subject = { type: 'lot', id: 'AD-LOT' } as const
    const said = { title: 'The bag is torn', description: 'Found torn at the gate' }
    accepted(await crew.quinn.openDeviation({ deviationId: 'AD-1', subject, ...said }))
    page = await browser.visit(`${plant().url}/administration`, { user: 'adam' })
  })

  it('shows what was put aside, why, and what it carries', async () => {
    const letter = page.getByRole('listitem').filter({ hasText: 'PRESS-9' })
    await letter.getByText('banana is no message that a device may publish', { exact: false }).waitFor()
    await letter.getByText('What it carries').click()
    await letter.locator('pre').waitFor()
  })

  it('greys what cannot be sent again, with what is done instead', async () => {
    const back = page
      .getByRole('listitem')
      .filter({ hasText: 'PRESS-9' })
      .getByRole('button', { name: /^Give back/ })
    expect(await back.isDisabled()).toBe(true)
    expect(await back.textContent()).toContain('Mend the machine')
  })

  it('lists the executions of a workflow, each with the way to what it is about', async () => {
    await page.getByLabel('Workflow', { exact: true }).selectOption('deviation-hold')
    await page.getByRole('link', { name: 'AD-1' }).waitFor()
    await page.getByLabel('State', { exact: true }).selectOption('failed')
    await page.getByText('No execution is like that.').waitFor()
    await page.getByLabel('State', { exact: true }).selectOption('')
    await page.getByRole('link', { name: 'AD-1' }).click()
    await page.getByRole('list', { name: 'Where it stands' }).waitFor()
  })

  it('is no place of those who do not run the plant', async () => {
    const seen = await browser.visit(`${plant().url}/`, { user: 'ada' })
    await seen.getByRole('link', { name: 'Orders' }).waitFor()
    expect(await seen.getByRole('link', { name: 'Administration' }).count()).toBe(0)
  })

  it('is told in French', async () => {
    const french = await browser.visit(`${plant().url}/administration`, { user: 'adam', language: 'fr-FR' })
    await french.getByText('Un message d’une machine que le site ne comprend pas').waitFor()
  })

  it('has no fault of access, and fits, at each size', async () => {
    const screens = {
      '/administration': 'PRESS-9',
    }
    expect(await browser.faults(plant().url, screens, { user: 'adam' })).toEqual([])
  })
})
